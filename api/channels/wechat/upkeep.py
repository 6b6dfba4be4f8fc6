"""Beside the API, every minute: file what was confirmed and is not filed, forget what is over. Run by `api.main`."""

import asyncio

import structlog

from api.channels.wechat.filing import filed_unasked
from api.channels.wechat.keeping import forget, keep, waiting
from api.door import Door

PAUSE = 60.0
"""Seconds between looks."""
log = structlog.get_logger()


async def run(door: Door) -> None:
    """For ever, where there is an official account."""
    while door.wechat is not None:
        try:
            await once(door)
        except Exception as error:  # whatever it is, the next minute may be better
            log.warning("wechat.upkeep", error=type(error).__name__)
        await asyncio.sleep(PAUSE)


async def once(door: Door) -> None:
    """One look. Raises 503, and `OSError` where the disk does not take it."""
    for before in await waiting(door):
        if before.talk.filing is None:  # its key is gone: nobody can read it any more
            await keep(door, before, before.talk)
            log.error("wechat.unreadable")
            continue
        await filed_unasked(door, before, before.talk.filing, f"{door.settings.base_url}/")
        log.info("wechat.filed_late")
    await forget(door)
