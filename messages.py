"""Text for people, made from codes and parameters, in the language they chose. Imports nothing of ours.

Bokmål is the source: sentences for codes stand in `locale/sentences/`, words of the pages in the pages themselves;
the other languages are gettext catalogues below `locale/`. A translator is fetched for each run, never installed.
"""

from __future__ import annotations

import functools
import gettext
import string
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

LANGUAGES = ("nb", "nn", "en")
FOLDER = Path(__file__).resolve().parent / "locale"


@functools.cache
def translator(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; for bokmål, and where none is there, one that gives the source text back."""
    if language not in LANGUAGES or language == "nb":
        return gettext.NullTranslations()
    return gettext.translation("kunnskapsbroen", FOLDER, [language], fallback=True)


@functools.cache
def sentences() -> Mapping[str, str]:
    """code -> bokmål sentence with holes for its parameters."""
    found: dict[str, str] = {}
    for path in sorted((FOLDER / "sentences").glob("*.yaml")):
        found |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


class _Holes(string.Formatter):
    """Fills `{name}`; and `{name:kind}` with the sentence `kind_code` of each code in the parameter, as a list of words."""

    def __init__(self, language: str) -> None:
        self.language = language

    def get_value(self, key: int | str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        return kwargs.get(str(key), "…")

    def format_field(self, value: object, format_spec: str) -> str:
        if not format_spec.isalpha() or not isinstance(value, str):
            return str(super().format_field(value, format_spec))
        words = [text(f"{format_spec}_{code}", language=self.language) for code in value.split()]
        return f" {text('or', language=self.language)} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


OF_ONE = "_of_one"


def fill(sentence: str, params: Mapping[str, object], language: str = "nb") -> str:
    """A sentence with its holes filled; a parameter that was not given shows as "…", never as an error."""
    return _Holes(language).vformat(sentence, (), params)


def text(code: str, params: Mapping[str, object] | None = None, language: str = "nb") -> str:
    """The sentence for a code. A code that has none gives a plain sentence that names it, so that it can be reported.

    Where there is a `CODE_of_one` it is what is said when `n` is one. A `source` that is the id of one is said by its name.
    """
    one = sentences().get(code + OF_ONE) if params and str(params.get("n")) == "1" else None
    sentence = one or sentences().get(code)
    if sentence is None:
        sentence, params = sentences()["unknown_code"], {"code": code}
    if params and (named := sentences().get(f"source_{params.get('source')}")):
        params = {**params, "source": translator(language).gettext(named)}
    return fill(translator(language).gettext(sentence), params or {}, language)
