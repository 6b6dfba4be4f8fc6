"""A real mail server on the loopback that plays a department's mailbox, and misbehaves as a test says."""

import asyncio
import contextlib
import email
import re
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.departments.played import Fault, Played

TO = "duty@department.test"
HEADS = {"交办": "call", "时限变更": "change", "撤销交办": "cancel"}
SUBJECT = re.compile(r"(?:【紧急】)?(?P<head>[^：]+)：(?P<item>.+)（(?P<call>[^（）]+)）")
LINK = re.compile(r"https?://\S+/reply/\S+")


@dataclass
class Mailbox(Played):
    """Takes mail for one address. Copies of a message have one Message-ID; whoever reads goes by it."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """A message came."""
        letter = email.message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(letter, EmailMessage)
        assert envelope.rcpt_tos == [TO]
        said = SUBJECT.fullmatch(letter["Subject"])
        assert said is not None, letter["Subject"]
        type, text = HEADS[said["head"]], letter.get_content()
        take = asyncio.to_thread(self.take, said["call"], letter["Message-ID"], type, text)
        return await self._answered(server, await take)

    async def _answered(self, server: SMTP, fault: Fault | None) -> str:
        transport: Any = server.transport
        match fault:
            case Fault.BUSY:
                return "451 4.3.2 try again"
            case Fault.REFUSES:
                return "550 5.1.1 no such mailbox"
            case Fault.LOST | Fault.RESET:
                linger = struct.pack("ii", 1, 0)
                transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                transport.abort()
            case Fault.DRIPS:
                transport.write(b"250-")
                while not transport.is_closing():
                    transport.write(b"x")
                    await asyncio.sleep(0.02)
            case Fault.HAS_IT | None:
                pass
        return "250 OK"

    def link(self, call: str) -> str:
        """The link in the latest message about a call."""
        found = LINK.search(self.tries[call][-1].text)
        assert found is not None
        return found[0]


class _AnyPort(Controller):
    """Listens on whatever port is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextlib.contextmanager
def receiving(mailbox: Mailbox) -> Iterator[int]:
    """Receive on a free port; gives it."""
    controller = _AnyPort(mailbox, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
