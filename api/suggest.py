"""`GET /suggest`: items, as somebody types what is the matter. Open to everybody; nothing typed is kept."""

from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Query
from pypinyin import lazy_pinyin

from api.catalogue import Held
from api.documented import refusals
from api.door import DoorDep
from api.schemas.suggest import DangerShown, Suggestion, Suggestions
from domain.policy import City, Danger
from domain.suggesting import Suggester

router = APIRouter(tags=["catalogue"])
MOST = 10


@router.get("/suggest", summary="事项提示 · which item is it", responses=refusals(422))
async def suggest(
    door: DoorDep,
    q: Annotated[str, Query(max_length=4000, description="Words, pinyin or initials: 路灯, ludeng, ld.")],
    limit: Annotated[int, Query(ge=1, le=MOST)] = 3,
) -> Suggestions:
    """The likeliest items, best first, and the emergency number to call first where life is in danger."""
    return suggested(door.city, q, limit)


def suggested(city: City, text: str, limit: int = 3) -> Suggestions:
    """As the route, for pages."""
    items = city.catalogue.items
    found = (items[each.code] for each in suggester(Held(city)).suggest(text, limit))
    return Suggestions(
        items=tuple(
            Suggestion(code=i.code, name=i.name_zh, name_en=i.name_en, class_name=i.class_zh, grade=i.grade)
            for i in found
        ),
        danger=tuple(DangerShown(number=d.number, word=word) for d, word in dangers(city, text)),
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
