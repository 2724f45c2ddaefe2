"""Steps 6 to 8 and the register: from the checklist to what goes out."""

from __future__ import annotations

import pytest

from pipeline.steps.fields import save_field
from pipeline.steps.research_need import remove_research_need
from pipeline.steps.summarise import start_summary
from tests.ui.pages import box, elements, html, labels, me, opened, place, press, said, store, view
from wiring import library


def test_the_checklist_opens_at_an_item_and_turns(example_question: str) -> None:
    at = opened("appraise", example_question)
    assert "Punkt 1 av 10, 10 besvart" in html(at)
    at = press(at, "Neste punkt")
    assert not at.exception and "Punkt 2 av 10" in html(at)
    at = press(at, "Forrige punkt")
    assert "Punkt 1 av 10" in html(at)


def test_all_items_at_once(example_question: str) -> None:
    at = box(opened("appraise", example_question), "Vis").set_value("all").run()
    assert not at.exception
    assert len([field for field in at.text_area if field.label.startswith("Kommentar til punkt")]) == 10


def test_an_answer_changes_the_proposal_and_never_the_persons_own_judgement(example_question: str) -> None:
    at = opened("appraise", example_question)
    before = box(at, "Hvor store bekymringer").value
    at = box(at, "1. ").set_value("no").run()
    assert not at.exception
    assert box(at, "Hvor store bekymringer").value == before


def test_a_judgement_without_a_reason_is_asked_for_one(example_question: str) -> None:
    at = opened("appraise", example_question)
    at = box(at, "Hvorfor? Skriv det med egne ord.").set_value("").run()
    assert "Grunnen mangler. Skriv hvorfor du vurderer det slik." in said(at)


def test_a_finding_is_added_says_what_it_lacks_is_taken_away_and_brought_back(new_question: str) -> None:
    at = press(opened("summarise", new_question), "Legg til et funn")
    assert not at.exception and "så lages setningen" in html(at)
    at = press(at, "Ta bort funnet")
    assert view().parts(new_question, "finding") == ()
    at = press(at, "Hent tilbake funnet du tok bort")
    assert not at.exception and len(view().parts(new_question, "finding")) == 1


def test_the_sentence_is_made_of_what_was_chosen(new_question: str) -> None:
    at = press(opened("summarise", new_question), "Legg til et funn")
    box(at, "Tiltaket, slik det").set_value("trening")
    box(at, "Utfallet, slik det").set_value("antall fall")
    box(at, "Hva skjer?").set_value("reduces")
    box(at, "Hvor mye betyr det?").set_value("moderate")
    box(at, "Hvor sikkert er det?").set_value("low")
    at.run()
    assert not at.exception
    assert "Trening reduserer muligens antall fall" in html(at)


def test_the_calculator_rounds_and_refuses_what_is_no_ratio(example_question: str) -> None:
    at = opened("summarise", example_question)
    at = box(at, "Slags mål").set_value("rate").run()
    at = box(at, "Relativt mål").set_value("0,77 (0,71–0,83)").run()
    at = box(at, "Hvor mange per 1000 personår").set_value("850").run()
    assert "850 → 655 per 1000 personår: 195 færre. Usikkerhet: 144 til 246 færre." in html(at)
    at = box(at, "Relativt mål").set_value("mindre").run()
    assert not at.exception and len(at.error) == 1


def test_the_page_says_what_must_be_mended_before_it_goes_out(new_question: str) -> None:
    at = opened("summarise", new_question)
    assert not at.exception and "Må rettes" in html(at)


def test_looking_at_the_summary_starts_one_summary_only(new_question: str) -> None:
    for _ in range(3):
        opened("summarise", new_question)
    assert len(view().parts(new_question, "summary")) == 1
    assert start_summary(store(), me(), new_question) == view().parts(new_question, "summary")[0].id


def test_the_documents_are_offered(example_question: str) -> None:
    at = opened("summarise", example_question)
    offered = [element.proto.label for element in elements(at) if element.type == "download_button"]
    assert [label for label in offered if "Word" in label] and [label for label in offered if "Markdown" in label]


def test_a_research_need_is_born_with_the_question_and_taken_away_again(new_question: str) -> None:
    at = opened("research_need", new_question)
    box(at, "Hva er grunnen").set_value(reason_ids()[0]).run()
    at = press(at, "Meld inn forskningsbehovet")
    assert not at.exception and not at.error
    (row,) = view().research_needs()
    assert row.question_id == new_question and "Hjelper dette" in row.fields.text("original_words")
    at = press(at, "Ta bort fra registeret")
    assert not at.exception and view().research_needs() == ()


def test_what_is_known_stands_above_the_button_and_can_be_put_right_before_it_is_raised(example_question: str) -> None:
    entry = view().research_needs()[0]
    remove_research_need(store(), me(), entry.id)
    first, second = view().parts(example_question, "finding")
    save_field(store(), me(), "finding", second.id, "certainty", "low")
    at = opened("research_need", example_question)
    article = view().references(example_question, status="included")[0].record.title
    assert "(lav tillit)" in box(at, "Dette vet vi nå").value, "the least certain is proposed"
    assert box(at, "Oversikten eller studien det står i").value == article
    assert box(at, "Oversikten søkte sist").value == "02.05.2018"
    assert box(at, "Hvor sikkert er det?").value == "low"
    box(at, "Hvilket funn gjelder det?").set_value(first.id).run()
    assert "(høy tillit)" in box(at, "Dette vet vi nå").value and box(at, "Hvor sikkert er det?").value == "high"
    box(at, "Dette vet vi nå").set_value("Rettet av oss.").run()
    box(at, "Oversikten søkte sist").set_value("mai 2018").run()
    assert box(opened("research_need", example_question), "Hvilket funn gjelder det?").value == second.id
    at = press(at, "Meld inn forskningsbehovet")
    assert not at.exception and not at.error
    fields = view().research_needs()[0].fields
    known = ("evidence", "evidence_review", "evidence_searched", "certainty")
    assert [fields.text(name) for name in known] == ["Rettet av oss.", article, "mai 2018", "high"]
    names = [getattr(one, "label", "") for one in elements(at)]
    assert names.count("Oversikten eller studien det står i") == 2, "in the entry, and where one more may be raised"


def reason_ids() -> list[str]:
    """The reasons that ship."""
    return [one.id for one in library().needs.reasons]


def test_the_register_is_narrowed_by_words_status_and_reason(example_question: str) -> None:
    at = opened("register")
    assert "1 forskningsbehov" in html(at)
    assert "0 forskningsbehov" in html(box(at, "Finn ord").set_value("trening zzzz").run())
    at = opened("register")
    row = view().research_needs()[0]
    at = box(at, "Grunn").set_value(row.fields.text("reason")).run()
    assert "1 forskningsbehov" in html(at)
    other = next(one for one in reason_ids() if one != row.fields.text("reason"))
    assert "0 forskningsbehov" in html(box(at, "Grunn").set_value(other).run())


@pytest.mark.parametrize("step", ["appraise", "summarise", "research_need"])
def test_a_question_without_a_single_reference_still_has_a_way_on(step: str, new_question: str) -> None:
    at = opened(step, new_question)
    assert not at.exception
    assert any(label.startswith(("Gå til", "Til forsiden")) for label in labels(at))


def test_about_tells_of_the_installation_and_where_one_says_who_one_is(example_question: str) -> None:
    at = opened("about")
    assert "Databasen er hel." in html(at)
    assert [one.proto.label for one in elements(at) if one.type == "page_link"] == [
        "Hvem du er, og språket på sidene: Min side"
    ]
    at = opened("account")
    box(at, "Navn").set_value("Rettet Navn").run()
    assert [one.name for one in view().people()] == ["Rettet Navn"]
    assert box(opened("account"), "Navn").value == "Rettet Navn"
    box(opened("account"), "Kommune").set_value(place("5601")).run()
    assert view().my_place().id == place("5601")


def test_what_is_raised_says_so_with_its_day_and_is_not_raised_again(new_question: str) -> None:
    at = opened("research_need", new_question)
    assert "kan dere hoppe over dette steget" in html(at)
    box(at, "Hva er grunnen").set_value(reason_ids()[0]).run()
    at = press(at, "Meld inn forskningsbehovet")
    assert [one for one in said(at) if one.startswith("Meldt inn ")]
    assert "kan dere hoppe over dette steget" not in html(at)
    at = press(at, "Meld inn forskningsbehovet")
    assert any("Dette er meldt inn fra før" in one for one in said(at))
    assert len(view().research_needs()) == 1
    box(at, "Hva er grunnen").set_value(reason_ids()[1]).run()
    at = press(at, "Meld inn forskningsbehovet")
    assert not at.error and len(view().research_needs()) == 2, "another reason is another need"


def test_how_to_do_it_stands_above_the_work(new_question: str) -> None:
    at = opened("need", new_question)
    order = [getattr(element, "label", "") for element in elements(at)]
    assert order.index("Slik gjør du det") < order.index("Hva lurer dere på?")
