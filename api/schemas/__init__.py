"""What goes in and out over HTTP, a file per resource, with examples for the OpenAPI page."""
