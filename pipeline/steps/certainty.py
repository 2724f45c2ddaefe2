"""How sure a team is of one finding, step by step: each answer and reason is kept, bound to a version of the instrument."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appraisal.certainty import instrument_for, proposed_start
from appraisal.instrument import Instrument
from appraisal.judge import Verdict, judge
from appraisal.values import Item
from appraisal.versions import Carried, carried, version_order
from pipeline.designs import Article, Named, named
from pipeline.errors import BadInput
from pipeline.ports import Store
from pipeline.rows import Actor, Fields
from pipeline.steps.fields import clean

GIVEN, REASON = "grade.", "grade_reason."  # beginnings of the names of the fields of a finding
BOUND = "certainty_instrument"  # "id@version" that its steps were taken with
QUALITATIVE = "qualitative"  # kind of a finding that is judged with CERQual


def kind_of(fields: Fields, question_type: str) -> str:
    """The kind of a finding as it was chosen, else as its question makes likely."""
    if chosen := fields.text("kind"):
        return chosen
    return QUALITATIVE if instrument_for(question_type) == "cerqual" else "effect"


def certainty_instrument(
    instruments: Mapping[str, Instrument], fields: Fields, question_type: str
) -> Instrument | None:
    """The version that a finding's steps are bound to; before the first step the newest that fits the kind of finding."""
    wanted = "cerqual" if kind_of(fields, question_type) == QUALITATIVE else "grade"
    kept = instruments.get(fields.text(BOUND))
    if kept and kept.id == wanted:
        return kept
    versions = [one for one in instruments.values() if one.id == wanted]
    return max(versions, key=lambda one: version_order(one.version), default=None)


@dataclass(frozen=True, slots=True)
class Start:
    """Where a result starts, as far as what is known of the included articles says it."""

    answer: str  # to propose to GRADE's first question; "" = a person must say
    named: tuple[Named, ...]  # what is known of each article
    unknown: tuple[str, ...]  # names of the articles that nothing is known of


def likely_start(question_type: str, articles: Sequence[Article]) -> Start:
    """The answer to propose by the kind of question and by the studies that are named. Nothing named: nothing proposed."""
    found = [(one, named(one)) for one in articles]
    known = tuple(said for _one, said in found if said)
    kinds = {kind for one in known for kind in one.kinds}
    unknown = tuple(one.name for one, said in found if not said)
    return Start(proposed_start(question_type, kinds), known, unknown)


def answers(fields: Fields, instrument: Instrument) -> dict[str, str]:
    """item -> answer, of those that the instrument offers."""
    given = {item.id: fields.text(f"{GIVEN}{item.id}") for item in instrument.items}
    return {item.id: given[item.id] for item in instrument.items if given[item.id] in item.answers}


def needs_reason(fields: Fields, item: Item) -> bool:
    """Whether the answer needs a reason: it moves the level, or it is a concern."""
    given = fields.text(f"{GIVEN}{item.id}")
    return bool(given) and given != "none" and item.id != "start"


@dataclass(frozen=True, slots=True)
class Taken:
    """The steps that were taken for one finding."""

    instrument: Instrument
    verdict: Verdict
    reasons: tuple[tuple[Item, str, str], ...]  # (item, answer, reason) of each answer that needs one
    lacking: tuple[Item, ...]  # of those the ones that have none

    @property
    def complete(self) -> bool:
        """Each step has its reason, and there is a level; where no rule gives one, every concern is answered."""
        judged = bool(self.verdict.proposed) if self.instrument.rule.levels else not self.verdict.unanswered
        return judged and not self.lacking


def taken(fields: Fields, instrument: Instrument) -> Taken:
    """What the steps of a finding come to. CERQual has no rule: `verdict.proposed` is empty, people judge."""
    asked = [item for item in instrument.items if needs_reason(fields, item)]
    told = [(item, fields.text(f"{GIVEN}{item.id}"), fields.text(f"{REASON}{item.id}").strip()) for item in asked]
    verdict = judge(instrument, answers(fields, instrument))
    return Taken(instrument, verdict, tuple(told), tuple(item for item, _answer, reason in told if not reason))


def save_step(
    store: Store,
    actor: Actor,
    part_id: str,
    name: str,
    value: str,
    instrument: Instrument,
    *,
    expected: int | None = None,
    client_id: str = "",
) -> int:
    """Save one answer or reason; the first binds the finding to the version. Gives the field's new version.

    BadInput: no_such_field, certainty_other_version (somebody has moved it to another since), and what `clean` refuses.
    """
    items = {item.id for item in instrument.items}
    beginning = next((one for one in (REASON, GIVEN) if name.startswith(one)), "")
    if not beginning or name.removeprefix(beginning) not in items:
        raise BadInput("no_such_field", field=name)
    value = clean(value)
    with store.write(actor, "finding.edit", "part", part_id, client_id=client_id) as change:
        kept = change.view.fields("part", part_id).text(BOUND)
        if kept != instrument.key:
            if kept.partition("@")[0] == instrument.id:
                raise BadInput("certainty_other_version", version=kept.partition("@")[2])
            change.set_field("part", part_id, BOUND, instrument.key)
        return change.set_field("part", part_id, name, value, expected=expected)


def use_steps(
    store: Store, actor: Actor, part_id: str, instrument: Instrument, reasons: str, *, client_id: str = ""
) -> None:
    """Let the team's own steps be what the finding says: level (where a rule gives one), reasons, and that they are the team's.

    A level that was said to be the review's stays beside it as the review's own. One write, which undo takes back.
    BadInput: certainty_not_whole where an answer or a reason is missing.
    """
    reasons = clean(reasons)
    with store.write(actor, "finding.edit", "part", part_id, client_id=client_id) as change:
        fields = change.view.fields("part", part_id)
        if change.replayed:
            return
        found = taken(fields, instrument)
        if not found.complete:
            raise BadInput("certainty_not_whole")
        values = {"judged_by": "us", "certainty_reason": reasons}
        if fields.text("judged_by") == "review" and fields.text("certainty") and not fields.text("review_certainty"):
            values["review_certainty"] = fields.text("certainty")
        if found.verdict.proposed:
            values["certainty"] = found.verdict.proposed
        for name, value in values.items():
            if fields.text(name) != value:
                change.set_field("part", part_id, name, value)


def offered_move(fields: Fields, before: Instrument, after: Instrument) -> Carried:
    """What carries over to another version, and what must be answered again."""
    return carried(before, after, answers(fields, before))


def move_steps(
    store: Store, actor: Actor, part_id: str, before: Instrument, after: Instrument, *, client_id: str = ""
) -> None:
    """Move the steps of a finding to another version of its instrument, on a yes. Reasons stay; the level of the finding too.

    BadInput: appraisal_not_movable.
    """
    with store.write(actor, "finding.edit", "part", part_id, client_id=client_id) as change:
        fields = change.view.fields("part", part_id)
        if change.replayed:
            return
        if fields.text(BOUND) != before.key or after.id != before.id or after.version == before.version:
            raise BadInput("appraisal_not_movable")
        change.set_field("part", part_id, BOUND, after.key)
        for item in offered_move(fields, before, after).again:
            change.set_field("part", part_id, f"{GIVEN}{item}", "")
