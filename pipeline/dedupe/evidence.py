"""What agrees, differs or cannot be told between two records, before any rule says what follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.dedupe.names import same_author, same_team
from pipeline.dedupe.places import registrant, same_doi, same_journal, same_pages, whole_range
from pipeline.dedupe.prepare import Prepared
from pipeline.dedupe.titles import respelt

ALIKE = 70.0  # likeness of titles (0-100) below which they are two titles
CLOSE = 90.0  # from which two wordings may be one title
NEAREST = 95.0  # from which they differ in spelling only
START = 24  # letters of a title that were left when it was cut at a word, at the least
MIDDLE = 40  # and when it was cut in a word
TOGETHER = 3  # pages that two articles never share
_PERIODICAL = frozenset(("article", "review", "conference", "preprint", "other"))
_SUPPLEMENT = frozenset(("s", "ss", "ii", "iii", "iv", "vi", "vii", "abs"))  # letters before the pages of a supplement


@dataclass(frozen=True, slots=True)
class Evidence:
    """What agrees (True), differs (False) or cannot be told (None) between two records."""

    a: Prepared
    b: Prepared
    likeness: float
    same_title: bool
    part: bool  # one title is the beginning, the end or one of two wordings of the other
    respelt: bool  # numbers, parts and telling words of the titles are the same
    years: int | None  # years between
    pmid: bool | None
    doi: bool | None
    author: bool | None
    team: bool  # every author of the shorter list stands in the other
    journal: bool | None
    volume: bool | None
    pages: bool | None
    range: bool  # the same pages from first to last, so many that no two articles share them
    issue: bool | None

    @property
    def near(self) -> bool:
        """The same title, or a close wording with the same numbers and telling words in it."""
        return self.same_title or (self.likeness >= CLOSE and self.respelt)

    @property
    def in_time(self) -> bool:
        """At most one year between (online first and printed, a meeting and its volume); not told counts as agreeing.

        Books and reports have no such year between: what has the same title a year later is the next one. Nor have
        papers of meetings, unless both name the meeting.
        """
        if not self.years:
            return True
        kinds = {self.a.kind, self.b.kind}
        lag = kinds <= _PERIODICAL and ("conference" not in kinds or self.journal is True)
        return self.years <= int(lag)

    @property
    def place(self) -> int:
        """How many of volume and pages agree, less those that differ."""
        return sum((said is True) - (said is False) for said in (self.volume, self.pages))

    @property
    def one_place(self) -> bool:
        """The same volume and page of a journal, or the same range of pages in one container without volumes."""
        if self.journal is False or self.pages is not True or self.volume is False:
            return False
        return self.volume is True or (self.own_pages and self.journal is True)

    @property
    def own_pages(self) -> bool:
        """The same range, in pages counted through a volume: not from 1, and not in another issue."""
        return self.range and self.a.pages.first != "1" and self.issue is not False

    @property
    def one_range(self) -> bool:
        """The pages agree from first to last, as far as the last is given."""
        one, other = self.a.pages, self.b.pages
        return self.pages is True and (not one.last or not other.last or one.last == other.last)

    @property
    def in_supplement(self) -> bool:
        """One stands in a supplement (page S12, iii30) and the other does not: an abstract beside a paper."""
        one, other = self.a.pages, self.b.pages
        told = self.pages is not True and bool(one.first and other.first)
        return told and (one.letters in _SUPPLEMENT) != (other.letters in _SUPPLEMENT)

    @property
    def elsewhere(self) -> bool:
        """Stands in another place: the volume or the pages differ, and one thing more of journal, DOI and these two."""
        apart = [self.volume is False, self.pages is False, self.journal is False, self.doi is False]
        return (apart[0] or apart[1]) and sum(apart) >= 2

    @property
    def other_version(self) -> bool:
        """One Cochrane review in two versions, or in versions that cannot be told apart and other years."""
        if not self.a.cochrane or self.a.cochrane != self.b.cochrane or self.pmid is True or self.doi is True:
            return False
        versions = (self.a.cochrane_version, self.b.cochrane_version)
        return versions[0] != versions[1] if None not in versions else bool(self.years)

    @property
    def barred(self) -> bool:
        """Two DOIs of one registrant and other pages: two articles, whatever else agrees."""
        return barred(self.a, self.b)


def barred(a: Prepared, b: Prepared) -> bool:
    """Two DOIs of one registrant and other pages."""
    one, other = a.said, b.said
    if not (one.doi and other.doi and one.place and other.place) or one.doi == other.doi or one.place == other.place:
        return False
    if registrant(one.doi) != registrant(other.doi):
        return False
    if not one.pages.first or one.pages.first != other.pages.first:
        return True
    return bool(one.pages.last and other.pages.last) and one.pages.last != other.pages.last


def contradict(a: Prepared, b: Prepared) -> bool:
    """Whether two records cannot stand in one group, even if a third is like both (asked of pairs never compared)."""
    if barred(a, b) or a.title.marker != b.title.marker:
        return True
    if a.cochrane and b.cochrane and (a.cochrane, a.cochrane_version or 0) != (b.cochrane, b.cochrane_version or 0):
        return a.cochrane != b.cochrane or None not in (a.cochrane_version, b.cochrane_version)
    if a.pmid and b.pmid and a.pmid != b.pmid:
        return True
    if (a.doi and a.doi == b.doi) or (a.pmid and a.pmid == b.pmid):
        return False
    apart = (
        bool(a.volume and b.volume and a.volume != b.volume),
        same_pages(a.pages, b.pages) is False,
        same_doi(a.doi, b.doi) is False,
    )
    return sum(apart) >= 2 and (all(apart) or same_journal(a.journal, b.journal) is False)


def compare(a: Prepared, b: Prepared, likeness: float) -> Evidence:
    """What agrees, differs or cannot be told between two records; `likeness` of their titles is 0-100."""
    one, other = a.title, b.title
    same = bool(one.compact) and one.compact == other.compact
    return Evidence(
        a=a,
        b=b,
        likeness=likeness if one.compact and other.compact else 0.0,
        same_title=same,
        part=not same and _part(a, b),
        respelt=same or respelt(one, other),
        years=None if a.year is None or b.year is None else abs(a.year - b.year),
        pmid=equal(a.pmid, b.pmid),
        doi=same_doi(a.doi, b.doi),
        author=same_author(a.authors, b.authors),
        team=same_team(a.authors, b.authors),
        journal=same_journal(a.journal, b.journal),
        volume=equal(a.volume, b.volume),
        pages=same_pages(a.pages, b.pages),
        range=whole_range(a.pages, b.pages, TOGETHER),
        issue=equal(a.issue, b.issue),
    )


def equal(a: str, b: str) -> bool | None:
    """Whether two texts agree; None where one is not given."""
    return a == b if a and b else None


def _part(a: Prepared, b: Prepared) -> bool:
    """One source left out the subtitle or set something before the title, or gives one of two wordings."""
    short, long = sorted((a.title, b.title), key=lambda one: (len(one.compact), one.compact))
    if len(short.compact) >= START and (
        long.words.startswith(short.words + " ") or long.words.endswith(" " + short.words)
    ):
        return True
    if len(short.compact) >= MIDDLE and long.compact.startswith(short.compact):
        return True
    if not short.wordings and not long.wordings:
        return False
    return not (short.wordings | {short.compact}).isdisjoint(long.wordings | {long.compact})


def overlap(a: Prepared, b: Prepared) -> float:
    """Likeness (0-100) of the words that the titles share."""
    return fuzz.token_set_ratio(a.title.words, b.title.words)


def same_abstract(a: Prepared, b: Prepared) -> bool | None:
    """Whether the abstracts are one text, perhaps cut; None where one is missing or too short to tell."""
    one, other = (text[:600].lower() for text in (a.record.abstract, b.record.abstract))
    if min(len(one), len(other)) < 150:
        return None
    least = min(len(one), len(other))
    return fuzz.ratio(one[:least], other[:least]) >= CLOSE
