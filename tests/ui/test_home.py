"""The front page: a need in one's own words, where each question stands, what was put aside and brought back."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from pipeline.steps import need, people, question
from pipeline.steps.fields import save_field
from tests.ui.pages import box, elements, html, labels, me, opened, place, press, said, store, view


def test_a_need_begins_a_question(new_question: str) -> None:
    at = opened()
    box(at, "Skriv det med egne ord").set_value("Eksempel: Hva hjelper mot uro om natten?")
    at = press(at, "Begynn på spørsmålet")
    assert not at.exception
    assert view().questions()[0].title == "Eksempel: Hva hjelper mot uro om natten?"
    assert box(at, "Hva lurer dere på?").value == "Eksempel: Hva hjelper mot uro om natten?"


def test_an_empty_need_begins_nothing(new_question: str) -> None:
    at = press(opened(), "Begynn på spørsmålet")
    assert len(said(at)) == 1
    assert view().count_questions() == 1


def test_a_question_says_where_it_stands_and_what_is_next(new_question: str) -> None:
    at = opened()
    assert "1 av 8 steg ferdig" in html(at)
    links = [element.proto for element in elements(at) if element.type == "page_link"]
    there = [link.label for link in links if new_question in link.query_string]
    assert there == ["Gå til spørsmål →", "Neste: spørsmål →"], "what waits for the reader, then the card"


def test_the_card_names_the_step_that_the_stepper_shows_as_not_done(example_question: str) -> None:
    def card() -> tuple[str, list[str]]:
        at = opened()
        links = [one.proto for one in at.get("page_link") if example_question in one.proto.query_string]
        return html(at), [link.label for link in links][-1:]

    told, links = card()
    assert "8 av 8 steg ferdig." in told and links == ["Åpne →"]
    summary = view().parts(example_question, "summary")[0]
    save_field(store(), me(), "summary", summary.id, "authors", "")
    told, links = card()
    assert "7 av 8 steg ferdig. Noe mangler i oppsummeringen før den er klar." in told
    assert links == ["Neste: oppsummering →"]
    save_field(store(), me(), "criteria", example_question, "inclusion", "Eksempel: noe annet")
    told, links = card()
    assert "6 av 8 steg ferdig. Noe før «Utvelgelse» er endret: se på det igjen." in told
    assert links == ["Neste: utvelgelse →"]


def test_references_that_wait_are_told(example_question: str) -> None:
    assert "av 8 steg ferdig" in html(opened())


def test_a_need_without_a_question_is_in_sight(new_question: str) -> None:
    need.raise_need(store(), me(), "Eksempel uten spørsmål", place())
    at = opened()
    assert "Eksempel uten spørsmål" in html(at)
    at = press(at, "Gjør det til et spørsmål")
    assert not at.exception and view().count_questions() == 2


def test_put_aside_and_brought_back_at_once(new_question: str) -> None:
    at = press(opened("need", new_question), "Legg bort")
    assert at.title[0].value == "Hva lurer dere på?"
    assert "Hjelper dette" not in html_of_questions(at)
    assert "Behovet er lagt bort." in said(at)
    at = press(at, "Angre: hent det fram igjen")
    assert view().count_questions() == 1
    assert "Hjelper dette" in html_of_questions(at)


def test_put_aside_and_brought_back_another_day(new_question: str) -> None:
    press(opened("need", new_question), "Legg bort")
    at = opened()
    assert "Hjelper dette" in html(at) and "Hent fram igjen" in labels(at)
    at = press(at, "Hent fram igjen")
    assert view().count_questions() == 1
    assert "Hent fram igjen" not in labels(at)


def test_a_reader_of_another_language_is_told_what_the_example_is_written_in(example_question: str) -> None:
    assert "Teksten i eksempelet" not in html(opened())
    people.edit_person(store(), me(), language="en")
    assert "The text of the example is in Norwegian (Bokmål)." in html(opened())


def test_the_example_is_deleted_and_opened_anew(example_question: str) -> None:
    at = press(press(opened(), "Slett eksempelet"), "Ja, slett eksempelet")
    assert not at.exception and view().count_questions() == 0
    assert "Hent fram igjen" not in labels(at), "an example that was deleted is not among what was put aside"
    at = press(at, "Åpne eksempelet")
    assert not at.exception
    questions = view().questions()
    assert [one.example for one in questions] == [True]
    assert questions[0].id != example_question


def test_many_questions_are_found_by_a_word_and_shown_page_by_page(new_question: str) -> None:
    for number in range(12):
        question.start_question(
            store(), me(), need.raise_need(store(), me(), f"Eksempel nummer {number} om søvn", place())
        )
    at = opened()
    assert len(cards(at)) == 10
    box(at, "Finn et spørsmål").set_value("nummer 7").run()
    assert len(cards(at)) == 1
    box(at, "Finn et spørsmål").set_value("finnes ikke").run()
    assert "Ingen spørsmål passer med «finnes ikke»." in html(at) and not cards(at)


def cards(at: AppTest) -> list[str]:
    """The links of the questions' cards."""
    links = [element.proto.label for element in elements(at) if element.type == "page_link"]
    return [label for label in links if label.startswith(("Neste", "Åpne", "Les"))]


def html_of_questions(at: AppTest) -> str:
    """What stands before the list of what was put aside."""
    return html(at).partition("Et eksempel å se på")[0]
