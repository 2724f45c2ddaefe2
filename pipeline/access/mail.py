"""Sending a link by mail, where an installation has a mail server. The link is the whole point, so it must be encrypted.

What stands in the headers is RFC 5322's (3.6: `Date` and `Message-ID` too), and RFC 3834's for mail that a program sends.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime, make_msgid, parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from pipeline.errors import BadInput, SourceFailed

TIMEOUT_S = 20
PORTS = {"smtps": 465, "smtp": 587}
# What went wrong while a message was sent -> code; the first that fits.
_FAULTS: tuple[tuple[type[OSError], str], ...] = (
    (smtplib.SMTPAuthenticationError, "mail_login"),
    (smtplib.SMTPRecipientsRefused, "mail_recipient"),
    (smtplib.SMTPConnectError, "mail_unreachable"),
    (smtplib.SMTPServerDisconnected, "mail_unreachable"),
    (smtplib.SMTPException, "mail_failed"),
    (ssl.SSLError, "mail_tls"),
    (OSError, "mail_unreachable"),
)


@dataclass(frozen=True, slots=True)
class PostBox:
    """A mail server: "smtps://user:password@host:465", or "smtp://..." which turns to TLS before anything is said."""

    server: str = field(repr=False)
    sender: str
    ca: str = ""  # file of certificates (PEM) to trust; "" = those of the system

    def send(self, to: str, subject: str, text: str, language: str = "nb") -> None:
        """One message, in `language`. Where it raises, nothing was sent.

        BadInput: mail_settings; SourceFailed: mail_recipient, mail_login, mail_tls, mail_unreachable(server), mail_failed.
        """
        where = self._where()
        message = self._message(to, subject, text, language)
        try:
            link = self._link(where)
            try:
                if where.username:
                    link.login(unquote(where.username), unquote(where.password or ""))
                link.send_message(message)
            finally:
                with suppress(OSError):  # what is sent is sent, however the server says goodbye
                    link.quit()
        except OSError as failure:
            code = next(code for fault, code in _FAULTS if isinstance(failure, fault))
            params = {"server": str(where.hostname)} if code == "mail_unreachable" else {}
            raise SourceFailed(code, **params) from failure

    def _where(self) -> SplitResult:
        try:
            parts = urlsplit(self.server)
            if parts.scheme in PORTS and parts.hostname and parts.port != 0:
                return parts
        except ValueError:  # a port that is no number, an address with half a bracket
            pass
        raise BadInput("mail_settings")

    def _message(self, to: str, subject: str, text: str, language: str) -> EmailMessage:
        try:
            name, spec = parseaddr(self.sender) if self.sender.isprintable() else ("", "")
            sender = _address(spec, name)
        except ValueError as wrong:
            raise BadInput("mail_settings") from wrong
        message = EmailMessage()
        try:
            message["To"] = _address(to)
        except ValueError as wrong:
            raise SourceFailed("mail_recipient") from wrong
        message["From"] = sender
        message["Subject"] = " ".join(subject.split())
        message["Date"] = localtime()
        message["Message-ID"] = make_msgid(domain=sender.domain)  # by itself it would tell this machine's name
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text, cte="quoted-printable")  # so that it passes a server that knows only ASCII
        message["Content-Language"] = language  # after the content, which takes away those of before
        return message

    def _link(self, where: SplitResult) -> smtplib.SMTP:
        """A connection that is encrypted, to a server whose certificate is trusted for its name."""
        host, port = str(where.hostname), where.port or PORTS[where.scheme]
        try:
            trusted = ssl.create_default_context(cafile=self.ca or None)
        except OSError as failure:  # the file of certificates is not there, or holds none
            raise SourceFailed("mail_tls") from failure
        if where.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=trusted)
        link = smtplib.SMTP(host, port, timeout=TIMEOUT_S)
        try:
            link.starttls(context=trusted)
        except OSError as failure:  # it cannot, or will not, or is somebody else
            link.close()
            raise SourceFailed("mail_tls") from failure
        return link


def _address(text: str, name: str = "") -> Address:
    """One address and nothing beside it; a domain with æ, ø or å as the servers know it. Raises `ValueError`."""
    try:
        one = Address(addr_spec=text.strip())
        domain = one.domain.encode("idna").decode("ascii")
    except (MessageError, IndexError) as wrong:
        raise ValueError("no address") from wrong
    if not one.username or not domain:
        raise ValueError("no address")
    return Address(name, one.username, domain)
