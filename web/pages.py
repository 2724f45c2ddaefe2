"""Pages of our own, drawn by the server: they work without JavaScript, and everything in them is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from starlette.responses import HTMLResponse, Response

import messages

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # "no-referrer" would take the origin from our own forms
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Words:
    """Sentences in one reader's language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, code: str, **params: object) -> str:
        """The sentence for a code."""
        return messages.text(code, params, self.language)


def page(say: Words, title: str, *parts: str, wrong: str = "", status: int = 200) -> HTMLResponse:
    """A page. `wrong` is what went wrong, said first and in the title; `parts` are finished HTML of this module."""
    head = f"{say('door_wrong')}: {title}" if wrong else title
    alert = (
        f'<div class="wrong" role="alert"><strong>{escape(say("door_wrong"))}:</strong> {escape(wrong)}</div>'
        if wrong
        else ""
    )
    body = (
        f'<!doctype html>\n<html lang="{say.language}"><head><meta charset="utf-8"><title>{escape(head)} · Kunnskapsbroen</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        '<link rel="stylesheet" href="/inn/stil.css"><link rel="icon" href="data:,"></head>'
        f"<body><header>Kunnskapsbroen</header><main><h1>{escape(title)}</h1>{alert}{''.join(parts)}</main></body></html>"
    )
    return HTMLResponse(body, status, {**HEADERS, "Content-Language": say.language})


def onward(address: str) -> Response:
    """On to an address of our own, by GET."""
    return Response(status_code=303, headers={**HEADERS, "Location": address})


def text(words: str) -> str:
    """A paragraph."""
    return f"<p>{escape(words)}</p>"


def heading(words: str) -> str:
    """A heading below the title."""
    return f"<h2>{escape(words)}</h2>"


def link(words: str, address: str) -> str:
    """A link to a page of our own, in a paragraph."""
    return f'<p><a href="{escape(address)}">{escape(words)}</a></p>'


def field(name: str, label: str, *, kind: str = "text", value: str = "", fill: str = "", hint: str = "") -> str:
    """A field with its label; `fill` is what a password manager needs to know (`autocomplete`)."""
    told = f' aria-describedby="{name}-hint"' if hint else ""
    below = f'<p class="hint" id="{name}-hint">{escape(hint)}</p>' if hint else ""
    return (
        f'<label for="{name}">{escape(label)}</label>{below}<input id="{name}" name="{name}" type="{kind}"'
        f' value="{escape(value)}" autocomplete="{fill or "off"}" autocapitalize="none" spellcheck="false" required{told}>'
    )


def choice(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> str:
    """A list to choose from: (value, words)."""
    inner = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(words)}</option>'
        for value, words in options
    )
    return f'<label for="{name}">{escape(label)}</label><select id="{name}" name="{name}">{inner}</select>'


def form(
    action: str, token: str, button: str, *parts: str, other: bool = False, hidden: Mapping[str, str] | None = None
) -> str:
    """A form that only this browser can send."""
    kept = {"form_token": token, **(hidden or {})}
    inner = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in kept.items())
    css = ' class="other"' if other else ""
    return (
        f'<form method="post" action="{escape(action)}">{inner}{"".join(parts)}'
        f'<button type="submit"{css}>{escape(button)}</button></form>'
    )
