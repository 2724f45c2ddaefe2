"""The English words beside an element: those in force, what is proposed and from where, other ways to write them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from pico.mesh import proposals
from pico.proposal import looked_up, proposed
from pico.question import ElementSpec
from pico.strategy import words_from
from pico.variants import variants
from pico.vocabulary import Word
from pipeline.rows import WordRow
from pipeline.steps.question import add_words, remove_word
from ui import here, kit, reader, safe
from ui.words import _, sentence

_SHOWN = 12  # ways to write the words of an element


def draw(question_id: str, spec: ElementSpec, elements: Mapping[str, str], held: list[WordRow]) -> None:
    """English words in force with a way to take each away; proposals; a field to add more. `elements`: code -> text."""
    text = elements[spec.code]
    if not text.strip() and not held:
        return
    safe.show(safe.tag("p", _("Engelske søkeord"), css="kb-label"))
    if not reader.may("word.remove", "word.add"):
        told = [f"{one.text} (MeSH)" if one.kind == "mesh" else one.text for one in held]
        safe.show(safe.tag("p", ", ".join(told) or _("Ingen ennå"), lang="en" if told else ""))
        return
    if held:
        with st.container(horizontal=True, gap="small"):
            for one in held:
                _chip(one)
    glossary = here.glossary()
    text = looked_up(spec.code, text)
    unknown = glossary.unmapped(text)
    here_now = {(one.kind, one.text.casefold()) for one in held}
    found = (*proposed(glossary, spec.code, elements), *proposals(unknown, here.mesh().named))
    fresh = [one for one in found if (one.kind, one.text.casefold()) not in here_now]
    if fresh:
        _proposals(question_id, spec.code, fresh)
    wider = proposed(glossary, spec.code, elements, wide=True)
    wide = [one for one in wider if (one.kind, one.text.casefold()) not in here_now]
    if wide:
        _wide(question_id, spec.code, wide)
    still = [word for word in unknown if not proposals([word], here.mesh().named)]
    if still and not held:
        st.info(_("Ordlisten kjenner ikke ordene under. Skriv selv de engelske ordene."))
        safe.show(safe.typed("p", ", ".join(still), kit.written_in()))
    _add(question_id, spec.code)
    with st.expander(_("Flere måter å skrive ordene på, og emneord fra MeSH")):
        _variants(question_id, spec.code, held)
        _mesh(question_id, spec.code)


def _chip(one: WordRow) -> None:
    mark = "MeSH" if one.kind == "mesh" else ""
    label = f"{_plain(one.text)} {mark} ✕".replace("  ", " ")
    kit.button(
        label,
        f"drop-{one.id}",
        lambda _client_id: remove_word(here.store(), here.actor(), one.id),
        help=_("Ta bort dette ordet"),
    )


def _proposals(question_id: str, code: str, fresh: list[Word]) -> None:
    """What is proposed, told apart by where it comes from."""
    for origin in dict.fromkeys(one.origin for one in fresh):
        some = [one for one in fresh if one.origin == origin]
        texts = ", ".join(f"{one.text} (MeSH)" if one.kind == "mesh" else one.text for one in some)
        source = safe.tag("span", _("Forslag fra {source}:", source=sentence(f"word_from_{origin}")))
        safe.show(f'<p class="kb-legend">{source} {safe.tag("span", texts, lang="en")}</p>')
    kit.button(
        _("Ta med forslagene ({n})", n=len(fresh)),
        f"take-{question_id}-{code}",
        lambda client_id: add_words(here.store(), here.actor(), question_id, code, fresh, client_id=client_id),
    )


def _wide(question_id: str, code: str, wide: list[Word]) -> None:
    """Words that bring much else: shown, and taken in one by one by whoever wants them."""
    safe.show(
        safe.tag(
            "p", _("Videre ord, som gir mange flere treff. De er ikke med om du ikke velger dem:"), css="kb-legend"
        )
    )
    with st.container(horizontal=True, gap="small"):
        for number, one in enumerate(wide):
            label = f"{safe.for_label(one.text)}{' (MeSH)' if one.kind == 'mesh' else ''}"
            kit.button(
                _("Legg til {word}", word=label),
                f"wide-{question_id}-{code}-{number}",
                partial(_add_one, question_id, code, one),
            )


def _variants(question_id: str, code: str, held: list[WordRow]) -> None:
    """Number, spelling, hyphen and truncation of the words in force, each with what it adds."""
    texts = [one.text for one in held if one.kind == "text"]
    found = [(text, one) for text in texts for one in variants(text, texts)]
    if not found:
        safe.paragraph(_("Ingen flere skrivemåter å foreslå."))
        return
    for number, (text, one) in enumerate(found[:_SHOWN]):
        kind = sentence(f"variant_{one.kind}")
        told_ = _("«{word}»: {kind}. Finner også: {adds}", word=text, kind=kind, adds=", ".join(one.adds))
        safe.show(safe.tag("p", told_, css="kb-legend"))
        kit.button(
            _("Legg til {word}", word=safe.for_label(one.text)),
            f"variant-{question_id}-{code}-{number}",
            partial(_add_one, question_id, code, Word(one.text)),
        )


def _add_one(question_id: str, code: str, word: Word, client_id: str) -> None:
    add_words(here.store(), here.actor(), question_id, code, [word], client_id=client_id)


def _mesh(question_id: str, code: str) -> None:
    """Look a heading up: in the file that was loaded, and with NLM when somebody asks for it by a press."""
    key = f"find-mesh-{question_id}-{code}"
    asked = st.text_input(_("Søk etter emneord i MeSH for {code} (på engelsk)", code=code), key=key).strip()
    if not asked:
        st.session_state.pop(f"{key}#live", None)
        return
    kit.button(_("Spør NLM på nett"), f"{key}-ask", lambda _client_id: _ask_nlm(key, asked))
    text, live = st.session_state.get(f"{key}#live", ("", ()))
    found, origin = (live, "mesh_live") if text == asked else (here.mesh().beginning(asked), "mesh_file")
    if not found and text != asked:
        return
    safe.show(safe.tag("p", _("Svar fra {source}:", source=sentence(f"word_from_{origin}")), css="kb-legend"))
    if not found:
        safe.paragraph(sentence("mesh_nothing"))
    for one in found:
        kit.button(
            _("Legg til {word}", word=f"{safe.for_label(one.heading)} (MeSH)"),
            f"{key}-{one.ui}",
            partial(_add_one, question_id, code, Word(one.heading, "mesh", origin=origin)),
        )


def _ask_nlm(key: str, text: str) -> None:
    """Keep NLM's answer for this page. A look-up that fails is told under its button, never as "no heading"."""
    st.session_state[f"{key}#live"] = (text, here.mesh_live(text))


def _add(question_id: str, code: str) -> None:
    """Words by hand. Norwegian words wait for a yes: the databases are in English."""
    key = f"add-{question_id}-{code}"
    glossary = here.glossary()

    def added() -> None:
        words = words_from(str(st.session_state.get(key) or ""))
        odd = [one.text for one in words if one.kind == "text" and glossary.looks_norwegian(one.text)]
        st.session_state[f"{key}#ask"] = odd
        good = [one for one in words if one.text not in odd]
        kit.act(key, lambda: add_words(here.store(), here.actor(), question_id, code, good))
        st.session_state[key] = ""

    label = _("Legg til engelske ord for {code}", code=code)
    st.text_input(
        label,
        key=key,
        on_change=added,
        placeholder=_("Skriv ett eller flere, med komma imellom, og trykk Enter"),
        label_visibility="collapsed",
    )
    if odd := st.session_state.get(f"{key}#ask"):
        st.warning(
            _("Dette ser norsk ut. PubMed og Epistemonikos er på engelsk, så norske ord finner nesten ingenting.")
        )
        safe.show(safe.typed("p", ", ".join(odd), kit.written_in()))

        def anyway(client_id: str) -> None:
            st.session_state.pop(f"{key}#ask", None)
            add_words(here.store(), here.actor(), question_id, code, [Word(one) for one in odd], client_id=client_id)

        with st.container(horizontal=True):
            kit.button(_("Bruk dem likevel"), f"{key}-anyway", anyway)
            kit.button(_("La være"), f"{key}-no", lambda _client_id: st.session_state.pop(f"{key}#ask", None))


def _plain(text: str) -> str:
    """Text that a label shows as it stands: labels read Markdown, and search words hold stars and brackets."""
    return safe.for_label(text)
