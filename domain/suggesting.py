"""Which item a person's words are about: words of the catalogue, the people's own words for them, and pinyin.

Pure. Built once by the door from the pack's items and `keywords.csv`; asked as somebody types.

A word counts for its length and for how few items share it. A longer word swallows those inside it, and a word whose
signs stand in order but a little apart counts half. What is typed in Latin letters is read as pinyin or its initials.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import log

from domain.catalogue import Item

_PARTS = re.compile(r"[、（）()/，,]|或者|或|以及")
_SIGNS = re.compile(r"[^\w]+")
_LATIN = re.compile(r"[a-z0-9 ']+")
_APART = 4
"""Signs that may stand between those of a word: 垃圾[三天]没[人]清."""
_LOOSE, _PAIR = 0.5, 0.35
"""What a word apart, and a pair of signs out of a word, count of a whole word."""
_NAMED = 1.2
"""What pinyin of an item's own name counts against that of people's words for it."""
_FAINT = 0.12
"""An item that is weaker than the best by more than this is no suggestion but a coincidence."""
_RIVALS, _DOUBT = 3, 0.5
"""Items among which a score is shared out, and how much of a typical word is held back from them all."""
_NAMED_WORDS = 3
"""Words that are given as the reason."""
_LONGEST = 300
"""Signs of a text that are looked at."""
Spelt = Callable[[str], tuple[str, ...]]
"""How a word is read: its syllables."""
Span = tuple[int, int, float]
"""From where to where in the text, and what it is worth."""


@dataclass(frozen=True)
class Suggested:
    """An item, and how strongly the words speak for it; 1 is a typical whole word."""

    code: str
    strength: float
    words: tuple[str, ...] = ()  # those of the text that speak for it, the strongest first


class Suggester:
    """The words of one catalogue."""

    def __init__(self, items: Iterable[Item], words: Mapping[str, tuple[str, ...]], spelt: Spelt) -> None:
        self._names = {item.code: _names(item) for item in items}
        self._words = {
            code: names | {word.lower() for word in words.get(code, ()) if len(word) > 1}
            for code, names in self._names.items()
        }
        shared = Counter(word for own in self._words.values() for word in own)
        total = len(self._words) or 1
        self._weight = {
            word: len(word) ** 1.25 * (1 + log(total / number)) for word, number in shared.items()
        }
        self._items: dict[str, list[str]] = defaultdict(list)
        for code, own in self._words.items():
            for word in own:
                self._items[word].append(code)
        self._pairs = _pairs(self._words)
        self._typical = max(2**1.25 * (1 + log(total)), 1.0)
        self._read = [(word, spelt(word)) for word in self._items]

    def suggest(self, text: str, most: int = 3) -> tuple[Suggested, ...]:
        """The likeliest items for these words, at most so many; none where nothing speaks for any."""
        said = text.strip().lower()[:_LONGEST]
        found = self._by_pinyin(said) if _LATIN.fullmatch(said) else self._by_words(_SIGNS.sub(" ", said))
        best = sorted(found.items(), key=lambda each: (-each[1].worth, each[0]))[:most]
        least = best[0][1].worth * _FAINT if best else 0.0
        return tuple(
            Suggested(code, round(evidence.worth / self._typical, 3), evidence.words())
            for code, evidence in best
            if evidence.worth >= least
        )

    def classify(self, text: str, n: int) -> list[tuple[str, float, str]]:
        """As `domain.classifying.Classifier`: sure where much speaks for one item and little for the next ones."""
        found = self.suggest(text, max(n, _RIVALS))
        whole = _DOUBT + sum(each.strength for each in found)
        return [(each.code, round(each.strength / whole, 3), "、".join(each.words)) for each in found[:n]]

    def _by_words(self, said: str) -> "dict[str, _Evidence]":
        found: dict[str, list[Span]] = defaultdict(list)
        signs = set(said)
        for word, codes in self._items.items():
            if not signs.issuperset(word):
                continue
            span = _span(said, word)
            if span is None:
                continue
            worth = self._weight[word] * (1 if span[1] - span[0] == len(word) else _LOOSE)
            for code in codes:
                found[code].append((*span, worth))
        evidence = {code: _of_spans(said, spans) for code, spans in found.items()}
        for pair in sorted({said[i : i + 2] for i in range(len(said) - 1)}):
            for code, worth in self._pairs.get(pair, {}).items():
                evidence.setdefault(code, _Evidence()).add_pair(pair, worth * _PAIR)
        return evidence

    def _by_pinyin(self, said: str) -> "dict[str, _Evidence]":
        typed = re.sub(r"[^a-z0-9]", "", said)
        found: dict[str, _Evidence] = {}
        if len(typed) < 2:
            return found
        for word, syllables in self._read:
            fit = _fit(typed, word, syllables)
            if fit:
                for code in self._items[word]:
                    named = _NAMED if word in self._names[code] else 1.0
                    worth = fit * named * self._typical
                    if code not in found or worth > found[code].worth:
                        found[code] = _Evidence(worth, [(worth, word)])
        return found


class _Evidence:
    """What in a text speaks for one item, and what it is worth altogether."""

    def __init__(self, worth: float = 0.0, whole: Iterable[tuple[float, str]] = ()) -> None:
        self.worth = worth
        self._whole, self._pairs = list(whole), list[tuple[float, str]]()

    def add_pair(self, pair: str, worth: float) -> None:
        """Two neighbouring signs that stand in a word of the item too."""
        self.worth += worth
        self._pairs.append((worth, pair))

    def words(self) -> tuple[str, ...]:
        """The strongest words; pairs of signs where there is no whole word."""
        best = sorted(self._whole or self._pairs, key=lambda each: (-each[0], each[1]))
        return tuple(dict.fromkeys(word for _, word in best))[:_NAMED_WORDS]


def _names(item: Item) -> frozenset[str]:
    """The item's name, and the parts of a name that has several."""
    parts = (part.strip() for part in _PARTS.split(item.name_zh))
    return frozenset(word.lower() for word in (item.name_zh, *parts) if len(word) > 1)


def _pairs(words: Mapping[str, frozenset[str]]) -> dict[str, dict[str, float]]:
    """What each pair of neighbouring signs says for each item: little where many items have it."""
    having: dict[str, set[str]] = defaultdict(set)
    for code, own in words.items():
        for word in own:
            for i in range(len(word) - 1):
                having[word[i : i + 2]].add(code)
    total = len(words) or 1
    return {pair: {code: 1 + log(total / len(codes)) for code in codes} for pair, codes in having.items()}


def _span(said: str, word: str) -> tuple[int, int] | None:
    """Where the word stands in the text: whole, or its signs in order and not far apart; None for nowhere."""
    whole = said.find(word)
    if whole >= 0:
        return whole, whole + len(word)
    if len(word) < 3:
        return None
    start = said.find(word[0])
    while start >= 0:
        at = start
        for sign in word[1:]:
            at = said.find(sign, at + 1, start + len(word) + _APART)
            if at < 0:
                break
        else:
            return start, at + 1
        start = said.find(word[0], start + 1)
    return None


def _of_spans(said: str, spans: list[Span]) -> _Evidence:
    """The words that lie in no longer word of the same item."""
    best: list[Span] = []
    for span in sorted(spans, key=lambda s: (-s[2], s[0])):
        if not any(start <= span[0] and span[1] <= end for start, end, _ in best):
            best.append(span)
    return _Evidence(sum(worth for _, _, worth in best), [(worth, said[i:j]) for i, j, worth in best])


def _fit(typed: str, word: str, syllables: tuple[str, ...]) -> float:
    """How well typed letters are this word's reading: 1 for all of it, less for its beginning or its initials."""
    if typed in word:
        return 1.0
    initials, full = "".join(s[:1] for s in syllables), "".join(syllables)
    for reading, worth in ((full, 1.0), (initials, 0.9)):
        if reading == typed:
            return worth
        if len(typed) >= 2 and reading.startswith(typed):
            return worth * 0.8 * len(typed) / len(reading)
        if len(typed) >= 3 and typed in reading:
            return worth * 0.5 * len(typed) / len(reading)
    return 0.0
