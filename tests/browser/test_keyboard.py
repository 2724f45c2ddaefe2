"""The whole walk by keyboard alone: no mouse, no field filled from outside; whatever has the focus, Tab has brought it there."""

from __future__ import annotations

import re
import time
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Workbench
from tests.browser.hands import opened, settle
from tests.browser.keyboard import Keyboard

MADE_UP = (
    ("Example review A: made-up exercise for made-up people", "2021", "Example, Anna", "10.5555/keyboard.a"),
    ("Example review A: made-up exercise for made-up people", "2021", "Example, A.", "10.5555/KEYBOARD.A"),
    ("Example review B: made-up home visits by keyboard", "2020", "Example, Bo", ""),
    ("Example review B: made-up home visits by keyboard", "2023", "Example, Bo", ""),
    ("Example report C: nothing at all about anything", "2019", "Example, Cecilie", ""),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A RIS file with one sure duplicate and one doubtful pair."""
    lines = []
    for title, year, author, doi in MADE_UP:
        lines += [
            "TY  - JOUR",
            f"TI  - {title}",
            f"AU  - {author}",
            f"PY  - {year}",
            "JO  - Journal of Made-up Examples",
        ]
        lines += [f"DO  - {doi}"] if doi else []
        lines += [f"AB  - This made-up abstract belongs to {title}.", "ER  - ", ""]
    path = tmp_path / "example.ris"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def page(page: Page) -> Page:
    """A tab without a mouse: a press of its button is a fault of the test."""
    page.add_init_script(
        "addEventListener('pointerdown', act => { if (act.isTrusted) throw new Error('a mouse was used'); }, true);"
    )
    return page


def test_one_question_all_the_way_without_a_mouse(
    workbench: Workbench, page: Page, outside: list[str], file: Path, tmp_path: Path
) -> None:
    began = time.monotonic()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    keys = Keyboard(page)
    opened(page, workbench.url)
    start(keys)
    need(keys)
    go(keys, "spørsmål")
    question(keys)
    go(keys, "søk")
    search(keys, file)
    go(keys, "referanser")
    duplicates(keys)
    go(keys, "utvelgelse")
    screen(keys)
    full_text(keys)
    go(keys, "vurdering")
    appraise(keys)
    go(keys, "oppsummering")
    summarise(keys)
    download(keys, tmp_path)
    go(keys, "forskningsbehov")
    research_need(keys)
    keys.push("Til forsiden")
    expect(page.get_by_text("8 av 8 steg ferdig")).to_be_visible()
    keys.to("link", "Forskningsbehov", back=True)
    keys.press("Enter")
    expect(page.get_by_role("table")).to_contain_text("trening")
    print(
        f"{keys.presses} presses, {keys.stops} of them Tab, {keys.letters} letters, {time.monotonic() - began:.0f} s;"
        f" the longest way: {keys.longest[0]} presses to {keys.longest[1]}"
    )
    assert outside == []
    assert faults == []


def go(keys: Keyboard, step: str) -> None:
    """Take the button to the next step; the tab is then named after it."""
    keys.push(re.compile(f"^Gå til {step}"))
    expect(keys.page).to_have_title(re.compile(f"^{step}.* · Kunnskapsbroen$", re.IGNORECASE))
    expect(keys.page.locator("h1").first).to_be_visible()
    keys.page.wait_for_timeout(200)
    settle(keys.page)


def start(keys: Keyboard) -> None:
    """Say who one is, then what one wonders about."""
    keys.write("Hva heter du?", "Prøve Eksempel")
    keys.choose("Hvilken kommune arbeider du i?", "4005")
    keys.push("Kom i gang")
    keys.write("Skriv det med egne ord", "Mange av de eldre vi besøker, faller hjemme. Hjelper det å trene?")
    keys.push("Begynn på spørsmålet")
    expect(keys.page.get_by_role("textbox", name="Hva lurer dere på?")).to_have_value(re.compile("faller hjemme"))


def need(keys: Keyboard) -> None:
    """What the municipality itself knows; the lists too."""
    keys.choose("Tjenesteområde", "Hjemmetjenester")
    keys.write("Hvorfor er det viktig?", "Fall gjør at folk trenger mer hjelp.")
    keys.write("Hvordan er det hos dere?", "To treningsgrupper i uka.")
    expect(keys.page.get_by_text(re.compile("Alt er lagret kl."))).to_be_visible()


def question(keys: Keyboard) -> None:
    """The type with the arrows, the elements, the words."""
    keys.pick(re.compile("^Hva virker"))
    proposals = keys.page.get_by_role("button", name=re.compile("^Ta med forslagene"))
    for label, text in (("P: ", "hjemmeboende eldre"), ("I: ", "trening")):
        keys.write(label, text)
        expect(proposals).to_have_count(1)
        settle(keys.page)
        keys.push(re.compile("^Ta med forslagene"), back=True)
        expect(proposals).to_have_count(0)
        settle(keys.page)
    expect(keys.page.locator(".kb-sentence")).to_contain_text("trening")
    keys.to("textbox", "Legg til engelske ord for I")
    keys.type("trening, tai chi")
    keys.press("Enter")
    expect(keys.page.get_by_role("button", name="La være")).to_be_visible()
    settle(keys.page)
    keys.push("La være")
    expect(keys.page.get_by_role("button", name=re.compile("tai chi"))).to_be_visible()
    keys.write("Ta med", "Systematiske oversikter om trening")


def search(keys: Keyboard, file: Path) -> None:
    """A place looked in, a search that is counted and fetched, and a file."""
    page = keys.page
    keys.choose("Hvor har dere sett?", "UpToDate")
    keys.push("Skriv det opp")
    expect(page.get_by_role("textbox", name="Hva fant dere der?")).to_be_visible()
    settle(page)
    keys.write("Hva fant dere der?", "Ikke noe om dette", back=True)
    keys.write("Søketekst for PubMed", "exercise AND falls")
    keys.push("Tell treff i PubMed")
    fetch = re.compile(r"^Hent \d+ treff")
    expect(page.get_by_role("button", name=fetch)).to_be_visible(timeout=30_000)
    settle(page)
    keys.push(fetch)
    expect(page.get_by_text(re.compile("^Ferdig"))).to_have_count(1, timeout=30_000)
    settle(page)
    keys.choose("Hvilken database kommer filen fra?", "Annen kilde")
    keys.browse("Velg filer").set_files(file)
    settle(page)
    keys.push("Hent inn filene")
    expect(page.get_by_text(re.compile("^Ferdig"))).to_have_count(2)
    settle(page)
    keys.open("Legg inn en referanse for hånd")
    keys.write(re.compile("^Tittel"), "Eksempel på en rapport uten fil")
    keys.push("Legg inn referansen")
    expect(page.get_by_text("Referansen er lagt inn.")).to_be_visible()


def duplicates(keys: Keyboard) -> None:
    """What the programme merges, and what it asks about; one merge taken back."""
    page = keys.page
    keys.push("Let etter dubletter")
    expect(page.get_by_text(re.compile("^Slått sammen:"))).to_be_visible(timeout=30_000)
    settle(page)
    asked = page.get_by_role("button", name=re.compile("^Ulike artikler"))
    assert asked.count(), "no doubtful pair was found: the walk does not meet the question"
    keys.push("Slå av taster")
    keys.press("d")
    keys.press("s")
    assert asked.count(), "a key that was switched off decided"
    keys.push("Slå på taster")
    while asked.count():
        number = page.locator("h2", has_text="kanskje er samme artikkel").inner_text()
        keys.push(re.compile("^Ulike artikler"))
        expect(page.locator("h2", has_text="kanskje er samme artikkel").filter(has_text=number)).to_have_count(0)
        settle(page)
    keys.open("Slått sammen:")
    before = page.locator(".kb-numbers").inner_text()
    keys.push("Del dem igjen")
    expect(page.locator(".kb-numbers")).not_to_have_text(before)


def screen(keys: Keyboard) -> None:
    """Three with the keys switched off, by Tab and Enter; the rest with them."""
    page = keys.page
    title, left = page.locator(".kb-title"), page.locator("p[role=status]", has_text="igjen")
    keys.push("Slå av taster")
    first = title.inner_text()
    for key in "jklucr":
        keys.press(key)
    assert title.inner_text() == first, "a key that was switched off did something"
    expect(page.get_by_role("dialog")).to_have_count(0)
    for answer in ("Ta med", "Kanskje"):
        shown = title.inner_text()
        keys.push(re.compile(f"^{answer}"))
        expect(title).not_to_have_text(shown)
        settle(page)
    keys.push("Angre forrige")
    expect(title).to_have_text(shown)
    settle(page)
    keys.push("Slå på taster", back=True)
    while title.count():
        shown = left.inner_text()
        keys.press("l")
        expect(left).not_to_have_text(shown)
        settle(page)
    expect(page.get_by_text("Alle er vurdert")).to_be_visible()


def full_text(keys: Keyboard) -> None:
    """The decision on the full text."""
    keys.push("Gå videre til fulltekst")
    keys.write("Merknad", "Lest hele.")
    keys.push(re.compile("^Ta med"))
    expect(keys.page.get_by_text("Ingen venter på fulltekst.")).to_be_visible()


def appraise(keys: Keyboard) -> None:
    """What the review says of itself, the checklist, the judgement with its reason."""
    keys.push("Skriv opp det viktigste")
    keys.write("Hva spør oversikten om?", "Hjelper trening mot fall?")
    keys.write("Når søkte de sist?", "2018-05-02")
    keys.push("Begynn på sjekklisten")
    for number in range(1, 11):
        keys.pick(re.compile("Ja$"))
        if number < 10:
            keys.push("Neste punkt")
    keys.pick(re.compile("Små bekymringer"))
    keys.write("Hvorfor? Skriv det med egne ord.", "Godt gjort.")


def summarise(keys: Keyboard) -> None:
    """A finding whose sentence is made of what is chosen, and a section in another tab."""
    page = keys.page
    keys.push("Legg til et funn")
    keys.write("Tiltaket, slik det står i en setning", "trening")
    keys.choose("Hva skjer?", "reduserer")
    keys.write("Utfallet, slik det står i en setning", "antall fall")
    keys.choose("Hvor mye betyr det?", "middels")
    keys.write("Hvorfor kaller dere det så stort?", "Det merkes i hverdagen.")
    keys.choose("Hvor sikkert er det?", "lav")
    keys.choose("Hvem har vurdert det?", "oversikten selv")
    keys.write("Hvorfor? (hva trekker ned)", "Få studier.")
    expect(page.locator(".kb-sentence")).to_contain_text("Trening reduserer muligens antall fall")
    keys.turn_to("Tekst", back=True)
    keys.write("Hovedbudskap", "Trening reduserer muligens antall fall (lav tillit).")
    keys.write("Hvorfor spør kommunen om dette?", "Mange faller hjemme.")
    keys.write("Gjelder dette i norske kommuner?", "Studiene ligner på oss.")
    keys.write("Navn og rolle til dem som har laget omtalen", "Eksempel Person, skrev")


def download(keys: Keyboard, folder: Path) -> None:
    """A document, opened to see that it holds what was written."""
    keys.turn_to("Er den klar?", back=True)
    keys.to("button", re.compile("^Last ned som Word"))
    with keys.page.expect_download() as waiting:
        keys.press("Enter")
    waiting.value.save_as(folder / "omtale.docx")
    with zipfile.ZipFile(folder / "omtale.docx") as archive:
        assert "reduserer muligens antall fall" in archive.read("word/document.xml").decode("utf-8")


def research_need(keys: Keyboard) -> None:
    """Into the register, with who should have it."""
    keys.pick(re.compile("^For lite eller for upresis forskning"))
    keys.push("Meld inn forskningsbehovet")
    title = keys.page.get_by_role("textbox", name="Forskningsbehovet som et spørsmål")
    expect(title).to_have_value(re.compile("trening"))
    keys.write("Hvem bør få det?", "Forskningsrådet")
