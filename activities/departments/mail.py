"""`kind = "email"`: a message to the department's mailbox, with a signed link at which it answers.

A mailbox can't say that it has a message already; each message has one Message-ID for all its tries, and the link is
one per call, so a second copy has no second effect.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib

from activities.departments.outcome import DELIVERED, Outcome, away, call_id, key_of, refused
from activities.departments.wording import lines, photos, subject
from activities.places import Places
from contracts.cases import Message
from contracts.links import Bounds, EmailWay, Smtp
from contracts.replying import LASTS, reply_key

_ANSWER = "请点开下面的链接响应、反馈、办结或退单（本件专用，请勿转发；不需要账号）："
_SIGNED = "本邮件由系统发出，直接回复无人查看。"


def reply_links(base: str, secret: bytes) -> Callable[[Message], str]:
    """What makes the address at which a message is answered, at `base` (without a closing slash)."""

    def link_of(message: Message) -> str:
        call = call_id(message)
        key = reply_key(secret, message.unit, call, message.resolve_by + LASTS)
        return f"{base}/reply/{call}?key={key}"

    return link_of


class Mail:
    """Sends to the way's mailbox; `link_of` gives the address at which a message is answered."""

    def __init__(
        self, way: EmailWay, bounds: Bounds, smtp: Smtp, places: Places, link_of: Callable[[Message], str]
    ) -> None:
        self._way, self._bounds, self._smtp, self._places = way, bounds, smtp, places
        self._link_of = link_of

    async def deliver(self, message: Message) -> Outcome:
        """Taken by the server is delivered; 5xx is refused; 4xx, and no answer, is tried again."""
        try:
            async with asyncio.timeout(self._bounds.total):
                await self._send(self._written(message))
        except aiosmtplib.SMTPRecipientsRefused as error:
            return _judged(error.recipients[0].code)
        except aiosmtplib.SMTPAuthenticationError as error:
            return away(
                f"the mail server does not know us ({error.code})"
            )  # our own setting: no fault of this one
        except aiosmtplib.SMTPResponseException as error:
            return _judged(error.code)
        except (TimeoutError, aiosmtplib.SMTPTimeoutError):
            return away("no answer in time")
        except (aiosmtplib.SMTPException, OSError) as error:
            return away(type(error).__name__)
        return DELIVERED

    async def _send(self, written: EmailMessage) -> None:
        smtp = self._smtp
        await aiosmtplib.send(
            written,
            hostname=smtp.host,
            port=smtp.port,
            username=smtp.user,
            password=smtp.password,
            use_tls=smtp.tls == "tls",
            start_tls=smtp.tls == "starttls",
            timeout=self._bounds.read,
        )

    def _written(self, message: Message) -> EmailMessage:
        written = EmailMessage()
        written["From"], written["To"] = self._smtp.sender, self._way.to
        written["Subject"] = subject(message)
        written["Message-ID"] = f"<{key_of(message)}@{self._smtp.sender.rpartition('@')[2]}>"
        written["Date"] = format_datetime(datetime.now(UTC))
        written["Auto-Submitted"] = "auto-generated"
        said = lines(message, self._places)
        if message.type != "cancel":
            said += [f"照片：{link}" for link in photos(message, self._places)]
            said += ["", _ANSWER, self._link_of(message)]
        written.set_content("\n".join([*said, "", _SIGNED]) + "\n", cte="base64")
        return written


def _judged(code: int) -> Outcome:
    detail = f"the mail server answered {code}"
    return refused(detail) if code >= 500 else away(detail)
