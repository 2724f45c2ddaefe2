"""The head of an article's page says what to do now, and leads to the parts that are there."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

import wiring
from pipeline.gather import gather
from pipeline.steps.fields import save_field
from pipeline.steps.flow import keep
from pipeline.steps.screen import vote
from pipeline.summarise import gate
from tests.makers import World, record, take_in
from tests.ui import pages
from tests.ui.pages import box, html, opened

OPEN = "Se etter i den hva slags den er"
MADE_FOR_ANOTHER = "denne sjekklisten er laget for noe annet"


def way(question_id: str) -> str:
    found = re.search(r'<nav class="kb-way".*?</nav>', html(opened("appraise", question_id)), re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize(
    ("change", "now"),
    [
        ({}, "Du er ferdig med sjekklisten. En til skal vurdere artikkelen før dere kan bli enige."),
        ({"overall_reason": ""}, "Skriv grunnen til den samlede vurderingen."),
        ({"overall": ""}, "Skriv den samlede vurderingen. Siden har et forslag."),
        ({"overall": "", "answer.question": ""}, "Svar på punktene som gjenstår i sjekklisten (1)."),
    ],
)
def test_what_to_do_now(change: dict[str, str], now: str, example_question: str) -> None:
    save_field(pages.store(), pages.me(), "question", example_question, "profile", "rapid")  # a second one appraises
    mine = pages.view().appraisals(example_question)[0]
    first = next(name for name in mine.fields if name.startswith("answer."))
    for name, value in change.items():
        save_field(
            pages.store(), pages.me(), "appraisal", mine.id, first if name.startswith("answer.") else name, value
        )
    assert now in re.sub(r"<[^>]*>", "", way(example_question))


@pytest.mark.parametrize(("profile", "sign"), [("quick", "✓"), ("full", "…")])
def test_where_two_are_to_appraise_the_stepper_and_the_page_wait_for_the_second(
    profile: str, sign: str, example_question: str
) -> None:
    save_field(pages.store(), pages.me(), "question", example_question, "profile", profile)
    keep(pages.store(), pages.me(), example_question, "appraise")  # what was changed is looked at
    at = opened("need", example_question)
    steps = [one.proto.label for one in at.get("page_link") if "Vurdering" in one.proto.label]
    assert steps == [f"6 Vurdering {sign}"]
    told = html(opened("appraise", example_question))
    assert "Du har vurdert 1 av 1." in told, "one's own part is done"
    assert ("En til skal vurdere artikkelen" in told) is (profile == "full")


@pytest.mark.parametrize(
    ("kind", "first", "said", "other", "then"),
    [
        ("Observational Study", "fhi-kohort@1.0", OPEN, "fhi-oversikt@1.0", MADE_FOR_ANOTHER),
        ("Observational Study", "fhi-kohort@1.0", OPEN, "fhi-rct@1.0", MADE_FOR_ANOTHER),
        ("Case Reports", "fhi-rct@1.0", MADE_FOR_ANOTHER, "fhi-kohort@1.0", MADE_FOR_ANOTHER),
        ("Systematic Review", "fhi-oversikt@1.0", "", "fhi-rct@1.0", MADE_FOR_ANOTHER),
    ],
)
def test_a_checklist_that_does_not_fit_the_article_is_said_not_to(
    kind: str, first: str, said: str, other: str, then: str, new_question: str
) -> None:
    def told(at: AppTest) -> list[str]:
        whole = " ".join([*(one.value for one in at.warning), html(at)])
        return [one for one in (OPEN, MADE_FOR_ANOTHER) if one in whole]

    store, me = pages.store(), pages.me()
    world = World(store, me, pages.view().question(new_question).need_id, new_question)
    take_in(world, [record(1, publication_types=(kind,))])
    (article,) = pages.view().references(new_question)
    for stage in ("abstract", "full_text"):
        vote(store, me, article.id, stage, "include")
    at = opened("appraise", new_question)
    assert box(at, "Hvilken sjekkliste?").value == first
    assert told(at) == ([said] if said else [])
    at = box(at, "Hvilken sjekkliste?").set_value(other).run()
    assert told(at) == [then]
    summary = gather(pages.view(), new_question, wiring.library().forms, lambda code, _params: code)
    assert [one.is_review for one in summary.included] == [kind == "Systematic Review"]
    lacks = {one.code for one in gate(summary)}
    assert ("gate_review_search_date" in lacks) is (kind == "Systematic Review")


def test_what_is_left_of_the_form_and_what_was_refused_is_told(example_question: str) -> None:
    part = pages.view().parts(example_question, "extraction")[0]
    for name in ("studies", "people", "countries"):
        save_field(pages.store(), pages.me(), "extraction", part.id, name, "")
    assert "felt i skjemaet står tomme: fyll dem ut" in way(example_question)
    at = opened("appraise", example_question)
    at = box(at, "Når søkte de sist?").set_value("i fjor").run()
    assert "Rett det som ikke er lagret (1 felt)." in html(at)


def test_every_link_leads_to_a_part_of_the_page(example_question: str) -> None:
    places = re.findall(r'href="#([^"]+)"', way(example_question))
    whole = html(opened("appraise", example_question))
    assert len(places) >= 3
    assert [one for one in places if f'id="{one}"' not in whole] == []
