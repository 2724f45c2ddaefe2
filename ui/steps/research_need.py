"""Step 8 on the page: what research does not answer, into the register with its question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from pipeline import days
from pipeline.evidence import Known, known
from pipeline.needs import CHOSEN, Evidence, from_question, offered, propose_reason, to_fields
from pipeline.rows import Progress, Question, ResearchNeedRow
from pipeline.steps.research_need import raise_research_need, remove_research_need
from pipeline.wording import CERTAINTIES
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
            _raise(question, progress, len(rows))
    else:
        safe.paragraph(_("Svarer forskningen på spørsmålet, kan dere hoppe over dette steget. Da er dere ferdige."))
        safe.heading(2, _("Meld inn noe forskningen ikke svarer på"))
        _raise(question, progress, len(rows))
    st.page_link(frame.PAGES["register"], label=_("Se hele registeret over forskningsbehov"))


def _raise(question: Question, progress: Progress, raised: int) -> None:
    """The reason, what is known, and the button. `raised`: how many entries came of this question before."""
    words = here.library().needs
    reasons = {one.id: f"{one.say(language())}" for one in offered(words.reasons)}
    found = known(here.view(), question, here.library().forms.wording)
    proposed = propose_reason(progress.included, [one.evidence.certainty for one in found])
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
    drafts = _known(question, found, raised)
    kit.button(
        _("Meld inn forskningsbehovet"),
        f"raise-{question.id}",
        lambda cid: raise_research_need(
            here.store(), here.actor(), question.id, _draft(question, reason or "", drafts), client_id=cid
        ),
        type="primary",
    )


def _known(question: Question, found: Sequence[Known], raised: int) -> dict[str, str]:
    """What the entry will say is known: proposed from one finding, corrected here. Gives field -> name of its draft."""
    safe.show(
        safe.tag("p", _("Dette følger med til registeret. Rett det som ikke stemmer."), css="kb-label"),
    )
    about = found[0] if found else Known("", "", Evidence())
    if len(found) > 1:
        shown = {one.finding_id: one.outcome for one in found}
        chosen = kit.chosen(_("Hvilket funn gjelder det?"), shown, f"need-finding-{question.id}")
        about = next(one for one in found if one.finding_id == chosen)
    evidence = about.evidence
    proposed = {
        "evidence": evidence.text,
        "evidence_review": evidence.review,
        "evidence_searched": days.shown(evidence.searched, question.language),
        "certainty": evidence.certainty,
    }
    names = {name: f"{name}.{about.finding_id or 'none'}.{raised}" for name in proposed}
    for name, (label, options) in _evidence_fields().items():
        kit.proposed_draft(question.id, names[name], label, proposed[name], **options)
    return names


def _evidence_fields() -> dict[str, tuple[str, dict[str, Any]]]:
    """field -> (its label, how it is drawn), before the entry is made and after."""
    wording = here.library().forms.wording
    sure = {name: f"{wording.symbols[name]} {wording.words[name][language()]}" for name in CERTAINTIES}
    return {
        "evidence": (_("Dette vet vi nå"), {"kind": "area", "height": 90}),
        "evidence_review": (_("Oversikten eller studien det står i"), {}),
        "evidence_searched": (_("Oversikten søkte sist (for eksempel 21.11.2026)"), {}),
        "certainty": (_("Hvor sikkert er det?"), {"kind": "choice", "options": sure}),
    }


def _draft(question: Question, reason: str, drafts: Mapping[str, str]) -> dict[str, str]:
    """The entry is born with all that the question already holds, and with what stands in the fields above the button."""
    view = here.view()
    fields, need = view.fields("question", question.id), view.fields("need", question.need_id)
    runs = [one for one in view.runs(question.id) if one.kind == "search" and one.state == "done"]
    typed = {name: kit.draft_text(question.id, draft) for name, draft in drafts.items()}
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
                text=typed["evidence"],
                review=typed["evidence_review"],
                searched=typed["evidence_searched"],
                certainty=typed["certainty"],
            ),
            our_search_date=days.shown(runs[-1].asked_at, question.language) if runs else "",
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
        for name, (label, options) in _evidence_fields().items():
            of(name, label, **options)
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
