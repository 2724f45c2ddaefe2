"""One's own data taken along and erased, and who is let in without an invitation: pressed on the pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.runtime import memory_media_file_storage
from streamlit.testing.v1 import AppTest

import wiring
from pipeline.access import sessions
from pipeline.access.sessions import Limits
from pipeline.access.tokens import digest
from pipeline.rows import HERE, Actor
from pipeline.steps import accounts, invite
from tests.ui import pages, signed
from tests.ui.pages import box, html, labels, opened, press, said, store

ISSUER = "https://provider.example"


@pytest.fixture
def me(monkeypatch: pytest.MonkeyPatch) -> Actor:
    """Whoever turned accounts on, signed in."""
    one = signed.begun()
    signed.signed_in(monkeypatch, one)
    return one


def another(me: Actor, role: str = "practice") -> Actor:
    """Somebody who took an invitation."""
    kind, scope = ("installation", HERE) if role == "administrator" else ("municipality", pages.place())
    invitation_id, token = invite.invite(store(), me, role, kind, scope, municipality_id=pages.place())
    ticket = Actor("", digest(token))
    return invite.accept(
        store(), ticket, invitation_id, name="Eksempel To", login="eksempel-to", password="enda fire andre ord til"
    )


# -- one's own data


def test_one_s_own_data_is_a_file_to_take_along(me: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    files: dict[str, bytes] = {}
    keep = memory_media_file_storage.MemoryMediaFileStorage.load_and_get_id

    def kept(self: object, data: str | bytes, mimetype: str, kind: object, name: str | None = None) -> str:
        files[name or ""] = data if isinstance(data, bytes) else Path(data).read_bytes()
        return keep(self, data, mimetype, kind, name)  # type: ignore[arg-type]

    monkeypatch.setattr(memory_media_file_storage.MemoryMediaFileStorage, "load_and_get_id", kept)
    at = opened("account")
    assert not at.exception
    (button,) = [one for one in pages.elements(at) if one.type == "download_button"]
    assert button.proto.label == "Last ned opplysningene dine"
    told = json.loads(files["mine-opplysninger.json"])
    words = told.pop("labels")
    assert told == json.loads(json.dumps(accounts.my_data(store(), me)))
    assert {"person": "hvem du er", "opened_at": "åpnet"}.items() <= words.items()
    assert set(words) == set(told) | {name for rows in told.values() for row in rows for name in row}
    assert told["person"][0]["name"] == "Eksempel Person" and told["account"][0]["login"] == signed.LOGIN
    assert told["sessions"][0]["device"] == "Firefox, Linux" and "argon2" not in str(told)


def erase_box(at: AppTest) -> AppTest:
    return box(at, "Jeg vil slette hvem jeg er").check().run()  # type: ignore[no-any-return]


def test_to_erase_oneself_takes_two_acts_and_is_done_at_once(me: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    other = another(me)
    key = signed.signed_in(monkeypatch, other)
    at = opened("account")
    erase = next(one for one in at.button if one.label == "Slett hvem jeg er")
    assert erase.disabled and accounts.former_name(other.person_id) in html(at)
    at = press(erase_box(at), "Slett hvem jeg er")
    assert not at.exception
    assert at.title[0].value == "Du er logget ut"
    assert "Eksempel To" not in html(at) and store().seen_by(other).me() is None
    assert store().account_by_login("eksempel-to") is None
    assert other.person_id not in {one.person_id for one in store().seen_by(me).accounts()}
    assert sessions.current(store(), key, Limits()) is None


def test_without_the_check_mark_nothing_is_erased(me: Actor) -> None:
    at = opened("account")
    assert next(one for one in at.button if one.label == "Slett hvem jeg er").disabled
    at = erase_box(at)
    at = box(at, "Jeg vil slette hvem jeg er").uncheck().run()
    assert next(one for one in at.button if one.label == "Slett hvem jeg er").disabled
    assert store().seen_by(me).me() is not None


def test_the_only_administrator_is_told_why_not(me: Actor) -> None:
    at = press(erase_box(opened("account")), "Slett hvem jeg er")
    assert len(said(at)) == 1 and "administr" in said(at)[0]
    known = store().seen_by(me).me()
    assert known is not None and known.name == "Eksempel Person"


def test_an_administrator_goes_when_another_one_can_sign_in(me: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    other = another(me, "administrator")
    at = press(erase_box(opened("account")), "Slett hvem jeg er")
    assert not at.exception and store().seen_by(me).me() is None
    signed.signed_in(monkeypatch, other)
    assert [one.person for one in store().seen_by(other).accounts()] == ["Eksempel To"]


# -- who is let in without an invitation


@pytest.fixture
def with_provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A provider is set up; it is not asked."""
    path = tmp_path / "sign-in.toml"
    path.write_text(f'[eksempel]\nname = "Eksempelkommunen"\nissuer = "{ISSUER}"\nclient_id = "id"\n', encoding="utf-8")
    monkeypatch.setenv("KUNNSKAPSBROEN_SIGN_IN", str(path))
    wiring.providers.cache_clear()
    yield
    wiring.providers.cache_clear()


def rows(me: Actor) -> list[tuple[str, str, str, str, str]]:
    found = store().seen_by(me).mappings()
    return [(one.issuer, one.claim, one.value, one.municipality_id, one.role) for one in found]


def fill(at: AppTest, value: str, *, claim: str = "domain", place: str = "", role: str = "") -> AppTest:
    """Fill the form and press."""
    at.radio(key="map-claim").set_value(claim)
    at.text_input(key="map-value").set_value(value)
    at.selectbox(key="map-place").set_value(place or None)
    at.selectbox(key="map-role").set_value(role)
    return press(at.run(), "Slipp dem inn")


def test_a_municipality_is_let_in_and_shut_out_again(me: Actor, with_provider: None) -> None:
    at = opened("settings")
    assert "Den som ikke er invitert, kommer ikke inn" in html(at)
    at = fill(at, "@Oslo.Kommune.example", place=pages.place(), role="practice")
    assert not at.exception and not at.error
    assert rows(me) == [(ISSUER, "domain", "oslo.kommune.example", pages.place(), "practice")]
    assert "Eksempelkommunen · E-postdomene · oslo.kommune.example · Oslo - Oslove (0301) · Praksislaget" in html(at)
    at = fill(at, "974 760 673", claim="organisation", place=pages.place("4601"))
    assert not at.error and (ISSUER, "organisation", "974760673", pages.place("4601"), "") in rows(me)
    at = press(at, "Ta bort oslo")
    assert not at.error and [one[2] for one in rows(me)] == ["974760673"]
    assert "oslo.kommune.example" not in html(at)
    assert store().mapping_for(ISSUER, (("domain", "oslo.kommune.example"),)) is None


@pytest.mark.parametrize(
    ("value", "claim", "somewhere", "reason"),
    [
        ("", "domain", True, "Skriv et e"),
        ("*.example", "domain", True, "Skriv et e"),
        ("123456789", "organisation", True, "ni siffer"),
        ("oslo.example", "domain", False, "Kommunen mangler"),
    ],
)
def test_what_is_missing_is_said_at_the_button(
    me: Actor, with_provider: None, value: str, claim: str, somewhere: bool, reason: str
) -> None:
    at = fill(opened("settings"), value, claim=claim, place=pages.place() if somewhere else "")
    assert not at.exception and rows(me) == []
    assert len(said(at)) == 1 and reason in said(at)[0]
    assert at.text_input(key="map-value").value == value, "what was written is still there"


def test_the_same_row_is_not_there_twice(me: Actor, with_provider: None) -> None:
    at = fill(opened("settings"), "oslo.example", place=pages.place())
    at = fill(at, "OSLO.example", place=pages.place("4601"))
    assert said(at) == ["Dette står i tabellen fra før."] and len(rows(me)) == 1


def test_a_file_that_cannot_be_used_is_said_and_the_rest_of_the_page_is_there(
    me: Actor, with_provider: None, tmp_path: Path
) -> None:
    (tmp_path / "sign-in.toml").write_text("[eksempel]\nname = 1\n", encoding="utf-8")
    at = opened("settings")
    assert not at.exception and "eksempel" in said(at)[0]
    assert "Hvem som slipper inn uten invitasjon" in html(at)


def test_only_an_administrator_has_the_page(me: Actor, with_provider: None, monkeypatch: pytest.MonkeyPatch) -> None:
    signed.signed_in(monkeypatch, another(me))
    at = opened("settings")
    assert "Slipp dem inn" not in labels(at) and [one.key for one in at.text_input] == ["shown-at"]


def test_the_link_to_a_new_password_is_shown_once(me: Actor) -> None:
    another(me)
    at = press(opened("settings"), "Lag lenke til nytt passord for Eksempel To")
    (link,) = [one.value for one in at.code]
    assert link.startswith("https://") and store().open_invitation(digest(link.rpartition("/")[2]))
    assert not at.run().code
