"""KSF: find a municipality and where it belongs, the clusters, the seven regions, and what was changed when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from html import escape

import streamlit as st

from pipeline.rights import open_to
from pipeline.structure import Belonging, ClusterEntry, ClusterRow, MunicipalityEntry, NamePeriod, Reform
from ui import here, kit, safe, structure_forms
from ui.words import _, day, number, place

Say = Callable[[Mapping[str, object]], str]


def page() -> None:
    """Four tabs, each with what everybody may read, and below it what those who may can change."""
    st.title(_("Kommuner, klynger og regioner"))
    safe.paragraph(
        _(
            "KSF er Kommunenes samarbeidsarena for forskning. Hver kommune hører til en av sju regioner, og arbeider ofte"
            " sammen med naboene i en klynge. Et forskningsbehov går fra kommunen til klyngen, regionen og hele landet."
        )
    )
    structure_forms.said()
    kit.problem_shown()
    tabs = st.tabs([_("Kommunen"), _("Klyngene"), _("Regionene"), _("Endringer")])
    for tab, draw in zip(tabs, (_municipality, _clusters, _regions, _reforms), strict=True):
        with tab:
            draw()
    kit.problem_left()


def period(start: str, end: str) -> str:
    """From when to when, in words."""
    if end:
        return _("fra {start} til {end}", start=day(start), end=day(end))
    return _("fra {start}", start=day(start))


# -- one municipality


def _municipality() -> None:
    options = _by_name(here.view().names())
    mine = here.view().my_place()
    if "ksf-place" not in st.session_state:
        st.session_state["ksf-place"] = mine.id if mine else None
    chosen = st.selectbox(
        _("Finn en kommune"),
        list(options),
        format_func=lambda one: options[one],
        placeholder=_("Søk med navn eller nummer, også et som ikke er i bruk lenger"),
        key="ksf-place",
    )
    if not chosen:
        safe.paragraph(_("Velg en kommune for å se hvor den hører til."))
        return
    entry = here.view().municipality(str(chosen))
    safe.heading(2, entry.name, lang="nb")
    _where(entry)
    _contact(entry)
    _history(entry)


def _by_name(names: Iterable[NamePeriod]) -> dict[str, str]:
    """municipality -> what it is found by: its newest name and number, then those it had before."""
    found: dict[str, list[NamePeriod]] = {}
    for one in names:
        found.setdefault(one.municipality_id, []).append(one)
    said = {}
    for municipality_id, periods in found.items():
        last, *earlier = sorted(periods, key=lambda one: one.valid_from, reverse=True)
        before = dict.fromkeys(f"{one.name} ({one.number})" for one in earlier)
        gone = [_("til {day}", day=day(last.valid_to))] if last.valid_to else []
        was = [_("før {names}", names=", ".join(before))] if before else []
        said[municipality_id] = ", ".join((f"{last.name} ({last.number})", *gone, *was))
    return dict(sorted(said.items(), key=lambda pair: pair[1]))


def _where(entry: MunicipalityEntry) -> None:
    view, today = here.view(), here.today()
    if entry.place_id != entry.id:
        safe.paragraph(
            _("Kommunen er ikke lenger en egen kommune. Det som var her, finnes nå hos {name}.", name=_heir(entry))
        )
    now = next((one for one in view.municipality(entry.place_id).names if one.holds_on(today)), entry.names[0])
    hosts = {one.id: one.host for one in view.regions()}
    clusters = {one.id: one for one in view.clusters()}
    own = view.municipality(entry.place_id).clusters
    cluster = next((clusters[one.scope_id] for one in own if one.holds_on(today) and one.scope_id in clusters), None)
    facts = [
        (_("Nummer og fylke"), _name(f"{now.number}, {now.county}")),
        (_("KSF-region"), _name(now.region) or _("ingen")),
        (_("Vertskommune for regionen"), _name(hosts.get(now.region, "")) or _("ikke valgt")),
        (_("Klynge"), _name(cluster.name) if cluster else _("ikke med i noen klynge")),
        (_("Motorkommune i klyngen"), (_name(cluster.motor) or _("ikke valgt")) if cluster else "–"),
        (_("Spørsmål du kan lese"), number(entry.questions)),
    ]
    if entry.people is not None:
        facts.append((_("Folk som bruker Kunnskapsbroen"), number(entry.people)))
    safe.show(_facts(entry.name, facts))


def _name(text: str) -> str:
    """A name of a place or a person as HTML: it is Norwegian, whatever the page is in."""
    return safe.typed("span", text, "nb") if text else ""


def _facts(label: str, facts: Sequence[tuple[str, str]]) -> str:
    """A table of what is asked and the answer, as finished HTML."""
    rows = (f'<tr><th scope="row">{escape(what)}</th><td>{said}</td></tr>' for what, said in facts)
    return safe.table(label, (_("Hva"), _("Svar")), rows)


def _heir(entry: MunicipalityEntry) -> str:
    return here.view().municipality(entry.place_id).name


def _contact(entry: MunicipalityEntry) -> None:
    """The named contact (FoUI-kontakt) and the agreement: fields for those who may, words for the others."""
    safe.heading(3, _("Kontakt og avtale"))
    roles = here.view().roles("municipality", entry.id)
    if roles > {"known"}:
        named = [one.person for one in here.view().appointed_at("municipality", entry.id) if one.role == "contact"]
        if named:
            safe.paragraph(_("Kontaktperson med konto: {names}", names=", ".join(dict.fromkeys(named))))
    labels = {
        "contact_name": _("FoUI-kontakt uten konto her"),
        "contact_email": _("E-post til kontakten"),
        "agreement_signed": _("Avtalen er undertegnet"),
        "note": _("Merknad"),
    }
    if not open_to("municipality.edit", roles):
        told = [(label, _name(entry.fields.text(name))) for name, label in labels.items() if entry.fields.text(name)]
        safe.show(_facts(_("Kontakt og avtale"), told or [(labels["contact_name"], _("ikke oppgitt"))]))
        return
    st.session_state["roles"] = roles
    left, right = st.columns(2)
    for column, names in ((left, ("contact_name", "agreement_signed")), (right, ("contact_email",))):
        with column:
            for name in names:
                kit.field("municipality", entry.id, name, labels[name], entry.fields)
    kit.field("municipality", entry.id, "note", labels["note"], entry.fields, kind="area", height=80)
    safe.show(
        safe.tag(
            "p",
            _("Alle som bruker Kunnskapsbroen, kan lese dette. Skriv bare navn og e-post på jobben."),
            css="kb-legend",
        )
    )


def _history(entry: MunicipalityEntry) -> None:
    """Every period, the newest first."""
    lines: list[tuple[str, str]] = []
    for one in entry.names:
        where = _said(lambda p: _("region {name}", **p), one.region) if one.region else _("ingen region")
        called = _said(partial(_called, one), f"{one.name} ({one.number})")
        lines.append((one.valid_from, f"{called}, {where}, {period(one.valid_from, one.valid_to)}"))
    for step in entry.became:
        heir, other = (lambda p: _("{name} tok over", **p)), (lambda p: _("{name} ble skilt ut", **p))
        lines.append((step.valid_from, f"{_said(heir if step.heir else other, step.to_name)} {day(step.valid_from)}"))
    for step in entry.came_from:
        heir, other = (lambda p: _("Tok over etter {name}", **p)), (lambda p: _("Skilt ut fra {name}", **p))
        lines.append((step.valid_from, f"{_said(heir if step.heir else other, step.from_name)} {day(step.valid_from)}"))
    held: tuple[tuple[tuple[Belonging, ...], Say], ...] = (
        (entry.clusters, lambda p: _("Med i klyngen {name}", **p)),
        (entry.motor_of, lambda p: _("Motorkommune i klyngen {name}", **p)),
        (entry.host_of, lambda p: _("Vertskommune for region {name}", **p)),
    )
    for belongings, say in held:
        lines += [(b.valid_from, f"{_said(say, b.scope)}, {period(b.valid_from, b.valid_to)}") for b in belongings]
    with st.expander(_("Historie")):
        safe.show("<ul>", *(f"<li>{line}</li>" for _from, line in sorted(lines, reverse=True)), "</ul>")


def _called(one: NamePeriod, params: Mapping[str, object]) -> str:
    """What the municipality is called, was called or will be called."""
    if one.holds_on(here.today()):
        return _("Heter {name}", **params)
    return _("Skal hete {name}", **params) if one.valid_from > here.today() else _("Het {name}", **params)


def _said(say: Say, name: str) -> str:
    """A sentence with a name in it, as HTML: the name is Norwegian, whatever the page is in."""
    return safe.filled(say, {"name": name}, ("name",), "nb")


# -- clusters


def _clusters() -> None:
    view = here.view()
    clusters = view.clusters()
    if clusters:
        safe.show(_cluster_table(clusters))
    else:
        safe.paragraph(_("Ingen klynger er ført inn ennå."))
    names = {one.id: f"{one.name} ({one.region_id})" for one in clusters}
    if names:
        chosen = st.selectbox(
            _("Se en klynge"),
            list(names),
            index=None,
            format_func=lambda one: names[one],
            placeholder=_("Velg en klynge"),
            key="ksf-cluster",
        )
        if chosen:
            _cluster(view.cluster(str(chosen)))
    structure_forms.new_cluster()


def _cluster_table(clusters: Sequence[ClusterRow]) -> str:
    heads = (_("Klynge"), _("Region"), _("Motorkommune"), _("Kommuner"), _("Siden"))
    rows = []
    for one in clusters:
        cells = (_name(one.region_id), _name(one.motor) or _("ikke valgt"), number(one.members), day(one.valid_from))
        rows.append(_row(one.name, cells))
    return safe.table(_("Klyngene"), heads, rows)


def _row(head: str, cells: Iterable[str]) -> str:
    """A row of a name, and cells of finished HTML."""
    return f'<tr><th scope="row">{_name(head)}</th>' + "".join(f"<td>{one}</td>" for one in cells) + "</tr>"


def _cluster(cluster: ClusterEntry) -> None:
    safe.heading(2, cluster.name, lang="nb")
    held: list[Belonging] = [*cluster.members]
    heads = (_("Kommune"), _("Fra"), _("Til"))
    rows = [_row(place(one.municipality, one.municipality_now), _from_to(one)) for one in held]
    if rows:
        safe.show(safe.table(_("Kommuner i klyngen"), heads, rows))
    else:
        safe.paragraph(_("Ingen kommuner er med ennå."))
    if cluster.motors:
        rows = [_row(place(one.municipality, one.municipality_now), _from_to(one)) for one in cluster.motors]
        safe.show(safe.table(_("Motorkommune"), (_("Motorkommune"), *heads[1:]), rows))
    structure_forms.cluster(cluster)


def _from_to(one: Belonging) -> tuple[str, str]:
    return day(one.valid_from), day(one.valid_to) or "–"


# -- regions and reforms


def _regions() -> None:
    view = here.view()
    regions = view.regions()
    heads = (_("Region"), _("Vertskommune"), _("Kommuner"), _("Klynger"))
    rows = [
        _row(one.name, (_name(one.host) or _("ikke valgt"), number(one.municipalities), number(one.clusters)))
        for one in regions
    ]
    safe.show(safe.table(_("Regionene"), heads, rows))
    names = {one.id: one.name for one in regions}
    chosen = st.selectbox(
        _("Se en region"),
        list(names),
        index=None,
        format_func=lambda one: names[one],
        placeholder=_("Velg en region"),
        key="ksf-region",
    )
    if chosen:
        region = view.region(str(chosen))
        safe.heading(2, region.name, lang="nb")
        rows = [_row(place(one.municipality, one.municipality_now), _from_to(one)) for one in region.hosts]
        safe.show(safe.table(_("Vertskommune"), (_("Vertskommune"), _("Fra"), _("Til")), rows))
        structure_forms.region(region)


def _reforms() -> None:
    safe.paragraph(
        _(
            "Kommuner som slås sammen, deles eller får nytt navn. Spørsmål blir stående der de ble stilt, og finnes også"
            " under det nye navnet."
        )
    )
    reforms = here.view().reforms()
    if reforms:
        safe.show("<ul>", *(safe.tag("li", reform_said(one)) for one in reforms), "</ul>")
    else:
        safe.paragraph(_("Ingen endringer er ført inn her."))
    structure_forms.reforms({one.id: reform_said(one) for one in reforms if not one.undone_at})


def reform_said(one: Reform) -> str:
    """One reform in a sentence."""
    what = {"merge": _("Sammenslåing"), "split": _("Deling"), "name": _("Nytt navn, nummer, fylke eller ny region")}
    said = _(
        "{what} {day}: {before} → {after}. Ført inn {entered} av {person}.",
        what=what[one.kind],
        day=day(one.valid_from),
        before=", ".join(one.before),
        after=", ".join(one.after),
        entered=day(one.created_at),
        person=one.person or _("noen"),
    )
    return f"{said} {_('Tatt tilbake {day}.', day=day(one.undone_at))}" if one.undone_at else said
