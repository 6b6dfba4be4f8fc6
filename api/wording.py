"""How alike two people's words are: 0 for nothing in common, 1 for the same. Used by `api.similar`.

Measured on signs (in any order) and on pairs of neighbouring signs, without what every report says.
"""

import re

from rapidfuzz import fuzz

_EMPTY = re.compile(
    r"\W+|[了的很好太得在是有把被也都着去来上里人没我家就还一个这那您你请]|尽快|处理|谢谢|麻烦|反映"
)
_LONGEST = 300
"""Signs of a text that are compared."""


def alike(one: str, other: str) -> float:
    """0 to 1; 0 where either says nothing."""
    first, second = _told(one), _told(other)
    if not first or not second:
        return 0.0
    signs = fuzz.token_sort_ratio(" ".join(first), " ".join(second))
    pairs = fuzz.token_set_ratio(_pairs(first), _pairs(second))
    return round((signs + pairs) / 200, 3)


def _told(text: str) -> str:
    return _EMPTY.sub("", text[:_LONGEST].lower())


def _pairs(text: str) -> str:
    return " ".join(text[i : i + 2] for i in range(len(text) - 1))
