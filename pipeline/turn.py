"""Whose turn is it? What waits for one person, each thing with its reason; derived anew each time, never stored.

A thing waits for those whose role it is: the practice team, the research team, a peer reader, the municipal contact.
Whoever leads a need acts for its practice team, and for its research team as long as nobody is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from pipeline import flow
from pipeline.rows import Comment, Progress
from pipeline.work import Work

WRITTEN = 3  # sections of a summary that make it one to read (as `flow.STEPS` has it)


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that waits: its reason is the sentence `turn_<reason>` with `params`; it is done at `step`."""

    reason: str
    step: str
    need_id: str
    question_id: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)


Count = Callable[[Progress], int]


@dataclass(frozen=True, slots=True)
class Rule:
    """What waits at a step, for which team, and how many there are of it (0 = nothing waits)."""

    reason: str
    team: str
    step: str
    count: Count


def _ready_to_search(p: Progress) -> int:
    return int(flow.BY_ID["question"].done(p) and not p.runs and not p.open_jobs)


def _ready_to_write(p: Progress) -> int:
    return int(0 < p.included <= p.appraised and p.sections < WRITTEN and not p.unscreened and not p.unread)


# The most urgent first: what holds others up, then the steps of the walk from its end to its beginning.
RULES: tuple[Rule, ...] = (
    Rule("conflicts", "research", "screen", lambda p: p.conflicts),
    Rule("peer", "peer", "summarise", lambda p: int(p.sections >= WRITTEN)),
    Rule("columns", "research", "search", lambda p: p.asked_columns if not p.open_jobs else 0),
    Rule("write", "research", "summarise", _ready_to_write),
    Rule("appraise", "research", "appraise", lambda p: max(0, p.included - p.appraised - p.wait_for_others)),
    Rule("full_text", "research", "screen", lambda p: p.unread),
    Rule("screen", "research", "screen", lambda p: p.unscreened if p.dedupe_runs and not p.doubtful else 0),
    Rule("doubtful", "research", "dedupe", lambda p: p.doubtful),
    Rule("dedupe", "research", "dedupe", lambda p: p.references if not p.dedupe_runs and not p.open_jobs else 0),
    Rule("search", "research", "search", _ready_to_search),
    Rule("question", "practice", "question", lambda p: int(not flow.BY_ID["question"].done(p) and not p.runs)),
)
# Of these there may be one or many, and one is said in other words.
COUNTED = frozenset({"conflicts", "appraise", "full_text", "screen", "doubtful", "dedupe", "columns"})


def teams(work: Work) -> frozenset[str]:
    """The teams that this person acts for at a need."""
    found = set(work.roles)
    if "lead" in found:
        found |= {"practice"} | (set() if work.researchers else {"research"})
    return frozenset(found)


def turns(
    work: Iterable[Work], progress: Mapping[str, Progress], comments: Iterable[Comment] = (), *, me: str = ""
) -> tuple[Turn, ...]:
    """What waits for somebody, the most urgent first.

    `work` is all that they work on, `progress` how far each question has come, `comments` those that wait for an answer,
    oldest first; none waits for whoever wrote it (`me`: the id of the person). What others have asked comes first, then a
    need that nobody leads, then the order of `RULES`, and of two alike the oldest.
    """
    held = list(work)
    by_question = {one.question_id: one for one in held if one.question_id}
    asked = (_asked(one, by_question.get(one.question_id)) for one in comments if one.person_id != me)
    without = {one.need_id: Turn("no_lead", "team", one.need_id, one.question_id) for one in held if _leaderless(one)}
    rest = sorted(_waits(held, progress), key=lambda found: (found[0], found[1].created_at))
    return (*(one for one in asked if one is not None), *without.values(), *(turn for _rank, _work, turn in rest))


def _asked(comment: Comment, work: Work | None) -> Turn | None:
    if work is None or comment.waits_for not in teams(work):
        return None
    params = {"person": comment.person, "text": comment.text}
    return Turn(f"asked_{comment.waits_for}", comment.step, work.need_id, comment.question_id, params)


def _leaderless(work: Work) -> bool:
    return not work.leads and "contact" in work.roles


def _waits(work: Iterable[Work], progress: Mapping[str, Progress]) -> Iterable[tuple[int, Work, Turn]]:
    """(place in the order, the work, what waits): of each question the first that this person can do something about."""
    for one in work:
        mine = teams(one)
        if not one.question_id:
            if "practice" in mine:
                yield len(RULES), one, Turn("no_question", "home", one.need_id)
            continue
        come = progress.get(one.question_id)
        if come is None:
            continue
        for rank, rule in enumerate(RULES):
            count = rule.count(come)
            if count and rule.team in mine and not (rule.reason == "peer" and one.said_at_summary):
                yield rank, one, Turn(rule.reason, rule.step, one.need_id, one.question_id, {"n": count})
                break
