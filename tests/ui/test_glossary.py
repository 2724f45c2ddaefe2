"""The glossary's page: a word is looked up, and the method team adds one to its draft, tries it, and publishes."""

from __future__ import annotations

from typing import Any

import wiring
from pico.concepts import read_own
from pipeline.steps import glossary as verbs
from pipeline.steps.question import save_element
from tests.makers import TEXTS
from tests.ui.pages import box, html, labels, me, opened, press, said, store, view

QUICK = {"facet": "measure", "nb": ["kvikksvadring"], "en": ["example chatter*"]}


def drafted() -> Any:
    """What the newest draft says."""
    return read_own(verbs.drafts(view())[0].text.value)


def test_a_word_is_looked_up_added_tried_and_published(new_question: str) -> None:
    at = opened("glossary")
    at.text_input(key="glossary-text").set_value("fallforebygging og kvikksvadring").run()
    assert not at.exception
    assert "accidental fall" in html(at) and "Ikke i ordlisten: kvikksvadring" in html(at)
    at.text_area(key="concept-nb").set_value("kvikksvadring på øya")
    at = press(at, "Lagre begrepet")
    assert [one.value for one in at.error] == ["Skriv minst ett ord her."], "at the box that is empty"
    at.text_area(key="concept-en").set_value("example chatter*\nfal*")
    at = press(at, "Lagre begrepet")
    (told,) = said(at)
    assert "«fal*» er for kort" in told and not verbs.drafts(view())
    at.text_area(key="concept-nb").set_value("kvikksvadring\nkvikksvadring på øya")
    at.text_area(key="concept-en").set_value("example chatter*")
    at = press(at, "Lagre begrepet")
    assert not at.exception and not at.error
    assert set(drafted().concepts) == {"kvikksvadring"}
    assert at.text_area(key="concept-nb").value == "", "the boxes are ready for another"
    assert "Ikke i ordlisten" not in html(at) and "metodelaget" in html(at)
    assert "Med utkastet" in html(at) and "example chatter*" in html(at)
    box(at, "Slå opp i").set_value("now").run()
    assert "Ikke i ordlisten: kvikksvadring" in html(at), "others do not have it yet"
    at = press(press(at, "Publiser"), "Ja, publiser utgave 1 av Egne ord i ordlisten")
    assert "Metodelaget har lagt inn eller rettet ett begrep her." in html(at)
    assert at.session_state["text-glossary-chosen"] == view().own_texts("glossary")[0].id
    assert not at.exception and any("Utgave 1 er publisert" in one for one in said(at))
    assert "Ikke i ordlisten" not in html(at)
    assert wiring.library_here(view()).glossary.unmapped("kvikksvadring") == ()


def test_a_change_is_taken_back_and_a_draft_put_away(new_question: str) -> None:
    verbs.save_concept(store(), me(), "quick_example", QUICK, shipped=TEXTS)
    at = opened("glossary")
    at.text_input(key="glossary-text").set_value("eldre").run()
    at = press(at, "Ikke foreslå dette begrepet")
    assert drafted().without == ("older_people",) and "foreslås ikke lenger" in html(at)
    box(at, "Hvilket begrep?").set_value("older_people").run()
    at = press(at, "Angre endringen")
    assert not at.exception and drafted().without == () and set(drafted().concepts) == {"quick_example"}
    at = press(at, "Kast utkastet")
    assert not at.exception and verbs.drafts(view()) == ()
    assert "Ingen endringer venter" in html(at)


def test_two_who_correct_one_concept_see_both_texts_also_after_a_reload(new_question: str) -> None:
    verbs.save_concept(store(), me(), "quick_example", QUICK, shipped=TEXTS)
    at = opened("glossary")
    at.text_input(key="glossary-text").set_value("kvikksvadring").run()
    at = press(at, "Rett begrepet")
    verbs.save_concept(store(), me(), "quick_example", QUICK | {"en": ["theirs"]}, shipped=TEXTS)
    at.text_area(key="concept-en").set_value("mine words")
    at = press(at, "Lagre begrepet")
    assert not at.exception and any("Noen har endret begrepet «quick" in one.replace("\\", "") for one in said(at))
    assert drafted().concepts["quick_example"].en == ("theirs",)
    room = opened("method")
    assert any("ingen har valgt" in one for one in said(room))
    room = press(room, "Vis begge tekstene")
    assert [one for one in room.code if "mine words" in one.value] and [
        one for one in room.code if "theirs" in one.value
    ]
    at = opened("glossary")
    assert any("Noen har endret begrepet" in one for one in said(at))
    assert next(one for one in at.button if one.label == "Publiser").disabled
    at = press(at, "Bruk min tekst")
    assert not at.exception and drafted().concepts["quick_example"].en == ("mine words",)
    assert not any("Noen har endret" in one for one in said(opened("glossary")))


def test_a_file_comes_into_the_draft_and_a_broken_draft_is_told(new_question: str) -> None:
    from pipeline.steps.fields import save_field

    made = verbs.save_concept(store(), me(), "quick_example", QUICK, shipped=TEXTS)
    save_field(store(), me(), "own_text", made, "text", "concepts: {x: {facet: measure}}\n")
    at = opened("glossary")
    assert not at.exception and any("Linje 1" in one for one in said(at))
    assert next(one for one in at.button if one.label == "Publiser").disabled


def test_a_word_is_tried_in_the_method_room(new_question: str) -> None:
    made = verbs.save_concept(store(), me(), "quick_example", QUICK, shipped=TEXTS)
    at = box(opened("method"), "Hva vil du arbeide med?").set_value("glossary").run()
    at = box(at, "Hvilken utgave vil du se på?").set_value(made).run()
    assert not at.exception
    box(at, "Prøv et ord").set_value("kvikksvadring og eldre").run()
    assert "Med denne utgaven" in html(at) and "example chatter*" in html(at)


def test_wide_words_are_shown_apart_and_kept_by_a_correction(new_question: str) -> None:
    at = opened("glossary")
    at.text_input(key="glossary-text").set_value("kostnader").run()
    assert "Videre, og ikke valgt: cost; costs; Costs and Cost Analysis" in html(at)
    at = press(press(at, "Rett begrepet"), "Lagre begrepet")
    assert not at.exception and not at.error
    (own,) = drafted().concepts.values()
    assert own.wide == ("cost", "costs", "Costs and Cost Analysis")


def test_wide_words_wait_to_be_chosen_beside_the_question(new_question: str) -> None:
    kinds, frameworks = wiring.library().question_types, wiring.library().frameworks
    save_element(store(), me(), new_question, "O", "skader", kinds["effect"], frameworks["PICO"])
    at = press(opened("question", new_question), "Ta med forslagene")
    assert {one.text for one in view().words(new_question)} == {"injur*", "injury prevention"}
    at = press(at, "Legg til Wounds and Injuries (MeSH)")
    assert not at.exception and ("mesh", "Wounds and Injuries") in {
        (one.kind, one.text) for one in view().words(new_question)
    }
    assert "Legg til Wounds and Injuries" not in " ".join(labels(at))
