"""承接转办: what the mayor's hotline and the city's message board refer to the street, by push or by a table.

Ends in the acceptance of `POST /reports`. Hung in by `api.routes`.
"""
