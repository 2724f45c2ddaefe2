"""What has been appraised, in pictures and as files: traffic light, bars, which studies reviews share, all answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

from appraisal.overlap import Overlap, overlap
from appraisal.picture_grid import Grid, grid
from appraisal.pictures import bars_alt, lights_alt, summary_bars, traffic_light
from pipeline.appraised import judged, name_of
from pipeline.export import answers
from pipeline.export.typesetting import png
from pipeline.rows import Appraisal, Reference
from ui import here, reader, safe
from ui.words import _, language, sentence


def draw(question_id: str, made: Sequence[Appraisal], included: Sequence[Reference], *, place: str) -> None:
    """Below the checklists: what all of them come to. Nothing is shown before there is something. `place`: its id."""
    if made:
        safe.heading(2, _("Bilder og filer"), place=place)
    instruments = here.instruments()
    mine = {one.reference_id for one in made if one.person_id == here.actor().person_id}
    if reader.may("appraise.start") and any(one.finished and one.reference_id not in mine for one in made):
        said = _(
            "Andre har vurdert noe av dette. Skal du vurdere det selv, så gjør det før du ser på bildene og svarene."
        )
        safe.show(safe.tag("p", said, css="kb-legend"))
    for key, cases in judged(made, included, instruments).items():
        title = instruments[key].title.get(language())
        with st.expander(safe.for_label(_("Bilder av vurderingene: {title}", title=title))):
            _pictures(f"{question_id}-{key}", grid(cases))
    _overlap(question_id, included)
    if made:
        _files(question_id, made, included)


def _pictures(key: str, found: Grid) -> None:
    spoken = language()
    drawn = (
        ("trafikklys", traffic_light(found, spoken, f"lights-{safe.file_part(key)}"), lights_alt(found, spoken)),
        ("soyler", summary_bars(found, spoken, f"bars-{safe.file_part(key)}"), bars_alt(found, spoken)),
    )
    names = {"trafikklys": _("trafikklyset"), "soyler": _("søylene")}
    for name, svg, alt in drawn:
        safe.picture(svg, alt, label=names[name])
        with st.container(horizontal=True):
            for ending, mime in (("svg", "image/svg+xml"), ("png", "image/png")):
                st.download_button(
                    _("Last ned {picture} som {format}", picture=names[name], format=ending.upper()),
                    data=partial(png, svg) if ending == "png" else svg.encode("utf-8"),
                    file_name=f"{name}.{ending}",
                    mime=mime,
                    key=f"{name}-{key}-{ending}",
                    on_click="ignore",
                )


def _overlap(question_id: str, included: Sequence[Reference]) -> None:
    """Which studies the reviews share, where the studies of two or more are written down."""
    extracted = {
        one.reference_id: one.fields.text("study_list") for one in here.view().parts(question_id, "extraction")
    }
    names = [name_of(one.record) for one in included]
    listed = {
        name if names.count(name) == 1 else f"{name} ({at})": {
            " ".join(line.split()) for line in extracted.get(one.id, "").splitlines() if line.strip()
        }
        for at, (one, name) in enumerate(zip(included, names, strict=True), 1)
    }
    found = overlap(listed)
    if len(found.reviews) < 2:
        return
    with st.expander(_("Studier som flere oversikter deler")):
        _matrix(found)


def _matrix(found: Overlap) -> None:
    said = _("{n} av {all} studier er med i mer enn én oversikt.", n=found.shared, all=len(found.rows))
    if found.cca is not None:
        degree = sentence(found.degree).lower()
        said += " " + _("Korrigert dekket område (CCA): {cca} %, {degree}.", cca=int(found.cca + 0.5), degree=degree)
    safe.paragraph(said)
    safe.paragraph(_("Tell en studie bare én gang når dere oppsummerer."), css="kb-legend")
    rows = []
    for study, held in found.rows:
        cells = "".join(f"<td>{escape(_('✓ med') if one else '–')}</td>" for one in held)
        rows.append(f'<tr><th scope="row">{escape(study)}</th>{cells}</tr>')
    safe.show(safe.table(_("Studier som flere oversikter deler"), (_("Studie"), *found.reviews), rows))


def _files(question_id: str, made: Sequence[Appraisal], included: Sequence[Reference]) -> None:
    """All answers that this reader may see, as a table in a file."""
    names = {one.id: one.name for one in here.view().people()}
    table = answers.table(made, included, here.instruments(), names, sentence, language())
    with st.container(horizontal=True):
        for ending, (mime, make) in answers.FORMATS.items():
            st.download_button(
                _("Last ned alle svarene som {format}", format=ending.upper()),
                data=partial(make, table),
                file_name=f"{_('vurderinger')}.{ending}",
                mime=mime,
                key=f"answers-{question_id}-{ending}",
                on_click="ignore",
            )
