"""Makes the generated pages of `docs/reference/`; a test holds them true. `python -m tests.references` writes them."""

from pathlib import Path

from api.open311.states import IN, OUT, WORDS, Say
from domain.labels import PHASES, STATES
from domain.operations import OPERATIONS, Operation

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
HEAD = """# Operations

Generated from `domain/operations.py`: do not edit. Limits in backticks are the pack's (`policy.toml`). Whoever asks
never approves, and where two must agree they are different persons.

| operation | fact | who | at which step | limits | effect |
| --- | --- | --- | --- | --- | --- |
"""

MEANS = {
    Say.MORE: "补充 (`supplement`): the words and pictures are added; no clock changes",
    Say.DONE: "撤诉 (`withdraw`): closed at the reporter's wish; an urgent matter goes on",
    Say.AGAIN: "重新受理 (`reopen`): once, within the city's days: a linked case, whose number is answered",
    Say.NOTHING: "refused with 400: the case is closed",
}
OPEN311 = (Path(__file__).parent / "open311.in.md").read_text(encoding="utf-8")


def _line(operation: Operation) -> str:
    steps = "、".join(PHASES[step] for step in operation.steps)
    cells = (operation.zh, f"`{operation.name}`", operation.who, steps, operation.limits, operation.effect)
    return f"| {' | '.join(cells)} |\n"


def operations() -> str:
    """The page of all operations."""
    return HEAD + "".join(_line(operation) for operation in OPERATIONS)


def open311() -> str:
    """The page of Open311, its tables put into its text."""
    out = "".join(f"| {STATES[state]} | `{state}` | `{status}` |\n" for state, status in OUT.items())
    heard = "".join(
        f"| `{status}` | {'、'.join(PHASES[phase] for phase in phases)} | {MEANS[say]} |\n"
        for (status, phases), say in IN.items()
    )
    words = "".join(f"| `{word}` | `{status}` |\n" for word, status in WORDS.items() if word != status)
    return OPEN311.format(out=out, heard=heard, words=words)


PAGES = {"operations.md": operations, "open311.md": open311}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
