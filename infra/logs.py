"""One way of logging for every process: structlog, one line an event, to standard error. Called by the doors.

What libraries log through the standard library comes out the same way.
"""

import logging
import sys
from pathlib import Path
from typing import Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from infra.logfiles import DailyFile

NOISY = ("httpx", "httpcore", "aiosqlite", "alembic", "sqlalchemy.engine", "uvicorn")
"""Loggers whose everyday lines nobody needs."""


def set_up(
    form: Literal["console", "json"], service: str, folder: Path | None = None, keep_days: int = 183
) -> None:
    """Log as `form` (HUYING_LOG) from now on, every line with the service's name; to files in `folder` too."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )

    def written(handler: logging.Handler, renderer: Processor) -> logging.Handler:
        meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
        handler.setFormatter(
            structlog.stdlib.ProcessorFormatter(
                foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
                processors=[meta, _on_one_line, renderer],
            )
        )
        return handler

    root = logging.getLogger()
    root.handlers[:] = [written(logging.StreamHandler(sys.stderr), _renderer(form))]
    if folder is not None:
        root.addHandler(written(DailyFile(folder, service, keep_days), _renderer("json")))
    root.setLevel(logging.INFO)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it repeats faulty addresses, keys and all
    structlog.contextvars.bind_contextvars(service=service)


def _renderer(form: Literal["console", "json"]) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


def _on_one_line(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Escape line breaks in what a library or a caller said: what came from outside can't forge a line."""
    event.pop("color_message", None)  # uvicorn's second copy of the same
    event["event"] = str(event.get("event", "")).replace("\r", "\\r").replace("\n", "\\n")
    return event
