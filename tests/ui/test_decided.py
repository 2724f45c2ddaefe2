"""Step 5: what is decided is seen and changed, and people who differ come to one answer on the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from pipeline.rows import Vote
from pipeline.steps import people, screen
from tests.ui import pages
from tests.ui.pages import box, html, labels, me, opened, press, store, view
from tests.ui.test_references import with_references
from ui.steps.decided import REASONS, verdict
from wiring import library

FOLDED = "Se og endre det som er bestemt"


@pytest.fixture
def many(filled: Callable[[Callable[[], str]], str]) -> str:
    """The id of a question with 33 references that wait."""
    return filled(with_references)


def unfolded(question_id: str, stage: str, *, full_text: bool = False) -> AppTest:
    at = opened("screen", question_id)
    if full_text:
        at = at.button(key="to-full_text").click().run()
    at.session_state[f"decided-{question_id}-{stage}"] = True
    return at.run()


def test_it_is_there_when_something_is_decided_and_looked_up_when_it_is_opened(many: str) -> None:
    assert FOLDED not in [one.label for one in opened("screen", many).expander]
    first, second = view().references(many, limit=2)
    screen.vote(store(), me(), first.id, "abstract", "include", note="Eksempel på en merknad")
    screen.vote(store(), me(), second.id, "abstract", "exclude")
    at = opened("screen", many)
    assert FOLDED in [one.label for one in at.expander] and "Endre til: Kanskje" not in labels(at)
    at = unfolded(many, "abstract")
    assert box(at, "Vis").options == ["Ta med (1)", "Ikke ta med (1)"]
    assert first.record.title in html(at) and "Ta med · Eksempel Person, " in html(at)
    assert "Eksempel på en merknad" in html(at)


def test_a_choice_of_earlier_is_changed_and_its_note_follows(many: str) -> None:
    first = view().references(many, limit=1)[0]
    screen.vote(store(), me(), first.id, "abstract", "exclude", note="Eksempel på en merknad")
    at = unfolded(many, "abstract")
    assert "Endre til: Ikke ta med" not in labels(at)
    at = press(at, "Endre til: Kanskje")
    (vote,) = view().my_votes(many, "abstract", limit=9)
    assert (vote.answer, vote.note) == ("maybe", "Eksempel på en merknad")
    assert box(at, "Vis").options == ["Kanskje (1)"]


def test_people_who_differ_are_told_and_one_of_them_changes(many: str) -> None:
    first = view().references(many, limit=1)[0]
    other = people.register(store(), "Eksempel Kollega", pages.place())
    screen.vote(store(), me(), first.id, "abstract", "include")
    screen.vote(store(), other, first.id, "abstract", "exclude")
    at = unfolded(many, "abstract")
    assert any("Dere er uenige om én referanse." in one.value for one in at.warning)
    assert box(at, "Vis").options == ["Dere er uenige (1)"]
    assert "Ikke ta med · Eksempel Kollega, " in html(at) and "Snakk sammen." in html(at)
    at = press(at, "Endre til: Ikke ta med")
    assert view().reference(first.id).status == "excluded"
    assert not at.warning, "told at once"
    at = opened("screen", many).button(key="to-full_text").click().run()
    assert [one.label for one in at.expander if one.label.startswith(FOLDED)] == []


def test_whoever_is_at_the_full_text_sees_where_people_differed_before(many: str) -> None:
    first = view().references(many, limit=1)[0]
    other = people.register(store(), "Eksempel Kollega", pages.place())
    screen.vote(store(), me(), first.id, "abstract", "include")
    screen.vote(store(), other, first.id, "abstract", "exclude")
    at = opened("screen", many).button(key="to-full_text").click().run()
    assert f"{FOLDED} på tittel og sammendrag" in [one.label for one in at.expander]


def test_whoever_makes_the_last_disagreement_is_told(many: str) -> None:
    references = view().references(many, limit=100)
    other = people.register(store(), "Eksempel Kollega", pages.place())
    screen.vote(store(), other, references[-1].id, "abstract", "exclude")
    for one in references[:-1]:
        screen.vote(store(), me(), one.id, "abstract", "include")
    at = opened("screen", many)
    assert not at.warning
    at = press(at.button(key="to-abstract").click().run(), "Ta med")
    assert any("Dere er uenige om én referanse." in one.value for one in at.warning)


def test_a_reason_on_full_text_is_changed(many: str) -> None:
    first = view().references(many, limit=1)[0]
    screen.vote(store(), me(), first.id, "abstract", "include")
    one, two = (library().reasons[place] for place in (1, 2))
    screen.vote(store(), me(), first.id, "full_text", "exclude", reason=one.id)
    at = unfolded(many, "full_text", full_text=True)
    assert f"Ikke ta med ({one.say('nb')}) · Eksempel Person, " in html(at)
    press(at, f"Endre til: ikke ta med, {two.say('nb')}")
    assert view().my_votes(many, "full_text")[0].reason == two.id
    press(unfolded(many, "full_text", full_text=True), "Endre til: Ta med")
    assert view().reference(first.id).status == "included"


def test_a_long_list_is_shown_page_by_page(many: str) -> None:
    for one in view().references(many, limit=23):
        screen.vote(store(), me(), one.id, "abstract", "include")
    at = unfolded(many, "abstract")
    assert sum(label == "Endre til: Kanskje" for label in labels(at)) == 10


TABLE = [
    ("abstract", ("include",), "include"),
    ("abstract", ("include", "include"), "include"),
    ("abstract", ("include", "maybe"), "maybe"),
    ("abstract", ("include", "exclude"), "conflict"),
    ("abstract", ("maybe", "exclude"), "conflict"),
    ("full_text", ("exclude", "exclude"), "exclude"),
    ("full_text", ("include", "exclude"), "conflict"),
]


@pytest.mark.parametrize(("stage", "answers", "wanted"), TABLE)
def test_what_the_answers_come_to(stage: str, answers: tuple[str, ...], wanted: str) -> None:
    votes = [Vote(f"{n}", "r", stage, f"p{n}", answer, "", "", "") for n, answer in enumerate(answers)]
    assert verdict(votes, stage) == wanted


def test_two_reasons_are_not_one_answer() -> None:
    votes = [Vote(reason, "r", "full_text", reason, "exclude", reason, "", "") for reason in ("population", "design")]
    assert verdict(votes, "full_text") == REASONS
    assert verdict(votes[:1], "full_text") == "exclude"
