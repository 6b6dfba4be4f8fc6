"""What a client sent, whichever way: form, multipart, query string, JSON. Used by the posts of `api.open311`."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api import errors
from api.pictures import MOST_BYTES

MOST_FIELDS = 200
MOST_MEDIA = 3
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,64})\](?:\[[^\[\]]*\])?")


@dataclass(frozen=True)
class Sent:
    """Fields by name, answers by the attribute's code, and pictures. An empty field is an absent one."""

    fields: dict[str, str]
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    media: tuple[bytes, ...] = ()

    def get(self, name: str) -> str | None:
        """The field without surrounding space, or None."""
        return self.fields.get(name)

    def needed(self, name: str) -> str:
        """The field. Raises 422 where it is missing."""
        value = self.get(name)
        if value is None:
            raise errors.malformed(name, "必填", "is missing")
        return value


async def sent(request: Request) -> Sent:
    """The body, and behind it the query string. Raises 413 and 422."""
    pairs = list(request.query_params.multi_items())
    if "json" in request.headers.get("content-type", ""):
        return _read([*pairs, *_of_json(await request.body())])
    try:
        async with request.form(
            max_files=MOST_MEDIA, max_fields=MOST_FIELDS, max_part_size=MOST_BYTES + 1
        ) as form:
            files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
            media = tuple([content for file in files if (content := await file.read(MOST_BYTES + 1))])
            texts = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    except errors.Problem:
        raise
    except HTTPException as error:
        raise errors.malformed("body", "表单无法读取", "the form cannot be read") from error
    return _read([*pairs, *texts], media)


def _read(pairs: Iterable[tuple[str, str]], media: tuple[bytes, ...] = ()) -> Sent:
    fields: dict[str, str] = {}
    answers: dict[str, tuple[str, ...]] = {}
    for name, raw in pairs:
        value = raw.strip()
        if not value:
            continue
        code = _ATTRIBUTE.fullmatch(name)
        if code is None:
            fields[name] = value
        elif value not in answers.get(code[1], ()):
            answers[code[1]] = (*answers.get(code[1], ()), value)
    if len(fields) + sum(len(given) for given in answers.values()) > MOST_FIELDS:
        raise errors.malformed("body", "字段太多", "too many fields")
    return Sent(fields, answers, media)


def _of_json(body: bytes) -> list[tuple[str, str]]:
    try:
        said = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise errors.malformed("body", "不是有效的 JSON", "not valid JSON") from error
    if not isinstance(said, dict):
        raise errors.malformed("body", "须为 JSON 对象", "must be a JSON object")
    answers = said.pop("attribute", None) or said.pop("attributes", None)
    pairs = [(name, text) for name, value in said.items() for text in _texts(value)]
    if isinstance(answers, Mapping):
        pairs += [(f"attribute[{code}]", text) for code, value in answers.items() for text in _texts(value)]
    return pairs


def _texts(value: Any) -> list[str]:
    match value:
        case bool():
            return ["true" if value else "false"]
        case str() | int() | float():
            return [str(value)]
        case list():
            return [str(one) for one in value if isinstance(one, str | int | float)]
        case _:
            return []
