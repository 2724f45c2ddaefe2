"""Step 4, duplicates: certain ones are merged with a reason, doubtful ones wait for a person, every merge can be undone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.dedupe.engine import dedupe
from pipeline.dedupe.values import Deduplicated, Item
from pipeline.jobs import Alive
from pipeline.ports import Change, Store
from pipeline.rows import Actor, Job
from pipeline.steps.references import show_again

MOST_LISTED = 500  # doubtful pairs kept for people, the likeliest first; more would not be looked at


def start_dedupe(store: Store, actor: Actor, question_id: str, *, client_id: str = "") -> None:
    """Queue the search for duplicates, unless one is under way."""
    with store.write(actor, "dedupe.start", "question", question_id, client_id=client_id) as change:
        if any(job.kind == "dedupe" and job.state in ("queued", "running") for job in change.view.jobs(question_id)):
            return
        values = {"kind": "dedupe", "question_id": question_id, "person_id": change.person_id, "state": "queued"}
        change.add("job", values | {"params": "{}", "created_at": change.at})


def find_duplicates(store: Store, job: Job, alive: Alive) -> None:
    """The long verb: compare all references of a question, merge the certain ones, list the doubtful ones."""
    actor = Actor(job.person_id)
    records = store.seen_by(actor).to_match(job.question_id)
    alive.beat(total=len(records))
    found = dedupe([Item(one, record) for one, record in records])
    alive.beat(done=len(records))
    with store.write(actor, "dedupe.run", "question", job.question_id) as change:
        keep_found(change, job.question_id, found, len(records))


def keep_found(change: Change, question_id: str, found: Deduplicated, compared: int) -> None:
    """Keep what the search for duplicates found: merges with their reasons, doubtful pairs, and that it was done."""
    pairs = {frozenset((one.a_id, one.b_id)): one for one in change.view.pairs(question_id, "")}
    apart = {pair for pair, one in pairs.items() if one.state == "different"}
    why = {one.b: one for one in found.reasons} | {one.a: one for one in found.reasons}
    merged = 0
    for cluster in found.clusters:
        for group in _keep_apart(sorted(cluster), apart) if len(cluster) > 1 else ():
            for other in group[1:]:
                reason = why[other]
                _merge(change, question_id, group[0], [other], "auto", reason.reason_code, dict(reason.params))
                merged += 1
    for doubt in found.doubtful[:MOST_LISTED]:
        if frozenset((doubt.a, doubt.b)) not in pairs:
            change.add(
                "pair",
                {
                    "question_id": question_id,
                    "a_id": doubt.a,
                    "b_id": doubt.b,
                    "state": "doubtful",
                    "reason_code": doubt.reason_code,
                    "reason_params": json.dumps(dict(doubt.params), ensure_ascii=False),
                    "score": float(doubt.score),
                },
            )
    told = {"compared": compared, "merged": merged, "doubtful": len(found.doubtful)}
    change.note("question", question_id, field="duplicates", new=json.dumps(told))


def _keep_apart(group: list[str], apart: set[frozenset[str]]) -> list[list[str]]:
    """Split a group so that no two of it have been told apart by a person."""
    parts: list[list[str]] = []
    for one in group:
        home = next((part for part in parts if not any(frozenset((one, other)) in apart for other in part)), None)
        if home is None:
            parts.append([one])
        else:
            home.append(one)
    return parts


def _merge(
    change: Change, question_id: str, kept: str, others: Sequence[str], how: str, code: str, params: Mapping[str, Any]
) -> str:
    """Let whole groups join the one that `kept` leads; the merge remembers where each came from."""
    came_from = {member: other for other in others for member in change.view.members(other)}
    merge_id = change.add(
        "merge",
        {
            "question_id": question_id,
            "kept_id": kept,
            "moved": json.dumps({"from": came_from}),
            "how": how,
            "reason_code": code,
            "reason_params": json.dumps(dict(params), ensure_ascii=False),
            "at": change.at,
        },
    )
    change.regroup(list(came_from), kept)
    show_again(change, [kept])
    return merge_id


def same(store: Store, actor: Actor, pair_id: str, *, client_id: str = "") -> None:
    """A person says that the two of a pair are one report."""
    with store.write(actor, "dedupe.merge", "pair", pair_id, client_id=client_id) as change:
        if change.replayed:
            return
        question_id, a, b = _pair(change, pair_id)
        change.put("pair", pair_id, {"state": "same"})
        kept, other = sorted((change.view.reference(a).id, change.view.reference(b).id))
        if kept != other:
            _merge(change, question_id, kept, [other], "person", "person_said_same", {})


def different(store: Store, actor: Actor, pair_id: str, *, client_id: str = "") -> None:
    """A person says that the two of a pair are not one report. It is remembered: they are not asked about again."""
    with store.write(actor, "dedupe.part", "pair", pair_id, client_id=client_id) as change:
        change.put("pair", pair_id, {"state": "different"})


def reopen(store: Store, actor: Actor, pair_id: str) -> None:
    """Take back a "different": the pair waits for a person again."""
    with store.write(actor, "dedupe.undo", "pair", pair_id) as change:
        change.put("pair", pair_id, {"state": "doubtful"})


def undo_merge(store: Store, actor: Actor, merge_id: str, *, client_id: str = "") -> None:
    """Take back a merge: each reference goes home with its id and its votes, and the two are not merged again by machine."""
    with store.write(actor, "dedupe.undo", "merge", merge_id, client_id=client_id) as change:
        merge = change.view.merge(merge_id)
        if change.replayed or merge.undone:
            return
        change.put("merge", merge_id, {"undone_at": change.at})
        here = change.view.reference(merge.kept_id).id
        homes: dict[str, list[str]] = {}
        for member, home in merge.came_from.items():
            if change.view.reference(member).id == here:
                homes.setdefault(home, []).append(member)
        question_id = change.view.reference(merge.kept_id).question_id
        for home, members in homes.items():
            change.regroup(members, home)
            _tell_apart(change, question_id, *sorted((here, home)))
        show_again(change, [here, *homes])


def _tell_apart(change: Change, question_id: str, a: str, b: str) -> None:
    for pair in change.view.pairs(question_id, ""):
        if {pair.a_id, pair.b_id} == {a, b}:
            change.put("pair", pair.id, {"state": "different"})
            return
    values = {"question_id": question_id, "a_id": a, "b_id": b, "state": "different", "score": 0.0}
    change.add("pair", values | {"reason_code": "person_undid_merge", "reason_params": "{}"})


def _pair(change: Change, pair_id: str) -> tuple[str, str, str]:
    row = change.view.pair(pair_id)
    return change.view.reference(row.a_id).question_id, row.a_id, row.b_id
