"""What agrees, differs or cannot be told between two records, before any rule says what follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.dedupe.prepare import Prepared

CLOSE = 90.0  # likeness of titles (0-100) from which two wordings may be one title
SHORT = 25  # letters in a title below which it is not enough with an author


@dataclass(frozen=True, slots=True)
class Evidence:
    """What agrees (True), differs (False) or cannot be told (None) between two records."""

    a: Prepared
    b: Prepared
    likeness: float
    same_title: bool
    pmid: bool | None
    doi: bool | None
    years: int | None  # years between
    author: bool | None
    journal: bool | None
    volume: bool | None
    pages: bool | None

    @property
    def near(self) -> bool:
        """The same title, or a close wording with the same numbers in it."""
        return self.same_title or (self.likeness >= CLOSE and self.a.numbers == self.b.numbers)

    @property
    def in_time(self) -> bool:
        """At most one year between (online first and printed); not told counts as agreeing."""
        return self.years is None or self.years <= 1

    @property
    def place(self) -> int:
        """How many of volume and pages agree, less those that differ."""
        return sum((said is True) - (said is False) for said in (self.volume, self.pages))

    @property
    def elsewhere(self) -> bool:
        """Stands in another place: the volume or the pages differ, and one thing more of journal, DOI and these two."""
        apart = [self.volume is False, self.pages is False, self.journal is False, self.doi is False]
        return (apart[0] or apart[1]) and sum(apart) >= 2

    @property
    def other_version(self) -> bool:
        """One Cochrane review in two versions, or in versions that cannot be told apart and other years."""
        if not self.a.cochrane or self.a.cochrane != self.b.cochrane:
            return False
        versions = (self.a.cochrane_version, self.b.cochrane_version)
        return versions[0] != versions[1] if None not in versions else bool(self.years)


def compare(a: Prepared, b: Prepared, likeness: float) -> Evidence:
    """What agrees, differs or cannot be told between two records; `likeness` of their titles is 0-100."""
    return Evidence(
        a=a,
        b=b,
        likeness=likeness,
        same_title=bool(a.compact) and a.compact == b.compact,
        pmid=equal(a.pmid, b.pmid),
        doi=equal(a.doi, b.doi),
        years=None if a.year is None or b.year is None else abs(a.year - b.year),
        author=_same_author(a, b),
        journal=_same_journal(a.journal, b.journal),
        volume=equal(a.volume, b.volume),
        pages=_same_pages(a, b),
    )


def one_is_start(e: Evidence) -> bool:
    """One source left out the subtitle, and no number went with it."""
    short, long = sorted((e.a, e.b), key=lambda one: len(one.title))
    return len(short.compact) >= SHORT and long.title.startswith(short.title + " ") and e.a.numbers == e.b.numbers


def equal(a: str, b: str) -> bool | None:
    """Whether two texts agree; None where one is not given."""
    return a == b if a and b else None


def _same_pages(a: Prepared, b: Prepared) -> bool | None:
    """First pages; only two ranges contradict, since a single number may be a page, an e-locator or a count."""
    if not a.first_page or not b.first_page:
        return None
    if a.first_page == b.first_page:
        return True
    return False if a.page_range and b.page_range else None


def _same_author(a: Prepared, b: Prepared) -> bool | None:
    """The first authors share a word of their names, or one's is written nearly alike or stands among the other's."""
    if not a.first_author or not b.first_author:
        return None
    first, second = set(a.first_author), set(b.first_author)
    if first & second or first & b.families or second & a.families:
        return True
    glued = ("".join(sorted(first)), "".join(sorted(second)))
    return fuzz.ratio(*glued) >= 80 or any(fuzz.ratio(x, y) >= 80 for x in first for y in second)


def _same_journal(a: tuple[str, ...], b: tuple[str, ...]) -> bool | None:
    """Equal, abbreviated ("clin infect dis"), by its letters ("bmj"), or nearly alike."""
    if not a or not b:
        return None
    if a == b:
        return True
    short, long = sorted((a, b), key=lambda words: (len(words), len("".join(words)), words))
    letters = "".join(word[0] for word in long)
    if short == (letters,) or _abbreviates(short, long) or _abbreviates(long, short):
        return True
    return fuzz.token_set_ratio(" ".join(a), " ".join(b)) >= 85


def _abbreviates(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Each word of the short name begins a word of the long one, in order, starting at the first."""
    rest = iter(long)
    return short[0][0] == long[0][0] and all(any(word.startswith(part) for word in rest) for part in short)
