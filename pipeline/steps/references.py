"""References by hand: add one that has no file, correct one beside what its sources say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from pipeline.combine import CORRECTABLE, combine
from pipeline.errors import BadInput
from pipeline.ids import new_id
from pipeline.ports import Change, Store, View
from pipeline.records import Record
from pipeline.rows import Actor, Saved
from pipeline.steps.fields import clean

_DOI = re.compile(r"10\.\d{4,9}/\S+")


def show_again(change: Change, reference_ids: Iterable[str]) -> None:
    """Work out anew how groups are shown, after their records, corrections or picks changed."""
    groups = {members[0]: members for members in map(change.view.members, dict.fromkeys(reference_ids))}
    if groups:
        show_groups(change, change.view.reference(next(iter(groups))).question_id, groups)


def show_groups(change: Change, question_id: str, groups: Mapping[str, Sequence[str]]) -> None:
    """As `show_again`, for groups of one question whose members (leader -> all of them) are known: many at a time."""
    own = change.view.own(question_id, [one for members in groups.values() for one in members])
    picks = change.view.picks_in(question_id)
    for leader, members in groups.items():
        said = [own[one] for one in members if one in own]
        corrected = {name: saved.value for name, saved in _newest(one.corrected for one in said).items()}
        picked = {one.field: one.source_record_id for one in picks if one.reference_id in members}
        change.show(leader, combine((source for one in said for source in one.sources), corrected, picked))


def corrections(view: View, reference_id: str) -> Mapping[str, Saved]:
    """field -> the correction that counts in a group: the newest that was made on any of its members."""
    return _newest(view.fields("reference", member) for member in view.members(reference_id))


def _newest(of_members: Iterable[Mapping[str, Saved]]) -> Mapping[str, Saved]:
    newest: dict[str, Saved] = {}
    for fields in of_members:
        for name, saved in fields.items():
            if name in CORRECTABLE and (name not in newest or newest[name].at < saved.at):
                newest[name] = saved
    return newest


def pick(
    store: Store, actor: Actor, reference_id: str, field: str, source_record_id: str, *, client_id: str = ""
) -> None:
    """Show a field of a reference as one of its source records gives it; "" = as the best of them gives it again.

    A pick belongs to the reference that the source record came with, so it goes along through merges and splits; in a
    group the newest counts. Raises `BadInput("no_such_field")`, also where that record does not give the field.
    """
    with store.write(actor, "reference.pick", "reference", reference_id, client_id=client_id) as change:
        if change.replayed:
            return
        view, leader = change.view, change.view.members(reference_id)[0]
        journey = {one.id: one for one in view.journey(leader)}
        before = view.pick_rows(leader, field)
        if not source_record_id:
            for one in before:
                change.put("pick", one.id, {"removed_at": change.at})
        else:
            given = journey.get(source_record_id)
            if field not in CORRECTABLE or given is None or not getattr(given.record, field):
                raise BadInput("no_such_field", field=field)
            for one in before:
                if one.reference_id == given.reference_id:
                    change.put("pick", one.id, {"removed_at": change.at})
            source = next((view.run(run_id).source for run_id in given.run_ids), given.source)
            values = {"question_id": view.reference(leader).question_id, "reference_id": given.reference_id}
            values |= {"field": field, "source_record_id": source_record_id, "source": source}
            change.add("pick", values | {"at": change.at, "person_id": change.person_id})
        show_again(change, [leader])


def checked(name: str, text: str) -> str:
    """One field of a reference as it is kept. Raises `BadInput` for a year, DOI or PMID that cannot be one."""
    text = clean(text).strip()
    if name == "year" and text and not re.fullmatch(r"1[5-9]\d\d|20\d\d", text):
        raise BadInput("year_unreadable", given=text[:40])
    if name == "doi" and text:
        found = _DOI.search(text)
        if not found:
            raise BadInput("doi_unreadable", given=text[:80])
        text = found.group().rstrip(".,;").lower()
    if name == "pmid" and text and not re.fullmatch(r"[1-9]\d{0,8}", text):
        raise BadInput("pmid_unreadable", given=text[:40])
    return text


def add_by_hand(store: Store, actor: Actor, question_id: str, record: Record, *, client_id: str = "") -> str:
    """Add a reference that a person typed; gives the id of its reference. Raises `BadInput` as `clean` does."""
    if not record.title.strip():
        raise BadInput("title_missing")
    for line in _as_text(record).splitlines():
        clean(line)
    with store.write(actor, "reference.add", "question", question_id, client_id=client_id) as change:
        if change.replayed:
            return change.made("reference")
        run_id = next((run.id for run in change.view.runs(question_id) if run.kind == "hand"), "")
        if not run_id:
            values = {
                "question_id": question_id,
                "kind": "hand",
                "source": "hand",
                "state": "done",
                "asked_at": change.at,
            }
            run_id = change.add("run", values | {"finished_at": change.at})
        intake = change.add_records(run_id, [("hand", new_id(), record, _as_text(record))])
        change.note("reference", intake.added[0], new=record.title)
        return intake.added[0]


def correct(
    store: Store,
    actor: Actor,
    reference_id: str,
    name: str,
    text: str,
    *,
    expected: int | None = None,
    why: str = "",
) -> int:
    """Correct one field of a reference. The source records stay as they came; gives the field's version."""
    if name not in CORRECTABLE:
        raise BadInput("no_such_field", field=name)
    with store.write(actor, "reference.correct", "reference", reference_id) as change:
        leader = change.view.reference(reference_id).id
        before = change.view.fields("reference", leader)[name].version
        version = change.set_field("reference", leader, name, checked(name, text), expected=expected, why=why)
        if version != before:  # the same once more changes nothing
            show_again(change, [leader])
        return version


def lacking(view: View, question_id: str) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """(reference, what to ask by: "doi", "pmid") of each that lacks what can be looked up.

    By DOI: abstract, type, or PubMed's own word; one without a PMID may be retracted without our knowing. By PMID: a title,
    or a type, which PubMed always has.
    """
    found = []
    for one in view.outlines(question_id):
        known = {}
        if one.doi and not (one.abstract and one.publication_types and one.pmid):
            known["doi"] = one.doi
        if one.pmid and not (one.title and one.publication_types):
            known["pmid"] = one.pmid
        if known:
            found.append((one.id, known))
    return tuple(found)


def ask_fill(store: Store, actor: Actor, question_id: str, *, client_id: str = "") -> None:
    """Queue the filling of gaps, unless it is under way."""
    with store.write(actor, "reference.ask_fill", "question", question_id, client_id=client_id) as change:
        if any(job.kind == "fill" and job.state in ("queued", "running") for job in change.view.jobs(question_id)):
            return
        values = {"kind": "fill", "question_id": question_id, "person_id": change.person_id, "state": "queued"}
        change.add("job", values | {"params": "{}", "created_at": change.at})


def _as_text(record: Record) -> str:
    lines = [f"{name}: {getattr(record, name)}" for name in CORRECTABLE if getattr(record, name)]
    return "\n".join(lines)
