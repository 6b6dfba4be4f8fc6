"""Makes the generated pages of `docs/reference/`; a test holds them true. `python -m tests.references` writes them."""

from pathlib import Path

from domain.labels import PHASES
from domain.operations import OPERATIONS, Operation

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
HEAD = """# Operations

Generated from `domain/operations.py`: do not edit. Limits in backticks are the pack's (`policy.toml`). Whoever asks
never approves, and where two must agree they are different persons.

| operation | fact | who | at which step | limits | effect |
| --- | --- | --- | --- | --- | --- |
"""


def _line(operation: Operation) -> str:
    steps = "、".join(PHASES[step] for step in operation.steps)
    cells = (operation.zh, f"`{operation.name}`", operation.who, steps, operation.limits, operation.effect)
    return f"| {' | '.join(cells)} |\n"


def operations() -> str:
    """The page of all operations."""
    return HEAD + "".join(_line(operation) for operation in OPERATIONS)


PAGES = {"operations.md": operations}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
