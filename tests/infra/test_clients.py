"""Open311 clients and the questions of items: what is wrong with a file is said by name, and keys never show."""

from pathlib import Path

import pytest

from domain.attributes import Datatype
from domain.policy import City
from infra.clients import ClientsError, load_clients
from tests.breaking import change, copied, faults

KEY = "0123456789abcdef"


def test_clients_are_read_by_name(tmp_path: Path) -> None:
    file = tmp_path / "open311.toml"
    file.write_text(f'[fixmystreet]\nkey = "{KEY}"\nper_minute = 5\n[app]\nkey = "{KEY[::-1]}"\n')
    first, second = load_clients(file)
    assert (first.name, first.key, first.per_minute) == ("fixmystreet", KEY, 5)
    assert (second.name, second.per_minute) == ("app", 60)
    assert KEY not in repr(first)
    assert load_clients(None) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[", "can't be read"),
        ("app = 1", "app must be"),
        ('["a b"]\nkey = "0123456789abcdef"', "a b must be"),
        ("[app]", "the key of app"),
        ('[app]\nkey = "short"', "the key of app"),
        (f'[app]\nkey = "{KEY}"\nper_minute = 0', "per_minute of app"),
        (f'[app]\nkey = "{KEY}"\nper_minute = true', "per_minute of app"),
        (f'[a]\nkey = "{KEY}"\n[b]\nkey = "{KEY}"', "the same key"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_without_the_key(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "open311.toml"
    file.write_text(text)
    with pytest.raises(ClientsError, match=said) as refused:
        load_clients(file)
    assert KEY not in str(refused.value)


def test_questions_go_with_an_item_or_with_a_class(city: City, tiny: City) -> None:
    depth, lanes = tiny.public.attributes["Q1"]
    assert (depth.datatype, depth.required) == (Datatype.NUMBER, True)
    assert lanes.values == {"l": "左", "m": "中", "r": "右"}
    lamps = [item.code for item in city.catalogue.items.values() if item.class_zh == "市政公用设施"]
    assert all(
        [asked.code for asked in city.public.attributes[code]] == ["condition", "number"] for code in lamps
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Q1,depth", "Q9,depth", "attributes.csv:2: for: there is no item and no class Q9"),
        ("number,yes", "size,yes", "attributes.csv:2: datatype: 'size' is not one of string"),
        ("number,yes", "number,maybe", "attributes.csv:2: required"),
        ("lanes", "depth", "attributes.csv:3: code: Q1 has depth already"),
        ("lanes", "lane no", "attributes.csv:3: code: must be letters"),
        ("l=左|m=中|r=右", "", "attributes.csv:3: values: must be written for the lists alone"),
        ("l=左", "左", "attributes.csv:3: values: '左' is not key=words"),
        ("m=中", "l=中", "attributes.csv:3: values: 'l=中' is not key=words, each key once"),
    ],
)
def test_a_wrong_question_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    pack = copied(tmp_path)
    change(pack, "attributes.csv", old, new)
    assert any(line.strip().startswith(said) for line in faults(pack)), faults(pack)
