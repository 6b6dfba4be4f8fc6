// On every page. Each part looks for what it enhances and does nothing where that is missing.
import "./htmx.js";
import "htmx-ext-sse";
