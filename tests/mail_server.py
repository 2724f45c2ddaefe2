"""A small mail server on this machine (RFC 5321, with TLS and a password): it keeps what it is sent, or refuses it."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.certificates import Certificate

LOGIN, PASSWORD = "eksempel", "p@ss/ord"


@dataclass
class MailServer:
    """What it is like, and what came. `refuses`: command -> the line it is answered with."""

    own: Certificate
    scheme: str = "smtps"  # "smtps" | "smtp" | "plain": says nothing of TLS
    refuses: dict[str, str] = field(default_factory=dict)
    port: int = 0
    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    heard_in_the_clear: list[str] = field(default_factory=list)  # commands

    @property
    def messages(self) -> list[EmailMessage]:
        """The messages, read as a mail program does."""
        read = [message_from_bytes(one, policy=policy.default) for one in self.raw]
        return [one for one in read if isinstance(one, EmailMessage)]

    @property
    def tls(self) -> ssl.SSLContext:
        """The server's side of TLS."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.own)
        return context


class _Talk(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        """One connection."""
        self.encrypted = False
        with suppress(OSError, ValueError):
            if self.server.one.scheme == "smtps":
                self._encrypt()
            self._say("220 mail.example")
            while line := self.rfile.readline():
                if not self._answer(line.decode("ascii").rstrip("\r\n")):
                    return

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def _encrypt(self) -> None:
        self.connection = self.server.one.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        self.encrypted = True

    def _answer(self, line: str) -> bool:
        one, command = self.server.one, line.split(" ", 1)[0].upper()
        if not self.encrypted:
            one.heard_in_the_clear.append(command)
        if command in one.refuses:
            self._say(one.refuses[command])
        elif command == "EHLO":
            more = "AUTH PLAIN" if self.encrypted else "STARTTLS" if one.scheme == "smtp" else "HELP"
            self._say(f"250-mail.example\r\n250 {more}")
        elif command == "STARTTLS":
            self._say("220 go on")
            self._encrypt()
        elif command == "AUTH":
            given = base64.b64decode(line.split(" ")[-1]).decode()
            self._say("235 welcome" if given == f"\0{LOGIN}\0{PASSWORD}" else "535 5.7.8 wrong")
        elif command == "DATA":
            self._say("354 go on")
            lines = iter(self.rfile.readline, b".\r\n")
            one.raw.append(b"".join(text[1:] if text.startswith(b"..") else text for text in lines))
            self._say("250 kept")
        else:
            if command == "RCPT":
                one.recipients.append(line.partition("<")[2].partition(">")[0])
            self._say("221 bye" if command == "QUIT" else "250 ok")
        return command != "QUIT"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    one: MailServer


@contextmanager
def mail_server(own: Certificate, scheme: str = "smtps", **refuses: str) -> Iterator[MailServer]:
    """A server that runs in a thread of its own until it is no longer needed."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.one = MailServer(own, scheme, refuses, server.server_address[1])
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server.one
        finally:
            server.shutdown()
