"""Makes the generated pages of `docs/reference/`; a test holds them true. `python -m tests.references` writes them."""

import csv
from pathlib import Path

from api.open311.states import IN, OUT, WORDS, Say
from domain.labels import PHASES, STATES
from domain.operations import OPERATIONS, Operation

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "reference"
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


def requirements() -> list[dict[str, str]]:
    """What OWASP ASVS 5.0 asks on its levels 1 and 2, in our words, and what we say to it."""
    with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asvs() -> str:
    """The page of all of them, by chapter, with how many are met."""
    rows = requirements()
    counted = "".join(
        f"| {state} | {sum(row['state'] == state for row in rows)} | {means} |\n"
        for state, means in ASVS_STATES.items()
    )
    page, chapter = ASVS_HEAD.format(all=len(rows), counted=counted), ""
    for row in rows:
        if row["no"].split(".")[0] != chapter:
            chapter = row["no"].split(".")[0]
            page += f"\n## V{chapter} {ASVS_CHAPTERS[int(chapter) - 1]}\n\n{ASVS_COLUMNS}"
        where, test = (f"`{row[name]}`" if row[name] else "" for name in ("where", "test"))
        cells = (row["no"], row["level"], row["asks"], row["state"], row["how"], where, test)
        page += f"| {' | '.join(cells)} |\n"
    return page


ASVS_CHAPTERS = (
    *("Encoding", "Validation and business logic", "Web front end", "API", "Files", "Authentication"),
    *(
        "Sessions",
        "Authorization",
        "Self-contained tokens",
        "OAuth and OIDC",
        "Cryptography",
        "Communication",
    ),
    *("Configuration", "Data protection", "Coding and architecture", "Logging and errors", "WebRTC"),
)
ASVS_STATES = {
    "met": "by the file named, held by the test named",
    "operator": "met by how it is installed: proxy, network, collectors",
    "n/a": "there is no such thing here",
    "not met": "and why",
}
ASVS_COLUMNS = "| no | L | what is asked | | how, or why not | in | test |\n" + "| --- " * 7 + "|\n"
ASVS_HEAD = """# OWASP ASVS 5.0, levels 1 and 2

Generated from `docs/asvs.csv`: do not edit. All {all} requirements of both levels by their numbers, in our words; the
standard itself says them in full. This is our own judgement, not an assessor's.

| | how many | means |
| --- | --- | --- |
{counted}"""


def sources() -> list[dict[str, str]]:
    """The 104 lines of the source (水果湖街, 2019) in our words, and where each is to be found."""
    with (ROOT / "docs" / "source-coverage.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def coverage() -> str:
    """The page of all of them, with how many are there."""
    rows = sources()
    counted = "".join(
        f"| {state} | {sum(row['state'] == state for row in rows)} | {means} |\n"
        for state, means in SOURCE_STATES.items()
    )
    page = SOURCE_HEAD.format(all=len(rows), counted=counted)
    for row in rows:
        where = " ".join(f"`{place}`" for place in row["where"].split())
        cells = (row["id"], row["zh"], row["en"], row["kind"], row["state"], where, row["note"])
        page += f"| {' | '.join(cells)} |\n"
    return page


SOURCE_STATES = {
    "built": "to be found at every place named; a test opens each",
    "open": "not yet; the place named is where it is due",
    "none": "nothing is due, and why",
}
SOURCE_HEAD = """# What the source says, and where it is here

Generated from `docs/source-coverage.csv`: do not edit. All {all} lines of the source by their numbers, in our words.
A place is a `page`, a route of the `api`, a `workflow`, a `command` of a case, a fact of a `matter`, a table of the
`pack`, a `figure` that the pack is held against, a `test` that holds a rule, or a `doc`.

| | how many | means |
| --- | --- | --- |
{counted}
| no | | | kind | | where | |
| --- | --- | --- | --- | --- | --- | --- |
"""


def burdens() -> list[dict[str, str]]:
    """What each form on the way of a case asks: fields shown, required, filled in already."""
    with (ROOT / "docs" / "burden.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def burden() -> str:
    """The page of them."""
    lines = "".join(
        f"| `{row['form']}` | {row['shown']} | {row['required']} | {row['filled']} |\n" for row in burdens()
    )
    return BURDEN_HEAD + lines


BURDEN_HEAD = """# What our own forms ask

Generated from `docs/burden.csv`: do not edit. The forms on the way of a case, measured on their pages by a test
(`tests/api/test_burden.py`), which also fails where a form about a case asks for what the case says already. How often
each is sent in a month, and with how much filled in, is counted while the system runs and shown under 三减三增
(`/simplifications`): numbers alone, of nobody.

| sent to | fields | of them required | filled in already |
| --- | --- | --- | --- |
"""
PAGES = {
    "operations.md": operations,
    "open311.md": open311,
    "../asvs.md": asvs,
    "../source-coverage.md": coverage,
    "../burden.md": burden,
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
