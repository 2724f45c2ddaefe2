"""The other texts of the method team: drafts that are edited, editions that are published and never change. Each act is an event.

A draft's text is the field "text" of its row, saved with `pipeline.steps.fields.save_field`; it may be wrong while it is
being written. What is published has passed the reader of its kind, and fits what holds of the other kinds. `shipped` is
always kind -> the text that follows with the program.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping

from pico.question import load_question_types
from pipeline.edition import SHIPPED, Edition
from pipeline.errors import BadInput
from pipeline.own_texts import FIELD, KINDS, begun, in_force, read
from pipeline.ports import Change, Store, View
from pipeline.rows import NATION, Actor
from pipeline.steps.fields import LONGEST_CHECKLIST, clean
from pipeline.text_differences import same

_BACK: Mapping[str, str] = {"retired": "published", "discarded": "draft"}
# step -> the verb that takes the newer editions into use for a question
TAKES: Mapping[str, str] = {
    "question": "question.take_texts",
    "screen": "screen.take_texts",
    "summarise": "summary.take_texts",
}


def start_draft(
    store: Store, actor: Actor, kind: str, text: str, *, based_on: str = SHIPPED, client_id: str = ""
) -> str:
    """A new draft with this text, which must be a whole one of its kind; gives its id.

    BadInput: text_kind_unknown; what `own_texts.read` says, with line, key and what to do; personal_number.
    """
    if kind not in KINDS:
        raise BadInput("text_kind_unknown", kind=kind[:60])
    text = clean(text, KINDS[kind].most_bytes)
    read(kind, text)
    with store.write(actor, "text.start", "nation", NATION, client_id=client_id) as change:
        values = {"kind": kind, "state": "draft", "based_on": based_on, "created_at": change.at}
        made = change.add("own_text", values | {"created_by": change.person_id})
        change.set_field("own_text", made, "text", text)
        return made


def import_file(store: Store, actor: Actor, kind: str, content: bytes, *, client_id: str = "") -> str:
    """A file of somebody's as a draft; gives its id. BadInput: as in `start_draft`; checklist_too_big, checklist_not_utf8."""
    most = KINDS[kind].most_bytes if kind in KINDS else LONGEST_CHECKLIST
    return start_draft(store, actor, kind, text_of_file(content, most), based_on="", client_id=client_id)


def text_of_file(content: bytes, most: int = LONGEST_CHECKLIST) -> str:
    """A file as text. BadInput: checklist_too_big, checklist_not_utf8 with its line."""
    if len(content) > most:
        raise BadInput("checklist_too_big", bytes=len(content), limit=most)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("checklist_not_utf8", line=content.count(b"\n", 0, error.start) + 1) from error


def publish(
    store: Store, actor: Actor, edition_id: str, *, shipped: Mapping[str, str], seen: int, client_id: str = ""
) -> int:
    """Publish a draft, for good; it holds from now on. Gives its number. `seen`: the version of the text one has seen.

    BadInput: text_not_draft, instrument_changed (somebody has saved another text since), text_nothing_new (it says the same as
    what holds), text_id_gone, text_breaks_other, and what `own_texts.read` says.
    """
    with store.write(actor, "text.publish", "nation", NATION, client_id=client_id) as change:
        one = _own(change.view, edition_id)
        if change.replayed:
            return one.number
        if one.state != "draft":
            raise BadInput("text_not_draft")
        if one.text.version != seen:
            raise BadInput("instrument_changed")
        texts = _texts(change.view, shipped)
        read(one.kind, one.text.value)
        if same(texts[one.kind], one.text.value):
            raise BadInput("text_nothing_new")
        _refuse_unfit(one.kind, texts[one.kind], {**texts, one.kind: one.text.value})
        number = 1 + max((held.number for held in change.view.own_texts_held() if held.kind == one.kind), default=0)
        change.put("own_text", one.id, {"number": number, "state": "published", "published_at": change.at})
        return number


def retire(store: Store, actor: Actor, edition_id: str, *, shipped: Mapping[str, str], client_id: str = "") -> None:
    """Take a published edition out of force: the one before holds again, at last what ships. Questions that have begun to
    use it go on. BadInput: text_not_published, text_id_gone, text_breaks_other.
    """
    with store.write(actor, "text.retire", "nation", NATION, client_id=client_id) as change:
        one = _own(change.view, edition_id)
        if change.replayed:
            return
        if one.state != "published":
            raise BadInput("text_not_published")
        _turn(change, one, "retired", shipped)


def bring_back(store: Store, actor: Actor, edition_id: str, *, shipped: Mapping[str, str], client_id: str = "") -> None:
    """Undo `retire` or `discard`. BadInput: text_not_away, text_id_gone, text_breaks_other."""
    with store.write(actor, "text.bring_back", "nation", NATION, client_id=client_id) as change:
        one = _own(change.view, edition_id)
        if change.replayed:
            return
        if one.state not in _BACK:
            raise BadInput("text_not_away")
        _turn(change, one, _BACK[one.state], shipped)


def discard(store: Store, actor: Actor, edition_id: str, *, client_id: str = "") -> None:
    """Put a draft away; its text stays, and it can be brought back. BadInput: text_not_draft."""
    with store.write(actor, "text.discard", "nation", NATION, client_id=client_id) as change:
        one = _own(change.view, edition_id)
        if change.replayed:
            return
        if one.state != "draft":
            raise BadInput("text_not_draft")
        change.put("own_text", one.id, {"state": "discarded"})


def stay(change: Change, question_id: str, step: str) -> None:
    """Inside the write by which a question begins to use the texts of a step: remember which editions these are."""
    held = change.view.own_texts_held()
    if not any(one.kind in KINDS and KINDS[one.kind].step == step for one in held):
        return  # what ships is what an empty field means
    if begun(change.view, question_id, step):
        return
    _remember(change, question_id, step, in_force(held))


def take_newer(store: Store, actor: Actor, question_id: str, step: str, *, client_id: str = "") -> None:
    """Take the texts of a step (a key of `TAKES`) that hold now into use for a question that had begun with others."""
    with store.write(actor, TAKES[step], "question", question_id, client_id=client_id) as change:
        _remember(change, question_id, step, in_force(change.view.own_texts_held()))


def _remember(change: Change, question_id: str, step: str, now: Mapping[str, str]) -> None:
    for name, kind in KINDS.items():
        if kind.step == step:
            change.set_field("question", question_id, f"{FIELD}{name}", now.get(name, ""))


def _own(view: View, edition_id: str) -> Edition:
    for kind in KINDS:
        for one in view.own_texts(kind):
            if one.id == edition_id:
                return one
    raise BadInput("text_not_found")


def _texts(view: View, shipped: Mapping[str, str]) -> dict[str, str]:
    """kind -> the text that holds."""
    now = in_force(view.own_texts_held())
    return {name: view.published_text(now[name]) if name in now else shipped[name] for name in KINDS}


def kept_ids(view: View, kind: str, shipped: Mapping[str, str]) -> frozenset[str]:
    """The ids of what holds of a kind that a text coming after it must have too: others point at them."""
    now = in_force(view.own_texts_held())
    return _kept(kind, view.published_text(now[kind]) if kind in now else shipped[kind])


@functools.lru_cache(maxsize=32)
def _kept(kind: str, text: str) -> frozenset[str]:
    try:
        return frozenset(KINDS[kind].kept(read(kind, text, published=True)))
    except BadInput:  # written for an earlier program
        return frozenset()


def _turn(change: Change, one: Edition, state: str, shipped: Mapping[str, str]) -> None:
    before = _texts(change.view, shipped)
    change.put("own_text", one.id, {"state": state})
    after = _texts(change.view, shipped)
    if after != before:
        _refuse_unfit(one.kind, before[one.kind], after)


def _refuse_unfit(kind: str, before: str, after: Mapping[str, str]) -> None:
    """Refuse a text that cannot be read, that lacks what others point at, or that the others do not go together with."""
    value = read(kind, after[kind])
    try:
        kept: Collection[str] = KINDS[kind].kept(read(kind, before, published=True))
    except BadInput:
        kept = ()
    there = KINDS[kind].ids(value) if kept else ()
    if gone := [one for one in kept if one not in there]:
        raise BadInput("text_id_gone", ids=", ".join(gone))
    if kind in ("frameworks", "question_types"):
        try:
            load_question_types(after["question_types"], read("frameworks", after["frameworks"]))
        except BadInput as problem:
            told = {"key": problem.params.get("key", ""), "wanted": problem.params.get("wanted", "")}
            raise BadInput("text_breaks_other", **told) from problem
