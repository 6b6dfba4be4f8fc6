"""Settings that stand in files: `HUYING_X_FILE` names a file that holds `HUYING_X`. Called by `infra.settings.load`.

So that a password is in no process's environment: a container's secrets are files.
"""

from collections.abc import Collection, Mapping
from pathlib import Path

from infra.refusal import StartError

SUFFIX = "_FILE"
MOST = 64 * 1024  # bytes


def with_files(env: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """`env` with what the files say. `known` are the names that may be given by file.

    Raises `StartError` where a file can't be read, or a setting is given twice.
    """
    found = dict(env)
    for name in known:
        path = found.pop(name + SUFFIX, "")
        if not path:
            continue
        if env.get(name):
            raise StartError(f"{name} and {name}{SUFFIX} are both set: one is enough")
        found[name] = _read(name, Path(path))
    return found


def _read(name: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST + 1)
        if len(content) > MOST:
            raise StartError(f"{name}{SUFFIX}: {path} is too long")
        return content.decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StartError(f"{name}{SUFFIX}: {path} can't be read") from error
