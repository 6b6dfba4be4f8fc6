"""Which service a person means: by kind, mode, words, pinyin or its initials. Used by the list and the page of 办事."""

from collections.abc import Iterable
from functools import lru_cache

from pypinyin import lazy_pinyin

from domain.offering import Service
from domain.policy import City

SYNONYMS = str.maketrans("", "", " 　、，,。")


def found(city: City, q: str = "", category: str = "", mode: str = "") -> list[Service]:
    """The services that fit all three; those whose name begins with the words first."""
    words = q.translate(SYNONYMS).lower()
    fitting = (
        service
        for service in city.public.services
        if (not category or service.category == category) and (not mode or service.mode == mode)
    )
    if not words:
        return list(fitting)
    ranked = [(rank, service) for service in fitting if (rank := _rank(service, words)) is not None]
    return [service for _, service in sorted(ranked, key=lambda pair: pair[0])]


def kinds(services: Iterable[Service]) -> dict[str, list[Service]]:
    """By kind, in the order of the list."""
    grouped: dict[str, list[Service]] = {}
    for service in services:
        grouped.setdefault(service.category, []).append(service)
    return grouped


def _rank(service: Service, words: str) -> int | None:
    """How well it fits: 0 best; None not at all. Signs may stand apart, in order: 老年证 finds 老年人优待证."""
    name = service.name_zh.lower()
    spelt, initials = _spelt(service.name_zh)
    if name.startswith(words) or service.code.lower() == words:
        return 0
    if words in name:
        return 1
    if words in service.name_en.lower() or words in spelt or words in initials:
        return 2
    return 3 if len(words) > 1 and _in_order(words, name) else None


def _in_order(words: str, name: str) -> bool:
    rest = iter(name)
    return all(sign in rest for sign in words)


@lru_cache(maxsize=1024)
def _spelt(name: str) -> tuple[str, str]:
    syllables = lazy_pinyin(name)
    return "".join(syllables), "".join(syllable[0] for syllable in syllables if syllable)
