"""References that belong together and stay two: an older and a newer version, an abstract and its article, a preprint, an
erratum. The program finds most of them; a person confirms, refuses or makes one, and each of these can be taken back.
"""

from __future__ import annotations

from pipeline.belonging import KINDS, LinkRow
from pipeline.errors import BadInput
from pipeline.ports import Change, Store
from pipeline.rows import Actor

MADE = "person_linked"  # the reason of a link that a person made


def confirm(store: Store, actor: Actor, link_id: str, *, client_id: str = "") -> None:
    """A person says that a link is right."""
    with store.write(actor, "link.confirm", "link", link_id, client_id=client_id) as change:
        _put(change, link_id, "confirmed")


def refuse(store: Store, actor: Actor, link_id: str, *, client_id: str = "") -> None:
    """A person says that two do not belong together. It is remembered: the link is not found again."""
    with store.write(actor, "link.refuse", "link", link_id, client_id=client_id) as change:
        _put(change, link_id, "refused")


def _put(change: Change, link_id: str, state: str) -> None:
    if not change.replayed and change.view.link(link_id).state != state:
        change.put("link", link_id, {"state": state})


def take_back(store: Store, actor: Actor, link_id: str, *, client_id: str = "") -> None:
    """Take back what a person said of a link: it is as it was found. One that a person made of a doubtful pair is gone,
    and the pair waits again."""
    with store.write(actor, "link.undo", "link", link_id, client_id=client_id) as change:
        if change.replayed:
            return
        link = change.view.link(link_id)
        if link.pair_id and link.state == "confirmed":
            change.put("link", link_id, {"state": "same"})  # neither linked nor told apart: nothing is said of it
            change.put("pair", link.pair_id, {"state": "doubtful"})
        elif link.state in ("confirmed", "refused"):
            change.put("link", link_id, {"state": "found"})


def link_pair(store: Store, actor: Actor, pair_id: str, kind: str, *, turned: bool = False, client_id: str = "") -> str:
    """A person says of a doubtful pair that the two belong together and are two; gives the link.

    The first of the pair is the older version, or what is about the second; `turned`: the other way round.
    Raises `BadInput("no_such_answer")` for a kind that is not in `KINDS`.
    """
    if kind not in KINDS:
        raise BadInput("no_such_answer", answer=kind)
    with store.write(actor, "link.make", "pair", pair_id, client_id=client_id) as change:
        if change.replayed:
            return change.made("link") or _between(change, pair_id)
        pair = change.view.pair(pair_id)
        a, b = (pair.b_id, pair.a_id) if turned else (pair.a_id, pair.b_id)
        change.put("pair", pair_id, {"state": "linked"})
        question_id = change.view.reference(a).question_id
        values = {"kind": kind, "state": "confirmed", "pair_id": pair_id, "reason_code": MADE, "reason_params": "{}"}
        there = _link(change, question_id, a, b)
        if there is None:
            return change.add("link", {"question_id": question_id, "a_id": a, "b_id": b, **values})
        change.put("link", there.id, {"a_id": a, "b_id": b, **values})
        return there.id


def _between(change: Change, pair_id: str) -> str:
    pair = change.view.pair(pair_id)
    found = _link(change, change.view.reference(pair.a_id).question_id, pair.a_id, pair.b_id)
    return found.id if found else ""


def _link(change: Change, question_id: str, a: str, b: str) -> LinkRow | None:
    """The link between two references, whatever became of it."""
    return next((one for one in change.view.all_links(question_id) if {one.a_id, one.b_id} == {a, b}), None)
