"""What WeChat is answered, written: a text in XML, sealed where the message was. Used by `resources`."""

import secrets
from datetime import datetime

from api.channels.wechat.incoming import Said
from api.door import Envelope

MOST_BYTES = 2048
"""Of a text that is an answer, as WeChat takes it."""


def text(said: Said, content: str, now: datetime) -> str:
    """The answer to whoever wrote; too long a one is cut. `now` is real time."""
    whole: dict[str, str | int] = {
        "ToUserName": said.person,
        "FromUserName": said.account,
        "CreateTime": int(now.timestamp()),
        "MsgType": "text",
        "Content": _cut(content),
    }
    return written(whole)


def sealed(envelope: Envelope, content: str, now: datetime) -> str:
    """The same for nobody else to read."""
    encrypt, moment, nonce = envelope.seal(content), str(int(now.timestamp())), secrets.token_hex(8)
    return written(
        {
            "Encrypt": encrypt,
            "MsgSignature": envelope.sign(moment, nonce, encrypt),
            "TimeStamp": int(moment),
            "Nonce": nonce,
        }
    )


def written(tree: dict[str, str | int]) -> str:
    """A flat message as WeChat reads it."""
    return f"<xml>{''.join(f'<{name}>{_value(value)}</{name}>' for name, value in tree.items())}</xml>"


def _value(value: str | int) -> str:
    return str(value) if isinstance(value, int) else f"<![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _cut(content: str) -> str:
    whole = content.encode()
    return content if len(whole) <= MOST_BYTES else f"{whole[: MOST_BYTES - 3].decode(errors='ignore')}…"
