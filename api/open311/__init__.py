"""Open311 GeoReport v2 with the update extension, at `/open311/v2`: the city's interface for apps that others wrote.

A translation and nothing more: what comes in ends in the acceptance of `POST /reports` and in the facts that the
reporter's own page brings, what goes out is read from the read model. Hung in by `api.routes`.
"""
