"""One message of somebody's conversation, carried out once however often it comes. Used by `resources`.

What a message leads to is kept before it is answered, each change on the version it was thought of: of two at once,
one begins anew and finds what the other did.
"""

from dataclasses import replace

from api import errors
from api.channels.wechat import words as say
from api.channels.wechat.asking import add, haste, look, rate
from api.channels.wechat.filing import filed, filed_unasked
from api.channels.wechat.incoming import Said
from api.channels.wechat.keeping import TRIES, Held, held, keep, mark
from api.channels.wechat.pictures import fetch
from api.channels.wechat.talk import Filing
from api.channels.wechat.turns import Add, File, Haste, Look, Rating, Say, turn
from api.door import Door, WeChat
from api.limits import TALKING
from api.suggest import classified


async def answer(door: Door, wechat: WeChat, said: Said, base: str) -> str:
    """What to answer. Raises what the rules and the stores raise, in the reporter's words; 429 for too many messages.

    `base` is our own address, with a closing slash.
    """
    person, counted = mark(door, said.person), False
    for _ in range(TRIES):
        before = await held(door, person)
        known = before.talk.answer_to(said.key)
        if known is not None:
            fetch(door, wechat, person, before.talk, base)
            return known
        if before.talk.filing:
            own = before.talk.filing.key == said.key
            await (filed if own else filed_unasked)(door, before, before.talk.filing, base)
            continue
        if not counted:
            door.limits.spend(TALKING, person)
            counted = True
        await _turned(door, before, said, base)
    raise errors.unavailable("talking", "消息太多，请稍后再发", "Too many messages at once: try again.")


async def _turned(door: Door, before: Held, said: Said, base: str) -> None:
    """Carry out what the message leads to and keep its answer; nothing is kept where somebody else was faster."""

    async def guessing(words: str) -> tuple[str, ...]:
        return tuple(guess.item for guess in await classified(door, words))

    then = await turn(door.city, before.talk, said.body, guessing)
    if isinstance(then.do, File):
        await keep(door, before, replace(then.talk, filing=Filing(said.key, said.person, door.now())))
        return
    text = before.talk.note + await _done(door, before.person, then.do, said.key, base)
    await keep(door, before, replace(then.talk, note="").answering(said.key, text))


async def _done(door: Door, person: str, do: Say | Look | Haste | Rating | Add, key: str, base: str) -> str:
    """What there is to say of it; done again with the same key, it has no further effect."""
    match do:
        case Say(text):
            return text
        case Look():
            return await look(door, person, do, base)
        case Haste():
            return await haste(door, person, do, key)
        case Rating():
            return await rate(door, person, do, key)
        case Add(case_no, photos):
            if photos:
                await add(door, case_no, photos, key)
            return say.ADDED.format(case_no=case_no)
