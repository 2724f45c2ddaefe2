"""What somebody sees who is not signed in, or no longer: the way in, and the words that could not be saved."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote, urlsplit

import streamlit as st

from pipeline.rows import Person
from ui import here, safe
from ui.words import _

_PAGE = re.compile(r"/[a-z_-]{0,40}")
_LEFT = "left_behind"


def make_way_for(person: Person | None) -> None:
    """Nothing that one person had on this tab is there for the next one."""
    state = st.session_state
    if person is not None:
        if state.get("was_here", person.id) != person.id:
            state.clear()
        state["was_here"] = person.id
        state.pop(_LEFT, None)


def page() -> None:
    """The way in."""
    was_here = "was_here" in st.session_state
    if not was_here:
        st.title(_("Logg inn"))
    else:
        st.title(_("Du er logget ut"))
        safe.paragraph(
            _("Det er for lenge siden sist, eller du har logget ut et annet sted. Det som var lagret, er trygt.")
        )
    words = _unsaved()
    if words:
        safe.heading(2, _("Dette ble ikke lagret"))
        safe.paragraph(_("Kopier teksten herfra før du logger inn igjen, og lim den inn der den hører hjemme."))
        for text in words:
            st.code(text, language=None, wrap_lines=True)
    safe.show(f'<p><a href="/inn{escape(_onward())}" target="_self">{escape(_("Gå til innloggingen"))}</a></p>')


def _unsaved() -> list[str]:
    """Words in fields that could not be saved, because whoever wrote them was signed out meanwhile. They are held while this
    tab is open."""
    state = st.session_state
    held: list[str] = state.setdefault(_LEFT, [])
    for name in [str(one) for one in state if str(one).endswith("#problem")]:
        text = state.get(name.removesuffix("#problem"))
        if isinstance(text, str) and text.strip() and text not in held:
            held.append(text)
    return held


def _onward() -> str:
    """The page that was asked for, so that signing in leads there."""
    path = urlsplit(str(st.context.url or "")).path or "/"
    if not _PAGE.fullmatch(path):
        return ""
    question = here.question_id()
    return "?til=" + quote(path + (f"?q={question}" if question else ""), safe="/")
