"""Telephone and identity numbers in what staff and departments write, masked before it becomes part of the record.

Their notes and replies are kept for good and read by many; whom to ring up is on the case, sealed. Landlines stay: a
reply says where to ask. Used by the door for every note, and for what departments' systems answer.
"""

import re

_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)")
_IDENTITY = re.compile(r"(?<![\dA-Za-z])(\d{6})(?:19|20)\d{6}(\d{3}[\dXx])(?![\dA-Za-z])")


def masked_numbers(text: str) -> str:
    """The same text with 138****1234 and 420106********1234 in the place of whole numbers."""
    return _MOBILE.sub(r"\1****\2", _IDENTITY.sub(r"\1********\2", text))
