"""A broad question is split with one press, once: what was made stands in place of the button until it is taken back."""

from __future__ import annotations

from pipeline.steps.fields import save_field
from tests.ui.pages import html, labels, me, opened, press, store, view

BROAD = "Hjelper trening, kosthold og yoga mot fall hos eldre?"


def test_a_split_is_done_once_and_its_button_comes_back_when_it_is_taken_back(new_question: str) -> None:
    need_id = view().question(new_question).need_id
    save_field(store(), me(), "need", need_id, "text", BROAD)
    before = len(view().questions_of(need_id))
    at = press(opened("need", new_question), "Del i 3 spørsmål")
    assert not at.exception and "Del i 3 spørsmål" not in labels(at)
    assert "Spørsmålet er delt slik." in html(at)
    assert len(view().questions_of(need_id)) == before + 3
    another_day = opened("need", new_question)
    assert "Del i 3 spørsmål" not in labels(another_day) and "Gå til:" in html(another_day)
    again = press(another_day, "Angre delingen")
    assert "Del i 3 spørsmål" in labels(again) and len(view().questions_of(need_id)) == before
