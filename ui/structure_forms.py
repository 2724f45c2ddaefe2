"""What those who may can change of clusters, regions and municipalities. Everybody else does not see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from pipeline.errors import BadInput
from pipeline.rights import open_to
from pipeline.rows import NATION
from pipeline.steps import reform
from pipeline.steps import structure as verbs
from pipeline.structure import ClusterEntry, NewPlace, RegionEntry
from ui import here, kit, once, safe
from ui.words import _

NONE = "-"  # chosen where a cluster is to have no motor municipality
FEW = 4  # parts that a municipality can be split into on the page


def said() -> None:
    """What the last press did."""
    if once.take("ksf-done", False):
        st.success(_("Lagret."))


def _done(key: str, label: str, do: Callable[[str], object], *, empty: tuple[str, ...] = ()) -> None:
    """A button that does something and says so; fields that it used are emptied when it went well."""

    def whole(client_id: str) -> None:
        do(client_id)
        st.session_state["ksf-done"] = True
        for name in empty:
            st.session_state.pop(name, None)

    kit.button(label, key, whole)


def _text(key: str) -> str:
    return str(st.session_state.get(key) or "")


def _day(key: str) -> None:
    """A day, as people write it: no calendar in another language."""
    st.session_state.setdefault(key, verbs.said(here.today()))
    st.text_input(_("Fra hvilken dag? (for eksempel 21.11.2026)"), key=key, max_chars=20)


def _pick(label: str, options: Mapping[str, str], key: str, *, none: str = "") -> None:
    if st.session_state.get(key) not in options:
        st.session_state[key] = None
    st.selectbox(label, list(options), format_func=lambda one: options[one], placeholder=none or _("Velg"), key=key)


def _places(region_id: str = "") -> dict[str, str]:
    found = (one for one in here.view().places() if region_id in ("", one.ksf_region))
    return {one.id: f"{one.name} ({one.number})" for one in found}


# -- clusters and regions


def new_cluster() -> None:
    """A new cluster, in the regions that this person coordinates."""
    view = here.view()
    regions = {one.id: one.name for one in view.regions() if open_to("cluster.make", view.roles("region", one.id))}
    if not regions:
        return
    with st.expander(_("Lag en ny klynge")):
        _pick(_("I hvilken region?"), regions, "ksf-new-region")
        st.text_input(_("Hva heter klyngen?"), key="ksf-new-name", max_chars=verbs.LONGEST_NAME)
        _day("ksf-new-day")
        _done("ksf-new", _("Lag klyngen"), _make, empty=("ksf-new-name",))


def _make(client_id: str) -> None:
    name, region_id, day = _text("ksf-new-name"), _text("ksf-new-region"), _text("ksf-new-day")
    verbs.make_cluster(here.store(), here.actor(), region_id, name, day, client_id=client_id)


def cluster(one: ClusterEntry) -> None:
    """Name, members, motor municipality and end of a cluster."""
    roles = here.view().roles("cluster", one.id)
    if not open_to("cluster.rename", roles):
        return
    store, me, today = here.store(), here.actor(), here.today()
    members = {each.municipality_id: each.municipality_now for each in one.members if each.holds_on(today)}
    with st.expander(_("Endre klyngen")):
        key = f"ksf-{one.id}"
        st.text_input(_("Nytt navn på klyngen"), key=f"{key}-name", max_chars=verbs.LONGEST_NAME)
        version = one.fields["name"].version

        def rename(client_id: str) -> None:
            verbs.rename_cluster(store, me, one.id, _text(f"{key}-name"), expected=version, client_id=client_id)

        _done(f"{key}-rename", _("Gi nytt navn"), rename, empty=(f"{key}-name",))
        _day(f"{key}-day")
        others = {each: name for each, name in _places(one.region_id).items() if each not in members}
        _pick(_("Ta inn en kommune i regionen"), others, f"{key}-in")
        _done(
            f"{key}-join",
            _("Ta inn"),
            lambda c: verbs.join_cluster(store, me, one.id, _text(f"{key}-in"), _text(f"{key}-day"), client_id=c),
        )
        _pick(_("La en kommune gå ut"), members, f"{key}-out")
        _done(
            f"{key}-leave",
            _("La gå ut"),
            lambda c: verbs.leave_cluster(store, me, one.id, _text(f"{key}-out"), _text(f"{key}-day"), client_id=c),
        )
        _pick(_("Velg motorkommune"), members | {NONE: _("ingen motorkommune")}, f"{key}-motor")
        _done(f"{key}-choose", _("Velg som motorkommune"), lambda c: _motor(one.id, key, c))
        _done(
            f"{key}-end",
            _("Avslutt klyngen den dagen"),
            lambda c: verbs.end_cluster(store, me, one.id, _text(f"{key}-day"), client_id=c),
        )


def _motor(cluster_id: str, key: str, client_id: str) -> None:
    chosen = _text(f"{key}-motor")
    if not chosen:
        raise BadInput("municipality_missing")
    municipality_id = "" if chosen == NONE else chosen
    verbs.choose_motor(
        here.store(), here.actor(), cluster_id, municipality_id, _text(f"{key}-day"), client_id=client_id
    )


def region(one: RegionEntry) -> None:
    """Who hosts a region from a day on."""
    if not open_to("region.host", here.view().roles("region", one.id)):
        return
    with st.expander(_("Velg ny vertskommune")):
        key = f"ksf-host-{one.id}"
        _pick(_("Vertskommune"), _places(one.id), f"{key}-place")
        _day(f"{key}-day")

        def choose(client_id: str) -> None:
            store, me = here.store(), here.actor()
            verbs.choose_host(store, me, one.id, _text(f"{key}-place"), _text(f"{key}-day"), client_id=client_id)

        _done(key, _("Velg som vertskommune"), choose)


# -- merges, splits and names


def reforms(stands: Mapping[str, str]) -> None:
    """Merge, split, rename and take back (`stands`: reform -> what it says): for those who coordinate the nation, and
    administrators.
    """
    if not open_to("structure.merge", here.view().roles("nation", NATION)):
        return
    with st.expander(_("Slå sammen kommuner")):
        _merge()
    with st.expander(_("Del en kommune")):
        _split()
    with st.expander(_("Nytt navn, nummer, fylke eller ny region")):
        _rename()
    if stands:
        with st.expander(_("Ta tilbake noe som ble ført inn feil")):
            _pick(_("Hvilken endring?"), stands, "ksf-back")
            _done(
                "ksf-take-back",
                _("Ta tilbake"),
                lambda c: reform.take_back(here.store(), here.actor(), _text("ksf-back"), client_id=c),
            )


def _new_place(key: str) -> None:
    """Fields of a municipality as it is called from a day on."""
    left, right = st.columns([3, 1])
    left.text_input(_("Navn"), key=f"{key}-name", max_chars=verbs.LONGEST_NAME)
    right.text_input(_("Nummer"), key=f"{key}-number", max_chars=4)
    left.text_input(_("Fylke"), key=f"{key}-county", max_chars=verbs.LONGEST_NAME)
    with right:
        _pick(_("Region"), {one.id: one.name for one in here.view().regions()}, f"{key}-region")


def _as_new(key: str) -> NewPlace:
    return NewPlace(*(_text(f"{key}-{name}") for name in ("number", "name", "county", "region")))


def _merge() -> None:
    places = _places()
    st.multiselect(
        _("Kommuner som avsluttes"),
        list(places),
        format_func=lambda one: places[one],
        placeholder=_("Velg"),
        key="ksf-merge-from",
    )
    _pick(_("De går inn i"), {"": _("en ny kommune"), **places}, "ksf-merge-into", none=_("Velg"))
    if st.session_state.get("ksf-merge-into") == "":
        _new_place("ksf-merge")
    _day("ksf-merge-day")

    def merge(client_id: str) -> None:
        into = _text("ksf-merge-into") or _as_new("ksf-merge")
        ending = list(st.session_state.get("ksf-merge-from") or ())
        reform.merge(here.store(), here.actor(), ending, into, _text("ksf-merge-day"), client_id=client_id)

    _done("ksf-merge", _("Slå sammen"), merge, empty=("ksf-merge-from",))


def _split() -> None:
    places = _places()
    _pick(_("Kommunen som deles"), places, "ksf-split-from")
    goes_on = st.checkbox(
        _("Kommunen fortsetter selv, og arver spørsmålene og folkene"), value=True, key="ksf-split-on"
    )
    count = int(st.number_input(_("Hvor mange nye kommuner?"), 1, FEW, 1, key="ksf-split-count"))
    for place in range(count):
        if not goes_on:
            label = _("Ny kommune {n}: arver spørsmålene og folkene") if place == 0 else _("Ny kommune {n}")
        else:
            label = _("Ny kommune {n}")
        safe.show(safe.tag("p", label.replace("{n}", str(place + 1)), css="kb-label"))
        with st.container(key=f"ksf-split-{place}-part"):
            _new_place(f"ksf-split-{place}")
    _day("ksf-split-day")

    def split(client_id: str) -> None:
        own = _text("ksf-split-from")
        new = [_as_new(f"ksf-split-{place}") for place in range(count)]
        parts: list[str | NewPlace] = [own, *new] if goes_on else [*new]
        reform.split(here.store(), here.actor(), own, parts, 0, _text("ksf-split-day"), client_id=client_id)

    _done("ksf-split", _("Del kommunen"), split)


def _rename() -> None:
    _pick(_("Hvilken kommune?"), _places(), "ksf-rename-of")
    chosen = _text("ksf-rename-of")
    if not chosen:
        return
    if st.session_state.get("ksf-rename-for") != chosen:  # begin with what it is called now
        now = here.view().municipality(chosen).names[0]
        for name, value in (("name", now.name), ("number", now.number), ("county", now.county), ("region", now.region)):
            st.session_state[f"ksf-rename-{name}"] = value
        st.session_state["ksf-rename-for"] = chosen
    _new_place("ksf-rename")
    _day("ksf-rename-day")

    def rename(client_id: str) -> None:
        day = _text("ksf-rename-day")
        reform.rename(here.store(), here.actor(), chosen, _as_new("ksf-rename"), day, client_id=client_id)

    _done("ksf-rename", _("Lagre det nye"), rename)
