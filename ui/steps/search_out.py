"""Taking a wrong search or file out of the question, with what comes of it told first, and bringing it back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pipeline.rows import Run
from pipeline.steps import taken_out
from pipeline.sums import TakingOut
from ui import here, kit, reader, safe, sure
from ui.words import _, day, number, sentence


def draw(run: Run) -> None:
    """The way out for one run: what goes and what stays, why, and the question once more."""
    if not reader.may("run.take_out") or not taken_out.can_be_taken_out(run):
        return
    label = _("Ta filen ut av spørsmålet") if run.kind == "import" else _("Ta søket ut av spørsmålet")
    with st.expander(label, key=f"out-{run.id}"):
        told = consequences(here.view().taking_out(run.id))
        safe.paragraph(told)
        why = f"out.{run.id}"
        kit.draft(
            *(run.question_id, why, _("Hvorfor tas det ut?")),
            placeholder=_("For eksempel: feil fil"),
            help=kit.about_people(),
        )

        def take_out(client_id: str) -> None:
            said = kit.draft_text(run.question_id, why)
            taken_out.take_out(here.store(), here.actor(), run.id, said, client_id=client_id)
            kit.drop_draft(run.question_id, why)

        sure.button(
            _("Ta ut"),
            f"take-out-{run.id}",
            _("Ja, ta ut {name}", name=name(run)),
            take_out,
            below=st.container(),
            said=told,
        )


def consequences(one: TakingOut) -> str:
    """In words: what goes, what of it was decided on, what stays, and that it can be undone."""
    lines = [
        _("Én referanse går ut av spørsmålet.")
        if one.going == 1
        else _("{n} referanser går ut av spørsmålet.", n=number(one.going))
    ]
    if one.voted or one.appraised:
        decided = _("Av dem er {voted} alt valgt med eller bort, og {appraised} er under vurdering med sjekkliste.")
        lines.append(decided.format(voted=number(one.voted), appraised=number(one.appraised)))
    if one.staying:
        lines.append(
            _("Én referanse er funnet på en annen måte også, og blir.")
            if one.staying == 1
            else _("{n} referanser er funnet på en annen måte også, og blir.", n=number(one.staying))
        )
    lines.append(_("Ingenting slettes: tas det inn igjen, er alt som før, også valgene."))
    return " ".join(lines)


def name(run: Run) -> str:
    """What a run is called in a sentence: the file, or the source and the day."""
    if run.file_name:
        return safe.for_label(run.file_name)
    return f"{sentence(f'source_{run.source}')} {day(run.asked_at)}"


def gone(question_id: str, kind: str, source: str) -> None:
    """The runs that were taken out, each with the reason and the way back."""
    runs = here.view().runs(question_id, taken_out=True)
    runs = tuple(
        one for one in runs if one.kind == kind and source in ("", one.source) and one.receipt.get("removed_why")
    )
    if not runs:
        return
    with st.expander(_("Tatt ut av spørsmålet: {n}", n=number(len(runs))), key=f"gone-{question_id}-{kind}-{source}"):
        for run in reversed(runs):
            said = _("Tatt ut {day}. Grunn: {why}", day=day(run.removed_at), why=str(run.receipt["removed_why"]))
            called = run.file_name or f"{sentence(f'source_{run.source}')} {day(run.asked_at)}"
            safe.show(safe.tag("p", called, css="kb-label"), safe.tag("p", said, css="kb-legend"))
            kit.button(
                _("Ta inn igjen"),
                f"bring-back-{run.id}",
                partial(_bring_back, run.id),
                help=_("Referansene kommer tilbake, med valg og vurderinger."),
                verb="run.bring_back",
            )


def _bring_back(run_id: str, client_id: str) -> None:
    taken_out.bring_back(here.store(), here.actor(), run_id, client_id=client_id)
