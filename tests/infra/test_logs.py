"""What a process's log looks like from outside: one line an event, whoever wrote it."""

import json
import subprocess
import sys

import pytest

from infra import serverlog
from tests.infra.conftest import ROOT

PROGRAM = """
import logging, sys, structlog
from infra.logs import set_up
set_up(sys.argv[1], "worker")
structlog.get_logger().info("case.opened", case_no="SGH-1", 事项="占道经营")
logging.getLogger("temporalio.worker").warning("two\\nlines %s", "here")
logging.getLogger("uvicorn.access").info("GET / 200")
logging.getLogger("sqlalchemy.engine.Engine").info("SELECT 1")
try:
    1 / 0
except ZeroDivisionError:
    structlog.get_logger().exception("it.broke")
"""


def logged(form: str) -> list[str]:
    """Return the lines that the program above writes to standard error."""
    command = [sys.executable, "-c", PROGRAM, form]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_json_is_one_object_a_line() -> None:
    ours, theirs, failure = (json.loads(line) for line in logged("json"))
    assert (ours["event"], ours["case_no"], ours["事项"]) == ("case.opened", "SGH-1", "占道经营")
    assert (theirs["event"], theirs["level"]) == ("two\\nlines here", "warning")
    assert "ZeroDivisionError" in failure["exception"]
    assert {line["service"] for line in (ours, theirs, failure)} == {"worker"}
    assert all("timestamp" in line for line in (ours, theirs, failure))


def test_the_console_says_the_same_to_people() -> None:
    lines = logged("console")
    assert "case.opened" in lines[0]
    assert "事项=占道经营" in lines[0]
    assert "two\\nlines here" in lines[1]
    assert not [line for line in lines if "GET /" in line or "SELECT" in line]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, dict[str, object]]]:
    """Collect (level, event, fields) of what the Temporal server's lines become."""
    lines: list[tuple[str, str, dict[str, object]]] = []

    class Collector:
        def warning(self, event: str, **fields: object) -> None:
            lines.append(("warning", event, fields))

        def error(self, event: str, **fields: object) -> None:
            lines.append(("error", event, fields))

    monkeypatch.setattr(serverlog, "log", Collector())
    return lines


def test_the_servers_lines_become_ours(told: list[tuple[str, str, dict[str, object]]]) -> None:
    serverlog.log_line('{"time":"t","level":"ERROR","msg":"disk","service":"history","error-type":"x"}')
    serverlog.log_line("Error: unable to open database file")
    assert told == [
        ("error", "disk", {"service": "temporal", "part": "history", "error_type": "x"}),
        ("error", "Error: unable to open database file", {"service": "temporal"}),
    ]


@pytest.mark.parametrize(
    "line", ["Temporal UI: http://localhost:8233", '{"level":"WARN","msg":"network dial error"}', "[1]", ""]
)
def test_the_servers_chatter_is_dropped(line: str, told: list[tuple[str, str, dict[str, object]]]) -> None:
    serverlog.log_line(line)
    assert told == []
