"""The article as PDF: put in by hand, read beside the checklist, opened at the page of a quote, closed to those outside."""

from __future__ import annotations

import re
from pathlib import Path

import typst
from playwright.sync_api import expect

from tests.browser.conftest import Workbench
from tests.browser.hands import breaches, fill, opened, press, settle, unfold
from tests.browser.test_appraise import Desk, desk  # noqa: F401  (a fixture)
from tests.browser.test_looks import keep_picture

TEXT = "#set page(width: 12cm, height: 16cm)\n= Example article\nPage one.\n#pagebreak()\n= Results\nPage two."


def test_an_article_is_read_beside_the_checklist(workbench: Workbench, desk: Desk, tmp_path: Path) -> None:  # noqa: F811
    page = desk.page
    source, made = tmp_path / "article.typ", tmp_path / "Example article.pdf"
    source.write_text(TEXT, encoding="utf-8")
    typst.compile(str(source), output=str(made))
    opened(page, desk.at("vurdering"))
    unfold(page, "Legg inn artikkelen som PDF, så kan dere lese den ved siden av")
    page.locator('[data-testid="stFileUploaderDropzone"] input').first.set_input_files(made)
    settle(page)
    press(page, "Legg inn PDF-en")
    frame = page.locator("iframe")
    expect(frame).to_be_visible()
    keep_picture(page, "appraise-paper")
    assert frame.get_attribute("sandbox") is None, "Chromium shows no PDF in a sandboxed frame"
    held = page.request.get(desk.url + (frame.get_attribute("src") or "").partition("#")[0])
    assert held.headers["content-type"] == "application/pdf" and held.body() == made.read_bytes()
    press(page, "Begynn på sjekklisten")
    unfold(page, "Sitat og side")
    fill(page, "Side, punkt 1", "s. 2")
    link = page.get_by_role("link", name=re.compile("Side 2 i artikkelen"))
    expect(link).to_have_attribute("href", re.compile(r"/artikkel/[0-9a-f-]{36}#page=2$"))
    press(page, "Vis side 2 ved siden av")
    expect(frame).to_have_attribute("src", re.compile(r"#page=2&"))
    assert breaches(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    box, heading = frame.bounding_box(), page.get_by_role("heading", name=re.compile("Sjekkliste:")).bounding_box()
    assert box and heading and box["y"] < heading["y"] and box["width"] < 390, "above the form on a narrow screen"
    keep_picture(page, "appraise-paper-narrow")
    page.get_by_text("Vis artikkelen ved siden av skjemaet").click()
    settle(page)
    expect(frame).to_have_count(0)
    page.set_viewport_size({"width": 1280, "height": 900})
    unfold(page, "Bytt eller ta bort PDF-en")
    press(page, "Ta bort PDF-en")
    expect(page.get_by_text("Legg inn artikkelen som PDF, så kan dere lese den ved siden av")).to_be_visible()
    assert page.request.get(held.url).status == 404
