"""About the search: the method in sentences and PRISMA-S item by item. The log tells what it knows; the rest is asked once."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pipeline.export.account import compose_account
from pipeline.export.summary import Summary
from pipeline.rows import Fields
from pipeline.search_account import FIELD
from pipeline.steps.summarise import FORMATS, account_name, export
from ui import here, kit, safe
from ui.words import _, language, sentence, speaking


def draw(question_id: str, part_id: str, fields: Fields, summary: Summary) -> None:
    """What was done, then each item with what is known, and a field where something is asked."""
    if summary.language != language():
        spoken = sentence(f"value_language_{summary.language}")
        safe.paragraph(
            _("Det loggen forteller, står på språket i spørsmålet: {language}.", language=spoken), css="kb-legend"
        )
    safe.heading(2, _("Dette er gjort"))
    if summary.method:
        safe.show("<ul>", *(safe.tag("li", one, lang=summary.language) for one in summary.method), "</ul>")
    else:
        safe.paragraph(_("Ingenting er gjort ennå. Setningene lages av loggen når dere søker, velger ut og vurderer."))
    safe.heading(2, _("Redegjørelse for søket"))
    safe.paragraph(
        _(
            "Punktene følger PRISMA-S. Det loggen vet, står her alt. Svar på resten én gang; et tomt svar sies å være ikke oppgitt."
        )
    )
    for item, form in zip(summary.account, here.library().forms.report, strict=True):
        safe.heading(3, f"{item.number}. {form.label[language()]}")
        if item.told:
            safe.show("<ul>", *(safe.tag("li", one, lang=summary.language) for one in item.told), "</ul>")
        if form.ask:
            asked = form.ask[language()]
            kit.field("summary", part_id, f"{FIELD}{item.number}", asked, fields, kind="area", height=70)
    safe.heading(2, _("Last ned redegjørelsen"))
    safe.paragraph(_("Et eget dokument: det som er gjort, de 16 punktene, søketekstene ordrett og flytdiagrammet."))
    _downloads(question_id, summary)


def _downloads(question_id: str, summary: Summary) -> None:
    """The account as a document of its own, drawn when its button is pressed."""
    labels = {
        "docx": _("Redegjørelsen som Word"),
        "pdf": _("Redegjørelsen som PDF"),
        "html": _("Redegjørelsen som nettside"),
        "markdown": _("Redegjørelsen som ren tekst (Markdown)"),
    }
    make = partial(
        export,
        here.store(),
        here.actor(),
        question_id,
        forms=here.library().forms,
        say=speaking(summary.language),
        language=summary.language,
        composing=compose_account,
    )
    with st.container(horizontal=True):
        for to, label in labels.items():
            st.download_button(
                label,
                data=partial(make, to=to),
                file_name=account_name(to, here.today()),
                mime=FORMATS[to].mime,
                key=f"account-{to}-{question_id}",
                on_click="ignore",
            )
