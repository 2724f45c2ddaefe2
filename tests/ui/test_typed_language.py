"""What people typed lies in an element that names the language they write in, whatever language the reader has chosen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import html as markup
from streamlit.testing.v1 import AppTest

from pipeline import flow
from pipeline.rows import Reference
from pipeline.steps import appraise, need, people, question, research_need, screen, search, summarise, talk
from pipeline.steps.fields import save_field
from tests.makers import record
from tests.ui import pages
from tests.ui.pages import box, elements, html, opened, press, view
from tests.ui.test_search import take_file
from wiring import library

STEPS = [step.id for step in flow.STEPS]
MARK = "Døme"  # every text that is typed here begins so, and no text of the program in English does


def english_reader() -> str:
    """Somebody who reads English has written on a nynorsk question, at every step."""
    from pipeline.formats import ris

    store = pages.store()
    me = people.register(store, "Eksempel Person", pages.place(), language="en")
    need_id = need.raise_need(store, me, f"{MARK}: Hjelper dette?", pages.place())
    for name in ("why", "context", "experience", "users"):
        save_field(store, me, "need", need_id, name, f"{MARK} {name}")
    question_id, other = (question.start_question(store, me, need_id) for _ in range(2))
    kind = next(iter(library().question_types.values()))
    framework = library().frameworks[kind.framework]
    for one in (question_id, other):
        question.save_language(store, me, one, "nn", kind, framework)
    question.save_type(store, me, question_id, kind, framework)
    for element in framework.elements:
        question.save_element(store, me, question_id, element.code, f"{MARK} {element.code} xyzzy", kind, framework)
    save_field(store, me, "question", question_id, "own_sentence", f"{MARK}: Eiga setning?")
    for name in ("inclusion", "exclusion"):
        save_field(store, me, "criteria", question_id, name, f"{MARK} {name}\n{MARK} linje to")
    place = search.add_place(store, me, question_id)
    for name, text in (("name", "other"), ("note", MARK), ("result", MARK)):
        save_field(store, me, "other_place", place, name, text)
    talk.say(store, me, question_id, "need", f"{MARK} kommentar", waits_for="research")
    take_file(question_id, "dome.ris", ris.write([record(one) for one in range(1, 5)]).encode())
    _after(question_id, view().references(question_id))
    aside = need.raise_need(store, me, f"{MARK}: lagt bort", pages.place())
    question.save_language(store, me, question.start_question(store, me, aside), "nn", kind, framework)
    need.delete_need(store, me, aside)
    return question_id


def _after(question_id: str, references: tuple[Reference, ...]) -> None:
    store, me = pages.store(), pages.me()
    for one in references[:-1]:
        screen.vote(store, me, one.id, "abstract", "include", note=f"{MARK} merknad")
    for one in references[:2]:
        screen.vote(store, me, one.id, "full_text", "include", note=f"{MARK} merknad")
    checklist = next(iter(library().instruments.values()))
    appraisal = appraise.start_appraisal(store, me, references[0].id, checklist)
    save_field(store, me, "appraisal", appraisal, "overall_reason", f"{MARK} grunn")
    finding = summarise.add_finding(store, me, question_id)
    chosen = {"direction": "reduces", "size": "moderate", "certainty": "low"}
    for name, text in (chosen | {"outcome": f"{MARK} utfall", "comparison": f"{MARK} tiltak"}).items():
        save_field(store, me, "finding", finding, name, text)
    known = {"reason": library().needs.reasons[0].id, "title": f"{MARK}: Kva verkar?", "population": MARK}
    research_need.raise_research_need(store, me, question_id, known)


def languages(at: AppTest) -> dict[str, str]:
    """Each typed text on the page, and the language of the innermost element round it that names one."""
    found = {}
    root = markup.fromstring(f"<div>{html(at)}</div>")
    for element in root.iter():
        for text, holder in ((element.text, element), (element.tail, element.getparent())):
            if text and MARK in text:
                named = [one.get("lang") for one in (holder, *holder.iterancestors()) if one.get("lang")]
                found[text.strip()] = named[0] if named else ""
    return found


def in_boxes(at: AppTest) -> list[str]:
    """Typed text in boxes, headings and buttons, which cannot be marked: it must stand elsewhere."""
    kinds = ("alert", "heading", "button", "markdown", "page_link")
    texts = [str(element.proto) for element in elements(at) if element.type in kinds]
    texts += [one for one in pages.said(at) if MARK in one]
    return [text for text in texts if MARK in text]


@pytest.fixture
def nynorsk(filled: Callable[[Callable[[], str]], str]) -> str:
    """The id of the nynorsk question that is read in English."""
    return filled(english_reader)


@pytest.mark.parametrize("page", [*STEPS, "home", "register"])
def test_typed_text_names_its_language(page: str, nynorsk: str) -> None:
    at = opened(page, nynorsk if page in STEPS else "")
    assert not at.exception
    found = languages(at)
    assert found, "the page shows what was typed"
    assert {text: lang for text, lang in found.items() if lang != "nn"} == {}
    assert in_boxes(at) == []


def test_both_texts_of_a_conflict(nynorsk: str) -> None:
    one, other = opened("need", nynorsk), opened("need", nynorsk)
    box(one, "Why does it matter?").set_value(f"{MARK} deira").run()
    box(other, "Why does it matter?").set_value(f"{MARK} mine\n{MARK} to").run()
    found = languages(other)
    assert {f"{MARK} deira", f"{MARK} mine", f"{MARK} to"} <= found.keys()
    assert set(found.values()) == {"nn"}


def test_notes_of_screening(nynorsk: str) -> None:
    people.edit_person(pages.store(), pages.me(), language="nb")  # the options of lists, read again outside the page
    at = opened("dedupe", nynorsk)
    chooser = next(field for field in at.selectbox if str(field.key).startswith("one-"))
    found = languages(chooser.select_index(0).run())
    assert found[f"{MARK} merknad"] == "nn"


def test_each_box_people_write_in_lies_in_a_container_that_names_the_language(nynorsk: str) -> None:
    """`ui/typed.js` reads the name; Streamlit gives it as the class `st-key-typed-nn-...`."""
    at = opened("need", nynorsk)
    keys = {str(field.key) for field in (*at.text_area, *at.text_input)} - {"shown-at"}
    named = {
        block.proto.id for block in elements(at) if getattr(block, "proto", None) and "typed-nn-" in str(block.proto)
    }
    assert {key for key in keys if not any(f"typed-nn-{key}" in one for one in named)} == set()


def test_a_quotation_is_not_said_to_be_in_the_question_s_language(nynorsk: str) -> None:
    at = press(opened("appraise", nynorsk), "Write down")
    assert not at.exception
    marked = "\n".join(str(getattr(block, "proto", "")) for block in elements(at))
    assert ":question" in marked and "typed-nn-" in marked
    assert not [line for line in marked.splitlines() if "typed-nn-" in line and (":quote" in line or ":page" in line)]
