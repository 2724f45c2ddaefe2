"""Clusters, motor municipalities and hosts from a day to a day, and who may change them; all of it made up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.errors import BadInput, NotThere, Problem, Refused
from pipeline.rows import NATION, NOBODY, Actor
from pipeline.steps import people, share, structure, team
from pipeline.steps.fields import save_field
from pipeline.steps.need import raise_need
from tests.makers import ALTA, BERGEN, OSLO, PLACES, make_store, rows
from tests.pipeline.cast import bare

NORTH = {"number": "1804", "name": "Bodø", "county": "Nordland", "ksf_region": "Nord", "valid_from": "2026-01-01"}
MAY, JUNE, JULY = "2026-05-01", "2026-06-01", "2026-07-01"
Do = Callable[[], object]


class Ksf:
    """Region Øst with Oslo, Bergen and Alta, region Nord with Bodø; an administrator, and a cluster with Oslo from May."""

    def __init__(self, folder: Path) -> None:
        self.store = make_store(folder / "ksf.sqlite")
        self.store.keep_places([{**NORTH, "valid_to": None}])
        self.boss = people.register(self.store, "Eksempel Administrator", OSLO)
        self.bodo = next(one.id for one in self.store.seen_by(NOBODY).places() if one.number == "1804")
        self.cluster = structure.make_cluster(self.store, self.boss, "Øst", "Eksempelklyngen", MAY)
        structure.join_cluster(self.store, self.boss, self.cluster, OSLO, MAY)

    def somebody(self, place: str, role: str = "", kind: str = "", scope: str = "") -> Actor:
        """Somebody who works in a municipality and holds one role, or none."""
        actor = bare(self.store, f"Eksempel {role} {scope}", place)
        if role:
            team.appoint(self.store, self.boss, actor.person_id, role, kind, scope)
        return actor

    def periods(self, kind: str = "members") -> list[tuple[str, str, str]]:
        """(municipality, from, to) of the cluster, by municipality."""
        held = getattr(self.store.seen_by(self.boss).cluster(self.cluster), kind)
        return sorted((one.municipality, one.valid_from, one.valid_to) for one in held)


@pytest.fixture
def ksf(tmp_path: Path) -> Iterator[Ksf]:
    made = Ksf(tmp_path)
    yield made
    made.store.close()


def refused(code: str, do: Do) -> None:
    with pytest.raises(Problem) as caught:
        do()
    assert caught.value.code == code, caught.value


# -- clusters


def test_members_come_and_go_and_their_time_stays_told(ksf: Ksf) -> None:
    structure.join_cluster(ksf.store, ksf.boss, ksf.cluster, BERGEN, "1.6.2026")
    structure.leave_cluster(ksf.store, ksf.boss, ksf.cluster, BERGEN, JULY)
    structure.join_cluster(ksf.store, ksf.boss, ksf.cluster, BERGEN, "2026-09-01")
    assert ksf.periods() == [("Bergen", JUNE, JULY), ("Bergen", "2026-09-01", ""), ("Oslo", MAY, "")]
    view = ksf.store.seen_by(ksf.boss)
    counted = [view.clusters(on=day)[0].members for day in (MAY, JUNE, JULY, "2026-08-31", "2026-09-01")]
    assert counted == [1, 2, 1, 1, 2]


def test_a_motor_municipality_takes_over_from_another(ksf: Ksf) -> None:
    structure.join_cluster(ksf.store, ksf.boss, ksf.cluster, BERGEN, MAY)
    structure.choose_motor(ksf.store, ksf.boss, ksf.cluster, OSLO, MAY)
    structure.choose_motor(ksf.store, ksf.boss, ksf.cluster, BERGEN, JULY)
    assert ksf.periods("motors") == [("Bergen", JULY, ""), ("Oslo", MAY, JULY)]
    assert [ksf.store.seen_by(ksf.boss).clusters(on=day)[0].motor for day in (MAY, JULY)] == ["Oslo", "Bergen"]
    structure.leave_cluster(ksf.store, ksf.boss, ksf.cluster, BERGEN, "2026-08-01")
    assert ksf.store.seen_by(ksf.boss).clusters()[0].motor == "", "who leaves is its motor no more"


def test_what_is_entered_on_its_first_day_by_mistake_never_was(ksf: Ksf) -> None:
    structure.join_cluster(ksf.store, ksf.boss, ksf.cluster, BERGEN, JUNE)
    structure.leave_cluster(ksf.store, ksf.boss, ksf.cluster, BERGEN, JUNE)
    assert ksf.periods() == [("Oslo", MAY, "")]


def test_a_cluster_ends_and_so_do_its_members(ksf: Ksf) -> None:
    structure.choose_motor(ksf.store, ksf.boss, ksf.cluster, OSLO, MAY)
    structure.end_cluster(ksf.store, ksf.boss, ksf.cluster, JULY)
    view = ksf.store.seen_by(ksf.boss)
    assert (len(view.clusters(on=JUNE)), view.clusters()) == (1, ())
    assert ksf.periods() == ksf.periods("motors") == [("Oslo", MAY, JULY)]
    assert [one.kind for one in view.my_audiences()] == ["region"], "nothing is shared with a cluster that is no more"
    with pytest.raises(BadInput, match="no_such_audience"):
        need_id = raise_need(ksf.store, ksf.boss, "Eksempel", OSLO)
        share.share(ksf.store, ksf.boss, need_id, "cluster", ksf.cluster)


def test_a_name_changes_and_both_stand_in_the_log(ksf: Ksf) -> None:
    version = ksf.store.seen_by(ksf.boss).cluster(ksf.cluster).fields["name"].version
    structure.rename_cluster(ksf.store, ksf.boss, ksf.cluster, "Nye Eksempelklyngen", expected=version)
    assert ksf.store.seen_by(ksf.boss).clusters()[0].name == "Nye Eksempelklyngen"
    refused(
        "field_conflict",
        lambda: structure.rename_cluster(ksf.store, ksf.boss, ksf.cluster, "En tredje", expected=version),
    )


def test_what_cannot_be(ksf: Ksf) -> None:
    store, boss, cluster = ksf.store, ksf.boss, ksf.cluster
    other = structure.make_cluster(store, boss, "Øst", "Naboklyngen", JUNE)
    cases: dict[str, Do] = {
        "day_unreadable": lambda: structure.join_cluster(store, boss, cluster, BERGEN, "31.2.2026"),
        "cluster_member_elsewhere": lambda: structure.join_cluster(store, boss, other, OSLO, JULY),
        "cluster_other_region": lambda: structure.join_cluster(store, boss, cluster, ksf.bodo, JULY),
        "day_before_start": lambda: structure.join_cluster(store, boss, other, BERGEN, MAY),
        "place_not_there": lambda: structure.join_cluster(store, boss, cluster, BERGEN, "2020-01-01"),
        "cluster_no_member": lambda: structure.choose_motor(store, boss, cluster, BERGEN, JULY),
        "cluster_name_taken": lambda: structure.make_cluster(store, boss, "Øst", "NABOKLYNGEN", JULY),
        "place_name_missing": lambda: structure.make_cluster(store, boss, "Øst", "  ", JULY),
        "place_name_long": lambda: structure.make_cluster(store, boss, "Øst", "x" * 101, JULY),
        "personal_number": lambda: structure.make_cluster(store, boss, "Øst", "01017000027", JULY),
        "region_unknown": lambda: structure.make_cluster(store, boss, "", "En til", JULY),
        "host_other_region": lambda: structure.choose_host(store, boss, "Øst", ksf.bodo, JULY),
        "municipality_missing": lambda: structure.join_cluster(store, boss, cluster, "", JULY),
        "not_there": lambda: structure.make_cluster(store, boss, "Vestlandet", "En til", JULY),
        "email_unreadable": lambda: save_field(store, boss, "municipality", OSLO, "contact_email", "ring meg"),
    }
    for code, do in cases.items():
        refused(code, do)
    refused("day_before_start", lambda: structure.leave_cluster(store, boss, cluster, OSLO, "2026-04-01"))
    structure.choose_motor(store, boss, cluster, OSLO, JUNE)
    refused("day_before_start", lambda: structure.choose_motor(store, boss, cluster, "", MAY))
    structure.end_cluster(store, boss, other, JULY)
    refused("cluster_not_there", lambda: structure.join_cluster(store, boss, other, BERGEN, JULY))


# -- regions


def test_hosts_take_turns(ksf: Ksf) -> None:
    ksf.store.keep_regions([("Øst", "0301", "2026-01-01"), ("Vest", "4601", "2026-01-01")])
    structure.choose_host(ksf.store, ksf.boss, "Øst", ALTA, JULY)
    view = ksf.store.seen_by(ksf.boss)
    assert [(one.municipality, one.valid_from, one.valid_to) for one in view.region("Øst").hosts] == [
        ("Alta", JULY, ""),
        ("Oslo", "2026-01-01", JULY),
    ]
    assert ksf.store.keep_regions([("Øst", "0301", "2026-01-01")]) == 0, (
        "what people have chosen stays at the next start"
    )
    assert {one.id: (one.host, one.municipalities, one.clusters) for one in view.regions()} == {
        "Nord": ("", 1, 0),
        "Vest": ("Bergen", 0, 0),
        "Øst": ("Alta", 3, 1),
    }


def test_oslo_changes_region_and_its_time_in_the_old_one_stays(ksf: Ksf) -> None:
    assert not ksf.store.keep_region_of("0301", "Øst")
    assert ksf.store.keep_region_of("0301", "Nord")
    assert not ksf.store.keep_region_of("0301", "Nord")
    assert ksf.store.keep_places(PLACES) == 0, "what ships does not take it back"
    names = ksf.store.seen_by(ksf.boss).municipality(OSLO).names
    assert [(one.region, bool(one.valid_to)) for one in names] == [("Nord", False), ("Øst", True)]
    assert names[1].valid_to == names[0].valid_from
    assert ("region", "Nord", "Nord") in ksf.store.seen_by(ksf.boss).my_audiences()


# -- rights


def test_who_coordinates_one_cluster_cannot_touch_another(ksf: Ksf) -> None:
    other = structure.make_cluster(ksf.store, ksf.boss, "Øst", "Naboklyngen", MAY)
    structure.join_cluster(ksf.store, ksf.boss, other, ALTA, MAY)
    neighbour = ksf.somebody(ALTA, "coordinator", "cluster", other)
    structure.rename_cluster(ksf.store, neighbour, other, "Naboene")
    structure.choose_motor(ksf.store, neighbour, other, ALTA, MAY)
    touch: list[Do] = [
        lambda: structure.rename_cluster(ksf.store, neighbour, ksf.cluster, "Tatt"),
        lambda: structure.end_cluster(ksf.store, neighbour, ksf.cluster, JULY),
        lambda: structure.join_cluster(ksf.store, neighbour, ksf.cluster, BERGEN, JULY),
        lambda: structure.leave_cluster(ksf.store, neighbour, ksf.cluster, OSLO, JULY),
        lambda: structure.choose_motor(ksf.store, neighbour, ksf.cluster, OSLO, JULY),
        lambda: structure.make_cluster(ksf.store, neighbour, "Øst", "En til", JULY),
        lambda: structure.choose_host(ksf.store, neighbour, "Øst", ALTA, JULY),
        lambda: save_field(ksf.store, neighbour, "municipality", OSLO, "note", "tatt"),
    ]
    for do in touch:
        with pytest.raises(Refused):
            do()
    assert ksf.periods() == [("Oslo", MAY, "")]


def test_nobody_takes_a_municipality_into_their_cluster_without_its_say(ksf: Ksf) -> None:
    """A coordinator coordinates the members: who could take in anybody could make themselves coordinator of anybody."""
    mine = ksf.somebody(OSLO, "coordinator", "cluster", ksf.cluster)
    with pytest.raises(Refused) as caught:
        structure.join_cluster(ksf.store, mine, ksf.cluster, BERGEN, JULY)
    assert caught.value.params["roles"] == "contact coordinator administrator"
    assert "coordinator" not in ksf.store.seen_by(mine).roles("municipality", BERGEN)
    team.appoint(ksf.store, ksf.boss, mine.person_id, "contact", "municipality", BERGEN)
    structure.join_cluster(ksf.store, mine, ksf.cluster, BERGEN, JULY)
    assert "coordinator" in ksf.store.seen_by(mine).roles("municipality", BERGEN)


def test_a_contact_speaks_for_the_municipality_and_no_other(ksf: Ksf) -> None:
    contact = ksf.somebody(OSLO, "contact", "municipality", OSLO)
    save_field(ksf.store, contact, "municipality", OSLO, "contact_name", "Eksempel Kontakt")
    structure.leave_cluster(ksf.store, contact, ksf.cluster, OSLO, JULY)
    assert ksf.periods() == [("Oslo", MAY, JULY)]
    for do in (
        lambda: save_field(ksf.store, contact, "municipality", BERGEN, "contact_name", "Tatt"),
        lambda: structure.join_cluster(ksf.store, contact, ksf.cluster, OSLO, "2026-08-01"),
    ):
        with pytest.raises(Refused):
            do()


def test_a_region_is_coordinated_by_its_own_and_a_nation_by_all_of_it(ksf: Ksf) -> None:
    north = ksf.somebody(ksf.bodo, "coordinator", "region", "Nord")
    structure.make_cluster(ksf.store, north, "Nord", "Salten", MAY)
    structure.choose_host(ksf.store, north, "Nord", ksf.bodo, MAY)
    with pytest.raises(Refused):
        structure.make_cluster(ksf.store, north, "Øst", "Tatt", MAY)
    nation = ksf.somebody(ALTA, "coordinator", "nation", NATION)
    structure.join_cluster(ksf.store, nation, ksf.cluster, BERGEN, JUNE)
    assert len(ksf.store.seen_by(nation).clusters()) == 2


def test_the_structure_is_open_to_all_who_are_known_and_to_no_others(ksf: Ksf) -> None:
    reader = ksf.store.seen_by(ksf.somebody(BERGEN))
    assert reader.cluster(ksf.cluster).name == "Eksempelklyngen"
    assert reader.municipality(OSLO).people is None, "how many people there are is theirs to know"
    assert ksf.store.seen_by(ksf.boss).municipality(OSLO).people == 1
    nobody = ksf.store.seen_by(NOBODY)
    assert (nobody.clusters(), nobody.regions(), nobody.names(), nobody.reforms()) == ((), (), (), ())
    for look in (lambda: nobody.cluster(ksf.cluster), lambda: nobody.municipality(OSLO), lambda: nobody.region("Øst")):
        with pytest.raises(NotThere):
            look()


def test_the_log_does_not_remember_who_a_contact_without_account_is(ksf: Ksf, tmp_path: Path) -> None:
    save_field(ksf.store, ksf.boss, "municipality", OSLO, "contact_name", "Eksempel Kontakt")
    save_field(ksf.store, ksf.boss, "municipality", OSLO, "contact_email", "kontakt@eksempel.no")
    save_field(ksf.store, ksf.boss, "municipality", OSLO, "contact_name", "")
    told = rows(
        tmp_path / "ksf.sqlite", "SELECT field, old_value, new_value FROM event WHERE verb = 'municipality.edit'"
    )
    assert told == [("contact_name", None, None), ("contact_email", None, None), ("contact_name", None, None)]


def test_a_share_with_the_cluster_is_read_while_one_is_in_it(ksf: Ksf) -> None:
    need_id = raise_need(ksf.store, ksf.boss, "Eksempel: et behov", OSLO)
    share.share(ksf.store, ksf.boss, need_id, "cluster", ksf.cluster)
    reader = ksf.store.seen_by(ksf.somebody(BERGEN))
    with pytest.raises(NotThere):
        reader.need(need_id)
    structure.join_cluster(ksf.store, ksf.boss, ksf.cluster, BERGEN, MAY)
    assert reader.need(need_id).municipality == "Oslo"
    structure.leave_cluster(ksf.store, ksf.boss, ksf.cluster, BERGEN, JULY)
    with pytest.raises(NotThere):
        reader.need(need_id)
