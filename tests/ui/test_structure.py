"""The page of KSF: what everybody finds there, and a cluster and a merge entered by somebody who may."""

from __future__ import annotations

from pipeline.rows import Actor
from tests.ui.pages import box, html, labels, me, opened, place, press, said, store, view


def test_ones_own_municipality_is_shown_first(new_question: str) -> None:
    at = opened("structure")
    assert not at.exception
    assert box(at, "Finn en kommune").value == place()
    for told in (
        'Heter <span lang="nb">Oslo - Oslove (0301)</span>',
        "Lillestrøm",
        "ikke med i noen klynge",
        "0301, Oslo",
    ):
        assert told in html(at)


def test_a_contact_is_saved_when_the_field_is_left(new_question: str) -> None:
    at = opened("structure")
    box(at, "E-post til kontakten").set_value("fou@eksempel.no").run()
    assert view().municipality(place()).fields.text("contact_email") == "fou@eksempel.no"
    at = box(opened("structure"), "E-post til kontakten").set_value("ring meg").run()
    assert any("postadresse" in one for one in said(at))
    assert view().municipality(place()).fields.text("contact_email") == "fou@eksempel.no"


def test_a_cluster_is_made_and_gets_a_member_and_a_motor(new_question: str) -> None:
    at = opened("structure")
    box(at, "I hvilken region?").set_value("Øst")
    box(at, "Hva heter klyngen?").set_value("Eksempelklyngen")
    at = press(at, "Lag klyngen")
    assert "Lagret." in said(at) and not at.exception
    (made,) = view().clusters()
    at = box(at, "Se en klynge").set_value(made.id).run()
    box(at, "Ta inn en kommune i regionen").set_value(place())
    at = press(at, "Ta inn")
    box(at, "Velg motorkommune").set_value(place())
    at = press(at, "Velg som motorkommune")
    (made,) = view().clusters()
    assert (made.members, made.motor) == (1, "Oslo - Oslove")
    box(at, "Nytt navn på klyngen").set_value("Naboklyngen")
    at = press(at, "Gi nytt navn")
    assert "Lagret." in said(at)
    assert "Naboklyngen" in html(opened("structure"))


def test_what_lacks_is_said_under_the_button(new_question: str) -> None:
    at = press(opened("structure"), "Lag klyngen")
    assert [one for one in said(at) if one == "Skriv et navn\\."] or "Skriv et navn" in " ".join(said(at))
    at = press(opened("structure"), "Slå sammen")
    assert len(said(at)) == 1


def test_a_merge_is_entered_found_under_both_names_and_taken_back(new_question: str) -> None:
    at = opened("structure")
    box(at, "Kommuner som avsluttes").set_value([place("3201"), place("3203")])
    at = box(at, "De går inn i").set_value("").run()
    for label, value in (("Navn", "Nybyen"), ("Nummer", "9901"), ("Fylke", "Akershus")):
        at.text_input(
            key={"Navn": "ksf-merge-name", "Nummer": "ksf-merge-number"}.get(label, "ksf-merge-county")
        ).set_value(value)
    at.selectbox(key="ksf-merge-region").set_value("Øst")
    at.text_input(key="ksf-merge-day").set_value("1.10.2026")
    at = press(at, "Slå sammen")
    assert said(at) == ["Lagret."] and not at.exception
    assert "Bærum, Asker → Nybyen" in html(at)
    options = box(at, "Finn en kommune").options
    assert "Bærum (3201), til 01.10.2026" in options and "Nybyen (9901)" in options
    (entered,) = view().reforms()
    at.selectbox(key="ksf-back").set_value(entered.id)
    at = press(at, "Ta tilbake")
    assert said(at) == ["Lagret."]
    assert view().reforms()[0].undone_at and "Bærum" in {one.name for one in view().places()}


def test_who_may_not_sees_no_forms(new_question: str) -> None:
    with store().write(view_me(), "team.remove", "appointment", administers()) as change:
        change.end("appointment", administers())
    at = opened("structure")
    assert not {"Slå sammen", "Lag klyngen", "Del kommunen"} & set(labels(at))
    assert not at.exception


def view_me() -> Actor:
    return me()


def administers() -> str:
    return next(one.id for one in view().my_appointments() if one.role == "administrator")
