"""A draft changed in boxes: the text says what was written, the rest stays, and two at once lose nothing."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from pipeline.errors import BadInput, Conflict, Refused
from pipeline.own_texts import read
from pipeline.rows import Saved
from pipeline.steps import own_texts, text_entries
from pipeline.text_edits import values_of
from pipeline.text_forms import FORMS, entries
from tests.makers import TEXTS, World, make_person, make_world

KIND = "exclusion_reasons"
LABEL = ("label", "nb")
NEW = {"id": "eksempel", "label": {"nb": "Eksempel: en til", "nn": "Døme: ein til"}}


@pytest.fixture
def world(store: Any) -> World:
    return make_world(store)


@pytest.fixture
def draft(world: World) -> str:
    return own_texts.start_draft(world.store, world.actor, KIND, TEXTS[KIND])


def saved(world: World, draft: str) -> Saved:
    return world.store.seen_by(world.actor).fields("own_text", draft)["text"]


def rows(world: World, draft: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = values_of(saved(world, draft).value)["reasons"]
    return found


def write(world: World, draft: str, name: str, value: str, seen: str, **more: Any) -> int:
    return text_entries.save_text(
        world.store, world.actor, KIND, draft, name, more.pop("part", LABEL), value, seen=seen, **more
    )


def test_one_text_is_written_and_no_other_line_is_touched(world: World, draft: str) -> None:
    write(world, draft, "population", "Handler om andre", "Feil gruppe")
    assert saved(world, draft).value == TEXTS[KIND].replace('nb: "Feil gruppe"', 'nb: "Handler om andre"')
    write(world, draft, "population", "", "Wrong population", part=("label", "en"))
    assert "en" not in rows(world, draft)[0]["label"]


@pytest.mark.parametrize("kind", FORMS)
def test_every_part_of_every_entry_is_written_and_read_again(world: World, kind: str) -> None:
    made = own_texts.start_draft(world.store, world.actor, kind, TEXTS[kind])
    name, entry = next(iter(entries(kind, TEXTS[kind]).items()))
    for part in FORMS[kind].parts:
        for language in ("nb", "nn", "en"):
            seen: Any = entry
            for step in (*part, language):
                seen = seen[step]
            text_entries.save_text(
                *(world.store, world.actor, kind, made, name, (*part, language), f"Eksempel\n{language}"), seen=seen
            )
    text = saved(world, made).value
    read(kind, text)
    assert text.count("Eksempel") >= len(FORMS[kind].parts) * 3
    assert text.splitlines()[0] == TEXTS[kind].splitlines()[0]


def test_an_entry_is_added_moved_and_taken_away_with_its_number(world: World, draft: str) -> None:
    common = (world.store, world.actor, KIND, draft)
    text_entries.add_entry(*common, NEW)
    write(world, draft, "eksempel", "Måler noe annet.", "", part=("hint", "nn"))
    assert rows(world, draft)[-1]["hint"] == {"nb": "", "nn": "Måler noe annet."}
    for _turn in range(20):
        text_entries.move_entry(*common, "eksempel", -1)
    assert [one["id"] for one in rows(world, draft)][:2] == ["eksempel", "population"]
    assert [one["key"] for one in rows(world, draft)[1:]] == list(range(2, 11))
    text_entries.take_entry(*common, "population", seen=rows(world, draft)[1])
    assert "population" not in entries(KIND, saved(world, draft).value)
    read(KIND, saved(world, draft).value)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda c: text_entries.add_entry(*c, NEW | {"label": {"nn": "x"}}), "text_entry_unnamed"),
        (lambda c: text_entries.add_entry(*c, NEW | {"id": "population"}), "text_key_twice"),
        (lambda c: text_entries.add_entry(*c, NEW | {"colour": "red"}), "checklist_key_unknown"),
        (lambda c: text_entries.move_entry(*c, "nowhere", 1), "text_entry_gone"),
        (lambda c: text_entries.take_entry(*c, "no-full-text", seen={}), "text_id_gone"),
        (lambda c: text_entries.take_entry(*c, "population", seen={"id": "population"}), "instrument_changed"),
        (lambda c: text_entries.save_text(*c, "population", LABEL, "", seen="Feil gruppe"), "text_entry_unnamed"),
    ],
)
def test_what_cannot_be_done_says_why_and_changes_nothing(world: World, draft: str, act: Any, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        act((world.store, world.actor, KIND, draft))
    assert caught.value.code == code
    assert saved(world, draft).value == TEXTS[KIND]


def test_of_one_place_the_second_is_shown_both_and_of_two_both_stand(world: World, draft: str) -> None:
    write(world, draft, "population", "Deres", "Feil gruppe")
    with pytest.raises(Conflict) as caught:
        write(world, draft, "population", "Mitt", "Feil gruppe")
    assert (caught.value.params["theirs"], caught.value.params["yours"]) == ("Deres", "Mitt")
    write(world, draft, "design", "Feil studie", "Feil type studie")
    write(world, draft, "population", "Mitt", "Deres", expected=saved(world, draft).version)
    assert [one["label"]["nb"] for one in rows(world, draft) if one["id"] in ("population", "design")] == [
        "Mitt",
        "Feil studie",
    ]


def test_a_published_one_stays_and_others_may_not(world: World, draft: str) -> None:
    other = make_person(world.store, "Eksempel To", "no-5601")
    with pytest.raises(Refused):
        text_entries.add_entry(world.store, other, KIND, draft, NEW)
    own_texts.publish(world.store, world.actor, draft, shipped=TEXTS, seen=1)
    with pytest.raises(BadInput, match="text_not_draft"):
        write(world, draft, "population", "x", "Feil gruppe")


def test_racing_boxes_lose_nothing(world: World, draft: str) -> None:
    """Fifty writes of ten people, each in an entry of their own: all stand."""
    names, start = list(entries(KIND, TEXTS[KIND])), threading.Barrier(9)

    def go(name: str) -> None:
        seen = entries(KIND, TEXTS[KIND])[name]["label"]["nb"]
        start.wait()
        for turn in range(6):
            write(world, draft, name, f"{name} {turn}", seen)
            seen = f"{name} {turn}"

    threads = [threading.Thread(target=go, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one["label"]["nb"] for one in rows(world, draft)] == [f"{name} 5" for name in names]
    assert saved(world, draft).version == 1 + 6 * len(names)
