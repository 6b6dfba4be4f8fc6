"""Small files that outlive the process, whole or not at all. Called by `infra.keys` and `infra.clock`."""

import os
import tempfile
from pathlib import Path


def keep_first(path: Path, content: bytes) -> bytes:
    """Write `content` to `path` if nothing is there yet and return what is there now.

    Of several processes starting at once one wins and all get its bytes. The file has mode 0600, a folder
    made for it 0700. Raises `OSError` when the folder can't be written.
    """
    if path.exists():
        return path.read_bytes()
    draft = _draft(path, content)
    try:
        os.link(draft, path)  # unlike a rename it never replaces
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_bytes()


def replace(path: Path, content: bytes) -> None:
    """Write `content` to `path` in place of what was there, mode 0600; a crash leaves the old or the new."""
    _draft(path, content).replace(path)


def _draft(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp's mode is 0600
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
