"""Another city's GeoReport v2 server, as they are: no idempotency, numbers of its own, updates as an extension."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from tests.departments.played import Fault, Played
from tests.departments.web import Asked, Said

KEY = "a key of the tests"
STATUS = {Fault.BUSY: 503, Fault.REFUSES: 400}
CALL = re.compile(r"编号：(\S+)")
UPDATE_TYPES = {"open": "change", "closed": "cancel"}
Fields = dict[str, str]


@dataclass
class CitySystem(Played):
    """`requests` and `updates` are what it has; `takes_updates`: it has the extension; `tokens`: no number yet."""

    requests: dict[str, Fields] = field(default_factory=dict)
    updates: list[Fields] = field(default_factory=list)
    takes_updates: bool = True
    tokens: dict[str, str] = field(default_factory=dict)
    gives_tokens: bool = False
    clock: datetime = field(default_factory=lambda: datetime.now(UTC))
    tick: timedelta = timedelta(seconds=1)
    updates_at_once: int = 1000

    def answer(self, asked: Asked) -> Said:
        """One request."""
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        assert (form or query)["api_key"] == KEY
        resource, _, format = asked.path.rpartition("/open311/")[2].rpartition(".")
        match asked.method, resource.split("/"):
            case "POST", ["requests"]:
                return self._post(form, format)
            case "POST", ["servicerequestupdates"] if self.takes_updates:
                return self._update(form, format)
            case "GET", ["servicerequestupdates"] if self.takes_updates:
                return self._said(self._news(query), format, "service_request_updates", "request_update")
            case "GET", ["requests"]:
                return self._said(self._found(query), format)
            case "GET", ["tokens", token]:
                return self._said([{"token": token, "service_request_id": self.tokens[token]}], format)
            case _:
                return Said(404)

    def say(self, number: str, status: str, words: str, id: str = "") -> None:
        """The city writes something about a request."""
        at = self._moment()
        self.requests[number] |= {"updated_datetime": at}
        if status == "closed":
            self.requests[number] |= {"status": "closed", "status_notes": words}
        said = {"update_id": id or f"u{len(self.updates)}", "service_request_id": number, "status": status}
        self.updates.append({**said, "updated_datetime": at, "description": words})

    def number_of(self, call: str) -> str:
        """Under which number it has the call; exactly one."""
        [number] = [n for n, request in self.requests.items() if f"[{call}]" in request["description"]]
        return number

    def effective(self, call: str) -> list[str]:
        """Every request is one more piece of work here, whatever its key; updates go by their id."""
        filed = [r for r in self.requests.values() if f"[{call}]" in r["description"]]
        said = {u["update_id"]: UPDATE_TYPES[u["status"]] for u in self.updates if call in u["description"]}
        return ["call"] * len(filed) + list(said.values())

    def standing(self, call: str) -> str:
        """What counts last."""
        return self.effective(call)[-1]

    def _post(self, form: Fields, format: str) -> Said:
        call = _call(form)
        fault = self.take(call, call, "call", form["description"])
        if fault in (None, Fault.LOST):
            number, at = f"C-{len(self.requests) + 1}", self._moment()
            kept = {name: text for name, text in form.items() if name != "api_key"}
            self.requests[number] = {
                **kept,
                "service_request_id": number,
                "status": "open",
                "requested_datetime": at,
                "updated_datetime": at,
            }
        if fault is not None:
            return Said(STATUS.get(fault, 200), fault=fault if fault not in STATUS else None)
        if self.gives_tokens:
            self.tokens[f"t-{number}"] = number
            return self._said([{"token": f"t-{number}"}], format)
        return self._said([{"service_request_id": number, "service_notice": ""}], format)

    def _update(self, form: Fields, format: str) -> Said:
        type = UPDATE_TYPES[form["status"]]
        fault = self.take(_call(form), form["update_id"], type, form["description"])
        if fault in (None, Fault.LOST):
            self.updates.append({**form, "updated_datetime": self._moment()})
        if fault is not None:
            return Said(STATUS.get(fault, 200), fault=fault if fault not in STATUS else None)
        return self._said(
            [{"update_id": form["update_id"]}], format, "service_request_updates", "request_update"
        )

    def _found(self, query: Fields) -> list[Fields]:
        wanted = query.get("service_request_id")
        if wanted is not None:
            return [self.requests[number] for number in wanted.split(",") if number in self.requests]
        return list(self.requests.values()) if query["page"] == "1" else []

    def _news(self, query: Fields) -> list[Fields]:
        """The oldest first, so many at once."""
        start = datetime.fromisoformat(query["start_date"])
        since = [u for u in self.updates if datetime.fromisoformat(u["updated_datetime"]) >= start]
        return since[: self.updates_at_once]

    def _moment(self) -> str:
        self.clock += self.tick
        return self.clock.isoformat()

    @staticmethod
    def _said(
        records: list[Fields], format: str, root: str = "service_requests", one: str = "request"
    ) -> Said:
        if format == "json":
            return Said(body=json.dumps(records).encode())
        fields = ["".join(f"<{n}>{escape(t)}</{n}>" for n, t in record.items()) for record in records]
        body = "".join(f"<{one}>{record}</{one}>" for record in fields)
        return Said(body=f'<?xml version="1.0" encoding="utf-8"?><{root}>{body}</{root}>'.encode())


def _call(form: Fields) -> str:
    found = CALL.search(form["description"])
    assert found is not None, form
    return found[1]
