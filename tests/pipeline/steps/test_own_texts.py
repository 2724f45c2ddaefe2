"""The texts of the method team beside checklists: editions that never change, what holds where, files, faults and races."""

from __future__ import annotations

import copy
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

import messages
import wiring
from pipeline import own_texts as lists
from pipeline.edition import SHIPPED, Edition
from pipeline.errors import BadInput, Conflict, Refused
from pipeline.gather import gather
from pipeline.needs import offered
from pipeline.own_texts import KINDS
from pipeline.steps import own_texts, question, screen, split, summarise
from pipeline.steps.fields import save_field
from pipeline.steps.undo import undo_last
from pipeline.text_differences import Gap, differences, gaps
from pipeline.text_edits import move, values_of, written
from tests.makers import TEXTS, World, make_person, make_references, make_world, ours, published_text


@pytest.fixture
def world(store: Any) -> World:
    return make_world(store)


def edition(world: World, edition_id: str) -> Edition:
    seen = world.store.seen_by(world.actor)
    return next(one for kind in KINDS for one in seen.own_texts(kind) if one.id == edition_id)


def write(world: World, edition_id: str, text: str, expected: int | None = None) -> int:
    return save_field(world.store, world.actor, "own_text", edition_id, "text", text, expected=expected)


def here(world: World, question_id: str = "") -> wiring.Library:
    """The library as pages of a question see it, or as pages of none."""
    view = world.store.seen_by(world.actor)
    stays = lists.bound(view, question_id, view.own_texts_held()) if question_id else {}
    return wiring.library_here(view, stays)


def changed(kind: str, before: str, after: str) -> str:
    assert before in TEXTS[kind]
    return TEXTS[kind].replace(before, after)


REASONS = changed("exclusion_reasons", "Feil gruppe", "Handler om andre folk")
OTHER_ID = changed("exclusion_reasons", "id: population", "id: other-people")
say = partial(lambda code, params: messages.text(code, params, "nb"))


def put_aside(world: World, reason: str = "population", number: int = 1) -> None:
    one = make_references(world, 1, first=number)[0]
    screen.vote(world.store, world.actor, one, "abstract", "include")
    screen.vote(world.store, world.actor, one, "full_text", "exclude", reason=reason)


# -- every kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_published_text_is_used_at_once_and_what_ships_when_it_is_taken_back(world: World, kind: str) -> None:
    assert here(world) is wiring.library(), "nothing is composed where nothing is published"
    made = published_text(world.store, world.actor, kind, ours(kind))
    assert (edition(world, made).number, edition(world, made).state) == (1, "published")
    library = here(world)
    ships = getattr(wiring.library(), KINDS[kind].attribute, None)
    assert library is not wiring.library()
    assert here(world) is library, "read once for each publication"
    own_texts.retire(world.store, world.actor, made, shipped=TEXTS)
    assert getattr(here(world), KINDS[kind].attribute, None) == ships
    own_texts.bring_back(world.store, world.actor, made, shipped=TEXTS)
    assert edition(world, made).state == "published"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_comes_through_a_file_with_the_same_meaning(world: World, kind: str) -> None:
    made = own_texts.import_file(world.store, world.actor, kind, b"\xef\xbb\xbf" + TEXTS[kind].encode())
    assert edition(world, made).text.value == TEXTS[kind]
    assert lists.read_edition(edition(world, made)) == lists.read(kind, TEXTS[kind])
    assert edition(world, made).based_on == ""


BOMB = "a: &a [x, x]\n" + "\n".join(f"b{n}: &b{n} [*a, *a]" for n in range(20))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"x" * 10_000_000, "checklist_too_big", None),
        (BOMB.encode(), "checklist_alias", 1),
        ("id: vår\n".encode("latin-1"), "checklist_not_utf8", 1),
        (b"id: [\n", "checklist_not_yaml", 2),
        (b"- 1\n", "checklist_wants_map", 1),
        (b"", "checklist_empty", 1),
        (b"id: 2026-99-99\n", "", None),
    ],
)
def test_a_file_that_cannot_be_used_makes_nothing(
    world: World, kind: str, content: bytes, code: str, line: int | None
) -> None:
    begun = time.process_time()
    with pytest.raises(BadInput) as caught:
        own_texts.import_file(world.store, world.actor, kind, content)
    assert time.process_time() - begun < 5
    if code:
        assert (caught.value.code, caught.value.params.get("line")) == (code, line)
    assert "{" not in say(caught.value.code, caught.value.params)
    assert world.store.seen_by(world.actor).own_texts(kind) == ()


def holes(problem: BadInput) -> list[str]:
    """What of a problem's sentence is not filled in."""
    return sorted(set(re.findall(r"\{(\w+)\}", messages.sentences()[problem.code])) - set(problem.params))


WRONG = ("", [], {}, 7, "x", None, [1], {"x": 1}, [[]], True)


def spoilt(value: Any) -> Iterator[Any]:
    """A tree of YAML with one place of it wrong, each place in some ways."""
    places: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        for key in node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
            places.append((node, key))
            walk(node[key])

    root = copy.deepcopy(value)
    walk(root)
    for number, (node, key) in enumerate(places):
        kept = node[key]
        for wrong in (WRONG[number % len(WRONG)], WRONG[(number * 7 + 3) % len(WRONG)]):
            node[key] = wrong
            yield root
        node[key] = kept
        if isinstance(node, dict):
            del node[key]
            yield root
            node[key] = kept


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_wrong_is_said_with_its_place(kind: str) -> None:
    """Each key of what ships is taken away and given other shapes: it is read, or refused with a line and a key."""
    dump = partial(yaml.dump, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), allow_unicode=True, sort_keys=False)
    shrunk = yaml.safe_load(TEXTS[kind])
    for place, tree in enumerate(spoilt(shrunk)):
        if place % 5:  # a fifth of them: still each kind of place
            continue
        text = dump(tree)
        try:
            lists.read(kind, text)
        except BadInput as problem:
            assert holes(problem) == [], (problem.code, problem.params)
            assert 1 <= int(str(problem.params["line"])) <= text.count("\n") + 1
            assert problem.params["key"] is not None


def test_a_misspelt_key_is_named_with_its_line(world: World) -> None:
    text = changed("exclusion_reasons", 'hint: {nb: "Måler', 'hnit: {nb: "Måler')
    with pytest.raises(BadInput) as caught:
        own_texts.start_draft(world.store, world.actor, "exclusion_reasons", text)
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "hnit" in row)
    assert (caught.value.code, caught.value.params["line"]) == ("checklist_key_unknown", line)
    assert caught.value.params["key"] == "reasons[3].hnit"


# -- published for good


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE field SET value = 'x' WHERE object_id = :id",
        "DELETE FROM field WHERE object_id = :id",
        "INSERT OR REPLACE INTO field SELECT object_id, name, kind, 'x', 9, at, person_id FROM field WHERE object_id = :id",
        "UPDATE own_text SET number = 9 WHERE id = :id",
        "UPDATE own_text SET state = 'draft' WHERE id = :id",
        "DELETE FROM own_text WHERE id = :id",
        "INSERT OR REPLACE INTO own_text SELECT id, kind, 9, state, based_on, created_at, created_by, published_at"
        " FROM own_text WHERE id = :id",
    ],
)
def test_a_published_text_is_not_changed_by_another_program_on_the_file(world: World, path: Path, sql: str) -> None:
    made = published_text(world.store, world.actor, "cards", ours("cards"))
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(sql, {"id": made})


def test_nor_by_a_verb(world: World) -> None:
    made = published_text(world.store, world.actor, "cards", ours("cards"))
    for act in (
        lambda: write(world, made, TEXTS["cards"] + "# more\n"),
        lambda: own_texts.discard(world.store, world.actor, made),
        lambda: own_texts.publish(world.store, world.actor, made, shipped=TEXTS, seen=1),
    ):
        with pytest.raises(BadInput, match="text_not_draft"):
            act()


def test_nobody_publishes_a_text_they_have_not_seen_or_that_is_wrong(world: World) -> None:
    draft = own_texts.start_draft(world.store, world.actor, "cards", TEXTS["cards"])
    write(world, draft, TEXTS["cards"] + "# another\n", 1)
    with pytest.raises(BadInput, match="instrument_changed"):
        own_texts.publish(world.store, world.actor, draft, shipped=TEXTS, seen=1)
    seen = write(world, draft, "id: steps\n", 2)
    with pytest.raises(BadInput, match="checklist_key_missing"):
        own_texts.publish(world.store, world.actor, draft, shipped=TEXTS, seen=seen)
    assert here(world) is wiring.library()


def test_what_others_point_at_stays(world: World) -> None:
    for kind, text, code in (
        ("exclusion_reasons", changed("exclusion_reasons", "no-full-text", "no-text"), "text_id_gone"),
        ("question_types", changed("question_types", "\nprevalence:", "\nhow_many:"), "text_id_gone"),
        ("frameworks", changed("frameworks", "\nPICO:", "\nMINE:"), "text_id_gone"),
        ("question_types", changed("question_types", "{I} hos {P}", "{X} hos {P}"), "text_breaks_other"),
    ):
        draft = own_texts.start_draft(world.store, world.actor, kind, text)
        with pytest.raises(BadInput, match=code) as caught:
            own_texts.publish(world.store, world.actor, draft, shipped=TEXTS, seen=1)
        assert "{" not in say(code, caught.value.params)


def test_only_the_method_team_may_and_everybody_may_read(world: World) -> None:
    other = make_person(world.store, "Eksempel To", "no-5601")
    with pytest.raises(Refused):
        own_texts.start_draft(world.store, other, "cards", TEXTS["cards"])
    made = published_text(world.store, world.actor, "cards", ours("cards"))
    for act in (own_texts.retire, own_texts.bring_back):
        with pytest.raises(Refused):
            act(world.store, other, made, shipped=TEXTS)
    draft = own_texts.start_draft(world.store, world.actor, "cards", TEXTS["cards"])
    with pytest.raises(Refused):
        save_field(world.store, other, "own_text", draft, "text", "id: other")
    assert len(world.store.seen_by(other).own_texts("cards")) == 2


def test_what_says_the_same_as_what_holds_is_not_published(world: World) -> None:
    for text in (TEXTS["cards"], TEXTS["cards"] + "# only a comment\n"):
        draft = own_texts.start_draft(world.store, world.actor, "cards", text)
        with pytest.raises(BadInput, match="text_nothing_new"):
            own_texts.publish(world.store, world.actor, draft, shipped=TEXTS, seen=1)
    published_text(world.store, world.actor, "cards", ours("cards"))
    published_text(world.store, world.actor, "cards", TEXTS["cards"])  # back to what ships is something new
    order = TEXTS["exclusion_reasons"]
    moved = move(order, ("reasons", 0), 1)
    assert differences(order, moved)
    published_text(world.store, world.actor, "exclusion_reasons", moved)


def test_a_text_without_a_language_is_told_by_place() -> None:
    text = TEXTS["cards"].replace("why: {", "why: {", 1)
    values = values_of(text)
    values["steps"][0]["why"]["en"] = ""
    del values["steps"][1]["title"]["nn"]
    assert gaps(written(values)) == (Gap(("steps", "need", "why"), "en"), Gap(("steps", "question", "title"), "nn"))
    assert gaps(text) == ()


@pytest.mark.parametrize(
    ("before", "after", "hole"),
    [
        ("{x} gir stor {noun} i {y}", "{x} gir stor {noun} i {utfall}", "{utfall}"),
        ("{x} gir stor {noun} i {y}", "{x} gir stor {noun} i {y", "{y"),
        ("{x} gir stor {noun} i {y}", "{x} gir stor noun} i {y}", "}"),
    ],
)
def test_a_hole_that_nobody_fills_is_refused_with_its_line(world: World, before: str, after: str, hole: str) -> None:
    text = TEXTS["wording"].replace(before, after)
    assert text != TEXTS["wording"]
    line = 1 + text[: text.index(after)].count("\n")
    for act in (
        lambda: own_texts.import_file(world.store, world.actor, "wording", text.encode()),
        lambda: lists.read("wording", text),
    ):
        with pytest.raises(BadInput, match="text_hole_unknown") as caught:
            act()
        assert (caught.value.params["line"], caught.value.params["hole"]) == (line, hole)
        assert caught.value.params["holes"] == "{x}, {y}, {verb}, {base}, {noun}"
    draft = own_texts.start_draft(world.store, world.actor, "wording", ours("wording"))
    seen = write(world, draft, text, 1)  # a draft may be wrong while it is written
    with pytest.raises(BadInput, match="text_hole_unknown"):
        own_texts.publish(world.store, world.actor, draft, shipped=TEXTS, seen=seen)
    assert lists.read("wording", text, published=True).id, "what was published before goes on holding"


# -- what holds where


def test_a_question_that_has_put_papers_aside_stays_with_its_reasons_until_a_yes(world: World) -> None:
    put_aside(world)
    first = published_text(world.store, world.actor, "exclusion_reasons", REASONS)
    words = {one.id: one.say("nb") for one in here(world).reasons}
    assert words["population"] == "Handler om andre folk", "everywhere else it holds"
    assert {one.id: one.say("nb") for one in here(world, world.question_id).reasons}["population"] == "Feil gruppe"
    view = world.store.seen_by(world.actor)
    held = view.own_texts_held()
    assert lists.newer(held, lists.bound(view, world.question_id, held), "screen") == ("exclusion_reasons",)
    own_texts.take_newer(world.store, world.actor, world.question_id, "screen")
    assert lists.bound(view, world.question_id, held)["exclusion_reasons"] == first
    assert {one.id: one.say("nb") for one in here(world, world.question_id).reasons}["population"] != "Feil gruppe"
    assert undo_last(world.store, world.actor, world.question_id, "screen") == "screen.take_texts"
    assert lists.bound(view, world.question_id, held)["exclusion_reasons"] == SHIPPED


def test_one_that_has_not_begun_takes_what_holds_and_stays_with_that(world: World) -> None:
    first = published_text(world.store, world.actor, "exclusion_reasons", REASONS)
    put_aside(world)
    published_text(world.store, world.actor, "exclusion_reasons", OTHER_ID)
    view = world.store.seen_by(world.actor)
    assert lists.bound(view, world.question_id, view.own_texts_held()) == {"exclusion_reasons": first}
    said = {one.id: one.say("nb") for one in here(world, world.question_id).forms.reasons}
    assert said["population"] == "Handler om andre folk"


def test_a_reason_that_is_gone_is_not_offered_and_keeps_its_words(world: World) -> None:
    put_aside(world)
    published_text(world.store, world.actor, "exclusion_reasons", OTHER_ID)
    own_texts.take_newer(world.store, world.actor, world.question_id, "screen")
    reasons = here(world, world.question_id).reasons
    assert "population" not in {one.id for one in offered(reasons)}
    assert {one.id: one.say("nb") for one in reasons}["population"] == "Feil gruppe"
    summary = gather(world.store.seen_by(world.actor), world.question_id, wiring.library().forms, say)
    assert summary.flow is not None
    assert "Feil gruppe" in str(summary.flow)


def test_a_summary_that_went_out_keeps_its_wording_and_template(world: World) -> None:
    view = world.store.seen_by(world.actor)
    export = partial(summarise.export, world.store, world.actor, world.question_id, "markdown")
    published_text(
        *(world.store, world.actor, "summary"),
        changed("summary", "heading: {nb: Hovedbudskap,", "heading: {nb: Det viktigste,"),
    )
    assert b"Det viktigste" in export(wiring.library().forms, say)
    published_text(
        *(world.store, world.actor, "summary"),
        changed("summary", "heading: {nb: Hovedbudskap,", "heading: {nb: Kort sagt,"),
    )
    assert b"Det viktigste" in export(wiring.library().forms, say), "the same again"
    own_texts.take_newer(world.store, world.actor, world.question_id, "summarise")
    assert b"Kort sagt" in export(wiring.library().forms, say)
    assert lists.bound(view, world.question_id, view.own_texts_held())["wording"] == SHIPPED


def test_a_question_keeps_the_fields_it_was_taken_apart_with(world: World) -> None:
    library = wiring.library()
    kind = library.question_types["effect"]
    question.save_type(world.store, world.actor, world.question_id, kind, library.frameworks[kind.framework])
    published_text(
        *(world.store, world.actor, "frameworks"), changed("frameworks", "Hvem gjelder det?", "Hvem er det snakk om?")
    )

    def label(question_id: str) -> str:
        return str(here(world, question_id).frameworks["PICO"].elements[0].label["nb"])

    assert (label(""), label(world.question_id)) == ("Hvem er det snakk om?", "Hvem gjelder det?")
    own_texts.take_newer(world.store, world.actor, world.question_id, "question")
    assert label(world.question_id) == "Hvem er det snakk om?"


def test_questions_of_a_split_begin_with_what_holds(world: World) -> None:
    first = published_text(world.store, world.actor, "frameworks", ours("frameworks"))
    library = here(world)
    kind = library.question_types["effect"]
    asked = split.NewQuestion("Eksempel: Hjelper trening?", kind, library.frameworks[kind.framework])
    (made,) = split.split_question(world.store, world.actor, world.need_id, [asked], "nb")
    published_text(world.store, world.actor, "frameworks", TEXTS["frameworks"])
    view = world.store.seen_by(world.actor)
    stays = lists.bound(view, made, view.own_texts_held())
    assert stays == {"frameworks": first, "question_types": SHIPPED}


# -- races


@pytest.mark.parametrize("writers", [50, pytest.param(1_000, marks=pytest.mark.soak)])
def test_racing_edits_lose_nothing(world: World, path: Path, writers: int) -> None:
    draft = own_texts.start_draft(world.store, world.actor, "exclusion_reasons", TEXTS["exclusion_reasons"])
    conflicts: list[int] = []
    turns, start = threading.Semaphore(10), threading.Barrier(10)
    first = edition(world, draft).text

    def add(number: int) -> None:
        with turns:
            saved = first
            if number < 10:
                start.wait()
            else:
                saved = edition(world, draft).text
            text, version = saved.value, saved.version
            while True:
                try:
                    write(world, draft, f"{text}# line {number}\n", version)
                    return
                except Conflict as conflict:
                    assert f"# line {number}\n" in str(conflict.params["yours"])
                    text, version = str(conflict.params["theirs"]), int(conflict.params["version"])
                    conflicts.append(number)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(conflicts) >= 9
    lines = [line for line in edition(world, draft).text.value.splitlines() if line.startswith("# line")]
    assert sorted(lines) == sorted(f"# line {n}" for n in range(writers))
    with closing(sqlite3.connect(path)) as connection:
        kept = connection.execute("SELECT count(*) FROM event WHERE object_id = ? AND field = 'text'", (draft,))
        assert kept.fetchone()[0] == writers + 1


def test_two_who_publish_at_once_get_a_number_each(world: World) -> None:
    drafts = [own_texts.start_draft(world.store, world.actor, "cards", ours("cards", f"nr{n}")) for n in range(8)]
    start, numbers = threading.Barrier(8), list[int]()

    def go(draft: str) -> None:
        start.wait()
        numbers.append(own_texts.publish(world.store, world.actor, draft, shipped=TEXTS, seen=1))

    threads = [threading.Thread(target=go, args=(draft,)) for draft in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 9))
    newest = max(drafts, key=lambda one: edition(world, one).number)
    assert lists.in_force(world.store.seen_by(world.actor).own_texts_held())["cards"] == newest


# -- one's own side of a conflict


def test_what_one_has_put_by_is_ones_own(world: World) -> None:
    me = world.actor.person_id
    name = f"draft.{me}.conflict.x.text"
    save_field(world.store, world.actor, "put_by", me, name, "min tekst")
    assert world.store.seen_by(world.actor).fields("person", me).text(name) == "min tekst"
    other = make_person(world.store, "Eksempel To", "no-0301")
    with pytest.raises(Exception, match="not_there"):
        world.store.seen_by(other).fields("person", me)
    with pytest.raises(Exception, match=r"not_there|refused"):
        save_field(world.store, other, "put_by", me, name, "en annens")
