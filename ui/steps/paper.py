"""The article itself, as PDF beside the form on a wide screen and behind a switch on a narrow one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import streamlit as st

from pipeline.rows import Paper, Reference
from pipeline.steps.papers import LARGEST, add_paper, remove_paper
from ui import here, kit, reader, safe
from ui.words import _

SCRIPT = (Path(__file__).parents[1] / "paper.js").read_text(encoding="utf-8")
_PAGE = re.compile(r"\d{1,4}")


@contextmanager
def beside(reference: Reference) -> Iterator[None]:
    """Draw what stands inside with the article at its side, where there is one and this reader wants to see it."""
    kept = here.view().papers(reference.id)
    st.session_state["paper"] = ""
    paper = kept[0] if kept else None
    shown = _head(reference, paper)
    if paper is None:
        yield
        return
    st.session_state["paper"] = paper.id
    if not shown:
        yield
        return
    with st.container(key="kb-beside"):
        left, right = st.columns(2, gap="medium")
        with left:
            yield
        with right, st.container(key="kb-paper"):
            page = int(st.session_state.get(f"paper-page-{paper.id}", 1))
            title = _("Artikkelen som PDF: {name}", name=paper.name)
            _frame()(
                data={"src": f"/artikkel/{paper.id}?side={page}#page={page}&navpanes=0", "title": title},
                key="kb-paper-frame",
            )


@cache
def _frame() -> Callable[..., object]:
    return st.components.v2.component("paper", js=SCRIPT)


def _head(reference: Reference, paper: Paper | None) -> bool:
    """The switch and the ways to put an article in or take it away; gives whether it is to be shown."""
    if paper is None:
        if reader.may("paper.add"):
            with st.expander(_("Legg inn artikkelen som PDF, så kan dere lese den ved siden av")):
                _upload(reference)
        return False
    shown = st.toggle(_("Vis artikkelen ved siden av skjemaet"), key=f"paper-shown-{reference.id}")
    safe.show(f'<p class="kb-legend">{link(paper.id, paper.name)}</p>')
    if reader.may("paper.remove"):
        with st.expander(_("Bytt eller ta bort PDF-en")):
            _upload(reference)
            kit.button(
                _("Ta bort PDF-en"),
                f"remove-paper-{paper.id}",
                lambda cid: remove_paper(here.store(), here.actor(), paper.id, client_id=cid),
                verb="paper.remove",
            )
    return shown


def _upload(reference: Reference) -> None:
    batch = st.session_state.setdefault("paper-batch", 0)
    key = f"paper-{reference.id}-{batch}"
    safe.paragraph(
        _(
            "Bare de som jobber med behovet, ser filen. Legg bare inn det kommunen har lov til å bruke slik. Høyst {n} MB.",
            n=LARGEST // 1_000_000,
        ),
        css="kb-legend",
    )
    file = st.file_uploader(_("Velg artikkelen (PDF)"), type=["pdf"], key=key)
    if file is None:
        kit.problem_shown(f"add-{key}")
        return

    def add(client_id: str) -> None:
        add_paper(here.store(), here.actor(), reference.id, file.name, file.getvalue(), client_id=client_id)
        st.session_state["paper-batch"] = batch + 1
        st.session_state[f"paper-shown-{reference.id}"] = True

    kit.button(_("Legg inn PDF-en"), f"add-{key}", add, verb="paper.add", type="primary")


def link(paper_id: str, text: str, page: int = 0) -> str:
    """A link to the article, at a page, in a tab of its own."""
    place = f"#page={page}" if page else ""
    named = safe.marked(f"{text} ({_('åpnes i en egen fane')})")
    return f'<a href="/artikkel/{paper_id}{place}" target="_blank" rel="noopener">{named}</a>'


def page_of(text: str) -> int:
    """The page that people have written ("s. 12", "12-13" or "12"); 0 = none."""
    found = _PAGE.search(text)
    return int(found[0]) if found else 0


def to_page(text: str, key: str) -> None:
    """The way from a page that was written down to that page of the article, where there is one."""
    paper_id, page = str(st.session_state.get("paper") or ""), page_of(text)
    if not paper_id or not page:
        return
    safe.show(f'<p class="kb-legend">{link(paper_id, _("Side {n} i artikkelen", n=page), page)}</p>')
    if any(str(name).startswith("paper-shown-") and st.session_state[name] for name in st.session_state):

        def turn() -> None:
            st.session_state[f"paper-page-{paper_id}"] = page

        st.button(_("Vis side {n} ved siden av", n=page), key=f"turn-{key}", on_click=turn)
