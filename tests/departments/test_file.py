"""The departments file: each kind with its fields, and one clear sentence for whatever is wrong."""

from pathlib import Path

import pytest

from contracts.links import Bounds, DeskWay, EmailWay, HttpWay, Open311Way
from infra.departments import DepartmentsError, load_links

GOOD = """
[chengguan]
url = "https://calls.example.org/in"
secret_out = "one"
secret_in = "two"
at_once = 2
per_second = 0.5
total = 10

[shuiwu]
kind = "open311"
url = "https://other.example.org/open311/v2/"
api_key = "key"
format = "xml"
jurisdiction_id = "other.example.org"
default_service = "OTHER"
services = { B0502 = "SEWER" }
updates = false
poll = 60
internal = true

[jianshe]
kind = "email"
to = "duty@example.org"

[wenlvti]
kind = "desk"

[hotline]
secret_in = "three"
"""


def test_every_kind_with_its_fields(tmp_path: Path) -> None:
    file = tmp_path / "departments.toml"
    file.write_text(GOOD, encoding="utf-8")
    links = load_links(file)
    assert {unit: link.way for unit, link in links.items()} == {
        "chengguan": HttpWay("https://calls.example.org/in", "one"),
        "shuiwu": Open311Way(
            "https://other.example.org/open311/v2",
            "key",
            "OTHER",
            {"B0502": "SEWER"},
            "other.example.org",
            "xml",
            updates=False,
            poll=60.0,
            internal=True,
        ),
        "jianshe": EmailWay("duty@example.org"),
        "wenlvti": DeskWay(),
        "hotline": HttpWay(None),
    }
    assert links["chengguan"].bounds == Bounds(at_once=2, per_second=0.5, total=10.0)
    assert [unit for unit, link in links.items() if not link.outgoing] == ["hotline"]
    shown = repr(links)
    assert not [secret for secret in ("'one'", "'two'", "'three'", "'key'") if secret in shown]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("x = 1", 'x must be a table that begins with kind = "http", "open311", "email" or "desk"'),
        ('[x]\nkind = "fax"', "x has the kind fax; there are http, open311, email, desk"),
        (
            '[x]\nurl = "ftp://a"',
            "x needs an address that begins with http:// or https:// as url, without user or #",
        ),
        (
            '[x]\nurl = "http://me:pw@a/"\nsecret_out = "s"',
            "x needs an address that begins with http:// or https:// as url, without user or #",
        ),
        ('[x]\nurl = "http://a"', "x has a url and needs a secret_out"),
        ('[x]\nkind = "email"', "x needs to: the department's mailbox"),
        ('[x]\nkind = "email"\nto = "a@b\\nBcc: c@d"', "x needs a text in quotes as to"),
        ('[x]\nkind = "email"\nto = "a@b, c@d"', "x needs one mailbox as to, such as duty@example.org"),
        (
            '[x]\nkind = "open311"\napi_key = "k"',
            "x needs url: where its GeoReport v2 begins, such as https://…/open311/v2",
        ),
        (
            '[x]\nkind = "open311"\nurl = "http://a"\napi_key = "k"',
            "x needs default_service, or services with its service_code for each item",
        ),
        (
            '[x]\nkind = "open311"\nurl = "http://a"\ndefault_service = "o"',
            "x needs api_key: the other city gives one to each client",
        ),
        ('[x]\nkind = "desk"\nurl = "http://a"', "x has no field url: misspelt, or of another kind?"),
        ('[x]\nkind = "desk"\nat_once = 1.5', "x needs a whole number up to 100 as at_once"),
        ('[x]\nkind = "desk"\ntotal = 60', "x needs a number up to 18 as total"),
        ('[x]\nkind = "desk"\npause = 0', "x needs a number up to 3600 as pause"),
        ('[x]\nkind = "desk"\nfailures = true', "x needs a whole number up to 1000 as failures"),
        ("[x]\nsecret_in = 5", "x needs a text in quotes as secret_in"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(tmp_path: Path, entry: str, said: str) -> None:
    file = tmp_path / "departments.toml"
    file.write_text(entry, encoding="utf-8")
    with pytest.raises(DepartmentsError) as refusal:
        load_links(file)
    assert str(refusal.value) == f"{file}: {said}"
