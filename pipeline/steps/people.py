"""Who somebody is: the first start asks for a name and a municipality."""

from __future__ import annotations

from pipeline.errors import BadInput
from pipeline.ports import Change, Store
from pipeline.rights import first_roles
from pipeline.rows import EXAMPLE_PLACE, HERE, NOBODY, Actor
from pipeline.steps.fields import clean
from pipeline.steps.team import add_appointment

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
        return _admitted(change, change.add("person", values), municipality_id)


def look_around(store: Store, *, name: str = "Gjest", client_id: str = "") -> Actor:
    """Let somebody in who only wants to see the example; who they are can be said later (`edit_person`)."""
    with store.write(NOBODY, "person.register", "person", "", client_id=client_id) as change:
        values = {"name": name, "municipality_id": EXAMPLE_PLACE, "language": "nb", "created_at": change.at}
        return _admitted(change, change.add("person", values), EXAMPLE_PLACE)


def _admitted(change: Change, person_id: str, municipality_id: str) -> Actor:
    """Without accounts the installation is theirs who use it: see `rights.first_roles`."""
    if not change.replayed:
        first = not change.holders("administrator", "installation", HERE)
        for given in first_roles(person_id, municipality_id, first=first):
            add_appointment(change, *given)
    return Actor(person_id)


def edit_person(store: Store, actor: Actor, *, name: str = "", language: str = "") -> None:
    """Correct one's own name, or choose a language."""
    values = {}
    if name := clean(name).strip():
        values["name"] = name
    if language:
        if language not in LANGUAGES:
            raise BadInput("language_unknown", language=language, known=", ".join(LANGUAGES))
        values["language"] = language
    if values:
        with store.write(actor, "person.edit", "person", actor.person_id) as change:
            change.put("person", actor.person_id, values)


def move_person(store: Store, actor: Actor, person_id: str, municipality_id: str) -> None:
    """Let somebody work in another municipality from now on: their roles in the one they leave end, those at needs stay.

    Earlier events keep the municipality of their day. Without accounts, whoever moves is on the lists of the new one.
    """
    if municipality_id not in {place.id for place in store.seen_by(actor).places()}:
        raise BadInput("municipality_missing")
    with store.write(actor, "person.move", "person", person_id) as change:
        left = change.municipality_of(person_id)
        if left == municipality_id:
            return
        change.put("person", person_id, {"municipality_id": municipality_id})
        for appointment_id in change.appointments_of(person_id, "municipality"):
            change.end("appointment", appointment_id, why="moved")
        if store.only_person() is not None:
            for given in first_roles(person_id, municipality_id, first=False):
                add_appointment(change, *given)
