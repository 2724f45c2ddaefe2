"""Answers to an instrument -> the judgement its rule proposes, with the path that led there. Never a sum of points.

A rule proposes only what no answer still missing could change; a person judges and gives the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from appraisal.conditions import Answers, Reading
from appraisal.values import Instrument, Levels, Part, RuleKind, RuleStep
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
    unanswered: tuple[str, ...]  # ids of items that are asked
    gate_failed: tuple[str, ...]  # ids of gate items whose answer asks: put the paper aside?
    domains: tuple[tuple[str, str | None], ...] = ()  # (part, judgement), for rules that judge domains


_Proposal = tuple[str | None, tuple[Step, ...], tuple[tuple[str, str | None], ...]]


def judge(instrument: Instrument, answers: Answers, variant: str = "") -> Verdict:
    """What the instrument's rule proposes. Raises BadInput for an item or an answer that it does not have."""
    within = instrument.within(variant)
    _refuse_unknown(within, answers)
    reading = Reading(within, answers)
    failing = within.gate.answers if within.gate else ()
    failed = tuple(item.id for item in within.gate_items if reading.answers.get(item.id) in failing)
    gate_path = (Step("appraisal_gate_failed", {"items": _numbers(within, failed)}),) if failed else ()
    proposed, path, domains = _RULES[within.rule.kind](reading)
    return Verdict(proposed, (*gate_path, *path), reading.unanswered, failed, domains)


def judge_domains(
    instrument: Instrument, judged: Mapping[str, str], variant: str = "", left_out: Collection[str] = ()
) -> Verdict:
    """The whole from the judgements of its domains (part -> judgement), as a table holds them: as bad as the worst.

    A domain that is `left_out` is told of and does not count. Any other without a judgement is still to be judged, and until
    then only the worst of all can be proposed. Raises BadInput for a part or judgement it does not have.
    """
    within = instrument.within(variant)
    parts = {part.id: part for part in within.parts}
    known = [one.id for one in within.judgements]
    for part, judgement in judged.items():
        if part not in parts:
            raise BadInput("appraisal_item_unknown", item=part[:60], instrument=within.key)
        if judgement not in known:
            raise BadInput("appraisal_answer_unknown", item=part, answer=judgement[:60], allowed=", ".join(known))
    domains = tuple((part, judged.get(part)) for part in parts)
    path = tuple(
        Step("appraisal_domain", {"part": part, "judgement": found})
        if found
        else Step("appraisal_domain_not_judged" if part in left_out else "appraisal_domain_lacking", {"part": part})
        for part, found in domains
    )
    found = [one for _, one in domains if one]
    lacking = len(domains) - len(found) - sum(part in left_out and not one for part, one in domains)
    if not found or (lacking and max(found, key=known.index) != known[-1]):
        return Verdict(None, path, (), (), domains)
    worst = max(found, key=known.index)
    return Verdict(worst, (*path, *_worst_steps(within, worst, found)), (), (), domains)


def domain_percents(instrument: Instrument, people: Iterable[Answers], variant: str = "") -> dict[str, float | None]:
    """part -> (got - least) / (most - least) x 100 over all appraisers; None while an answer is missing.

    Source of the method: AGREE II (Brouwers MC et al. CMAJ 2010;182:E839-42). Domains are never added up.
    """
    points, readings = dict(instrument.rule.points), [Reading(instrument, one) for one in people]
    shares = dict[str, float | None]()
    for part in instrument.within(variant).parts:
        given = [one.answers.get(item.id) for one in readings for item in part.items]
        least = sum(min(points[answer] for answer in item.answers) for item in part.items) * len(readings)
        most = sum(max(points[answer] for answer in item.answers) for item in part.items) * len(readings)
        got = [points[answer] for answer in given if answer]
        whole = bool(readings) and len(got) == len(given)
        shares[part.id] = (sum(got) - least) / (most - least) * 100 if whole else None
    return shares


def spoken(instrument: Instrument, step: Step, language: str) -> dict[str, str | int]:
    """The params of a step of this instrument's path with the instrument's own words in place of its ids."""
    words = dict(step.params)
    if step.code == "appraisal_gate_failed" and instrument.gate:
        words["ask"] = instrument.gate.ask.get(language)
    for rule_step in instrument.rule.steps:
        if rule_step.id == words.get("step") and rule_step.text:
            words["text"] = rule_step.text.get(language)
    for part in instrument.parts:
        if part.id == words.get("part"):
            words["part"] = part.title.get(language)
    for key in ("judgement", "to", "stated"):
        if key in words:
            words[key] = instrument.judgement(str(words[key])).label.get(language)
    if "answer" in words:
        named = {one.id: one.label for one in instrument.judgements}
        named |= {one.id: one.label for one in instrument.answers}
        words["answer"] = named[str(words["answer"])].get(language)
    if "because" in words:
        words["because"] = ", ".join(_pair(instrument, pair, language) for pair in str(words["because"]).split())
    if "domain" in words:
        words["domain"] = instrument.item(str(words["domain"])).text.get(language)
    if step.code == "appraisal_offer" and instrument.rule.offer:
        words["text"] = instrument.rule.offer.text.get(language)
    return words


def _pair(instrument: Instrument, pair: str, language: str) -> str:
    """ "d1_2=no" -> "1.2 = nei"."""
    item, answer = pair.split("=")
    return f"{instrument.item(item).number} = {instrument.answer(answer).label.get(language).lower()}"


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


def _because(reading: Reading, items: Iterable[str]) -> str:
    """The answers that decided, as "search=no quality=no"."""
    wanted = set(items)
    return " ".join(f"{item}={reading.answers[item]}" for item in reading.items if item in wanted)


def _by_steps(reading: Reading) -> _Proposal:
    """Kind `judgement`: the first step that holds proposes; a step that may still come to hold stops the walk."""
    instrument = reading.instrument
    if not instrument.rule.steps:
        judged = _judged_items(reading)
        domains = {part: judgement for part, _, judgement in reversed(judged)}
        path = [
            Step("appraisal_item_judged", {"part": part, "item": number, "judgement": judgement})
            for part, number, judgement in judged
        ]
        return None, (*path, Step("appraisal_people_judge", {})), tuple(reversed(domains.items()))
    path = []
    for rule_step in instrument.rule.steps:
        held = reading.all_hold(rule_step.when)
        if held.holds:
            met: dict[str, str | int] = {
                "step": rule_step.id,
                "items": _numbers(instrument, held.hits),
                "because": _because(reading, held.hits),
                "judgement": rule_step.proposes,
            }
            code = "appraisal_step_met" if held.hits else "appraisal_step_otherwise"
            return rule_step.proposes, (*path, Step(code, met)), ()
        if held.holds is None:
            missing = _numbers(instrument, held.still)
            return None, (*path, Step("appraisal_step_open", {"step": rule_step.id, "items": missing})), ()
        path.append(Step("appraisal_step_not_met", {"step": rule_step.id}))
    return None, (*path, Step("appraisal_no_step", {})), ()


def _judged_items(reading: Reading) -> list[tuple[str, str, str]]:
    """(part, number, judgement) of the items that are answered with a judgement, as in an instrument of domains only."""
    known = {one.id for one in reading.instrument.judgements}
    return [
        (part.id, item.number, reading.answers[item.id])
        for part in reading.instrument.parts
        for item in part.items
        if set(item.answers) <= known and item.id in reading.answers
    ]


def _by_domains(reading: Reading) -> _Proposal:
    """Kind `domains`: each domain by its own steps, the whole as bad as its worst domain."""
    instrument = reading.instrument
    parts = {part.id: part for part in instrument.parts}
    judged = [(part, *_domain(reading, parts[part], steps)) for part, steps in instrument.rule.domains]
    domains = tuple((part, judgement) for part, judgement, _ in judged)
    path = tuple(step for *_, step in judged)
    known = [one.id for one in instrument.judgements]
    found = [judgement for _, judgement in domains if judgement]
    worst = max(found, key=known.index, default=None)
    if worst is None or (len(found) < len(domains) and worst != known[-1]):
        return None, path, domains
    return worst, (*path, *_worst_steps(instrument, worst, found)), domains


def _domain(reading: Reading, part: Part, steps: tuple[RuleStep, ...]) -> tuple[str | None, Step]:
    """The judgement of a domain by the first of its steps that holds, and the answers that decided it.

    Steps that a missing answer may still bring to hold do not matter where all that is possible comes to the same.
    """
    still = list[str]()
    possible = set[str]()
    for step in steps:
        held = reading.all_hold(step.when)
        if held.holds is False:
            continue
        possible.add(step.proposes)
        still += held.still
        if held.holds and len(possible) == 1:
            decided = held.hits or reading.asked(item.id for item in part.items)
            told: dict[str, str | int] = {"part": part.id, "judgement": step.proposes}
            return step.proposes, Step("appraisal_domain_because", told | {"because": _because(reading, decided)})
        if held.holds:
            break
    return None, Step("appraisal_domain_open_at", {"part": part.id, "items": _numbers(reading.instrument, still)})


def _worst_steps(instrument: Instrument, worst: str, found: list[str]) -> tuple[Step, ...]:
    """What the worst domain says of the whole, and what a person may make of several of a kind."""
    steps = [Step("appraisal_worst_domain", {"judgement": worst})]
    offer = instrument.rule.offer
    if offer and worst == offer.judgement and found.count(worst) >= offer.at_least:
        steps.append(Step("appraisal_offer", {"n": found.count(worst), "judgement": worst, "to": offer.to}))
    return tuple(steps)


def _by_worst_domain(reading: Reading) -> _Proposal:
    """Kind `worst_domain`: a domain (part) is as bad as its worst answer, the whole as bad as its worst domain."""
    instrument = reading.instrument
    ranked = [(part, *_domain_ranks(reading, part)) for part in instrument.parts]
    path = [_domain_step(reading, *one) for one in ranked]
    known = [one.id for one in instrument.judgements]
    domains = tuple((part.id, known[now] if now == could_be else None) for part, now, could_be in ranked)
    worst = max(now for _, now, _ in ranked)
    if worst < max(could_be for _, _, could_be in ranked):
        return None, tuple(path), domains
    found = [one for _, one in domains if one]
    return known[worst], (*path, *_worst_steps(instrument, known[worst], found)), domains


def _domain_ranks(reading: Reading, part: Part) -> tuple[int, int]:
    """(worst rank answered, -1 = none; worst rank it may still get); 0 = the best judgement."""
    grades, answers = dict(reading.instrument.rule.grades), reading.answers
    ranks = {judgement.id: rank for rank, judgement in enumerate(reading.instrument.judgements)}
    answered = [ranks[grades[answers[item.id]]] for item in part.items if item.id in answers]
    possible = [ranks[grades[answer]] for item in part.items if item.id not in answers for answer in item.answers]
    return max(answered, default=-1), max([*answered, *possible])


def _domain_step(reading: Reading, part: Part, now: int, could_be: int) -> Step:
    if now < could_be:
        return Step("appraisal_domain_open", {"part": part.id})
    judgement = reading.instrument.judgements[now].id
    grades = dict(reading.instrument.rule.grades)
    decided = [item.id for item in part.items if grades.get(reading.answers.get(item.id, "")) == judgement]
    told: dict[str, str | int] = {"part": part.id, "judgement": judgement, "because": _because(reading, decided)}
    return Step("appraisal_domain_because", told)


def _by_levels(reading: Reading) -> _Proposal:
    """Kind `levels`: a level to start at, moved by answers, within the levels. An item without an answer moves nothing."""
    levels = reading.instrument.rule.levels
    if levels is None or levels.item not in reading.answers:
        return None, (Step("certainty_no_start", {}),), ()
    known = [one.id for one in reading.instrument.judgements]  # from the best
    start = dict(levels.starts)[reading.answers[levels.item]]
    moved = _moves(reading, levels)
    end = known[min(max(known.index(start) - sum(moved.values()), 0), len(known) - 1)]
    steps = [Step("certainty_start", {"judgement": start, "because": _because(reading, [levels.item])})]
    steps += [
        Step("certainty_down" if by < 0 else "certainty_up", {"domain": item, "steps": by})
        for item, by in moved.items()
    ]
    up, down = any(by > 0 for by in moved.values()), any(by < 0 for by in moved.values())
    warned = {"certainty_up_after_down": up and down, "certainty_up_from_high": up and start == known[0]}
    steps += [Step(code, {}) for code, holds in warned.items() if holds]
    return end, (*steps, Step("certainty_end", {"judgement": end})), ()


def _moves(reading: Reading, levels: Levels) -> dict[str, int]:
    """item -> levels, for each that moves."""
    moves = dict(levels.moves)
    found = {item: moves[answer] for item, answer in reading.answers.items() if item != levels.item}
    return {item: found[item] for item in reading.items if found.get(item)}


def _by_percent(reading: Reading) -> _Proposal:
    """Kind `percent`: a share for each domain; how good that is, people judge."""
    path = [
        Step("appraisal_domain_open", {"part": part})
        if share is None
        else Step("appraisal_domain_percent", {"part": part, "percent": int(share + 0.5)})
        for part, share in domain_percents(reading.instrument, [reading.answers]).items()
    ]
    return None, (*path, Step("appraisal_people_judge_domains", {})), ()


_RULES: dict[RuleKind, Callable[[Reading], _Proposal]] = {
    "judgement": _by_steps,
    "worst_domain": _by_worst_domain,
    "domains": _by_domains,
    "levels": _by_levels,
    "percent": _by_percent,
}
