"""The method team's own words of the glossary, concept by concept. Each change goes into a draft, and holds when it is published.

The draft is an edition of the kind `own_texts.GLOSSARY`, like any other text of the team: `steps/own_texts.py` publishes,
retires and brings back, and the text as a whole is edited with `steps/fields.py`. Here one concept of it is changed by
somebody who sees only that one: the rest stays as it was written, by whoever wrote it meanwhile.

What ships is never changed: a concept of the same id takes its place, or it is put aside, as long as the edition holds.
`shipped` is kind -> the text that follows with the program.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pico.concepts import Entries, as_mapping, as_yaml, read_concept
from pipeline.edition import SHIPPED, Edition
from pipeline.errors import BadInput, Conflict
from pipeline.own_texts import GLOSSARY, KINDS, in_force, read
from pipeline.ports import Change, Store, View
from pipeline.rows import NATION, Actor
from pipeline.steps.ahead import ahead
from pipeline.steps.fields import clean
from pipeline.steps.own_texts import text_of_file
from pipeline.text_edits import Path, put, take

Values = Mapping[str, Any]  # of a concept, with the keys of the glossary's files; {} = the team has none of this id
Shipped = Mapping[str, str]
MOST = KINDS[GLOSSARY].most_bytes


@dataclass(frozen=True, slots=True)
class Changed:
    """One concept in which a draft says something else than what holds of the team's own."""

    id: str
    before: Values
    after: Values
    aside_before: bool = False  # what ships under this id is put aside
    aside: bool = False

    @property
    def kind(self) -> str:
        """new | corrected | aside | back (to what ships)"""
        if self.aside and not self.after:
            return "aside"
        if not self.after:
            return "back"
        return "corrected" if self.before or self.aside_before else "new"


def save_concept(
    store: Store,
    actor: Actor,
    concept_id: str,
    value: Values,
    *,
    shipped: Shipped,
    draft_id: str = "",
    seen: Values | None = None,
    client_id: str = "",
) -> str:
    """Add a concept to a draft, or correct the one of this id; gives the id of the draft.

    `draft_id`: "" = the newest draft, or where there is none a new one of what holds. `seen`: the team's own concept in that
    draft as whoever corrects it saw it; `Conflict("concept_changed")` holds both where another stands there now.
    BadInput: data_key_missing, data_key_wrong, data_key_unknown, each with the key; text_not_draft; personal_number; and
    where the draft as a whole cannot be read, what `own_texts.read` says.
    """
    concept = read_concept(concept_id.strip(), value)
    given = as_mapping(concept)
    for text in (concept.id, *_texts(given)):
        clean(text)

    def refuse(change: Change, draft: str, text: str) -> None:
        theirs = _own(text).get(concept.id, {})
        if seen is not None and theirs not in (dict(seen), given):
            raise _conflict(change, draft, concept.id, theirs, given)

    def make(text: str, _holds: str) -> str:
        return _with(text, {concept.id: given}, back=(concept.id,))

    return _change(
        *(store, actor, "glossary.edit", make),
        shipped=shipped,
        draft_id=draft_id,
        client_id=client_id,
        refuse=refuse,
    )


def remove_concept(
    store: Store, actor: Actor, concept_id: str, *, shipped: Shipped, draft_id: str = "", client_id: str = ""
) -> str:
    """Take the team's own of this id away, also that it was put aside: what ships under it holds again. Gives the draft.
    BadInput: concept_not_own, text_not_draft.
    """

    def make(text: str, _holds: str) -> str:
        if concept_id not in _own(text) and concept_id not in _aside(text):
            raise BadInput("concept_not_own", concept=concept_id[:60])
        return _with(text, {concept_id: {}}, back=(concept_id,))

    return _change(store, actor, "glossary.remove", make, shipped=shipped, draft_id=draft_id, client_id=client_id)


def put_aside(
    store: Store, actor: Actor, concept_id: str, *, shipped: Shipped, draft_id: str = "", client_id: str = ""
) -> str:
    """Let a concept that ships, or the team's own of its id, no longer be proposed. Gives the draft. BadInput: text_not_draft."""

    def make(text: str, _holds: str) -> str:
        return text if concept_id in _aside(text) else _with(text, {concept_id: {}}, aside=(concept_id,))

    return _change(store, actor, "glossary.remove", make, shipped=shipped, draft_id=draft_id, client_id=client_id)


def put_back(
    store: Store, actor: Actor, concept_id: str, *, shipped: Shipped, draft_id: str, client_id: str = ""
) -> None:
    """Undo what a draft changes of one concept: it stands there as in what holds now. BadInput: text_not_draft."""

    def make(text: str, holds: str) -> str:
        aside = (concept_id,) if concept_id in _aside(holds) else ()
        return _with(text, {concept_id: _own(holds).get(concept_id, {})}, back=(concept_id,), aside=aside)

    _change(store, actor, "glossary.edit", make, shipped=shipped, draft_id=draft_id, client_id=client_id)


def import_concepts(
    store: Store, actor: Actor, text: str, *, shipped: Shipped, draft_id: str = "", client_id: str = ""
) -> int:
    """Take the concepts of a glossary file into a draft; gives how many are new or changed there. What it says of the same
    ids takes the place of what stood there; the rest of the draft stays.

    Nothing is taken in of a file that has a fault; the error names line and key. BadInput: as in `own_texts.read`.
    """
    text = clean_lines(text)
    entries = entries_of(text)
    given = {one.id: as_mapping(one) for one in entries.concepts.values()}
    with store.write(actor, "glossary.edit", "nation", NATION, client_id=client_id) as change:
        draft, now = _draft(change, shipped, draft_id)
        if change.replayed:
            return 0
        own, away = _own(now), _aside(now)
        changed = {name: value for name, value in given.items() if own.get(name) != value}
        aside = [one for one in entries.without if one not in away]
        if changed or aside:
            _keep(change, draft, _with(now, changed, back=tuple(changed), aside=aside))
        return len(changed) + len(aside)


def import_file(
    store: Store, actor: Actor, content: bytes, *, shipped: Shipped, draft_id: str = "", client_id: str = ""
) -> int:
    """`import_concepts` of a file. BadInput: also checklist_too_big, checklist_not_utf8 with its line."""
    text = text_of_file(content, MOST)
    return import_concepts(store, actor, text, shipped=shipped, draft_id=draft_id, client_id=client_id)


def clean_lines(text: str) -> str:
    """A file's text with one kind of line break. BadInput: personal_number in any of its lines."""
    return "\n".join(clean(line) for line in text.replace("\r\n", "\n").split("\n"))


# -- read of a draft


@functools.lru_cache(maxsize=8)
def entries_of(text: str) -> Entries:
    """What a text of the team says: read once, for a page asks again at each draw. BadInput: as in `own_texts.read`."""
    entries: Entries = read(GLOSSARY, text)
    return entries


def drafts(view: View) -> tuple[Edition, ...]:
    """Those that are open, the newest first."""
    return tuple(one for one in reversed(view.own_texts(GLOSSARY)) if one.state == "draft")


def holding(view: View, shipped: Shipped) -> str:
    """The text of the edition that holds, or what ships."""
    now = in_force(view.own_texts_held())
    return view.published_text(now[GLOSSARY]) if GLOSSARY in now else shipped[GLOSSARY]


def own_concept(text: str, concept_id: str) -> Values:
    """What a text of the team says of a concept; {} = nothing. BadInput: as in `own_texts.read`."""
    return _own(text).get(concept_id, {})


def changes(before: str, after: str) -> tuple[Changed, ...]:
    """From one text of the team to another, by concept: first as they stand in `after`. BadInput: as in `own_texts.read`."""
    old, new, away, aside = _own(before), _own(after), _aside(before), _aside(after)
    names = dict.fromkeys((*new, *aside, *old, *away))
    every = (Changed(one, old.get(one, {}), new.get(one, {}), one in away, one in aside) for one in names)
    return tuple(one for one in every if one.before != one.after or one.aside_before != one.aside)


# -- inside a write


def _change(
    store: Store,
    actor: Actor,
    verb: str,
    make: Callable[[str, str], str],
    *,
    shipped: Shipped,
    draft_id: str,
    client_id: str,
    refuse: Callable[[Change, str, str], None] = lambda _change, _draft, _text: None,
) -> str:
    """Put what `make` (of the draft's text, and the one that holds) gives in place of a draft's text, unless something
    is to `refuse`. Gives the draft.
    """
    once = functools.lru_cache(maxsize=1)(make)

    def work() -> None:
        view = store.seen_by(actor)
        one = _meant(view, draft_id)
        holds = holding(view, shipped)
        once(one.text.value if one else holds, holds)

    with ahead(work), store.write(actor, verb, "nation", NATION, client_id=client_id) as change:
        draft, text = _draft(change, shipped, draft_id)
        if not change.replayed:
            refuse(change, draft, text)
            _keep(change, draft, once(text, holding(change.view, shipped)))
        return draft


def _meant(view: View, draft_id: str) -> Edition | None:
    """The draft of this id; for "" the newest."""
    return next((one for one in drafts(view) if not draft_id or one.id == draft_id), None)


def _draft(change: Change, shipped: Shipped, draft_id: str) -> tuple[str, str]:
    """(id, text) of the draft that is meant; where there is none, of a new one."""
    if change.replayed:
        return change.made("own_text") or change.result, ""
    if one := _meant(change.view, draft_id):
        return one.id, one.text.value
    if draft_id:
        raise BadInput("text_not_draft")
    based_on = in_force(change.view.own_texts_held()).get(GLOSSARY, SHIPPED)
    text = holding(change.view, shipped)
    values = {"kind": GLOSSARY, "state": "draft", "based_on": based_on, "created_at": change.at}
    made = change.add("own_text", values | {"created_by": change.person_id})
    change.set_field("own_text", made, "text", text)
    return made, text


def _keep(change: Change, draft_id: str, text: str) -> None:
    change.set_field("own_text", draft_id, "text", text)


def _conflict(change: Change, draft_id: str, concept_id: str, theirs: Values, yours: Values) -> Conflict:
    both = {name: concept_text(concept_id, value) for name, value in (("theirs", theirs), ("yours", yours))}
    return Conflict("concept_changed", concept=concept_id, draft=draft_id, **both)


def concept_text(concept_id: str, value: Values) -> str:
    """One concept as its lines in a file; "" for none."""
    return as_yaml((read_concept(concept_id, value),)) if value else ""


def _own(text: str) -> dict[str, dict[str, Any]]:
    return {one.id: as_mapping(one) for one in entries_of(text).concepts.values()}


def _aside(text: str) -> tuple[str, ...]:
    return entries_of(text).without


def _with(text: str, values: Mapping[str, Values], *, back: Collection[str] = (), aside: Collection[str] = ()) -> str:
    """A text of the team with these concepts ({} = without it), with some ids no longer put aside, and others put aside."""
    before = _aside(text)
    news: dict[Path, Any] = {("concepts", name): dict(value) for name, value in values.items() if value}
    kept = [one for one in before if one not in back]
    without = [*kept, *(one for one in aside if one not in kept)]
    if without != list(before):
        news[("without",)] = without
    text = put(text, news) if news else text
    for name, value in values.items():
        if not value and name in _own(text):
            text = take(text, ("concepts", name))
    entries_of(text)
    return text


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, Mapping) else value
    return [text for one in inside for text in _texts(one)]
