"""The pages' two languages: the texts in the templates are Chinese, the catalogues hold their English.

Used by `api.pages.rendering`.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
CATALOGUES = Path(__file__).parent / "locale"


@cache
def translations(language: Language) -> NullTranslations:
    """What turns a Chinese text into that language; Chinese itself, and what has no entry, stays as it is."""
    files = sorted((CATALOGUES / language / "LC_MESSAGES").glob("*.po"))
    if not files:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, _merged(language, files))
    compiled.seek(0)
    return GNUTranslations(compiled)


def _merged(language: Language, files: list[Path]) -> Catalog:
    merged = Catalog(locale=language)
    for file in files:
        with file.open("rb") as content:
            for message in read_po(content, locale=language, abort_invalid=True):
                if message.id:
                    merged.add(message.id, message.string)
    return merged
