"""办事 over HTTP: services, matters for their person by number and code, and for the office that has them."""
