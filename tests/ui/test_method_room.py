"""The method room and what its publications change on other pages, for texts other than checklists."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import messages
from pipeline.own_texts import KINDS
from pipeline.steps import own_texts, question
from pipeline.steps.fields import save_field
from pipeline.text_edits import values_of
from pipeline.text_form_table import CHECKLIST, FORMS
from tests.makers import TEXTS, ours, published_text
from tests.ui.pages import ADDRESSES, MAIN, box, html, labels, me, opened, place, press, said, store, view

HOSTILE = "[trykk](https://example.org) <b>x</b> $y$ :red[z]"


def publish(kind: str, before: str, after: str) -> str:
    assert before in TEXTS[kind]
    return published_text(store(), me(), kind, TEXTS[kind].replace(before, after))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_copied_shown_and_published(kind: str, new_question: str) -> None:
    at = opened("method")
    at = box(at, "Hva vil du arbeide med?").set_value(kind).run()
    assert not at.exception
    at = press(at, "Lag en ny utgave fra denne")
    if kind in FORMS:
        at = box(at, "Rediger som").set_value("yaml").run()
    assert not at.exception and box(at, "Teksten (YAML)").value == TEXTS[kind].strip("\ufeff")
    assert next(one for one in at.button if one.label == "Publiser").disabled, "it says the same as what holds"
    assert "Utkastet sier det samme som utgaven som gjelder nå" in html(at)
    at = box(at, "Teksten (YAML)").set_value(ours(kind)).run()
    at = published(at, kind)
    assert not at.exception and "Utgave 1" in html(at)
    (one,) = view().own_texts(kind)
    assert (one.state, one.number, one.based_on) == ("published", 1, "shipped")
    at = press(at, "Trekk tilbake")
    assert not at.exception and view().own_texts(kind)[0].state == "published", "it asks first"
    at = press(at, "Nei, la være")
    assert "Ja, trekk" not in " ".join(labels(at))
    at = press(press(at, "Trekk tilbake"), "Ja, trekk tilbake utgave 1 av " + messages.text(f"text_kind_{kind}"))
    assert not at.exception and view().own_texts(kind)[0].state == "retired"


def published(at: AppTest, kind: str) -> AppTest:
    """The draft that the page is about, published with a yes."""
    return press(press(at, "Publiser"), "Ja, publiser utgave 1 av " + messages.text(f"text_kind_{kind}"))


def test_a_card_is_new_on_its_page_at_once(example_question: str) -> None:
    publish("cards", "Begynn med det dere lurer på i hverdagen.", f"Eksempel på en ny linje. {HOSTILE}")
    shown = html(opened("need", example_question))
    assert "Eksempel på en ny linje." in shown and "<b>x</b>" not in shown
    (one,) = view().own_texts("cards")
    own_texts.retire(store(), me(), one.id, shipped=TEXTS)
    assert "Eksempel på en ny linje." not in html(opened("need", example_question))


def test_words_that_were_published_are_no_markup_in_labels(new_question: str) -> None:
    publish("exclusion_reasons", "Feil gruppe", HOSTILE)
    publish("question_types", "Hva virker?", HOSTILE)
    for page in ("question", "screen"):
        at = opened(page, new_question)
        assert not at.exception
        assert not [one for one in labels(at) if "](" in one and "\\" not in one]


def test_a_field_that_is_gone_keeps_its_text_in_view(example_question: str) -> None:
    save_field_of_context(example_question)
    at = opened("question", example_question)
    assert not at.exception
    assert "Eksempel: i en annen ramme" in html(at)


def save_field_of_context(question_id: str) -> None:
    """Words under an element that PICO does not have."""
    library = here_library()
    fields = view().fields("question", question_id)
    kind = library.question_types[fields.text("type")]
    own = library.frameworks[fields.text("framework") or kind.framework]
    other = next(
        one for one in library.frameworks.values() if {e.code for e in one.elements} - {e.code for e in own.elements}
    )
    code = next(e.code for e in other.elements if e.code not in {one.code for one in own.elements})
    question.save_element(store(), me(), question_id, code, "Eksempel: i en annen ramme", kind, other)


def here_library():  # type: ignore[no-untyped-def]
    """What ships, with what is published over it."""
    import wiring

    return wiring.library_here(view())


def test_a_conflict_on_the_page_of_a_municipality_outlives_a_reload(new_question: str) -> None:
    first = opened("structure")
    save_field(store(), me(), "municipality", place(), "note", "Deres ord.")
    at = box(first, "Merknad").set_value("Mine ord.").run()
    assert any("har endret dette feltet" in one for one in said(at))
    again = opened("structure")
    assert any("har endret dette feltet" in one for one in said(again))
    assert "Deres ord." in html(again) and box(again, "Merknad").value == "Mine ord."
    at = press(again, "Bruk min tekst")
    assert not at.exception and view().municipality(place()).fields.text("note") == "Mine ord."
    assert not said(opened("structure"))


def test_a_conflict_in_the_method_room_outlives_a_reload(new_question: str) -> None:
    draft = own_texts.start_draft(store(), me(), "cards", TEXTS["cards"])
    at = box(opened("method"), "Hva vil du arbeide med?").set_value("cards").run()
    at = box(at, "Hvilken utgave vil du se på?").set_value(draft).run()
    at = box(at, "Rediger som").set_value("yaml").run()
    save_field(store(), me(), "own_text", draft, "text", TEXTS["cards"] + "# theirs\n")
    at = box(at, "Teksten (YAML)").set_value(TEXTS["cards"] + "# mine\n").run()
    assert any("har endret dette feltet" in one for one in said(at))
    again = opened("method")
    assert any("ingen har valgt" in one and "Stegkort" in one for one in said(again))
    again = press(again, "Vis begge tekstene")
    assert "# mine" in box(again, "Teksten (YAML)").value and "# theirs" in html(again)
    again = press(again, "La deres tekst stå")
    assert not again.exception
    assert "# theirs" in next(one for one in view().own_texts("cards") if one.id == draft).text.value
    assert not any("ingen har valgt" in one for one in said(opened("method")))


def in_boxes(kind: str) -> tuple[AppTest, str]:
    """The page of a new draft of a kind, in boxes."""
    draft = own_texts.start_draft(store(), me(), kind, TEXTS[kind])
    at = box(opened("method"), "Hva vil du arbeide med?").set_value(kind).run()
    return box(at, "Hvilken utgave vil du se på?").set_value(draft).run(), draft


def text_of(kind: str, draft: str) -> Any:
    """What a draft says as it is kept."""
    return values_of(next(one for one in view().own_texts(kind) if one.id == draft).text.value)


def written(kind: str, draft: str) -> dict[str, Any]:
    """The entries of a draft as they are kept."""
    return {one["id"]: one for one in text_of(kind, draft)[FORMS[kind][0].name]}


def test_reasons_are_written_added_moved_and_taken_away_in_boxes(new_question: str) -> None:
    at, draft = in_boxes("exclusion_reasons")
    assert not at.exception and box(at, "Slik det heter – Bokmål").value == "Feil gruppe"
    at = box(at, "Slik det heter – Bokmål").set_value(HOSTILE).run()
    at = box(at, "Når det passer – Nynorsk").set_value("Døme på når.").run()
    assert not at.exception and not at.error
    first = written("exclusion_reasons", draft)["population"]
    assert (first["label"]["nb"], first["hint"]["nn"]) == (HOSTILE, "Døme på når.")
    at = box(at, "Slik det heter – Bokmål").set_value("").run()
    assert any("Skriv først" in one for one in said(at)) and written("exclusion_reasons", draft)["population"] == first
    assert next(one for one in at.button if one.label == "Publiser").disabled
    assert "Et felt i utkastet er ikke lagret" in html(at)
    at = box(at, "Hva vil du endre?").set_value("outcome").run()
    assert next(one for one in at.button if one.label == "Publiser").disabled, "the field is out of sight, not of mind"
    assert any("Det du skrev i «Slik det heter», er ikke lagret" in one for one in said(at))
    at = press(at, "Vis feltet")
    assert box(at, "Slik det heter – Bokmål").value == "" and any("Skriv først" in one for one in said(at))
    at = press(at, "Flytt ned")
    assert list(written("exclusion_reasons", draft))[:2] == ["intervention", "population"]
    at = press(at, "Ta bort")
    assert not at.exception and "population" not in written("exclusion_reasons", draft)
    at.text_input(key=f"form-{draft}-reasons#new#label.nb").set_value("Eksempel: på høring")
    at = press(at, "Legg til")
    assert not at.exception and list(written("exclusion_reasons", draft))[-1] == "eksempel-pa-horing"
    assert box(at, "Slik det heter – Bokmål").value == "Eksempel: på høring"
    at = published(at, "exclusion_reasons")
    assert not at.exception and "Utgave 1" in html(at)


def test_a_card_is_written_in_boxes_and_two_who_write_the_same_see_both(new_question: str) -> None:
    at, draft = in_boxes("cards")
    at = box(at, "Slik går du fram, én ting på hver linje – English").set_value("One thing.\nAnother.").run()
    assert not at.exception and not at.error
    assert written("cards", draft)["need"]["card"]["how"]["en"] == "One thing.\nAnother."
    name = "form.steps.need.title.nb"
    text = next(one for one in view().own_texts("cards") if one.id == draft).text.value
    save_field(store(), me(), "own_text", draft, "text", text.replace('"Kunnskapsbehov"', '"Deres"', 1))
    at = box(at, "Tittelen på steget – Bokmål").set_value("Mitt").run()
    assert any("har endret dette feltet" in one for one in said(at))
    assert next(one for one in at.button if one.label == "Publiser").disabled
    again = press(opened("method"), "Vis begge tekstene")
    assert "Deres" in html(again) and again.text_input(key=f"{draft}:{name}").value == "Mitt"
    again = press(again, "Bruk min tekst")
    assert not again.exception and written("cards", draft)["need"]["title"]["nb"] == "Mitt"
    assert not any("ingen har valgt" in one for one in said(opened("method")))


def test_a_card_that_is_empty_in_a_language_is_told_before_it_is_published(new_question: str) -> None:
    at, draft = in_boxes("cards")
    label = "Linjen under tittelen – English"
    at = box(at, label).set_value("").run()
    assert not at.exception and not at.error
    assert any("får bokmål der" in one for one in said(at))
    assert "<li>Kunnskapsbehov › Linjen under tittelen – English</li>" in html(at)
    assert html(at).count(">Kunnskapsbehov › Linjen under tittelen – English</") == 2, (
        "it is compared by the names of the boxes too"
    )
    at = box(at, label).set_value("Because.").run()
    assert not any("får bokmål der" in one for one in said(at))
    assert text_of("cards", draft)["steps"][0]["why"]["en"] == "Because."


def test_what_the_address_asks_for_and_is_not_there_is_said(new_question: str) -> None:
    draft = own_texts.start_draft(store(), me(), "cards", TEXTS["cards"])
    at = AppTest.from_file(MAIN, default_timeout=30)
    at.query_params["slag"], at.query_params["utgave"] = "cards", "finnes-ikke"
    at._page_hash = calc_hash(ADDRESSES["method"])
    at.run()
    assert any("«finnes-ikke»" in one for one in said(at))
    at._page_hash = ""
    at = box(at, "Hvilken utgave vil du se på?").set_value(draft).run()
    assert not any("Adressen viser til" in one for one in said(at))
    at = box(at, "Hva vil du arbeide med?").set_value("needs").run()
    assert not at.exception and not any("Adressen viser til" in one for one in said(at))


def test_a_discarded_draft_is_out_of_the_way_until_it_is_asked_for(new_question: str) -> None:
    at, draft = in_boxes("cards")
    at = press(at, "Kast utkastet")
    assert "kastet" in html(at), "while it is open it can be brought back at once"
    again = box(opened("method"), "Hva vil du arbeide med?").set_value("cards").run()
    assert "kastet</td>" not in html(again)
    again = box(again, "Vis også ett kastet utkast").check().run()
    assert "kastet</td>" in html(again)
    again = box(again, "Hvilken utgave vil du se på?").set_value(draft).run()
    again = press(again, "Hent tilbake")
    assert not again.exception and view().own_texts("cards")[0].state == "draft"


def test_a_standard_sentence_is_written_in_boxes_and_a_mistake_is_told_there(new_question: str) -> None:
    at, draft = in_boxes("wording")
    label = "Stor effekt – Bokmål"
    assert not at.exception and box(at, label).value == "{x} gir stor {noun} i {y}"
    at = box(at, label).set_value("{x} gir stor {virkning}").run()
    assert any("Klammene kan bare være disse" in one for one in said(at)) and box(at, label).value
    at = box(at, label).set_value("{x} gir svært stor {noun} i {y}").run()
    assert text_of("wording", draft)["sentences"]["nb"]["high"]["large"] == "{x} gir svært stor {noun} i {y}"
    at = box(at, "Hvilken del vil du endre?").set_value("checks_advice").run()
    words = "Ord som gir en advarsel – Bokmål"
    at = box(at, words).set_value(box(at, words).value + "\neksempelord*").run()
    assert not at.exception and text_of("wording", draft)["checks"]["nb"]["recommendation"]["eksempelord*"] == "warn"
    at = press(at, "Angre min siste endring")
    assert not at.exception and "eksempelord*" not in text_of("wording", draft)["checks"]["nb"]["recommendation"]
    at = box(at, "Hvilken del vil du endre?").set_value("sizes").run()
    assert not at.exception and box(at, "Slik størrelsen kalles – Nynorsk").value == "stor"


def test_the_template_gets_a_section_and_its_fills_are_chosen(new_question: str) -> None:
    at, draft = in_boxes("summary")
    assert not at.exception and "Overskriften" in html(at)
    new = f"form-{draft}-sections#new"
    for name, words in (("heading", "Eksempel"), ("section_help", "Skriv det.")):
        for spoken in ("nb", "nn", "en"):
            part = at.text_input if name == "heading" else at.text_area
            part(key=f"{new}#{name}.{spoken}").set_value(f"{words} {spoken}")
    at = press(at, "Legg til")
    assert not at.exception and not at.error
    assert list(written("summary", draft))[-1] == "eksempel-nb"
    at = box(at, "Det som fyller delen, i rekkefølge").set_value(["text", "flow"]).run()
    assert written("summary", draft)["eksempel-nb"]["fills"] == ["text", "flow"]
    at = box(at, "Flest ord, til veiledning (0 = ingen grense)").set_value("mange").run()
    assert any("helt tall" in one for one in said(at))
    at = press(at, "Ta bort")
    assert not at.exception and "eksempel-nb" not in written("summary", draft)
    at = press(at, "Angre min siste endring")
    assert not at.exception and "eksempel-nb" in written("summary", draft)


def test_a_framework_of_ones_own_begins_with_the_fields_of_another(new_question: str) -> None:
    at, draft = in_boxes("frameworks")
    assert next(one for one in at.button if one.label == "Ta bort").disabled, "questions are taken apart by it"
    at.text_input(key=f"form-{draft}-frameworks#new#label.nb").set_value("Eksempel med tid")
    at = at.button(key=f"form-{draft}-frameworks#new#add").click().run()
    assert not at.exception and not at.error
    made = text_of("frameworks", draft)["eksempel-med-tid"]
    assert [one["code"] for one in made["elements"]] == ["P", "I", "C", "O"]
    new = f"form-{draft}-frameworks.eksempel-med-tid.elements#new"
    at.text_input(key=f"{new}#id").set_value("T")
    at.text_input(key=f"{new}#element.nb").set_value("Når skjer det?")
    at = at.button(key=f"{new}#add").click().run()
    assert any("er ikke fylt ut" in one for one in said(at)), "help, example and mistake are wanted"
    for name in ("help", "card_mistake"):
        at.text_area(key=f"{new}#{name}.nb").set_value("Eksempel.")
    at.text_input(key=f"{new}#example.nb").set_value("Om natten")
    at = at.button(key=f"{new}#add").click().run()
    assert not at.exception and not at.error
    assert text_of("frameworks", draft)["eksempel-med-tid"]["elements"][-1]["code"] == "T"
    at = box(at, "Feltene et søk bruker").set_value(["P", "T"]).run()
    assert text_of("frameworks", draft)["eksempel-med-tid"]["search_elements"] == ["P", "T"]
    at = box(at, "Setningen som lages – Bokmål").set_value("Hva skjer med {X}?").run()
    assert any("feltene i rammeverket" in one for one in said(at))
    at = box(at, "Setningen som lages – Bokmål").set_value("Hva skjer med {P}?").run()
    at = published(at, "frameworks")
    assert not at.exception and "Utgave 1" in html(at)


def test_filters_and_forms_are_drawn_in_boxes(new_question: str) -> None:
    at, _draft = in_boxes("filters")
    label = "Søketeksten"
    assert not at.exception
    at = box(at, label).set_value("(eksempel[tiab]").run()
    assert any("PubMed kan ikke lese dette søket" in one for one in said(at))
    at, _draft = in_boxes("extraction")
    assert not at.exception and box(at, "Navnet på skjemaet – Bokmål").value == "For en oversikt"


def test_what_is_known_by_its_texts_stays_open_under_its_new_name(new_question: str) -> None:
    at, draft = in_boxes("summary")
    at = box(at, "Hvilken del vil du endre?").set_value("terms").run()
    at = box(at, "Hva vil du endre?").set_value("Metaanalyse").run()
    at = box(at, "Ordet – Bokmål").set_value(HOSTILE).run()
    assert not at.exception and box(at, "Hva vil du endre?").value == HOSTILE
    assert box(at, "Ordet – Bokmål").value == HOSTILE and "<b>x</b>" not in html(at)
    at = box(at, "Forklaringen av ordet – English").set_value("An example.").run()
    assert text_of("summary", draft)["glossary"][-1]["text"]["en"] == "An example."


def test_every_part_of_every_kind_is_drawn(new_question: str) -> None:
    for kind, groups in FORMS.items():
        if kind == CHECKLIST or len(groups) == 1:
            continue
        at, _draft = in_boxes(kind)
        for group in groups[1:]:
            at = box(at, "Hvilken del vil du endre?").set_value(group.name).run()
            assert not at.exception, (kind, group.name)


def test_an_item_of_a_checklist_is_written_in_boxes(new_question: str) -> None:
    at = box(opened("method"), "Hvilken sjekkliste vil du se på?").set_value("fhi-oversikt@1.0").run()
    at = press(at, "Lag en ny utgave fra denne")
    assert not at.exception and box(at, "Nummeret").value == "1"
    at = box(at, "Spørsmålet i punktet – English").set_value("Example: is it clear?").run()
    assert not at.exception and not at.error
    at = box(at, "Nummeret").set_value("2").run()
    assert any("ingen andre punkter har" in one for one in said(at))
    at = box(at, "Skal svaret ha sitat og side?").set_value("true").run()
    at = press(at, "Flytt ned")
    (draft,) = view().own_instruments()
    assert draft.read is not None
    moved = draft.read.items[1]
    assert (moved.text.get("en"), moved.quote) == ("Example: is it clear?", True)
    at = press(at, "Angre min siste endring")
    (draft,) = view().own_instruments()
    assert draft.read is not None and draft.read.items[0].text.get("en") == "Example: is it clear?"
    at = box(at, "Hvilken del vil du endre?").set_value("judgements").run()
    at = box(at, "Fargen").set_value("blå").run()
    assert any("seks tegn" in one for one in said(at))


def test_two_who_write_in_one_box_within_another_entry_see_both_after_a_reload(new_question: str) -> None:
    at, draft = in_boxes("frameworks")
    at = box(at, "Hva vil du endre?").set_value("PEO").run()
    at = box(at, "Hvilket felt i rammeverket?").set_value("E").run()
    before = box(at, "Et eksempel på et svar – Bokmål").value
    text = next(one for one in view().own_texts("frameworks") if one.id == draft).text.value
    save_field(store(), me(), "own_text", draft, "text", text.replace(f'nb: "{before}"', 'nb: "Deres"'))
    at = box(at, "Et eksempel på et svar – Bokmål").set_value("Mitt").run()
    assert any("har endret dette feltet" in one for one in said(at))
    again = press(opened("method"), "Vis begge tekstene")
    assert not again.exception and "Deres" in html(again)
    assert box(again, "Et eksempel på et svar – Bokmål").value == "Mitt"
    again = press(again, "Bruk min tekst")
    elements = {one["code"]: one for one in text_of("frameworks", draft)["PEO"]["elements"]}
    assert not again.exception and elements["E"]["example"]["nb"] == "Mitt"
