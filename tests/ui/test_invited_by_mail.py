"""Inviting by mail on the page: sent in the reader's own language; when it is not sent, the link stands and it is said why."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.testing.v1 import AppTest

import messages
import wiring
from pipeline.access.tokens import digest
from tests.browser.conftest import free_port
from tests.certificates import Certificate, certificate
from tests.mail_server import LOGIN, MailServer, mail_server
from tests.ui import pages, signed
from tests.ui.pages import opened, said
from ui import words

TO = "kari@kommune.example"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("mail"))


@pytest.fixture
def server(own: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A mail server that the installation is set up with."""
    monkeypatch.setenv("KUNNSKAPSBROEN_MAIL_FROM", "kunnskapsbroen@kommune.example")
    monkeypatch.setenv("KUNNSKAPSBROEN_CA_BUNDLE", str(own.certificate))
    with mail_server(own) as one:
        monkeypatch.setenv("KUNNSKAPSBROEN_SMTP", address(one.port))
        yield one


def address(port: int, password: str = "p%40ss%2Ford") -> str:
    return f"smtps://{LOGIN}:{password}@127.0.0.1:{port}"


def invited(monkeypatch: pytest.MonkeyPatch, language: str = "nb", to: str = TO) -> AppTest:
    """The page of the municipality, after an administrator has pressed for a link."""
    signed.signed_in(monkeypatch, signed.begun(language))
    in_a_run = words.language  # `AppTest` asks for the words of lists outside the run too
    monkeypatch.setattr(words, "language", lambda: in_a_run() if get_script_run_ctx() else language)
    at = opened("people")
    next(field for field in at.text_input if "(" in field.label).set_value(to).run()
    return next(button for button in at.button if str(button.key).startswith("invite-")).click().run()


def link_on(at: AppTest) -> str:
    """The link that is shown, which opens the invitation."""
    (link,) = [one.value for one in at.code if "/invitasjon/" in one.value]
    assert pages.store().open_invitation(digest(link.rpartition("/")[2])), "the invitation stands"
    return str(link)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_link_is_sent_and_shown(server: MailServer, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    at = invited(monkeypatch, language)
    assert not at.exception and not at.error
    (kept,) = server.messages
    assert (kept["To"], kept["Subject"]) == (TO, messages.text("mail_subject", {}, language))
    assert kept["Content-Language"] == language
    body = kept.get_content()
    assert link_on(at) in body and "Eksempel Person" in body
    day = re.search(r"\d\d\.\d\d\.\d{4}|\d+ [A-Z][a-z]+ \d{4}", body)
    wanted = {"who": "Eksempel Person", "day": day[0] if day else "", "link": link_on(at)}
    assert body.replace("\r\n", "\n").strip() == messages.text("mail_text", wanted, language)
    assert not [one.value for one in at.run().code], "the link is shown once"


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("wrong password", "brukernavnet og passordet"),
        ("away", "svarer ikke"),
        ("no trust", "krypteres"),
        ("scheme", "Innstillingene"),
    ],
)
def test_the_invitation_stands_where_the_mail_does_not_go(
    server: MailServer, monkeypatch: pytest.MonkeyPatch, what: str, reason: str
) -> None:
    if what == "no trust":
        monkeypatch.delenv("KUNNSKAPSBROEN_CA_BUNDLE")
    else:
        wrong = {
            "wrong password": address(server.port, "galt"),
            "away": address(free_port()),
            "scheme": f"http://127.0.0.1:{server.port}",
        }
        monkeypatch.setenv("KUNNSKAPSBROEN_SMTP", wrong[what])
    at = invited(monkeypatch)
    assert not at.exception and link_on(at)
    (told,) = [one.value for one in at.error]
    assert reason in told and "opier" in told and "galt" not in told
    assert server.raw == []
    assert [
        one.state
        for one in wiring.house().store.seen_by(signed.administrator()).invitations("municipality", pages.place())
    ] == ["open"]


def test_an_address_that_is_none_makes_no_invitation(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    at = invited(monkeypatch, to="kari")
    assert len(said(at)) == 1 and not at.code and server.raw == []
