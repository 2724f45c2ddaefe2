"""A fault of ours on a page: the person gets one sentence, the log the rest. What was saved is saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import local_script_runner

import app
import messages
from data.queries.view import SqliteView
from pipeline.errors import BadInput
from tests.ui.pages import box, elements, opened, said
from ui import kit, safe

SECRET = "SELECT secret FROM /somewhere/on/this/machine"
SENTENCE = messages.text("page_broke")


@pytest.fixture(autouse=True)
def as_served(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the pages have the same handler of faults as the served application has."""
    assert app.app._on_script_error is app.said_plainly
    begin = local_script_runner.LocalScriptRunner.__init__

    def begun(self: Any, *args: Any, **options: Any) -> None:
        begin(self, *args, **options)
        self._on_script_error = app.said_plainly

    monkeypatch.setattr(local_script_runner.LocalScriptRunner, "__init__", begun)
    yield


def breaks(*_args: Any, **_options: Any) -> Any:
    """What a fault of ours does."""
    raise RuntimeError(SECRET)


def refuses(*_args: Any, **_options: Any) -> Any:
    """What a verb does with what it cannot take."""
    raise BadInput("text_too_long", length=30_000, longest=20_000)


def assert_one_sentence(at: Any) -> None:
    """The sentence, and nothing of the trace."""
    assert not at.exception
    assert said(at).count(SENTENCE) == 1
    shown = " ".join(str(getattr(element, "proto", "")) for element in elements(at))
    assert SECRET not in shown and "RuntimeError" not in shown and "Traceback" not in shown


def test_streamlit_itself_is_told_to_show_no_details() -> None:
    assert config.get_option("client.showErrorDetails") == "none"


def test_a_page_that_breaks(example_question: str, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    monkeypatch.setattr(SqliteView, "fields", breaks)
    assert_one_sentence(opened("need", example_question))
    assert SECRET in caplog.text, "whoever runs the workbench finds the cause in the log"


def test_a_fragment_that_breaks(example_question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SqliteView, "next_to_screen", breaks)
    assert_one_sentence(opened("screen", example_question))


def test_a_callback_that_breaks(example_question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("need", example_question)
    with monkeypatch.context() as patch:
        patch.setattr(kit, "save_field", breaks)
        box(at, "Hvorfor er det viktig?").set_value("Dette ble ikke lagret.").run()
        assert_one_sentence(at)
    at.run()
    assert not at.exception and SENTENCE not in said(at)


def test_a_fault_on_the_front_page(example_question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SqliteView, "questions", breaks)
    assert_one_sentence(opened())


def test_a_problem_in_a_field_is_told_with_its_own_sentence(
    example_question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = opened("need", example_question)
    monkeypatch.setattr(kit, "save_field", refuses)
    box(at, "Hvorfor er det viktig?").set_value("Dette er for langt.").run()
    assert not at.exception
    assert said(at) == [safe.for_label(messages.text("text_too_long", {"length": 30_000, "longest": 20_000}))]
