"""Pictures that were sent: fetched from WeChat after the answer, and put where they belong. Used by `talking`.

Their way in is that of `POST /photos`. One that does not come is told of with the next answer.
"""

from dataclasses import replace
from functools import partial

import structlog

from api import errors
from api.channels.wechat import words as say
from api.channels.wechat.asking import add
from api.channels.wechat.filing import filed_unasked
from api.channels.wechat.keeping import TRIES, Held, held, keep
from api.channels.wechat.talk import Talk
from api.door import Door, WeChat, WeChatAway, WeChatRefused
from api.photos import taken

log = structlog.get_logger()


def fetch(door: Door, wechat: WeChat, person: str, talk: Talk, base: str) -> None:
    """Begin to fetch whatever is on its way; what there is no room for now, with the next message."""
    for media_id in talk.coming:
        work = partial(_bring, door, wechat, person, media_id, base)
        door.beside.take(f"{person}/{media_id}", work)


async def _bring(door: Door, wechat: WeChat, person: str, media_id: str, base: str) -> None:
    photo: str | None = None
    try:
        photo = (await taken(door, await wechat.fetch_media(media_id))).id
    except (WeChatAway, WeChatRefused, errors.Problem) as error:
        _lost(error)
    for _ in range(TRIES):
        before = await held(door, person)
        if before.talk.filing:
            await filed_unasked(door, before, before.talk.filing, base)
            continue
        if await keep(door, before, await _put(door, before, media_id, photo)):
            return


async def _put(door: Door, before: Held, media_id: str, photo: str | None) -> Talk:
    """The conversation with that picture in its place; as it was where it has none any more."""
    talk = before.talk
    if talk.draft is not None and media_id in talk.draft.pending:
        pending = tuple(one for one in talk.draft.pending if one != media_id)
        photos = (*talk.draft.photos, photo) if photo else talk.draft.photos
        talk = replace(talk, draft=replace(talk.draft, pending=pending, photos=photos))
        return talk if photo else replace(talk, note=f"{talk.note}{say.LOST}\n")
    late = next((one for one in talk.late if one.media_id == media_id), None)
    if late is None:
        return talk
    talk = replace(talk, late=tuple(one for one in talk.late if one is not late))
    try:
        if photo is None:
            return replace(talk, note=f"{talk.note}{say.LOST}\n")
        await add(door, late.case_no, (photo,), media_id)
    except errors.Problem as problem:
        _lost(problem)
        return replace(talk, note=f"{talk.note}{say.LOST}\n")
    return talk


def _lost(error: Exception) -> None:
    code = error.code if isinstance(error, errors.Problem | WeChatRefused) else str(error)
    log.warning("wechat.picture_lost", error=type(error).__name__, code=code)
