"""Signed days of the record, and the proof that a case is in one."""

from typing import Literal

from pydantic import Field

from api.schemas.text import Answer


class HeadShown(Answer):
    """One day of the record, signed. All hashes are SHA-256, in hexadecimal; the signature is Ed25519."""

    day: str = Field(description="Of the city's own calendar, real time.")
    cases: int = Field(description="Cases with new events.")
    events: int = Field(description="Events that no earlier day covers.")
    root: str = Field(description="Over the chains of these cases.")
    previous: str = Field(description="Hash of the day before as it is published; empty on the first day.")
    key: str
    signature: str = Field(description="Of this object without `signature`, as canonical JSON.")


class HeadPage(Answer):
    """Signed days, the newest first."""

    items: tuple[HeadShown, ...]
    next_cursor: str | None = None


class KeyShown(Answer):
    """What signatures are checked with. Note it down somewhere else: then nobody can pass off another one."""

    algorithm: Literal["Ed25519"] = "Ed25519"
    key: str


class StepShown(Answer):
    """The hash beside, on the way up."""

    side: Literal["left", "right"]
    hash: str


class Signed(Answer):
    """The last day that covers events of the case: up to which event, and the way from there to the day's root."""

    day: str
    seq: int
    chain: str
    path: tuple[StepShown, ...]
    head: HeadShown


class Proof(Answer):
    """The digests of all events of a case in order, the chain they make, and the signed day that holds it."""

    case_no: str
    digests: tuple[str, ...]
    chain: str
    signed: Signed | None = Field(description="Null until the day of its first event has been signed.")
