"""两级党建联席会: notice, attendance, minutes, decisions, and the cases that follow them.

A decision's task goes the way of every report (`api.acceptance`). Hung in by `api.routes`.
"""
