"""Files from anywhere, and references that have no file."""

from __future__ import annotations

import streamlit as st

from pipeline.combine import correct
from pipeline.file_sources import LARGEST_FILE, MOST_RECORDS, RATIO, UNPACKED
from pipeline.records import Record
from pipeline.steps.references import add_by_hand, checked
from pipeline.steps.search import CLASSES, FILE_SOURCES, start_import, start_list
from ui import here, kit, once, reader, safe
from ui.steps import search_runs
from ui.words import _, number, sentence

HAND = (
    ("title", lambda: _("Tittel")),
    ("authors", lambda: _("Forfattere (én på hver linje: Etternavn, Fornavn)")),
    ("year", lambda: _("Årstall")),
    ("journal", lambda: _("Tidsskrift eller utgiver")),
    ("doi", lambda: _("DOI")),
    ("pmid", lambda: _("PMID")),
    ("url", lambda: _("Nettadresse")),
    ("abstract", lambda: _("Sammendrag")),
)


def draw(question_id: str) -> None:
    """Import files; type a reference."""
    if reader.may("import.start"):
        _files(question_id)
        with st.expander(
            _("Lim inn referanser, PMID-er eller DOI-er"), expanded=bool(kit.draft_text(question_id, "pasted"))
        ):
            _pasted(question_id)
    search_runs.draw(question_id, "import")
    if said := once.take("said"):
        st.success(said)
    if reader.may("reference.add"):
        begun = any(kit.draft_text(question_id, f"hand.{name}") for name, _label in HAND)
        with st.expander(_("Legg inn en referanse for hånd (for eksempel en rapport fra FHI)"), expanded=begun):
            _by_hand(question_id)


def _files(question_id: str) -> None:
    names = {one: sentence(f"source_{one}") for one in FILE_SOURCES}
    source = st.selectbox(
        _("Hvilken database kommer filen fra?"),
        list(names),
        index=None,
        format_func=lambda one: names[one],
        placeholder=_("Velg før du legger inn filen"),
        key=f"file-source-{question_id}",
    )
    chosen = _class_of_file(question_id) if source == "epistemonikos" else ""
    batch = st.session_state.setdefault("upload-batch", 0)
    files = st.file_uploader(
        _("Dra filene hit, eller velg dem: RIS, .nbib, XML, BibTeX, CSV, Excel og andre eksporter"),
        accept_multiple_files=True,
        key=f"files-{question_id}-{batch}",
        help=_("Det som kan leses, tas inn; resten legges til side og vises med linjenummer."),
    )
    said = _(
        "Høyst {mb} MB og {records} poster i hver fil. En pakket fil kan bli høyst {unpacked} MB, og høyst {ratio} ganger så stor, når den pakkes ut."
    )
    others = _other_sources([one.name for one in files], names, f"file-source-{question_id}-{batch}")
    limits = {"mb": LARGEST_FILE >> 20, "records": number(MOST_RECORDS), "unpacked": UNPACKED >> 20, "ratio": RATIO}
    safe.show(safe.tag("p", said.format(**limits), css="kb-legend"))

    def take(client_id: str) -> None:
        for place, one in enumerate(files):
            start_import(
                here.store(),
                here.actor(),
                question_id,
                one.name,
                one.getvalue(),
                others.get(place, source or ""),
                document_class="" if place in others else chosen,
                client_id=f"{client_id}-{place}",
            )
        st.session_state["upload-batch"] = batch + 1
        st.session_state[f"file-source-{question_id}"] = None  # the next file may come from somewhere else
        here.wake()

    kit.button(_("Hent inn filene"), f"import-{question_id}", take, disabled=not files)


def _other_sources(files: list[str], names: dict[str, str], key: str) -> dict[int, str]:
    """place of a file -> its database, for those of several files that come from another one than was chosen above."""
    if len(files) < 2:
        return {}
    found = {
        place: st.selectbox(
            _("Kommer {file} fra en annen database?", file=safe.for_label(name)),
            list(names),
            index=None,
            format_func=lambda one: names[one],
            placeholder=_("Nei, fra den som er valgt over"),
            key=f"{key}-{place}",
        )
        for place, name in enumerate(files)
    }
    return {place: one for place, one in found.items() if one}


def _pasted(question_id: str) -> None:
    """A list typed or pasted; it is kept until it is taken in."""
    kit.draft(
        question_id,
        "pasted",
        _("Lim inn referanser, PMID-er eller DOI-er"),
        kind="area",
        foreign=True,
        help=_(
            "Referanser slik databasen eller en litteraturliste har dem (RIS, .nbib, løpende tekst), eller PMID-er og DOI-er, én på hver linje. Det som ikke lar seg lese, blir lagt til side og nevnt."
        ),
    )

    def take(client_id: str) -> None:
        start_list(here.store(), here.actor(), question_id, kit.draft_text(question_id, "pasted"), client_id=client_id)
        kit.drop_draft(question_id, "pasted")
        here.wake()

    kit.button(_("Hent inn listen"), f"pasted-{question_id}", take, verb="import.start")


def _class_of_file(question_id: str) -> str:
    """What the documents of an Epistemonikos export are: the file itself has lost it. "" = several, or not known."""
    names = {"": _("Flere slag, eller vet ikke")} | {one: sentence("class_" + one.replace("-", "_")) for one in CLASSES}
    return str(
        st.radio(
            _("Hva slags dokumenter er i filen? Eksporten fra Epistemonikos sier det ikke."),
            list(names),
            format_func=lambda one: names[one],
            key=f"file-class-{question_id}",
        )
        or ""
    )


def _by_hand(question_id: str) -> None:
    """Each field is kept as it is left, so that a half-written reference is there tomorrow."""
    for name, label in HAND:
        kind = "area" if name in ("authors", "abstract") else "line"
        kit.draft(question_id, f"hand.{name}", label(), kind=kind, foreign=True)

    def add(client_id: str) -> None:
        typed = {name: checked(name, kit.draft_text(question_id, f"hand.{name}")) for name, _label in HAND}
        record = correct(Record(kind="article" if typed["journal"] else "report"), typed)
        add_by_hand(here.store(), here.actor(), question_id, record, client_id=client_id)
        kit.drop_draft(question_id, *(f"hand.{name}" for name, _label in HAND))
        st.session_state["said"] = _("Referansen er lagt inn.")

    kit.button(_("Legg inn referansen"), f"hand-{question_id}", add)
