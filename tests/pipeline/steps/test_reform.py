"""Municipalities that merge, split and change name, played through: right before the day, on it and after; and taken back."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from data.store import SqliteStore
from pipeline import days
from pipeline.errors import NotThere, Problem, Refused
from pipeline.rows import NATION, NOBODY, Actor
from pipeline.steps import need, people, question, reform, research_need, share, structure, team
from pipeline.structure import NewPlace
from tests.makers import ALTA, BERGEN, OSLO, PLACES, make_store
from tests.pipeline.cast import bare

BEFORE, DAY, AFTER = "2026-12-31", "2027-01-01", "2027-06-01"
NEW = NewPlace("9901", "Nybyen", "Oslo", "Øst")
OTHER = NewPlace("9902", "Utkanten", "Oslo", "Øst")
Clock = Callable[[str], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let it be noon of a day from now on."""

    def turn(day: str) -> None:
        class Noon(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Noon:
                return cls.fromisoformat(f"{day}T12:00:00").replace(tzinfo=tz or UTC)

        for clocks in ("data.rowing.datetime", "pipeline.days.datetime"):
            monkeypatch.setattr(clocks, Noon)

    turn("2026-11-01")
    return turn


class Land:
    """Oslo, Bergen and Alta with a contact and somebody with no role each, a question each, and an administrator in Alta."""

    def __init__(self, path: Path) -> None:
        self.store: SqliteStore = make_store(path)
        self.boss = people.register(self.store, "Eksempel Administrator", ALTA)
        self.contacts = {one: self._contact(one) for one in (OSLO, BERGEN, ALTA)}
        self.staff = {one: bare(self.store, f"Eksempel ansatt {one}", one) for one in (OSLO, BERGEN, ALTA)}
        self.questions = {one: self.ask(one) for one in (OSLO, BERGEN, ALTA)}

    def _contact(self, place: str) -> Actor:
        actor = bare(self.store, f"Eksempel kontakt {place}", place)
        team.appoint(self.store, self.boss, actor.person_id, "contact", "municipality", place)
        return actor

    def ask(self, place: str, actor: Actor | None = None) -> str:
        """A question of a municipality's contact, with an entry in the register."""
        actor = actor or self.contacts[place]
        question_id = question.start_question(
            self.store, actor, need.raise_need(self.store, actor, f"Eksempel fra {place}", place)
        )
        research_need.raise_research_need(self.store, actor, question_id, {"reason": "E", "title": f"Hva med {place}?"})
        return question_id

    def asked(self, actor: Actor, **wanted: str) -> list[str]:
        """What somebody finds, as "municipality (now)"."""
        found = self.store.seen_by(actor).questions(**wanted)  # type: ignore[arg-type]
        assert len(found) == self.store.seen_by(actor).count_questions(**wanted)
        return sorted(f"{one.municipality} ({one.municipality_now})" for one in found)

    def registered(self, actor: Actor, place: str) -> int:
        """How many entries of the register somebody finds under a municipality."""
        return len(self.store.seen_by(actor).research_needs(municipality_id=place))

    def names(self) -> list[str]:
        return [one.name for one in self.store.seen_by(NOBODY).places()]


@pytest.fixture
def land(tmp_path: Path, clock: Clock) -> Iterator[Land]:
    made = Land(tmp_path / "land.sqlite")
    yield made
    made.store.close()


def refused(code: str, do: Callable[[], object]) -> None:
    with pytest.raises(Problem) as caught:
        do()
    assert caught.value.code == code, caught.value


# -- a merge


def test_a_merge_played_through(land: Land, clock: Clock) -> None:
    oslo, bergen = land.contacts[OSLO], land.contacts[BERGEN]
    nybyen = reform.merge(land.store, land.boss, [OSLO, BERGEN], NEW, DAY)
    for day in ("2026-11-01", BEFORE):
        clock(day)
        assert land.names() == ["Oslo", "Bergen", "Alta"]
        assert land.asked(oslo) == ["Oslo (Oslo)"], "nothing has happened yet"
        assert land.asked(bergen) == land.asked(bergen, text="bergen") == ["Bergen (Bergen)"]
        assert land.asked(oslo, text="Nybyen") == []
        assert (land.registered(oslo, OSLO), land.registered(oslo, nybyen)) == (1, 0)
        assert land.store.seen_by(land.staff[OSLO]).my_place().name == "Oslo"  # type: ignore[union-attr]
        refused("municipality_missing", lambda: land.ask(nybyen, oslo))
    for day in (DAY, AFTER):
        clock(day)
        assert land.names() == ["Alta", "Nybyen"]
        both = ["Bergen (Nybyen)", "Oslo (Nybyen)"]
        assert land.asked(oslo) == land.asked(bergen) == land.asked(oslo, text="Nybyen") == both
        assert land.asked(oslo, text="bergen") == ["Bergen (Nybyen)"], "found by the old name, too"
        for place in (OSLO, BERGEN, nybyen):
            assert land.asked(oslo, place=place) == both, "old and new are counted together"
            assert land.registered(oslo, place) == 2
        assert [one.name for one in land.store.seen_by(oslo).places_asked()] == ["Nybyen"]
        assert land.store.seen_by(land.staff[BERGEN]).my_place().id == nybyen  # type: ignore[union-attr]
        assert land.asked(land.contacts[ALTA]) == ["Alta (Alta)"], "the wall to the neighbour stands"
        assert land.asked(land.staff[OSLO]) == [], "who has no role has none after it"
    land.ask(nybyen, bergen)
    assert land.asked(oslo) == ["Bergen (Nybyen)", "Nybyen (Nybyen)", "Oslo (Nybyen)"]


def test_the_name_of_the_day_stays_on_what_was_asked_that_day(land: Land, clock: Clock) -> None:
    reform.rename(land.store, land.boss, OSLO, NewPlace("0302", "Kristiania", "Oslo", "Øst"), DAY)
    clock(AFTER)
    land.ask(OSLO)
    assert land.asked(land.contacts[OSLO]) == ["Kristiania (Kristiania)", "Oslo (Kristiania)"]
    assert land.asked(land.contacts[OSLO], text="oslo") == ["Oslo (Kristiania)"]
    assert len(land.asked(land.contacts[OSLO], text="kristiania")) == 2
    reform.merge(land.store, land.boss, [OSLO], BERGEN, "2027-06-02")
    clock("2027-07-01")
    assert land.asked(land.contacts[BERGEN]) == ["Bergen (Bergen)", "Kristiania (Bergen)", "Oslo (Bergen)"]


def test_roles_and_walls_through_a_merge(land: Land, clock: Clock) -> None:
    view = {place: land.store.seen_by(actor) for place, actor in land.contacts.items()}
    nybyen = reform.merge(land.store, land.boss, [OSLO, BERGEN], NEW, DAY)
    of_bergen = view[BERGEN].question(land.questions[BERGEN]).need_id
    clock(BEFORE)
    with pytest.raises(NotThere):
        view[OSLO].need(of_bergen)
    clock(DAY)
    assert view[OSLO].roles("need", of_bergen) == {"known", "employee", "contact"}
    assert view[OSLO].roles("municipality", nybyen) == {"known", "employee", "contact"}
    with pytest.raises(NotThere):
        view[ALTA].need(of_bergen)
    with pytest.raises(NotThere):
        land.store.seen_by(land.staff[OSLO]).need(of_bergen)
    assert {one.name for one in land.store.seen_by(land.staff[OSLO]).people()} >= {"Eksempel kontakt no-4601"}
    share.share(land.store, land.contacts[ALTA], view[ALTA].question(land.questions[ALTA]).need_id, "region", "Øst")
    assert land.asked(land.staff[OSLO]) == ["Alta (Alta)"], "the heir's region is theirs"


def test_places_in_clusters_and_regions_are_handed_on(land: Land, clock: Clock) -> None:
    store, boss = land.store, land.boss
    clusters = [structure.make_cluster(store, boss, "Øst", name, "2026-02-01") for name in ("En", "To")]
    for place in (OSLO, BERGEN):
        structure.join_cluster(store, boss, clusters[0], place, "2026-02-01")
    structure.choose_motor(store, boss, clusters[0], BERGEN, "2026-02-01")
    structure.choose_host(store, boss, "Øst", OSLO, "2026-02-01")
    nybyen = reform.merge(store, boss, [OSLO, BERGEN], NEW, DAY)
    view = store.seen_by(boss)
    told = [[(one.name, one.motor, one.members) for one in view.clusters(on=day)] for day in (BEFORE, DAY)]
    assert told == [[("En", "Bergen", 2), ("To", "", 0)], [("En", "Nybyen", 1), ("To", "", 0)]]
    hosts = [next(one.host for one in view.regions(on=day) if one.id == "Øst") for day in (BEFORE, DAY)]
    assert hosts == ["Oslo", "Nybyen"]
    structure.join_cluster(store, boss, clusters[1], ALTA, "2026-02-01")
    clock(AFTER)
    reform.merge(store, boss, [nybyen, ALTA], OTHER, "2027-07-01")
    assert [one.members for one in view.clusters(on="2027-07-01")] == [0, 0], "of two clusters nobody knows which"


def test_into_one_that_is_there_its_own_place_stands(land: Land) -> None:
    store, boss = land.store, land.boss
    one, two = (structure.make_cluster(store, boss, "Øst", name, "2026-02-01") for name in ("En", "To"))
    structure.join_cluster(store, boss, one, OSLO, "2026-02-01")
    structure.join_cluster(store, boss, two, BERGEN, "2026-02-01")
    structure.choose_motor(store, boss, one, OSLO, "2026-02-01")
    assert reform.merge(store, boss, [OSLO], BERGEN, DAY) == BERGEN
    found = {c.name: (c.members, c.motor) for c in store.seen_by(boss).clusters(on=DAY)}
    assert found == {"En": (0, ""), "To": (1, "")}


# -- a split


def test_a_split_where_the_municipality_goes_on(land: Land, clock: Clock) -> None:
    own = NewPlace("0302", "Oslo", "Oslo", "Øst")
    _oslo, utkanten = reform.split(land.store, land.boss, OSLO, [OSLO, OTHER], 0, DAY, own=own)
    clock(BEFORE)
    assert land.names() == ["Oslo", "Bergen", "Alta"]
    clock(DAY)
    assert next((one.number, one.name) for one in land.store.seen_by(NOBODY).places()) == ("0302", "Oslo")
    contact = bare(land.store, "Eksempel ny kontakt", utkanten)
    team.appoint(land.store, land.boss, contact.person_id, "contact", "municipality", utkanten)
    assert land.asked(contact) == [] == land.asked(contact, place=OSLO), "who is not the heir sees nothing of the old"
    assert land.registered(contact, OSLO) == 0
    assert land.asked(land.contacts[OSLO]) == ["Oslo (Oslo)"]
    land.ask(utkanten, contact)
    assert land.asked(land.contacts[OSLO]) == ["Oslo (Oslo)"], "and the heir nothing of the other"
    moved = land.store.seen_by(land.contacts[OSLO]).question(land.questions[OSLO]).need_id
    need.move_need(land.store, land.contacts[OSLO], moved, utkanten)
    assert len(land.asked(contact)) == 2, "unless it was moved"


def test_a_split_where_it_is_no_more(land: Land, clock: Clock) -> None:
    heir, other = reform.split(land.store, land.boss, OSLO, [OTHER, NEW], 1, DAY)[::-1]
    clock(AFTER)
    assert land.names() == ["Bergen", "Alta", "Nybyen", "Utkanten"]
    assert land.asked(land.contacts[OSLO]) == ["Oslo (Nybyen)"]
    assert land.registered(land.contacts[OSLO], heir) == 1 and land.registered(land.contacts[OSLO], other) == 0
    assert "contact" not in land.store.seen_by(land.contacts[OSLO]).roles("municipality", other)
    entry = land.store.seen_by(land.boss).municipality(OSLO)
    assert [(one.to_name, one.heir) for one in entry.became] == [("Nybyen", True), ("Utkanten", False)]
    assert (entry.place_id, entry.names[0].valid_to) == (heir, DAY)


def test_merged_and_split_again(land: Land, clock: Clock) -> None:
    nybyen = reform.merge(land.store, land.boss, [OSLO, BERGEN], NEW, DAY)
    clock(AFTER)
    land.ask(nybyen, land.contacts[OSLO])
    west = NewPlace("9903", "Nye Bergen", "Oslo", "Øst")
    east = NewPlace("9904", "Nye Oslo", "Oslo", "Øst")
    reform.split(land.store, land.boss, nybyen, [west, east], 1, "2027-06-02")
    clock("2027-07-01")
    assert land.asked(land.contacts[BERGEN]) == ["Bergen (Nye Oslo)", "Nybyen (Nye Oslo)", "Oslo (Nye Oslo)"]
    assert land.names() == ["Alta", "Nye Bergen", "Nye Oslo"]


# -- taken back


def test_a_merge_entered_by_mistake_is_taken_back_whole(land: Land, clock: Clock) -> None:
    store, boss = land.store, land.boss
    cluster = structure.make_cluster(store, boss, "Øst", "En", "2026-02-01")
    structure.join_cluster(store, boss, cluster, OSLO, "2026-02-01")
    structure.choose_motor(store, boss, cluster, OSLO, "2026-02-01")
    before = (land.names(), store.structure("2026-11-01"), store.structure(AFTER), land.asked(land.contacts[OSLO]))
    reform.merge(store, boss, [OSLO, BERGEN], NEW, "2026-10-01")
    assert land.asked(land.contacts[OSLO]) == ["Bergen (Nybyen)", "Oslo (Nybyen)"]
    entered = store.seen_by(boss).reforms()[0]
    assert (entered.before, entered.after, entered.person) == (
        ("Oslo", "Bergen"),
        ("Nybyen",),
        "Eksempel Administrator",
    )
    reform.take_back(store, boss, entered.id, why="Feil dag")
    after = (land.names(), store.structure("2026-11-01"), store.structure(AFTER), land.asked(land.contacts[OSLO]))
    assert after == before
    assert store.seen_by(boss).reforms()[0].undone_at, "the log shows both"
    refused("reform_overtaken", lambda: reform.take_back(store, boss, entered.id))
    again = reform.merge(store, boss, [OSLO, BERGEN], NEW, DAY)
    clock(DAY)
    assert store.seen_by(boss).my_place() is not None and land.names() == ["Alta", "Nybyen"]
    assert store.seen_by(land.contacts[OSLO]).my_place().id == again  # type: ignore[union-attr]
    assert store.keep_places(PLACES) == 0, "a new start does not bring the old ones back"


def test_what_was_built_upon_is_not_taken_back(land: Land) -> None:
    store, boss = land.store, land.boss
    nybyen = reform.merge(store, boss, [OSLO, BERGEN], NEW, "2026-10-01")
    merged = store.seen_by(boss).reforms()[0].id
    reform.rename(store, boss, nybyen, OTHER, "2026-10-15")
    refused("reform_overtaken", lambda: reform.take_back(store, boss, merged))
    reform.take_back(store, boss, store.seen_by(boss).reforms()[0].id)
    people.register(store, "Eksempel Innflytter", nybyen)
    refused("reform_in_use", lambda: reform.take_back(store, boss, merged))
    assert land.names() == ["Alta", "Nybyen"], "a refusal leaves all as it was"


# -- what cannot be


def test_what_cannot_be(land: Land) -> None:
    store, boss = land.store, land.boss
    cases: dict[str, Callable[[], object]] = {
        "merge_too_few": lambda: reform.merge(store, boss, [OSLO, OSLO], NEW, DAY),
        "merge_into_itself": lambda: reform.merge(store, boss, [OSLO, BERGEN], OSLO, DAY),
        "day_unreadable": lambda: reform.merge(store, boss, [OSLO, BERGEN], NEW, "snart"),
        "day_before_start": lambda: reform.merge(store, boss, [OSLO, BERGEN], NEW, "2026-01-01"),
        "number_taken": lambda: reform.merge(store, boss, [OSLO, BERGEN], NewPlace("5601", "N", "O", "Øst"), DAY),
        "number_unreadable": lambda: reform.merge(store, boss, [OSLO, BERGEN], NewPlace("99", "N", "O", "Øst"), DAY),
        "place_name_missing": lambda: reform.merge(store, boss, [OSLO, BERGEN], NewPlace("9901", " ", "O", "Øst"), DAY),
        "county_missing": lambda: reform.merge(store, boss, [OSLO, BERGEN], NewPlace("9901", "N", "", "Øst"), DAY),
        "region_unknown": lambda: reform.merge(store, boss, [OSLO, BERGEN], NewPlace("9901", "N", "O", "Sør"), DAY),
        "split_too_few": lambda: reform.split(store, boss, OSLO, [NEW], 0, DAY),
        "split_heir": lambda: reform.split(store, boss, OSLO, [NEW, OSLO], 0, DAY),
        "split_part_twice": lambda: reform.split(store, boss, OSLO, [BERGEN, BERGEN], 0, DAY),
        "rename_same": lambda: reform.rename(store, boss, OSLO, NewPlace("0301", "Oslo", "Oslo", "Øst"), DAY),
        "not_there": lambda: reform.merge(store, boss, [OSLO, "ingen"], NEW, DAY),
        "municipality_missing": lambda: reform.split(store, boss, "", [NEW, OTHER], 0, DAY),
        "reform_missing": lambda: reform.take_back(store, boss, ""),
    }
    for code, do in cases.items():
        refused(code, do)
    assert store.seen_by(boss).reforms() == ()
    reform.merge(store, boss, [OSLO, BERGEN], NEW, DAY)
    refused("reform_ahead", lambda: reform.rename(store, boss, OSLO, OTHER, "2026-12-01"))
    refused("place_not_there", lambda: reform.split(store, boss, OSLO, [OTHER, ALTA], 0, AFTER))
    refused("place_not_there", lambda: reform.merge(store, boss, [ALTA], OSLO, "2026-12-01"))


def test_only_the_nation_changes_the_map(land: Land) -> None:
    region = bare(land.store, "Eksempel regionkoordinator", OSLO)
    team.appoint(land.store, land.boss, region.person_id, "coordinator", "region", "Øst")
    for actor in (region, land.contacts[OSLO], land.staff[OSLO]):
        with pytest.raises(Refused):
            reform.merge(land.store, actor, [OSLO, BERGEN], NEW, DAY)
    nation = bare(land.store, "Eksempel KS", ALTA)
    team.appoint(land.store, land.boss, nation.person_id, "coordinator", "nation", NATION)
    reform.merge(land.store, nation, [OSLO, BERGEN], NEW, DAY)


# -- whatever is entered, in whatever order


@given(
    some.lists(
        some.tuples(
            some.sampled_from(["merge", "into", "split", "part", "rename", "back"]),
            some.integers(0, 9),
            some.integers(0, 9),
            some.integers(1, 28),
        ),
        max_size=12,
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_municipality_belongs_to_exactly_one_place(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int, int, int]]
) -> None:
    store = make_store(tmp_path_factory.mktemp("land") / "land.sqlite")
    try:
        boss = people.register(store, "Eksempel Administrator", OSLO)
        view = store.seen_by(boss)
        for number, (act, one, two, day) in enumerate(acts):
            ids = sorted({each.municipality_id for each in view.names()})
            first, second = ids[one % len(ids)], ids[two % len(ids)]
            new = [NewPlace(f"{9000 + 2 * number + n}", f"Ny {number}.{n}", "Oslo", "Øst") for n in (0, 1)]
            on = f"2026-{2 + number % 11:02}-{day:02}"
            try:
                if act == "merge":
                    reform.merge(store, boss, [first, second], new[0], on)
                elif act == "into":
                    reform.merge(store, boss, [first], second, on)
                elif act == "split":
                    reform.split(store, boss, first, new, one % 2, on)
                elif act == "part":
                    reform.split(store, boss, first, [first, second, new[0]], 0, on)
                elif act == "rename":
                    reform.rename(store, boss, first, new[0], on)
                elif entered := view.reforms():
                    reform.take_back(store, boss, entered[one % len(entered)].id)
            except Problem:
                continue  # most of what chance enters cannot be; what is left must be whole
        today = [each.id for each in view.places()]
        assert len(today) == len(set(today)) >= 1
        assert len({each.number for each in view.places()}) == len(today)
        groups: dict[str, set[str]] = {}
        for municipality_id in {each.municipality_id for each in view.names()}:
            entry = view.municipality(municipality_id)
            begun = any(each.valid_from <= days.today() for each in entry.names)
            if begun:
                assert entry.place_id in today, "everything leads to one that is there today"
                groups.setdefault(entry.place_id, set()).add(municipality_id)
            spans = sorted((each.valid_from, each.valid_to or "9999") for each in entry.names)
            assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans)), "one name at a time"
        assert set(groups) == set(today)
        assert sum(len(group) for group in groups.values()) == len(set().union(*groups.values()))
        home = view.my_place()
        assert home is not None and OSLO in groups[home.id]
    finally:
        store.close()
