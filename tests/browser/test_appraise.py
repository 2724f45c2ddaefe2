"""Two people appraise one review for themselves and agree, with two checklists; the pictures and the certainty follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

import wiring
from appraisal.instrument import Instrument
from data.store import SqliteStore
from pipeline.records import Record
from pipeline.rows import Actor
from pipeline.steps import appraise, people, screen, summarise, team
from pipeline.steps.accounts import start_accounts
from pipeline.steps.fields import save_field
from tests.browser.beside import begun, oslo, somebody, store_of, take_in
from tests.browser.conftest import Workbench
from tests.browser.hands import breaches, choose, fill, opened, own_browser, pick, press, settle, unfold
from tests.browser.test_looks import keep_picture

PASSWORD = "fire tilfeldige ord er nok"
REVIEW = Record(
    title="Example review of exercise for preventing falls",
    authors=("Example, Ada",),
    year=2019,
    pmid="1",
    kind="review",
    publication_types=("Systematic Review",),
)


@dataclass(frozen=True)
class Desk:
    """One person at the page, in a browser; what the other does goes past the page."""

    page: Page
    url: str
    question_id: str
    reference_id: str
    one: Actor
    two: Actor

    def at(self, address: str) -> str:
        return f"{self.url}/{address}?q={self.question_id}"


@pytest.fixture
def desk(workbench: Workbench, browser: Browser) -> Iterator[Desk]:
    with store_of(workbench) as store:
        one = somebody(store)
        two = people.register(store, "Eksempel To", oslo(store))
        question_id = begun(store, one, "Eksempel: Hjelper trening mot fall?")
        save_field(store, one, "question", question_id, "own_sentence", "Eksempel: Hjelper trening mot fall?")
        need_id = store.seen_by(one).question(question_id).need_id
        team.appoint(store, one, two.person_id, "research", "need", need_id)
        take_in(store, one, question_id, [REVIEW])
        reference_id = store.seen_by(one).references(question_id)[0].id
        for stage in ("abstract", "full_text"):
            screen.vote(store, one, reference_id, stage, "include")
        summarise.add_finding(store, one, question_id)
        start_accounts(store, one, "a@oslo.example", PASSWORD)
    context = own_browser(browser)
    page = context.new_page()
    page.goto(f"{workbench.url}/inn")
    page.get_by_label("Brukernavn").fill("a@oslo.example")
    page.get_by_label("Passord").fill(PASSWORD)
    page.get_by_role("button", name="Logg inn").click()
    expect(page.get_by_role("heading", name="Hva lurer dere på?")).to_be_visible()
    settle(page)
    yield Desk(page, workbench.url, question_id, reference_id, one, two)
    context.close()


def instrument(name: str) -> Instrument:
    return wiring.library().instruments[f"{name}@1.0"]


def answered(store: SqliteStore, desk: Desk, who: Actor, name: str, overall: str, **other: str) -> str:
    """All items answered with yes, but for some; finished."""
    used = instrument(name)
    made = appraise.start_appraisal(store, who, desk.reference_id, used)
    for item in used.items:
        save_field(store, who, "appraisal", made, f"answer.{item.id}", other.get(item.id, "yes"))
    save_field(store, who, "appraisal", made, "comment.search", "Eksempel: bare én database")
    save_field(store, who, "appraisal", made, "overall", overall)
    save_field(store, who, "appraisal", made, "overall_reason", "Eksempel på en grunn")
    return made


def test_an_article_is_appraised_by_two(workbench: Workbench, desk: Desk) -> None:
    """One story: blind and agreed, another checklist with its pictures, what the review says of itself, certainty."""
    blind_first_then_agreed_item_by_item(workbench, desk)
    another_checklist_beside_it_and_its_pictures(workbench, desk)
    what_a_review_says_of_itself(desk)
    certainty_of_an_outcome_step_by_step(desk)


def blind_first_then_agreed_item_by_item(workbench: Workbench, desk: Desk) -> None:
    page = desk.page
    with store_of(workbench) as store:
        theirs = answered(store, desk, desk.two, "fhi-oversikt", "serious", search="no")
    opened(page, desk.at("vurdering"))
    expect(page.get_by_role("heading", name="Sjekkliste: oversiktsartikkel")).to_be_visible()
    press(page, "Begynn på sjekklisten")
    expect(page.get_by_text("Eksempel To: skjult til du selv er ferdig")).to_be_visible()
    assert "bare én database" not in page.locator("main").inner_text()
    pick(page, "Nei")
    expect(page.get_by_text("Legge artikkelen til side?").first).to_be_visible()
    expect(page.get_by_role("button", name="Legg artikkelen til side")).to_be_disabled()
    assert breaches(page) == []
    with store_of(workbench) as store:
        answered(store, desk, desk.one, "fhi-oversikt", "low")
    page.reload()
    settle(page)
    expect(page.get_by_text("Eksempel To: ferdig")).to_be_visible()
    expect(page.get_by_text("Enige i 9 av 10")).to_be_visible()
    keep_picture(page, "appraise-agreement")
    press(page, "Gå gjennom svarene sammen")
    expect(page.get_by_text("Besvart ulikt: 1. Gjenstår: 1.")).to_be_visible()
    expect(page.get_by_role("table").filter(has_text="Eksempel: bare én database").first).to_be_visible()
    box = page.get_by_role("radiogroup", name="Enige om punkt 3")
    box.get_by_text("Nei").click()
    settle(page)
    expect(page.get_by_text("Besvart ulikt: 1. Gjenstår: 0.")).to_be_visible()
    expect(page.get_by_text("Fordi 3 = nei.").last).to_be_visible()
    page.get_by_role("radiogroup", name=re.compile("Hvor store bekymringer")).last.get_by_text(
        "Noen bekymringer"
    ).click()
    settle(page)
    assert breaches(page) == []
    keep_picture(page, "appraise-consensus")
    with store_of(workbench) as store:
        made = store.seen_by(desk.one).appraisals(desk.question_id)
        agreed = next(one for one in made if one.agreed)
        assert (agreed.fields.text("answer.search"), agreed.fields.text("overall")) == ("no", "some")
        assert store.seen_by(desk.one).appraisal(theirs).fields.text("overall") == "serious"


def another_checklist_beside_it_and_its_pictures(workbench: Workbench, desk: Desk) -> None:
    page = desk.page
    with store_of(workbench) as store:
        answered(store, desk, desk.one, "amstar2", "low", protocol="no")
        answered(store, desk, desk.two, "amstar2", "critically_low", protocol="no", search="no")
    opened(page, desk.at("vurdering"))
    choose(page, "Hvilken sjekkliste?", "AMSTAR 2")
    expect(page.get_by_role("heading", name="Sjekkliste: AMSTAR 2")).to_be_visible()
    expect(page.get_by_text("Kritiske punkter: 2, 4, 7, 9a, 9b")).to_be_visible()
    expect(page.get_by_text("Fordi 2 = nei.").first).to_be_visible()
    unfold(page, "Bilder av vurderingene: AMSTAR 2")
    picture = page.get_by_role("img", name=re.compile("AMSTAR 2: vurdering av hver studie"))
    expect(picture).to_be_visible()
    assert "Example 2019: 1 ja" in (picture.get_attribute("alt") or "")
    for name in ("trafikklyset som PNG", "søylene som SVG"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"Last ned {name}").first.click()
        assert waiting.value.path().stat().st_size > 1000
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Last ned alle svarene som CSV").click()
    content = waiting.value.path().read_text(encoding="utf-8-sig")
    assert "Enighet" in content and content.count("AMSTAR 2") == 36
    assert breaches(page) == []
    keep_picture(page, "appraise-pictures")


def what_a_review_says_of_itself(desk: Desk) -> None:
    page = desk.page
    opened(page, desk.at("vurdering"))
    press(page, "Skriv opp det viktigste")
    press(page, "Skriv opp et utfall")
    fill(page, "Utfall, slik oversikten kaller det", "rate of falls")
    fill(page, "Resultat med tall og spenn", "RaR 0.77 (0.71 to 0.83)")
    page.reload()
    settle(page)
    expect(page.get_by_role("textbox", name="Resultat med tall og spenn")).to_have_value("RaR 0.77 (0.71 to 0.83)")
    assert breaches(page) == []


def certainty_of_an_outcome_step_by_step(desk: Desk) -> None:
    page = desk.page
    opened(page, desk.at("oppsummering"))
    fill(page, "Utfallet, slik det står i en setning", "antall fall")
    fill(page, "Relativt mål", "0,77 (0,71-0,83)")
    unfold(page, "Regn ut: fra forholdstall til antall")
    choose(page, "Slags mål", "rateforhold")
    fill(page, "Hvor mange per 1000 personår uten tiltaket?", "850")
    expect(page.get_by_text("850 → 655 per 1000 personår: 195 færre. Usikkerhet: 144 til 246 færre.")).to_be_visible()
    press(page, "Bruk dette i funnet")
    unfold(page, "Vurder tilliten trinn for trinn (GRADE)")
    page.get_by_role("radiogroup", name="Hva slags studier bygger resultatet på?").get_by_text("Randomiserte").click()
    settle(page)
    group = page.get_by_role("radiogroup", name="Upresise resultater")
    group.get_by_text("Alvorlig, ned ett nivå", exact=True).click()
    settle(page)
    expect(page.get_by_text("Grunnen mangler for: upresise resultater.")).to_be_visible()
    fill(page, "Grunn: upresise resultater", "Eksempel: få hendelser")
    press(page, re.compile("^Bruk i funnet: .*middels tillit"))
    table = page.get_by_role("table").filter(has_text="vår vurdering")
    expect(table).to_contain_text("144 til 246 færre")
    assert breaches(page) == []
    keep_picture(page, "findings-certainty")
