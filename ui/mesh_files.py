"""MeSH on this installation: what is loaded, a file to load, and a way to take it out again."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pico.mesh import MeshLoad
from pipeline.rights import open_to
from pipeline.rows import NATION
from pipeline.steps.mesh import load_mesh, remove_mesh
from ui import here, kit, once, safe
from ui.words import _, day, number

_SHOW_EVERY = 500  # headings between two signs of life
_A_YEAR = 31_000  # headings of a whole file, about


def draw() -> None:
    """The section; nothing for those who may not load."""
    if not open_to("mesh.load", here.view().roles("nation", NATION)):
        return
    safe.heading(2, _("Emneord fra MeSH"))
    safe.paragraph(
        _(
            "Med en MeSH-fil her kan emneord kontrolleres og foreslås uten nett, også på norsk. Last inn NLMs årlige fil (desc….gz fra nlm.nih.gov) og, om dere har den, en norsk oversettelse av den. En ny fil erstatter den forrige av samme slag."
        )
    )
    loads = here.mesh().loads()
    if not loads:
        safe.show(safe.tag("p", _("Ingen MeSH-fil er lastet."), css="kb-legend"))
    for one in loads:
        _loaded(one)
    _load()


def _loaded(one: MeshLoad) -> None:
    language = {"en": _("Engelsk"), "nb": "Bokmål", "nn": "Nynorsk"}[one.language]
    said = _(
        "{headings} emneord med {names} navn, fra {file}, lastet {day}",
        headings=number(one.headings),
        names=number(one.names),
        file=one.file,
        day=day(one.at),
    )
    with st.container(border=True):
        safe.show(safe.tag("p", language, css="kb-label"), safe.tag("p", said))
        kit.button(
            _("Ta bort MeSH på {language}", language=language.lower()),
            f"mesh-drop-{one.language}",
            partial(_remove, one.language),
        )


def _remove(language: str, _client_id: str) -> None:
    remove_mesh(here.store(), here.actor(), here.mesh(), language)


def _load() -> None:
    batch = st.session_state.setdefault("mesh-batch", 0)
    file = st.file_uploader(
        _("MeSH-fil: XML, eller pakket som .gz eller .zip"), type=["xml", "gz", "zip"], key=f"mesh-file-{batch}"
    )
    safe.show(
        safe.tag(
            "p",
            _("Høyst 100 MB. NLMs fil er større enn det når den er pakket ut, så bruk den pakkede."),
            css="kb-legend",
        )
    )
    if (taken := once.take("mesh-taken", None)) is not None:
        st.success(safe.for_label(_("{n} emneord er lastet.", n=number(taken))))
    if file is None:
        return
    kit.button(_("Last inn filen"), "mesh-load", lambda client_id: st.session_state.update({"mesh-go": client_id}))
    if st.session_state.pop("mesh-go", ""):
        bar = st.progress(0.0, text=_("Leser filen …"))

        def alive(headings: int, _bytes: int) -> None:
            if headings % _SHOW_EVERY == 0:
                bar.progress(min(headings / _A_YEAR, 0.99), text=_("{n} emneord lest", n=number(headings)))

        taken = kit.act(
            "mesh-load",
            lambda: load_mesh(
                here.store(),
                here.actor(),
                here.mesh(),
                file,
                file.name,
                alive=alive,
            ),
        )
        bar.empty()
        if taken is None:
            kit.problem_shown("mesh-load")
            return
        st.session_state["mesh-taken"] = taken
        st.session_state["mesh-batch"] = batch + 1
        st.rerun()
