"""Whether a request is WeChat's: signature, age, and that it is not an old one with something else in it.

Used by `resources`. What was seen is remembered in this process: with several API processes each remembers its own, and
the keys of messages still hold, for they are in the database.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from weakref import WeakKeyDictionary

from fastapi import Query

from api import errors
from api.door import EnvelopeError, WeChat

FRESH = timedelta(minutes=5)
"""How far their clock's word may be from ours, in real time."""
MOST = 50_000
"""Requests that are remembered; none is forgotten while it counts."""


@dataclass(frozen=True)
class Signed:
    """What stands in the address of a request."""

    signature: Annotated[str, Query(max_length=128)] = ""
    timestamp: Annotated[str, Query(max_length=16)] = ""
    nonce: Annotated[str, Query(max_length=128)] = ""
    msg_signature: Annotated[str, Query(max_length=128)] = ""


class Seen:
    """The requests of the last minutes, each with what was in it."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, ...], tuple[datetime, bytes]] = OrderedDict()

    def same(self, name: tuple[str, ...], content: bytes, now: datetime) -> bool:
        """Whether it is new, or was the same before. Raises 503 where there is no room."""
        while self._known and next(iter(self._known.values()))[0] < now - 2 * FRESH:
            self._known.popitem(last=False)
        digest = hashlib.sha256(content).digest()
        if name in self._known:
            return self._known[name][1] == digest
        if len(self._known) >= MOST:
            raise errors.unavailable("busy", "消息太多，请稍后再试", "Too many messages: try again.", 60)
        self._known[name] = (now, digest)
        return True


_seen: WeakKeyDictionary[WeChat, Seen] = WeakKeyDictionary()


def check(wechat: WeChat, given: Signed, content: bytes, now: datetime) -> None:
    """Raises 403 for a request that WeChat did not sign, an old one, or one that was another before. Real time."""
    if not wechat.envelope.signed(given.signature, given.timestamp, given.nonce):
        raise _refused("signature", "签名不对", "The signature is wrong.")
    if not given.timestamp.isdecimal() or abs(int(given.timestamp) - now.timestamp()) > FRESH.total_seconds():
        raise _refused("stale", "消息已过期", "The request is older than five minutes.")
    name = (given.signature, given.timestamp, given.nonce, given.msg_signature)
    if not _seen.setdefault(wechat, Seen()).same(name, content, now):
        raise _refused(
            "replayed", "消息重复且内容不同", "That request came before with something else in it."
        )


def opened(wechat: WeChat, given: Signed, fields: dict[str, str]) -> str | None:
    """The message in a sealed one; None where the account has no key and all is plain. Raises 403.

    An account with a key takes nothing plain: what is plain is not signed, and anybody between could have written it.
    """
    if not wechat.envelope.safe:
        return None
    encrypt = fields.get("Encrypt", "")
    if not encrypt or not wechat.envelope.signed(given.msg_signature, given.timestamp, given.nonce, encrypt):
        raise _refused("signature", "签名不对", "The signature of the sealed message is wrong.")
    try:
        return wechat.envelope.open(encrypt)
    except EnvelopeError as error:
        raise _refused("sealed", "消息无法解密", "The message is not sealed for this account.") from error


def _refused(code: str, zh: str, en: str) -> errors.Problem:
    return errors.Problem(403, code, "拒绝", zh, en)
