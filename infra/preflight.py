"""What can be known to be wrong before anything is started, a sentence each. Called by `infra.stages`."""

import errno
import fcntl
import os
import shutil
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from infra.refusal import StartError
from infra.settings import Settings


def check_ports(settings: Settings) -> None:
    """Raise `StartError` naming the port that is taken or asked for twice, and its setting."""
    wanted = [("HUYING_PORT", settings.host, settings.port)]
    if settings.embedded:
        wanted.append(("HUYING_TEMPORAL_PORT", "127.0.0.1", settings.temporal_port))
        wanted.append(("HUYING_TEMPORAL_UI_PORT", "127.0.0.1", settings.temporal_ui_port))
    for setting, own in (
        ("HUYING_METRICS_PORT", settings.metrics_port),
        ("HUYING_WORKER_METRICS_PORT", settings.worker_metrics_port),
    ):
        if own is not None:
            wanted.append((setting, settings.metrics_host, own))
    seen: dict[int, str] = {}
    for setting, _, port in wanted:
        if port in seen:
            raise StartError(f"{seen[port]} and {setting} are both {port}: give each a port of its own")
        seen[port] = setting
    for setting, host, port in wanted:
        _check_port(setting, host, port)


def _check_port(setting: str, host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what lingers after a stop is not taken
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartError(_why(error, setting, host, port)) from error


def _why(error: OSError, setting: str, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken: stop what listens there, or set {setting} to another port"
    if error.errno == errno.EACCES:
        return f"port {port} may not be opened by this user: set {setting} to a port above 1023"
    return f"HUYING_HOST={host} is not an address of this machine ({error.strerror})"


def temporal_program(env: Mapping[str, str]) -> str:
    """Return the `temporal` program: one on `env`'s PATH, else the one installed beside this Python.

    Raises `StartError` if there is neither.
    """
    beside = Path(sys.executable).parent / "temporal"
    found = shutil.which("temporal", path=env.get("PATH", os.defpath))
    if found:
        return found
    if beside.is_file():
        return str(beside)
    raise StartError(
        "the program temporal is missing: run make setup, put one on PATH, or set TEMPORAL_ADDRESS"
    )


def claim(data: Path) -> int:
    """Make the data folder and take it for this process; return the open file that holds the claim.

    Closing the file, or ending, gives it back. Raises `StartError` when it can't be written or another
    process has it: two Temporal servers on one file would ruin it.
    """
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(data / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StartError(f"HUYING_DATA_DIR={data} can't be written: {error.strerror}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise StartError(
            f"HUYING_DATA_DIR={data} is in use by another Huying: stop it or set another folder"
        ) from error
    return handle
