"""Exact copies share a group, whatever else is there; only people part them. All records are made up."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dedupe.engine import Item, compare_all, dedupe, dedupe_new, grown, known, match_new
from pipeline.records import Record
from tests.pipeline.dedupe.samples import BARE, REVIEW, TRIAL
from tests.pipeline.dedupe.test_properties import LISTS, RECORDS, group_of, named

UNTITLED = Record(authors=("Made-Up, Anna",), doi="10.1000/volume")
PREPRINT = replace(BARE, journal="medRxiv", doi="10.1101/example.1", volume="", pages="", pmid="")
PAPER = replace(TRIAL, doi="10.1000/paper.1", pmid="")
ELSEWHERE = replace(TRIAL, doi="10.1000/other.9", pmid="2002", pages="301-310")


def items(**records: Record) -> list[Item]:
    return [Item(name, record) for name, record in records.items()]


@pytest.mark.parametrize(
    "record",
    [
        UNTITLED,
        Record(pmid="1001"),
        Record(title="…"),
        Record(abstract="A made-up abstract, of which the title was lost."),
        Record(url="https://example.org/made-up", year=2020),
        Record(source_id="L000"),
    ],
)
def test_a_copy_is_known_by_whatever_is_its_own(record: Record) -> None:
    assert dedupe(items(a=record, b=record)).clusters == (("a", "b"),)


@pytest.mark.parametrize("record", [Record(), Record(title=" "), Record(journal="Made-up Journal", year=2020)])
def test_what_says_nothing_of_its_own_is_no_copy(record: Record) -> None:
    assert dedupe(items(a=record, b=record)).clusters == (("a",), ("b",))


@pytest.mark.parametrize("name", ["doi", "pmid"])
def test_an_untitled_copy_merges_where_its_identifier_is_one_of_many(name: str) -> None:
    """One DOI for a whole volume says nothing between its articles; between two exact copies there is nothing to say."""
    untitled = replace(UNTITLED, **{"doi": "", name: "1001"})
    volume = [replace(BARE, title=f"{word} example of a made-up volume", **{name: "1001"}) for word in "ABCDEF"]
    found = dedupe([*named(volume), *items(a=untitled, b=untitled, c=untitled)])
    assert group_of(found)["a"] == ("a", "b", "c")
    assert {(one.a, one.b, one.reason_code) for one in found.reasons if one.a in "ab"} == {
        ("a", "b", "dedupe_copy"),
        ("a", "c", "dedupe_copy"),
    }


class TestPeople:
    """A person's "different" goes before everything, and parts no more than it has to."""

    def test_two_copies_told_apart_stay_two(self) -> None:
        assert dedupe(items(a=TRIAL, b=TRIAL), apart=[("a", "b")]).clusters == (("a",), ("b",))

    def test_a_third_copy_joins_the_first_it_may_stand_with(self) -> None:
        three = items(a=TRIAL, b=TRIAL, c=TRIAL)
        assert dedupe(three, apart=[("a", "b")]).clusters == (("a", "c"), ("b",))
        assert dedupe(three, apart=[("a", "b"), ("a", "c")]).clusters == (("a",), ("b", "c"))

    def test_a_new_copy_joins_the_first_it_may_stand_with(self) -> None:
        held = known(items(a=TRIAL, b=TRIAL))
        assert match_new(held, items(n=TRIAL), apart=[("a", "b")]).clusters == (("a", "n"), ("b",))
        assert match_new(held, items(n=TRIAL), apart=[("a", "b"), ("n", "a")]).clusters == (("a",), ("b", "n"))

    def test_a_copy_keeps_away_from_a_group_in_which_one_was_told_from_it(self) -> None:
        three = items(a=TRIAL, x=REVIEW, c=TRIAL)
        assert dedupe(three, [("a", "x")], [("c", "x")]).clusters == (("a", "x"), ("c",))
        found = match_new(known(three[:2], [("a", "x")]), three[2:], apart=[("c", "x")])
        assert found.clusters == (("a", "x"), ("c",))

    def test_one_that_was_parted_from_its_copy_is_compared_for_itself(self) -> None:
        """What was told from a may still be one with b, which says the same."""
        found = dedupe(items(a=TRIAL, b=TRIAL, x=BARE), apart=[("a", "b"), ("a", "x")])
        assert found.clusters == (("a",), ("b", "x"))

    @pytest.mark.parametrize("warm", [True, False])
    def test_one_that_was_parted_later_is_what_new_ones_are_matched_with(self, warm: bool) -> None:
        old = items(a=TRIAL, b=TRIAL)
        held = compare_all(old)[1] if warm else known(old)
        found = match_new(held, items(n=BARE), (), [("a", "b"), ("a", "n")])
        assert found.clusters == (("a",), ("b", "n"))


@pytest.mark.parametrize("other", [REVIEW, PREPRINT, ELSEWHERE])
class TestGroupsThatPeopleMade:
    """A group may hold what the rules would never join: that keeps no copy of a member out."""

    def test_takes_in_a_copy_of_either(self, other: Record) -> None:
        five = items(a=PAPER, x=other, b=PAPER, y=other, z=PAPER)
        assert dedupe(five, [("a", "x")]).clusters == (("a", "b", "x", "y", "z"),)

    def test_takes_in_a_new_copy_of_either(self, other: Record) -> None:
        held = known(items(a=PAPER, x=other), [("a", "x")])
        new = items(b=PAPER, y=other)
        found = match_new(held, new)
        assert found.clusters == (("a", "b", "x", "y"),)
        assert {(one.a, one.b) for one in found.reasons} == {("a", "b"), ("x", "y")}
        assert found.doubtful == found.linked == ()
        assert match_new(grown(held, new), items(n=PAPER), found.clusters).clusters == (("a", "b", "n", "x", "y"),)

    def test_two_that_contradict_are_not_joined_by_copies_in_them(self, other: Record) -> None:
        """What people joined to the one says nothing of what they joined to the other: they are asked."""
        four = items(a=other, x=PAPER, b=other, y=replace(PAPER, doi="10.1000/paper.7", pages="501-509"))
        found = dedupe(four, [("a", "x"), ("b", "y")])
        assert found.clusters == (("a", "x"), ("b", "y"))
        assert [one.reason_code for one in found.doubtful] == ["dedupe_chain_conflict"]


def test_two_groups_that_agree_are_joined_by_copies_in_them() -> None:
    four = items(a=TRIAL, x=BARE, b=TRIAL, y=replace(BARE, year=2021))
    assert dedupe(four, [("a", "x"), ("b", "y")]).clusters == (("a", "b", "x", "y"),)


def test_a_new_copy_of_two_existing_ones_joins_one_and_a_person_is_asked() -> None:
    found = dedupe_new(items(n=UNTITLED, o=UNTITLED), items(e1=UNTITLED, e2=UNTITLED))
    assert found.clusters == (("e1", "n", "o"), ("e2",))
    assert [one.reason_code for one in found.doubtful] == ["dedupe_chain_conflict"]


@settings(max_examples=150, deadline=None)
@given(LISTS, LISTS, RECORDS, st.data())
def test_a_new_copy_always_joins_a_copy(
    old: list[Record], new: list[Record], record: Record, data: st.DataObject
) -> None:
    """Whatever people have put together before."""
    existing = [*named(old), Item("copy", record)]
    group = [data.draw(st.integers(0, 4)) for _ in existing]
    groups = [[one.id for one, its in zip(existing, group, strict=True) if its == n] for n in set(group) - {0}]
    arrived = [*(Item(f"n{number}", one) for number, one in enumerate(new)), Item("again", record)]
    together = group_of(match_new(known(existing, groups), arrived))["again"]
    says_something = record.title or record.doi or record.pmid
    assert not says_something or any(one.record == record for one in existing if one.id in together)


@settings(max_examples=150, deadline=None)
@given(LISTS, RECORDS, st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)).filter(lambda two: two[0] != two[1])))
def test_only_people_part_copies(records: list[Record], record: Record, pairs: list[tuple[int, int]]) -> None:
    apart = [(f"copy{a}", f"copy{b}") for a, b in pairs]
    copies = [f"copy{number}" for number in range(5)]
    group = group_of(dedupe([*named(records), *(Item(one, record) for one in copies)], apart=apart))
    assert all(group[a] != group[b] for a, b in apart)
    if record.title or record.doi or record.pmid:
        for a, b in combinations(copies, 2):
            between = {(one, other) for one in group[a] for other in group[b]}
            assert group[a] == group[b] or any((x, y) in between or (y, x) in between for x, y in apart)
