"""Our own pages against those who would get in: foreign forms, guesses, open redirects, foreign names, and from afar."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

import wiring
from pipeline.access import throttle
from pipeline.rows import NOBODY, Actor
from pipeline.steps import accounts, invite, people
from web import guard, invitation, provider, sign_in
from web.threshold import Threshold

BASE = "http://127.0.0.1:8501"
PUBLIC = "https://kunnskapsbroen.example"
LOGIN, PASSWORD = "eksempel", "fire ganske vilkårlige ord"
FROM_HERE = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
ROUTES = (*sign_in.ROUTES, *invitation.ROUTES, *provider.ROUTES)
SESSION = wiring.SESSION_COOKIE


def workbench() -> Starlette:
    """Our own routes and middleware over a page that stands for the workbench."""
    page = Route("/{name:path}", lambda _: PlainTextResponse("workbench"), methods=["GET"])
    return Starlette(routes=[*ROUTES, page], middleware=[Middleware(guard.Guard), Middleware(Threshold)])


def browser(base: str = BASE, client: str = "127.0.0.1") -> TestClient:
    return TestClient(workbench(), base_url=base, client=(client, 5000), follow_redirects=False)


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    """An installation with accounts."""
    wiring.close_house()
    monkeypatch.setenv("KUNNSKAPSBROEN_DATA", str(tmp_path))
    store = wiring.house().store
    me = people.register(store, "Eksempel Person", oslo())
    accounts.start_accounts(store, me, LOGIN, PASSWORD)
    yield me
    wiring.close_house()


def oslo() -> str:
    return next(one.id for one in wiring.house().store.seen_by(NOBODY).places() if one.number == "0301")


def form_token(client: TestClient, path: str = "/inn") -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', client.get(path).text)
    assert found, path
    return found[1]


def signed_in(client: TestClient, **more: str) -> Response:
    data = {"form_token": form_token(client), "login": LOGIN, "password": PASSWORD, **more}
    return client.post("/inn", data=data, headers=FROM_HERE)


def said(answer: Response) -> str:
    found = re.search(r'role="alert"><strong>[^<]*</strong> ([^<]*)<', answer.text)
    return found[1] if found else ""


# -- forms from elsewhere


def own_posts() -> list[str]:
    """Every route of ours that does something."""
    return [one.path for one in ROUTES if "POST" in (one.methods or ())]


FOREIGN: dict[str, dict[str, Any]] = {
    "a foreign page": {"headers": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}},
    "a neighbour on this machine": {"headers": {"Origin": "http://127.0.0.1:9999", "Sec-Fetch-Site": "same-site"}},
    "a page that hides": {"headers": {"Origin": "null"}},
    "nobody says where": {"headers": {}},
    "a sandbox": {"headers": {"Sec-Fetch-Site": "none"}},
}


@pytest.mark.parametrize("where", FOREIGN)
@pytest.mark.parametrize("path", own_posts())
def test_a_foreign_form_does_nothing(house: Actor, path: str, where: str) -> None:
    client = browser()
    signed_in(client)
    token = invite.invite(wiring.house().store, house, "practice", "municipality", oslo())[1]
    data = {
        "form_token": form_token(client, "/ut"),
        "login": "x",
        "password": PASSWORD,
        "name": "Ny",
        "old": PASSWORD,
        "new": "enda fire andre ord",
    }
    answer = client.post(path.replace("{token}", token), data=data, **FOREIGN[where])
    assert answer.status_code == 403 and "ingenting ble gjort" in said(answer)
    assert client.get("/passord").status_code == 200, "still signed in, with the same password"


@pytest.mark.parametrize("path", own_posts())
@pytest.mark.parametrize("token", ["", "0" * 64])
def test_a_form_without_this_browser_s_own_mark_does_nothing(house: Actor, path: str, token: str) -> None:
    client = browser()
    signed_in(client)
    link = invite.invite(wiring.house().store, house, "practice", "municipality", oslo())[1]
    assert client.post(path.replace("{token}", link), data={"form_token": token}, headers=FROM_HERE).status_code == 403


def test_the_mark_of_one_browser_is_none_in_another() -> None:
    theirs, client = form_token(browser()), browser()
    client.get("/inn")
    data = {"form_token": theirs, "login": LOGIN, "password": PASSWORD}
    assert client.post("/inn", data=data, headers=FROM_HERE).status_code == 403


def test_a_link_signs_nobody_out() -> None:
    client = browser()
    signed_in(client)
    client.get("/ut")
    assert client.get("/passord").status_code == 200


# -- guessing


def test_guessing_is_slow_and_says_the_same_of_every_login() -> None:
    client = browser()
    token = form_token(client)

    def guess(login: str) -> Response:
        data = {"form_token": token, "login": login, "password": "dette er en gjetning"}
        return client.post("/inn", data=data, headers=FROM_HERE)

    answers = {
        login: [guess(login) for _ in range(throttle.LOGIN_FROM_ADDRESS.free + 5)] for login in (LOGIN, "ukjent")
    }
    for found in answers.values():
        statuses = [one.status_code for one in found]
        assert set(statuses[: throttle.LOGIN_FROM_ADDRESS.free]) == {403}
        assert 429 in statuses, "a slow machine may have waited its second meanwhile, but not all of them"
    assert said(answers[LOGIN][0]) == said(answers["ukjent"][0])
    assert SESSION not in client.cookies


def test_links_are_not_guessed_either() -> None:
    client = browser()
    answers = [client.get(f"/invitasjon/{'A' * 40}{n:03}").status_code for n in range(throttle.DOOR.free + 2)]
    assert answers[0] == 404 and answers[-1] == 429


# -- where it leads


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/%2f/evil",
        "javascript:alert(1)",
        "/a/../..//evil",
        "/x\r\nSet-Cookie: a=b",
    ],
)
def test_the_way_on_is_only_ever_ours(onward: str) -> None:
    assert signed_in(browser(), til=onward).headers["location"] == "/"


def test_the_way_on_is_the_page_that_was_asked_for() -> None:
    question = "/behov?q=01a21a63-fbaa-7000-87ef-036aa31798d3"
    client = browser()
    asked = client.get(question, headers={"Accept": "text/html"})
    assert asked.status_code == 303 and asked.headers["location"].startswith("/inn?til=/behov")
    page = client.get(asked.headers["location"])
    assert f'name="til" value="{question}"' in page.text
    assert signed_in(client, til=question).headers["location"] == question
    assert client.get(question, headers={"Accept": "text/html"}).text == "workbench"


# -- what is sent along


@pytest.mark.parametrize("path", ["/inn", "/ut", "/passord", "/invitasjon/" + "A" * 43, "/inn/svar/x", "/kontoer"])
def test_every_page_of_ours_is_guarded_by_its_head(path: str) -> None:
    client = browser()
    head = client.get(path).headers
    assert (
        "frame-ancestors 'none'" in head["content-security-policy"]
        and "default-src 'none'" in head["content-security-policy"]
    )
    assert (head["cache-control"], head["x-content-type-options"], head["referrer-policy"]) == (
        "no-store",
        "nosniff",
        "same-origin",
    )


def test_the_key_is_hidden_from_scripts_and_new_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser()
    client.cookies.set(SESSION, "planted" * 6)
    first = signed_in(client).headers.get_list("set-cookie")
    assert any(
        one.startswith(SESSION) and "HttpOnly" in one and "SameSite=lax" in one and "Secure" not in one for one in first
    )
    assert client.cookies.get(SESSION, domain="127.0.0.1") != "planted" * 6


def test_under_a_public_name_cookies_are_for_https_and_this_host_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUNNSKAPSBROEN_PUBLIC_URL", PUBLIC)
    client = browser(PUBLIC)
    data = {"form_token": form_token(client), "login": LOGIN, "password": PASSWORD}
    answer = client.post("/inn", data=data, headers={"Origin": PUBLIC, "Sec-Fetch-Site": "same-origin"})
    kept = next(one for one in answer.headers.get_list("set-cookie") if SESSION in one)
    assert kept.startswith(f"__Host-{SESSION}=") and "Secure" in kept and "Path=/" in kept and "Domain" not in kept
    client.cookies.clear()
    client.cookies.set(SESSION, kept.partition("=")[2].partition(";")[0])  # the plain name opens nothing there
    assert client.get("/behov", headers={"Accept": "text/html"}).status_code == 303


def test_what_a_person_typed_is_text_on_the_page() -> None:
    client = browser()
    data = {"form_token": form_token(client), "login": '"><script>alert(1)</script>', "password": "x"}
    assert "<script" not in client.post("/inn", data=data, headers=FROM_HERE).text


@pytest.mark.parametrize(
    ("asks", "language", "word"),
    [("nn-NO,nn;q=0.9", "nn", ""), ("en-GB", "en", ""), ("de", "nb", "Logg inn"), ("no", "nb", "Logg inn")],
)
def test_the_reader_s_language(asks: str, language: str, word: str) -> None:
    page = browser().get("/inn", headers={"Accept-Language": asks})
    assert f'<html lang="{language}">' in page.text and word in page.text


def test_a_form_that_is_too_large_is_not_read() -> None:
    assert browser().post("/inn", data={"login": "x" * 30_000}, headers=FROM_HERE).status_code == 413


# -- from where


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "kunnskapsbroen.example"])
def test_a_foreign_name_is_turned_away(host: str) -> None:
    assert browser().get("/inn", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize(
    ("public", "base", "client", "code"),
    [
        ("", BASE, "127.0.0.1", ""),
        ("", "http://127.0.0.1", "10.0.0.5", "beyond_closed"),  # somebody's proxy that nobody named
        (PUBLIC, "https://kunnskapsbroen.example", "10.0.0.5", ""),
        (PUBLIC, "http://kunnskapsbroen.example", "10.0.0.5", "beyond_in_the_clear"),
    ],
)
def test_from_afar_only_under_the_name_and_in_secret(
    monkeypatch: pytest.MonkeyPatch, public: str, base: str, client: str, code: str
) -> None:
    monkeypatch.setenv("KUNNSKAPSBROEN_PUBLIC_URL", public)
    answer = browser(base, client).get("/inn")
    assert answer.status_code == (403 if code else 200)
    assert answer.text == wiring_text(code) if code else True


def wiring_text(code: str) -> str:
    import messages

    return messages.text(code)


# -- at the start


@pytest.mark.parametrize(
    ("address", "public", "with_accounts", "code"),
    [
        ("127.0.0.1", "", False, ""),
        ("localhost", "", True, ""),
        ("::1", "", False, ""),
        ("0.0.0.0", "", False, "beyond_without_accounts"),
        ("0.0.0.0", "", True, "beyond_without_tls"),
        ("::", "", True, "beyond_without_tls"),
        ("", "", True, "beyond_without_tls"),
        ("192.168.1.10", "", True, "beyond_without_tls"),
        ("0.0.0.0", PUBLIC, True, ""),
        ("0.0.0.0", PUBLIC, False, "beyond_without_accounts"),
        ("127.0.0.1", PUBLIC, False, "beyond_without_accounts"),  # a proxy would open it to all
        ("127.0.0.1", PUBLIC, True, ""),
    ],
)
def test_where_the_server_may_listen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str, public: str, with_accounts: bool, code: str
) -> None:
    monkeypatch.setenv("KUNNSKAPSBROEN_PUBLIC_URL", public)
    if not with_accounts:
        wiring.close_house()
        monkeypatch.setenv("KUNNSKAPSBROEN_DATA", str(tmp_path / "empty"))
    assert guard.refusal(address) == code


@pytest.mark.parametrize("public", ["http://kunnskapsbroen.example", "kunnskapsbroen.example", PUBLIC + "/sti"])
def test_a_public_address_that_is_none_ends_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], public: str
) -> None:
    monkeypatch.setenv("KUNNSKAPSBROEN_PUBLIC_URL", public)
    with pytest.raises(SystemExit):
        guard.require("127.0.0.1")
    assert "KUNNSKAPSBROEN_PUBLIC_URL" in capsys.readouterr().err


def test_what_uvicorn_was_told_goes_before_the_settings() -> None:
    assert guard.asked_to_listen("127.0.0.1", ["uvicorn", "app:app", "--host", "0.0.0.0"]) == "0.0.0.0"
    assert guard.asked_to_listen("127.0.0.1", ["uvicorn", "--host=::", "app:app"]) == "::"
    assert guard.asked_to_listen("127.0.0.1", ["uvicorn", "app:app"]) == "127.0.0.1"


@pytest.mark.parametrize(
    "path", ["/invitasjon/SECRET", "/inn?invitasjon=SECRET", "/inn/svar/x?code=SECRET&state=SECRET"]
)
def test_no_token_is_in_the_log_of_requests(path: str) -> None:
    line = logging.LogRecord(
        "uvicorn.access", 20, "", 0, '%s - "%s %s HTTP/%s" %d', ("1.2.3.4", "GET", path, "1.1", 200), None
    )
    assert guard.HideTokens().filter(line) and "SECRET" not in line.getMessage()
