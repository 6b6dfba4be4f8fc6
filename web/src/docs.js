// The viewer of the API's own description, at /api/v1/docs.
import SwaggerUIBundle from "swagger-ui-dist/swagger-ui-es-bundle.js";
import "swagger-ui-dist/swagger-ui.css";

SwaggerUIBundle({ url: "openapi.json", dom_id: "#viewer", deepLinking: true, tryItOutEnabled: true, docExpansion: "none", defaultModelsExpandDepth: -1 });
