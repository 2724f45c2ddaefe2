"""Third verb: what two records say of each other: the same report, doubtful, or nothing.

The rules are a table, read from the top; the first that fits decides. Contradictions stand before likeness, so that a
correction, a new version of a Cochrane review or part II is never merged by itself: a reference merged wrongly is lost
to screening, one left double costs a minute (McKeown and Mir 2021 count what tools lose in this way).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from rapidfuzz import fuzz, process

from pipeline.dedupe.block import Pair
from pipeline.dedupe.evidence import CLOSE, SHORT, Evidence, compare, equal, one_is_start
from pipeline.dedupe.prepare import Prepared
from pipeline.dedupe.values import Params

ALIKE = 70.0  # likeness below which one identifier on both is not believed


class Outcome(Enum):
    """What a rule says of a pair."""

    SAME = "same"
    DOUBT = "doubt"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One pair's outcome. `strength` orders merges: the lower is made first."""

    pair: Pair
    outcome: Outcome
    code: str
    params: Params
    score: float
    strength: int


Test = Callable[[Evidence], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: `names` are the parameters that the sentence needs, see `_params`."""

    outcome: Outcome
    code: str
    test: Test
    names: tuple[str, ...] = ()


def _no_title(e: Evidence) -> bool:
    return not e.a.title or not e.b.title


def _believed(e: Evidence) -> bool:
    return _no_title(e) or e.likeness >= ALIKE or (e.author is True and e.place > 0)


def _well_known(e: Evidence) -> bool:
    """The same title with enough beside it: author or journal, nothing that differs, and a place for a short title."""
    if not (e.same_title and e.in_time) or e.author is False:
        return False
    if e.volume is False and not (e.pages is True and e.journal is True):
        return False
    if len(e.a.compact) < SHORT:
        return e.author is True and e.place > 0 and e.journal is not False
    if e.author is None:
        return e.journal is True or e.place > 0
    return e.journal is not False or e.place > 0


def _same_recurring(e: Evidence) -> bool:
    """One "Editorial" of many: everything that tells them apart has to agree, the issue too where both give it."""
    one_issue = equal(e.a.issue, e.b.issue) is not False
    return e.same_title and _same_place(e) and one_issue and e.doi is not False


def _same_place(e: Evidence) -> bool:
    return e.author is True and e.place == 2 and e.years == 0 and e.journal is not False


RULES: tuple[Rule, ...] = (
    Rule(Outcome.NONE, "", lambda e: bool(e.a.cochrane and e.b.cochrane and e.a.cochrane != e.b.cochrane)),
    Rule(Outcome.DOUBT, "dedupe_other_cochrane_version", lambda e: e.other_version, ("number",)),
    Rule(Outcome.DOUBT, "dedupe_abridged", lambda e: e.a.marker != e.b.marker and "abridged" in (e.a.marker, e.b.marker)
         and _related(e)),
    Rule(Outcome.DOUBT, "dedupe_notice", lambda e: e.a.marker != e.b.marker and _related(e)),
    Rule(Outcome.NONE, "", lambda e: e.a.marker != e.b.marker),
    Rule(Outcome.DOUBT, "dedupe_other_pmid", lambda e: e.pmid is False and (e.doi is True or _likely(e))),
    Rule(Outcome.SAME, "dedupe_same_pmid", lambda e: e.pmid is True and (_believed(e) or e.author is not False),
         ("pmid",)),
    Rule(Outcome.DOUBT, "dedupe_same_pmid_other_title", lambda e: e.pmid is True, ("pmid",)),
    Rule(Outcome.DOUBT, "dedupe_other_part", lambda e: e.doi is True and e.likeness >= ALIKE
         and e.a.numbers != e.b.numbers and not one_is_start(e)),
    Rule(Outcome.SAME, "dedupe_same_doi", lambda e: e.doi is True and _believed(e), ("doi",)),
    Rule(Outcome.DOUBT, "dedupe_same_doi_other_title", lambda e: e.doi is True, ("doi",)),
    Rule(Outcome.SAME, "dedupe_same_title", lambda e: e.a.recurring and _same_recurring(e), ("year",)),
    Rule(Outcome.NONE, "", lambda e: e.a.recurring or e.b.recurring),
    Rule(Outcome.DOUBT, "dedupe_other_doi", lambda e: e.doi is False and e.pages is not True and _likely(e)),
    Rule(Outcome.DOUBT, "dedupe_elsewhere", lambda e: e.elsewhere and _likely(e)),
    Rule(Outcome.NONE, "", lambda e: e.pmid is False or e.elsewhere),
    Rule(Outcome.SAME, "dedupe_same_title", _well_known, ("year",)),
    Rule(Outcome.SAME, "dedupe_close_title_same_place", lambda e: (e.near or one_is_start(e)) and _same_place(e),
         ("year",)),
    Rule(Outcome.DOUBT, "dedupe_same_title_other_details", lambda e: e.same_title and _likely(e)),
    Rule(Outcome.DOUBT, "dedupe_same_title_other_author", lambda e: e.near and e.author is False and e.place > 0
         and e.in_time and e.journal is not False),
    Rule(Outcome.DOUBT, "dedupe_other_part", lambda e: e.likeness >= CLOSE and e.a.numbers != e.b.numbers and e.in_time
         and e.author is True and e.place > 0),
    Rule(Outcome.DOUBT, "dedupe_close_title", lambda e: (e.near or one_is_start(e)) and _likely(e)),
    Rule(Outcome.DOUBT, "dedupe_same_place_other_title", _same_place),
)  # fmt: skip


def _related(e: Evidence) -> bool:
    """A notice or short form beside what it is about: titles overlap widely and an author or identifier is shared."""
    if e.pmid is True or e.doi is True:
        return True
    return e.author is not False and fuzz.token_set_ratio(e.a.title, e.b.title) >= CLOSE and not e.a.recurring


def _likely(e: Evidence) -> bool:
    """Worth a person's look: nearly one title, and neither author nor time speaks against it."""
    near = e.near or one_is_start(e)
    return near and e.author is not False and (e.years is None or e.years <= 3)


def match(records: Sequence[Prepared], pairs: Sequence[Pair]) -> tuple[Verdict, ...]:
    """Verdicts on the candidate pairs that are the same or doubtful, in the order of `pairs`."""
    if not pairs:
        return ()
    likeness = process.cpdist(
        [records[a].title for a, _ in pairs], [records[b].title for _, b in pairs], scorer=fuzz.ratio, workers=1
    )
    verdicts = (
        _judge(pair, compare(records[pair[0]], records[pair[1]], float(score)))
        for pair, score in zip(pairs, likeness, strict=True)
        if score >= ALIKE or _worth(records[pair[0]], records[pair[1]])
    )
    return tuple(verdict for verdict in verdicts if verdict.outcome is not Outcome.NONE)


def _worth(a: Prepared, b: Prepared) -> bool:
    """Pairs with unlike titles that may be one report: an identifier, a place or a part of the title in common."""
    shared = (a.pmid and a.pmid == b.pmid) or (a.doi and a.doi == b.doi) or (a.cochrane and a.cochrane == b.cochrane)
    placed = a.volume and a.volume == b.volume and a.first_page and a.first_page == b.first_page
    contained = a.title.startswith(b.title) or b.title.startswith(a.title)
    return bool(shared or placed or contained or a.marker != b.marker)


def _judge(pair: Pair, evidence: Evidence) -> Verdict:
    for strength, rule in enumerate(RULES):
        if rule.test(evidence):
            params = {name: _params(evidence)[name] for name in rule.names}
            return Verdict(pair, rule.outcome, rule.code, params, round(evidence.likeness, 1), strength)
    return Verdict(pair, Outcome.NONE, "", {}, 0.0, len(RULES))


def _params(e: Evidence) -> dict[str, str | int]:
    year = e.a.year if e.a.year is not None else e.b.year
    return {"pmid": e.a.pmid, "doi": e.a.doi, "number": f"CD{e.a.cochrane}", "year": "" if year is None else year}
