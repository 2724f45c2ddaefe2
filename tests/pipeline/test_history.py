"""The log as people read it: every verb and field has words, and a write is one line without an id or JSON in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields as fields_of
from typing import Any

import pytest

import messages
import wiring
from pipeline import history, wording
from pipeline.history import Line, Lookup, Said, Values, lines
from pipeline.history_words import BEGINNINGS, LISTS, ROWS, THINGS, VALUES, field_codes
from pipeline.needs import ResearchNeed
from pipeline.rights import VERBS
from pipeline.rows import Event
from pipeline.steps import screen, search
from pipeline.steps.fields import EDITABLE


class Shelf:
    """Labels and titles that show where they came from."""

    def label(self, words: str, value: str, object_id: str) -> str:
        return f"<{words} {value}>"

    def about(self, kind: str, object_id: str, verb: str) -> Said | None:
        return Said(f"<{kind}>") if kind in ("reference", "part", "appraisal") else None

    def row(self, kind: str, object_id: str) -> Mapping[str, Any]:
        rows = {
            "word": {"text": "falls", "element": "O", "kind": "text"},
            "vote": {"reference_id": "r", "stage": "abstract", "answer": "include", "reason": "", "note": ""},
        }
        return rows.get(kind, {})


SHELF: Lookup = Shelf()


def event(verb: str, kind: str, field: str = "", old: Any = None, new: Any = None, **more: Any) -> Event:
    """One event; a mapping becomes the JSON that the log holds."""
    before, after = (json.dumps(one) if isinstance(one, dict) else one for one in (old, new))
    given = {
        "seq": 1,
        "write_id": "w1",
        "at": "2026-11-21T12:00:00.000Z",
        "person": "Eksempel Person",
        "why": "",
    } | more
    return Event(verb=verb, kind=kind, object_id="o", field=field, old=before, new=after, **given)


def words(values: Values) -> list[str]:
    """What values say in bokmål."""
    return [messages.text(one.code, one.params) if one.code else one.text for one in values]


def told(line: Line) -> list[tuple[str, list[str], list[str]]]:
    """(what, old, new) of each change, in words."""
    return [(words((one.what,))[0], words(one.old), words(one.new)) for one in line.changes]


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_has_words(verb: str) -> None:
    (line,) = lines([event(verb, "question")], SHELF)
    assert f"verb_{line.verb}" in messages.sentences()


OWN_SIDE = ("draft", "put_by")  # what somebody is in the middle of: not told
EVERY_FIELD = sorted(
    {(thing, name) for thing, one in EDITABLE.items() if thing not in OWN_SIDE for name in one.names}
    | {(thing, f"{begin}x") for thing, one in EDITABLE.items() if thing not in OWN_SIDE for begin in one.beginnings}
    | {("question", "type"), ("question", "framework"), ("question", "language"), ("question", "element.P")}
)


@pytest.mark.parametrize(("thing", "name"), EVERY_FIELD)
def test_every_field_has_a_name(thing: str, name: str) -> None:
    editable = EDITABLE[thing]
    (line,) = lines([event(editable.verb, editable.table, name, "a", "b")], SHELF)
    ((what, old, new),) = told(line)
    assert line.changes[0].what.code in messages.sentences()
    assert "…" not in what and name not in (what,), what
    assert old and new and (old != new or old == ["<reference>"])  # this shelf calls every reference the same


def test_the_tables_speak_of_what_is_there() -> None:
    """A field that is gone, or a list nobody has, is a fault in a table."""
    assert {verb for verb, _ in THINGS.items()} <= VERBS.keys()
    assert set(BEGINNINGS) <= set(EDITABLE)
    for thing, name in LISTS:
        assert f"{thing}_{name.removesuffix('.')}" in field_codes(), (thing, name)
    assert {f"research_need_{one.name}" for one in fields_of(ResearchNeed)} <= field_codes()
    assert set(VALUES["vote"]) == {one for some in screen.ANSWERS.values() for one in some}
    assert set(VALUES["stage"]) == set(screen.STAGES)
    assert set(VALUES["very_low_form"]) == set(wording.VERY_LOW_FORMS)
    assert set(VALUES["finding_kind"]) == set(wording.KINDS)
    assert all(f"source_{one}" in messages.sentences() for one in (*search.FILE_SOURCES, "hand"))
    assert set(ROWS) >= {"vote", "word", "merge", "comment"}


@pytest.mark.parametrize(
    ("verb", "kind", "field", "old", "new", "expected"),
    [
        ("finding.edit", "part", "size_reason", "", "Nyttig", ("Begrunnelse for størrelsen", [], ["Nyttig"])),
        ("finding.edit", "part", "size", "small", "large", ("Hvor mye det betyr", ["<size small>"], ["<size large>"])),
        ("finding.edit", "part", "judged_by", None, "us", ("Hvem som har vurdert det", [], ["vi"])),
        (
            *("appraise.edit", "appraisal", "answer.i3", "yes", "no"),
            ("Svar på spørsmål <item i3> i sjekklisten", ["<answer yes>"], ["<answer no>"]),
        ),
        ("question.edit", "question", "element.P", "", "eldre", ("<element P>", [], ["eldre"])),
        (
            *("question.edit", "question", "framework", "PICO", "PICo"),
            ("Måten spørsmålet deles opp på", ["<framework PICO>"], ["<framework PICo>"]),
        ),
        (
            *("question.edit", "question", "search_elements", "P", "P I"),
            ("Det dere søker med", ["<element P>"], ["<element P>", "<element I>"]),
        ),
        (
            *("need.edit", "need", "asked_by", None, "user\nstaff"),
            ("Hvem som spurte først", [], ["<askers user>", "<askers staff>"]),
        ),
        ("summary.edit", "part", "section.messages", "a", "", ("Tekst: <section messages>", ["a"], [])),
        ("word.remove", "word", "", {"removed_at": None}, {"removed_at": "2026"}, ("Søkeord", ["falls"], [])),
        (
            *("search.count", "run", "", {"state": "counting"}, {"state": "counted", "counted": 12}),
            ("Står nå", ["teller treff"], ["treff er talt"]),
        ),
        (
            *("dedupe.merge", "merge", "", None, {"kept_id": "r", "reason_code": "person_said_same"}),
            ("Slått sammen til", [], ["<reference>"]),
        ),
        ("comment.write", "comment", "", None, {"text": "Hei", "waits_for": "practice"}, ("Kommentar", [], ["Hei"])),
    ],
)
def test_a_change_in_words(
    verb: str, kind: str, field: str, old: Any, new: Any, expected: tuple[str, list[str], list[str]]
) -> None:
    (line,) = lines([event(verb, kind, field, old, new)], SHELF)
    assert told(line)[0] == expected


def test_one_press_is_one_line() -> None:
    """A vote that took the place of another: from the old answer to the new, newest event first in the log."""
    vote = {"reference_id": "r", "stage": "abstract", "answer": "exclude", "reason": "", "note": "", "seq": 4}
    found = lines(
        [
            event("screen.vote", "vote", "", None, vote, seq=4, why="x"),
            event("screen.vote", "vote", "ended", None, "1", seq=3, why="changed"),
            event("screen.vote", "vote", "", None, vote, seq=2, write_id="w0"),
        ],
        SHELF,
    )
    assert [one.write_id for one in found] == ["w1", "w0"]
    assert told(found[0]) == [
        ("Artikkel", [], ["<reference>"]),
        ("På", [], ["tittel og sammendrag"]),
        ("Valg", ["ta med"], ["ikke ta med"]),
    ]
    assert found[0].why is None


def test_what_was_taken_back_is_told() -> None:
    found = lines(
        [
            event("finding.edit", "part", "outcome", "fall", "", seq=2, write_id="w2", why="undo:w1"),
            event("finding.edit", "part", "outcome", "", "fall", seq=1),
        ],
        SHELF,
    )
    assert [(one.undoes, one.undone, one.why) for one in found] == [(True, False, None), (False, True, None)]


def test_drafts_are_left_out() -> None:
    assert lines([event("draft.edit", "question", "draft.p1.say.need", "", "ikke sendt")], SHELF) == ()


def test_a_sentence_that_was_built_is_not_told_beside_its_element() -> None:
    both = [
        event("question.edit", "question", "sentence", "", "Hjelper det?", seq=2),
        event("question.edit", "question", "element.P", "", "eldre", seq=1),
    ]
    assert [what for what, _, _ in told(lines(both, SHELF)[0])] == ["<element P>"]
    assert len(lines(both[:1], SHELF)[0].changes) == 1


def test_thousands_of_merges_are_one_sentence() -> None:
    merges = [event("dedupe.run", "merge", "", None, {"kept_id": "r", "reason_code": "x"}) for _ in range(2000)]
    summed = event("dedupe.run", "question", "duplicates", None, {"compared": 9, "merged": 2, "doubtful": 1})
    (line,) = lines([summed, *merges], SHELF)
    assert told(line) == [("Sammenlignede referanser: 9. Slått sammen: 2. I tvil: 1.", [], [])]


def test_many_words_are_counted() -> None:
    added = [event("word.add", "word", "", None, {"text": f"w{n}", "element": "P", "kind": "text"}) for n in range(100)]
    (line,) = lines(added, SHELF)
    ((what, old, new),) = told(line)
    assert (what, old, new[0], len(new), line.more) == ("Søkeord", [], "w99", 2 * history.MOST, 40)
    assert line.about == Said("<element P>")


@pytest.mark.parametrize("text", ["{", "[1]", "not JSON", '"text"', ""])
def test_a_row_that_cannot_be_read_is_told_without_it(text: str) -> None:
    assert lines([event("word.add", "word", "", None, text)], SHELF)[0].changes == ()


def test_every_shipped_list_has_labels() -> None:
    """The lists of `LISTS` and `ROWS` are either in `VALUES` or shipped."""
    shipped = {"service_areas", "askers", "reasons", "statuses", "levels", "designs", "place", "exclusion_reason"}
    shipped |= {"question_type", "framework", "element", "section", "instrument", "direction", "size", "certainty"}
    shipped |= {"variant", "grade_item", "grade_answer", "outcome", "extraction_form", "edition", "article"}
    shipped |= {"municipality", "answer", "judgement", "item", "source", "person", "audience"}
    used = {*LISTS.values(), *(one for columns in ROWS.values() for _, one in columns if len(one) > 2)}
    assert used - shipped - set(VALUES) == set()
    assert wiring.library().instruments
