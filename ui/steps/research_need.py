"""Step 8 on the page: what research does not answer, into the register with its question."""

from __future__ import annotations

import streamlit as st

from pipeline import days
from pipeline.gather import findings
from pipeline.needs import CHOSEN, Evidence, from_question, offered, propose_reason, to_fields
from pipeline.rows import Fields, Progress, Question, ResearchNeedRow
from pipeline.steps.research_need import raise_research_need, remove_research_need
from ui import frame, here, kit, reader, safe
from ui.words import _, day, language


def draw(question: Question, progress: Progress) -> None:
    """The entries that came of this question, and a way to raise one."""
    rows = [one for one in here.view().research_needs() if one.question_id == question.id]
    for row in rows:
        with st.container(border=True):
            entry(row)
    if not reader.may("research_need.raise"):
        if not rows:
            safe.paragraph(_("Ingen forskningsbehov er meldt inn fra dette spørsmålet."))
    elif rows:  # what is raised is raised: another one takes another step
        with st.expander(_("Meld inn ett til, av en annen grunn")):
            _raise(question, progress)
    else:
        safe.paragraph(_("Svarer forskningen på spørsmålet, kan dere hoppe over dette steget. Da er dere ferdige."))
        safe.heading(2, _("Meld inn noe forskningen ikke svarer på"))
        _raise(question, progress)
    st.page_link(frame.PAGES["register"], label=_("Se hele registeret over forskningsbehov"))


def _raise(question: Question, progress: Progress) -> None:
    words = here.library().needs
    reasons = {one.id: f"{one.say(language())}" for one in offered(words.reasons)}
    proposed = propose_reason(progress.included, [one.certainty for one in findings(here.view(), question.id)])
    key = f"reason-{question.id}"
    if key not in st.session_state:
        st.session_state[key] = proposed or None
    reason = st.radio(
        _("Hva er grunnen til at forskningen ikke er nok?"),
        list(reasons),
        key=key,
        format_func=lambda one: reasons[one],
        captions=[one.hint.get(language()) or one.hint.get("nb", "") for one in offered(words.reasons)],
    )
    kit.button(
        _("Meld inn forskningsbehovet"),
        f"raise-{question.id}",
        lambda cid: raise_research_need(
            here.store(), here.actor(), question.id, _draft(question, reason or ""), client_id=cid
        ),
        type="primary",
    )


def _draft(question: Question, reason: str) -> dict[str, str]:
    """The entry is born with all that the question already holds."""
    view = here.view()
    fields, need = view.fields("question", question.id), view.fields("need", question.need_id)
    found = findings(view, question.id)
    weakest = min(
        (one.certainty for one in found if one.certainty), key=["very_low", "low", "moderate", "high"].index, default=""
    )
    runs = [one for one in view.runs(question.id) if one.kind == "search" and one.state == "done"]
    included = view.references(question.id, status="included", limit=1)
    extraction = next((one.fields for one in view.parts(question.id, "extraction")), Fields())
    return to_fields(
        from_question(
            question.title,
            fields.text("type"),
            {name.removeprefix("element."): one.value for name, one in fields.items() if name.startswith("element.")},
            original_words=need.text("text"),
            service_area=need.text("service_area"),
            asked_by=need.text("asked_by").split(),
            raised_by=question.municipality_now or question.municipality,
            evidence=Evidence(
                text="\n".join(one.sentence or one.outcome for one in found),
                review=included[0].record.title if included else "",
                searched=days.shown(extraction.text("search_date"), question.language),
                certainty=weakest,
            ),
            our_search_date=days.shown(runs[-1].asked_at[:10], question.language) if runs else "",
            reason=reason,
        )
    )


def entry(row: ResearchNeedRow) -> None:
    """One entry, open to be changed."""
    words = here.library().needs

    def of(name: str, label: str, **options: object) -> str:
        return kit.field("research_need", row.id, name, label, row.fields, **options)  # type: ignore[arg-type]

    def choices(name: str) -> dict[str, str]:
        stands = (row.fields.text(field) for field, of_list in CHOSEN.items() if of_list == name)
        return {one.id: one.say(language()) for one in offered(words.list(name), *stands)}

    if row.example:
        safe.show(f"<p>{safe.tag('span', _('Eksempel'), css='kb-example')}</p>")
    if reader.may("research_need.edit"):
        st.success(
            _("Meldt inn {day}. Dere kan rette på det her, eller ta det ut av registeret.", day=day(row.created_at))
        )
    else:
        safe.show(safe.tag("p", _("Meldt inn {day}.", day=day(row.created_at)), css="kb-legend"))
    of("title", _("Forskningsbehovet som et spørsmål"))
    left, right = st.columns(2)
    with left:
        of("reason", _("Hvorfor forskningen ikke er nok"), kind="choice", options=choices("reasons"))
        of("service_area", _("Tjenesteområde"), kind="choice", options=choices("service_areas"))
        of("urgency", _("Hvor mye haster det?"))
    with right:
        of("status", _("Status"), kind="choice", options=choices("statuses"))
        of("wanted_design", _("Ønsket type studie"), kind="choice", options=choices("designs"))
        of("receiver", _("Hvem bør få det?"))
    with st.expander(_("Alt som følger med: dette vet vi, hvem det gjelder, hvor mye det betyr")):
        of("original_words", _("Slik ble det først sagt"), kind="area", height=70, help=kit.about_people())
        of("evidence", _("Dette vet vi nå"), kind="area", height=90)
        of("population", _("Hvem det gjelder"))
        of("intervention", _("Tiltak eller tema"))
        of("comparison", _("Sammenlignet med"))
        of("outcomes", _("Utfall, ett på hver linje"), kind="area", height=90)
        of("our_search_date", _("Vi søkte sist (for eksempel 21.11.2026)"))
        of("burden", _("Hvor mange det gjelder, og hva det koster dem"), kind="area", height=70)
        of(
            "ongoing_checked",
            _("Pågående forskning: hvor dere har sett etter, og når (én på hver linje)"),
            kind="area",
            height=70,
        )

    def remove(_client_id: str) -> None:
        remove_research_need(here.store(), here.actor(), row.id)

    kit.button(_("Ta bort fra registeret"), f"remove-need-{row.id}", remove, verb="research_need.remove")
