"""Team and sharing on the page, and the people of a municipality: what each may do is done, and told in the history."""

from __future__ import annotations

import re

import pytest

from pipeline.rows import HERE
from pipeline.steps.team import appoint
from tests.ui import pages
from tests.ui.pages import box, html, labels, opened, press, said, store
from tests.ui.staged import INSIDE, OSLO, admin, who


def need_of(question_id: str) -> str:
    return store().seen_by(who("leads")).question(question_id).need_id


def team_of(question_id: str) -> dict[str, str]:
    """name -> role, of those in the team today."""
    team = store().seen_by(who("leads")).team(need_of(question_id))
    return {one.person.removeprefix("Eksempel "): one.role for one in team if not one.until_at}


@pytest.mark.parametrize("name", [*INSIDE, "reads"])
def test_everybody_who_may_see_it_sees_who_works_on_it(name: str, stage: str) -> None:
    text = html(opened("team", stage, reader=who(name)))
    assert all(f"<strong>Eksempel {one}</strong>" in text for one in ("leads", "practises", "researches", "peer"))
    assert "siden " in text


def test_the_lists_of_the_municipality_are_named_to_its_own_people_only(stage: str) -> None:
    assert "Eksempel contact" in html(opened("team", stage, reader=who("leads")))
    for name in ("peer", "reads"):  # of another municipality
        assert "Eksempel contact" not in html(opened("team", stage, reader=who(name)))


def test_the_lead_adds_a_colleague(stage: str) -> None:
    at = opened("team", stage, reader=who("leads"))
    box(at, "Hvem?").set_value(who("employed").person_id).run()
    at.selectbox(key=f"add-role-{need_of(stage)}").set_value("research").run()
    at = press(at, "Gi rollen")
    assert not at.exception and not at.error
    assert team_of(stage)["employed"] == "research"
    assert "<strong>Eksempel employed</strong> · Forskerlaget" in html(at)


def test_nobody_chosen_is_said(stage: str) -> None:
    at = press(opened("team", stage, reader=who("leads")), "Gi rollen")
    assert said(at) == ["Velg først hvem det gjelder."]


def test_the_lead_takes_somebody_out_at_once(stage: str) -> None:
    reader = opened("screen", stage, reader=who("researches"))
    at = press(opened("team", stage, reader=who("leads")), "Ta ut Eksempel researches")
    assert "researches" not in team_of(stage)
    assert "Tidligere i laget" in str(at.expander)
    reader = reader.run()
    assert "Det du ser etter" in said(reader)[0]


def test_a_member_leaves(stage: str) -> None:
    at = press(opened("team", stage, reader=who("practises")), "Gå ut (praksislaget)")
    assert not at.exception and "practises" not in team_of(stage)


def test_the_last_lead_hands_over_first(stage: str) -> None:
    at = opened("team", stage, reader=who("leads"))
    assert "Noen må lede behovet. La en annen overta først, så kan du gå ut." in html(at)
    assert "Gå ut (leder behovet)" not in labels(at), "the way out is not offered, it is told"
    at.selectbox(key=f"hand-over-{need_of(stage)}").set_value(who("practises").person_id).run()
    at = press(at, "La denne lede")
    assert not at.exception and not at.error
    assert (team_of(stage)["practises"], team_of(stage)["leads"]) in {("lead", "practice"), ("practice", "practice")}
    assert "Gi rollen" not in labels(at), "who leads no more decides no more"


@pytest.mark.parametrize("name", ["practises", "researches", "peer"])
def test_who_may_not_is_told_which_role_is_missing_and_who_gives_it(name: str, stage: str) -> None:
    at = opened("team", stage, reader=who(name))
    assert not {"Gi rollen", "Del", "Lag en lenke", "La denne lede"} & set(labels(at))
    told = re.findall(r"Dette kan bare gjøres av [^<]*", html(at))
    assert any("den som leder behovet" in one and "Rollen kan du få av" in one for one in told)


@pytest.mark.parametrize(
    ("way", "means", "told"),
    [
        ("everybody", "Alle kommuner som bruker Kunnskapsbroen her, kan lese det", "alle"),
        ("published", "Det er ment for alle, også dem som ikke er logget inn.", "hele verden"),
    ],
)
def test_what_a_share_means_is_said_before_it_is_done(way: str, means: str, told: str, stage: str) -> None:
    at = opened("team", stage, reader=who("leads"))
    at.radio(key=f"share-with-{need_of(stage)}").set_value(way).run()
    assert means in html(at) and "historikken blir i laget" in html(at)
    at = press(at, "Del")
    assert f"Delt med {told}" in html(at)
    at = press(at, f"Slutt å dele med {told}")
    assert f"Delt med {told}" not in html(at)


def test_sharing_with_the_region_and_with_a_person(stage: str) -> None:
    at = opened("team", stage, reader=who("leads"))
    radio = at.radio(key=f"share-with-{need_of(stage)}")
    region = next(one for one in radio.options if one.startswith("Regionen"))
    assert region
    at = press(at, "Slutt å dele med Eksempel reads")
    assert "Bare laget, og praksislag, forskerlag og kontaktperson i kommunen. Ingen andre ser at det finnes." in html(
        at
    )
    at.selectbox(key=f"share-person-{need_of(stage)}").set_value(who("employed").person_id).run()
    at = press(at, "Del")
    assert "Delt med Eksempel employed" in html(at)
    assert "delt med deg" in html(opened("need", stage, reader=who("employed")))


def test_the_history_tells_of_team_and_sharing_in_words(stage: str) -> None:
    at = opened("team", stage, reader=who("leads"))
    at = press(at, "Slutt å dele med Eksempel reads")
    at = press(at, "Ta ut Eksempel researches")
    at = at.toggle(key=f"history-{stage}-team").set_value(True).run()
    text = re.sub(r"<[^>]*>", "", "\n".join(re.findall(r'<ol class="kb-history.*?</ol>', html(at), re.DOTALL)))
    for words in (
        "ga noen en rolle",
        "Eksempel researches",
        "forskerlaget",
        "lot en annen lede behovet",
        "delte behovet",
        "sluttet å dele behovet",
        "Eksempel reads",
        "tok en rolle fra noen",
    ):
        assert words in text, words
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", text) and "until_at" not in text


def test_without_accounts_nobody_is_invited_and_it_is_said_why(stage: str) -> None:
    at = opened("team", stage, reader=who("leads"))
    assert "Lag en lenke" not in labels(at)
    assert "Her er det ingen kontoer ennå." in html(at)


# -- the people of a municipality


def test_who_is_who_is_seen_by_the_municipalitys_own(stage: str) -> None:
    text = html(opened("people", reader=who("employed")))
    assert "<strong>Eksempel contact</strong>" in text and "Kontaktperson i kommunen" in text
    assert "Eksempel practises" in text and "Eksempel outsider" not in text
    at = opened("people", reader=who("employed"))
    assert not {"Gi rollen", "Lag en lenke"} & set(labels(at))
    assert "Dette kan bare gjøres av" in html(at)


def test_another_municipality_sees_its_own_people_only(stage: str) -> None:
    text = html(opened("people", reader=who("outsider")))
    assert "Eksempel reads" in text and "Eksempel peer" in text
    assert not [one for one in ("contact", "employed", "leads", "practises") if f"Eksempel {one}" in text]


def test_the_contact_gives_and_takes_roles(stage: str) -> None:
    at = opened("people", reader=who("contact"))
    box(at, "Hvem?").set_value(who("employed").person_id).run()
    at = box(at, "Rolle").set_value("research").run()
    at = press(at, "Gi rollen")
    assert not at.exception and not at.error
    assert "<strong>Eksempel employed</strong> · Forskerlaget" in html(at)
    at = press(at, "Ta ut Eksempel employed (forskerlaget)")
    assert "<strong>Eksempel employed</strong>" not in html(at)


def test_who_administers_chooses_among_all_places(stage: str) -> None:
    at = opened("people", reader=admin())
    places = box(at, "Hvor?").options
    assert "Denne installasjonen" in places and len(places) > 350
    at = box(at, "Hvor?").set_value(f"installation:{HERE}").run()
    assert not at.exception and "Administrator" in html(at)


def test_who_coordinates_a_region_manages_it_and_its_municipalities(stage: str) -> None:
    region = next(one for one in store().seen_by(admin()).places() if one.number == OSLO).ksf_region
    appoint(store(), admin(), who("outsider").person_id, "coordinator", "region", region)
    at = opened("people", reader=who("outsider"))
    places = box(at, "Hvor?").options
    assert {f"Regionen {region}", "Bergen"} <= set(places) and len(places) < 200
    assert [one for one in places if one.startswith("Oslo")]
    at = box(at, "Hvor?").set_value(f"municipality:{pages.place(OSLO)}").run()
    assert not at.exception and "Eksempel contact" in html(at)
    assert box(at, "Rolle").options == ["Kontaktperson i kommunen"], "what a coordinator gives there"
    assert "Eksempel employed" not in box(at, "Hvem?").options, "whoever holds no role there is not known to them"


def test_a_municipality_without_a_contact_begins_with_one(stage: str) -> None:
    at = opened("people", reader=who("contact"))
    assert "ingen kontaktperson ennå" not in html(at)
    bergen = next(one for one in store().seen_by(admin()).places() if one.number == "4601")
    at = opened("people", reader=admin())
    at = box(at, "Hvor?").set_value(f"municipality:{bergen.id}").run()
    assert "Kommunen har ingen kontaktperson ennå" in html(at)
    assert box(at, "Rolle").options[0] == "Kontaktperson i kommunen"


def test_those_on_the_municipality_s_lists_are_counted_with_the_team(stage: str) -> None:
    own = {one.person_id for one in store().seen_by(who("leads")).team(need_of(stage)) if not one.until_at}
    at = opened("need", stage, reader=who("leads"))
    assert f"{len(own)} i laget" in html(at)
    home = who("employed")
    place = store().seen_by(home).me()
    assert place is not None
    appoint(store(), who("contact"), home.person_id, "research", "municipality", place.municipality_id)
    at = opened("need", stage, reader=who("leads"))
    assert f"{len(own) + 1} i laget" in html(at)
