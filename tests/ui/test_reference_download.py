"""The references to take along, on the pages of the references and of the screening."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.steps import reference_export
from tests.ui.pages import html, labels, opened, press, said, view, wait_for_jobs
from tests.ui.staged import who
from tests.ui.test_references import with_references


@pytest.fixture
def many(filled: Callable[[Callable[[], str]], str]) -> str:
    return filled(with_references)


def downloads(at: object) -> list[str]:
    return [one.proto.label for one in at.get("download_button")]  # type: ignore[attr-defined]


@pytest.mark.parametrize("step", ["dedupe", "screen"])
def test_a_small_file_is_fetched_at_once(many: str, step: str) -> None:
    at = opened(step, many)
    assert not at.exception and "Last ned filen" in downloads(at)
    (which,) = [one for one in at.radio if one.label == "Hvilke referanser"]
    at = which.set_value("included").run()
    assert "Last ned filen" not in downloads(at)
    assert "Spørsmålet har ingen inkluderte referanser ennå." in html(at)


def test_a_large_one_is_made_by_a_job_and_found_again(many: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference_export, "WAIT_S", -1.0)
    at = opened("dedupe", many)
    assert "Last ned filen" not in downloads(at)
    press(at, "Lag fil med 33 referanser")
    wait_for_jobs(many)
    for again in (at.run(), opened("screen", many)):
        assert not again.exception, said(again)
        assert any(one.startswith("Hent referanser-alle-") and one.endswith(".ris") for one in downloads(again))
    assert b"Example trial number 30" in view().document_bytes(view().documents(many)[0].id)


@pytest.mark.parametrize("step", ["dedupe", "screen"])
def test_a_reader_takes_a_copy_home_and_changes_nothing(stage: str, step: str) -> None:
    at = opened(step, stage, reader=who("reads"))
    assert not at.exception and "Last ned filen" in downloads(at)
    assert "Let etter dubletter" not in labels(at)
