"""A word of ours in both languages. For `domain.labels`, and for what a pack names."""

from typing import Self


class Label(str):
    """One thing in both languages: itself the Chinese word, with the English one beside it."""

    en: str

    def __new__(cls, zh: str, en: str) -> Self:
        label = super().__new__(cls, zh)
        label.en = en
        return label

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """So that copies keep both."""
        return str(self), self.en
