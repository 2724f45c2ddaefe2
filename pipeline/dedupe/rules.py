"""What follows from the evidence: the same report, two reports that belong together, doubtful, or nothing.

The rules are a table, read from the top; the first that fits decides. Contradictions stand before likeness, so that a
correction, a new version of a Cochrane review or part II is never merged by itself: a reference merged wrongly is lost
to screening, one left double costs a minute (McKeown and Mir 2021 count what tools lose in this way).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from pipeline.dedupe.evidence import ALIKE, CLOSE, MIDDLE, NEAREST, Evidence, overlap, same_abstract
from pipeline.dedupe.names import shared
from pipeline.dedupe.titles import another_part


class Outcome(Enum):
    """What a rule says of a pair."""

    SAME = "same"
    LINKED = "linked"
    DOUBT = "doubt"
    NONE = "none"


RULES_VERSION = "2.1"  # told in the method section; the second number grows with every change of what is merged

Test = Callable[[Evidence], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table."""

    outcome: Outcome
    code: str
    test: Test
    names: tuple[str, ...] = ()  # parameters that the sentence needs
    kind: str = ""  # of a link; "marker" = what the titles say that they are
    forbids: bool = True  # of a doubt: a chain of likenesses may not join the two by way of a third
    useful: int = 50  # of a doubt (0-100): how often such pairs are one report
    apart: str = ""  # of a merge: its code where the years given differ, which then are told

    def told(self, e: Evidence) -> tuple[str, dict[str, str | int]]:
        """The code of the sentence that says why, and what it names: nothing is said to agree that differs."""
        if self.apart and e.years:
            return self.apart, params(e, ("year", "later"))
        return self.code, params(e, self.names)


# -- what the table asks


def _no_title(e: Evidence) -> bool:
    return not e.a.title.compact or not e.b.title.compact


def _believed(e: Evidence) -> bool:
    """One identifier on both is believed where nothing speaks against it: exports put numbers on the wrong rows.

    Under unlike titles (one may be a translation) it needs the place, or the whole team; the abstracts of a meeting
    share a DOI now and then, and teams.
    """
    if _no_title(e) or e.likeness >= ALIKE or e.part:
        return True
    whole = e.team and e.years == 0 and e.pages is not False and not (e.a.meeting and e.b.meeting)
    return e.author is True and (e.place > 0 or whole)


def _related(e: Evidence) -> bool:
    """A notice or short form beside what it is about: titles overlap widely and an author or identifier is shared."""
    if e.pmid is True or e.doi is True:
        return True
    return e.author is not False and overlap(e.a, e.b) >= CLOSE and not (e.a.title.short or e.b.title.short)


def _likely(e: Evidence) -> bool:
    """Worth a person's look: nearly one title, and neither author nor time speaks against it."""
    return (e.near or e.part) and e.author is not False and (e.years is None or e.years <= 3)


def _other_marker(e: Evidence) -> bool:
    return e.a.title.marker != e.b.title.marker


def _recurring(e: Evidence) -> bool:
    return e.a.title.recurring or e.b.title.recurring


def _same_recurring(e: Evidence) -> bool:
    """One "Editorial" of many: everything that tells them apart has to agree, the issue too where both give it."""
    placed = e.author is True and e.place == 2 and e.years == 0 and e.journal is not False
    return e.same_title and placed and e.issue is not False and e.doi is not False


def _placed(e: Evidence) -> bool:
    """Alike titles at one place of one journal: the place holds one article.

    A close wording may have another first author (a body, names swapped). A rough likeness needs the whole range of
    pages, which is no place where each article or each issue begins at page 1 again.
    """
    if not e.one_place or not e.in_time or (e.doi is False and e.volume is None):
        return False
    if e.same_title:
        return e.author is not False or (e.range and not e.a.title.short)
    if e.near or e.part:
        return e.author is True or (e.author is None and e.range)
    if e.likeness < ALIKE or not e.own_pages or e.years != 0:
        return False
    return (e.author is True and e.team) or (e.author is None and e.volume is True and e.journal is True)


def _two_journal_names(e: Evidence) -> bool:
    """A journal with names in two languages: all else agrees, volume, pages from first to last, year and authors."""
    alike = e.near or e.part
    return alike and e.volume is True and e.own_pages and e.years == 0 and e.team and e.doi is not False


def _reworded(e: Evidence) -> bool:
    """A translated title: the same authors on the same pages, three or more, of the same volume."""
    placed = e.one_place and e.own_pages and e.years == 0 and not _no_title(e)
    return placed and e.author is True and e.team and e.doi is not False


def _well_known(e: Evidence) -> bool:
    """The same title with enough beside it: author or journal, nothing that differs, and a place for a short title."""
    if not (e.same_title and e.in_time) or e.author is False:
        return False
    if e.in_supplement or (e.volume is False and not (e.one_range and (e.journal is True or e.team))):
        return False
    if e.pages is False and not (e.doi is True or (e.volume is True and e.journal is True and e.team)):
        return False
    if e.a.title.short:
        return e.author is True and (e.place > 0 or e.team) and e.journal is not False
    if e.author is None:
        return e.journal is True or e.place > 0
    return e.journal is not False or e.place > 0


def _misspelt(e: Evidence) -> bool:
    """A title that differs in spelling only, all authors and the journal the same, and nothing against it."""
    written = e.likeness >= NEAREST and e.respelt and not e.a.title.short
    in_time = e.years == 0 or (e.in_time and e.volume is not True and shared(e.a.authors, e.b.authors) >= 3)
    return written and in_time and e.team and e.journal is True and _unopposed(e)


def _cut(e: Evidence) -> bool:
    """A title that lost its end or its beginning: all authors, journal, volume and year the same, nothing against it."""
    long = min(len(e.a.title.compact), len(e.b.title.compact)) >= MIDDLE
    placed = e.volume is True and e.journal is True and e.years == 0
    return e.part and long and placed and e.team and not another_part(e.a.title, e.b.title) and _unopposed(e)


def _same_text(e: Evidence) -> bool:
    """The same or nearly the same title over the same abstract, by the same authors, nothing against it."""
    wording = e.near or (e.part and not another_part(e.a.title, e.b.title))
    known = wording and e.in_time and e.author is True and _unopposed(e)
    return known and e.journal is not False and same_abstract(e.a, e.b) is True


def _unopposed(e: Evidence) -> bool:
    """Nothing speaks against two wordings of one title: no other volume, page or DOI, and no notice, which are many."""
    other_page = e.pages is not True and bool(e.a.pages.first and e.b.pages.first)
    return e.volume is not False and not other_page and e.doi is not False and not e.a.title.marker


def _same_place_other_title(e: Evidence) -> bool:
    """Perhaps a translated title, perhaps two notes on one page."""
    placed = e.place == 2 and e.years == 0 and e.author is not False and e.journal is not False
    if not placed or e.issue is False or e.doi is False:
        return False
    return e.own_pages or (not e.range and e.author is True)


def _other_form(e: Evidence) -> bool:
    """One of the two comes from a meeting."""
    return e.a.meeting != e.b.meeting or (e.a.kind == "conference") != (e.b.kind == "conference")


def _other_meeting(e: Evidence) -> bool:
    """An abstract and a paper, or abstracts of two meetings: another place, and a form that fits it."""
    moved = e.elsewhere or (e.volume is False and e.pages is not True)
    unnamed = e.pmid is not True and e.doi is not True
    return moved and unnamed and _other_form(e) and _likely(e) and not _recurring(e)


def _one_preprint(e: Evidence) -> bool:
    """One stands on a preprint server; a record that names the journal too is the article, whatever its DOI."""
    one = e.a.preprint != e.b.preprint and e.doi is not True and e.pmid is not True
    return one and e.journal is not True and e.pages is not True


def _registers(e: Evidence) -> bool:
    return bool(e.a.registration and e.b.registration)


S, L, D, N = Outcome.SAME, Outcome.LINKED, Outcome.DOUBT, Outcome.NONE

RULES: tuple[Rule, ...] = (
    # two things, whatever else agrees
    Rule(N, "", lambda e: bool(e.a.cochrane and e.b.cochrane and e.a.cochrane != e.b.cochrane)),
    Rule(N, "", lambda e: _registers(e) and e.a.registration != e.b.registration),
    # two that belong together
    Rule(L, "dedupe_other_cochrane_version", lambda e: e.other_version and e.near, ("number",), "version"),
    Rule(L, "dedupe_retitled_cochrane_version", lambda e: e.other_version, ("number",), "version"),
    Rule(L, "dedupe_abridged", lambda e: "abridged" in (e.a.title.marker, e.b.title.marker) and _other_marker(e)
         and _related(e), kind="short_form"),
    Rule(L, "dedupe_protocol", lambda e: "protocol" in (e.a.title.marker, e.b.title.marker) and _other_marker(e)
         and _related(e), kind="protocol"),
    Rule(L, "dedupe_notice", lambda e: _other_marker(e) and _related(e), kind="notice"),
    Rule(N, "", _other_marker),
    Rule(L, "dedupe_preprint", lambda e: _one_preprint(e) and _likely(e), kind="preprint"),
    Rule(L, "dedupe_registration", lambda e: bool(e.a.registration) != bool(e.b.registration) and e.doi is not True
         and (e.near or e.part) and not e.a.title.short, kind="registration"),
    Rule(L, "dedupe_meeting", _other_meeting, kind="abstract"),
    # identifiers
    Rule(D, "dedupe_other_doi", lambda e: e.barred and (e.pmid is True or _likely(e)) and not _recurring(e), useful=20),
    Rule(N, "", lambda e: e.barred),
    Rule(D, "dedupe_other_pmid", lambda e: e.pmid is False and (e.doi is True or _likely(e)) and not _recurring(e),
         useful=30),
    Rule(N, "", lambda e: e.pmid is False),
    Rule(S, "dedupe_same_pmid", lambda e: e.pmid is True and (_believed(e) or e.author is not False), ("pmid",)),
    Rule(D, "dedupe_same_pmid_other_title", lambda e: e.pmid is True, ("pmid",), useful=40),
    Rule(D, "dedupe_other_part", lambda e: e.doi is True and e.likeness >= ALIKE and not e.respelt and not e.part
         and not (e.team and e.pages is not False), useful=60),
    Rule(S, "dedupe_same_doi", lambda e: e.doi is True and _believed(e), ("doi",)),
    Rule(D, "dedupe_same_doi_other_title", lambda e: e.doi is True, ("doi",), useful=40),
    Rule(S, "dedupe_same_registration", lambda e: _registers(e), ("registration",)),
    # titles that come again and again
    Rule(S, "dedupe_same_title", lambda e: _recurring(e) and _same_recurring(e), ("year",)),
    Rule(N, "", _recurring),
    # one place
    Rule(S, "dedupe_same_title", lambda e: e.same_title and _placed(e), ("year",),
         apart="dedupe_same_title_year_apart"),
    Rule(S, "dedupe_close_title_same_place", _placed, ("year",), apart="dedupe_close_title_same_place_year_apart"),
    Rule(S, "dedupe_close_title_same_place", _two_journal_names, ("year",)),
    Rule(S, "dedupe_translated", _reworded, ("year",)),
    # another place
    Rule(D, "dedupe_other_doi", lambda e: e.doi is False and e.pages is not True and _likely(e)
         and not (e.volume is True and e.journal is True and e.team), useful=30),
    Rule(D, "dedupe_elsewhere", lambda e: e.elsewhere and _likely(e), useful=30),
    Rule(N, "", lambda e: e.elsewhere),
    # the same title, and what is known beside it
    Rule(S, "dedupe_same_title", _well_known, ("year",), apart="dedupe_same_title_year_apart"),
    Rule(S, "dedupe_misspelt", _misspelt, ("year",), apart="dedupe_misspelt_year_apart"),
    Rule(S, "dedupe_cut_title", _cut, ("year",)),
    Rule(S, "dedupe_same_abstract", _same_text, ("year",), apart="dedupe_same_abstract_year_apart"),
    # for a person
    Rule(D, "dedupe_same_title_other_details", lambda e: e.same_title and _likely(e), forbids=False, useful=60),
    Rule(D, "dedupe_same_title_other_author", lambda e: e.near and e.author is False and e.place > 0 and e.in_time
         and e.journal is not False, forbids=False, useful=70),
    Rule(D, "dedupe_other_part", lambda e: e.likeness >= CLOSE and not e.respelt and e.in_time and e.author is True
         and e.place > 0, useful=30),
    Rule(D, "dedupe_close_title", _likely, forbids=False, useful=60),
    Rule(D, "dedupe_same_place_other_title", _same_place_other_title, forbids=False, useful=70),
)  # fmt: skip


def params(e: Evidence, names: tuple[str, ...]) -> dict[str, str | int]:
    """What the sentence of a rule names."""
    years = sorted(year for year in (e.a.year, e.b.year) if year is not None)
    told: dict[str, str | int] = {
        "pmid": e.a.pmid,
        "doi": e.a.doi,
        "number": f"CD{e.a.cochrane}",
        "registration": e.a.registration,
        "year": years[0] if years else "",
        "later": years[-1] if years else "",
    }
    return {name: told[name] for name in names}
