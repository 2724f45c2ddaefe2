"""Step 6, appraisal: each person's answers to one version of an instrument, what they agree on, what a review says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from appraisal.agreement import Agreement, agreement
from appraisal.instrument import Instrument
from appraisal.versions import carried, version_order
from pipeline.errors import BadInput
from pipeline.ports import Store
from pipeline.rows import Actor, Appraisal, Fields

ANSWER = "answer."  # the beginning of the names of the fields that hold answers


def start_appraisal(
    store: Store, actor: Actor, reference_id: str, instrument: Instrument, *, client_id: str = ""
) -> str:
    """Begin, or find again, this person's appraisal of an included reference. It stays bound to this version."""
    with store.write(actor, "appraise.start", "reference", reference_id, client_id=client_id) as change:
        reference = change.view.reference(reference_id)
        if reference.status != "included":
            raise BadInput("not_included")
        if actor.person_id in change.view.abstained(reference.id):
            raise BadInput("appraisal_abstained")
        for one in change.view.appraisals(reference.question_id):
            mine = (one.reference_id, one.person_id, one.agreed) == (reference.id, actor.person_id, False)
            if mine and (one.instrument, one.version) == (instrument.id, instrument.version):
                return one.id
        return change.add(
            "appraisal",
            {
                "question_id": reference.question_id,
                "reference_id": reference.id,
                "instrument": instrument.id,
                "version": instrument.version,
                "person_id": actor.person_id,
            },
        )


def abstain(store: Store, actor: Actor, reference_id: str, *, client_id: str = "") -> str:
    """Say that one is not going to appraise a reference (any more); what others have finished opens to be read. Gives the id.

    BadInput: abstention_too_late where one is in the middle of it. Undo takes it back.
    """
    with store.write(actor, "appraise.abstain", "reference", reference_id, client_id=client_id) as change:
        reference = change.view.reference(reference_id)
        if change.replayed:
            return change.made("abstention")
        for one in change.view.appraisals(reference.question_id):
            mine = (one.reference_id, one.person_id, one.agreed) == (reference.id, actor.person_id, False)
            if mine and not one.finished:
                raise BadInput("abstention_too_late")
        if actor.person_id in change.view.abstained(reference.id):
            return ""
        row = {"question_id": reference.question_id, "reference_id": reference.id, "person_id": actor.person_id}
        return change.add("abstention", row | {"at": change.at})


def in_version(one: Appraisal, before: Instrument, after: Instrument) -> Appraisal:
    """An appraisal as it reads in another version of its instrument: answers that cannot be given there are left out.

    Nothing is changed by that: what somebody has finished stays with the version it was made with.
    """
    if before.key == after.key:
        return one
    dropped = set(to_give_again(one.fields, before, after))
    kept = Fields({name: saved for name, saved in one.fields.items() if name not in dropped})
    return replace(one, fields=kept)


def to_agree(
    made: Sequence[Appraisal], instrument: Instrument, others: Mapping[str, Instrument]
) -> tuple[Instrument, tuple[Appraisal, ...]]:
    """Of the appraisals of one reference with one instrument: the version to agree in, and those appraisals as they read there.

    That is the version that two have finished with, the newest of them; where each has finished with another, the newest.
    One appraisal for each person, that with the newest version. `others`: all versions by "id@version".
    """
    versions = {key: one for key, one in {**others, instrument.key: instrument}.items() if one.id == instrument.id}
    mine = [one for one in made if not one.agreed and f"{one.instrument}@{one.version}" in versions]
    done: dict[str, set[str]] = {}
    for one in mine:
        if one.finished:
            done.setdefault(f"{one.instrument}@{one.version}", set()).add(one.person_id)
    order = sorted(done, key=lambda key: version_order(versions[key].version))
    several = [key for key in order if len(done[key]) > 1]
    people = {person for group in done.values() for person in group}
    chosen = several[-1:] or (order[-1:] if len(people) > 1 else []) or [instrument.key]
    target = versions[chosen[0]]
    best: dict[str, Appraisal] = {}
    for one in sorted(mine, key=lambda one: (one.finished, one.version == target.version, version_order(one.version))):
        best[one.person_id] = one
    kept = [one for one in mine if best[one.person_id] is one]
    return target, tuple(in_version(one, versions[f"{one.instrument}@{one.version}"], target) for one in kept)


def start_consensus(
    store: Store,
    actor: Actor,
    reference_id: str,
    instrument: Instrument,
    *,
    others: Mapping[str, Instrument] | None = None,
    client_id: str = "",
) -> str:
    """Begin, or find again, what the appraisers agree on. It opens when two have finished, each for themselves.

    Answers that are alike are taken over; the others wait for a decision. Nobody's own answers are changed. Where they
    have used two versions of the instrument, `others` holds them by "id@version", and they agree in the newer one: what
    it asks anew waits for a decision too.
    """
    with store.write(actor, "appraise.agree", "reference", reference_id, client_id=client_id) as change:
        reference = change.view.reference(reference_id)
        every = [one for one in change.view.appraisals(reference.question_id) if one.reference_id == reference.id]
        instrument, made = to_agree(every, instrument, others or {})
        for one in every:
            if one.agreed and (one.instrument, one.version) == (instrument.id, instrument.version):
                return one.id
        finished = [one for one in made if one.finished and not one.hidden]
        if len({one.person_id for one in finished}) < 2:
            raise BadInput("consensus_too_early")
        consensus_id = change.add(
            "appraisal",
            {
                "question_id": reference.question_id,
                "reference_id": reference.id,
                "instrument": instrument.id,
                "version": instrument.version,
                "person_id": actor.person_id,
                "agreed": 1,
            },
        )
        for name, value in alike(finished).items():
            change.set_field("appraisal", consensus_id, name, value)
        return consensus_id


def move_appraisal(
    store: Store, actor: Actor, appraisal_id: str, before: Instrument, after: Instrument, *, client_id: str = ""
) -> None:
    """Move one's own appraisal, while it is not finished, to another version of its instrument. One write, which undo takes back.

    Answers stay where item and answer are the same; one that can no longer be given is taken out, to be given again.
    Comments and quotes stay. BadInput: appraisal_of_another, appraisal_finished, appraisal_not_movable, appraisal_there.
    """
    with store.write(actor, "appraise.move", "appraisal", appraisal_id, client_id=client_id) as change:
        one = change.view.appraisal(appraisal_id)
        if change.replayed:
            return
        if one.agreed or one.person_id != actor.person_id:
            raise BadInput("appraisal_of_another")
        if one.finished:
            raise BadInput("appraisal_finished")
        bound_to = (one.instrument, one.version)
        if bound_to != (before.id, before.version) or after.id != before.id or after.version == before.version:
            raise BadInput("appraisal_not_movable")
        question_id = change.view.reference(one.reference_id).question_id
        for other in change.view.appraisals(question_id):
            mine = (other.person_id, other.agreed, other.reference_id) == (actor.person_id, False, one.reference_id)
            if mine and (other.instrument, other.version) == (after.id, after.version):
                raise BadInput("appraisal_there", version=after.version)
        change.put("appraisal", one.id, {"version": after.version})
        for name in to_give_again(one.fields, before, after):
            change.set_field("appraisal", one.id, name, "")


def to_give_again(fields: Fields, before: Instrument, after: Instrument) -> list[str]:
    """The fields of an appraisal that the other version cannot take: answers, the variant, the choice of critical items."""
    given = {item.id: fields.text(f"{ANSWER}{item.id}") for item in before.items}
    names = [f"{ANSWER}{item}" for item in carried(before, after, given).again]
    if fields.text("variant") and fields.text("variant") not in {one.id for one in after.variants}:
        names.append("variant")
    if fields.text("critical") and _numbers(before) != _numbers(after):
        names.append("critical")
    return names


def _numbers(instrument: Instrument) -> dict[str, str]:
    return {item.id: item.number for item in instrument.items}


def alike(finished: Sequence[Appraisal]) -> dict[str, str]:
    """The answers that all of them gave. The judgement of the whole is never taken over: that is what they decide."""
    names = [name for name in finished[0].fields if name.startswith(ANSWER) or name == "variant"]
    first = {name: finished[0].fields.text(name) for name in names}
    return {
        name: value
        for name, value in first.items()
        if value and all(one.fields.text(name) == value for one in finished[1:])
    }


def counting(made: Sequence[Appraisal]) -> Appraisal | None:
    """Of the appraisals of one reference the one that counts: the agreed judgement, else the first that was finished."""
    finished = [one for one in made if one.finished]
    return next((one for one in finished if one.agreed), finished[0] if finished else None)


def enough(made: Sequence[Appraisal], wanted: int) -> frozenset[str]:
    """Ids of the references that `wanted` people have appraised, or that people have agreed on."""
    finished = [one for one in made if one.finished]
    people: dict[str, set[str]] = {}
    for one in finished:
        people.setdefault(one.reference_id, set()).update(() if one.agreed else (one.person_id,))
    agreed = {one.reference_id for one in finished if one.agreed}
    return frozenset(agreed | {each for each, whose in people.items() if len(whose) >= wanted})


def how_alike(one: Appraisal, other: Appraisal, instrument: Instrument) -> Agreement | None:
    """The agreement of two people item by item, over what both answered; None if that is nothing."""
    pairs = [
        (mine, theirs)
        for item in instrument.items
        if (mine := one.fields.text(f"{ANSWER}{item.id}")) and (theirs := other.fields.text(f"{ANSWER}{item.id}"))
    ]
    return agreement(pairs, max(len(item.answers) for item in instrument.items)) if pairs else None


def start_extraction(store: Store, actor: Actor, reference_id: str, *, client_id: str = "") -> str:
    """Begin, or find again, the extraction from an included reference."""
    with store.write(actor, "extract.start", "reference", reference_id, client_id=client_id) as change:
        reference = change.view.reference(reference_id)
        for one in change.view.parts(reference.question_id, "extraction"):
            if one.reference_id == reference.id:
                return one.id
        values = {"question_id": reference.question_id, "kind": "extraction", "reference_id": reference.id}
        return change.add("part", values | {"created_at": change.at})
