"""Coming and going: accounts turned on, invitations taken, people let in, closed out and erased."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store import SqliteStore
from pipeline.access import sessions
from pipeline.access.rows import SignIn
from pipeline.access.sessions import Caller, Limits
from pipeline.access.tokens import after, digest
from pipeline.errors import BadInput, NotThere, Refused
from pipeline.rows import HERE, NOBODY, Actor
from pipeline.steps import accounts, invite, mapping, people, team
from pipeline.steps.fields import save_field
from tests.makers import BERGEN, OSLO, World, everything, make_person, make_store, make_world, rows

PASSWORD, ANOTHER = "fire ganske vilkårlige ord", "enda fire andre ord til"
ISSUER = "https://provider.example"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The one person of an installation, with a need; without accounts yet."""
    store = make_store(tmp_path / "test.sqlite")
    yield make_world(store)
    store.close()


@pytest.fixture
def signed(world: World) -> World:
    """The same with accounts."""
    accounts.start_accounts(world.store, world.actor, "eksempel", PASSWORD)
    return world


def store_of(world: World) -> SqliteStore:
    assert isinstance(world.store, SqliteStore)
    return world.store


def invited(world: World, login: str = "nykommer", role: str = "practice", **more: str) -> Actor:
    """Somebody new who took a link to the need's municipality."""
    invitation_id, token = invite.invite(world.store, world.actor, role, "municipality", OSLO, **more)
    return invite.accept(
        world.store, Actor("", digest(token)), invitation_id, name=f"Eksempel {login}", login=login, password=ANOTHER
    )


def vouched(world: World, subject: str, *, invitation: str = "", mapping_id: str = "") -> str:
    """A sign-in that ended well at a provider; gives the ticket."""
    kept = SignIn(digest(subject), ISSUER, "nonce", "verifier", "browser", invitation, "/", after(seconds=0))
    world.store.begin_sign_in(kept)
    assert world.store.take_sign_in(kept.id, "browser", after(seconds=-60)) == kept
    world.store.end_sign_in(kept.id, subject, mapping_id)
    return kept.id


def code_of(refused: pytest.ExceptionInfo[BadInput]) -> str:
    return refused.value.code


# -- accounts


def test_the_step_to_accounts_loses_nothing(world: World) -> None:
    store = store_of(world)
    before = everything(store.path)
    accounts.start_accounts(store, world.actor, "Eksempel@Kommune.example", PASSWORD)
    after_it = everything(store.path)
    for table, kept in before.items():
        if table not in ("account", "event"):
            assert after_it[table] == kept, table
    assert after_it["event"][: len(before["event"])] == before["event"]
    account, _token = sessions.sign_in(store, "eksempel@kommune.example", PASSWORD, Caller(), Limits())
    assert Actor(account.person_id) == world.actor
    assert store.seen_by(world.actor).question(world.question_id).id == world.question_id
    with pytest.raises(BadInput) as refused:
        accounts.start_accounts(store, world.actor, "igjen", PASSWORD)
    assert code_of(refused) == "accounts_are_on"


def test_where_people_sign_in_nobody_names_themselves(signed: World) -> None:
    assert signed.store.only_person() is None
    with pytest.raises(Refused):
        people.register(signed.store, "Hvem Som Helst", OSLO)
    with pytest.raises(Refused):
        people.look_around(signed.store)


def test_a_closed_account_opens_nothing_from_the_next_moment_on(signed: World) -> None:
    store, who = signed.store, invited(signed)
    _account, token = sessions.sign_in(store, "nykommer", ANOTHER, Caller(), Limits())
    account = store.account_of(who.person_id)
    assert account is not None and sessions.current(store, token, Limits())
    accounts.disable_account(store, signed.actor, account.id)
    assert sessions.current(store, token, Limits()) is None
    with pytest.raises(Refused):
        sessions.sign_in(store, "nykommer", ANOTHER, Caller(), Limits())
    accounts.enable_account(store, signed.actor, account.id)
    assert sessions.current(store, token, Limits()) is None, "the sessions of before stay ended"
    assert sessions.sign_in(store, "nykommer", ANOTHER, Caller(), Limits())


def test_the_last_administrator_is_neither_closed_out_nor_erased(signed: World) -> None:
    store, who = signed.store, invited(signed)
    own, theirs = store.account_of(signed.actor.person_id), store.account_of(who.person_id)
    assert own is not None and theirs is not None
    for act in (
        lambda: accounts.disable_account(store, signed.actor, own.id),
        lambda: accounts.erase_person(store, signed.actor, signed.actor.person_id),
    ):
        with pytest.raises(BadInput) as refused:
            act()
        assert code_of(refused) == "last_administrator"
    team.appoint(store, signed.actor, who.person_id, "administrator", "installation", HERE)
    accounts.disable_account(store, signed.actor, theirs.id)
    with pytest.raises(BadInput):  # another one who cannot get in does not count
        accounts.disable_account(store, signed.actor, own.id)


def test_a_forgotten_password_is_chosen_anew_by_a_link(signed: World) -> None:
    store, who = signed.store, invited(signed)
    _account, old = sessions.sign_in(store, "nykommer", ANOTHER, Caller(), Limits())
    account = store.account_of(who.person_id)
    assert account is not None
    token = accounts.reset_password(store, signed.actor, account.id)
    assert sessions.sign_in(store, "nykommer", ANOTHER, Caller(), Limits()), "nothing changes until it is used"
    invitation_id = store.open_invitation(digest(token))
    assert invite.accept(store, Actor("", digest(token)), invitation_id, password=PASSWORD + " to") == who
    assert sessions.current(store, old, Limits()) is None
    assert sessions.sign_in(store, "nykommer", PASSWORD + " to", Caller(), Limits())
    with pytest.raises(NotThere):
        invite.accept(store, Actor("", digest(token)), invitation_id, password=ANOTHER)


# -- invitations


def test_a_link_works_once(signed: World) -> None:
    store = store_of(signed)
    invitation_id, token = invite.invite(
        store, signed.actor, "research", "need", signed.need_id, email="ny@kommune.example"
    )
    assert token not in str(everything(store.path)) and "ny@kommune" not in str(rows(store.path, "SELECT * FROM event"))
    ticket = Actor("", digest(token))
    who = invite.accept(
        store, ticket, invitation_id, name="Ny Person", login="Nykommer", password=ANOTHER, language="nn"
    )
    me = store.seen_by(who).me()
    assert me is not None and (me.name, me.municipality_id, me.language) == ("Ny Person", OSLO, "nn")
    assert [(one.role, one.scope_kind) for one in store.seen_by(who).my_appointments()] == [("research", "need")]
    assert store.seen_by(who).question(signed.question_id)
    with pytest.raises(NotThere):
        invite.accept(store, ticket, invitation_id, name="En Til", login="en-til", password=ANOTHER)
    assert store.seen_by(signed.actor).invitations("need", signed.need_id)[0].state == "used"


def test_somebody_who_has_an_account_keeps_it(signed: World) -> None:
    store, who = signed.store, invited(signed)
    invitation_id, token = invite.invite(store, signed.actor, "peer", "need", signed.need_id)
    assert invite.accept(store, Actor(who.person_id, digest(token)), invitation_id) == who
    assert "peer" in {one.role for one in store.seen_by(who).my_appointments()}


@pytest.mark.parametrize("how", ["withdrawn", "expired", "guessed", "renewed", "of another"])
def test_a_link_that_is_none(signed: World, how: str) -> None:
    store = store_of(signed)
    invitation_id, token = invite.invite(store, signed.actor, "peer", "need", signed.need_id, client_id="press")
    if how == "withdrawn":
        invite.withdraw(store, signed.actor, invitation_id)
    elif how == "expired":
        with store._connections.writing() as connection:
            connection.execute("UPDATE invitation SET ends_at = '2026-01-01T00:00:00.000Z'")
    elif how == "renewed":
        assert invite.invite(store, signed.actor, "peer", "need", signed.need_id, client_id="press")[0] == invitation_id
    elif how == "guessed":
        token = "A" * 43
    else:
        token = invite.invite(store, signed.actor, "peer", "need", signed.need_id)[1]
    with pytest.raises(NotThere):
        invite.accept(store, Actor("", digest(token)), invitation_id, name="Ny", login="nykommer", password=ANOTHER)
    assert len(store.people_ids()) == 1


def test_an_invitation_goes_with_the_right_of_whoever_sent_it(signed: World) -> None:
    store, who = signed.store, invited(signed, "kontakt", "contact")
    invitation_id, token = invite.invite(store, who, "practice", "municipality", OSLO)
    held = next(one for one in store.seen_by(who).my_appointments() if one.role == "contact")
    team.remove(store, signed.actor, held.id)
    with pytest.raises(BadInput) as refused:
        invite.accept(store, Actor("", digest(token)), invitation_id, name="Ny", login="nykommer", password=ANOTHER)
    assert code_of(refused) == "invitation_over"


def test_nobody_invites_to_more_than_they_may_give_or_into_another_municipality(signed: World) -> None:
    store, who = signed.store, invited(signed)
    for role, kind, scope in (("contact", "municipality", OSLO), ("administrator", "installation", HERE)):
        with pytest.raises(Refused):
            invite.invite(store, who, role, kind, scope)
    lead = make_lead(signed, who)
    with pytest.raises(Refused):
        invite.invite(store, who, "peer", "need", lead, municipality_id=BERGEN)
    assert invite.invite(store, who, "peer", "need", lead)


def make_lead(world: World, who: Actor) -> str:
    team.appoint(world.store, world.actor, who.person_id, "lead", "need", world.need_id)
    return world.need_id


def test_the_login_of_another_is_not_taken_and_without_accounts_nobody_comes_in(world: World) -> None:
    invitation_id, token = invite.invite(world.store, world.actor, "practice", "municipality", OSLO)
    ticket = Actor("", digest(token))
    for code in ("accounts_off", "login_taken"):
        with pytest.raises(BadInput) as refused:
            invite.accept(world.store, ticket, invitation_id, name="Ny", login="EKSEMPEL", password=ANOTHER)
        assert code_of(refused) == code
        if code == "accounts_off":
            accounts.start_accounts(world.store, world.actor, "eksempel", PASSWORD)


# -- providers


def test_whom_a_provider_vouches_for_is_let_in_by_the_table(signed: World) -> None:
    store = signed.store
    mapping.add_mapping(store, signed.actor, ISSUER, "domain", "@Oslo.Example", OSLO, "practice")
    found = store.mapping_for(ISSUER, (("domain", "oslo.example"),))
    assert found is not None and store.mapping_for("https://other.example", (("domain", "oslo.example"),)) is None
    who = invite.admit(store, Actor("", vouched(signed, "kari", mapping_id=found.id)), found, name="Kari Eksempel")
    account = store.account_of_identity(ISSUER, "kari")
    assert account is not None and (account.person_id, account.login) == (who.person_id, "")
    assert [one.role for one in store.seen_by(who).my_appointments()] == ["practice"]
    mapping.remove_mapping(store, signed.actor, found.id)
    assert store.mapping_for(ISSUER, (("domain", "oslo.example"),)) is None
    with pytest.raises(NotThere):
        invite.admit(store, Actor("", vouched(signed, "ola", mapping_id=found.id)), found, name="Ola Eksempel")


def test_a_ticket_is_for_its_own_mapping_and_only_where_a_provider_has_vouched(signed: World) -> None:
    store = signed.store
    for value in ("oslo.example", "bergen.example"):
        mapping.add_mapping(store, signed.actor, ISSUER, "domain", value, OSLO if value[0] == "o" else BERGEN)
    one, other = (store.mapping_for(ISSUER, (("domain", f"{name}.example"),)) for name in ("oslo", "bergen"))
    assert one is not None and other is not None
    for ticket in (vouched(signed, "kari", mapping_id=one.id), vouched(signed, "", mapping_id=other.id), "guessed", ""):
        with pytest.raises(NotThere):
            invite.admit(store, Actor("", ticket), other, name="Kari Eksempel")


def test_an_invitation_is_taken_as_whom_the_provider_says(signed: World) -> None:
    store = signed.store
    invitation_id, token = invite.invite(store, signed.actor, "peer", "need", signed.need_id)
    ticket = Actor("", vouched(signed, "gjest", invitation=digest(token)))
    who = invite.accept(store, ticket, invitation_id, name="Gjest Eksempel", login="not-used", password=ANOTHER)
    assert store.account_by_login("not-used") is None
    account = store.account_of_identity(ISSUER, "gjest")
    assert account is not None and account.person_id == who.person_id


@pytest.mark.parametrize(
    ("claim", "value", "code"),
    [
        ("domain", "oslo", "mapping_domain"),
        ("domain", "*.example", "mapping_domain"),
        ("domain", "", "mapping_domain"),
        ("organisation", "123456789", "mapping_organisation"),
        ("name", "Kari", "mapping_claim"),
    ],
)
def test_what_the_table_takes(signed: World, claim: str, value: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        mapping.add_mapping(signed.store, signed.actor, ISSUER, claim, value, OSLO)
    assert code_of(refused) == code


# -- one's own


def test_only_one_s_own_is_seen(signed: World) -> None:
    store, who = signed.store, invited(signed)
    sessions.sign_in(store, "nykommer", ANOTHER, Caller(device="Firefox, Linux"), Limits())
    view = store.seen_by(who)
    own = view.my_account()
    assert own is not None and own.login == "nykommer" and len(view.my_sessions()) == 1
    assert view.accounts() == () == view.mappings(), "only an administrator has these"
    assert len(store.seen_by(signed.actor).accounts()) == 2
    for nobody in (store.seen_by(NOBODY), store.seen_by(Actor("guessed"))):
        assert nobody.my_account() is None and nobody.my_sessions() == () == nobody.accounts()
    with pytest.raises(NotThere):
        store.seen_by(signed.actor).session_row(view.my_sessions()[0].id)
    with pytest.raises(NotThere):
        accounts.my_data(store, NOBODY)


def test_one_s_own_data_goes_out_whole_and_without_secrets(signed: World) -> None:
    store, who = signed.store, invited(signed, email="ny@kommune.example")
    sessions.sign_in(store, "nykommer", ANOTHER, Caller(device="Firefox, Linux"), Limits())
    draft = f"draft.{who.person_id}.comment"
    save_field(store, who, "draft", signed.question_id, draft, "Eksempel: påbegynt")
    told = accounts.my_data(store, who)
    assert told["person"][0]["name"] == "Eksempel nykommer" and told["drafts"][0]["value"] == "Eksempel: påbegynt"
    assert (
        told["sessions"][0]["device"] == "Firefox, Linux"
        and told["invitations_taken"][0]["email"] == "ny@kommune.example"
    )
    assert told["account"][0]["login"] == "nykommer" and told["events"]
    assert "argon2" not in str(told) and "token" not in str(told) and "Eksempel Person" not in str(told)


def test_a_person_who_is_erased_leaves_what_they_did(signed: World) -> None:
    store, who = store_of(signed), invited(signed, "erasmus", email="ny@kommune.example")
    _account, token = sessions.sign_in(store, "erasmus", ANOTHER, Caller(device="Firefox, Linux"), Limits())
    save_field(store, who, "question", signed.question_id, "own_sentence", "Eksempel: Skrevet av en som gikk")
    save_field(store, who, "draft", signed.question_id, f"draft.{who.person_id}.comment", "Eksempel: påbegynt")
    other_link = invite.invite(store, signed.actor, "peer", "need", signed.need_id)[1]
    accounts.erase_person(store, who, who.person_id)
    name = accounts.former_name(who.person_id)
    assert name.startswith("Tidligere bruker ") and accounts.former_name(who.person_id) == name
    assert store.seen_by(who).me() is None and sessions.current(store, token, Limits()) is None
    with pytest.raises(Refused):
        sessions.sign_in(store, "erasmus", ANOTHER, Caller(), Limits())
    assert name in {one.person for one in store.seen_by(signed.actor).events(signed.question_id)}
    kept = {table: found for table, found in everything(store.path).items() if table != "event"}
    assert "erasmus" not in str(kept) and "ny@kommune" not in str(kept) and "påbegynt" not in str(kept)
    assert "erasmus" not in str(rows(store.path, "SELECT * FROM event"))
    assert store.accounts_on() and store.open_invitation(digest(other_link))
    with pytest.raises((Refused, NotThere)):
        save_field(store, who, "question", signed.question_id, "own_sentence", "igjen")


def test_who_leads_alone_hands_over_first(signed: World) -> None:
    store, who = signed.store, invited(signed)
    team.hand_over(store, signed.actor, signed.need_id, who.person_id)
    with pytest.raises(BadInput) as refused:
        accounts.erase_person(store, who, who.person_id)
    assert (code_of(refused), refused.value.params["count"]) == ("last_lead_of", 1)
    team.hand_over(store, who, signed.need_id, signed.actor.person_id)
    accounts.erase_person(store, who, who.person_id)


def test_accounts_stay_on_when_their_only_holder_without_a_role_is_gone(world: World) -> None:
    """The row of an erased account stays, empty: else whoever comes next would be taken at their word."""
    other = make_person(world.store, "Eksempel To")
    team.appoint(world.store, world.actor, other.person_id, "administrator", "installation", HERE)
    accounts.start_accounts(world.store, world.actor, "eksempel", PASSWORD)
    with pytest.raises(BadInput):  # the other administrator has no account, and so cannot get in
        accounts.erase_person(world.store, world.actor, world.actor.person_id)
    assert world.store.accounts_on()
