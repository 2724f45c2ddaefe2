"""Who somebody is: the first start asks for a name and a municipality."""

from __future__ import annotations

from pipeline.errors import BadInput
from pipeline.ports import Store
from pipeline.rows import EXAMPLE_PLACE, NOBODY, Actor
from pipeline.steps.fields import clean

LANGUAGES = ("nb", "nn", "en")


def register(store: Store, name: str, municipality_id: str, *, language: str = "nb", client_id: str = "") -> Actor:
    """Make a person known. Raises `BadInput` where the name or the municipality is missing."""
    name = clean(name).strip()
    if not name:
        raise BadInput("name_missing")
    if municipality_id not in {place.id for place in store.seen_by(NOBODY).places()}:
        raise BadInput("municipality_missing")
    with store.write(NOBODY, "person.register", "person", "", client_id=client_id) as change:
        values = {"name": name, "municipality_id": municipality_id, "language": language, "created_at": change.at}
        return Actor(change.add("person", values))


def look_around(store: Store, *, name: str = "Gjest", client_id: str = "") -> Actor:
    """Let somebody in who only wants to see the example; who they are can be said later (`edit_person`)."""
    with store.write(NOBODY, "person.register", "person", "", client_id=client_id) as change:
        values = {"name": name, "municipality_id": EXAMPLE_PLACE, "language": "nb", "created_at": change.at}
        return Actor(change.add("person", values))


def edit_person(store: Store, actor: Actor, *, name: str = "", municipality_id: str = "", language: str = "") -> None:
    """Correct one's own name, choose a language, or move to another municipality.

    Earlier events keep the municipality of their day.
    """
    values = {}
    if name := clean(name).strip():
        values["name"] = name
    if language:
        if language not in LANGUAGES:
            raise BadInput("language_unknown", language=language, known=", ".join(LANGUAGES))
        values["language"] = language
    if municipality_id:
        if municipality_id not in {place.id for place in store.seen_by(actor).places()}:
            raise BadInput("municipality_missing")
        values["municipality_id"] = municipality_id
    if values:
        with store.write(actor, "person.edit", "person", actor.person_id) as change:
            change.put("person", actor.person_id, values)
