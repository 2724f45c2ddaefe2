"""The documents on the page: small ones at once, large ones by a job that can be left, stopped and come back to."""

from __future__ import annotations

import pytest

from pipeline.steps import summarise
from pipeline.steps.fields import save_field
from tests.ui.pages import html, labels, me, opened, press, said, store, view, wait_for_jobs

DRAFT = "merket som utkast"
LATE = "Noe er endret etter at dette dokumentet ble laget."


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summarise, "WAIT_S", -1.0)


@pytest.fixture
def nobody_works(data_folder: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUNNSKAPSBROEN_WORKERS", "0")


def downloads(at: object) -> list[str]:
    """The documents that can be fetched; the drawing of the flow can be had by itself."""
    labels = [one.proto.label for one in at.get("download_button")]  # type: ignore[attr-defined]
    return [one for one in labels if "tegningen" not in one and not one.startswith("Redegjørelsen")]


def test_a_small_summary_is_fetched_at_once(example_question: str) -> None:
    at = opened("summarise", example_question)
    assert len(downloads(at)) == 4
    assert not any(label.startswith("Lag ") for label in labels(at))


def test_a_draft_is_told_beside_the_buttons(new_question: str) -> None:
    assert any(DRAFT in one for one in said(opened("summarise", new_question)))


@pytest.mark.usefixtures("everything_is_large")
def test_a_large_one_is_made_by_a_job_and_found_again(example_question: str) -> None:
    at = opened("summarise", example_question)
    assert downloads(at) == []
    press(at, "Lag Word-dokument")
    wait_for_jobs(example_question)
    for again in (at.run(), opened("summarise", example_question)):
        assert not again.exception
        assert downloads(again) == ["Last ned som Word"]
        assert "Lag Word-dokument på nytt" in labels(again)
        assert not any(LATE in one for one in said(again))
    save_field(store(), me(), "question", example_question, "own_sentence", "Eksempel: noe nytt?")
    assert any(LATE in one for one in said(opened("summarise", example_question)))


@pytest.mark.usefixtures("nobody_works", "everything_is_large")
def test_one_under_way_says_so_and_can_be_stopped(example_question: str) -> None:
    at = press(opened("summarise", example_question), "Lag PDF")
    assert "Lag PDF: under arbeid. Du kan gå fra siden; arbeidet fortsetter." in html(at)
    assert "Lag PDF" not in labels(at)
    press(at, "Stopp")
    assert [one.state for one in view().jobs(example_question) if one.kind == "export"] == ["cancelled"]
    again = opened("summarise", example_question)
    assert "Arbeidet ble stoppet." in html(again)
    assert "Lag PDF" in labels(again)


@pytest.mark.usefixtures("nobody_works", "everything_is_large")
def test_one_that_failed_says_why_and_can_be_asked_for_again(example_question: str) -> None:
    press(opened("summarise", example_question), "Lag PDF")
    job = store().claim_job("gone", 30)
    assert job is not None
    store().end_job(job.id, "failed", "pdf_failed")
    at = opened("summarise", example_question)
    assert any("filen ble ikke laget." in one for one in said(at))
    press(at, "Lag PDF")
    assert [one.state for one in view().jobs(example_question) if one.kind == "export"] == ["queued", "failed"]


def test_the_account_of_the_search_is_a_document_of_its_own(example_question: str) -> None:
    labels = [one.proto.label for one in opened("summarise", example_question).get("download_button")]
    assert [one for one in labels if one.startswith("Redegjørelsen som")] == [
        "Redegjørelsen som Word",
        "Redegjørelsen som PDF",
        "Redegjørelsen som nettside",
        "Redegjørelsen som ren tekst (Markdown)",
    ]
