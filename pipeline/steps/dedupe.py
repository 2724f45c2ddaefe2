"""Step 4, duplicates: certain ones are merged with a reason, doubtful ones wait for a person, every merge can be undone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.belonging import LinkRow
from pipeline.dedupe.rules import RULES, RULES_VERSION, Outcome
from pipeline.dedupe.values import Deduplicated, Doubt, Link
from pipeline.dedupe.values import Merge as Found
from pipeline.jobs import Alive, still_wanted
from pipeline.ports import Change, Store, View
from pipeline.rows import Actor, Job, Merge, Pair
from pipeline.steps.comparing import compare
from pipeline.steps.references import show_again, show_groups
from pipeline.steps.taken_in import look_for_duplicates

MOST_LISTED = 500  # doubtful pairs kept for people, the likeliest first; more would not be looked at
LINKED = frozenset(rule.code for rule in RULES if rule.outcome is Outcome.LINKED)


def start_dedupe(store: Store, actor: Actor, question_id: str, *, client_id: str = "") -> None:
    """Queue the search for duplicates, unless one is under way."""
    with store.write(actor, "dedupe.start", "question", question_id, client_id=client_id) as change:
        if any(job.kind == "dedupe" and job.state in ("queued", "running") for job in change.view.jobs(question_id)):
            return
        look_for_duplicates(change, question_id)


def cancel(store: Store, actor: Actor, job_id: str, *, client_id: str = "") -> None:
    """Stop a search for duplicates. Nothing of what it has found is kept; merges from before it stand."""
    with store.write(actor, "dedupe.cancel", "job", job_id, client_id=client_id) as change:
        job = change.view.job(job_id)
        if job.kind == "dedupe" and job.state in ("queued", "running"):
            change.put("job", job_id, {"state": "cancelled"})


def find_duplicates(store: Store, job: Job, alive: Alive, *, version: str = "") -> None:
    """The long verb: compare what has come or changed with all references of a question, merge the certain ones, link
    what belongs together, list the doubtful ones. `version` is the program's, for the account."""
    actor = Actor(job.person_id)
    view = store.seen_by(actor)
    alive.beat(total=view.count_references(job.question_id))
    done = compare(view, job.question_id)
    alive.beat(done=done.compared)
    with store.write(actor, "dedupe.run", "question", job.question_id) as change:
        still_wanted(change, job)
        told = keep_found(change, job.question_id, done.found, done.compared, version=version)
        change.keep_compared(done.marks)
        change.keep_cursor(job.id, told, done=done.compared)


def keep_found(
    change: Change, question_id: str, found: Deduplicated, compared: int, *, version: str = ""
) -> dict[str, int]:
    """Keep what the search for duplicates found: merges and links with their reasons, doubtful pairs, that it was done.

    Gives the counts: compared, merged, doubtful, linked.
    """
    groups = _Groups(change, question_id)
    joinable = groups.joinable(found.reasons, change.view.told_apart(question_id))
    kept = [groups.merge((one.a, one.b), "auto", one.reason_code, one.params) for one in joinable]
    show_groups(change, question_id, {led: groups.members[led] for led in sorted({groups.leader[one] for one in kept})})
    pairs, links = change.view.pairs(question_id, ""), change.view.all_links(question_id)
    linked = _keep_links(change, question_id, groups, found.linked, pairs, links)
    known = groups.between(pairs) | groups.between(links) | linked
    doubtful = 0
    for doubt in found.doubtful[:MOST_LISTED]:
        if doubt.a not in groups.leader or doubt.b not in groups.leader:
            continue
        if groups.two(doubt.a, doubt.b) not in known:
            doubtful += 1
            change.add("pair", {"question_id": question_id, **_doubt(doubt)})
    told = {"compared": compared, "merged": len(kept), "doubtful": doubtful, "linked": len(linked)}
    change.note(
        "question", question_id, field="duplicates", new=_json(told | {"rules": RULES_VERSION, "version": version})
    )
    return told


def _keep_links(
    change: Change,
    question_id: str,
    groups: _Groups,
    found: Sequence[Link],
    pairs: Sequence[Pair],
    links: Sequence[LinkRow],
) -> set[frozenset[str]]:
    """Add the links between groups of which nothing is known yet; gives the two leaders of each.

    A doubtful pair that only waits because it was found to be linked, by a program before links were kept, is settled.
    """
    waits = {
        groups.two(one.a_id, one.b_id): one for one in pairs if one.state == "doubtful" and one.reason_code in LINKED
    }
    settled = [one for one in pairs if one not in waits.values()]
    known = groups.between(settled) | groups.between(links)
    new: set[frozenset[str]] = set()
    for one in found:
        two = groups.two(one.a, one.b)
        if len(two) < 2 or not two <= groups.members.keys() or two in known | new:
            continue
        new.add(two)
        ends = {"question_id": question_id, "a_id": one.a, "b_id": one.b, "kind": one.kind, "state": "found"}
        change.add("link", ends | {"reason_code": one.reason_code, "reason_params": _json(one.params)})
        if two in waits:
            change.put("pair", waits[two].id, {"state": "linked"})
    return new


def _doubt(doubt: Doubt) -> dict[str, Any]:
    """The columns of a doubtful pair."""
    told = {"reason_code": doubt.reason_code, "reason_params": _json(doubt.params), "score": float(doubt.score)}
    return {"a_id": doubt.a, "b_id": doubt.b, "state": "doubtful", **told}


class _Groups:
    """Which group each reference of a question is in, kept in step with the merges that are made here."""

    def __init__(self, change: Change, question_id: str) -> None:
        self._change = change
        self._question_id = question_id
        self.leader = dict(change.view.leaders(question_id))
        self.members: dict[str, list[str]] = {}
        for one, led in self.leader.items():
            self.members.setdefault(led, []).append(one)

    def two(self, a: str, b: str) -> frozenset[str]:
        """The references that lead the groups of two; one, where both are in the same group. One that was taken out
        leads itself."""
        return frozenset((self.leader.get(a, a), self.leader.get(b, b)))

    def between(self, rows: Sequence[Pair] | Sequence[LinkRow]) -> set[frozenset[str]]:
        """The two leaders of each pair or link."""
        return {self.two(one.a_id, one.b_id) for one in rows}

    def joinable(self, links: Sequence[Found], apart: Sequence[tuple[str, str]]) -> list[Found]:
        """The links along which groups may be joined: none that would bring together two that a person told apart."""
        never = {self.two(a, b) for a, b in apart} - {frozenset((one,)) for one in self.members}
        group_of: dict[str, set[str]] = {}
        joinable: list[Found] = []
        for one in links:
            if not (one.a in self.leader and one.b in self.leader):  # taken out while they were compared
                continue
            left, right = (group_of.setdefault(led, {led}) for led in (self.leader[one.a], self.leader[one.b]))
            if left is right or any(frozenset((a, b)) in never for a in left for b in right):
                continue
            left |= right
            group_of |= dict.fromkeys(right, left)
            joinable.append(one)
        return joinable

    def merge(self, link: tuple[str, str], how: str, code: str, params: Mapping[str, Any]) -> str:
        """Let the groups of two references be one; gives its leader. The merge remembers the link and where each was."""
        kept, other = sorted(self.two(*link))
        moved = self.members.pop(other)
        values = {"question_id": self._question_id, "kept_id": kept, "how": how, "reason_code": code}
        told = {"moved": _json({"from": dict.fromkeys(moved, other), "link": link}), "reason_params": _json(params)}
        self._change.add("merge", values | told | {"at": self._change.at})
        self._change.regroup(moved, kept)
        self.members[kept] += moved
        self.leader |= dict.fromkeys(moved, kept)
        return kept


def _json(value: Any) -> str:
    return json.dumps(dict(value), ensure_ascii=False)


def _leaders(change: Change, a: str, b: str) -> frozenset[str]:
    return frozenset((change.view.members(a)[0], change.view.members(b)[0]))


def same(store: Store, actor: Actor, pair_id: str, *, client_id: str = "") -> None:
    """A person says that the two of a pair are one report."""
    with store.write(actor, "dedupe.merge", "pair", pair_id, client_id=client_id) as change:
        if change.replayed:
            return
        pair = change.view.pair(pair_id)
        question_id = change.view.reference(pair.a_id).question_id
        change.put("pair", pair_id, {"state": "same"})
        _join(change, question_id, (pair.a_id, pair.b_id))


def same_after_all(store: Store, actor: Actor, link_id: str, *, client_id: str = "") -> None:
    """A person says that two that were held to belong together are one report."""
    with store.write(actor, "dedupe.merge", "link", link_id, client_id=client_id) as change:
        if change.replayed:
            return
        link = change.view.link(link_id)
        change.put("link", link_id, {"state": "same"})
        _join(change, change.view.reference(link.a_id).question_id, (link.a_id, link.b_id))


def _join(change: Change, question_id: str, two: tuple[str, str]) -> None:
    if len(_leaders(change, *two)) > 1:
        show_again(change, [_Groups(change, question_id).merge(two, "person", "person_said_same", {})])


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
        _split(change, question_id, merge)
        _tell_apart(change, question_id, *sorted(merge.link))


def part_automatic(change: Change, question_id: str, reference_ids: Sequence[str]) -> None:
    """Take back the merges that the program made by what these references said before. What people merged stays."""
    anew = set(reference_ids)
    for one in sorted(anew):
        for merge in change.view.merges_of(one):
            if merge.how == "auto" and anew & set(merge.link):
                change.put("merge", merge.id, {"undone_at": change.at})
                _split(change, question_id, merge)


def _split(change: Change, question_id: str, merge: Merge) -> None:
    """Let a group fall apart along the link of a merge that was taken back."""
    in_force = [one.link for one in change.view.merges_of(merge.link[0])]
    parts = _parts(change.view.members(merge.link[0]), in_force)
    for part in parts:
        change.regroup(part, part[0])
    change.settle_groups(question_id)  # a part of which all was taken out goes
    there = change.view.leaders(question_id)
    show_again(change, [part[0] for part in parts if part[0] in there])


def parted(view: View, merge: Merge) -> tuple[tuple[str, int], ...]:
    """What undoing a merge would leave: (leader, votes in force that were given on it or its part) of each part."""
    votes = view.votes(merge.link[0])
    in_force = [one.link for one in view.merges_of(merge.link[0]) if one.id != merge.id]
    return tuple(
        (part[0], sum(vote.reference_id in part for vote in votes))
        for part in _parts(view.members(merge.link[0]), in_force)
    )


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
