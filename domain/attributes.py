"""附加问题: what is asked of a reporter beside the words. From `attributes.csv` of the pack."""

from dataclasses import dataclass
from enum import StrEnum


class Datatype(StrEnum):
    """The kinds of answer, as Open311 names them."""

    STRING = "string"  # one line
    NUMBER = "number"
    DATETIME = "datetime"
    TEXT = "text"
    SINGLE = "singlevaluelist"
    MULTI = "multivaluelist"


LISTS = frozenset({Datatype.SINGLE, Datatype.MULTI})


@dataclass(frozen=True)
class Attribute:
    """One question: its code, the kind of answer, and the answers to choose from (key to words) where it is a list."""

    code: str
    datatype: Datatype
    required: bool
    question: str
    hint: str  # how to answer it
    values: dict[str, str]
