"""An invitation sent by mail, to a real server on this machine: what arrives, and what is said when it does not."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

import pytest

import messages
from pipeline.access.mail import PostBox
from pipeline.errors import BadInput, Problem, SourceFailed
from tests.browser.conftest import free_port
from tests.certificates import Certificate, certificate
from tests.mail_server import LOGIN, PASSWORD, MailServer, mail_server

TO, SENDER = "kari@kommune.example", "kunnskapsbroen@kommune.example"
SUBJECT, TEXT = (
    "Innbydelse: blåbærsyltetøy",
    "Åse inviterer deg.\n\nhttps://kunnskapsbroen.example/invitasjon/" + "A" * 43,
)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("mail"))


def box_for(server: MailServer, *, password: str = PASSWORD, sender: str = SENDER, trusting: bool = True) -> PostBox:
    scheme = "smtps" if server.scheme == "smtps" else "smtp"
    address = f"{scheme}://{LOGIN}:{quote(password, safe='')}@127.0.0.1:{server.port}"
    return PostBox(address, sender, str(server.own.certificate) if trusting else "")


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
def test_a_message_arrives_as_it_was_written(own: Certificate, scheme: str) -> None:
    with mail_server(own, scheme) as server:
        box_for(server).send(TO, SUBJECT, TEXT, "nn")
        assert set(server.heard_in_the_clear) <= {"EHLO", "STARTTLS"}, "no password, no link"
        assert server.recipients == [TO]
        (kept,) = server.messages
    assert (kept["To"], kept["From"], kept["Subject"]) == (TO, SENDER, SUBJECT)
    assert kept.get_content_type() == "text/plain" and kept.get_content_charset() == "utf-8"
    assert kept.get_content().replace("\r\n", "\n").rstrip("\n") == TEXT
    assert kept["Content-Language"] == "nn" and kept["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(kept["Date"]).tzinfo is not None
    assert re.fullmatch(r"<[^@<>]+@kommune\.example>", kept["Message-ID"])
    assert server.raw[0].isascii() and max(map(len, server.raw[0].split(b"\r\n"))) <= 998


def test_the_sender_may_have_a_name_and_a_domain_may_be_norwegian(own: Certificate) -> None:
    with mail_server(own) as server:
        box_for(server, sender="Kunnskapsbroen i Blåbær <post@kommune.example>").send(
            "kari@blåbær.example", SUBJECT, TEXT
        )
        (kept,) = server.messages
    assert kept["From"].addresses[0].display_name == "Kunnskapsbroen i Blåbær"
    assert server.recipients == ["kari@xn--blbr-roah.example"]


HOSTILE = "Åse\r\nBcc: alle@kommune.example\r\n\r\n<script>"


def test_nobody_writes_headers_through_a_text(own: Certificate) -> None:
    with mail_server(own) as server:
        box_for(server).send(TO, HOSTILE, f"{HOSTILE}\r\n.\r\nMAIL FROM:<x@x.example>\r\n{TEXT}")
        (kept,) = server.messages
    assert server.recipients == [TO] and "Bcc" not in kept
    assert kept["Subject"] == "Åse Bcc: alle@kommune.example <script>"
    assert kept.get_content().rstrip().endswith(TEXT[-50:]), "a line with one full stop does not end it"


@pytest.mark.parametrize(
    "to",
    [
        f"{TO}\r\nBcc: alle@kommune.example",
        f"{TO}, alle@kommune.example",
        f"alle,{TO}",
        f"Kari <{TO}>",
        f"<{TO}",
        "ærlig@kommune.example",  # a server may take it, few do
        "kari",
        "@kommune.example",
        "",
    ],
)
def test_what_is_not_one_address_is_sent_nothing(own: Certificate, to: str) -> None:
    with mail_server(own) as server:
        with pytest.raises(SourceFailed) as failed:
            box_for(server).send(to, SUBJECT, TEXT)
        assert (failed.value.code, server.raw, server.recipients) == ("mail_recipient", [], [])


def said(problem: Problem) -> str:
    """One sentence that says what to do, and neither the password nor the library's own words."""
    text = messages.text(problem.code, problem.params)
    assert text.count(".") >= 1 and "opier" in text and PASSWORD not in text and "mail.example" not in text
    return text


# What the server does -> (scheme, command -> its answer, code)
FAULTS: dict[str, tuple[str, dict[str, str], str]] = {
    "says no to the recipient": ("smtps", {"RCPT": "550 5.1.1 nobody"}, "mail_recipient"),
    "says no to the sender": ("smtps", {"MAIL": "550 5.7.1 no"}, "mail_failed"),
    "says no to the message": ("smtps", {"DATA": "554 5.7.1 no"}, "mail_failed"),
    "will not encrypt": ("smtp", {"STARTTLS": "454 4.7.0 not now"}, "mail_tls"),
    "cannot encrypt": ("plain", {}, "mail_tls"),
    "is busy": ("smtps", {"EHLO": "421 later", "HELO": "421 later"}, "mail_failed"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_server_that_does_not_take_it(own: Certificate, what: str) -> None:
    scheme, refuses, code = FAULTS[what]
    with mail_server(own, scheme, **refuses) as server:
        with pytest.raises(SourceFailed) as failed:
            box_for(server).send(TO, SUBJECT, TEXT)
        assert failed.value.code == code and said(failed.value)
        assert not server.raw
        assert "AUTH" not in server.heard_in_the_clear


def test_a_wrong_password(own: Certificate) -> None:
    with mail_server(own) as server, pytest.raises(SourceFailed) as failed:
        box_for(server, password="wrong").send(TO, SUBJECT, TEXT)
    assert failed.value.code == "mail_login" and "KUNNSKAPSBROEN_SMTP" in said(failed.value)


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
def test_a_certificate_that_is_not_trusted(own: Certificate, scheme: str) -> None:
    with mail_server(own, scheme) as server:
        with pytest.raises(SourceFailed) as failed:
            box_for(server, trusting=False).send(TO, SUBJECT, TEXT)
        assert failed.value.code == "mail_tls" and said(failed.value)
        assert not server.raw and not server.recipients


def test_a_server_that_speaks_in_the_clear_where_tls_was_to_be(own: Certificate) -> None:
    with mail_server(own, "plain") as server, pytest.raises(SourceFailed) as failed:
        PostBox(f"smtps://127.0.0.1:{server.port}", SENDER, str(own.certificate)).send(TO, SUBJECT, TEXT)
    assert failed.value.code == "mail_tls"


def test_a_file_of_certificates_that_is_not_there(own: Certificate, tmp_path: Path) -> None:
    with mail_server(own) as server, pytest.raises(SourceFailed) as failed:
        PostBox(f"smtps://127.0.0.1:{server.port}", SENDER, str(tmp_path / "none.pem")).send(TO, SUBJECT, TEXT)
    assert failed.value.code == "mail_tls"


def test_a_server_that_is_away() -> None:
    with pytest.raises(SourceFailed) as failed:
        PostBox(f"smtps://127.0.0.1:{free_port()}", SENDER).send(TO, SUBJECT, TEXT)
    assert failed.value.code == "mail_unreachable" and "127.0.0.1" in said(failed.value)


def test_what_is_sent_is_sent_however_the_server_says_goodbye(own: Certificate) -> None:
    with mail_server(own, QUIT="500 what?") as server:
        box_for(server).send(TO, SUBJECT, TEXT)
        assert len(server.raw) == 1


@pytest.mark.parametrize(
    ("server", "sender"),
    [
        ("http://mail.example", SENDER),
        ("smtps://", SENDER),
        ("smtps://mail.example:post", SENDER),
        ("smtps://mail.example:0", SENDER),
        ("smtps://[mail.example", SENDER),
        ("mail.example:465", SENDER),
        ("smtps://mail.example", "kunnskapsbroen"),
        ("smtps://mail.example", ""),
        ("smtps://mail.example", f"{SENDER}\r\nBcc: {TO}"),
    ],
)
def test_settings_that_cannot_be_right_are_said_before_anybody_is_asked(server: str, sender: str) -> None:
    with pytest.raises(BadInput) as wrong:
        PostBox(server, sender).send(TO, SUBJECT, TEXT)
    assert wrong.value.code == "mail_settings" and said(wrong.value)
    assert "mail.example" not in repr(PostBox(server, "")), "where the password stands is not shown"
