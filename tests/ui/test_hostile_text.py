"""Text from people and files is shown as it stands: it is never read as HTML, nor as Markdown, nor as a pattern to fill.

`AppTest` gives every text of a page as it is sent to the browser. HTML is ours alone and must hold the text escaped;
labels, helps, boxes and headings are read as Markdown by Streamlit and must hold it with a backslash before each sign.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pico.vocabulary import Word
from pipeline import flow
from pipeline.formats import ris
from pipeline.records import Record
from pipeline.steps import appraise, dedupe, need, people, question, research_need, screen, search, studies, summarise
from pipeline.steps.fields import EDITABLE, save_field
from tests.ui import pages
from tests.ui.pages import box, elements, html, opened, press, read_as_markdown, view
from wiring import library

HOSTILE = (
    "<script>alert(1)</script> [x](javascript:alert(1)) :red[x] $x$ ![i](http://evil.example/x.png)"
    " <style>body{display:none}</style> <img src=x onerror=alert(1)> **b** `c` {x} {0}"
    " {{7*7}} #eval(\"7*7\") =cmd|' /C calc'!A0"
)
CONTROL = (
    "\x00\x08\x1b[31m\u202e"  # signs that steer: taken from what is typed, and shown as text where a file brings them
)
IN_HTML = re.compile(r"<(?:script|img src=x|style>body)|onerror=alert\(1\)>")
IN_MARKDOWN = re.compile(r"(?<!\\)(?:<script|<style|<img src|\]\(javascript|:red\[|\$x\$|!\[i|\*\*b|`c`)")
STEPS = [step.id for step in flow.STEPS]


def hostile_house() -> str:
    """Hostile text wherever a person or a file can put any: names, fields, words, records, files, notes, comments."""
    store = pages.store()
    me = people.register(store, HOSTILE[:100], pages.place())
    need_id = need.raise_need(store, me, HOSTILE, pages.place())
    for name in ("why", "context", "experience", "users"):
        save_field(store, me, "need", need_id, name, HOSTILE)
    question_id = question.start_question(store, me, need_id)
    kind = next(iter(library().question_types.values()))
    framework = library().frameworks[kind.framework]
    question.save_type(store, me, question_id, kind, framework)
    for element in framework.elements:
        question.save_element(store, me, question_id, element.code, HOSTILE, kind, framework)
        question.add_words(store, me, question_id, element.code, [Word(HOSTILE), Word(HOSTILE[:60], "mesh")])
    for name in ("inclusion", "exclusion"):
        save_field(store, me, "criteria", question_id, name, HOSTILE)
    save_field(store, me, "question", question_id, "own_sentence", HOSTILE)
    search.save_strategy(store, me, question_id, "pubmed", HOSTILE)
    place = search.add_place(store, me, question_id)
    for name, text in (("name", "other"), ("note", HOSTILE), ("result", HOSTILE)):
        save_field(store, me, "other_place", place, name, text)
    _references(question_id)
    _after(question_id)
    question.start_question(store, me, need_id)
    return question_id


def put(thing: str, object_id: str, name: str, text: str) -> None:
    """Past the check of dates and counts: what was written before there was one is still there."""
    with pages.store().write(pages.me(), EDITABLE[thing].verb, EDITABLE[thing].table, object_id) as change:
        change.set_field(EDITABLE[thing].table, object_id, name, text)


def record(number: int) -> Record:
    """A record with hostile text in every field that takes text."""
    return Record(
        title=f"{HOSTILE} nummer {number}",
        authors=(HOSTILE, "Second, Author"),
        year=2001,
        abstract=f"BACKGROUND: {CONTROL}{HOSTILE}",
        journal=HOSTILE,
        volume=HOSTILE[:30],
        pages=HOSTILE[:30],
        doi=f"10.9999/<script>.{number}",
        url="javascript:alert(1)",
        keywords=(HOSTILE,),
        languages=(HOSTILE[:20],),
    )


def _references(question_id: str) -> None:
    """A file of hostile records under a hostile name, and one that is no reference file."""
    store, me = pages.store(), pages.me()
    text = ris.write([record(1), record(1), record(2), record(3), record(4)]) + f"\nTY  - {HOSTILE}\nXX\n\nTY  - JOUR\n"
    search.start_import(store, me, question_id, HOSTILE, text.encode(), "other")
    search.start_import(store, me, question_id, HOSTILE + ".pdf", f"%PDF {HOSTILE}".encode(), "other")
    pages.wait_for_jobs(question_id)
    dedupe.start_dedupe(store, me, question_id)
    pages.wait_for_jobs(question_id)


def _after(question_id: str) -> None:
    """Votes with notes, a study, an appraisal, an extraction, a finding, a summary, a research need."""
    store, me = pages.store(), pages.me()
    references = view().references(question_id)
    for reference in references[:-1]:
        screen.vote(store, me, reference.id, "abstract", "include", note=HOSTILE)
    for reference in references[:-2]:
        screen.vote(store, me, reference.id, "full_text", "include", note=HOSTILE)
    included = view().references(question_id, status="included")
    studies.same_study(store, me, question_id, tuple(one.id for one in included[:2]))
    checklist = next(iter(library().instruments.values()))
    appraisal = appraise.start_appraisal(store, me, included[0].id, checklist)
    for name in (f"comment.{checklist.items[0].id}", "overall_reason"):
        save_field(store, me, "appraisal", appraisal, name, HOSTILE)
    extraction = appraise.start_extraction(store, me, included[0].id)
    for name in ("question", "search_date", "studies", "people", "quote", "page"):
        put("extraction", extraction, name, HOSTILE)
    finding = summarise.add_finding(store, me, question_id)
    chosen = {"direction": "reduces", "size": "moderate", "certainty": "low"}
    for name in (
        "outcome",
        "comparison",
        "size_reason",
        "certainty_reason",
        "relative",
        "absolute",
        "studies",
        "people",
    ):
        chosen[name] = HOSTILE
    for name, text in chosen.items():
        put("finding", finding, name, text)
    summary = summarise.start_summary(store, me, question_id)
    typed = [f"section.{one.id}" for one in library().forms.template.sections if one.typed]
    for name in ("title", "authors", "review_by", *typed):
        put("summary", summary, name, HOSTILE)
    known = {"reason": library().needs.reasons[0].id, "title": HOSTILE, "evidence": HOSTILE, "population": HOSTILE}
    research_need.raise_research_need(store, me, question_id, known)


def assert_inert(at: AppTest) -> None:
    """Nothing on the page reads the text as anything but text."""
    assert not at.exception
    assert not IN_HTML.findall(html(at))
    assert not re.search(r"[\x00\x08\x1b]", html(at))
    assert [(where, text) for where, text in read_as_markdown(at) if IN_MARKDOWN.search(text)] == []
    for element in elements(at):
        if element.type == "iframe":
            assert not IN_HTML.findall(str(element.proto))


@pytest.fixture
def hostile(filled: Callable[[Any], str]) -> str:
    """The id of a question that is hostile all through."""
    return filled(hostile_house)


@pytest.mark.parametrize("step", STEPS)
def test_on_every_step(step: str, hostile: str) -> None:
    at = opened(step, hostile)
    assert_inert(at)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html(at), "it is shown, not taken away"
    assert "{{7*7}}" in html(at), "and nothing in it is worked out"


@pytest.mark.parametrize("page", ["home", "register", "structure", "about"])
def test_on_the_other_pages(page: str, hostile: str) -> None:
    assert_inert(opened(page))


def test_braces_are_no_holes_to_fill(hostile: str) -> None:
    for step in ("need", "question", "dedupe", "screen"):
        assert "{x} {0}" in html(opened(step, hostile)), step


def test_in_the_history_and_the_comments(hostile: str) -> None:
    for step in STEPS:
        at = opened(step, hostile)
        for field in at.text_area:
            if str(field.key).endswith(f".say.{step}"):
                field.set_value(HOSTILE)
                at = press(at.run(), "Legg inn kommentaren")
                break
        said = [one.text for one in view().comments(hostile, step)]
        assert said == [HOSTILE], "it was said"
        keys = [str(toggle.key) for toggle in at.toggle]
        assert f"history-{hostile}-{step}" in keys
        for key in keys:
            at = at.toggle(key=key).set_value(True).run()
        assert_inert(at)


def test_in_one_reference_whole(hostile: str) -> None:
    at = opened("dedupe", hostile)
    at = box(at, "Se én referanse nærmere").select_index(0).run()
    assert_inert(at)
    assert "10.9999/<script>" not in html(at)


@pytest.mark.parametrize("stage", ["abstract", "full_text"])
def test_in_both_stages_of_screening(stage: str, hostile: str) -> None:
    at = opened("screen", hostile)
    at = at.button(key=f"to-{stage}").click().run()
    assert_inert(at)
    assert "nummer" in html(at)


def test_in_all_items_of_the_checklist(hostile: str) -> None:
    at = opened("appraise", hostile)
    assert_inert(box(at, "Vis").set_value("all").run())


def test_in_a_conflict(hostile: str) -> None:
    one, other = opened("need", hostile), opened("need", hostile)
    box(one, "Hvorfor er det viktig?").set_value(HOSTILE + " deres").run()
    box(other, "Hvorfor er det viktig?").set_value(HOSTILE + " mine").run()
    assert other.warning
    assert_inert(other)


def test_in_what_cannot_be_taken(hostile: str) -> None:
    """Errors repeat what was typed; they are boxes, and boxes read Markdown."""
    at = opened("search", hostile)
    box(at, "Tittel").set_value("Eksempel")
    box(at, "DOI").set_value(HOSTILE[:80])
    at = press(at, "Legg inn referansen")
    assert at.error
    assert_inert(at)
    at = opened("summarise", hostile)
    box(at, "Slags mål").set_value("rate").run()
    box(at, "Hvor mange per 1000 personår").set_value("100").run()
    at = box(at, "Relativt mål").set_value(HOSTILE).run()
    assert at.error
    assert_inert(at)


def test_in_the_words_that_are_asked_about(hostile: str) -> None:
    at = opened("question", hostile)
    box(at, "Legg til engelske ord").set_value(f"trening {HOSTILE}, øvelse :red[x]").run()
    assert_inert(at)


def test_in_a_name_that_is_shown(hostile: str) -> None:
    assert pages.view().people()[0].name.startswith("<script>")
    assert_inert(opened("about"))


def test_when_a_search_for_a_question_finds_nothing(hostile: str) -> None:
    for number in range(6):
        question.start_question(pages.store(), pages.me(), view().questions()[0].need_id, client_id=f"c{number}")
    at = opened()
    assert_inert(box(at, "Finn et spørsmål").set_value(HOSTILE + " finnes ikke").run())
