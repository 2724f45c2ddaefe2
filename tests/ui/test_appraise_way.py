"""The head of an article's page says what to do now, and leads to the parts that are there."""

from __future__ import annotations

import re

import pytest

from pipeline.steps.fields import save_field
from tests.ui import pages
from tests.ui.pages import box, html, opened


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
