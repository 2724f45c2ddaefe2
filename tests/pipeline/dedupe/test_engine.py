"""What becomes one reference, what a person is asked about, and what is left alone. All records are made up."""

from __future__ import annotations

import os
import random
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.dedupe import pairs_of, score
from pipeline.dedupe.engine import Deduplicated, Item, dedupe, dedupe_new
from pipeline.dedupe.table import read_table
from pipeline.errors import BadInput
from pipeline.records import Record

TRIAL = Record(
    title="Example trial of balance training in home care: a made-up study",
    authors=("Made-Up, Anna", "Invented, Bo"),
    year=2020,
    journal="Journal of Example Research",
    volume="12",
    issue="3",
    pages="101-110",
    doi="10.1000/example.1",
    pmid="1001",
)
BARE = replace(TRIAL, doi="", pmid="")
REVIEW = replace(
    TRIAL,
    title="Example exercise for preventing made-up falls",
    journal="Cochrane Database Syst Rev",
    volume="1",
    pages="CD999999",
    doi="10.1002/14651858.cd999999.pub2",
    pmid="1002",
)


def both(a: Record, b: Record) -> Deduplicated:
    return dedupe([Item("a", a), Item("b", b)])


SAME = [
    ("dedupe_same_pmid", TRIAL, replace(TRIAL, title="Prøve av balansetrening", doi="")),
    ("dedupe_same_doi", TRIAL, replace(TRIAL, pmid="", doi="https://doi.org/10.1000/EXAMPLE.1", pages="", volume="")),
    (
        "dedupe_same_title",
        BARE,
        replace(BARE, title="EXAMPLE TRIAL of balance training in home-care; a made up study."),
    ),
    ("dedupe_same_title", BARE, replace(BARE, year=2021, volume="", pages="", journal="J Example Res")),
    ("dedupe_same_title", BARE, replace(BARE, authors=(), volume="")),
    ("dedupe_same_title", BARE, replace(BARE, authors=("Anna Made-Up", "Bo Invented"))),
    ("dedupe_same_title", BARE, replace(BARE, title=BARE.title + " [Review] [12 refs]")),
    (
        "dedupe_same_title",
        replace(BARE, title="Effects of TNF-α &amp; <i>made-up</i> sugar in nursing homes"),
        replace(BARE, title="Effects of TNF-alpha and made-up sugar in nursing homes"),
    ),
    (
        "dedupe_close_title_same_place",
        BARE,
        replace(BARE, title="Example trial of balance trainning in home care: a made-up study"),
    ),
    ("dedupe_close_title_same_place", BARE, replace(BARE, title="Example trial of balance training in home care")),
    ("dedupe_same_title", replace(BARE, title="Editorial"), replace(BARE, title="Editorial.")),
]


@pytest.mark.parametrize(("code", "a", "b"), SAME)
def test_is_one_reference(code: str, a: Record, b: Record) -> None:
    result = both(a, b)
    assert result.clusters == (("a", "b"),)
    assert [merge.reason_code for merge in result.reasons] == [code]
    assert result.doubtful == ()


DOUBTFUL = [
    (
        "dedupe_other_cochrane_version",
        REVIEW,
        replace(REVIEW, doi="10.1002/14651858.cd999999.pub3", pmid="1003", year=2023),
    ),
    ("dedupe_other_cochrane_version", REVIEW, replace(REVIEW, doi="10.1002/14651858.cd999999", pmid="", year=2014)),
    ("dedupe_other_cochrane_version", replace(REVIEW, doi="", pmid=""), replace(REVIEW, doi="", pmid="", year=2015)),
    (
        "dedupe_abridged",
        REVIEW,
        replace(
            REVIEW,
            title=REVIEW.title + ": an abridged Cochrane review",
            doi="10.1000/b",
            pmid="1004",
            journal="Example Medicine",
            volume="54",
            pages="885-891",
        ),
    ),
    (
        "dedupe_notice",
        TRIAL,
        replace(TRIAL, title="Erratum: " + TRIAL.title, doi="10.1000/example.2", pmid="", pages="120-120"),
    ),
    ("dedupe_notice", TRIAL, replace(TRIAL, title="Correction to: " + TRIAL.title)),
    ("dedupe_notice", TRIAL, replace(TRIAL, title="Retracted: " + TRIAL.title)),
    ("dedupe_notice", TRIAL, replace(TRIAL, title="Comment on " + TRIAL.title, doi="10.1000/example.9", pmid="")),
    ("dedupe_notice", BARE, replace(BARE, title=BARE.title + ": study protocol")),
    (
        "dedupe_other_part",
        replace(BARE, title="Made-up care of older people at home. Part I: training"),
        replace(BARE, title="Made-up care of older people at home. Part II: training"),
    ),
    ("dedupe_other_doi", replace(TRIAL, pmid=""), replace(TRIAL, pmid="", doi="10.1000/example.7", pages="400-410")),
    ("dedupe_other_pmid", TRIAL, replace(TRIAL, pmid="1009")),
    ("dedupe_elsewhere", BARE, replace(BARE, journal="Abstracts Of Something Quite Else", volume="88", pages="5-6")),
    (
        "dedupe_same_doi_other_title",
        TRIAL,
        replace(TRIAL, title="Something not at all alike", pmid="", pages="7-9", volume="2"),
    ),
    (
        "dedupe_same_title_other_details",
        replace(BARE, volume="", pages=""),
        replace(BARE, year=2023, volume="", pages=""),
    ),
    ("dedupe_same_title_other_author", BARE, replace(BARE, authors=("Zzyzx, Quentin",))),
    (
        "dedupe_close_title",
        replace(BARE, volume="", pages=""),
        replace(BARE, title="Example trial of balance trainning in home care: a made-up study", volume="", pages=""),
    ),
    ("dedupe_same_place_other_title", BARE, replace(BARE, title="Studie av noe helt annet på et annet språk")),
]


@pytest.mark.parametrize(("code", "a", "b"), DOUBTFUL)
def test_is_for_a_person(code: str, a: Record, b: Record) -> None:
    result = both(a, b)
    assert result.clusters == (("a",), ("b",))
    assert [doubt.reason_code for doubt in result.doubtful] == [code]


APART = [
    (
        "recurring title, next issue",
        replace(BARE, title="Editorial", doi="10.1000/e1"),
        replace(BARE, title="Editorial", doi="10.1000/e2"),
    ),
    ("recurring title, other pages", replace(BARE, title="Letter"), replace(BARE, title="Letter", pages="1-2")),
    (
        "recurring title, no pages",
        replace(BARE, title="Remarks: Editor's comments", pages="", issue="1"),
        replace(BARE, title="Remarks: Editor's comments", pages="", issue="2"),
    ),
    ("two Cochrane reviews", REVIEW, replace(REVIEW, doi="10.1002/14651858.cd888888", pmid="", pages="CD888888")),
    (
        "unlike",
        TRIAL,
        replace(TRIAL, title="Quite another matter", doi="10.1000/x", pmid="77", pages="1-9", volume="1"),
    ),
    ("nothing known", Record(), Record()),
    ("only years", Record(year=2020), Record(year=2020)),
]


@pytest.mark.parametrize(("a", "b"), [pair[1:] for pair in APART], ids=[pair[0] for pair in APART])
def test_has_nothing_to_do_with_each_other(a: Record, b: Record) -> None:
    result = both(a, b)
    assert result.clusters == (("a",), ("b",))
    assert result.doubtful == ()


def test_a_chain_does_not_join_what_contradicts() -> None:
    """A record without DOI fits both versions of a review; the versions stay apart and a person is asked."""
    new = replace(REVIEW, doi="10.1002/14651858.cd999999.pub3", pmid="")
    bare = replace(REVIEW, doi="", pmid="", pages="")
    result = dedupe([Item("v2", REVIEW), Item("v3", new), Item("x", bare)])
    assert not any({"v2", "v3"} <= set(cluster) for cluster in result.clusters)
    assert len(result.clusters) == 2
    assert len(result.doubtful) == 1


def test_reasons_hold_a_cluster_together_and_params_fill_the_sentence() -> None:
    result = dedupe([Item(name, TRIAL) for name in "dbac"])
    assert result.clusters == (("a", "b", "c", "d"),)
    assert len(result.reasons) == 3
    assert all(merge.params == {"pmid": "1001"} and merge.a < merge.b for merge in result.reasons)


def test_id_twice_is_named() -> None:
    with pytest.raises(BadInput) as problem:
        dedupe([Item("a", TRIAL), Item("a", REVIEW)])
    assert problem.value.code == "dedupe_id_twice"
    assert problem.value.params == {"id": "a"}


def test_nothing_in_nothing_out() -> None:
    assert dedupe([]) == Deduplicated((), (), ())


class TestNew:
    def test_joins_an_existing_group(self) -> None:
        result = dedupe_new([Item("n", TRIAL)], [Item("e1", TRIAL), Item("e2", REVIEW)])
        assert result.clusters == (("e1", "n"), ("e2",))

    def test_what_a_person_split_stays_split(self) -> None:
        result = dedupe_new([Item("n", REVIEW)], [Item("e1", TRIAL), Item("e2", TRIAL)])
        assert result.clusters == (("e1",), ("e2",), ("n",))

    def test_never_joins_two_existing_groups(self) -> None:
        result = dedupe_new([Item("n", TRIAL)], [Item("e1", TRIAL), Item("e2", TRIAL)])
        assert sorted(map(len, result.clusters)) == [1, 2]
        assert [doubt.reason_code for doubt in result.doubtful] == ["dedupe_chain_conflict"]

    def test_keeps_the_groups_it_is_given(self) -> None:
        existing = [Item("e1", TRIAL), Item("e2", REVIEW)]
        assert dedupe_new([], existing, [("e1", "e2")]).clusters == (("e1", "e2"),)


RECORDS = st.builds(
    Record,
    title=st.sampled_from(
        ["", "Editorial", TRIAL.title, BARE.title + " part II", REVIEW.title, "Erratum: " + TRIAL.title]
    ),
    authors=st.sampled_from([(), ("Made-Up, Anna",), ("Other, Ola", "Made-Up, Anna")]),
    year=st.sampled_from([None, 2019, 2020, 2024]),
    volume=st.sampled_from(["", "1", "12"]),
    pages=st.sampled_from(["", "1-9", "101-10", "e7", "CD999999"]),
    doi=st.sampled_from(["", "10.1000/a", "10.1000/b", "10.1002/14651858.cd999999.pub2", "10.1002/14651858.cd999999"]),
    pmid=st.sampled_from(["", "1", "2"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORDS, max_size=12), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_nothing_is_lost(records: list[Record], chance: random.Random) -> None:
    items = [Item(f"r{number}", record) for number, record in enumerate(records)]
    result = dedupe(items)
    assert sorted(one for cluster in result.clusters for one in cluster) == sorted(item.id for item in items)
    cluster_of = {one: cluster for cluster in result.clusters for one in cluster}
    assert all(cluster_of[doubt.a] != cluster_of[doubt.b] for doubt in result.doubtful)
    assert sum(len(cluster) - 1 for cluster in result.clusters) == len(result.reasons)
    chance.shuffle(items)
    assert dedupe(items) == result


def test_many_records_take_seconds_also_when_all_are_alike() -> None:
    words = ["care", "home", "made", "training", "balance", "study", "nurse", "sleep", "food", "walk", "night", "older"]
    chance = random.Random(7)
    items = [
        Item(f"r{n}", replace(BARE, title=" ".join(chance.choices(words, k=9)) + f" {n // 2}", volume=str(n % 60)))
        for n in range(4000)
    ] + [Item(f"s{n}", replace(BARE, volume=str(n), pages="")) for n in range(1000)]
    started = time.perf_counter()
    dedupe(items)
    assert time.perf_counter() - started < 20


FLOORS = {  # pairs F1 and precision, published labels, no lower than this
    "cytology_screening": (0.985, 1.0),
    "digital_work": (0.98, 0.999),
    "respiratory": (0.955, 0.997),
    "tafenoquine": (1.0, 1.0),
}
SHARED = Path(os.environ.get("KUNNSKAPSBROEN_SHARED", Path(__file__).resolve().parents[3] / ".." / "shared"))


@pytest.mark.parametrize("name", FLOORS)
def test_labelled_set(name: str) -> None:
    folder = SHARED / "benchmarks" / "dedup" / name
    if not folder.exists():
        pytest.skip(f"labelled set {name} is not here")
    result = dedupe(read_table((folder / "records.csv.gz").read_bytes()))
    clusters: dict[str, list[str]] = {}
    for line in (folder / "truth.csv").read_text(encoding="utf-8").splitlines()[1:]:
        record, cluster = line.split(",")[:2]
        clusters.setdefault(cluster, []).append(record)
    found = score(pairs_of(result.clusters), pairs_of(clusters.values()))
    assert (found.f1, found.precision) >= FLOORS[name]
    assert found.precision >= FLOORS[name][1]
