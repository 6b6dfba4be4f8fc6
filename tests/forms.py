"""What the forms of a page ask: fields shown, required, filled in already. For the measure of our own burden."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

FIELDS = {"input", "select", "textarea"}
NO_FIELD = {"hidden", "submit", "button", "reset", "image"}
_NUMBER = re.compile(r"[A-Z]{2,}-[\d-]+(\.\d+)?")


@dataclass
class Asked:
    """One field of a form; a group of radio buttons or boxes of one name is one field."""

    name: str
    required: bool = False
    filled: bool = False


@dataclass
class Form:
    """One form: where it is sent to, case and call numbers left out, and its fields in their order."""

    action: str
    fields: dict[str, Asked] = field(default_factory=dict)

    def numbers(self) -> tuple[int, int, int]:
        """Shown, required, filled in already."""
        asked = self.fields.values()
        return len(asked), sum(one.required for one in asked), sum(one.filled for one in asked)


def forms_of(page: str) -> list[Form]:
    """The forms of a page that are sent (`post`), as a person sees them."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._in: Asked | None = None  # the select or textarea that is open
        self._kind = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self._form = Form(_NUMBER.sub("{number}", given.get("action") or ""))
            self.forms.append(self._form)
        elif tag in FIELDS and self._form is not None and given.get("type") not in NO_FIELD:
            self._field(tag, given, self._form)
        elif tag == "option" and self._in is not None and "selected" in given and given.get("value"):
            self._in.filled = True

    def _field(self, tag: str, given: dict[str, str | None], form: Form) -> None:
        asked = form.fields.setdefault(given.get("name") or "", Asked(given.get("name") or ""))
        asked.required |= "required" in given
        if tag == "input":
            chosen = given.get("type") in ("radio", "checkbox")
            asked.filled |= "checked" in given if chosen else bool(given.get("value"))
        else:
            self._in, self._kind = asked, tag

    def handle_data(self, data: str) -> None:
        if self._in is not None and self._kind == "textarea" and data.strip():
            self._in.filled = True

    def handle_endtag(self, tag: str) -> None:
        if tag == self._kind:
            self._in, self._kind = None, ""
        elif tag == "form":
            self._form = None
