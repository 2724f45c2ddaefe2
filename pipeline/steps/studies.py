"""Several reports of one study: proposed by the program with a reason, confirmed or refused by a person, who is remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from pipeline.dedupe.studies import Proposed, propose_studies
from pipeline.dedupe.values import Item, Link
from pipeline.errors import BadInput, NotThere
from pipeline.ports import Change, Store, View
from pipeline.records import Record
from pipeline.rows import Actor, Reference


def proposed(view: View, question_id: str, records: Mapping[str, Record]) -> tuple[Proposed, ...]:
    """What the program would group of these references (leader -> record as shown) and people have not answered yet.

    A study that is there already is proposed again, with all its reports, where another report may be of it.
    """
    leader = view.leaders(question_id)
    links = [
        Link(leader[one.a_id], leader[one.b_id], one.kind, one.reason_code, one.reason_params)
        for one in view.links(question_id)
    ]
    studies: dict[str, list[str]] = {}
    for reference_id, study_id in view.studies(question_id).items():
        if reference_id in records:
            studies.setdefault(study_id, []).append(reference_id)
    apart = [(leader[one.a_id], leader[one.b_id]) for one in view.studies_apart(question_id)]
    items = [Item(one, record) for one, record in records.items()]
    return propose_studies(items, links, studies.values(), apart)


def same_study(store: Store, actor: Actor, question_id: str, reference_ids: tuple[str, ...]) -> str:
    """Say that several reports are of one study; gives the study's id. Reports grouped before join the new group."""
    with store.write(actor, "study.group", "question", question_id) as change:
        reports = _reports(change.view, question_id, reference_ids)
        leaders = _two_or_more(reports)
        study_id = change.add("study", {"question_id": question_id})
        for row_id, _ in change.view.study_rows(question_id, leaders):
            change.put("study_report", row_id, {"removed_at": change.at})
        for reference_id in leaders:
            change.add("study_report", {"study_id": study_id, "question_id": question_id, "reference_id": reference_id})
        _forget_apart(change, question_id, leaders)
        return study_id


def part_study(store: Store, actor: Actor, question_id: str, study_id: str) -> None:
    """Say that the reports of a study are of different studies after all."""
    with store.write(actor, "study.split", "study", study_id) as change:
        members = tuple(one for one, study in change.view.studies(question_id).items() if study == study_id)
        for row_id, _ in change.view.study_rows(question_id, members):
            change.put("study_report", row_id, {"removed_at": change.at})
        _keep_apart(change, question_id, members)


def not_one_study(
    store: Store, actor: Actor, question_id: str, reference_ids: tuple[str, ...], *, client_id: str = ""
) -> None:
    """Say that reports are of different studies, each of them. It is remembered: they are not proposed together again."""
    with store.write(actor, "study.refuse", "question", question_id, client_id=client_id) as change:
        if change.replayed:
            return
        _keep_apart(change, question_id, _two_or_more(_reports(change.view, question_id, reference_ids)))


def ask_again(
    store: Store, actor: Actor, question_id: str, reference_ids: tuple[str, ...], *, client_id: str = ""
) -> None:
    """Take back that reports are of different studies: they may be proposed again."""
    with store.write(actor, "study.ask_again", "question", question_id, client_id=client_id) as change:
        if change.replayed:
            return
        _forget_apart(change, question_id, reference_ids)


def _keep_apart(change: Change, question_id: str, leaders: Iterable[str]) -> None:
    """Remember of each two of these that they are not of one study, unless a study in force has them both."""
    known = {frozenset((one.a_id, one.b_id)) for one in change.view.studies_apart(question_id)}
    together = change.view.studies(question_id)
    for a, b in combinations(sorted(leaders), 2):
        grouped = a in together and together[a] == together.get(b)
        if frozenset((a, b)) not in known and not grouped:
            change.add("study_apart", {"question_id": question_id, "a_id": a, "b_id": b})


def _forget_apart(change: Change, question_id: str, leaders: Iterable[str]) -> None:
    wanted = set(leaders)
    for one in change.view.studies_apart(question_id):
        if {one.a_id, one.b_id} <= wanted:
            change.put("study_apart", one.id, {"removed_at": change.at})


def refused(view: View, question_id: str) -> tuple[tuple[str, ...], ...]:
    """The reports that people have said are of different studies, as the largest sets of which all are apart, sorted."""
    near: dict[str, set[str]] = {}
    for one in view.studies_apart(question_id):
        near.setdefault(one.a_id, {one.a_id}).add(one.b_id)
        near.setdefault(one.b_id, {one.b_id}).add(one.a_id)
    sets = {
        tuple(sorted(both))
        for one in near
        for other in near[one] - {one}
        if len(both := near[one] & near[other]) > 1 and all(a in near[b] for a, b in combinations(both, 2))
    } | {tuple(sorted((one.a_id, one.b_id))) for one in view.studies_apart(question_id)}
    return tuple(sorted(one for one in sets if not any(set(one) < set(other) for other in sets)))


def _reports(view: View, question_id: str, reference_ids: Iterable[str]) -> list[Reference]:
    """Raises `NotThere` for a reference of another question."""
    found = [view.reference(one) for one in reference_ids]
    if any(one.question_id != question_id for one in found):
        raise NotThere("not_there", kind="reference")
    return found


def _two_or_more(reports: Sequence[Reference]) -> tuple[str, ...]:
    """Raises `BadInput("study_needs_two")`."""
    leaders = tuple(dict.fromkeys(one.id for one in reports))
    if len(leaders) < 2:
        raise BadInput("study_needs_two")
    return leaders
