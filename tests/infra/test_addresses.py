"""The file of addresses: what it may say, and what is refused in one sentence that shows no address and no secret."""

from pathlib import Path

import pytest

from infra.addresses import Addresses, AddressesError, load_addresses

WHOLE = """
[units]
chengguan = "json://127.0.0.1/hush"
guanli = ["wecombot://hush-hush-hush", "mailtos://hush:hush@example.com"]
[accounts]
street-chief = ["dingtalk://hush123456", "json://127.0.0.1/hush", "json://127.0.0.1/hush2"]
[sms]
url = "https://sms.example/send"
secret = "hush"
body = { to = "{phone}", say = { text = "{text}" } }
"""


def written(folder: Path, text: str) -> Path:
    """A file that says so."""
    file = folder / "messages.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_no_file_is_no_address() -> None:
    assert load_addresses(None) == Addresses()


def test_one_address_or_several(tmp_path: Path) -> None:
    book = load_addresses(written(tmp_path, WHOLE))
    assert (len(book.units["chengguan"]), len(book.units["guanli"])) == (1, 2)
    assert book.sms is not None
    assert book.sms.body["say"] == {"text": "{text}"}
    assert book.services("street-chief") == ("DingTalk", "JSON")
    assert book.services("nobody") == ()
    assert "hush" not in repr(book)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[units", "can't be read"),
        ("[unit]\na = 'json://hush'", "unit is not one of accounts, sms, units"),
        ("units = 1", "units must be a table"),
        ("[units]\na = 1", "units.a must be an address, or a list of up to 5"),
        ("[units]\na = []", "units.a must be an address, or a list of up to 5"),
        (
            "[accounts]\na = ['json://127.0.0.1', 'nonsense://hush']",
            "address 2 of accounts.a is none that apprise knows",
        ),
        ("[sms]\nurl = 'ftp://hush'", "the url of sms must begin with http:// or https://"),
        ("[sms]\nurl = 'https://a.example'", "sms needs a secret"),
        (
            "[sms]\nurl = 'https://a.example'\nsecret = 'hush'\nbody = { to = '{phone}' }",
            "the body of sms must be a table that holds {phone} and {text}",
        ),
        ("sms = 1", "sms must be a table"),
    ],
)
def test_what_can_not_be_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(AddressesError) as refusal:
        load_addresses(written(tmp_path, text))
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert "hush" not in str(refusal.value)
