"""Passwords by Argon2. Used at sign-in and by `huying account`."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

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
