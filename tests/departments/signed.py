"""A department that speaks our own language: goes by the key and the version, and proves the signature."""

import json
import time

from contracts.signature import HEADER, verify
from tests.departments.played import Fault, Played
from tests.departments.web import Asked, Said

SECRET = "a secret of the tests"
STATUS = {None: 202, Fault.BUSY: 503, Fault.REFUSES: 422, Fault.HAS_IT: 409}


class SignedSystem(Played):
    """Over HTTP."""

    def answer(self, asked: Asked) -> Said:
        """Take one message."""
        assert verify(SECRET, asked.body, asked.headers[HEADER], time.time())
        message = json.loads(asked.body)
        key = asked.headers["Idempotency-Key"]
        assert key == f"{message['call_id']}-{message['version']}"
        fault = self.take(message["call_id"], key, message["type"], asked.body.decode())
        return Said(STATUS.get(fault, 200), fault=fault if fault not in STATUS else None)

    def standing(self, call: str) -> str:
        """The type of the message that counts for a system which goes by the version."""
        took = [json.loads(came.text) for came in self.tries[call] if came.fault is None]
        return str(max(took, key=lambda message: message["version"])["type"])
