"""A signed day of the record, as it is published: in a table, as a file, over HTTP. Made by the keeper."""

from dataclasses import dataclass, replace
from hashlib import sha256

from contracts.codec import to_data, to_json


@dataclass(frozen=True)
class Head:
    """One day (of the city's own calendar, real time): counts and a root, no case numbers.

    `root` stands over the chains of all cases with new events (`domain.chain`), `previous` is the hash of the day
    before as published, empty on the first; `key` is the public Ed25519 key of `signature`. All in hexadecimal.
    """

    day: str
    cases: int
    events: int
    root: str
    previous: str
    key: str
    signature: str = ""

    def signed(self) -> bytes:
        """What the signature is of: canonical JSON of everything else."""
        return to_json({name: value for name, value in to_data(self).items() if name != "signature"}).encode()

    def published(self) -> bytes:
        """The file: canonical JSON, signature and all."""
        return to_json(self).encode()

    def hash(self) -> str:
        """What the next day's `previous` is."""
        return sha256(self.published()).hexdigest()

    def with_signature(self, signature: str) -> "Head":
        """The head, signed."""
        return replace(self, signature=signature)
