"""A plan of slices holds every hit once, whatever PMIDs they have."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.search.slices import FIRST, LAST, Slice, dumps, loads, place, plan

pmids = st.lists(st.integers(FIRST, LAST) | st.integers(41_000_000, 41_000_400), unique=True, max_size=300).map(sorted)


def counter(found: list[int]):  # type: ignore[no-untyped-def]
    return lambda one: bisect_right(found, one.high) - bisect_left(found, one.low)


@settings(deadline=None)
@given(pmids, st.integers(1, 60))
def test_every_hit_is_in_one_slice_and_none_is_too_large(found: list[int], window: int) -> None:
    slices = plan(len(found), counter(found), window)
    assert sum(one.count for one in slices) == len(found)
    assert all(0 < one.count <= window and counter(found)(one) == one.count for one in slices)
    assert all(above.low > below.high for above, below in pairwise(slices))
    assert loads(dumps(slices)) == slices


def test_a_source_that_counts_more_in_a_part_than_in_the_whole_does_not_make_it_endless() -> None:
    assert sum(one.count for one in plan(30, lambda one: 1_000, 10)) == 30


def test_the_term_keeps_its_meaning() -> None:
    assert Slice(1, 5, 0).of("a[tiab] OR b[tiab]") == "(a[tiab] OR b[tiab]) AND 1:5[uid]"


def test_the_place_of_a_hit() -> None:
    slices = (Slice(50, 99, 3), Slice(1, 49, 2))
    assert [place(slices, offset) for offset in range(7)] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 0), (2, 0)]
