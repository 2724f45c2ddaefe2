"""What somebody is in the middle of writing is told to nobody else, by no list of events."""

from __future__ import annotations

from pipeline.rights import VERBS
from pipeline.steps.fields import save_field
from tests.makers import World, make_person


def test_drafts_of_others_are_in_no_log(world: World) -> None:
    other = make_person(world.store, "Oppdiktet Kollega")
    name = f"draft.{world.actor.person_id}.say.need"
    save_field(world.store, world.actor, "draft", world.question_id, name, "Ikke sendt ennå")

    def told(view_of: World) -> set[str]:
        view = view_of.store.seen_by(view_of.actor)
        lists = (view.history(world.question_id, list(VERBS)), view.events(world.question_id))
        return {one.field for events in lists for one in events if one.field.startswith("draft.")}

    assert told(world) == {name}
    assert told(world.as_seen_by(other)) == set()
