"""References that belong together and stay two, and reports of one study: said on each of them, and in a list to decide on."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import streamlit as st

from pipeline.belonging import LinkRow
from pipeline.rows import Reference
from pipeline.steps import dedupe, links
from ui import here, kit, safe
from ui.words import _, number, sentence

PER_PAGE = 20


def show_of(one: Reference) -> None:
    """What a reference belongs together with: a newer version, a preprint, an erratum, the reports of the same study."""
    if lines := list(_lines_of(one)):
        safe.show(*lines)


def _lines_of(one: Reference) -> Iterator[str]:
    view = here.view()
    members = set(view.members(one.id))
    for link in view.links_of(one.id):
        first = link.a_id in members
        other = view.reference(link.b_id if first else link.a_id)
        yield _line(sentence(f"link_{link.kind}_of_{'a' if first else 'b'}"), other)
    studies = view.studies(one.question_id)
    for reference_id, study_id in studies.items():
        if reference_id != one.id and study_id == studies.get(one.id):
            yield _line(_("Samme studie"), view.reference(reference_id))


def short_of(one: Reference) -> str:
    """The same in a word or two, for a list."""
    view = here.view()
    found = view.links_of(one.id)
    members = set(view.members(one.id)) if found else set()
    said = dict.fromkeys(sentence(f"link_{link.kind}_of_{'a' if link.a_id in members else 'b'}") for link in found)
    return safe.tag("p", f"↔ {' · '.join(said)}", css="kb-legend") if said else ""


def _line(what: str, other: Reference) -> str:
    record = other.record
    title = safe.tag("span", f"{record.title or '–'} ({record.year or '–'})", lang=safe.language_of(record))
    return f'<p class="kb-cite">↔ {escape(what)}: {title}</p>'


def draw(question_id: str) -> None:
    """Every link that was found, with its reason; a person confirms or refuses it, or says that the two are one."""
    view = here.view()
    found, refused = view.links(question_id), view.links(question_id, "refused")
    if not found and not refused:
        return
    with st.expander(_("Hører sammen, men er to: {n} i alt", n=number(len(found))), key=f"linked-{question_id}"):
        safe.paragraph(_("Begge blir stående og vurderes hver for seg. På hver av dem står det at den andre finnes."))
        waits = sorted(found, key=lambda one: one.state != "found")
        pages = -(-len(waits) // PER_PAGE)
        page = st.pagination(pages, key=f"links-{question_id}") if pages > 1 else 1
        for link in waits[(page - 1) * PER_PAGE : page * PER_PAGE]:
            _link(link)
        for link in refused[:PER_PAGE]:
            _refused(link)


def _link(link: LinkRow) -> None:
    view = here.view()
    first, second = view.reference(link.a_id), view.reference(link.b_id)
    who = {"found": _("funnet av programmet"), "confirmed": _("bekreftet av et menneske")}[link.state]
    safe.show(
        safe.tag("p", f"{first.record.title or '–'} ({first.record.year or '–'})", lang=safe.language_of(first.record)),
        _line(sentence(f"link_{link.kind}_of_a"), second),
        safe.tag("p", f"{sentence(link.reason_code, link.reason_params)} ({who})", css="kb-legend"),
    )
    with st.container(horizontal=True):
        if link.state == "found":
            _button(_("Det stemmer"), "confirm", link, links.confirm, "link.confirm")
            _button(_("De hører ikke sammen"), "refuse", link, links.refuse, "link.refuse")
            _button(_("De er samme artikkel"), "one", link, dedupe.same_after_all, "dedupe.merge")
        else:
            _button(_("Angre"), "back", link, links.take_back, "link.undo")


def _refused(link: LinkRow) -> None:
    titles = (here.view().reference(one).record for one in (link.a_id, link.b_id))
    safe.show(
        safe.tag("p", _("Hører ikke sammen:"), css="kb-legend"),
        *(safe.tag("p", safe.title_of(one)[:90], css="kb-legend", lang=safe.language_of(one)) for one in titles),
    )
    _button(_("Angre"), "back", link, links.take_back, "link.undo")


def _button(label: str, name: str, link: LinkRow, do: object, verb: str) -> None:
    assert callable(do)
    kit.button(
        label, f"{name}-{link.id}", lambda cid: do(here.store(), here.actor(), link.id, client_id=cid), verb=verb
    )
