"""IP 电话: a telephone system (IVR) asks whom to ring, says which key was pressed, and tells callers how far it is.

Signed both ways with one secret (HUYING_IVR_SECRET); docs/howto/connect-an-ivr.md. Hung in by `api.routes`.
"""
