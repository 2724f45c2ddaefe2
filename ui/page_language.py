"""Sets `<html lang>` of the page to the reader's language, which Streamlit always says is "en", and adds four small scripts:
one marks what people write with the language they write in (`ui/typed.js`), one lets it be sent before a link leaves the
page (`ui/leaving.js`), one shuts the menu of a telephone behind whoever chose in it (`ui/menu.js`), one puts our words in the place of Streamlit's own (`ui/own_words.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui import own_words

COOKIE = "kunnskapsbroen_language"
LANGUAGES = ("nb", "nn", "en")
OWN = b"".join(Path(__file__).with_name(name).read_bytes() for name in ("typed.js", "leaving.js", "menu.js"))
# An answer of "not modified" would leave the page in the language it was first read in.
_HELD_BACK = (b"accept-encoding", b"if-none-match", b"if-modified-since")


def scripts(language: str) -> bytes:
    """What is added to the head of a page in this language."""
    return b"<script>\n" + OWN + own_words.script(language) + b"</script>"


class PageLanguage:
    """ASGI middleware: in HTML answers, `<html lang="en">` becomes the chosen language, bokmål unless another is; with `scripts`."""

    def __init__(self, app: ASGIApp, default: Callable[[], str] = lambda: "nb") -> None:
        """`default` tells the reader's language where no cookie does."""
        self.app = app
        self.default = default

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold back the head of an HTML answer until its body is rewritten, so that the length is right."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        held: list[Message] = []
        body = bytearray()

        async def rewrite(message: Message) -> None:
            if message["type"] == "http.response.start":
                if _is_html(message):
                    held.append(message)
                    return
            elif held and message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if message.get("more_body"):
                    return
                start, language = held.pop(), _language(scope, self.default)
                added = scripts(language)
                page = bytes(body).replace(b'<html lang="en"', f'<html lang="{language}"'.encode(), 1)
                page = page.replace(b"</head>", added + b"</head>", 1)
                start["headers"] = [
                    (name, _length(value, page, added) if name.lower() == b"content-length" else value)
                    for name, value in start["headers"]
                    if name.lower() != b"etag"
                ]
                await send(start)
                await send({"type": "http.response.body", "body": page, "more_body": False})
                return
            await send(message)

        await self.app(_plain(scope), receive, rewrite)


def _length(told: bytes, page: bytes, added: bytes) -> bytes:
    """The length of the page; an answer without one (to HEAD) tells that of a page without what is added."""
    return str(len(page) or int(told) + len(added)).encode()


def _plain(scope: Scope) -> Scope:
    """A request for a page asks for it uncompressed: only so can it be rewritten, and it is 2 kB."""
    if not any(name == b"accept" and b"text/html" in value for name, value in scope["headers"]):
        return scope
    headers = [(name, value) for name, value in scope["headers"] if name not in _HELD_BACK]
    return {**scope, "headers": headers}


def _is_html(start: Message) -> bool:
    headers = dict(start["headers"])
    return (
        start["status"] == 200
        and headers.get(b"content-type", b"").startswith(b"text/html")
        and b"content-encoding" not in headers
        and b"content-language" not in headers  # a page of our own, which says its language itself
    )


def _language(scope: Scope, default: Callable[[], str]) -> str:
    if (known := scope.get("reader_language")) in LANGUAGES:  # of whoever is signed in
        return str(known)
    for name, value in scope["headers"]:
        if name == b"cookie":
            chosen = SimpleCookie(value.decode("latin-1")).get(COOKIE)
            if chosen is not None and chosen.value in LANGUAGES:
                return chosen.value
    return default()
