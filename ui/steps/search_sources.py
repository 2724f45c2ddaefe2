"""The strategies for PubMed and Epistemonikos: built from the elements, open to be changed, checked before they run."""

from __future__ import annotations

import streamlit as st

from pico.proposal import split
from pico.question import Framework, default_type, say
from pico.strategy import SYNTAXES, Block, build
from pico.vocabulary import Word
from pipeline import search_limits
from pipeline.errors import BadInput
from pipeline.rows import Run, Strategy, WordRow
from pipeline.steps.fields import save_field
from pipeline.steps.search import save_strategy, start_search
from ui import here, keeping, kit, reader, safe
from ui.steps import (
    search_findings,
    search_keys,
    search_paste,
    search_pieces,
    search_press,
    search_runs,
    search_versions,
)
from ui.words import _, language, sentence

SOURCES = ("pubmed", "epistemonikos")


def draw(question_id: str) -> None:
    """Which elements to search with, then one strategy for each database."""
    blocks = _blocks(question_id)
    if not blocks and reader.may("strategy.save"):
        st.info(
            _(
                "Det er ingen engelske søkeord ennå. Gå til spørsmålet og ta med forslagene, eller skriv en søketekst selv under."
            )
        )
    kept = here.view().strategies(question_id)
    for source in SOURCES:
        with st.container(border=True):
            _source(question_id, source, blocks, kept.get(source))
    if reader.may("strategy.save"):
        search_paste.draw_paste(question_id)
    text, built, newest = _shown(question_id, "pubmed"), _built(blocks, "pubmed"), kept.get("pubmed")
    if text.strip():
        search_keys.draw(question_id, text, built, newest)
        search_paste.draw_others(question_id, text)
    texts = {source: _shown(question_id, source) for source in SOURCES}
    search_press.draw(question_id, kept, texts, {source: _built(blocks, source) for source in SOURCES})


def _shown(question_id: str, source: str) -> str:
    """What stands in the box of the strategy for a source."""
    return str(st.session_state.get(f"{question_id}:strategy:{source}") or "")


def _blocks(question_id: str) -> tuple[Block, ...]:
    """The chosen elements' words as blocks; an element of several parts gives several."""
    library, view = here.library(), here.view()
    fields = view.fields("question", question_id)
    kind = library.question_types.get(fields.text("type")) or default_type(library.question_types)
    framework = library.frameworks[kind.framework]
    rows = view.words(question_id)
    with_words = [one for one in framework.elements if any(row.element == one.code for row in rows)]
    chosen = (fields.text("search_elements") or " ".join(framework.search_elements)).split()
    key = f"{question_id}:search_elements"
    there = [one.code for one in with_words]
    if st.session_state.get(f"{key}#of") != there or key not in st.session_state:
        st.session_state[key], st.session_state[f"{key}#of"] = [one for one in there if one in chosen], there
    if with_words and not reader.may("question.edit"):
        st.session_state[key] = [one for one in there if one in chosen]
        named = ", ".join(
            f"{one.code}: {say(one.label, language())}" for one in with_words if one.code in st.session_state[key]
        )
        safe.show(safe.tag("p", _("Det søkes med {elements}.", elements=named)))
    elif with_words:
        labels = {one.code: f"{one.code}: {say(one.label, language())}" for one in with_words}

        def picked() -> None:
            value = " ".join(st.session_state[key])
            kit.act(
                key, lambda: save_field(here.store(), here.actor(), "question", question_id, "search_elements", value)
            )

        st.multiselect(
            _("Hva skal det søkes med? To er som regel nok; flere gir færre treff."),
            list(labels),
            [one for one in st.session_state[key] if one in labels],
            key=key,
            format_func=lambda one: labels[one],
            on_change=picked,
            placeholder=_("Velg"),
        )
    _without_words(question_id, framework, rows, chosen)
    blocks: list[Block] = []
    for code in [one.code for one in with_words if one.code in st.session_state[key]]:
        words = tuple(Word(row.text, row.kind, row.concept, row.origin) for row in rows if row.element == code)  # type: ignore[arg-type]
        blocks += split(Block(code, words), here.glossary())
    return tuple(blocks)


def _without_words(question_id: str, framework: Framework, rows: tuple[WordRow, ...], chosen: list[str]) -> None:
    """An element that has text but no English words is not in the search: that must be seen."""
    fields = here.view().fields("question", question_id)
    for element in framework.elements:
        written = fields.text(f"element.{element.code}").strip()
        if element.code in chosen and written and not any(row.element == element.code for row in rows):
            said = _(
                "Det dere har skrevet, har ingen engelske ord ennå, så søket blir videre enn dere tror. Gå til spørsmålet og legg til ord."
            )
            st.warning(safe.for_label(f"{element.code}: {said}"))
            safe.show(safe.typed("p", written, kit.written_in()))


def _source(question_id: str, source: str, blocks: tuple[Block, ...], kept: Strategy | None) -> None:
    name = SYNTAXES[source].name
    safe.heading(3, name)
    built = _built(blocks, source)
    key = f"{question_id}:strategy:{source}"
    shown, first = _follow(key, built, kept)
    if not reader.may("strategy.save", "search.start"):
        st.session_state[key] = shown  # what the rest of the page speaks of
        _to_read(name, shown)
        search_runs.draw(question_id, "search", source)
        return
    st.text_area(
        _("Søketekst for {name}", name=name),
        shown,
        key=key,
        height=130,
        on_change=_left,
        args=(question_id, source, key, built),
        help=_("Teksten er laget av søkeordene i spørsmålet. Du kan rette i den; hver utgave blir tatt vare på."),
    )
    text = keeping.standing(key)
    if first and text != shown:
        _brought(question_id, source, key, built)
    if kept is not None and kept.origin == "edited" and built and text != built:
        kit.button(
            _("Bygg søketeksten på nytt av søkeordene"),
            f"{key}-again",
            lambda _client_id: save_strategy(here.store(), here.actor(), question_id, source, built, built=True),
        )
    put = _put(question_id, source, key, built)
    stopped = search_findings.draw(key, text, source, put) if text.strip() else True
    search_findings.draw_after(key, text, _run_with(question_id, source, text))
    if source == "pubmed":
        search_pieces.draw(question_id, text, built, kept)
        search_paste.draw_filters(question_id, text, put)
    search_versions.draw(question_id, source)
    if here.can_search(source):
        if limited := search_limits.before(source, sentence):
            safe.show(safe.tag("p", limited, css="kb-legend"))
        _run_button(question_id, source, name, text, built, stopped)
    else:
        _by_copy(name, text)
    search_runs.draw(question_id, "search", source)


def _run_with(question_id: str, source: str, text: str) -> list[Run]:
    """The runs of a source that searched for this text as it stands, newest first."""
    same = {one.id for one in here.view().strategy_versions(question_id, source) if one.text == text.strip()}
    return [one for one in reversed(here.view().runs(question_id)) if one.kind == "search" and one.strategy_id in same]


def _to_read(name: str, text: str) -> None:
    """A strategy for those who do not search: what it says, to be read and copied."""
    if text.strip():
        safe.show(safe.tag("p", _("Søketekst for {name}", name=name), css="kb-label"))
        st.code(text, language=None, wrap_lines=True)
    else:
        safe.show(safe.tag("p", _("Ingen søketekst ennå."), css="kb-legend"))


def _built(blocks: tuple[Block, ...], source: str) -> str:
    try:
        return build(blocks, source)
    except BadInput:  # no words yet: there is nothing to build
        return ""


def _follow(key: str, built: str, kept: Strategy | None) -> tuple[str, bool]:
    """Show what a person has written; until somebody has, what the words build. Gives what the box begins with, and whether this
    session shows it for the first time: then nothing is set, and what a browser brings from an earlier one is seen.
    """
    state, mark = st.session_state, f"{key}#shown"
    by_hand = kept is not None and (kept.origin == "edited" or not built)
    shown = kept.text if kept is not None and by_hand else built
    first = mark not in state and key not in state
    if not first and (key not in state or state.get(mark) != shown):
        state[key] = shown
    state[mark] = shown
    return (shown if first else keeping.standing(key)), first


def _brought(question_id: str, source: str, key: str, built: str) -> None:
    """A browser brought a text to a server that was started anew: kept, unless the question has been worked on since."""
    if keeping.standing(key).strip() and keeping.nothing_since(question_id):
        _left(question_id, source, key, built)
    else:
        st.session_state[f"{key}#shown"] = None
        st.rerun()


def _left(question_id: str, source: str, key: str, built: str) -> None:
    text = str(st.session_state.get(key) or "")
    if text.strip():
        kit.act(key, lambda: save_strategy(here.store(), here.actor(), question_id, source, text, built=text == built))


def _put(question_id: str, source: str, key: str, built: str) -> search_findings.Put:
    """Keep a text that a button made, and show it."""

    def put(text: str) -> None:
        save_strategy(here.store(), here.actor(), question_id, source, text, built=text == built)
        st.session_state[key] = st.session_state[f"{key}#shown"] = text

    return put


def _run_button(question_id: str, source: str, name: str, text: str, built: str, stopped: bool) -> None:
    def run(client_id: str) -> None:
        strategy_id = save_strategy(here.store(), here.actor(), question_id, source, text, built=text == built)
        start_search(here.store(), here.actor(), strategy_id, client_id=client_id)
        here.wake()

    kit.button(_("Tell treff i {name}", name=name), f"count-{question_id}-{source}", run, disabled=stopped)


def _by_copy(name: str, text: str) -> None:
    """Without a key: the way through the site by hand, step by step, and the text to take along."""
    safe.paragraph(_("Det er ikke satt opp noen nøkkel til {name} her. Slik gjør dere søket på nettstedet:", name=name))
    steps = (
        _("Kopier søketeksten under."),
        _("Åpne epistemonikos.org, velg «Advanced search», og lim inn teksten."),
        _(
            "Velg ett slag dokumenter om gangen, for eksempel «Systematic Review» først. Eksporten sier ikke selv hva den er."
        ),
        _("Skriv opp antall treff. Velg alle, trykk «Export», og velg RIS: det er den eksporten som leses her."),
        _("Hent inn filen i del 3. Velg Epistemonikos, og svar på hva slags dokumenter det er."),
    )
    safe.show("<ol>", *(safe.tag("li", one) for one in steps), "</ol>")
    if text.strip():
        with st.expander(_("Kopier søketeksten")):
            st.code(text, language=None, wrap_lines=True)
