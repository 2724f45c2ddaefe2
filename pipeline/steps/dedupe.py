"""Step 4, duplicates: certain ones are merged with a reason, doubtful ones wait for a person, every merge can be undone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.dedupe.engine import dedupe
from pipeline.dedupe.values import Deduplicated, Doubt, Item, Link
from pipeline.dedupe.values import Merge as Found
from pipeline.jobs import Alive, still_wanted
from pipeline.ports import Change, Store
from pipeline.rows import Actor, Job
from pipeline.steps.references import show_again

MOST_LISTED = 500  # doubtful pairs kept for people, the likeliest first; more would not be looked at
ALL = 1_000_000  # merges of one question


def start_dedupe(store: Store, actor: Actor, question_id: str, *, client_id: str = "") -> None:
    """Queue the search for duplicates, unless one is under way."""
    with store.write(actor, "dedupe.start", "question", question_id, client_id=client_id) as change:
        if any(job.kind == "dedupe" and job.state in ("queued", "running") for job in change.view.jobs(question_id)):
            return
        values = {"kind": "dedupe", "question_id": question_id, "person_id": change.person_id, "state": "queued"}
        change.add("job", values | {"params": "{}", "created_at": change.at})


def cancel(store: Store, actor: Actor, job_id: str, *, client_id: str = "") -> None:
    """Stop a search for duplicates. Nothing of what it has found is kept; merges from before it stand."""
    with store.write(actor, "dedupe.cancel", "job", job_id, client_id=client_id) as change:
        job = change.view.job(job_id)
        if job.kind == "dedupe" and job.state in ("queued", "running"):
            change.put("job", job_id, {"state": "cancelled"})


def find_duplicates(store: Store, job: Job, alive: Alive) -> None:
    """The long verb: compare all references of a question, merge the certain ones, list the doubtful ones."""
    actor = Actor(job.person_id)
    records = store.seen_by(actor).to_match(job.question_id)
    alive.beat(total=len(records))
    found = dedupe([Item(one, record) for one, record in records])
    alive.beat(done=len(records))
    with store.write(actor, "dedupe.run", "question", job.question_id) as change:
        still_wanted(change, job)
        keep_found(change, job.question_id, found, len(records))


def keep_found(change: Change, question_id: str, found: Deduplicated, compared: int) -> None:
    """Keep what the search for duplicates found: merges with their reasons, doubtful pairs, and that it was done."""
    pairs = change.view.pairs(question_id, "")
    known = {_leaders(change, one.a_id, one.b_id) for one in pairs}
    apart = {_leaders(change, one.a_id, one.b_id) for one in pairs if one.state == "different"}
    links = _joinable(found.reasons, apart)
    kept = [_merge(change, question_id, (one.a, one.b), "auto", one.reason_code, dict(one.params)) for one in links]
    show_again(change, {change.view.members(one)[0] for one in kept})
    for doubt in (*found.doubtful[:MOST_LISTED], *map(_asked, found.linked[:MOST_LISTED])):
        if _leaders(change, doubt.a, doubt.b) not in known:
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
    told = {"compared": compared, "merged": len(links), "doubtful": len(found.doubtful) + len(found.linked)}
    change.note("question", question_id, field="duplicates", new=json.dumps(told))


def _asked(link: Link) -> Doubt:
    """A link as a pair that waits, behind the doubtful ones: a person sees both before one of them is screened."""
    a, b = sorted((link.a, link.b))
    return Doubt(a, b, link.reason_code, link.params, 0.0)


def _leaders(change: Change, a: str, b: str) -> frozenset[str]:
    """The two references that lead the groups of a pair now; one, where both are in the same group."""
    return frozenset((change.view.members(a)[0], change.view.members(b)[0]))


def _joinable(links: Sequence[Found], apart: set[frozenset[str]]) -> list[Found]:
    """The links along which groups may be joined: none that would bring together two that a person told apart."""
    group_of: dict[str, set[str]] = {}
    joinable: list[Found] = []
    for one in links:
        left, right = group_of.setdefault(one.a, {one.a}), group_of.setdefault(one.b, {one.b})
        if left is right or any(frozenset((a, b)) in apart for a in left for b in right):
            continue
        left |= right
        group_of |= dict.fromkeys(right, left)
        joinable.append(one)
    return joinable


def _merge(
    change: Change, question_id: str, link: tuple[str, str], how: str, code: str, params: Mapping[str, Any]
) -> str:
    """Let the groups of two references be one; gives its leader. The merge remembers the link and where each came from."""
    kept, other = sorted(_leaders(change, *link))
    came_from = dict.fromkeys(change.view.members(other), other)
    change.add(
        "merge",
        {
            "question_id": question_id,
            "kept_id": kept,
            "moved": json.dumps({"from": came_from, "link": link}),
            "how": how,
            "reason_code": code,
            "reason_params": json.dumps(dict(params), ensure_ascii=False),
            "at": change.at,
        },
    )
    change.regroup(list(came_from), kept)
    return kept


def same(store: Store, actor: Actor, pair_id: str, *, client_id: str = "") -> None:
    """A person says that the two of a pair are one report."""
    with store.write(actor, "dedupe.merge", "pair", pair_id, client_id=client_id) as change:
        if change.replayed:
            return
        pair = change.view.pair(pair_id)
        question_id = change.view.reference(pair.a_id).question_id
        change.put("pair", pair_id, {"state": "same"})
        if len(_leaders(change, pair.a_id, pair.b_id)) > 1:
            kept = _merge(change, question_id, (pair.a_id, pair.b_id), "person", "person_said_same", {})
            show_again(change, [kept])


def different(store: Store, actor: Actor, pair_id: str, *, client_id: str = "") -> None:
    """A person says that the two of a pair are not one report. It is remembered: they are not asked about again."""
    with store.write(actor, "dedupe.part", "pair", pair_id, client_id=client_id) as change:
        change.put("pair", pair_id, {"state": "different"})


def reopen(store: Store, actor: Actor, pair_id: str) -> None:
    """Take back a "different": the pair waits for a person again."""
    with store.write(actor, "dedupe.undo", "pair", pair_id) as change:
        change.put("pair", pair_id, {"state": "doubtful"})


def undo_merge(store: Store, actor: Actor, merge_id: str, *, client_id: str = "") -> None:
    """Take back a merge: its group falls in two along the link that made it, and the two are not merged by machine again.

    What later merges joined to either side stays there; each reference keeps its id and its votes.
    """
    with store.write(actor, "dedupe.undo", "merge", merge_id, client_id=client_id) as change:
        merge = change.view.merge(merge_id)
        if change.replayed or merge.undone:
            return
        change.put("merge", merge_id, {"undone_at": change.at})
        question_id = change.view.reference(merge.link[0]).question_id
        in_force = [one.link for one in change.view.merges(question_id, limit=ALL)]
        parts = _parts(change.view.members(merge.link[0]), in_force)
        for part in parts:
            change.regroup(part, part[0])
        show_again(change, [part[0] for part in parts])
        _tell_apart(change, question_id, *sorted(merge.link))


def _parts(members: Sequence[str], links: Sequence[tuple[str, str]]) -> list[list[str]]:
    """The members of a group by what still holds them together; each part sorted, so that the oldest leads."""
    part_of = {one: {one} for one in members}
    for a, b in links:
        if a in part_of and part_of[a] is not part_of[b]:
            part_of[a] |= part_of[b]
            part_of |= dict.fromkeys(part_of[b], part_of[a])
    return [sorted(part) for part in {id(part): part for part in part_of.values()}.values()]


def _tell_apart(change: Change, question_id: str, a: str, b: str) -> None:
    for pair in change.view.pairs(question_id, ""):
        if {pair.a_id, pair.b_id} == {a, b}:
            change.put("pair", pair.id, {"state": "different"})
            return
    values = {"question_id": question_id, "a_id": a, "b_id": b, "state": "different", "score": 0.0}
    change.add("pair", values | {"reason_code": "person_undid_merge", "reason_params": "{}"})
