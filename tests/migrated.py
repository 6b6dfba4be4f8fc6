"""Migrated, empty SQLite files: copies of one that was migrated once in this process; two dozen revisions take long."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from readmodel.migrate import migrate


@cache
def _template() -> Path:
    path = Path(tempfile.mkdtemp(prefix="huying-migrated-")) / "huying.db"
    migrate(f"sqlite+aiosqlite:///{path}")
    return path


def lay(path: Path) -> str:
    """Lay one there; its URL."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_template(), path)
    return f"sqlite+aiosqlite:///{path}"
