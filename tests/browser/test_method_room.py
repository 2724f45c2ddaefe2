"""A version of a checklist made, written wrong, mended, published, and taken into use in an appraisal under way."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

import wiring
from pipeline.steps import appraise, own_texts, screen
from pipeline.steps.fields import save_field
from tests.browser.beside import begun, somebody, store_of, take_in
from tests.browser.conftest import Workbench
from tests.browser.hands import breaches, field, fill, opened, own_browser, press, settle, unfold
from tests.browser.test_appraise import REVIEW
from tests.browser.test_looks import keep_picture

LABEL = "Sjekklisten som tekst (YAML)"
TEXT = "Teksten (YAML)"


def test_a_new_version_is_made_published_and_moved_to(workbench: Workbench, browser: Browser) -> None:
    with store_of(workbench) as store:
        me = somebody(store)
        question_id = begun(store, me, "Eksempel: Hjelper trening mot fall?")
        take_in(store, me, question_id, [REVIEW])
        reference_id = store.seen_by(me).references(question_id)[0].id
        for stage in ("abstract", "full_text"):
            screen.vote(store, me, reference_id, stage, "include")
        first = wiring.library().instruments["fhi-oversikt@1.0"]
        made = appraise.start_appraisal(store, me, reference_id, first)
        save_field(store, me, "appraisal", made, f"answer.{first.items[0].id}", "yes")
    context = own_browser(browser)
    page = context.new_page()
    opened(page, f"{workbench.url}/metode")
    assert breaches(page) == []
    keep_picture(page, "method-room")
    box = page.get_by_role("combobox", name=re.compile("Hvilken sjekkliste vil du se på")).first
    box.click()
    box.fill("fhi-oversikt@1.0")
    page.get_by_role("option", name=re.compile("fhi-oversikt@1.0")).first.wait_for()
    box.press("Enter")
    settle(page)
    press(page, "Lag en ny utgave fra denne")
    expect(page.get_by_role("heading", name=re.compile(r"1\.1 \(utkast\)"))).to_be_visible()
    expect(field(page, "Spørsmålet i punktet – Bokmål")).to_have_value(first.items[0].text.get("nb"))
    assert breaches(page) == []
    keep_picture(page, "method-room-boxes")
    page.locator("label", has_text="Tekst (YAML)").first.click()
    settle(page)
    text = field(page, LABEL).input_value()
    expect(page.get_by_text("Utkastet sier det samme som utgaven som gjelder nå")).to_be_visible()

    field(page, LABEL).fill(text.replace("text_kind:", "text_knid:"))
    field(page, LABEL).press("Tab")
    settle(page)
    expect(page.get_by_text(re.compile("Linje [0-9]+: nøkkelen «text_knid» er ukjent her"))).to_be_visible()
    expect(page.get_by_role("button", name="Publiser")).to_be_disabled()

    with store_of(workbench) as store:  # somebody else mends it meanwhile
        draft = next(one for one in store.seen_by(me).own_instruments() if one.state == "draft")
        save_field(store, me, "instrument", draft.id, "text", text, expected=draft.text.version)
    mine = text.replace("nb: Oversiktsartikkel", "nb: Oversikt (eksempel)", 1)
    assert mine != text
    field(page, LABEL).fill(mine + "# mine\n")
    field(page, LABEL).press("Tab")
    settle(page)
    expect(page.get_by_text("har endret dette feltet mens du skrev")).to_be_visible()
    expect(page.get_by_role("region", name=re.compile("Linjene som er ulike"))).to_contain_text("+# mine")
    assert breaches(page) == []
    keep_picture(page, "method-room-conflict")
    press(page, "Bruk min tekst")
    expect(page.get_by_text("Teksten er i orden: 10 punkter.")).to_be_visible()

    unfold(page, "Slik ser den som vurderer sjekklisten")
    unfold(page, "Sammenlign med en annen utgave")
    expect(page.get_by_text("Også endret: tittel.")).to_be_visible()
    page.locator("label", has_text="Nei").first.click()
    settle(page)
    assert breaches(page) == []
    keep_picture(page, "method-room-draft")
    press(page, "Publiser")
    assert breaches(page) == []
    keep_picture(page, "method-room-asked")
    press(page, re.compile("^Ja, publiser utgave 1.1 av "))
    expect(page.get_by_role("heading", name=re.compile(r"1\.1 \(publisert\)"))).to_be_visible()
    expect(field(page, LABEL)).to_have_count(0)
    assert breaches(page) == []

    opened(page, f"{workbench.url}/vurdering?q={question_id}")
    expect(page.get_by_text("Sjekklisten har kommet i ny utgave: 1.1. Du bruker 1.0.")).to_be_visible()
    expect(page.get_by_text("1 svar følger med.")).to_be_visible()
    assert breaches(page) == []
    keep_picture(page, "method-room-offer")
    press(page, "Flytt vurderingen til utgave 1.1")
    expect(page.get_by_text("Sjekklisten har kommet i ny utgave")).to_have_count(0)
    expect(page.get_by_text("Utgave 1.1.")).to_be_visible()
    with store_of(workbench) as store:
        moved = store.seen_by(me).appraisal(made)
        assert (moved.version, moved.fields.text(f"answer.{first.items[0].id}")) == ("1.1", "yes")
    context.close()


def chosen(page: Page, label: str, text: str) -> None:
    """Choose in a box that is sought in: the option that begins with a text."""
    box = page.get_by_role("combobox", name=re.compile(label)).first
    box.click()
    box.fill(text)
    page.get_by_role("option", name=re.compile(f"^{text}")).first.wait_for()
    box.press("Enter")
    settle(page)


def test_a_new_reason_is_written_published_and_offered_in_screening(workbench: Workbench, browser: Browser) -> None:
    with store_of(workbench) as store:
        me = somebody(store)
        question_id = begun(store, me, "Eksempel: Hjelper sang mot uro?")
        take_in(store, me, question_id, [REVIEW])
        screen.vote(store, me, store.seen_by(me).references(question_id)[0].id, "abstract", "include")
    context = own_browser(browser)
    page = context.new_page()
    opened(page, f"{workbench.url}/metode")
    chosen(page, "Hva vil du arbeide med", "Grunner til ikke å ta med")
    expect(page.get_by_role("heading", name="Den som følger med (gjelder nå)")).to_be_visible()
    assert breaches(page) == []
    keep_picture(page, "texts-shipped")
    press(page, "Lag en ny utgave fra denne")
    expect(field(page, "Slik det heter – Bokmål")).to_have_value("Feil gruppe")
    assert breaches(page) == []
    keep_picture(page, "texts-boxes")
    page.locator("label", has_text="Tekst (YAML)").first.click()
    settle(page)
    text = field(page, TEXT).input_value()
    assert "Feil gruppe" in text

    field(page, TEXT).fill(text.replace('hint: {nb: "Måler', 'hnit: {nb: "Måler'))
    field(page, TEXT).press("Tab")
    settle(page)
    expect(page.get_by_text(re.compile("Linje [0-9]+: nøkkelen «reasons\\[3\\].hnit» er ukjent her"))).to_be_visible()
    expect(page.get_by_role("button", name="Publiser")).to_be_disabled()

    with store_of(workbench) as store:  # somebody else mends it meanwhile
        draft = next(one for one in store.seen_by(me).own_texts("exclusion_reasons") if one.state == "draft")
        save_field(store, me, "own_text", draft.id, "text", text, expected=draft.text.version)
    mine = text.replace('nb: "Feil gruppe"', 'nb: "Eksempel: andre folk"')
    field(page, TEXT).fill(mine)
    field(page, TEXT).press("Tab")
    settle(page)
    expect(page.get_by_text("har endret dette feltet mens du skrev")).to_be_visible()
    page.reload()  # the address says which kind and which edition
    settle(page)
    expect(page.get_by_text("har endret dette feltet mens du skrev")).to_be_visible()
    expect(page.get_by_role("region", name=re.compile("Linjene som er ulike"))).to_contain_text("Eksempel: andre folk")
    assert breaches(page) == []
    keep_picture(page, "texts-conflict")
    press(page, "Bruk min tekst")
    expect(page.get_by_text("Teksten er i orden. Den er lagret.")).to_be_visible()

    unfold(page, "Slik ser leseren det")
    unfold(page, "Sammenlign med en annen utgave")
    expect(page.get_by_role("region", name="Det som er endret")).to_contain_text("Slik det heter – Bokmål")
    assert breaches(page) == []
    keep_picture(page, "texts-draft")
    press(page, "Publiser")
    press(page, "Ja, publiser utgave 1 av Grunner til ikke å ta med")
    expect(page.get_by_role("heading", name="Utgave 1 (gjelder nå)")).to_be_visible()
    expect(field(page, TEXT)).to_have_count(0)
    assert breaches(page) == []

    opened(page, f"{workbench.url}/utvelgelse?q={question_id}")
    expect(page.get_by_role("button", name=re.compile("Eksempel: andre folk"))).to_be_visible()
    press(page, re.compile("Eksempel: andre folk"))
    with store_of(workbench) as store:  # the team publishes again: this question has begun, and stays until a yes
        again = own_texts.start_draft(store, me, "exclusion_reasons", text)
        own_texts.publish(store, me, again, shipped=wiring.library().texts, seen=1)
        assert [one.reason for one in store.seen_by(me).my_votes(question_id, "full_text")] == ["population"]
    page.reload()
    settle(page)
    expect(page.get_by_text("Grunner til ikke å ta med: dere bruker utgave 1, nå gjelder utgave 2.")).to_be_visible()
    assert breaches(page) == []
    keep_picture(page, "texts-offer")
    press(page, "Ta i bruk det nye i dette spørsmålet")
    expect(page.get_by_text("Metodelaget har publisert nytt")).to_have_count(0)
    press(page, "Angre siste endring")
    expect(page.get_by_text("Metodelaget har publisert nytt")).to_be_visible()
    context.close()


def test_the_words_of_a_summary_are_written_in_boxes(workbench: Workbench, browser: Browser) -> None:
    """On a telephone, in the dark: what is left is saved, a mistake is told at the box, and the YAML says the same."""
    with store_of(workbench) as store:
        me = somebody(store)
        drafts = {
            kind: own_texts.start_draft(store, me, kind, wiring.library().texts[kind])
            for kind in ("wording", "summary", "frameworks", "filters")
        }
    context = own_browser(browser, viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = context.new_page()
    for kind, draft in drafts.items():
        opened(page, f"{workbench.url}/metode?slag={kind}&utgave={draft}")
        expect(page.get_by_role("button", name="Angre min siste endring")).to_be_disabled()
        assert breaches(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        keep_picture(page, f"boxes-{kind}")
    opened(page, f"{workbench.url}/metode?slag=wording&utgave={drafts['wording']}")
    sentence = field(page, "Stor effekt – Bokmål")
    sentence.fill("{x} gir {stor} {noun}")
    sentence.press("Tab")
    settle(page)
    expect(page.get_by_text("Klammene kan bare være disse")).to_be_visible()
    expect(sentence).to_have_value("{x} gir {stor} {noun}")
    assert breaches(page) == []
    fill(page, "Stor effekt – Bokmål", "{x} gir svært stor {noun} i {y}")
    page.locator("label", has_text="Tekst (YAML)").first.click()
    settle(page)
    assert '"{x} gir svært stor {noun} i {y}"' in field(page, TEXT).input_value()
    context.close()
