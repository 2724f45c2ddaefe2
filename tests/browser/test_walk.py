"""The whole walk in a real browser: eight steps, a search answered by the local server, real files, three documents."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Page, expect

from tests.browser.conftest import Workbench
from tests.browser.hands import breaches, choose, field, fill, go, opened, pick, press, sample, settle, unfold

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


@pytest.fixture
def files(request: pytest.FixtureRequest) -> list[Path]:
    """A RIS and an .nbib file: real ones where the shared folder is, own samples otherwise."""
    try:
        shared: Path | None = request.getfixturevalue("shared_dir")
    except pytest.skip.Exception:
        shared = None
    return [
        sample(shared, "ris/cff_baseline_zotero.ris", SAMPLES / "example.ris"),
        sample(shared, "nbib/bp_pubmed_result2.txt", SAMPLES / "example.nbib"),
    ]


def test_one_question_all_the_way(
    workbench: Workbench, page: Page, outside: list[str], files: list[Path], tmp_path: Path
) -> None:
    found: dict[str, list[str]] = {}
    start(page, workbench)
    found["welcome and home"] = breaches(page)
    need(page)
    found["need"] = breaches(page)
    go(page, "spørsmål")
    question(page)
    found["question"] = breaches(page)
    go(page, "søk")
    search(page, files)
    found["search"] = breaches(page)
    go(page, "referanser")
    duplicates(page)
    found["dedupe"] = breaches(page)
    go(page, "utvelgelse")
    found["screen"] = breaches(page)
    screen(page)
    go(page, "vurdering")
    appraise(page)
    found["appraise"] = breaches(page)
    go(page, "oppsummering")
    summarise(page)
    found["summarise"] = breaches(page)
    documents(page, tmp_path)
    go(page, "forskningsbehov")
    research_need(page)
    found["research need"] = breaches(page)
    press(page, "Til forsiden")
    expect(page.get_by_text("8 av 8 steg ferdig")).to_be_visible()
    found["home"] = breaches(page)
    opened(page, f"{workbench.url}/register")
    expect(page.get_by_role("table")).to_contain_text("trening")
    found["register"] = breaches(page)
    opened(page, f"{workbench.url}/om")
    found["about"] = breaches(page)
    assert page.locator("html").get_attribute("lang") == "nb"
    assert outside == []
    assert {name: lines for name, lines in found.items() if lines} == {}


def start(page: Page, workbench: Workbench) -> None:
    """The first start, then a question of one's own."""
    opened(page, workbench.url)
    assert page.locator("html").get_attribute("lang") == "nb"
    press(page, "Kom i gang")
    expect(page.get_by_text("Navnet mangler.")).to_be_visible()
    fill(page, "Hva heter du?", "Prøve Eksempel")
    choose(page, "Hvilken kommune arbeider du i?", "4005")
    press(page, "Kom i gang")
    fill(page, "Skriv det med egne ord", "Mange av de eldre vi besøker, faller hjemme. Hjelper det å trene?")
    press(page, "Begynn på spørsmålet")
    expect(field(page, "Hva lurer dere på?")).to_have_value(re.compile("faller hjemme"))


def need(page: Page) -> None:
    choose(page, "Tjenesteområde", "Hjemmetjenester")
    fill(page, "Hvorfor er det viktig?", "Fall gjør at folk trenger mer hjelp.")
    fill(page, "Hvordan er det hos dere?", "To treningsgrupper i uka.")
    fill(page, "Hva har dere selv erfart?", "De som kommer, blir stødigere.")
    fill(page, "Hva sier brukere og pårørende?", "De er redde for å falle.")
    page.reload()
    settle(page)
    expect(field(page, "Hva har dere selv erfart?")).to_have_value("De som kommer, blir stødigere.")


def question(page: Page) -> None:
    pick(page, "Hva virker?")
    fill(page, "P: ", "hjemmeboende eldre")
    fill(page, "I: ", "trening")
    expect(page.locator(".kb-sentence")).to_contain_text("trening")
    proposals = page.get_by_role("button", name=re.compile("^Ta med forslagene"))
    for left in range(proposals.count(), 0, -1):
        proposals.first.click()
        expect(proposals).to_have_count(left - 1)
        settle(page)
    field(page, "Legg til engelske ord for I").fill("trening, tai chi")
    field(page, "Legg til engelske ord for I").press("Enter")
    settle(page)
    expect(page.get_by_text("Dette ser norsk ut")).to_be_visible()
    press(page, "La være")
    expect(page.get_by_role("button", name=re.compile("tai chi"))).to_be_visible()
    fill(page, "Ta med", "Systematiske oversikter om trening for hjemmeboende eldre")


def search(page: Page, files: list[Path]) -> None:
    choose(page, "Hvor har dere sett?", "UpToDate")
    press(page, "Skriv det opp")
    fill(page, "Hva fant dere der?", "Et kapittel, men ikke tallene bak")
    for name in ("PubMed", "Epistemonikos"):
        press(page, f"Tell treff i {name}")
        fetch = page.get_by_role("button", name=re.compile(r"^Hent \d+ treff")).first
        fetch.wait_for()
        fetch.click()
        expect(page.get_by_text(re.compile("^Ferdig")).nth(0 if name == "PubMed" else 1)).to_be_visible()
        settle(page)
    for done, file in enumerate(files, 3):
        choose(page, "Hvilken database kommer filen fra?", "Annen kilde")
        page.locator('input[type="file"]').set_input_files(file)
        settle(page)
        press(page, "Hent inn filene")
        expect(page.get_by_text(re.compile("^Ferdig"))).to_have_count(done)
    unfold(page, "Legg inn en referanse for hånd")
    fill(page, "Tittel", "Eksempel på en rapport uten fil")
    press(page, "Legg inn referansen")
    expect(page.get_by_text("Referansen er lagt inn.")).to_be_visible()


def duplicates(page: Page) -> None:
    press(page, "Let etter dubletter")
    expect(page.get_by_text(re.compile("^Slått sammen:"))).to_be_visible(timeout=30_000)
    settle(page)
    pairs = page.get_by_role("button", name=re.compile("^Ulike artikler"))
    asked = page.locator("h2", has_text="kanskje er samme artikkel")
    while pairs.count():
        number = asked.inner_text()
        pairs.click()
        expect(asked.filter(has_text=number)).to_have_count(0)
        settle(page)
    unfold(page, "Slått sammen")
    before = page.locator(".kb-numbers").inner_text()
    press(page, "Del dem igjen")
    expect(page.locator(".kb-numbers")).not_to_have_text(before)


def screen(page: Page) -> None:
    """Two by mouse, one undone, the rest by key; then the full texts."""
    press(page, re.compile("^Ta med"))
    press(page, re.compile("^Kanskje"))
    title = page.locator(".kb-title").inner_text()
    press(page, re.compile("^Ikke ta med"))
    press(page, re.compile("^Angre forrige"))
    expect(page.locator(".kb-title")).to_have_text(title)
    left = page.locator("p[role=status]", has_text="igjen")
    while page.locator(".kb-title").count():
        shown = left.inner_text()
        page.keyboard.press("l")
        expect(left).not_to_have_text(shown)
        settle(page)
    expect(page.get_by_text("Alle er vurdert")).to_be_visible()
    press(page, re.compile("Fulltekst$"))
    press(page, re.compile("^Ta med"))
    page.keyboard.press("5")
    expect(page.get_by_text("Ingen venter på fulltekst.")).to_be_visible()
    settle(page)


def appraise(page: Page) -> None:
    press(page, "Skriv opp det viktigste")
    fill(page, "Hva spør oversikten om?", "Hjelper trening mot fall?")
    fill(page, "Når søkte de sist?", "2018-05-02")
    fill(page, "Antall studier", "12")
    fill(page, "Antall personer", "1 200")
    press(page, "Begynn på sjekklisten")
    for number in range(1, 11):
        pick(page, "Ja")
        fill(page, f"Kommentar til punkt {number}", f"Prøve {number}")
        if number < 10:
            press(page, "Neste punkt")
    pick(page, "Små bekymringer")
    fill(page, "Hvorfor? Skriv det med egne ord.", "Godt gjort.")


def summarise(page: Page) -> None:
    press(page, "Legg til et funn")
    fill(page, "Tiltaket, slik det står i en setning", "trening")
    fill(page, "Utfallet, slik det står i en setning", "antall fall")
    choose(page, "Hva skjer?", "reduserer")
    choose(page, "Hvor mye betyr det?", "middels")
    choose(page, "Hvor sikkert er det?", "lav")
    choose(page, "Hvem har vurdert det?", "oversikten selv")
    fill(page, "Hvorfor kaller dere det så stort?", "Det merkes i hverdagen.")
    fill(page, "Hvorfor? (hva trekker ned)", "Få studier.")
    expect(page.locator(".kb-sentence")).to_contain_text("Trening reduserer muligens antall fall")
    page.get_by_role("tab", name="Tekst").click()
    settle(page)
    fill(page, "Hovedbudskap", "Trening reduserer muligens antall fall (lav tillit).")
    fill(page, "Navn og rolle", "Prøve Eksempel, fysioterapeut")
    fill(page, "Hvorfor spør kommunen om dette?", "Mange faller hjemme.")
    fill(page, "Gjelder dette i norske kommuner?", "Studiene ligner på oss.")


def documents(page: Page, folder: Path) -> None:
    """Each export is opened, and holds what was written."""
    page.get_by_role("tab", name="Er den klar?").click()
    settle(page)
    for label, ending in (("Word", "docx"), ("nettside", "html"), ("Markdown", "md")):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=re.compile(f"^Last ned som .*{label}")).click()
        target = folder / f"omtale.{ending}"
        waiting.value.save_as(target)
        settle(page)
    with zipfile.ZipFile(folder / "omtale.docx") as archive:
        assert "reduserer muligens antall fall" in archive.read("word/document.xml").decode("utf-8")
    document = html.fromstring((folder / "omtale.html").read_bytes())
    assert document.get("lang") == "nb" or document.xpath("/html/@lang") == ["nb"]
    assert "reduserer muligens antall fall" in document.text_content()
    assert "reduserer muligens antall fall" in (folder / "omtale.md").read_text(encoding="utf-8")


def research_need(page: Page) -> None:
    pick(page, "For lite eller for upresis forskning")
    press(page, "Meld inn forskningsbehovet")
    expect(field(page, "Forskningsbehovet som et spørsmål")).to_have_value(re.compile("trening"))
    fill(page, "Hvem bør få det?", "Forskningsrådet")
