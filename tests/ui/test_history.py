"""The history on the pages: words, not ids; typed text in its language; the newest fifty, then more."""

from __future__ import annotations

import re
from html import unescape

import pytest

import wiring
from pipeline import flow
from pipeline.steps.fields import save_field
from tests.makers import published_text
from tests.ui import pages
from tests.ui.pages import html, opened, press

STEPS = [one.id for one in flow.STEPS]
AN_ID = re.compile(r"[0-9a-z]{20,}|\b(size_reason|very_low|own_sentence|wrong_\w+|reference_id|removed_at)\b")


def shown(step: str, question_id: str) -> str:
    """The history of a step as HTML."""
    at = opened(step, question_id)
    at = at.toggle(key=f"history-{question_id}-{step}").set_value(True).run()
    while "Vis flere" in pages.labels(at):
        at = press(at, "Vis flere")
    return "\n".join(re.findall(r'<ol class="kb-history.*?</ol>', html(at), re.DOTALL))


@pytest.mark.parametrize("step", STEPS)
def test_no_id_and_no_json_is_shown(step: str, example_question: str) -> None:
    text = re.sub(r"<[^>]*>", " ", shown(step, example_question))
    assert "kl." in text
    assert '{"' not in unescape(text) and "programmet ikke har ord for" not in text
    assert AN_ID.search(text) is None, AN_ID.search(text)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("question", ("Søkeord", "Spørsmålstype", 'lang="nb"')),
        ("screen", ("Valg: ", "ta med", "tittel og sammendrag")),
        ("appraise", ("Svar på spørsmål 1 i sjekklisten", "Samlet vurdering")),
        ("summarise", ("Begrunnelse for størrelsen", "la til et funn")),
        ("research_need", ("Hvorfor forskningen ikke er nok",)),
    ],
)
def test_the_words_of_the_pages(step: str, words: tuple[str, ...], example_question: str) -> None:
    text = shown(step, example_question)
    assert [one for one in words if one not in text] == []


def test_old_and_new_and_more(new_question: str) -> None:
    need_id = pages.view().question(new_question).need_id
    for number in range(60):
        save_field(pages.store(), pages.me(), "need", need_id, "why", f"Grunn nummer {number}")
    save_field(pages.store(), pages.me(), "need", need_id, "why", "Lang grunn. " * 40)
    at = opened("need", new_question)
    at = at.toggle(key=f"history-{new_question}-need").set_value(True).run()
    text = html(at)
    assert 'før: <span lang="nb">«Grunn nummer 57»</span> → nå: <span lang="nb">«Grunn nummer 58»</span>' in text
    assert '<details lang="nb"><summary>Lang grunn.' in text
    assert "Grunn nummer 3»" not in text
    at = press(at, "Vis flere")
    assert "Grunn nummer 3»" in html(at) and "Vis flere" not in pages.labels(at)


def test_drafts_are_nobodys_history(new_question: str) -> None:
    me = pages.me()
    save_field(pages.store(), me, "draft", new_question, f"draft.{me.person_id}.say.need", "Ikke sendt ennå")
    assert "Ikke sendt" not in shown("need", new_question)
    wiring.close_house()


def test_a_field_that_a_newer_form_dropped_keeps_its_label(example_question: str) -> None:
    shipped = wiring.library().texts["extraction"]
    asked = (
        "  - id: waited\n    kind: line\n    label: {nb: 'Hvor lenge ventet de?', nn: 'Kor lenge?', en: 'How long?'}\n"
    )
    within = shipped.replace("  fields:\n", f"  fields:\n{asked}", 1)
    result = asked.replace("waited", "shown_in").replace("Hvor lenge ventet de?", "Hvor vises det?")
    within = within.replace("  outcome:\n", f"  outcome:\n{result}", 1)
    published_text(pages.store(), pages.me(), "extraction", within)
    part = pages.view().parts(example_question, "extraction")[0]
    save_field(pages.store(), pages.me(), "extraction", part.id, "text.waited", "Eksempel: fem uker")
    save_field(pages.store(), pages.me(), "extraction", part.id, "outcome.o1.shown_in", "Eksempel: figur 2")
    published_text(pages.store(), pages.me(), "extraction", shipped)
    assert "Hvor lenge ventet de?: " in re.sub(r"<[^>]*>", "", shown("appraise", example_question))
    at = opened("appraise", example_question)
    boxes = {one.label: one.value for one in (*at.text_area, *at.text_input)}
    assert boxes["Hvor lenge ventet de?"] == "Eksempel: fem uker"
    assert boxes["Hvor vises det?"] == "Eksempel: figur 2"
    assert "Fra en tidligere utgave av skjemaet" in html(at)
