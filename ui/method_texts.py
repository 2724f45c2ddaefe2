"""The method room for every text but checklists: editions made, edited, tried, compared, published and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from pipeline.edition import SHIPPED, Edition
from pipeline.errors import BadInput
from pipeline.own_texts import GLOSSARY, KINDS, in_force, read, read_edition
from pipeline.rows import Fields
from pipeline.steps import own_texts as verbs
from pipeline.text_differences import differences, gaps, same
from pipeline.text_form_table import FORMS
from ui import (
    frame,
    glossary_draft,
    here,
    kit,
    method_editing,
    reader,
    safe,
    sure,
    text_form,
    text_places,
    text_preview,
)
from ui.words import _, day, sentence, told

MOST_MB = 1
_MOST_GAPS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: what ships, or an edition of the team's own."""

    id: str  # of the edition, or `SHIPPED`
    text: str
    state: str  # holds | replaced | ships | draft | retired | discarded
    value: Any | None  # None: cannot be read
    number: int = 0
    own: Edition | None = None

    @property
    def name(self) -> str:
        """Which edition it is."""
        if self.own is None:
            return _("Den som følger med")
        return _("Utgave {n}", n=self.number) if self.number else _("Utkast fra {day}", day=day(self.own.text.at))

    @property
    def label(self) -> str:
        """As it stands in the boxes to choose from."""
        return f"{self.name} · {sentence(f'text_state_{self.state}')}"


def page(kind: str) -> None:
    """All there is to do with the texts of a kind (a key of `own_texts.KINDS`)."""
    safe.paragraph(sentence(f"text_about_{kind}"))
    safe.paragraph(sentence(f"text_publishing_{KINDS[kind].step or 'now'}"), css="kb-legend")
    if kind == GLOSSARY:
        st.page_link(frame.PAGES["glossary"], label=_("Slå opp, og legg til ett begrep om gangen: Ordliste"))
    every = lines(kind)
    _table(kind, list(every.values()))
    _put_away(kind)
    if reader.may("text.start"):
        _begin(kind)
    chosen = method_editing.choose(
        f"text-{kind}", "utgave", _("Hvilken utgave vil du se på?"), {one.id: one.label for one in every.values()}
    )
    _one(kind, every[chosen], every)


def lines(kind: str) -> dict[str, Line]:
    """Id -> every edition of a kind: drafts first, then the newest; the discarded ones for those who may bring them back, and
    have asked for them or just put one away.
    """
    text = here.shipped_texts()[kind]
    now = in_force(here.view().own_texts_held()).get(kind, SHIPPED)
    found = [
        Line(one.id, one.text.value, _state(one, now), read_edition(one), one.number, one)
        for one in here.view().own_texts(kind)
        if one.state != "discarded" or _seen_away(kind, one.id)
    ]
    order = ("holds", "draft")
    found.append(Line(SHIPPED, text, "holds" if now == SHIPPED else "ships", read(kind, text)))
    found.sort(key=lambda one: (order.index(one.state) if one.state in order else len(order), -one.number, one.id))
    return {one.id: one for one in found}


def _seen_away(kind: str, edition_id: str) -> bool:
    """Whether a discarded draft is in the list."""
    meant = (method_editing.shown(f"text-{kind}"), str(st.query_params.get("utgave", "")))
    return reader.may("text.bring_back") and (method_editing.shows_away(kind) or edition_id in meant)


def _put_away(kind: str) -> None:
    """The discarded ones are not in the way of the others."""
    count = sum(one.state == "discarded" for one in here.view().own_texts(kind))
    if reader.may("text.bring_back"):
        method_editing.ask_for_away(kind, count)


def _state(one: Edition, now: str) -> str:
    if one.state == "published":
        return "holds" if one.id == now else "replaced"
    return one.state


def _table(kind: str, every: Sequence[Line]) -> None:
    names = {one.id: one.name for one in every}
    rows = []
    for one in every:
        own = one.own
        based = names.get(own.based_on, _("en fil")) if own else "–"
        cells = (sentence(f"text_state_{one.state}"), own.by if own else "–", based)
        told_cells = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        rows.append(f'<tr><th scope="row">{escape(one.name)}</th>{told_cells}</tr>')
    heads = (_("Utgave"), _("Tilstand"), _("Fra"), _("Laget ut fra"))
    safe.show(safe.table(sentence(f"text_kind_{kind}"), heads, rows))


def _begin(kind: str) -> None:
    """A file that somebody has made."""
    with st.expander(_("Ta inn en fil")):
        file = st.file_uploader(
            _("YAML-fil, høyst {most} MB", most=MOST_MB), type=["yaml", "yml"], key=f"text-file-{kind}"
        )
        if file is not None:
            kit.button(
                _("Ta inn filen"),
                f"text-import-{kind}",
                lambda cid: method_editing.show(
                    f"text-{kind}",
                    verbs.import_file(here.store(), here.actor(), kind, file.getvalue(), client_id=cid),
                ),
            )


def _one(kind: str, one: Line, every: Mapping[str, Line]) -> None:
    safe.heading(3, f"{one.name} ({sentence(f'text_state_{one.state}')})")
    if one.own and one.state == "draft":
        _overtaken(one.own, every)
        _edit(kind, one.own)
    _acts(kind, one, every)
    if one.value is None:
        if one.state != "draft":
            st.warning(_("Utgaven kan ikke leses av programmet slik det er nå. Den som følger med, gjelder i stedet."))
        return
    with st.expander(_("Slik ser leseren det"), expanded=one.state != "draft"):
        text_preview.draw(kind, one.value, one.id)
    others = [other for other in every.values() if other.id != one.id and other.value is not None]
    if others:
        with st.expander(_("Sammenlign med en annen utgave")):
            _compare(kind, one, others)
    if one.state != "draft":
        with st.expander(_("Teksten (YAML)")):
            st.code(one.text, language="yaml", wrap_lines=True)


def _overtaken(own: Edition, every: Mapping[str, Line]) -> None:
    """Whoever publishes would put aside what was published since the draft was begun: said before, not after."""
    now = next((one for one in every.values() if one.state == "holds"), None)
    if now and own.based_on and own.based_on != now.id and own.based_on in every:
        before = every[own.based_on].name
        said = _(
            "Utkastet er laget ut fra {before}, men nå gjelder {now}. Sammenlign med den før du publiserer.",
            before=before,
            now=now.name,
        )
        st.warning(safe.for_label(said))


def _edit(kind: str, own: Edition) -> None:
    """The text as it is saved when it is left, and at once what is wrong in it; in boxes where there is a form for it."""
    if kind in FORMS and method_editing.in_boxes(kind, own.id, readable=read_edition(own) is not None):
        text_form.draw(kind, own.id, own.text)
        return
    fields = Fields({"text": own.text})
    if kind == GLOSSARY:
        glossary_draft.conflicts(own)
    kit.field("own_text", own.id, "text", _("Teksten (YAML)"), fields, kind="area", height=480, foreign=True)
    method_editing.differences(f"{own.id}:text")
    if f"{own.id}:text#conflict" in st.session_state:
        return
    try:
        read(kind, own.text.value)
    except BadInput as problem:
        st.error(safe.for_label(told(problem)))
        return
    st.success(_("Teksten er i orden. Den er lagret."))


def _compare(kind: str, one: Line, others: Sequence[Line]) -> None:
    named = {other.id: other for other in others}
    first = one.own.based_on if one.own and one.own.based_on in named else others[0].id
    before = st.selectbox(
        _("Sammenlign med"),
        list(named),
        index=list(named).index(first),
        format_func=lambda other: named[other].label,
        key=f"text-compare-{kind}-{one.id}",
    )
    if not before:
        return
    found = differences(named[before].text, one.text)
    safe.paragraph(_("Fra {before} til {after}:", before=named[before].name, after=one.name), css="kb-label")
    if not found:
        alike = same(named[before].text, one.text)
        safe.paragraph(_("De er like.") if alike else _("De sier det samme, men i en annen rekkefølge."))
        return
    known = text_places.names(kind, named[before].text, one.text)

    def cell(path: tuple[str, ...], text: str) -> str:
        return f"<td>{escape(text_places.value(known, path, text) or '–')}</td>"

    rows = [
        f'<tr><th scope="row">{escape(text_places.name(known, each.path))}</th>'
        f"{cell(each.path, each.before)}{cell(each.path, each.after)}</tr>"
        for each in found
    ]
    safe.show(safe.table(_("Det som er endret"), (_("Hvor"), _("Før"), _("Nå")), rows))


def _publish(kind: str, one: Line, own: Edition, every: Mapping[str, Line], below: Any) -> None:
    """The button that publishes a draft, once more asked; where it cannot be, why."""
    store, actor, shipped, seen = here.store(), here.actor(), here.shipped_texts(), own.text.version
    now = next((other.text for other in every.values() if other.state == "holds"), shipped[kind])
    new = one.value is None or not same(now, one.text)
    why = method_editing.why_not(own.id, readable=one.value is not None, new=new)
    number = 1 + max((each.number for each in here.view().own_texts(kind)), default=0)
    if reader.may("text.publish"):
        with below:
            if why:
                safe.paragraph(_("Kan ikke publiseres ennå: {why}", why=why), css="kb-legend")
            elif kind != GLOSSARY:
                _gaps(kind, one)

    def publish(client_id: str) -> None:
        method_editing.look(own.id)
        verbs.publish(store, actor, own.id, shipped=shipped, seen=seen, client_id=client_id)

    sure.button(
        _("Publiser"),
        f"text-publish-{one.id}",
        _("Ja, publiser utgave {n} av {name}", n=number, name=sentence(f"text_kind_{kind}")),
        publish,
        below=below,
        said=sentence(f"text_publishing_{KINDS[kind].step or 'now'}"),
        verb="text.publish",
        disabled=bool(why),
        type="primary",
        help=sentence(f"text_publishing_{KINDS[kind].step or 'now'}"),
    )


def _gaps(kind: str, one: Line) -> None:
    """Which texts stand in bokmål and not in another language: their readers are shown the bokmål."""
    found = gaps(one.text)
    if not found:
        return
    known = text_places.names(kind, one.text)
    st.warning(_("Noe er tomt på ett av språkene. De som leser på det språket, får bokmål der:"))
    said = [f"{text_places.name(known, each.path)} – {text_form.NAMES[each.language]}" for each in found[:_MOST_GAPS]]
    more = [_("… og {n} til", n=len(found) - _MOST_GAPS)] if len(found) > _MOST_GAPS else []
    safe.show("<ul>", *(safe.tag("li", each) for each in (*said, *more)), "</ul>")


def _acts(kind: str, one: Line, every: Mapping[str, Line]) -> None:
    """What may be done with it as it stands; each button is left out for those who may not."""
    store, actor, shipped, own = here.store(), here.actor(), here.shipped_texts(), one.own
    row, below = st.container(horizontal=True), st.container()
    with row:
        if own and one.state == "draft":
            _publish(kind, one, own, every, below)
            kit.button(
                _("Kast utkastet"),
                f"text-discard-{one.id}",
                lambda cid: verbs.discard(store, actor, own.id, client_id=cid),
                verb="text.discard",
            )
        if one.value is not None:
            kit.button(
                _("Lag en ny utgave fra denne"),
                f"text-copy-{one.id}",
                lambda cid: method_editing.show(
                    f"text-{kind}",
                    verbs.start_draft(store, actor, kind, one.text, based_on=one.id, client_id=cid),
                ),
                verb="text.start",
            )
        if own and own.state == "published":
            sure.button(
                _("Trekk tilbake"),
                f"text-retire-{one.id}",
                _("Ja, trekk tilbake utgave {n} av {name}", n=one.number, name=sentence(f"text_kind_{kind}")),
                lambda cid: verbs.retire(store, actor, own.id, shipped=shipped, client_id=cid),
                below=below,
                said=_("Utgaven før gjelder da igjen. Spørsmål som bruker denne, går videre med den."),
                verb="text.retire",
                help=_("Utgaven før gjelder da igjen. Spørsmål som bruker denne, går videre med den."),
            )
        if own and one.state in ("retired", "discarded"):
            kit.button(
                _("Hent tilbake"),
                f"text-back-{one.id}",
                lambda cid: verbs.bring_back(store, actor, own.id, shipped=shipped, client_id=cid),
                verb="text.bring_back",
            )
        name = f"{safe.file_part(kind)}-{one.number or one.state}.yaml"
        st.download_button(
            _("Last ned som fil"), one.text, name, "application/yaml", key=f"text-download-{kind}-{one.id}"
        )
