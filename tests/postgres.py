"""A private PostgreSQL cluster on 127.0.0.1 for the tests, where the machine has the programs."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

UNPRIVILEGED = ("postgres", "nobody")
"""Users that may own the server when the tests run as root, which PostgreSQL refuses."""
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB")
"""The data is thrown away: fast, not safe."""
KEPT = ("fsync=off", "shared_buffers=32MB", "max_wal_size=128MB", "wal_init_zero=off")
"""What was committed outlives a SIGKILL of the server, though not of the machine."""


class NoPostgres(Exception):
    """This machine can't run PostgreSQL; says why."""


@dataclass
class PostgresServer:
    """A running server. `url` is SQLAlchemy's for an asynchronous engine."""

    url: str
    pid: int
    folder: Path
    programs: Path
    prefix: tuple[str, ...]
    options: str
    made: set[str] = field(default_factory=set)

    def shut_down(self) -> None:
        """Stop, and keep the data."""
        self._control("-m", "fast", "-w", "stop")

    def start(self) -> None:
        """Start on the data that is there, on the same port. Raises `RuntimeError` where it does not start."""
        self._control("-o", self.options, "-l", str(self.folder / "log"), "-w", "start")
        self.pid = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])

    def _control(self, *arguments: str) -> None:
        _run(self.programs, self.prefix, "pg_ctl", "-D", str(self.folder / "data"), *arguments)

    def pause(self) -> None:
        """Hang: the server and all its processes stop answering, and connections stay up (SIGSTOP)."""
        self._signal_all(signal.SIGSTOP)

    def resume(self) -> None:
        """Go on."""
        self._signal_all(signal.SIGCONT)

    def stop(self) -> None:
        """End the server at once and delete its data."""
        self.resume()
        self._control("-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self) -> None:
        """SIGKILL to the server and all its processes; the data stays as it is."""
        self._signal_all(signal.SIGKILL)

    def new_database(self, name: str, template: str = "template1") -> str:
        """The URL of a fresh database of that name, empty or a copy of another one to which nobody is connected."""
        host, port = self.url.rsplit("@", 1)[1].split("/")[0].split(":")
        _run(self.programs, (), "createdb", "-h", host, "-p", port, "-U", "huying", "-T", template, name)
        self.made.add(name)
        return self.url.rsplit("/", 1)[0] + f"/{name}"

    def has(self, name: str) -> bool:
        """Whether that database was made here."""
        return name in self.made

    def _signal_all(self, number: signal.Signals) -> None:
        """The postmaster first, so that it starts no other; then its backends."""
        children = _children(self.pid)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)
        for child in {*children, *_children(self.pid)}:
            with contextlib.suppress(ProcessLookupError):  # a worker of its own that has just ended
                os.kill(child, number)


def start_postgres(
    folder: Path, settings: tuple[str, ...] = SETTINGS, *, open_to_all: bool = False
) -> PostgresServer:
    """Make a cluster below `folder` and start it on a free port of 127.0.0.1.

    As root the cluster belongs to another user, who can't enter a folder of pytest's: it lies beside it then, unless
    `folder` is said to be open to all. Raises `NoPostgres` where this machine has none, `RuntimeError` where it does
    not start.
    """
    programs, prefix = _programs(), _as_somebody()
    home = Path(tempfile.mkdtemp(prefix="huying-pg-", dir=None if prefix and not open_to_all else folder))
    if prefix:
        shutil.chown(home, prefix[1].removeprefix("--reuid="))
    data, port = home / "data", _free_port()
    make = ("initdb", "-D", str(data), "-U", "huying", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
    _run(programs, prefix, *make)
    listen = f"-h 127.0.0.1 -p {port} -k {home} " + " ".join(f"-c {setting}" for setting in settings)
    url = f"postgresql+psycopg://huying@127.0.0.1:{port}/postgres"
    server = PostgresServer(url, 0, home, programs, prefix, listen)
    server.start()
    return server


def _programs() -> Path:
    """The folder of initdb and pg_ctl: of the newest installed version, else the one on PATH."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")
    newest = max(versions, key=lambda program: int(program.parts[-3].split(".")[0]), default=None)
    found = newest or shutil.which("pg_ctl")
    if found is None:
        raise NoPostgres("there is no PostgreSQL on this machine (no pg_ctl): only SQLite is tested")
    return Path(found).parent


def _as_somebody() -> tuple[str, ...]:
    """How to run a program as an unprivileged user, where we are root."""
    if os.geteuid() != 0:
        return ()
    known = {user.pw_name for user in pwd.getpwall()}
    user = next((name for name in UNPRIVILEGED if name in known), None)
    if user is None or shutil.which("setpriv") is None:
        raise NoPostgres("PostgreSQL refuses to run as root, and nobody else is here to run it (setpriv)")
    return ("setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups")


def _run(programs: Path, prefix: tuple[str, ...], program: str, *arguments: str) -> None:
    command = [*prefix, str(programs / program), *arguments]
    with tempfile.TemporaryFile("w+") as said:  # the server that pg_ctl leaves behind would keep a pipe open
        done = subprocess.run(command, cwd="/", stdout=said, stderr=said, timeout=60, check=False)
        if done.returncode != 0:
            said.seek(0)
            raise RuntimeError(f"{program} failed: {said.read().strip()[-300:]}")


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in found.read_text().split()] if found.exists() else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
