"""A file from anywhere in a real browser: columns that nobody has named are mapped, left and come back to, and what came in
is accounted for to the last row; then a pasted list."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Workbench
from tests.browser.hands import breaches, choose, field, fill, opened, press, settle, unfold

TABLE = """Nr;Overskrift;Arbeidstittel;Hvem;Når
1;Eksempel: trening for eldre som bor hjemme;Prosjekt A;Eksempel A, Annen B;2020
2;Eksempel: balanse og styrke i små grupper;Prosjekt B;Tredje C;2021
;;;;
3;"Eksempel: et anførselstegn som aldri lukkes;Prosjekt C;Fjerde D;2022
4;Eksempel: siste rad i filen;Prosjekt D;Femte E, Sjette F;2023
5;;;;2024
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "eksempel-tabell.csv"
    path.write_text(TABLE, "utf-8")
    return path


def at_the_search(page: Page, workbench: Workbench) -> str:
    """A question of one's own, at the step where files come in; gives its address."""
    opened(page, workbench.url)
    if page.get_by_label("Hva heter du?").count():
        fill(page, "Hva heter du?", "Prøve Eksempel")
        choose(page, "Hvilken kommune arbeider du i?", "4005")
        press(page, "Kom i gang")
    fill(page, "Skriv det med egne ord", "Eksempel: hjelper trening mot fall?")
    press(page, "Begynn på spørsmålet")
    opened(page, page.url.replace("/behov", "/sok"))
    return page.url


def brought_in(page: Page, file: Path) -> None:
    choose(page, "Hvilken database kommer filen fra?", "Annen kilde")
    page.locator('input[type="file"]').set_input_files(file)
    settle(page)
    press(page, "Hent inn filene")


def test_columns_are_mapped_and_every_row_is_accounted_for(
    workbench: Workbench, page: Page, table: Path, tmp_path: Path, outside: list[str]
) -> None:
    address = at_the_search(page, workbench)
    expect(page.get_by_text("Høyst 100 MB og 100\u202f000 poster i hver fil.", exact=False)).to_be_visible()
    brought_in(page, table)
    asked = page.get_by_text("Vi er ikke sikre på hva kolonnene i denne tabellen er.", exact=False)
    expect(asked).to_be_visible()
    expect(page.get_by_text("«Overskrift»").first).to_be_visible()
    settle(page)
    for column, proposed in (("Overskrift", "Tittel"), ("Arbeidstittel", "Ta vare på, men ikke bruk"), ("Når", "År")):
        expect(page.get_by_role("combobox", name=f"Hva er «{column}»?")).to_have_value(proposed)
    choose(page, "Hva er «Hvem»?", "Forfattere")
    expect(page.get_by_role("heading", name="Eksempel: trening for eldre som bor hjemme")).to_be_visible()
    assert breaches(page) == []
    picture(page, tmp_path / "asked.png", 1280)
    opened(page, workbench.url)  # somebody calls; the next day
    opened(page, address)
    expect(page.get_by_role("heading", name="Eksempel: trening for eldre som bor hjemme")).to_be_visible()
    picture(page, tmp_path / "asked-narrow.png", 390)
    press(page, "Bruk dette og hent inn filen")
    expect(page.get_by_text("4 av 5 poster er tatt inn.", exact=False)).to_be_visible()
    expect(page.get_by_text("Lagt til side: 1", exact=False)).to_be_visible()
    settle(page)
    unfold(page, "Reddet: 1")
    assert breaches(page) == []
    picture(page, tmp_path / "taken.png", 1280)
    fetched = save(page, "Last ned listen (CSV)", tmp_path / "aside.csv").read_text("utf-8-sig")
    (row,) = csv.DictReader(fetched.splitlines())
    assert (row["file"], row["line"], row["text"]) == ("eksempel-tabell.csv", "7", "5;;;;2024")
    assert save(page, "Last ned tekstene slik de sto", tmp_path / "aside.txt").read_text("utf-8") == "5;;;;2024\n"
    assert save(page, "Last ned hele filen slik den kom", tmp_path / "whole").read_bytes() == table.read_bytes()
    picture(page, tmp_path / "taken-narrow.png", 390)
    unfold(page, "Ta filen ut av spørsmålet")
    expect(page.get_by_text("4 referanser går ut av spørsmålet.", exact=False).first).to_be_visible()
    fill(page, "Hvorfor tas det ut?", "Eksempel: feil liste")
    press(page, "Ta ut")
    assert breaches(page) == []
    picture(page, tmp_path / "out-asked.png", 1280)
    press(page, "Ja, ta ut eksempel-tabell.csv")
    expect(page.get_by_text("4 av 5 poster er tatt inn.", exact=False)).to_have_count(0)
    unfold(page, "Tatt ut av spørsmålet: 1")
    expect(page.get_by_text("Grunn: Eksempel: feil liste", exact=False)).to_be_visible()
    picture(page, tmp_path / "out.png", 390)
    press(page, "Ta inn igjen")
    expect(page.get_by_text("4 av 5 poster er tatt inn.", exact=False)).to_be_visible()
    assert outside == []


def test_the_next_such_table_is_offered_the_same_columns_and_a_list_is_told_line_by_line(
    workbench: Workbench, page: Page, table: Path, tmp_path: Path
) -> None:
    at_the_search(page, workbench)
    brought_in(page, table)
    expect(page.get_by_text("Slik valgte dere sist", exact=False)).to_be_visible()
    settle(page)
    press(page, "Bruk dette og hent inn filen")
    expect(page.get_by_text("4 av 5 poster er tatt inn.", exact=False)).to_be_visible()
    unfold(page, "Lim inn referanser, PMID-er eller DOI-er")
    field(page, "Lim inn referanser, PMID-er eller DOI-er").fill("10000001\n10.1000/ex.1\nikke et nummer\n")
    field(page, "Lim inn referanser, PMID-er eller DOI-er").press("Tab")
    settle(page)
    press(page, "Hent inn listen")
    expect(page.get_by_text("2 av 3 poster er tatt inn.", exact=False)).to_be_visible()
    expect(page.get_by_text("Linje 3 er verken en PMID eller en DOI", exact=False)).to_be_visible()
    settle(page)
    assert breaches(page) == []
    picture(page, tmp_path / "list.png", 1280)


def save(page: Page, button: str, path: Path) -> Path:
    with page.expect_download() as told:
        page.get_by_role("button", name=re.compile(re.escape(button))).first.click()
    told.value.save_as(path)
    return path


def picture(page: Page, path: Path, width: int) -> None:
    """A picture of the whole page; however narrow it is, nothing sticks out."""
    page.set_viewport_size({"width": width, "height": 3600})
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.screenshot(path=path)
    page.set_viewport_size({"width": 1280, "height": 900})
    settle(page)
