"""All references of a question: search, filter, page; the journey of one, and corrections beside its sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

import streamlit as st

from pipeline.appraised import name_of
from pipeline.combine import CORRECTABLE, combine
from pipeline.journey import place_of
from pipeline.rows import Reference, Run, SourceRecord, Vote
from pipeline.steps.references import correct, corrections
from pipeline.steps.screen import undo_vote
from ui import here, keeping, kit, reader, safe
from ui.steps import merges, picks, together
from ui.words import _, clock, day, language, number, sentence

PER_PAGE = 25
OFFERED = 300  # references in the list to choose one from; of more, those on the page
SHORT = 160  # characters of a corrected text that are shown


def status_label(status: str) -> str:
    """Where a reference stands, in words."""
    return {
        "unscreened": _("venter på utvelgelse"),
        "excluded": _("ikke tatt med"),
        "unread": _("venter på fulltekst"),
        "included": _("tatt med"),
        "out": _("ikke tatt med etter fulltekst"),
        "conflict": _("uenighet"),
    }[status]


def draw(question_id: str) -> None:
    """The list with its filters, then one reference whole."""
    safe.heading(2, _("Alle referanser"))
    left, right = st.columns([3, 2])
    text = left.text_input(_("Finn i tittel, forfatter eller sammendrag"), key=f"find-{question_id}")
    statuses = ("", "unscreened", "unread", "included", "excluded", "out", "conflict")
    status = right.selectbox(
        _("Vis"), statuses, format_func=lambda one: status_label(one) if one else _("alle"), key=f"status-{question_id}"
    )
    view = here.view()
    total = view.count_references(question_id, text=text, status=status)
    if not total:
        safe.paragraph(_("Ingen referanser passer. Prøv andre ord, eller velg «alle»."))
        return
    page = st.pagination(-(-total // PER_PAGE), key=f"page-{question_id}-{text}-{status}") if total > PER_PAGE else 1
    shown = view.references(question_id, text=text, status=status, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    counted = _("Én referanse") if total == 1 else _("{n} referanser", n=number(total))
    safe.show(safe.tag("p", counted, css="kb-legend"), _table(shown))
    _choose(question_id, shown if total > OFFERED else _all_of(question_id, text, status, shown, total), total)


def _all_of(
    question_id: str, text: str, status: str, shown: tuple[Reference, ...], total: int
) -> tuple[Reference, ...]:
    """Those on every page of the list, the page that is shown first."""
    if total == len(shown):
        return shown
    here_now = {one.id for one in shown}
    every = here.view().references(question_id, text=text, status=status, limit=OFFERED)
    return (*shown, *(one for one in every if one.id not in here_now))


def _choose(question_id: str, offered: tuple[Reference, ...], total: int) -> None:
    """A list to find one reference in by writing some of its title, and that one whole."""
    by_id, titles = {one.id: one for one in offered}, _titles(offered)
    key = f"one-{question_id}"
    if (
        opened := st.session_state.pop(key, None)
    ) in by_id:  # it stays open when its title, and so its label, becomes another
        st.session_state[key] = opened
    chosen = st.selectbox(
        _("Se én referanse nærmere: hvor den kom fra, og rett feil"),
        list(by_id),
        index=None,
        format_func=lambda id: titles[id],
        placeholder=_("Velg en referanse"),
        key=key,
    )
    if len(offered) < total:
        told = _(
            "Her står de {n} på siden over. Skriv i «Finn i tittel, forfatter eller sammendrag» for å finne andre."
        )
        safe.show(safe.tag("p", told.format(n=number(len(offered))), css="kb-legend"))
    if chosen is not None:
        _whole(by_id[chosen])


def _titles(references: Sequence[Reference]) -> dict[str, str]:
    """The title of each; those that share one are told apart, since Streamlit knows an option by its words."""
    told = [f"{safe.mark(one.record)}{safe.title_of(one.record)}" for one in references]
    shared, seen = {title for title, n in Counter(told).items() if n > 1}, Counter[str]()
    titles = {}
    for one, title in zip(references, told, strict=True):
        words = f"{title} ({name_of(one.record)})" if title in shared else title
        seen[words] += 1
        titles[one.id] = words if seen[words] == 1 else f"{words}, {seen[words]}"
    return titles


def _table(references: tuple[Reference, ...]) -> str:
    rows = []
    for one in references:
        lang = safe.language_of(one.record)
        sources = ", ".join(sentence(f"source_{source}") for source in one.sources)
        cells = (
            f"<td>{one.record.year or '–'}</td><td>{escape(sources)}</td><td>{escape(status_label(one.status))}</td>"
        )
        title = f'<span lang="{lang}">{escape(safe.title_of(one.record))}</span>'
        first = f'<th scope="row">{title}<br><span class="kb-cite">{safe.citation(one.record)}</span>{safe.flags(one.record)}{together.short_of(one)}</th>'
        rows.append(f"<tr>{first}{cells}</tr>")
    return safe.table(_("Referanser"), (_("Referanse"), _("År"), _("Funnet i"), _("Står nå")), rows)


def _whole(one: Reference) -> None:
    with st.container(border=True):
        safe.record_card(one.record, level=3)
        together.show_of(one)
        _decisions(one)
        _merged(one)
        safe.show(safe.tag("p", _("Hvor den kom fra"), css="kb-label"))
        for source in here.view().journey(one.id):
            _journey(source)
        _corrected(one)
        picks.draw(one)
        if reader.may("reference.correct"):
            with st.expander(_("Rett opplysningene")):
                safe.paragraph(
                    _("Det som kom fra kilden, blir stående. Rettelsen legges ved siden av, med navn og tid.")
                )
                _corrections(one)


def _merged(one: Reference) -> None:
    """Why its records are held to be one, each merge with its way back."""
    found = here.view().merges_of(one.id)
    if found:
        safe.show(safe.tag("p", _("Hvorfor den er slått sammen"), css="kb-label"))
        for merge in found:
            merges.one(merge, titled=False)


def _decisions(one: Reference) -> None:
    """Where it stands, why, and a way for each to take back their own decision, however old."""
    votes = here.view().votes(one.id)
    safe.show(
        safe.tag("p", _("Står nå: {status}", status=status_label(one.status)) + _why_out(one, votes), css="kb-label")
    )
    mine = [vote for vote in votes if vote.person_id == here.actor().person_id]
    for vote in mine:
        if vote.note:
            safe.show(safe.typed("p", vote.note, kit.written_in()))
    if mine:
        last = mine[-1].id
        kit.button(
            _("Ta stilling på nytt"),
            f"again-{last}",
            lambda _id: undo_vote(here.store(), here.actor(), last),
            verb="screen.undo",
        )


def _why_out(one: Reference, votes: Sequence[Vote]) -> str:
    """The reason it was put aside on full text; where people gave different ones, all of them, and the one that counts."""
    said = {reason.id: reason.say(language()) for reason in here.library().reasons}
    newest = {vote.person_id: vote.reason for vote in votes if vote.stage == "full_text"}
    given = [said.get(reason, reason) for reason in dict.fromkeys(newest.values())]
    if one.status != "out" or not given:
        return ""
    if len(given) == 1:
        return f" ({given[0]})"
    counted = said.get(one.reason, one.reason)
    return f" ({' · '.join(given)}). " + _("Grunnene er ulike: i flytdiagrammet telles «{reason}».", reason=counted)


def _journey(source: SourceRecord) -> None:
    """One source record: each run that found it, and its own text as it came."""
    lines = [_found_by(here.view().run(run_id), source) for run_id in source.run_ids]
    if not lines:
        lines = [_("{source}, slått opp for å fylle hull", source=sentence(f"source_{source.source}"))]
    when = _("Mottatt {day}, utgave {version}.", day=day(source.received_at), version=source.version)
    for line in lines:
        safe.show(safe.tag("p", f"{line}. {when}", css="kb-legend"))
    with st.expander(_("Slik den kom ({n} tegn)", n=number(len(source.raw)))):
        safe.show(f'<pre tabindex="0">{escape(source.raw[:4000])}</pre>')
        st.download_button(
            _("Last ned teksten slik den kom"),
            data=source.raw.encode("utf-8", "replace"),
            file_name=f"post-{safe.file_part(source.source_key)}.txt",
            mime="text/plain",
            key=f"raw-{source.id}",
            on_click="ignore",
        )


def _found_by(run: Run, source: SourceRecord) -> str:
    """Which source, which run, and in a file which record and line."""
    name = sentence(f"source_{run.source}")
    if run.kind == "hand":
        return name
    if run.kind == "import":
        place = place_of(here.view(), run, source)
        said = _("{source}, filen {file} hentet inn {day}, post nummer {n}")
        where = said.format(source=name, file=run.file_name, day=day(run.asked_at), n=source.source_key)
        if place is None:
            return where
        part, line = place
        return f"{where}, {f'{part}, ' if part else ''}{_('linje {line}', line=number(line))}"
    said = _("{source}, søket {day} kl. {clock}, nummer {n}")
    return said.format(source=name, day=day(run.asked_at), clock=clock(run.asked_at), n=source.source_key)


def _corrected(one: Reference) -> None:
    """What people have corrected, beside what the sources say: which field, who, when, from what to what."""
    corrected = corrections(here.view(), one.id)
    if not corrected:
        return
    people = {person.id: person.name for person in here.view().people()}
    before = combine(here.view().journey(one.id))
    for name, saved in corrected.items():
        said = _("Rettet av {who} {day}: {field}")
        line = said.format(
            who=people.get(saved.person_id, "?"), day=day(saved.at), field=sentence(f"field_reference_{name}")
        )
        told = _("Kilden sier: {theirs}. Rettet til: {ours}.")
        values = {"theirs": _shown(getattr(before, name)), "ours": _shown(saved.value)}
        safe.show(safe.tag("p", line, css="kb-legend"), safe.tag("p", told.format(**values), css="kb-legend"))


def _shown(value: object) -> str:
    """A value of a field on one line, a long one cut."""
    text = "; ".join(map(str, value) if isinstance(value, tuple) else str(value or "").splitlines())
    return f"{text[:SHORT].rstrip()} …" if len(text) > SHORT else text or _("ingenting")


def _corrections(one: Reference) -> None:
    fields = here.view().fields("reference", one.id)
    labels = {
        "title": _("Tittel"), "authors": _("Forfattere, én på hver linje"), "year": _("År"), "journal": _("Tidsskrift"),
        "doi": _("DOI"), "pmid": _("PMID"), "url": _("Nettadresse"), "abstract": _("Sammendrag"),
    }  # fmt: skip
    for name in (name for name in CORRECTABLE if name in labels):
        value = getattr(one.record, name)
        shown = "\n".join(value) if isinstance(value, tuple) else str(value or "")
        key = f"{one.id}:{name}:correct"
        if key not in st.session_state:
            st.session_state[key] = shown
        draw_field = st.text_area if name in ("authors", "abstract") else st.text_input
        draw_field(
            labels[name],
            keeping.standing(key),
            key=key,
            on_change=_save,
            args=(one.id, name, key, fields[name].version),
        )


def _save(reference_id: str, name: str, key: str, expected: int) -> None:
    text = str(st.session_state.get(key) or "")
    kit.act(key, lambda: correct(here.store(), here.actor(), reference_id, name, text, expected=expected))
    st.session_state.pop(key, None)
