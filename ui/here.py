"""What every page needs at hand: the house, who is looking, and which question the address names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

import streamlit as st

import wiring
from appraisal.instrument import Instrument
from pico.concepts import Entries
from pico.mesh import Heading
from pico.query.headings import Headings
from pico.vocabulary import Glossary
from pipeline import days, own_texts
from pipeline import instruments as own_lists
from pipeline.access import sessions
from pipeline.access.rows import Session
from pipeline.ports import Store, View
from pipeline.rows import NOBODY, Actor

_HOLDS_NOW: Mapping[str, str] = MappingProxyType({})  # no question that stays with earlier texts


def store() -> Store:
    """The store of this process."""
    return wiring.house().store


def library() -> wiring.Library:
    """The texts as they are here: the method team's own over those that ship; on a question's pages as it uses them."""
    made: wiring.Library | None = st.session_state.get("texts_here")
    return made or wiring.library_here(view())


def begin_texts(question_id: str) -> None:
    """Look up, once a draw, which texts hold and which editions a question stays with; `""`: the page is about none."""
    seen = view()
    held = seen.own_texts_held() if question_id else ()
    stays = own_texts.bound(seen, question_id, held) if held else _HOLDS_NOW
    st.session_state["texts_kept"], st.session_state["texts_here"] = stays, wiring.library_here(seen, stays)


def shipped_texts() -> Mapping[str, str]:
    """kind -> the text that follows with the program."""
    return wiring.library().texts


def glossary() -> Glossary:
    """The glossary as it is here: what ships, with what the method team has added and corrected put over it."""
    return library().glossary


def glossary_with(own: Entries) -> Glossary:
    """The glossary as it would be with these words of the team's own."""
    return wiring.glossary_with(own)


def instruments() -> Mapping[str, Instrument]:
    """Every version of every checklist, by "id@version": those that ship and the method team's own, retired ones too."""
    return own_lists.here(library().instruments, view().own_instruments())


def offered_instruments() -> tuple[Instrument, ...]:
    """Those that a new appraisal may begin with."""
    own = view().own_instruments()
    return own_lists.offered(own_lists.here(library().instruments, own), own)


def mesh() -> wiring.MeshTable:
    """The MeSH headings that somebody has loaded; without a file it knows nothing."""
    return wiring.mesh_table()


def headings() -> Headings:
    """The headings that the checker knows."""
    return wiring.headings()


def mesh_live(text: str) -> tuple[Heading, ...]:
    """Headings from NLM whose name holds a text. Raises `SourceFailed`."""
    return wiring.mesh_lookup().descriptors(text)


def wake() -> None:
    """Tell the workers that a job has been queued."""
    wiring.house().pool.wake()


def session() -> Session | None:
    """The session that this browser is signed in by, looked up anew each time: one that was ended opens nothing more."""
    cookies = st.context.cookies
    token = str(cookies.get(wiring.cookie_name(wiring.SESSION_COOKIE), "")) if cookies else ""
    return sessions.current(store(), token, wiring.session_limits())


def actor() -> Actor:
    """Who is looking: whoever is signed in. Until there are accounts, one installation has one person: the first who said
    who they are."""
    if store().accounts_on():
        held = session()
        return Actor(held.person_id) if held else NOBODY
    known = str(st.session_state.get("person_id", ""))  # only who: what they may do is asked at each act
    if not known and (person := store().only_person()):
        known = st.session_state["person_id"] = person.id
    return Actor(known) if known else NOBODY


def view() -> View:
    """What that person may see."""
    return store().seen_by(actor())


def question_id() -> str:
    """The question that the address names, or empty text."""
    return str(st.query_params.get("q", ""))


def can_search(source: str) -> bool:
    """Whether this installation can ask a source itself."""
    return source in wiring.searchable()


def address(path: str) -> str:
    """A whole address of ours, to be sent to somebody: under the public name, else as this reader came in."""
    parts = urlsplit(str(st.context.url or ""))
    return f"{wiring.public_url() or f'{parts.scheme}://{parts.netloc}'}{path}"


def today() -> str:
    """Today's date here in Norway, "2026-11-21"."""
    return days.today()
