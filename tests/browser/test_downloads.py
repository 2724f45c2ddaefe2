"""What is taken along: references in every format, large ones by a job, the account of the search, the flow diagram."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from pipeline.formats.read import read_file
from tests.browser.beside import begun, somebody, store_of, take_in
from tests.browser.conftest import Workbench
from tests.browser.hands import breaches, choose, opened, pick, press, settle, unfold
from tests.makers import record

LARGE = 2_500  # more than a workbook is made of while one waits
FORMATS = {"ris": "RIS", "xlsx": "Excel", "csv": "CSV", "bib": "BibTeX", "json": "CSL-JSON"}


def with_references(workbench: Workbench, text: str, count: int) -> str:
    """A question of one's own with so many references; gives its id."""
    with store_of(workbench) as store:
        person = somebody(store)
        question_id = begun(store, person, text)
        take_in(store, person, question_id, [record(number) for number in range(1, count + 1)])
    return question_id


def fetched(page: Page, button: str | re.Pattern[str]) -> tuple[str, bytes]:
    """Press a button that gives a file; its name and content."""
    with page.expect_download(timeout=30_000) as begun_download:
        page.get_by_role("button", name=button).first.click()
    download = begun_download.value
    settle(page)
    return download.suggested_filename, Path(download.path()).read_bytes()


@pytest.mark.parametrize("step", ["referanser", "utvelgelse"])
def test_references_are_downloaded_in_every_format(workbench: Workbench, page: Page, step: str) -> None:
    question_id = with_references(workbench, f"Eksempel: til å ta med fra {step}", 3)
    opened(page, f"{workbench.url}/{step}?q={question_id}")
    unfold(page, "Last ned referansene")
    assert breaches(page) == []
    wanted = [record(number).title for number in (1, 2, 3)]
    for ending, shown in FORMATS.items():
        choose(page, "Filformat", shown)
        name, content = fetched(page, "Last ned filen")
        assert re.fullmatch(rf"referanser-alle-\d{{4}}-\d\d-\d\d\.{ending}", name)
        titles = (
            [one["title"] for one in json.loads(content)]
            if ending == "json"
            else [one.record.title for one in read_file(content).parsed]
        )
        assert titles == wanted, ending
    choose(page, "Filformat", "Excel")
    pick(page, "Ta med hva som er bestemt")
    name, content = fetched(page, "Last ned filen")
    assert "-med-avgjorelser-" in name
    head, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    assert rows[0][head.index("Decision")] == "ikke vurdert ennå"
    pick(page, "De som er tatt med")
    expect(page.get_by_text("Spørsmålet har ingen inkluderte referanser ennå.")).to_be_visible()
    expect(page.get_by_role("button", name="Last ned filen")).to_have_count(0)


def test_a_large_file_is_made_by_a_job_and_fetched_after_a_reload(workbench: Workbench, page: Page) -> None:
    question_id = with_references(workbench, "Eksempel: mange å ta med", LARGE)
    opened(page, f"{workbench.url}/referanser?q={question_id}")
    unfold(page, "Last ned referansene")
    choose(page, "Filformat", "Excel")
    press(page, re.compile("^Lag fil med"))
    fetch = re.compile(r"^Hent referanser-alle-.*\.xlsx")
    expect(page.get_by_role("button", name=fetch)).to_be_visible(timeout=60_000)
    assert breaches(page) == []
    opened(page, f"{workbench.url}/referanser?q={question_id}")
    unfold(page, "Last ned referansene")
    _, content = fetched(page, fetch)
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).active
    assert sum(1 for _ in sheet.iter_rows()) == LARGE + 1


def test_the_account_and_the_diagram_are_downloaded(workbench: Workbench, page: Page) -> None:
    question_id = with_references(workbench, "Eksempel: gjort rede for", 3)
    opened(page, f"{workbench.url}/oppsummering?q={question_id}")
    page.get_by_role("tab", name="Om søket").click()
    settle(page)
    assert breaches(page) == []
    begins = {"Word": b"PK", "PDF": b"%PDF", "nettside": b"<!doctype html", "ren tekst": b"# "}
    for shown, begin in begins.items():
        name, content = fetched(page, re.compile(f"^Redegjørelsen som {shown}"))
        assert name.startswith("redegjorelse-for-soket-") and content.lower().startswith(begin.lower()), name
    page.get_by_role("tab", name="Er den klar?").click()
    unfold(page, "Fra treff til oversikter: tallene")
    assert breaches(page) == []
    for ending, begin in {"SVG": b"<svg", "PNG": b"\x89PNG", "PDF": b"%PDF"}.items():
        name, content = fetched(page, f"Last ned tegningen som {ending}")
        assert name == f"flytdiagram.{ending.lower()}" and content.startswith(begin)
