"""Is it answered already? What others have asked and summed up, and how many systematic reviews the databases have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import streamlit as st

from pico.proposal import Proposal
from pico.question import default_type
from pico.reviews import SOURCES, asked_of, review_searches
from pico.vocabulary import Word
from pipeline.rows import Job, Question
from pipeline.steps.reviews import KIND, ask_reviews
from ui import here, kit, reader, safe, similar
from ui.words import _, moment, number, sentence

OPEN = ("queued", "running")
LONGEST_ADDRESS = 3_500  # characters that sites take without a fault
# Where a search text can be taken to by hand: the page that shows its hits.
SITES = {
    "pubmed": "https://pubmed.ncbi.nlm.nih.gov/?term={}",
    "epistemonikos": "https://www.epistemonikos.org/en/search?q={}&classification=systematic-review",
}


def draw(question: Question, text: str) -> None:
    """Own summaries and questions first, then the count of reviews. `text`: the need, or the question as it stands.

    Those who do not work on the question see what was counted, where something was.
    """
    if not text.strip():
        return
    if not reader.may("question.ask_reviews"):
        if (job := _newest(question.id)) is not None and job.state not in OPEN:
            safe.heading(2, _("Er det besvart allerede?"))
            _told(job, job.params.get("asks", {}))
        return
    similar.draw(text, but_need=question.need_id)
    with st.container(border=True, key="already"):
        safe.heading(2, _("Er det besvart allerede?"))
        _reviews(question, text)
        similar.draw_search(question.id, but_need=question.need_id)


def _newest(question_id: str) -> Job | None:
    return next((one for one in here.view().jobs(question_id) if one.kind == KIND), None)


def _reviews(question: Question, text: str) -> None:
    found = _asked(question, text)
    searches = review_searches(found, here.library().filters)
    job = _newest(question.id)
    safe.paragraph(
        _("Finnes det systematiske oversikter, kan dere spare mye arbeid. Her telles de bare; ingenting hentes.")
    )
    if job is not None and job.state in OPEN:
        st.fragment(_following, run_every=1.0)(question.id)
        return
    if job is not None:
        _told(job, searches)
    if not searches:
        safe.paragraph(
            _("Ordlisten kjenner ingen av ordene ennå, så vi har ikke noe å telle med. Fyll ut spørsmålet først.")
        )
        return
    if missing := tuple(word for words in found.unmapped.values() for word in words):
        safe.paragraph(_("Disse ordene er ikke med i tellingen: {words}", words=", ".join(missing)), css="kb-legend")
    asked = {source: term for source, term in searches.items() if here.can_search(source)}
    label = _("Tell på nytt") if job is not None else _("Tell systematiske oversikter")
    kit.button(label, f"reviews-{question.id}", lambda cid: _ask(question.id, asked, cid), verb="question.ask_reviews")
    for source in SOURCES:
        if source not in asked:
            _by_hand(source, searches[source])


def _asked(question: Question, text: str) -> Proposal:
    """The blocks to count with, of the framework that the question is in."""
    library, view = here.library(), here.view()
    fields = view.fields("question", question.id)
    kind = library.question_types.get(fields.text("type")) or default_type(library.question_types)
    framework = library.frameworks.get(fields.text("framework")) or library.frameworks[kind.framework]
    elements = {one.code: fields.text(f"element.{one.code}") for one in framework.elements}
    words: dict[str, list[Word]] = {}
    for row in view.words(question.id):
        if row.element in framework.search_elements:
            made = Word(row.text, row.kind, row.concept, row.origin)  # type: ignore[arg-type]
            words.setdefault(row.element, []).append(made)
    return asked_of(here.glossary(), text, elements, words, framework.search_elements)


def _ask(question_id: str, asked: Mapping[str, str], client_id: str) -> None:
    ask_reviews(here.store(), here.actor(), question_id, asked, client_id=client_id)
    here.wake()


def _following(question_id: str) -> None:
    job = _newest(question_id)
    if job is None or job.state not in OPEN:
        st.rerun()
    said = _("Teller oversikter i kildene: {done} av {total}", done=job.done, total=job.total) if job else ""
    safe.show(f'<p role="status">{safe.marked(said)}</p>')


def _told(job: Job, searches: Mapping[str, str]) -> None:
    """What each source said: a number with its day and search text, or that it is not known, and why."""
    found: Mapping[str, Mapping[str, Any]] = job.cursor.get("found", {})
    asks: Mapping[str, str] = job.params.get("asks", {})
    for source, term in asks.items():
        _source(source, found.get(source), term, job)
    if any(searches.get(source) != term for source, term in asks.items()):
        st.info(_("Spørsmålet er endret siden tellingen. Tell på nytt for å få tallet for det som står nå."))


def _source(source: str, receipt: Mapping[str, Any] | None, term: str, job: Job) -> None:
    name = sentence(f"source_{source}")
    at = str(receipt.get("asked_at", "")) if receipt else job.created_at
    when = moment(at)
    if receipt is None or receipt.get("count") is None:
        failure = (receipt or {}).get("failure") or {
            "code": job.error_code or "hits_unknown",
            "params": job.error_params,
        }
        why = sentence(failure["code"], {**failure["params"], "source": name})
        st.warning(safe.for_label(_("{source}: ikke talt ({when}). {why}", source=name, when=when, why=why)))
        safe.paragraph(_("Antallet er ukjent. Det er ikke det samme som null."), css="kb-legend")
    else:
        n = int(receipt["count"])
        said = (
            _("{source}: ingen treff på systematiske oversikter ({when})", source=name, when=when)
            if n == 0
            else _("{source}: {n} treff på systematiske oversikter ({when})", source=name, n=number(n), when=when)
        )
        safe.show(safe.tag("p", said, css="kb-label"))
        if n == 0:
            safe.paragraph(_("Det kan også komme av ordene vi søkte med."), css="kb-legend")
    _link(source, term)
    with st.expander(_("Søketeksten for {source}", source=name)):
        st.code(term, language=None, wrap_lines=True)
        if left_out := _left_out(receipt or {}):
            safe.paragraph(_("{source} fant ikke: {words}", source=name, words=left_out), css="kb-legend")


def _left_out(receipt: Mapping[str, Any]) -> str:
    """What the source did not know of the text, and left out."""
    texts = (str(one.get("params", {}).get("text", "")) for one in receipt.get("warnings", ()))
    return ", ".join(dict.fromkeys(filter(None, texts)))


def _by_hand(source: str, term: str) -> None:
    """A source that this installation has no key to: the text to take along, and where to."""
    name = sentence(f"source_{source}")
    safe.paragraph(
        _(
            "{source} kan ikke telles herfra: det er ikke satt opp noen nøkkel. Søk der selv, med teksten under.",
            source=name,
        )
    )
    with st.expander(_("Søketeksten for {source}", source=name)):
        st.code(term, language=None, wrap_lines=True)
        _link(source, term)


def _link(source: str, term: str) -> None:
    """Straight to the hits; to the empty search page where the text is too long for an address."""
    address, name = SITES[source].format(quote(term)), sentence(f"source_{source}")
    if len(address) <= LONGEST_ADDRESS:
        st.link_button(_("Åpne {source} med denne teksten ↗", source=name), address)
    else:
        st.link_button(_("Åpne {source}, og lim inn teksten ↗", source=name), SITES[source].format(""))
