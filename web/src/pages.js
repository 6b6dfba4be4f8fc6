// On every page. Each part looks for what it enhances and does nothing where that is missing.
import "./htmx.js";
import "htmx-ext-sse";
import "./draft.js";
import "./place.js";
import "./steps.js";
import "./photos.js";
import "./countdown.js";
import "./live.js";
