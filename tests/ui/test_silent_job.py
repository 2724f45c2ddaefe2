"""A search whose worker is gone: the page says since when, and what becomes of it; a failed import can be tried again."""

from __future__ import annotations

import pytest

import wiring
from pipeline.steps import search
from tests.ui import pages

RIS = b"TY  - JOUR\nTI  - Example trial of waiting\nER  - \n"


@pytest.fixture
def nobody_works(data_folder: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUNNSKAPSBROEN_WORKERS", "0")


@pytest.mark.usefixtures("nobody_works")
def test_a_job_that_stands_still_is_told_and_can_be_stopped(new_question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    strategy_id = search.save_strategy(pages.store(), pages.me(), new_question, "pubmed", "example")
    run_id = search.start_search(pages.store(), pages.me(), strategy_id)
    with monkeypatch.context() as patch:
        patch.setattr("data.store.utc_now", lambda: "2026-01-02T11:30:00.000Z")
        assert pages.store().claim_job("gone", 30)
    at = pages.opened("search", new_question)
    assert "Arbeidet har stått stille siden kl. 12.30. Det tas opp igjen av seg selv." in pages.html(at)
    pages.store().beat(pages.view().jobs(new_question)[0].id)
    assert "stått stille" not in pages.html(pages.opened("search", new_question))
    pages.press(at, "Stopp")
    assert pages.view().run(run_id).state == "cancelled"


@pytest.mark.usefixtures("nobody_works")
def test_an_import_that_failed_says_why_and_can_be_tried_again(new_question: str) -> None:
    search.start_import(pages.store(), pages.me(), new_question, "eksempel.ris", RIS, "other")
    assert pages.store().claim_job("gone", 30)
    for _ in range(6):
        job = pages.store().claim_job("gone", -1)
    assert job is not None
    wiring.house().pool._run(job, "gone")
    at = pages.opened("search", new_question)
    assert any("Arbeidet er gitt opp. Det ble avbrutt 6 ganger" in one for one in pages.said(at))
    pages.press(at, "Prøv igjen")
    assert [one.state for one in pages.view().jobs(new_question)] == ["queued", "failed"]
