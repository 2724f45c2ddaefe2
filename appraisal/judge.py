"""Answers to an instrument -> the judgement its rule proposes, with the path that led there. Never a sum of points.

A rule proposes only what no answer still missing could change; a person judges and gives the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from appraisal.values import Instrument, Item, Part, RuleKind, RuleStep
from pipeline.errors import BadInput


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the path: a code for `messages.py`; `spoken` gives its params in a language."""

    code: str
    params: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Verdict:
    proposed: str | None  # id of a judgement; None = nothing can be proposed (yet)
    path: tuple[Step, ...]
    unanswered: tuple[str, ...]  # ids of items
    gate_failed: tuple[str, ...]  # ids of gate items whose answer asks: put the paper aside?


Answers = Mapping[str, str]  # item id -> answer id


def judge(instrument: Instrument, answers: Answers) -> Verdict:
    """What the instrument's rule proposes. Raises BadInput for an item or an answer that it does not have."""
    _refuse_unknown(instrument, answers)
    unanswered = tuple(item.id for item in instrument.items if item.id not in answers)
    failing = instrument.gate.answers if instrument.gate else ()
    failed = tuple(item.id for item in instrument.gate_items if answers.get(item.id) in failing)
    gate_path = (Step("appraisal_gate_failed", {"items": _numbers(instrument, failed)}),) if failed else ()
    proposed, path = _RULES[instrument.rule.kind](instrument, answers)
    return Verdict(proposed, (*gate_path, *path), unanswered, failed)


def spoken(instrument: Instrument, step: Step, language: str) -> dict[str, str | int]:
    """The params of a step of this instrument's path with the instrument's own words in place of its ids."""
    words = dict(step.params)
    if step.code == "appraisal_gate_failed" and instrument.gate:
        words["ask"] = instrument.gate.ask.get(language)
    for rule_step in instrument.rule.steps:
        if rule_step.id == words.get("step"):
            words["text"] = rule_step.text.get(language)
    for part in instrument.parts:
        if part.id == words.get("part"):
            words["part"] = part.title.get(language)
    if "judgement" in words:
        words["judgement"] = instrument.judgement(str(words["judgement"])).label.get(language)
    return words


def _refuse_unknown(instrument: Instrument, answers: Answers) -> None:
    items = {item.id: item for item in instrument.items}
    for item_id, answer in answers.items():
        if item_id not in items:
            raise BadInput("appraisal_item_unknown", item=str(item_id)[:60], instrument=instrument.key)
        if answer not in items[item_id].answers:
            allowed = ", ".join(items[item_id].answers)
            raise BadInput("appraisal_answer_unknown", item=item_id, answer=str(answer)[:60], allowed=allowed)


def _numbers(instrument: Instrument, items: Iterable[str]) -> str:
    """("search", "quality") -> "3, 5"."""
    wanted = set(items)
    return ", ".join(item.number for item in instrument.items if item.id in wanted)


def _by_steps(instrument: Instrument, answers: Answers) -> tuple[str | None, tuple[Step, ...]]:
    """Kind `judgement`: the first step that holds proposes; a step that may still come to hold stops the walk."""
    if not instrument.rule.steps:
        return None, (Step("appraisal_people_judge", {}),)
    items = {item.id: item for item in instrument.items}
    path = list[Step]()
    for rule_step in instrument.rule.steps:
        hits = [item for item in rule_step.items if answers.get(item) in rule_step.answers]
        still = [item for item in rule_step.items if item not in answers and _may_hit(items[item], rule_step)]
        if len(hits) >= rule_step.at_least:
            met: dict[str, str | int] = {
                "step": rule_step.id,
                "items": _numbers(instrument, hits),
                "judgement": rule_step.proposes,
            }
            return rule_step.proposes, (*path, Step("appraisal_step_met" if hits else "appraisal_step_otherwise", met))
        if len(hits) + len(still) >= rule_step.at_least:
            missing = _numbers(instrument, still)
            return None, (*path, Step("appraisal_step_open", {"step": rule_step.id, "items": missing}))
        path.append(Step("appraisal_step_not_met", {"step": rule_step.id}))
    return None, (*path, Step("appraisal_no_step", {}))


def _may_hit(item: Item, rule_step: RuleStep) -> bool:
    return any(answer in rule_step.answers for answer in item.answers)


def _by_worst_domain(instrument: Instrument, answers: Answers) -> tuple[str | None, tuple[Step, ...]]:
    """Kind `worst_domain`: a domain (part) is as bad as its worst answer, the whole as bad as its worst domain."""
    domains = [(part, *_domain_ranks(instrument, part, answers)) for part in instrument.parts]
    path = [_domain_step(instrument, *domain) for domain in domains]
    worst = max(now for _, now, _ in domains)
    if worst < max(could_be for _, _, could_be in domains):
        return None, tuple(path)
    judgement = instrument.judgements[worst].id
    return judgement, (*path, Step("appraisal_worst_domain", {"judgement": judgement}))


def _domain_ranks(instrument: Instrument, part: Part, answers: Answers) -> tuple[int, int]:
    """(worst rank answered, -1 = none; worst rank it may still get); 0 = the best judgement."""
    grades = dict(instrument.rule.grades)
    ranks = {judgement.id: rank for rank, judgement in enumerate(instrument.judgements)}
    answered = [ranks[grades[answers[item.id]]] for item in part.items if item.id in answers]
    possible = [ranks[grades[answer]] for item in part.items if item.id not in answers for answer in item.answers]
    return max(answered, default=-1), max([*answered, *possible])


def _domain_step(instrument: Instrument, part: Part, now: int, could_be: int) -> Step:
    if now < could_be:
        return Step("appraisal_domain_open", {"part": part.id})
    return Step("appraisal_domain", {"part": part.id, "judgement": instrument.judgements[now].id})


_Rule = Callable[[Instrument, Answers], tuple[str | None, tuple[Step, ...]]]
_RULES: dict[RuleKind, _Rule] = {"judgement": _by_steps, "worst_domain": _by_worst_domain}
