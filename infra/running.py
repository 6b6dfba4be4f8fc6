"""Settings of how the processes run: what they say of themselves, and which part of the work each takes on.

The half of `infra.settings.Settings` that changes nothing for anybody but the operator.
"""

from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode

Port = Annotated[int, Field(ge=1, le=65535)]
Part = Literal["cases", "watches", "departments", "results"]
EVERY_PART: frozenset[Part] = frozenset(("cases", "watches", "departments", "results"))
"""What workers do: cases and matters; the looks over all of them; calls to departments; results back."""


class Running(BaseSettings):
    """Logs, metrics, builds, queues."""

    log: Literal["console", "json"] = "console"
    keep_log_days: int = Field(default=183, ge=1, le=3650)  # real days
    metrics_host: str = "127.0.0.1"  # never a public address: docs/howto/watch-it-run.md
    metrics_port: Port | None = None  # of the API's metrics; none: no metrics
    worker_metrics_port: Port | None = None  # of the worker's
    build_id: str | None = Field(default=None, pattern=r"^[A-Za-z0-9._-]{1,100}$")  # of the worker's code
    worker_serves: Annotated[frozenset[Part], NoDecode] = EVERY_PART
    migrate: bool = True  # 0: the tables are brought up to date by `huying prepare` alone

    @field_validator("worker_serves", mode="before")
    @classmethod
    def _parts(cls, value: object) -> object:
        """`cases,watches`: parts by commas."""
        if not isinstance(value, str):
            return value
        parts = {part.strip() for part in value.split(",")} - {""}
        if not parts or parts - EVERY_PART:
            raise ValueError(f"must be some of {', '.join(sorted(EVERY_PART))}, with commas between")
        return frozenset(parts)
