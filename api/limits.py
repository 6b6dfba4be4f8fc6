"""How often one may: per client for public posts, wrong codes per case, failed sign-ins per account.

Used by `api`.

Counted in this process's memory: with several API processes each allows as much. What must not be doubled is counted by
`api.counting`, and here only while the database is away.
"""

import math
import time
from dataclasses import dataclass

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from api import errors

PUBLIC_POSTS = RateLimitItemPerMinute(600, namespace="public-posts")
PUBLIC_READS = RateLimitItemPerMinute(600, namespace="public-reads")
WRONG_CODES = RateLimitItemPerDay(10, namespace="wrong-codes")
FAILED_SIGN_INS = RateLimitItemPerMinute(5, 15, namespace="sign-ins")
"""Five in a quarter of an hour, then the account is shut until it ends."""
RECEIPTS = RateLimitItemPerMinute(60, namespace="receipts")

REVEALS = RateLimitItemPerDay(100, namespace="reveals")
"""Per account: more than anybody rings up in a day."""

PERSONS = RateLimitItemPerHour(30, namespace="persons")
"""Per account: each opens the seals of all cases."""


APPLICATIONS = RateLimitItemPerHour(60, namespace="applications")
"""Per client: each may take a seat that somebody else needs."""
ME_TOO = RateLimitItemPerHour(30, namespace="me-too")
"""Per client: each of them adds to somebody else's case."""

RAISING = RateLimitItemPerHour(20, namespace="raising")
"""Per client: each of them is read and answered by somebody."""

IVR = RateLimitItemPerMinute(600, namespace="ivr")
"""What a telephone system asks and tells."""

IVR_PROGRESS = RateLimitItemPerDay(30, namespace="ivr-progress")
"""Per case: more often than anybody asks by telephone."""

TALKING = RateLimitItemPerMinute(30, namespace="talking")
"""Messages of one person in a conversation."""

CLIENTS = "open311-clients"
"""Namespace of the writes of Open311 clients: each has a limit of its own."""


@dataclass(frozen=True)
class _Say:
    zh: str
    en: str


SAID = {
    PUBLIC_READS.namespace: _Say("查询过于频繁，请稍后再试", "Too many requests from here: try again later."),
    CLIENTS: _Say("该客户端提交过于频繁，请稍后再试", "This api_key writes too often: try again later."),
    IVR.namespace: _Say("电话系统请求过于频繁", "The telephone system asks too often: try again later."),
    IVR_PROGRESS.namespace: _Say(
        "今天查询次数过多，请明天再试", "Asked too often today: try again tomorrow."
    ),
    PUBLIC_POSTS.namespace: _Say("提交过于频繁，请稍后再试", "Too many requests from here: try again later."),
    WRONG_CODES.namespace: _Say("查询码多次不符，请明天再试", "Too many wrong codes for this case today."),
    FAILED_SIGN_INS.namespace: _Say(
        "登录失败次数过多，请稍后再试", "Too many failed sign-ins: try again later."
    ),
    TALKING.namespace: _Say("消息太多，请一分钟后再发", "Too many messages: try again in a minute."),
    APPLICATIONS.namespace: _Say(
        "申请过于频繁，请稍后再试", "Too many applications from here: try again later."
    ),
    RAISING.namespace: _Say("提交过于频繁，请稍后再试", "Too many topics from here: try again later."),
    ME_TOO.namespace: _Say("提交过于频繁，请稍后再试", "Too many of these from here: try again later."),
    REVEALS.namespace: _Say(
        "今天查看联系方式次数已达上限", "You have revealed as many numbers as one may in a day."
    ),
    PERSONS.namespace: _Say("一小时内申请过多，请稍后再试", "Too many requests in an hour: try again later."),
    RECEIPTS.namespace: _Say("该案件回执过于频繁", "At most 60 receipts a minute and case."),
}


class Limits:
    """The counters. `lenient` lifts the limit on public posts and reads (demo, benchmark)."""

    def __init__(self, *, lenient: bool = False) -> None:
        self._limiter, self._lenient = FixedWindowRateLimiter(MemoryStorage()), lenient

    def spend(self, item: RateLimitItem, *whose: str) -> None:
        """Count one. Raises 429 with the time to wait where that is one too many."""
        if self._lenient and item in (PUBLIC_POSTS, PUBLIC_READS, APPLICATIONS, RAISING):
            return
        if not self._limiter.hit(item, *whose):
            raise self._too_many(item, *whose)

    def check(self, item: RateLimitItem, *whose: str) -> None:
        """Count nothing. Raises 429 where nothing is left."""
        if not self._limiter.test(item, *whose):
            raise self._too_many(item, *whose)

    def _too_many(self, item: RateLimitItem, *whose: str) -> errors.Problem:
        wait = self._limiter.get_window_stats(item, *whose).reset_time - time.time()
        return too_many(item, math.ceil(wait))


def too_many(item: RateLimitItem, wait: int) -> errors.Problem:
    """429: that was one too many; `wait` is in seconds."""
    said = SAID[item.namespace]
    return errors.too_many(said.zh, said.en, wait)
