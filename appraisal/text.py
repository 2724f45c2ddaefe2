"""Text for people in one or more languages, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SOURCE_LANGUAGE = "nb"


@dataclass(frozen=True, slots=True)
class Text:
    """(language, text) pairs in the order of their codes; bokmål (`nb`) is always among them. Make with `Text.of`."""

    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, by_language: Mapping[str, str]) -> Text:
        """From {"nb": ..., "en": ...}. Raises ValueError without bokmål."""
        if not by_language.get(SOURCE_LANGUAGE):
            raise ValueError("text without bokmål")
        return cls(tuple(sorted(by_language.items())))

    def get(self, language: str = SOURCE_LANGUAGE) -> str:
        """The text in `language`, or in bokmål where it was never written in that one."""
        by_language = dict(self.pairs)
        return by_language.get(language, by_language[SOURCE_LANGUAGE])
