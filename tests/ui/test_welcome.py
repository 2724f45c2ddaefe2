"""The first start: a name and a municipality, or the example first."""

from __future__ import annotations

from tests.ui.pages import box, labels, opened, place, press, said, store, view


def test_nobody_is_let_in_without_a_name() -> None:
    at = press(opened(), "Kom i gang")
    assert said(at) == ["Navnet mangler."] or "Navnet mangler" in said(at)[0]
    assert store().only_person() is None


def test_nobody_is_let_in_without_a_municipality() -> None:
    at = opened()
    box(at, "Hva heter du?").set_value("Eksempel Person")
    at = press(at, "Kom i gang")
    assert len(said(at)) == 1 and "ommune" in said(at)[0]
    assert box(at, "Hva heter du?").value == "Eksempel Person"
    assert store().only_person() is None


def test_a_name_of_blanks_is_no_name() -> None:
    at = opened()
    box(at, "Hva heter du?").set_value("   ")
    box(at, "Hvilken kommune").set_value(place())
    assert "Navnet mangler" in said(press(at, "Kom i gang"))[0]


def test_whoever_says_both_comes_to_the_front_page() -> None:
    at = opened()
    box(at, "Hva heter du?").set_value("Eksempel Person")
    box(at, "Hvilken kommune").set_value(place())
    at = press(at, "Kom i gang")
    assert not at.exception
    assert at.title[0].value == "Hva lurer dere på?"
    assert (person := store().only_person()) is not None and person.name == "Eksempel Person"


def test_the_example_can_be_seen_before_one_has_said_who_one_is() -> None:
    at = press(opened(), "Se eksempelet først")
    assert not at.exception
    assert "Gå til spørsmål" in labels(at)
    assert [question.example for question in view().questions()] == [True]


def test_every_municipality_can_be_chosen_by_name_or_number() -> None:
    shown = box(opened(), "Hvilken kommune").options
    assert len(shown) == 357
    assert any("0301" in one and "Oslo" in one for one in shown)


def test_each_page_sends_a_stranger_to_the_welcome() -> None:
    for page in ("register", "about", "screen"):
        at = opened(page, "01a1ff6a-0000-7001-9d37-95a75615b396")
        assert not at.exception
        assert at.title[0].value == "Velkommen til Kunnskapsbroen"
