"""`<html lang>` is the reader's language, in what the browser gets; everything else passes through untouched."""

from __future__ import annotations

import asyncio
import gzip
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.looping import finished
from ui.page_language import COOKIE, PageLanguage, scripts

PAGE = (
    '<!DOCTYPE html>\n<html lang="en">\n<head><title>Kunnskapsbroen</title></head><body>'
    + "x" * 2000
    + "</body></html>"
)


def with_script(page: str, language: str = "nb") -> str:
    """A page with what is added to its head."""
    return page.replace("</head>", f"{scripts(language).decode()}</head>")


async def page(request: Request) -> Response:
    if request.method == "HEAD":  # as Streamlit answers it: the length of the page, and no page
        return Response(headers={"Content-Type": "text/html", "Content-Length": str(len(PAGE))})
    return HTMLResponse(PAGE, headers={"ETag": '"one"'})


async def in_pieces(_: Request) -> Response:
    async def pieces() -> Any:
        for start in range(0, len(PAGE), 7):
            yield PAGE[start : start + 7]

    return StreamingResponse(pieces(), media_type="text/html")


async def data(_: Request) -> Response:
    return JSONResponse({"page": '<html lang="en">'})


async def missing(_: Request) -> Response:
    return HTMLResponse(PAGE, status_code=404)


async def plain(_: Request) -> Response:
    return PlainTextResponse('<html lang="en">')


ROUTES = [
    Route("/", page),
    Route("/in-pieces", in_pieces),
    Route("/data", data),
    Route("/missing", missing),
    Route("/plain", plain),
    Route("/post", page, methods=["POST"]),
]
APP = Starlette(routes=ROUTES, middleware=[Middleware(PageLanguage)])
COMPRESSED = Starlette(
    routes=ROUTES, middleware=[Middleware(PageLanguage), Middleware(GZipMiddleware, minimum_size=10)]
)


def ask(path: str, *, app: Starlette = APP, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request as a browser makes it: status, headers, body."""
    given = {"accept": "text/html,*/*"} | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "scheme": "http",
        "root_path": "",
    }
    sent: list[Any] = []

    asked: list[Any] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Any:
        if not asked:
            await asyncio.Event().wait()  # a client that stays
        return asked.pop()

    async def send(message: Any) -> None:
        sent.append(message)

    finished(app(scope, receive, send))
    starts = [message for message in sent if message["type"] == "http.response.start"]
    assert len(starts) == 1 and sent[0] is starts[0]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return starts[0]["status"], {name.decode(): value.decode() for name, value in starts[0]["headers"]}, body


@pytest.mark.parametrize(
    ("cookie", "language"),
    [
        ("", "nb"),
        (f"{COOKIE}=nb", "nb"),
        (f"{COOKIE}=nn", "nn"),
        (f"{COOKIE}=en", "en"),
        (f"other=1; {COOKIE}=nn; more=2", "nn"),
        (f"{COOKIE}=de", "nb"),
        (f'{COOKIE}="><script>', "nb"),
        ("other=en", "nb"),
        ("\x01\xff;;==", "nb"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/in-pieces"])
def test_the_language_is_the_readers(cookie: str, language: str, path: str) -> None:
    status, headers, body = ask(path, **({"cookie": cookie} if cookie else {}))
    assert status == 200
    assert body.decode() == with_script(PAGE.replace('lang="en"', f'lang="{language}"'), language)
    if "content-length" in headers:
        assert int(headers["content-length"]) == len(body)


def test_a_page_that_is_kept_elsewhere_is_never_the_wrong_language() -> None:
    _status, headers, _body = ask("/", if_none_match='"one"')
    assert "etag" not in headers


@pytest.mark.parametrize("path", ["/data", "/plain"])
def test_what_is_no_page_is_untouched(path: str) -> None:
    _status, headers, body = ask(path)
    assert b"lang=" in body and b'"nb' not in body
    assert int(headers["content-length"]) == len(body)


def test_an_error_page_is_untouched() -> None:
    status, _headers, body = ask("/missing")
    assert status == 404 and body.decode() == PAGE


def test_a_post_is_untouched() -> None:
    assert ask("/post", method="POST")[2].decode() == PAGE


def test_head_gives_the_head_alone() -> None:
    status, headers, body = ask("/", method="HEAD")
    assert (status, body) == (200, b"")
    assert headers["content-type"].startswith("text/html")
    assert headers["content-length"] == str(len(with_script(PAGE).encode()))


def test_a_page_is_asked_for_uncompressed_so_that_it_can_be_rewritten() -> None:
    _status, headers, body = ask("/", app=COMPRESSED, accept_encoding="gzip", cookie=f"{COOKIE}=nn")
    assert "content-encoding" not in headers
    assert b'<html lang="nn">' in body


def test_what_is_no_page_stays_compressed() -> None:
    _status, headers, body = ask("/plain", app=COMPRESSED, accept="*/*", accept_encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == b'<html lang="en">'
