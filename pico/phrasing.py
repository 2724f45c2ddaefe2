"""Puts what people wrote into a sentence pattern, so that it reads as one well-formed question.

A pattern is data: `{P}` stands for an element; `[a|b|c]` is a choice, of which the wording is taken that uses the most
filled elements and leaves the fewest gaps (the first of equals); `[a]` is short for `[a|]`, a part that goes when its
element is empty. Choices do not nest. Everything runs in time linear in the length of pattern and texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

GAP = "…"
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_PLACE = re.compile(r"\{(\w+)\}")
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_LINES = re.compile(r"[\r\n;]+")
_AND = {"nb": "og", "nn": "og", "en": "and"}
# A preposition that somebody wrote first in the field takes the place of the pattern's own ("i" + "på sykehjem").
_NORWEGIAN = frozenset("av blant for frå hjå hos i innan innen med mellom om på til ved".split())
_PREPOSITIONS = {
    "nb": _NORWEGIAN,
    "nn": _NORWEGIAN,
    "en": frozenset("among at between by for from in of on to with within".split()),
}
# Names keep their capital inside a sentence; so does any word with a capital or a digit further in (KOLS, iPad, B12).
_NAMES = tuple(
    "alzheimer asperger crohn down europ finland danmark huntington island lewy nord- nordland norden norge noreg "
    "norway oslo parkinson skandinavia sverige tourette".split()
)
# English gives a capital to peoples and languages, too, where Norwegian does not.
_ENGLISH_NAMES = tuple(
    "american asian british danish denmark english finnish french german icelandic nordic norwegian polish sami "
    "scandinavia somali sweden swedish ukrain".split()
)
# Words of one letter that are no names: "Å trene", "I skolen", "A test". Other letters by themselves are (B and T cells).
_ONE_LETTER = {"nb": "ÅI", "nn": "ÅI", "en": "A"}


def pattern_codes(pattern: str) -> set[str]:
    """The element codes that a pattern names."""
    return set(_PLACE.findall(pattern))


def tidy(text: str, language: str = "nb") -> str:
    """One element as it can stand inside a sentence: lines joined by commas and "og", end marks and bullets gone."""
    parts = [" ".join(_BULLET.sub("", line).split()).strip(" .,:?!") for line in _LINES.split(text)]
    parts = [_small_start(part, language) for part in parts if part]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {_AND.get(language, 'og')} {parts[-1]}"


def fill(pattern: str, elements: Mapping[str, str], language: str = "nb") -> str:
    """The sentence, or empty text when no element of the pattern is filled in."""
    values = {code: tidy(text, language) for code, text in elements.items()}
    if not any(values.get(code) for code in pattern_codes(pattern)):
        return ""
    chosen = _CHOICE.sub(lambda found: _best(found.group(1), values), pattern)
    text = " ".join(_put(chosen, values, language).split()).strip(" .?")
    return f"{text[:1].upper()}{text[1:]}?"


def _small_start(text: str, language: str) -> str:
    """Lower the first letter, unless the first word is a name or an abbreviation."""
    first, _, rest = text.partition(" ")
    if first[1:] != first[1:].lower() or any(map(str.isdigit, first)):
        return text
    if len(first) == 1 and not (rest and first in _ONE_LETTER.get(language, "Å")):
        return text
    names = _NAMES + _ENGLISH_NAMES if language == "en" else _NAMES
    if first.lower().startswith(names) or rest.split(" ")[0] in ("kommune", "fylke", "municipality", "county"):
        return text
    return text[:1].lower() + text[1:]


def _best(choice: str, values: Mapping[str, str]) -> str:
    wordings = choice.split("|") if "|" in choice else [choice, ""]

    def score(wording: str) -> tuple[int, int]:
        codes = pattern_codes(wording)
        filled = sum(bool(values.get(code)) for code in codes)
        return filled, filled - len(codes)

    return max(wordings, key=score)  # max keeps the first of equals


def _put(text: str, values: Mapping[str, str], language: str) -> str:
    """Replace each place by its value; a preposition is not said twice."""
    prepositions = _PREPOSITIONS.get(language, _NORWEGIAN)
    pieces: list[str] = []
    last = 0
    for place in _PLACE.finditer(text):
        before, value = text[last : place.start()], values.get(place.group(1)) or GAP
        words = before.rsplit(None, 1)
        after_one = bool(words) and words[-1].lower() in prepositions
        first, blank, _ = value.partition(" ")
        if before.endswith(" ") and after_one and blank and first.lower() in prepositions:
            before = before.rstrip()[: -len(words[-1])]
        elif value.startswith("å ") and words and not after_one:
            value = f"det {value}"
        pieces += [before, value]
        last = place.end()
    return "".join([*pieces, text[last:]])
