"""A small disk for the database, so that a full one can be had: a tmpfs of its own, where this user may mount one."""

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

SIZE = "640m"
BLOCK = 1 << 20
BALLAST = "ballast"


class Disk:
    """`folder` is a disk of its own where `small` says so, else an ordinary folder that is never full."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o711)
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0711", "huying-faults", str(folder)],
            capture_output=True,
            check=False,
        )
        self.small = mounted.returncode == 0

    def remove(self) -> None:
        """Unmount it; what it held is gone."""
        if self.small:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=True)
        self.folder.rmdir()

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        """Not a byte is free until the block ends."""
        ballast = self.folder / BALLAST
        try:
            fill(ballast)
            yield
        finally:
            ballast.unlink(missing_ok=True)


def fill(ballast: Path) -> None:
    """Write until the disk takes no more, not even in small pieces."""
    with ballast.open("ab", buffering=0) as file:
        for size in (BLOCK, 4096, 1):
            with contextlib.suppress(OSError):
                while file.write(bytes(size)) == size:
                    pass
