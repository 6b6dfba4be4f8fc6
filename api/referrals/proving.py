"""Which system refers: by the signature of what it sends."""

from typing import Annotated

from fastapi import Header

from api import errors
from api.door import Door
from api.schemas.referrals import Source
from contracts.signature import HEADER, verify
from domain.people import Actor

Signature = Annotated[str, Header(alias=HEADER, max_length=300)]


def proven(door: Door, source: Source, content: bytes, signature: str) -> Actor:
    """The other system behind the signature. Raises 401. It has no role: it brings referrals and nothing else."""
    link = door.links.get(source)
    if not verify(link.secret_in if link else "", content, signature, door.clock().timestamp()):
        raise errors.unauthorized(
            "签名不符或已过期（5 分钟）", "The signature is not this source's, or is older than 5 minutes."
        )
    return Actor(f"referral:{source}")
