"""The method room: which kind of text, and for checklists all there is to do: made, edited, compared, published, retired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from appraisal.instrument import Instrument, dump_instrument, load_instrument
from appraisal.versions import compare
from pipeline.errors import BadInput
from pipeline.instruments import SET, OwnInstrument
from pipeline.own_texts import KINDS
from pipeline.rows import NATION, Fields
from pipeline.steps import instruments as verbs
from pipeline.text_form_table import CHECKLIST
from ui import (
    here,
    kit,
    method_compare,
    method_editing,
    method_preview,
    method_texts,
    reader,
    safe,
    sure,
    text_form,
    unsettled,
)
from ui.steps import checklist
from ui.words import _, language, sentence, told

_CHECKLISTS = "checklists"
MOST_MB = 1


@dataclass(frozen=True, slots=True)
class Version:
    """One line of the list: a version that ships, or one of the team's own."""

    id: str  # of the team's row; of a shipped one its "id@version"
    name: str
    version: str
    state: str  # draft | published | retired | discarded
    instrument: Instrument | None  # None: a draft that cannot be read yet
    own: OwnInstrument | None = None  # also of a shipped one that was retired

    @property
    def key(self) -> str:
        return f"{self.name}@{self.version}"

    @property
    def shipped(self) -> bool:
        return self.own is None or self.own.shipped

    @property
    def label(self) -> str:
        """As it stands in the boxes to choose from."""
        title = self.instrument.title.get(language()) if self.instrument else self.name
        return f"{title} · {self.key} · {sentence(f'instrument_state_{self.state}')}"


def page() -> None:
    """Which kind of text, then the list of it, then all there is to do with the one that is chosen."""
    st.title(_("Metoderommet"))
    safe.paragraph(
        _(
            "Tekstene som metodelaget eier: dem som følger med, og deres egne. En utgave som er publisert, endres aldri: den"
            " som har brukt den, skal kunne se hva det sto. Vil dere endre noe, lager dere en ny utgave."
        )
    )
    st.session_state["roles"] = here.view().roles("nation", NATION)
    st.session_state.pop("written_in", None)
    kinds = {_CHECKLISTS: _("Sjekklister")} | {name: sentence(f"text_kind_{name}") for name in KINDS}
    _unsettled()
    kind = method_editing.choose(method_editing.KIND, "slag", _("Hva vil du arbeide med?"), kinds)
    safe.heading(2, kinds[kind])
    if kind == _CHECKLISTS:
        _checklists()
    else:
        method_texts.page(kind)
    kit.problem_left()


def _unsettled() -> None:
    """Where this person has a text of their own against somebody else's that nobody has chosen between yet."""
    waiting = unsettled.objects()
    if not waiting:
        return
    found = {one.id: (_CHECKLISTS, _CHECKLISTS) for one in here.view().own_instruments()}
    for kind in KINDS:
        found |= {one.id: (kind, f"text-{kind}") for one in here.view().own_texts(kind)}
    for row_id in sorted(waiting & found.keys()):
        kind, page = found[row_id]
        name = _("Sjekklister") if kind == _CHECKLISTS else sentence(f"text_kind_{kind}")
        said = _("Du har skrevet noe i et utkast samtidig med en annen, og ingen har valgt ennå: {name}.", name=name)
        st.warning(safe.for_label(said))

        def open_it(_cid: str, row_id: str = row_id, kind: str = kind, page: str = page) -> None:
            method_editing.show(method_editing.KIND, kind)
            method_editing.show(page, row_id)
            text_form.open_at(row_id, next(iter(unsettled.of(row_id)), ""))

        kit.button(_("Vis begge tekstene"), f"method-unsettled-{row_id}", open_it)


def _checklists() -> None:
    every = versions()
    _table(list(every.values()))
    if reader.may("instrument.bring_back"):
        away = [one for one in here.view().own_instruments() if one.state == "discarded"]
        method_editing.ask_for_away(_CHECKLISTS, len(away))
    if reader.may("instrument.start"):
        _begin()
    options = {one.id: one.label for one in every.values()}
    chosen = method_editing.choose(_CHECKLISTS, "utgave", _("Hvilken sjekkliste vil du se på?"), options)
    _one(every[chosen], every)


def versions() -> dict[str, Version]:
    """Id -> every version there is, by id and version; the discarded ones for those who may bring them back, and have asked for
    them or just put one away.
    """
    own = here.view().own_instruments()
    away = {one.key: one for one in own if one.shipped}
    mine = {one.key for one in own if one.state in SET and not one.shipped}
    found = [
        Version(key, one.id, one.version, away[key].state if key in away else "published", one, away.get(key))
        for key, one in here.library().instruments.items()
        if key not in mine
    ]
    for one in own:
        if not one.shipped and (one.state != "discarded" or _seen_away(one.id)):
            read = one.read
            name, version = (read.id, read.version) if read else (one.name, one.version)
            found.append(Version(one.id, name, version, one.state, read, one))
    return {one.id: one for one in sorted(found, key=lambda one: (one.name, one.version, one.id))}


def _seen_away(row_id: str) -> bool:
    meant = (method_editing.shown(_CHECKLISTS), str(st.query_params.get("utgave", "")))
    return reader.may("instrument.bring_back") and (method_editing.shows_away(_CHECKLISTS) or row_id in meant)


def _table(every: list[Version]) -> None:
    use = here.view().instruments_in_use()
    rows = []
    for one in every:
        used = use.get(one.key) if one.state in SET else None
        title = one.instrument.title.get(language()) if one.instrument else _("kan ikke leses ennå")
        who = _("følger med") if one.shipped else one.own.by if one.own else ""
        cells = (title, one.version, sentence(f"instrument_state_{one.state}"), who)
        counts = (str(used.finished), str(used.running)) if used else ("–", "–")
        told_cells = "".join(f"<td>{escape(cell)}</td>" for cell in (*cells, *counts))
        rows.append(f'<tr><th scope="row">{escape(one.name)}</th>{told_cells}</tr>')
    heads = (_("Id"), _("Navn"), _("Utgave"), _("Tilstand"), _("Fra"), _("Ferdige"), _("Underveis"))
    safe.show(safe.table(_("Sjekklister"), heads, rows))
    safe.paragraph(
        _("Ferdige og underveis: hvor mange vurderinger, eller funn for GRADE og CERQual, som bruker utgaven."),
        css="kb-legend",
    )


def _begin() -> None:
    """A new one from nothing, or from a file."""
    with st.expander(_("Lag en ny, eller ta inn en fil")):
        kit.button(
            _("Lag en ny, tom sjekkliste"),
            "method-blank",
            lambda cid: _show(
                verbs.start_draft(here.store(), here.actor(), here.library().blank_checklist, client_id=cid)
            ),
        )
        file = st.file_uploader(
            _("Sjekkliste som YAML-fil, høyst {most} MB", most=MOST_MB), type=["yaml", "yml"], key="method-file"
        )
        if file is not None:
            kit.button(
                _("Ta inn filen"),
                "method-import",
                lambda cid: _show(verbs.import_file(here.store(), here.actor(), file.getvalue(), client_id=cid)),
            )


def _show(row_id: str) -> None:
    method_editing.show(_CHECKLISTS, row_id)


def _one(one: Version, every: Mapping[str, Version]) -> None:
    title = one.instrument.title.get(language()) if one.instrument else one.name
    safe.heading(2, f"{title}, {one.version} ({sentence(f'instrument_state_{one.state}')})")
    if one.instrument:
        checklist.about(one.instrument)
    if one.own and one.own.based_on:
        safe.paragraph(_("Laget ut fra {key}.", key=one.own.based_on), css="kb-legend")
    if one.own and one.state == "draft":
        _edit(one.own)
    _acts(one, every)
    if one.instrument is None:
        return
    with st.expander(_("Slik ser den som vurderer sjekklisten")):
        method_preview.draw(one.instrument, one.id)
    with st.expander(_("Sammenlign med en annen utgave")):
        others = {other.id: other for other in every.values() if other.instrument and other.id != one.id}
        near = sorted(others.values(), key=lambda other: other.name != one.name)  # those of the same id first
        before = st.selectbox(
            _("Sammenlign med"),
            [other.id for other in near],
            format_func=lambda other: others[other].label,
            key=f"method-compare-{one.id}",
        )
        if before and (old := others[before].instrument):
            method_compare.draw(old, one.instrument)


def _edit(own: OwnInstrument) -> None:
    """The text as it is saved when it is left, and at once what is wrong in it."""
    if method_editing.in_boxes(CHECKLIST, own.id, readable=own.read is not None):
        text_form.draw(CHECKLIST, own.id, own.text)
        return
    label = _("Sjekklisten som tekst (YAML)")
    fields = Fields({"text": own.text})
    kit.field("instrument", own.id, "text", label, fields, kind="area", height=480, foreign=True)
    method_editing.differences(f"{own.id}:text")
    try:
        read = load_instrument(own.text.value)
    except BadInput as problem:
        st.error(safe.for_label(told(problem)))
        return
    count = len(read.items)
    one = _("Teksten er i orden: ett punkt. Den er lagret.")
    st.success(safe.for_label(one if count == 1 else _("Teksten er i orden: {n} punkter. Den er lagret.", n=count)))


def _publish(own: OwnInstrument, one: Version, every: Mapping[str, Version], below: Any) -> None:
    """The button that publishes a draft, once more asked; where it cannot be, why."""
    store, actor, seen, shipped = here.store(), here.actor(), own.text.version, here.library().instruments
    others = [other.instrument for other in every.values() if other.state == "published" and other.name == one.name]
    new = not any(one.instrument and other and compare(other, one.instrument).same for other in others)
    why = method_editing.why_not(own.id, readable=one.instrument is not None, new=new)
    if why and reader.may("instrument.publish"):
        with below:
            safe.paragraph(_("Kan ikke publiseres ennå: {why}", why=why), css="kb-legend")

    def publish(client_id: str) -> None:
        method_editing.look(own.id)
        verbs.publish(store, actor, own.id, shipped=shipped, seen=seen, client_id=client_id)

    title = one.instrument.title.get(language()) if one.instrument else one.name
    sure.button(
        _("Publiser"),
        f"method-publish-{one.id}",
        _("Ja, publiser utgave {n} av {name}", n=one.version, name=title),
        publish,
        below=below,
        said=_("Etterpå kan utgaven ikke endres. De som er midt i en vurdering, får tilbud om å flytte den."),
        verb="instrument.publish",
        disabled=bool(why),
        type="primary",
        help=_("Etterpå kan utgaven ikke endres. De som er midt i en vurdering, får tilbud om å flytte den."),
    )


def _acts(one: Version, every: Mapping[str, Version]) -> None:
    """What may be done with it as it stands; each button is left out for those who may not."""
    store, actor = here.store(), here.actor()
    shipped, taken = tuple(here.library().instruments), [other.key for other in every.values()]
    own, instrument = one.own, one.instrument
    row, below = st.container(horizontal=True), st.container()
    title = instrument.title.get(language()) if instrument else one.name
    with row:
        if one.state == "draft" and own:
            _publish(own, one, every, below)
            kit.button(
                _("Kast utkastet"),
                f"method-discard-{one.id}",
                lambda cid: verbs.discard(store, actor, own.id, client_id=cid),
                verb="instrument.discard",
            )
        if instrument:
            kit.button(
                _("Lag en ny utgave fra denne"),
                f"method-copy-{one.id}",
                lambda cid: _show(verbs.copy(store, actor, instrument, taken, client_id=cid)),
                verb="instrument.start",
            )
        if one.state == "published":
            sure.button(
                _("Trekk tilbake"),
                f"method-retire-{one.id}",
                _("Ja, trekk tilbake utgave {n} av {name}", n=one.version, name=title),
                lambda cid: verbs.retire(store, actor, one.key, shipped=shipped, client_id=cid),
                below=below,
                said=_("Den tilbys ikke lenger. Vurderinger som bruker den, går videre."),
                verb="instrument.retire",
                help=_("Den tilbys ikke lenger. Vurderinger som bruker den, går videre."),
            )
        if own and one.state in ("retired", "discarded"):
            kit.button(
                _("Hent tilbake"),
                f"method-back-{one.id}",
                lambda cid: verbs.bring_back(store, actor, own.id, client_id=cid),
                verb="instrument.bring_back",
            )
        text = own.text.value if own and own.text.value else dump_instrument(instrument) if instrument else ""
        name = f"{safe.file_part(one.name)}@{one.version}.yaml"
        st.download_button(_("Last ned som fil"), text, name, "application/yaml", key=f"method-file-{one.id}")
