"""A draft changed in boxes: the text says what was written, the rest stays, and two at once lose nothing."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from appraisal.instrument import load_instrument
from data import reference
from pipeline.errors import BadInput, Conflict, Refused
from pipeline.own_texts import read
from pipeline.rows import Saved
from pipeline.steps import instruments, own_texts, text_entries, text_paper
from pipeline.steps.fields import save_field
from pipeline.steps.text_paper import paper_of
from pipeline.text_edits import values_of
from pipeline.text_form_table import CHECKLIST, FORMS
from pipeline.text_forms import Box, Group, Way, entry_of, names_at, place_of, rows_of, shown, value_at
from tests.makers import TEXTS, World, make_person, make_world

KIND = "exclusion_reasons"
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


def entries(text: str) -> dict[str, Any]:
    return {one["id"]: one for one in values_of(text)["reasons"]}


def write(world: World, draft: str, name: str, value: str, seen: str, **more: Any) -> int:
    box, language = more.pop("part", ("label", "nb"))
    return text_entries.save_text(
        *(world.store, world.actor, KIND, draft, ("reasons", name), box, value), language=language, seen=seen, **more
    )


def test_one_text_is_written_and_no_other_line_is_touched(world: World, draft: str) -> None:
    write(world, draft, "population", "Handler om andre", "Feil gruppe")
    assert saved(world, draft).value == TEXTS[KIND].replace('nb: "Feil gruppe"', 'nb: "Handler om andre"')
    write(world, draft, "population", "", "Wrong population", part=("label", "en"))
    assert "en" not in rows(world, draft)[0]["label"]


def ways(kind: str, values: Any, groups: tuple[Group, ...], above: Way = ()) -> Iterator[Way]:
    """Every entry of a text, those within others too."""
    for group in groups:
        for name in rows_of(FORMS[kind], values, (*above, group.name)).places:
            way = (*above, group.name, name)
            yield way
            yield from ways(kind, values, group.inside, way)


ODD = {
    "filter": "example[tiab] OR eksempel[tiab]",
    "symbol": "⊕",
    "colour": "#123456",
    "checklist_version": "9.9",
    "gate": "false",
}


NUMBERS = itertools.count(100)  # of items: no two alike


def another(box: Box, values: Any, entry: Any) -> str:
    """Something that may stand in a box."""
    if box.kind in ("lines", "keys"):
        return "eksempel en\neksempel to"
    if box.kind in ("choice", "several"):
        options = box.options or names_at(value_at(values, entry), box.among)
        return options[-1] if box.kind == "choice" else "\n".join(reversed(options))
    if box.name == "number":
        return f"{next(NUMBERS)}b"
    odd = {"count": "7", "flag": "true", "area": "Eksempel\nto linjer"}
    return ODD.get(box.name) or odd.get(box.kind, "Eksempel: 'ny' #")


CHECKLISTS = {one: reference.text(one) for one in reference.names("checklists")}
# of each way a rule is put one; the others in the long run
WRITTEN = ("checklists/fhi-oversikt@1.0.yaml", "checklists/grade@1.1.yaml", "checklists/robis@1.0.yaml")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *((kind, TEXTS[kind]) for kind in FORMS if kind in TEXTS),
        *(
            pytest.param(CHECKLIST, text, marks=() if name in WRITTEN else pytest.mark.soak)
            for name, text in CHECKLISTS.items()
        ),
    ],
    ids=[*(kind for kind in FORMS if kind in TEXTS), *CHECKLISTS],
)
def test_what_is_written_in_any_box_stands_there_and_nothing_else_changes(kind: str, text: str) -> None:
    """Of the boxes alike, those of the first and the last entry; comments stay."""
    paper, comments = paper_of(kind), [one for one in text.splitlines() if one.startswith("#")]
    every = list(ways(kind, paper.values(text), FORMS[kind]))
    for way in {one[:-1]: one for one in (*reversed(every), *every)}.values():
        place = list(rows_of(FORMS[kind], paper.values(text), way[:-1]).places).index(way[-1])
        for box in entry_of(FORMS[kind], paper.values(text), way)[0].boxes:
            for language in box.languages(paper.values(text)):
                values = paper.values(text)
                way = (
                    *way[:-1],
                    list(rows_of(FORMS[kind], values, way[:-1]).places)[place],
                )  # some are known by a text
                entry = entry_of(FORMS[kind], values, way)[1]
                path = place_of(box, entry, way[-1], language)
                value = another(box, values, entry)
                text = text_paper.written(paper, text, values, box, path, language, value)
                assert shown(box, value_at(paper.values(text), path)) == value, (way, box.name)
                if not box.lacks(language, ""):
                    text_paper.written(paper, text, paper.values(text), box, path, language, "")
    paper.read(text)
    assert [one for one in text.splitlines() if one.startswith("#")] == comments


def stands(text: str, kind: str, way: Way, box: str, language: str) -> str:
    values = values_of(text)
    group, entry = entry_of(FORMS[kind], values, way)
    return shown(group.box(box), value_at(values, place_of(group.box(box), entry, way[-1], language)))


def test_each_kind_is_written_through_its_verb(world: World) -> None:
    for kind, way, box, language, value in (
        ("wording", ("sentences", "high"), "size_large", "nn", "{x} gir mykje {noun} i {y}"),
        ("wording", ("checks_advice", ""), "advice_warn", "nb", "bør\neksempelord*"),
        ("summary", ("sections", "gaps"), "fills", "", "text\nflow"),
        ("summary", ("sections", "gaps"), "no_review", "nb", "Eksempel: ingenting."),
        ("summary", ("terms", "Metaanalyse"), "match", "en", "meta-analys*\nexample"),
        ("filters", ("filters", "humans"), "filter", "", "NOT (animals[mh] NOT humans[mh]) NOT example[tiab]"),
        ("filters", ("filters", "qualitative_heading", "figures", "sensitivity · Wagner 2020"), "figure", "", "22 %"),
        ("frameworks", ("frameworks", "PICO", "elements", "O"), "required", "", "true"),
        ("frameworks", ("frameworks", "PICO"), "search_elements", "", "P\nI\nO"),
        ("extraction", ("forms", "review", "fields", "studies"), "field_help", "nb", "Eksempel"),
    ):
        made = own_texts.start_draft(world.store, world.actor, kind, TEXTS[kind])
        seen = stands(TEXTS[kind], kind, way, box, language)
        common = (world.store, world.actor, kind, made, way, box, value)
        assert text_entries.save_text(*common, language=language, seen=seen) == 2
        assert stands(saved(world, made).value, kind, way, box, language) == value
        read(kind, saved(world, made).value)


@pytest.mark.parametrize(
    ("kind", "way", "box", "language", "value", "code"),
    [
        ("wording", ("sentences", "high"), "size_large", "nb", "{x} gir stor {virkning}", "text_box_hole"),
        ("wording", ("sentences", "high"), "size_large", "nb", "{x gir", "text_box_hole"),
        ("wording", ("sentences", "high"), "size_large", "nn", "", "text_box_empty"),
        ("wording", ("certainty", "high"), "phrase", "nb", "", "text_entry_unnamed"),
        ("summary", ("sections", "gaps"), "words_max", "", "mange", "text_box_count"),
        ("summary", ("sections", "gaps"), "fills", "", "", "text_box_empty"),
        ("filters", ("filters", "humans"), "filter", "", "(eksempel[tiab]", "text_box_pubmed"),
        ("filters", ("filters", "therapy_broad"), "note", "nn", "Døme", "text_source_first"),
        ("frameworks", ("frameworks", "PEO"), "pattern", "nb", "Hva er {X}?", "text_box_pattern"),
        ("frameworks", ("frameworks", "NO"), "label", "nb", "x", "text_entry_gone"),
        ("extraction", ("forms", "review", "fields", "studies"), "field_kind", "", "line", "extraction_kind"),
    ],
)
def test_a_mistake_is_told_of_its_box(
    world: World, kind: str, way: Way, box: str, language: str, value: str, code: str
) -> None:
    made = own_texts.start_draft(world.store, world.actor, kind, TEXTS[kind])
    with pytest.raises(BadInput) as caught:
        seen = "" if way[-1] == "NO" else stands(TEXTS[kind], kind, way, box, language)
        text_entries.save_text(world.store, world.actor, kind, made, way, box, value, language=language, seen=seen)
    assert caught.value.code == code
    assert saved(world, made).value == TEXTS[kind]


@pytest.mark.parametrize(
    ("kind", "way", "name", "said"),
    [
        ("summary", ("sections",), "eksempel", {"heading": "Eksempel", "section_help": "Hjelp"}),
        ("summary", ("terms",), "", {"term": "Eksempelord", "term_text": "Forklaring", "match": "eksempel*"}),
        (
            "filters",
            ("filters",),
            "eksempel",
            {"label": "Ex", "filter": "x[tiab]", "filter_date": "2026", "filter_source": "Vi"},
        ),
        (
            "filters",
            ("filters", "humans", "figures"),
            "",
            {"measure": "precision", "figure": "1 %", "figure_source": "Vi"},
        ),
        ("frameworks", ("frameworks",), "eksempel", {"label": "Eksempel"}),
        (
            "frameworks",
            ("frameworks", "PICO", "elements"),
            "T",
            dict.fromkeys(("element", "help", "example", "card_mistake"), "Når?"),
        ),
        ("extraction", ("forms",), "eksempel", {"form_title": "Eksempel", "heading": "Eksempel"}),
        ("extraction", ("forms", "review", "fields"), "eksempel", {"field": "Eksempel", "field_kind": "line"}),
    ],
)
def test_an_entry_comes_goes_and_is_taken_back(
    world: World, kind: str, way: Way, name: str, said: dict[str, str]
) -> None:
    made = own_texts.start_draft(world.store, world.actor, kind, TEXTS[kind])
    common, values = (world.store, world.actor, kind, made), values_of(TEXTS[kind])
    rows = rows_of(FORMS[kind], values, way)
    group = rows.group
    like = value_at(values, next(iter(rows.places.values()))) if rows.places else {}
    given = {(one, spoken): text for one, text in said.items() for spoken in group.box(one).languages(values)}
    entry = text_entries.new_entry(group, name, given, like, place=len(rows.places) + 1)
    text_entries.add_entry(*common, way, name, entry)
    added = list(rows_of(FORMS[kind], values_of(saved(world, made).value), way).places)
    assert len(added) == len(rows.places) + 1
    read(kind, saved(world, made).value)
    if len(added) > 1:
        text_entries.move_entry(*common, (*way, added[-1]), -1)
        moved = list(rows_of(FORMS[kind], values_of(saved(world, made).value), way).places)
        assert moved == [*added[:-2], added[-1], added[-2]]
    before = saved(world, made).value
    values = values_of(before)
    seen = value_at(values, entry_of(FORMS[kind], values, (*way, added[-1]))[1])
    text_entries.take_entry(*common, (*way, added[-1]), seen=seen, shipped=TEXTS)
    assert set(rows_of(FORMS[kind], values_of(saved(world, made).value), way).places) == set(rows.places)
    text_entries.take_back(*common)
    assert saved(world, made).value == before
    while saved(world, made).value != TEXTS[kind]:
        text_entries.take_back(*common)
    with pytest.raises(BadInput, match="undo_nothing"):
        text_entries.take_back(*common)


@pytest.mark.parametrize(
    ("kind", "way", "entry"),
    [
        ("summary", ("sections",), {"heading": {"nb": "Eksempel"}, "help": {"nb": "x", "nn": "x", "en": "x"}}),
        ("extraction", ("forms", "review", "fields"), {"kind": "line", "label": {"nb": "Eksempel", "en": "Example"}}),
    ],
)
def test_an_entry_that_lacks_a_language_is_told_so(world: World, kind: str, way: Way, entry: dict[str, Any]) -> None:
    made = own_texts.start_draft(world.store, world.actor, kind, TEXTS[kind])
    start = {**rows_of(FORMS[kind], values_of(TEXTS[kind]), way).group.start, "id": "eksempel"}
    with pytest.raises(BadInput, match="text_entry_lacks"):
        text_entries.add_entry(world.store, world.actor, kind, made, way, "eksempel", start | entry)


def test_what_somebody_else_wrote_since_is_not_taken_back(world: World, draft: str) -> None:
    write(world, draft, "population", "Deres", "Feil gruppe")
    save_field(world.store, world.actor, "own_text", draft, "text", TEXTS[KIND] + "# mer\n")
    text_entries.take_back(world.store, world.actor, KIND, draft)
    assert "Deres" in saved(world, draft).value


def test_what_others_point_at_stays(world: World) -> None:
    made = own_texts.start_draft(world.store, world.actor, "frameworks", TEXTS["frameworks"])
    with pytest.raises(BadInput, match="text_id_gone"):
        text_entries.take_entry(
            *(world.store, world.actor, "frameworks", made, ("frameworks", "PEO")),
            seen=values_of(TEXTS["frameworks"])["PEO"],
            shipped=TEXTS,
        )


def test_an_entry_is_added_moved_and_taken_away_with_its_number(world: World, draft: str) -> None:
    common = (world.store, world.actor, KIND, draft)
    text_entries.add_entry(*common, ("reasons",), "eksempel", NEW)
    write(world, draft, "eksempel", "Måler noe annet.", "", part=("hint", "nn"))
    assert rows(world, draft)[-1]["hint"] == {"nb": "", "nn": "Måler noe annet."}
    for _turn in range(20):
        text_entries.move_entry(*common, ("reasons", "eksempel"), -1)
    assert [one["id"] for one in rows(world, draft)][:2] == ["eksempel", "population"]
    assert [one["key"] for one in rows(world, draft)[1:]] == list(range(2, 11))
    text_entries.take_entry(*common, ("reasons", "population"), seen=rows(world, draft)[1], shipped=TEXTS)
    assert "population" not in entries(saved(world, draft).value)
    read(KIND, saved(world, draft).value)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (
            lambda c: text_entries.add_entry(*c, ("reasons",), "eksempel", NEW | {"label": {"nn": "x"}}),
            "text_entry_unnamed",
        ),
        (lambda c: text_entries.add_entry(*c, ("reasons",), "population", NEW), "text_entry_there"),
        (lambda c: text_entries.add_entry(*c, ("reasons",), "å b", NEW), "text_entry_name"),
        (
            lambda c: text_entries.add_entry(*c, ("reasons",), "eksempel", NEW | {"colour": "red"}),
            "checklist_key_unknown",
        ),
        (lambda c: text_entries.move_entry(*c, ("reasons", "nowhere"), 1), "text_entry_gone"),
        (lambda c: text_entries.take_entry(*c, ("reasons", "no-full-text"), seen={}, shipped=TEXTS), "text_id_gone"),
        (
            lambda c: text_entries.take_entry(*c, ("reasons", "population"), seen={"id": "population"}, shipped=TEXTS),
            "instrument_changed",
        ),
        (
            lambda c: text_entries.save_text(
                *c, ("reasons", "population"), "label", "", language="nb", seen="Feil gruppe"
            ),
            "text_entry_unnamed",
        ),
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
        text_entries.add_entry(world.store, other, KIND, draft, ("reasons",), "eksempel", NEW)
    write(world, draft, "population", "Mitt", "Feil gruppe")
    own_texts.publish(world.store, world.actor, draft, shipped=TEXTS, seen=2)
    with pytest.raises(BadInput, match="text_not_draft"):
        write(world, draft, "population", "x", "Mitt")


def test_racing_boxes_lose_nothing(world: World, draft: str) -> None:
    """Fifty writes of ten people, each in an entry of their own: all stand."""
    names, start = list(entries(TEXTS[KIND])), threading.Barrier(9)

    def go(name: str) -> None:
        seen = entries(TEXTS[KIND])[name]["label"]["nb"]
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


def test_racing_entries_are_all_added(world: World) -> None:
    """Fifty places, by ten people."""
    made = own_texts.start_draft(world.store, world.actor, "places", TEXTS["places"])
    start = threading.Barrier(10)

    def add(first: int) -> None:
        start.wait()
        for n in range(first, 50, 10):
            entry = {"id": f"own-{n}", "kind": "review", "label": {"nb": f"Eksempel {n}"}}
            text_entries.add_entry(world.store, world.actor, "places", made, ("places",), f"own-{n}", entry)

    threads = [threading.Thread(target=add, args=(n,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = [one["id"] for one in values_of(saved(world, made).value)["places"]]
    assert {f"own-{n}" for n in range(50)} <= set(names)
    assert saved(world, made).version == 51


def test_a_checklist_gets_an_item_and_keeps_its_words(world: World) -> None:
    text = CHECKLISTS["checklists/fhi-oversikt@1.0.yaml"]
    made = instruments.start_draft(world.store, world.actor, text)
    common = (world.store, world.actor, CHECKLIST, made)
    way = ("parts", next(iter(rows_of(FORMS[CHECKLIST], paper_of(CHECKLIST).values(text), ("parts",)).places)), "items")
    rows = rows_of(FORMS[CHECKLIST], paper_of(CHECKLIST).values(text), way)
    said = {(box, one): f"Eksempel {one}" for box in ("item", "item_help", "look_for") for one in ("nb", "nn", "en")}
    entry = text_entries.new_entry(rows.group, "eksempel", said | {("number", ""): "99"}, {}, place=0)
    text_entries.add_entry(*common, way, "eksempel", entry)
    text_entries.save_text(*common, (*way, "eksempel"), "quote", "true", seen="false")
    with pytest.raises(BadInput, match="text_box_number"):
        text_entries.save_text(*common, (*way, "eksempel"), "number", "1", seen="99")
    with pytest.raises(Conflict):
        text_entries.save_text(*common, (*way, "eksempel"), "item", "Mitt", language="nb", seen="Noe annet")
    (draft,) = world.store.seen_by(world.actor).own_instruments()
    assert draft.read is not None
    (new,) = [one for one in draft.read.items if one.id == "eksempel"]
    assert (new.number, new.quote, new.text.get("nn")) == ("99", True, "Eksempel nn")
    assert [one.id for one in draft.read.answers] == [one.id for one in load_instrument(text).answers], "yes and no"
    for _turn in range(2):
        text_entries.take_back(*common)
    assert world.store.seen_by(world.actor).fields("instrument", made).text("text").strip() == text.strip()
