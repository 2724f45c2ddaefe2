"""Where a report stands: journal, volume, pages, DOI. How sources write them, and whether two ways can be one place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from rapidfuzz import fuzz

from pipeline.dedupe.titles import plain

_DOI = re.compile(r"10\.\d{4,9}/\S+", re.IGNORECASE)
_DOI_END = re.compile(r"(?:/(?:abstract|full|pdf|epdf|meta)|\.pdf|[/.]?v\d{1,2})+$")
_RANGE = re.compile(r"^\W*([a-z]{0,4})\s*0*(\d+)([a-z]?)\s*[-‐‑–—]+\s*[a-z]{0,4}\s*0*(\d*)")
_SINGLE = re.compile(r"^\W*([a-z]{0,4})[. ]*0*(\d+)([a-z]?)\b")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar mars", "apr", "may mai maj", "jun juni", "jul juli", "aug", "sep", "oct okt", "nov", "dec des"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_DAY_MONTH = re.compile(r"^(?:(\d{1,2})[-. /]+([a-z]{3,4})|([a-z]{3,4})[-. /]+(\d{1,2}))\.?$")
_WHOLE_DATE = re.compile(r"^(?:\d{4}-(\d{2})-(\d{2})(?:[ t]00:00(?::00)?)?|(\d{1,2})[./](\d{1,2})[./]\d{4})$")
_SMALL = frozenset("the of and in for on a an de la le du des et der die das und og i och journal proceedings annual "
                   "international conference".split())  # fmt: skip
_SMALLEST = frozenset("the of and in for on a an de la le du des et der die das und og i och".split())
_MAIN = re.compile(r"\s*[(:]|\. ?-")
_OTHER_NAMES = re.compile(r"\s*[\[\]=/]\s*")
_ORDINAL = re.compile(r"^\d+(?:st|nd|rd|th)?$")


@dataclass(frozen=True, slots=True)
class Pages:
    """The page field read. `first` is empty where nothing can be told."""

    first: str = ""
    last: str = ""  # of a range, written out: "123-30" ends at "130"
    letters: str = ""  # before or behind the number: "e", "s", "a"
    dated: bool = False  # a table took it for a date ("10-Jan" was "1-10"): may agree, never contradicts
    count: bool = False  # a single number, which may be a page, a locator or a number of pages

    @property
    def span(self) -> int:
        """Pages from first to last; 0 where no range was given."""
        return int(self.last) - int(self.first) + 1 if self.last else 0


NO_PAGES = Pages()


def read_doi(text: str) -> str:
    """A DOI without its resolver, ending and version, lower case; empty where there is none."""
    found = _DOI.search(unquote(text) if "%" in text else text)
    return _DOI_END.sub("", found.group().rstrip(".,;)>]").lower()) if found else ""


def same_doi(a: str, b: str) -> bool | None:
    """Whether two DOIs are one; None where one is missing or is the other cut short."""
    if not a or not b:
        return None
    if a == b or _bare(a) == _bare(b):
        return True
    short, long = sorted((a, b), key=len)
    return None if len(short) >= 14 and long.startswith(short) and not long[len(short)].isdigit() else False


def registrant(doi: str) -> str:
    """What stands before the slash: whose DOI it is."""
    return doi.partition("/")[0]


def _bare(doi: str) -> str:
    return re.sub(r"[^a-z0-9]", "", doi)


def read_volume(text: str, year: int | None) -> str:
    """First number of the volume; a volume that only repeats the year says nothing."""
    found = re.search(r"\d+", text)
    number = found.group().lstrip("0") if found else ""
    return "" if year is not None and number == str(year) else number


def read_pages(text: str) -> Pages:
    """The page field: a range, an e-locator, a single number, or a date that a spreadsheet made of a range."""
    text = text.strip().lower()
    if not text:
        return NO_PAGES
    dated = _from_date(text)
    if dated:
        return Pages(*dated, dated=True)
    found = _RANGE.match(text)
    if found:
        before, first, behind, last = found.groups()
        return Pages(first, _whole(first, last), before or behind)
    single = _SINGLE.match(text)
    return Pages(single.group(2), "", single.group(1) or single.group(3), count=True) if single else NO_PAGES


def same_pages(a: Pages, b: Pages) -> bool | None:
    """Whether two page fields can be one place.

    Only likes contradict: two ranges that do not overlap, or two locators with the same letters. A range that begins at
    1 counts the pages of an article by itself, and a single number may be a count.
    """
    if not a.first or not b.first:
        return None
    if a.dated or b.dated:
        one, other = {a.first, a.last}, {b.first, b.last}
        return True if one == other or (a.first == b.first and not (a.last and b.last)) else None
    if a.first == b.first:
        return True
    if a.last and b.last:
        if "1" in (a.first, b.first) and a.letters == b.letters:
            return None if a.span == b.span else False
        overlap = min(int(a.last), int(b.last)) - max(int(a.first), int(b.first))
        return None if overlap > 0 and a.letters == b.letters else False
    if a.count and b.count:
        return False if a.letters and a.letters == b.letters else None
    return None


def whole_range(a: Pages, b: Pages, least: int) -> bool:
    """Whether both give the same first and last page, `least` pages or more: no two articles share them."""
    return bool(a.last) and a.first == b.first and a.last == b.last and a.span >= least and a.letters == b.letters


def _whole(first: str, last: str) -> str:
    """The last page with the digits that were left out; empty where it does not follow the first."""
    if not last:
        return ""
    whole = first[: max(len(first) - len(last), 0)] + last
    return whole if int(whole) >= int(first) and len(whole) < 9 else ""


def _from_date(text: str) -> tuple[str, str] | None:
    found = _DAY_MONTH.match(text)
    if found:
        day, month = int(found.group(1) or found.group(4)), _MONTHS.get(found.group(2) or found.group(3))
        return None if month is None else (str(min(day, month)), str(max(day, month)))
    found = _WHOLE_DATE.match(text)
    if found:
        first, last = sorted(int(part) for part in found.groups() if part)
        return str(first), str(last)
    return None


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal's or a container's names; `names` is empty where the source gives none."""

    names: tuple[tuple[str, ...], ...] = ()  # main name first, then parallel names, each as words


@lru_cache(maxsize=20_000)
def read_journal(text: str) -> Journal:
    """Names of a journal: "Lancet (London, England)" is one, "Gan to kagaku ryoho [Example Journal]" are two."""
    names = []
    for part in _OTHER_NAMES.split(text):
        main = _MAIN.split(part, maxsplit=1)[0] or part
        for written in (main, part):
            words = tuple(word for word in plain(written).split() if word not in _SMALLEST and not _ORDINAL.match(word))
            if words and words not in names:
                names.append(words)
    return Journal(tuple(names))


@lru_cache(maxsize=100_000)
def same_journal(a: Journal, b: Journal) -> bool | None:
    """Equal, abbreviated ("clin infect dis"), by its letters ("bmj", "hicss"), or nearly alike, in any of its names."""
    if not a.names or not b.names:
        return None
    return any(_same_name(one, other) for one in a.names for other in b.names)


def _same_name(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    if a == b:
        return True
    short, long = sorted((a, b), key=lambda words: (len(words), len("".join(words)), words))
    core = tuple(word for word in short if word not in _SMALL)
    if len(core) == 1 and len(long) > 2 and _spells(core[0], long):
        return True
    if _abbreviates(a, b) or _abbreviates(b, a):
        return True
    one, other = " ".join(short), " ".join(long)
    if one.replace(" ", "") == other.replace(" ", ""):
        return True
    if len(core) < 2:
        return fuzz.ratio(one, other) >= 85
    return fuzz.token_set_ratio(one, other) >= 85


def _spells(letters: str, words: tuple[str, ...]) -> bool:
    """Whether a name of letters is made of the beginnings of the words, each in turn: "amcis", "hicss", "bmj"."""
    if not words:
        return not letters
    if not letters:
        return False
    word, rest = words[0], words[1:]
    most = 0
    while most < len(letters) and most < len(word) and letters[most] == word[most]:
        most += 1
    skipped = word in _SMALL and word not in _SMALLEST and _spells(letters, rest)
    return skipped or any(_spells(letters[taken:], rest) for taken in range(most, 0, -1))


def _abbreviates(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Each word of the one begins a word of the other, or is begun by it, in order, starting at the first."""
    if len(short) > len(long) or short[0][0] != long[0][0]:
        return False
    if len(short) == 1 and len(long) > 1:
        return False
    rest = iter(long)
    return all(any(_begins(part, word) for word in rest) for part in short)


def _begins(a: str, b: str) -> bool:
    """Whether one word is short for the other: its beginning, or letters of it in their order ("dtsch", "natl")."""
    short, long = (a, b) if len(a) < len(b) else (b, a)
    if long.startswith(short):
        return True
    if len(short) < 4 or short[0] != long[0]:
        return False
    rest = iter(long)
    return all(letter in rest for letter in short)
