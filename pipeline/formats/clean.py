"""The normalisers that every format shares: text in, text out; nothing here raises on odd input."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import unquote

# -- words --------------------------------------------------------------------------------------------------------

_INLINE_NAMES = "i|b|u|em|strong|sub|sup|sc|italic|bold|p|br|div|span|h[1-6]|jats:[a-z-]+"
_ATTRIBUTES = r"(?:\s+[\w:-]+=(?:\"[^\"<>]*\"|'[^'<>]*'))*"
INLINE_TAG = re.compile(rf"</?({_INLINE_NAMES}){_ATTRIBUTES}\s*/?>", re.IGNORECASE)
_BLOCK_NAMES = frozenset({"p", "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "jats:p", "jats:title", "jats:sec"})
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


_INVISIBLE = dict.fromkeys(map(ord, "\xad\u200b\u2060\ufeff"))
"""Soft hyphens and marks without width, which word processors and pages of the web put into words."""


OWN_NOTE = "Kunnskapsbroen: "
"""Before each line of a decision that we write as a note: what it names is not the record's own."""


def squeeze(value: str) -> str:
    """One space for every run of white space, none at the ends; no soft hyphens."""
    value = value.strip()
    if value.isprintable():  # no white space but blanks: the common case, and much the faster way
        while "  " in value:
            value = value.replace("  ", " ")
        return value
    return " ".join(value.translate(_INVISIBLE).split())


def plain(value: str) -> str:
    """`squeeze`, with character entities resolved and inline markup (`<i>`, `<sub>`, `<jats:p>`) taken out."""
    if "&" in value:
        value = ENTITY.sub(lambda match: html.unescape(match.group()), value)
    if "<" in value:
        value = INLINE_TAG.sub(lambda match: " " if match.group(1).lower() in _BLOCK_NAMES else "", value)
    return squeeze(value)


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """Values in their order, without empty ones and repeats."""
    return tuple(filter(None, dict.fromkeys(values)))


_LABEL = re.compile(r"[^\W\d_][^:.;!?\n]{0,60}:(?:\s|$)")
_LABEL_BEHIND = re.compile(r"[.?!)\]\"”]( ?)[A-Z][A-Z/&,()' -]{3,60}\Z")


def begins_with_label(text: str, at: int = 0) -> bool:
    """Whether a line of an abstract opens with a label: "METHODS: ...", "Main results: ..."; the line that begins `at`."""
    return text[at : at + 1].isupper() and _LABEL.match(text, at) is not None


def abstract(lines: Iterable[str], cleaned: Callable[[str], str] = plain) -> str:
    """Wrapped lines of an abstract as one text, with a new line before each labelled part. `cleaned`: each line as plain text."""
    return labelled("\n".join(filter(None, map(cleaned, lines))))


def labelled(text: str) -> str:
    """`abstract` for lines of plain text: those without a label are put behind the line above."""
    wrapped: list[int] = []
    at = text.find("\n")
    while at >= 0:
        if not begins_with_label(text, at + 1):
            wrapped.append(at)
        at = text.find("\n", at + 1)
    if wrapped:
        edges = zip((-1, *wrapped), (*wrapped, len(text)), strict=True)
        text = " ".join(text[before + 1 : behind] for before, behind in edges)
    return part_at_labels(text)


def part_at_labels(text: str) -> str:
    """A new line before each label in capitals that follows the end of a sentence ("... found. RESULTS: ...")."""
    pieces: list[str] = []
    begun, colon = 0, text.find(":")  # a single sign is found much the faster
    while colon >= 0:
        if text[colon + 1 : colon + 2] == " " and (text[colon - 1].isupper() or text[colon - 1] == ")"):
            match = _LABEL_BEHIND.search(text, max(begun, colon - 64), colon)
            if match:
                pieces.append(text[begun : match.start(1)])
                begun = match.end(1)
        colon = text.find(":", colon + 1)
    return "\n".join([*pieces, text[begun:]]) if pieces else text


# -- identifiers, years, pages ------------------------------------------------------------------------------------

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"“”|]{1,500}", re.IGNORECASE)
_DOI_IN_LINK = re.compile(
    r"(?:\bdoi\.org/|\bdoi[=:](?:\s*https?://(?:dx\.)?doi\.org/)?\s*)(10\.\d{4,9}[^\s&?#]*)", re.I
)
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_WHOLE_DATE = re.compile(r"((?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}
_DASHES = re.compile(r"\s*[-‐‑‒–—−]+\s*")


def doi(value: str) -> str:
    """The first DOI in the text, bare and lower case, without what a sentence or link hangs on it; "" if none."""
    if "10." not in value:
        return ""
    if not value.isascii():
        value = value.translate(_INVISIBLE)
    if "%" in value and "%2f" in value.lower():
        value = unquote(value)
    match = _DOI.search(html.unescape(value) if "&" in value else value)
    return _trim_doi(match.group()) if match else ""


def doi_in_link(value: str) -> str:
    """A DOI only where the text says it is one: `doi.org/...`, `doi=...`, `doi:...`; "" otherwise."""
    if "%" in value:
        value = unquote(value)
    match = _DOI_IN_LINK.search(value)
    return doi(match.group(1)) if match else ""


def _trim_doi(found: str) -> str:
    while found:
        last = found[-1]
        hanging = last in ".,;:'\"’" or (last in _PAIRS and found.count(last) > found.count(_PAIRS[last]))
        if not hanging and not found.lower().endswith("[doi]"):
            break
        found = found[:-5] if found.lower().endswith("[doi]") else found[:-1]
    return found.lower() if "/" in found[:-1] else ""


def year(value: str) -> int | None:
    """The first year from 1500 to 2099 that stands by itself in the text ("2024/04/03/", "4-8 Aug. 2020", "20240403")."""
    match = _YEAR.search(value) or _WHOLE_DATE.fullmatch(value.strip())
    return int(match.group(1)) if match else None


def pages(first: str, last: str = "") -> str:
    """ "97", "105" -> "97-105"; a range in the first stays; PsycINFO's "No", "Specified" is empty."""
    if first.isdigit() and last.isdigit():
        return first if first == last else f"{first}-{last}"
    first, last = (one if one.isdigit() else _DASHES.sub("-", squeeze(one)) for one in (first, last))
    if (first.lower(), last.lower()) == ("no", "specified"):
        return ""
    if not first or not last or first == last or "-" in first:
        return first or last
    return f"{first}-{last}"


# -- names --------------------------------------------------------------------------------------------------------

_COMMA = re.compile(r"\s*,\s*")
_INITIAL = r"[^\W\d_a-zß-öø-ÿ]\.?"
_WITH_INITIALS = re.compile(
    rf"(?P<family>[^\W\d_][\w'’. -]*?[^\W\d_]) (?P<given>(?:{_INITIAL}-?){{1,3}}(?: {_INITIAL}){{0,2}})"
)
_GROUP_WORDS = re.compile(
    r"\b(?:group|consortium|collaborat\w*|network|team|committee|study|trial|society|investigators|cent(?:er|re)|"
    r"institut\w*|organi[sz]ation|council|association|agency|ministry|department|unit|programme?)\b",
    re.IGNORECASE,
)
_PLACES = frozenset({"UK", "US", "USA", "EU", "UN", "WHO"})


def author(value: str) -> str:
    """A name as "Family, Given" where that can be told ("Arroll B", "Liu R."), else as given."""
    name = squeeze(value).strip(" ,;")
    if "," in name:
        return name if name.count(",") == name.count(", ") and " ," not in name else _COMMA.sub(", ", name)
    match = _WITH_INITIALS.fullmatch(name)
    if match and match["given"] not in _PLACES and len(name.split()) <= 5 and not _GROUP_WORDS.search(name):
        return f"{match['family']}, {match['given']}"
    return name


def authors(values: Iterable[str]) -> tuple[str, ...]:
    """Names in their order. A semicolon parts names; a name given twice, short and in full, is kept in full; initials that
    stand alone belong to the name above.

    The Epistemonikos export gives each author as "Family FG" and again as "Family, First G".
    """
    names = unique(_rejoined([name for part in ";".join(values).split(";") if (name := author(part))]))
    if len({name.partition(",")[0].casefold() for name in names}) == len(names):
        return names
    return tuple(name for at, name in enumerate(names) if not _is_short_for(name, names[at + 1 : at + 2]))


_ONLY_INITIALS = re.compile(r"(?:[^\W\d_a-zß-öø-ÿ]\.?[ -]?){1,4}")


def _rejoined(names: list[str]) -> list[str]:
    """Names of which the initials stand as a name of their own, as EPPI-Reviewer breaks "Dos Santos, H B" apart."""
    if not any(name.isupper() and len(name) < 9 for name in names):
        return names
    whole: list[str] = []
    for name in names:
        above = whole[-1] if whole else ""
        if above and "," not in above and not above.isupper() and _ONLY_INITIALS.fullmatch(name):
            whole[-1] = f"{above}, {name}"
        else:
            whole.append(name)
    return whole


def _is_short_for(name: str, following: Sequence[str]) -> bool:
    if not following:
        return False
    (family, _, given), (other, _, full) = name.partition(", "), following[0].partition(", ")
    initials = "".join(word[0] for word in re.split(r"[\s-]+", full) if word)
    short = given.replace(".", "")
    return (
        family.casefold() == other.casefold()
        and short.isupper()
        and short.isalpha()
        and len(full) > len(given)
        and len(full.split()[0].strip(".")) > 1
        and any(map(str.islower, full))
        and initials.upper().startswith(short)
    )
