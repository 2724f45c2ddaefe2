"""The method team's draft of its own words: what it changes, a form for one concept, files, and publishing."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from pico.concepts import FACETS, Concept, as_mapping
from pico.vocabulary import Glossary
from pipeline.edition import SHIPPED, Edition
from pipeline.errors import BadInput, Conflict
from pipeline.ids import name_of
from pipeline.own_texts import GLOSSARY, in_force
from pipeline.steps import glossary as verbs
from pipeline.steps import own_texts
from pipeline.text_edits import values_of
from ui import frame, here, kit, method_editing, once, safe, sure, unsettled
from ui.words import _, day, sentence, told

_LISTS = ("nb", "nn", "exact", "en", "mesh", "wide")
_FIELD = "concept-"  # of a conflict: beginning of the name under which one's own side is kept
_MOST_SHOWN = 100


def chosen() -> Edition | None:
    """The draft that the page is about: the newest, unless another was chosen; None where there is none."""
    found = {one.id: one for one in verbs.drafts(here.view())}
    if len(found) < 2:
        return next(iter(found.values()), None)
    names = {one.id: _("Utkast fra {day}, {name}", day=day(one.text.at), name=one.by) for one in found.values()}
    return found[method_editing.choose("glossary", "utkast", _("Hvilket utkast vil du arbeide med?"), names)]


def draw(draft: Edition | None) -> None:
    """All that there is to do with it."""
    safe.heading(2, _("Metodelagets utkast"))
    if number := once.take("glossary-published", None):
        st.success(safe.for_label(_("Utgave {n} er publisert, og gjelder nå.", n=number)))
    if draft is None:
        safe.paragraph(
            _("Ingen endringer venter. Det du lagrer under, blir et utkast, og gjelder først når du publiserer det.")
        )
    else:
        _draft(draft)
    st.page_link(
        frame.PAGES["method"],
        label=_("Alle utgaver: sammenlign, trekk tilbake, hent ut"),
        query_params={"slag": GLOSSARY},
    )
    _edit(draft)
    _files(draft)


def compared(text: str, now: Glossary, then: Glossary, label: str) -> None:
    """The search words that a text is given now, and those that it would be given."""
    before, after = ([one.text for one in each.proposals(text)] for each in (now, then))
    if before == after:
        safe.paragraph(_("Forslagene til søkeord er de samme som nå."), css="kb-legend")
        return
    rows = [
        f'<tr><th scope="row">{escape(label)}</th><td lang="en">{escape(", ".join(words) or "–")}</td></tr>'
        for label, words in (
            (_("Nå"), before),
            (label, after),
            (_("Nye"), [one for one in after if one not in before]),
            (_("Borte"), [one for one in before if one not in after]),
        )
    ]
    safe.show(safe.table(_("Forslag til søkeord"), (_("Når"), _("Ord")), rows))


def _draft(draft: Edition) -> None:
    view, shipped = here.view(), here.shipped_texts()
    safe.paragraph(
        _(
            "Utkast fra {day}, begynt av {name}. Det gjelder ikke før det er publisert.",
            day=day(draft.text.at),
            name=draft.by,
        )
    )
    if in_force(view.own_texts_held()).get(GLOSSARY, SHIPPED) != draft.based_on:
        st.warning(
            _("En annen utgave er publisert siden utkastet ble begynt. Se hva utkastet endrer før du publiserer.")
        )
    found: tuple[verbs.Changed, ...] = ()
    try:
        found = verbs.changes(verbs.holding(view, shipped), draft.text.value)
    except BadInput as problem:
        st.error(safe.for_label(told(problem)))
    else:
        _changes(found, draft)
    conflicts(draft)
    seen, store, actor = draft.text.version, here.store(), here.actor()

    def publish(client_id: str) -> None:
        number = own_texts.publish(store, actor, draft.id, shipped=shipped, seen=seen, client_id=client_id)
        st.session_state["glossary-published"] = number
        method_editing.show(f"text-{GLOSSARY}", draft.id)  # the method room is about what was just published

    number = 1 + max((one.number for one in view.own_texts(GLOSSARY)), default=0)
    row, below = st.container(horizontal=True), st.container()
    with row:
        sure.button(
            _("Publiser"),
            f"glossary-publish-{draft.id}",
            _("Ja, publiser utgave {n} av {name}", n=number, name=sentence(f"text_kind_{GLOSSARY}")),
            publish,
            below=below,
            said=sentence("text_publishing_now"),
            verb="text.publish",
            type="primary",
            disabled=not found or bool(_waiting(draft)),
            help=sentence("text_publishing_now"),
        )
        kit.button(
            _("Kast utkastet"),
            f"glossary-discard-{draft.id}",
            lambda cid: own_texts.discard(store, actor, draft.id, client_id=cid),
            verb="text.discard",
            help=_("Det kan hentes tilbake i Metoderommet."),
        )


def _changes(found: tuple[verbs.Changed, ...], draft: Edition) -> None:
    """What the draft changes, each of which can be taken back by itself."""
    if not found:
        safe.paragraph(_("Utkastet sier det samme som det som gjelder nå."))
        return
    rows, ships = [], here.library().entries.concepts
    for one in found[:_MOST_SHOWN]:
        follows = as_mapping(ships[one.id]) if one.id in ships else {}
        kind = "corrected" if one.kind == "new" and follows else one.kind
        before = one.before or ({} if one.aside_before else follows)
        after = one.after or ({} if one.aside else follows)
        cells = (escape(sentence(f"concept_{kind}")), escape(_words(before) or "–"), escape(_words(after) or "–"))
        rows.append(f'<tr><th scope="row">{escape(one.id)}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>')
    safe.show(safe.table(_("Det utkastet endrer"), (_("Begrep"), _("Hva"), _("Nå"), _("I utkastet")), rows))
    if len(found) > _MOST_SHOWN:
        safe.paragraph(_("… og {n} til", n=len(found) - _MOST_SHOWN))
    names = [one.id for one in found]
    with st.expander(_("Angre en endring i utkastet")):
        back = st.selectbox(_("Hvilket begrep?"), names, key=f"glossary-back-{draft.id}")
        kit.button(
            _("Angre endringen"),
            f"glossary-put-back-{draft.id}",
            lambda cid: verbs.put_back(
                *(here.store(), here.actor(), str(back)),
                shipped=here.shipped_texts(),
                draft_id=draft.id,
                client_id=cid,
            ),
        )


def _words(value: Mapping[str, Any]) -> str:
    return "; ".join(", ".join(value[name]) for name in ("nb", "nn", "exact", "en", "mesh") if value.get(name))


# -- one concept


def take(one: Concept) -> None:
    """Put a concept into the boxes below."""
    _fill(one.id, as_mapping(one), one.origin)


def _fill(concept_id: str, value: Mapping[str, Any], origin: str = "team") -> None:
    """Put a concept into the boxes; of no id and no words: a new one."""
    state = st.session_state
    state["concept-id"], state["concept-facet"] = concept_id, value.get("facet", FACETS[0])
    state["concept-note"] = value.get("note")
    state["concept-seen"] = dict(value) if origin == "team" else {}
    state.pop("concept-problem", None)
    for name in _LISTS:
        state[f"{_FIELD}{name}"] = "\n".join(value.get(name, ()))


def _edit(draft: Edition | None) -> None:
    """Boxes for one concept: a new one, or one that is corrected; what ships of the same is put aside for it."""
    state = st.session_state
    safe.heading(2, _("Legg til eller rett et begrep"))
    if saved := state.pop("concept-saved", ""):
        st.success(_("Lagret i utkastet: {concept}", concept=safe.for_label(saved)))
    if corrected := str(state.get("concept-id") or ""):
        ships = corrected in here.library().entries.concepts
        known = _("Du retter «{concept}». Lagrer du, står ditt i stedet for det som følger med.", concept=corrected)
        st.info(safe.for_label(known if ships else _("Du retter «{concept}».", concept=corrected)))
        kit.button(_("Begynn på et nytt begrep i stedet"), "new-concept", lambda _client_id: _fill("", {}))
    st.selectbox(
        _("Hva slags begrep er det?"), FACETS, key="concept-facet", format_func=lambda one: sentence(f"facet_{one}")
    )
    labels = {
        "nb": _("Bokmål, ett ord på hver linje, det vanligste først"),
        "nn": _("På nynorsk"),
        "exact": _("Bare akkurat slik de står"),
        "en": _("Engelske søkeord, ett på hver linje (* sist i ordet, etter minst fire bokstaver)"),
        "mesh": _("Emneord i MeSH, slik NLM skriver dem"),
        "wide": _("De av de engelske ordene og emneordene som bringer mye annet også"),
    }
    helps = {
        "exact": _(
            "Ordene på bokmål og nynorsk kjennes igjen også i andre bøyninger. Et ord her kjennes bare igjen når det står"
            " nøyaktig slik: det passer for forkortelser, og for korte ord som ligner på andre."
        )
    }
    where, told_of = state.get("concept-problem", ("", ""))
    for key, label in labels.items():
        st.text_area(label, key=f"{_FIELD}{key}", height=90, help=helps.get(key))
        if key == where:
            st.error(safe.for_label(told_of))
    kit.button(_("Lagre begrepet"), "save-concept", lambda client_id: _save(draft, client_id))


def _save(draft: Edition | None, client_id: str) -> None:
    state = st.session_state
    state.pop("concept-problem", None)
    corrected = str(state.get("concept-id") or "")
    lists = {one: [line.strip() for line in str(state.get(f"{_FIELD}{one}") or "").splitlines()] for one in _LISTS}
    value: dict[str, Any] = {"facet": str(state.get("concept-facet") or FACETS[0])}
    value |= {one: [word for word in words if word] for one, words in lists.items() if any(words)}
    if gone := next((one for one in ("nb", "en") if one not in value), ""):
        state["concept-problem"] = (gone, _("Skriv minst ett ord her."))
        return
    name = corrected or name_of(value["nb"][0], "_", here.library().entries.concepts)
    seen = dict(state.get("concept-seen") or {}) if corrected else {}
    if corrected and state.get("concept-note"):
        value["note"] = dict(state["concept-note"])
    try:
        verbs.save_concept(
            *(here.store(), here.actor(), name, value),
            shipped=here.shipped_texts(),
            draft_id=draft.id if draft else "",
            seen=seen,
            client_id=client_id,
        )
    except Conflict as conflict:
        unsettled.put_by(f"{conflict.params['draft']}:{_FIELD}{name}", str(conflict.params["yours"]))
        raise
    except BadInput as problem:
        place = str(problem.params.get("key", "")).removeprefix(f"{name}.").partition("[")[0]
        if place not in _LISTS:
            raise
        state["concept-problem"] = (place, told(problem))
        return
    state["concept-saved"] = value["nb"][0]
    _fill("", {"facet": value["facet"]})


# -- two who have changed the same concept


def _waiting(draft: Edition) -> dict[str, str]:
    """concept -> what this person wrote of it while somebody else wrote something else."""
    found = unsettled.of(draft.id)
    return {name.removeprefix(_FIELD): text for name, text in found.items() if name.startswith(_FIELD)}


def conflicts(draft: Edition) -> None:
    """Both texts of each concept that two have changed, and a choice. They are kept until somebody chooses."""
    for name, yours in _waiting(draft).items():
        try:
            now = verbs.own_concept(draft.text.value, name)
        except BadInput:
            continue  # said above, with its line
        st.warning(sentence("concept_changed", {"concept": safe.for_label(name)}))
        theirs = verbs.concept_text(name, now)
        for label, text in ((_("Deres tekst:"), theirs or _("Tatt bort")), (_("Din tekst:"), yours)):
            safe.show(safe.tag("p", label, css="kb-label"))
            st.code(text, language="yaml", wrap_lines=True)
        key = f"{draft.id}:{_FIELD}{name}"

        def keep_theirs(_client_id: str, name: str = name, key: str = key, now: Any = now) -> None:
            unsettled.let_go(key)
            _fill(name, now)

        def use_mine(cid: str, name: str = name, key: str = key, yours: str = yours, now: Any = now) -> None:
            value = values_of(yours)["concepts"][name]
            verbs.save_concept(
                *(here.store(), here.actor(), name, value),
                shipped=here.shipped_texts(),
                draft_id=draft.id,
                seen=now,
                client_id=cid,
            )
            unsettled.let_go(key)
            _fill(name, value)

        with st.container(horizontal=True):
            kit.button(_("La deres tekst stå"), f"{key}#theirs", keep_theirs)
            kit.button(_("Bruk min tekst"), f"{key}#mine", use_mine)


# -- files


def _files(draft: Edition | None) -> None:
    """What the team has of its own, as a file; and such a file taken into the draft."""
    safe.heading(2, _("Hent ut og ta inn"))
    view, shipped = here.view(), here.shipped_texts()
    safe.paragraph(
        _("Metodelaget har lagt inn eller rettet ett begrep her.")
        if (own := len(here.library().own_words.concepts)) == 1
        else _("Metodelaget har lagt inn eller rettet {n} begreper her.", n=own)
    )
    if GLOSSARY in in_force(view.own_texts_held()):
        st.download_button(_("Last ned som fil"), verbs.holding(view, shipped), "ordliste.yaml", "application/yaml")
    if draft is not None:
        st.download_button(
            _("Last ned utkastet"),
            draft.text.value,
            "ordliste-utkast.yaml",
            "application/yaml",
            key="glossary-draft-file",
        )
    file = st.file_uploader(_("Ordliste som YAML-fil"), type=["yaml", "yml"], key="glossary-file")
    if file is None:
        return

    def bring(client_id: str) -> None:
        st.session_state["glossary-taken"] = verbs.import_file(
            *(here.store(), here.actor(), file.getvalue()),
            shipped=shipped,
            draft_id=draft.id if draft else "",
            client_id=client_id,
        )

    kit.button(_("Ta inn filen i utkastet"), "import-glossary", bring)
    if (taken := once.take("glossary-taken", None)) is not None:
        one = _("Ett begrep er nytt eller endret i utkastet.")
        st.success(safe.for_label(one if taken == 1 else _("{n} begreper er nye eller endret i utkastet.", n=taken)))
