"""What holds of any records: order, copies, contradictions, new records beside old ones. All records are made up."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dedupe.engine import Deduplicated, Item, dedupe, known, match_new, with_versions
from pipeline.dedupe.places import read_doi, read_pages, registrant
from pipeline.records import Record

TITLE = "Example trial of balance training in home care: a made-up study"
TITLES = [
    "",
    "Editorial",
    TITLE,
    TITLE.upper() + " [Review]",
    "Example trial of balance training in home care",
    "Example trial of balance trainning in home care: a made-up study",
    TITLE + " part II",
    "Erratum: " + TITLE,
    "Example exercise for preventing made-up falls",
    "Oppdiktet prøve av balansetrening i hjemmet",
    "虚构的老年人平衡训练研究",
]
RECORDS = st.builds(
    Record,
    title=st.sampled_from(TITLES),
    authors=st.sampled_from([(), ("Made-Up, Anna",), ("Other, Ola", "Made-Up, Anna"), ("Balance Study Group",)]),
    year=st.sampled_from([None, 2019, 2020, 2024]),
    journal=st.sampled_from(["", "Journal of Example Research", "J Example Res", "medRxiv", "Sample Conference"]),
    volume=st.sampled_from(["", "1", "12"]),
    issue=st.sampled_from(["", "1", "2"]),
    pages=st.sampled_from(["", "1-9", "101-10", "101-112", "e7", "e8", "CD999999", "10-Jan", "iv", "x7b"]),
    doi=st.sampled_from(
        ["", "10.1000/a", "10.1000/b", "10.2000/a", "10.1002/14651858.cd999999.pub2", "10.1002/14651858.cd999999"]
    ),
    pmid=st.sampled_from(["", "", "1", "2"]),
    kind=st.sampled_from(["article", "article", "conference", "report"]),
)
LISTS = st.lists(RECORDS, max_size=12)
CHANCE = st.randoms(use_true_random=False)


def named(records: list[Record]) -> list[Item]:
    return [Item(f"r{number}", record) for number, record in enumerate(records)]


def group_of(result: Deduplicated) -> dict[str, tuple[str, ...]]:
    return {one: cluster for cluster in result.clusters for one in cluster}


@settings(max_examples=150, deadline=None)
@given(LISTS, CHANCE)
def test_order_does_not_matter_and_nothing_is_lost(records: list[Record], chance: random.Random) -> None:
    items = named(records)
    result = dedupe(items)
    assert sorted(one for cluster in result.clusters for one in cluster) == sorted(item.id for item in items)
    group = group_of(result)
    apart = [*((one.a, one.b) for one in result.doubtful), *((one.a, one.b) for one in result.linked)]
    assert all(group[a] != group[b] for a, b in apart)
    between = [frozenset((group[a], group[b])) for a, b in apart]
    assert len(between) == len(set(between))
    assert sum(len(cluster) - 1 for cluster in result.clusters) == len(result.reasons)
    chance.shuffle(items)
    assert dedupe(items) == result
    assert dedupe(iter(items)) == result


@settings(max_examples=100, deadline=None)
@given(LISTS, CHANCE)
def test_names_do_not_matter(records: list[Record], chance: random.Random) -> None:
    """Ids that hang on the order of the files change nothing but the ids."""
    names = [f"x{number}" for number in range(len(records))]
    chance.shuffle(names)
    one = dedupe(named(records)).clusters
    other = dedupe([Item(name, record) for name, record in zip(names, records, strict=True)]).clusters
    renamed = {f"r{number}": name for number, name in enumerate(names)}
    said = {frozenset(renamed[member] for member in cluster) for cluster in one}

    def content(cluster: frozenset[str] | tuple[str, ...]) -> list[str]:
        return sorted(repr(records[names.index(member)]) for member in cluster)

    assert sorted(content(cluster) for cluster in said) == sorted(content(cluster) for cluster in other)


@settings(max_examples=100, deadline=None)
@given(LISTS)
def test_twice_gives_the_same(records: list[Record]) -> None:
    items = named(records)
    result = dedupe(items)
    assert dedupe(items) == result
    assert match_new(known(items, result.clusters), []).clusters == result.clusters


@settings(max_examples=150, deadline=None)
@given(LISTS, RECORDS, st.integers(2, 4))
def test_an_exact_copy_always_merges(records: list[Record], record: Record, copies: int) -> None:
    items = named(records) + [Item(f"copy{number}", record) for number in range(copies)]
    group = group_of(dedupe(items))
    together = {group[f"copy{number}"] for number in range(copies)}
    says_something = record.title or record.doi or record.pmid
    assert len(together) == (1 if says_something else copies)


def differ(a: Record, b: Record) -> bool:
    """Two DOIs of one registrant, and pages that are not two ways to write one place."""
    one, other = read_doi(a.doi), read_doi(b.doi)
    if not one or not other or one == other or registrant(one) != registrant(other) or not a.pages or not b.pages:
        return False
    left, right = read_pages(a.pages), read_pages(b.pages)
    return a.pages != b.pages and (left.first, left.last) != (right.first, right.last)


@settings(max_examples=300, deadline=None)
@given(LISTS)
def test_other_doi_of_one_registrant_and_other_pages_never_merge(records: list[Record]) -> None:
    result = dedupe(named(records))
    by_id = {item.id: item.record for item in named(records)}
    for cluster in result.clusters:
        assert not any(differ(by_id[a], by_id[b]) for a, b in combinations(cluster, 2))


@settings(max_examples=100, deadline=None)
@given(RECORDS, st.text(max_size=12), st.text(max_size=12))
def test_two_articles_of_one_publisher_stay_two(record: Record, one: str, other: str) -> None:
    """Whatever stands behind the slash, and whatever else agrees."""
    a = replace(record, doi="10.1000/x1" + one, pages="11-19", pmid="1")
    b = replace(record, doi="10.1000/y2" + other, pages="31-39", pmid="1")
    assert len(dedupe([Item("a", a), Item("b", b)]).clusters) == 2


@settings(max_examples=100, deadline=None)
@given(LISTS, LISTS)
def test_new_records_leave_the_old_groups_whole_and_apart(old: list[Record], new: list[Record]) -> None:
    existing = named(old)
    before = dedupe(existing).clusters
    result = match_new(known(existing, before), [Item(f"n{number}", record) for number, record in enumerate(new)])
    kept = {tuple(one for one in cluster if one.startswith("r")) for cluster in result.clusters} - {()}
    assert kept == set(before)
    assert all(one.b.startswith("n") or one.a.startswith("n") for one in result.reasons)


@settings(max_examples=60, deadline=None)
@given(LISTS)
def test_joining_versions_only_joins(records: list[Record]) -> None:
    result = dedupe(named(records))
    joined = with_versions(result)
    assert sorted(one for cluster in joined for one in cluster) == sorted(f"r{n}" for n in range(len(records)))
    whole = {one: cluster for cluster in joined for one in cluster}
    assert all(set(cluster) <= set(whole[cluster[0]]) for cluster in result.clusters)
