"""Passwords by Argon2, and which of them nobody may choose. Used at sign-in and by `huying account`."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from domain.policy import City

SHORTEST, LONGEST = 12, 256
"""Characters of a password that somebody chooses."""
LEAST_OF_ONE_S_OWN = 8
"""Characters that are left of it without the words that everybody here would try first."""
SURE = 3
"""How hard to guess, from 0 to 4, by the lists of leaked passwords, names and keyboard rows that zxcvbn holds."""
JUDGED = 72
"""Characters of it that are judged: the others can but make it better."""
OF_THE_PLATFORM = ("huying", "minhu", "12345", "呼应", "民呼我应")
_hasher = PasswordHasher()
_demo_hasher = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)
"""For the one password that everybody knows anyway: 300 desks sign in at the start of a demo."""
_NOBODY = _hasher.hash("nobody's password")
"""Checked for names that do not exist, so that they take as long as others."""
_pool = ThreadPoolExecutor(2, "passwords")


def hashed(password: str, *, demo: bool = False) -> str:
    """The password as it may be stored."""
    return (_demo_hasher if demo else _hasher).hash(password)


async def fits(password: str, stored: str | None) -> bool:
    """Whether this is the password.

    Takes its time for names that do not exist, and never blocks other requests.
    """
    return await asyncio.get_running_loop().run_in_executor(_pool, _fits, password, stored)


def _fits(password: str, stored: str | None) -> bool:
    try:
        _hasher.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def weakness(password: str, words: Iterable[str]) -> tuple[str, str] | None:
    """Why nobody may choose this password, in both languages; None where they may. Any characters will do.

    `words` are those that everybody here would try first: see `words_here`.
    """
    if len(password) < SHORTEST:
        return f"密码至少 {SHORTEST} 位", f"a password has at least {SHORTEST} characters"
    if len(password) > LONGEST:
        return f"密码最多 {LONGEST} 位", f"a password has at most {LONGEST} characters"
    tried = sorted((word.lower() for word in words if len(word) > 1), key=len, reverse=True)
    rest = password.lower()
    for word in tried:
        rest = rest.replace(word, "")
    if len(rest) < LEAST_OF_ONE_S_OWN or zxcvbn(password[:JUDGED], tried)["score"] < SURE:
        return (
            "密码太容易被猜到，请不要用常见密码、姓名、单位名称、日期或键盘顺序",
            "this password is easy to guess: no common ones, names, units, dates or rows of keys",
        )
    return None


def words_here(city: City, username: str, unit: str) -> tuple[str, ...]:
    """The names of the platform, the city, the unit and the account."""
    policy, its = city.policy, city.units.get(unit)
    names = (
        policy.prefix,
        policy.name_zh,
        *policy.name_en.split(),
        username,
        unit,
        its.name_zh if its else "",
    )
    return (*OF_THE_PLATFORM, *names)
