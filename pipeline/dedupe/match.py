"""Third verb: what the pairs say, by the table of `rules.py`, one rapidfuzz call for the titles of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from pipeline.dedupe.block import Pair
from pipeline.dedupe.evidence import ALIKE, Evidence, compare
from pipeline.dedupe.prepare import Prepared
from pipeline.dedupe.rules import RULES, Outcome, Rule
from pipeline.dedupe.values import Params

_NOTHING = Rule(Outcome.NONE, "", lambda e: True)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One pair's outcome. `strength` orders merges: the lower is made first."""

    pair: Pair
    outcome: Outcome
    code: str
    params: Params
    score: float
    strength: int
    kind: str = ""
    forbids: bool = False
    turned: bool = False  # of a link: the second of the pair is the older, or what is about the other


def match(records: Sequence[Prepared], pairs: Sequence[Pair]) -> tuple[Verdict, ...]:
    """Verdicts on the candidate pairs that are not nothing, in the order of `pairs`."""
    if not pairs:
        return ()
    likeness = process.cpdist(
        [records[a].title.words for a, _ in pairs],
        [records[b].title.words for _, b in pairs],
        scorer=fuzz.ratio,
        workers=1,
    ).tolist()
    found: list[Verdict] = []
    for pair, score in zip(pairs, likeness, strict=True):
        a, b = records[pair[0]], records[pair[1]]
        if score >= ALIKE or _worth(a, b):
            verdict = judge(pair, compare(a, b, score))
            if verdict.outcome is not Outcome.NONE:
                found.append(verdict)
    return tuple(found)


def judge(pair: Pair, evidence: Evidence) -> Verdict:
    """The first rule that fits."""
    strength, rule = next(
        ((at, one) for at, one in enumerate(RULES) if one.test(evidence)),
        (len(RULES), _NOTHING),
    )
    score = evidence.likeness
    if rule.outcome is Outcome.DOUBT:
        score = (rule.useful + score) / 2
    code, named = rule.told(evidence)
    return Verdict(
        pair,
        rule.outcome,
        code,
        named,
        round(score, 1),
        strength,
        rule.kind,
        rule.outcome is Outcome.LINKED or (rule.outcome is Outcome.DOUBT and rule.forbids),
        rule.outcome is Outcome.LINKED and _turned(evidence, rule.kind),
    )


def _worth(a: Prepared, b: Prepared) -> bool:
    """Pairs with unlike titles that may be one report: an identifier, a place or a part of the title in common."""
    one, other = a.title, b.title
    if (a.doi and a.doi == b.doi) or (a.pmid and a.pmid == b.pmid) or (a.cochrane and a.cochrane == b.cochrane):
        return True
    if a.pages.first and a.pages.first == b.pages.first and (a.volume == b.volume or a.pages.last == b.pages.last):
        return True
    if one.marker != other.marker or one.wordings or other.wordings:
        return True
    if a.registration and a.registration == b.registration:
        return True
    short, long = (one.words, other.words) if len(one.words) < len(other.words) else (other.words, one.words)
    return long.startswith(short) or long.endswith(short)


def _turned(e: Evidence, kind: str) -> bool:
    """Whether the second record of a linked pair is the older one, or the one that is about the other."""
    return _precedence(e.b, kind) < _precedence(e.a, kind)


def _precedence(one: Prepared, kind: str) -> tuple[int, int]:
    if kind == "version":
        return one.cochrane_version or 0, one.year or 0
    first = {"preprint": one.preprint, "abstract": one.meeting, "registration": bool(one.registration)}
    return int(not first.get(kind, bool(one.title.marker))), one.year or 0
