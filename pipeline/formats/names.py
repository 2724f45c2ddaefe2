"""Several authors in one text, as tables and BibTeX give them, parted into "Family, Given" or names of groups."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.formats import clean

_QUOTED = re.compile(r"'((?:[^'\\]|\\.|'(?=[^\s,\]]))*)'|\"((?:[^\"\\]|\\.)*)\"")
_NAMED = re.compile(r"[\"'](?:name|display_name)[\"']: ?(?:'([^']*)'|\"([^\"]*)\")")
_AND = re.compile(r"\s+(?:and|og|&)\s+", re.IGNORECASE)
_OTHERS = re.compile(r"(?:and|&|,)?\s*(?:others|et al)\.?", re.IGNORECASE)
_SHORT = re.compile(r"[^\W\d_][\w'’. -]*\s(?:[^\W\d_a-zß-öø-ÿ]\.?[\s-]*){1,5}(?:Jr|Sr|2nd|3rd|II|III)?\.?")
"""A name as PubMed and Embase give it: "Griffin DK", "McNamara M.E."."""
_INITIALS_FIRST = re.compile(
    r"(?P<given>(?P<dotted>(?:[^\W\d_a-zß-öø-ÿ]\.[ -]?){1,4})|[^\W\d_a-zß-öø-ÿ]{1,3})(?(dotted)| )"
    r"(?P<family>(?:(?:de|van|von|der|den|la|le|el|al|da|di|du|dos|ten|ter) ){0,3}"
    r"[^\W\d_a-zß-öø-ÿ][\w'’]{0,40}[a-zß-öø-ÿ][\w'’]{0,40}(?:-[^\W\d_][\w'’]{1,40}){0,2})"
)
"""A name as Google Scholar, Publish or Perish and IEEE give it: "DK Griffin", "M. E. McNamara"."""
_INITIALS = re.compile(r"(?:[^\W\d_a-zß-öø-ÿ]\.?[\s-]*){1,4}")
_SCOPUS_ID = re.compile(r"\s*\(\d{6,}\)\s*$")


def split(value: str) -> list[str]:
    """The names in one text, in their order, as `clean.author` gives each.

    Understood: "A, B; C, D" (most tables), lines, "A, B and C, D" (Rayyan, BibTeX), "Family AB, Other C" (PubMed,
    Embase), "First Last, Other Name", and a list as Python writes it (ASReview), also of `{'name': ...}` (Semantic Scholar).
    """
    value = clean.squeeze(value.replace("\n", ";")) if "\n" in value else clean.squeeze(value)
    if value.startswith("[{") and value.endswith("}]"):
        return _tidy(one or two for one, two in _NAMED.findall(value))
    if value == "[]":
        return []
    if value.startswith(("['", '["')) and value.endswith("]"):
        return _tidy(one or two for one, two in _QUOTED.findall(value))
    for mark in (";", "|", " // "):
        if mark in value:
            return _tidy(value.split(mark))
    joined = _AND.split(value)
    if len(joined) > 1 and (all("," in part or _is_short(part) for part in joined) or "," in joined[0]):
        return _tidy(part for at, part in enumerate(joined) for part in _by_commas(part, alone=at == 0))
    return _tidy(_by_commas(value, alone=True))


def _by_commas(value: str, *, alone: bool) -> Sequence[str]:
    """Names parted by commas, where the parts look like whole names; else the one name that it is."""
    parts = [part for part in (part.strip() for part in value.split(",")) if part]
    if len(parts) < 2 or not alone:
        return [value]
    if all(map(_is_short, parts)) or all(map(_INITIALS_FIRST.fullmatch, parts)):
        return parts
    if len(parts) % 2 == 0 and len(parts) > 2 and all(_INITIALS.fullmatch(part) for part in parts[1::2]):
        return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    if len(parts) > 2 and all(" " in part for part in parts):
        return parts
    return [value]


def _is_short(part: str) -> bool:
    return len(part) <= 60 and _SHORT.fullmatch(part.strip()) is not None


def _tidy(parts: Iterable[str]) -> list[str]:
    given = [text for part in parts if (text := _SCOPUS_ID.sub("", part).strip(" ,;\t"))]
    turned = [_INITIALS_FIRST.fullmatch(text[:100]) for text in given]
    names = [
        f"{one['family']}, {one['given'].strip()}"
        if one and (one["dotted"] or (len(given) > 1 and all(turned)))
        else text
        for text, one in zip(given, turned, strict=True)
    ]
    return [name for name in map(clean.author, names) if name and not _OTHERS.fullmatch(name)]
