"""Whether two numbers or addresses are one person's. For whoever looks for all that is kept of somebody.

There is no index of persons: the sealed contacts of all cases are opened and held against what is asked for.
"""

import re
from collections.abc import Mapping
from typing import Any

SHORTEST = 7
"""Digits of a telephone number without its area."""
_ABROAD = re.compile(r"^(\+|00)?86(?=1\d{10}$)")


def normalised(contact: str) -> str:
    """A telephone number as its digits alone, without China's own prefix; an e-mail address in small letters.

    Empty for what can be neither.
    """
    text = contact.strip().lower()
    if "@" in text:
        return text
    digits = _ABROAD.sub("", re.sub(r"[\s().-]", "", text))
    return digits if digits.isdigit() and len(digits) >= SHORTEST else ""


def is_theirs(told: Mapping[str, Any], contact: str) -> bool:
    """Whether what a reporter left (the opened seal of a case) is of that normalised number or address."""
    left = (told.get("phone"), told.get("email"))
    return any(contact == normalised(str(one)) for one in left if one)
