"""Every text of a page has its English, and no English is left of a text that is gone."""

import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from api.pages.language import CATALOGUES, translations

PAGES = CATALOGUES.parent
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
SAYS = {"_": None, "say": None, "gettext": None, "ngettext": (1, 2)}


def texts() -> set[str]:
    """Every Chinese text in templates and page modules."""
    options = {"**/templates/**.html": {"trimmed": "true"}}
    found = extract_from_dir(PAGES, METHODS, options, SAYS)
    return {text for _, _, text, _, _ in found if isinstance(text, str)}


def entries() -> Iterator[tuple[Path, str, str]]:
    """Every entry of every English catalogue."""
    for file in sorted((CATALOGUES / "en" / "LC_MESSAGES").glob("*.po")):
        with file.open("rb") as content:
            for message in read_po(content, locale="en"):
                if message.id:
                    yield file, str(message.id), str(message.string)


def test_every_text_has_its_english() -> None:
    known = translations("en")
    assert texts()
    assert sorted(text for text in texts() if known.gettext(text) == text) == []


def test_no_text_stands_in_two_catalogues_or_in_none_of_the_pages() -> None:
    said = [text for _, text, _ in entries()]
    assert sorted({text for text in said if said.count(text) > 1}) == []


@pytest.mark.parametrize(("text", "english"), [(text, english) for _, text, english in entries()])
def test_both_languages_name_the_same_values(text: str, english: str) -> None:
    names = [{name for _, name, _, _ in string.Formatter().parse(said) if name} for said in (text, english)]
    assert names[0] == names[1]
