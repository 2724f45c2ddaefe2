"""Sending a link by mail, where an installation has a mail server. The link is the whole point, so it must be encrypted."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from pipeline.errors import BadInput, SourceFailed

TIMEOUT_S = 20
PORTS = {"smtps": 465, "smtp": 587}


@dataclass(frozen=True, slots=True)
class PostBox:
    """A mail server: "smtps://user:password@host:465", or "smtp://..." which turns to TLS before anything is said."""

    server: str = field(repr=False)
    sender: str

    def send(self, to: str, subject: str, text: str) -> None:
        """One message. BadInput: mail_settings; SourceFailed: mail_failed."""
        parts = urlsplit(self.server)
        if parts.scheme not in PORTS or not parts.hostname or "@" not in self.sender:
            raise BadInput("mail_settings")
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message.set_content(text)
        trusted = ssl.create_default_context()
        port = parts.port or PORTS[parts.scheme]
        try:
            if parts.scheme == "smtps":
                link: smtplib.SMTP = smtplib.SMTP_SSL(parts.hostname, port, timeout=TIMEOUT_S, context=trusted)
            else:
                link = smtplib.SMTP(parts.hostname, port, timeout=TIMEOUT_S)
            with link:
                if parts.scheme == "smtp":
                    link.starttls(context=trusted)
                if parts.username:
                    link.login(unquote(parts.username), unquote(parts.password or ""))
                link.send_message(message)
        except (OSError, smtplib.SMTPException) as failure:
            raise SourceFailed("mail_failed") from failure
