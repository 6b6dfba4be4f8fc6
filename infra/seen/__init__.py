"""What can be seen of the running system: metrics for Prometheus, traces for OpenTelemetry. Nobody's personal data.

Used by the doors, `python -m api` and `worker.py`. Off unless the settings ask for it. docs/howto/watch-it-run.md.
"""
