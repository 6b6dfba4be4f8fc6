"""`GET /suggest`: items, as somebody types what is the matter. Open to everybody; nothing typed is kept."""

from functools import lru_cache
from typing import Annotated

import structlog
from fastapi import Query
from pypinyin import lazy_pinyin

from api.catalogue import Held
from api.documented import refusals
from api.door import Door, DoorDep, NotClassified
from api.routing import resource
from api.schemas.suggest import DangerShown, Suggestion, Suggestions
from domain.catalogue import Item
from domain.classifying import Guess, guesses
from domain.policy import City, Danger
from domain.suggesting import Suggester

router = resource(tags=["catalogue"])
MOST = 10
log = structlog.get_logger()


@router.get("/suggest", summary="事项提示 · which item is it", responses=refusals(422))
async def suggest(
    door: DoorDep,
    q: Annotated[str, Query(max_length=4000, description="Words, pinyin or initials: 路灯, ludeng, ld.")],
    limit: Annotated[int, Query(ge=1, le=MOST)] = 3,
) -> Suggestions:
    """The likeliest items, best first, and the emergency number to call first where life is in danger."""
    return await suggested(door, q, limit)


async def suggested(door: Door, text: str, limit: int = 3) -> Suggestions:
    """As the route, for pages."""
    found = await classified(door, text, limit)
    return Suggestions(
        items=tuple(_shown(door.city.catalogue.items[guess.item], guess) for guess in found),
        danger=tuple(DangerShown(number=d.number, word=word) for d, word in dangers(door.city, text)),
    )


async def classified(door: Door, text: str, limit: int = 3) -> tuple[Guess, ...]:
    """The pack's own classifier's guesses; ours where it has none, or where it fails. Never fails itself."""
    if door.classifier is not None:
        try:
            return await door.classifier.classify(text, limit)
        except NotClassified as error:
            log.warning("classifier.fell_back", classifier=door.classifier.name, why=str(error))
    return guesses(
        suggester(Held(door.city)).classify(text, limit), limit, frozenset(door.city.catalogue.items)
    )


def _shown(item: Item, guess: Guess) -> Suggestion:
    return Suggestion(
        code=item.code,
        name=item.name_zh,
        name_en=item.name_en,
        class_name=item.class_zh,
        grade=item.grade,
        score=guess.score,
        reason=guess.reason,
    )


def dangers(city: City, text: str) -> list[tuple[Danger, str]]:
    """The numbers to call first, each with the first of its words in the text."""
    found = ((danger, next((w for w in danger.words if w in text), None)) for danger in city.public.danger)
    return [(danger, word) for danger, word in found if word is not None]


@lru_cache(maxsize=4)
def suggester(held: Held) -> Suggester:
    """The words of a city, gathered once."""
    city = held.city
    return Suggester(
        city.catalogue.items.values(), city.public.keywords, lambda word: tuple(lazy_pinyin(word))
    )
