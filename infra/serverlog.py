"""Turns what the Temporal server writes into lines of our log. Called by `infra.stages` for each line."""

import json
from typing import Any

import structlog

QUIET = (
    "Cluster Id in Cluster Metadata config is not a valid uuid",
    "network dial error",
    "Failed to poll for task",
)
"""Warnings of an ordinary start and an ordinary stop of the dev server; they ask nothing of anybody."""
_OURS = {"time", "level", "msg", "event", "timestamp", "service", "logging-call-at", "stacktrace"}
log = structlog.get_logger()


def log_line(line: str) -> None:
    """Log one line of the server's: JSON with `level` and `msg`. Its banner, which is none, is dropped."""
    fields = _parsed(line)
    if fields is None or str(fields.get("msg", "")).startswith(QUIET):
        return
    told = {name.replace("-", "_"): value for name, value in fields.items() if name not in _OURS}
    if "service" in fields:
        told["part"] = fields["service"]
    bad = fields.get("level") not in ("WARN", "INFO", "DEBUG")
    write = log.error if bad else log.warning
    write(str(fields.get("msg", "")), service="temporal", **told)


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        fields = json.loads(line)
    except ValueError:
        return (
            {"level": "ERROR", "msg": line} if line.lower().startswith(("error", "panic", "fatal")) else None
        )
    return fields if isinstance(fields, dict) else None
