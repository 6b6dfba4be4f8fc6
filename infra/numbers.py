"""Case numbers that can be read out over the phone, and the track codes that go with them. Used by `api`.

`SGH-20261123-48213057`: the pack's prefix, the day of acceptance (story time), 7 digits and a check digit.
"""

import hashlib
import hmac
import secrets
from copy import copy
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_10

HONOURED = timedelta(hours=48)
"""How long an idempotency key gives the same case, in story time."""
_DIGITS, _CODE_DIGITS = 7, 8
_DAY_LENGTH = 8


class Numbers:
    """Makes and checks the numbers of one city. `secret` is what the installation makes its marks with.

    Every use derives its own key.
    """

    def __init__(self, prefix: str, timezone: str, secret: bytes) -> None:
        self._prefix, self._zone = prefix, ZoneInfo(timezone)
        self._numbering = _derived(secret, b"huying case numbers v1")
        self._tracking = _derived(secret, b"huying track codes v1")
        self._memo = _derived(secret, b"huying memo v1")
        self.linking = _derived(secret, b"huying photo links v1")
        self.replying = _derived(secret, b"huying reply links v1")

    def under(self, prefix: str) -> "Numbers":
        """The same keys under another prefix: what is no case, and never has a case's number."""
        other = copy(self)
        other._prefix = prefix
        return other

    def keyed(self, day: date, channel: str, client: str, key: str, n: int) -> str:
        """The case number of an idempotency key: the same for the same four, whatever process asks."""
        digest = _hmac(self._numbering, "\0".join((channel, client, key, str(n))))
        return self._numbered(day, int.from_bytes(digest[:8]) % 10**_DIGITS)

    @staticmethod
    def on(day: date, case_no: str) -> str:
        """The same digits on another day: what the same key gives then, where nobody else has that number."""
        prefix, _, rest = case_no.partition("-")
        return f"{prefix}-{day:%Y%m%d}-{rest.partition('-')[2]}"

    def random(self, day: date) -> str:
        """A fresh number."""
        return self._numbered(day, secrets.randbelow(10**_DIGITS))

    def days(self, now: datetime) -> tuple[date, ...]:
        """Today in the city, then the earlier days on which a key that still counts may have been used."""
        moments = (now, self.honoured_since(now))
        today, first = (moment.astimezone(self._zone).date() for moment in moments)
        return tuple(today - timedelta(days=back) for back in range((today - first).days + 1))

    @staticmethod
    def honoured_since(now: datetime) -> datetime:
        """Keys used before that moment count no more."""
        return now - HONOURED

    @staticmethod
    def honoured_until(used: datetime) -> datetime:
        """A key used at that moment counts until then."""
        return used + HONOURED

    def well_formed(self, case_no: str) -> bool:
        """Whether this can be one of our numbers at all: prefix, a day, and the check digit."""
        prefix, _, rest = case_no.partition("-")
        day, _, digits = rest.partition("-")
        if prefix != self._prefix or len(day) != _DAY_LENGTH or len(digits) != _DIGITS + 1:
            return False
        if not (day + digits).isascii() or not (day + digits).isdigit():
            return False
        try:
            date(int(day[:4]), int(day[4:6]), int(day[6:]))
            mod_11_10.validate(digits)
        except (ValueError, ValidationError):
            return False
        return True

    def track_code(self, case_no: str) -> str:
        """The reporter's secret of this case: 8 digits."""
        digest = _hmac(self._tracking, case_no)
        return f"{int.from_bytes(digest[:8]) % 10**_CODE_DIGITS:0{_CODE_DIGITS}d}"

    def code_fits(self, case_no: str, code: str) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest(self.track_code(case_no).encode(), code.encode())

    def fingerprint(self, text: str) -> str:
        """What a workflow's memo keeps of a key or a body: enough to recognise it, nothing to read."""
        return _hmac(self._memo, text).hex()[:32]

    def _numbered(self, day: date, number: int) -> str:
        digits = f"{number:0{_DIGITS}d}"
        return f"{self._prefix}-{day:%Y%m%d}-{digits}{mod_11_10.calc_check_digit(digits)}"


def _derived(secret: bytes, use: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=use).derive(secret)


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
