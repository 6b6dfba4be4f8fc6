"""What tests say to the official account again and again, and where they look at what came of it."""

import re
from typing import Any

from api.reading import recorded
from domain.case import Case
from domain.views import STATES
from tests.api.stack import Case as Held
from tests.api.stack import Stack
from tests.channels.conftest import World
from tests.channels.wechat import Person

LAMP = "放鹰台路口的路灯不亮了"
NUMBER = re.compile(r"[A-Z]+-\d{8}-\d{8}")


def number_in(text: str) -> str:
    """The case number that was told."""
    found = NUMBER.search(text)
    assert found, text
    return found[0]


async def filed(person: Person, choice: str = "0") -> str:
    """Three messages, and the number they lead to."""
    assert "在什么地方" in await person.say(LAMP)
    assert "请核对" in await person.say("东湖路社区 3 栋")
    told = await person.say(choice)
    assert told.startswith("已受理"), told
    return number_in(told)


def holding(stack: Stack, number: str) -> Held:
    """The case with its code."""
    return Held(number, stack.app.state.door.numbers.track_code(number))


async def case_of(world: World, number: str) -> Case:
    """The case, once it is recorded."""
    await world.stack.until(holding(world.stack, number), *STATES)
    found = await recorded(world.door, number)
    assert found is not None
    return found.case


def sealed_of(world: World, case: Case) -> dict[str, Any]:
    """What the vault keeps of it."""
    return dict(world.door.vault.unseal(case.case_no, case.report.sealed))
