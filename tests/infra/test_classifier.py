"""A pack's own classifier: found, tried at start, and never what a report waits for."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from domain.classifying import Guess
from domain.policy import City
from infra.classifier import AT_ONCE, TRIED_WITH, NotClassified, PlugIn, load_classifier
from infra.editions import Editions
from infra.pack import load_city
from infra.refusal import StartError
from tests.breaking import copied

ITEMS = frozenset({"Q1", "Q2"})


class Fake:
    """A classifier that does in its trial what it must, and later what a test wants."""

    def __init__(self, later: object) -> None:
        self.later = later

    def classify(self, text: str, n: int) -> Sequence[tuple[str, float, str]]:
        if text == TRIED_WITH:
            return []
        return self.later(n) if callable(self.later) else self.later  # type: ignore[return-value]


async def test_a_packs_module_is_asked(tiny: City, tmp_path: Path) -> None:
    items = frozenset(tiny.catalogue.items)
    loaded = load_classifier(copied(tmp_path), tiny.classifying.module, items)
    assert loaded is not None
    found = await loaded.classify("A hole under the lamp", 3)
    assert found == (Guess("Q1", 0.95, "hole"), Guess("Q2", 0.4, "lamp"))
    assert await loaded.classify("A hole under the lamp", 1) == found[:1]
    assert load_classifier(tmp_path, "", items) is None


async def test_it_goes_along_with_another_edition_and_nothing_is_written_beside_it(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    city, before = load_city(pack), sorted(path.name for path in pack.iterdir())
    editions = Editions(tmp_path / "editions", pack, city)
    loaded = editions.get(city.edition)
    assert loaded is not None
    policy = loaded.files["policy.toml"].replace(b"urges_a_day = 2", b"urges_a_day = 3")
    folder = editions.take_up(editions.propose(loaded, {"policy.toml": policy}))
    taken_up = load_city(folder)
    found = load_classifier(folder, taken_up.classifying.module, frozenset(taken_up.catalogue.items))
    assert found is not None
    assert [guess.item for guess in await found.classify("a hole", 3)] == ["Q1"]
    assert sorted(path.name for path in pack.iterdir()) == before
    assert "__pycache__" not in {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "neither by_first_word.py in"),
        ("def classify(", "can't be loaded: SyntaxError"),
        ("import nothing_of_that_name", "can't be loaded: ModuleNotFoundError"),
        ("answer = 42", "has no function classify"),
        ("def classify(text, n): return 1 / 0", "failed its trial: ZeroDivisionError"),
        ("def classify(text, n): return [('Q9', 1.0, '')]", "failed its trial: ValueError"),
    ],
)
def test_what_can_not_be_used_ends_the_start(tmp_path: Path, text: str | None, said: str) -> None:
    pack = copied(tmp_path)
    (pack / "by_first_word.py").unlink()
    if text is not None:
        (pack / "by_first_word.py").write_text(text, encoding="utf-8")
    with pytest.raises(StartError, match=said):
        load_classifier(pack, "by_first_word", ITEMS)


@pytest.mark.parametrize(
    "later",
    [
        None,
        "Q1",
        [("Q9", 0.5, "")],
        [("Q1", 1.5, "")],
        [("Q1", float("nan"), "")],
        [("Q1", True, "")],
        [("Q1", 0.5)],
        [("Q1", 0.5, ""), ("Q1", 0.4, "")],
        lambda n: [][n],
    ],
)
async def test_what_breaks_the_contract_is_no_answer(later: object) -> None:
    with pytest.raises(NotClassified):
        await PlugIn("fake", Fake(later), ITEMS).classify("text", 3)


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What a hanging classifier waits for; opened in the end."""
    event = threading.Event()
    yield event
    event.set()


async def test_one_that_hangs_is_given_up_and_then_left_alone(gate: threading.Event) -> None:
    def hang(_: int) -> list[tuple[str, float, str]]:
        gate.wait()
        return []

    plug_in = PlugIn("fake", Fake(hang), ITEMS, patience=0.01)
    for _ in range(AT_ONCE):
        with pytest.raises(NotClassified, match="slow"):
            await plug_in.classify("text", 3)
    with pytest.raises(NotClassified, match="busy"):
        await plug_in.classify("text", 3)
    gate.set()
    quick = PlugIn("fake", Fake([("Q1", 0.5, "why")]), ITEMS, patience=20)
    answers = await asyncio.gather(*(quick.classify("text", 3) for _ in range(AT_ONCE)))
    assert answers == [(Guess("Q1", 0.5, "why"),)] * AT_ONCE
