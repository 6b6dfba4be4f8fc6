"""Environments for starting the whole system, or parts of it, beside whatever else runs on this machine."""

import os
import socket
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Environment = Callable[..., dict[str, str]]


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """Make an environment with free ports, a data folder of its own and none of the caller's settings."""

    def make(**settings: str) -> dict[str, str]:
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("HUYING_", "TEMPORAL_"))
        }
        with ExitStack() as probes:
            sockets = [probes.enter_context(socket.socket()) for _ in range(3)]
            for probe in sockets:
                probe.bind(("127.0.0.1", 0))
            ports = [str(probe.getsockname()[1]) for probe in sockets]
        names = ("HUYING_PORT", "HUYING_TEMPORAL_PORT", "HUYING_TEMPORAL_UI_PORT")
        own = {"HUYING_DATA_DIR": str(tmp_path / "data"), "HUYING_LOG": "json"}
        return inherited | dict(zip(names, ports, strict=True)) | own | settings

    return make
