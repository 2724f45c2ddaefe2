"""Groups, chains, reasons, and new records beside old ones. All records are made up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.dedupe.engine import Deduplicated, Item, dedupe, dedupe_new, known, match_new, with_versions
from pipeline.errors import BadInput
from tests.pipeline.dedupe.samples import BARE, REVIEW, TRIAL


def test_versions_of_one_title_count_as_one_where_that_is_asked_for() -> None:
    later = replace(REVIEW, doi="10.1002/14651858.cd999999.pub3", pmid="1003", year=2023)
    retitled = replace(REVIEW, title="Movement for those who might fall", doi="10.1002/14651858.cd999999.pub4", pmid="")
    result = dedupe([Item("a", REVIEW), Item("b", later), Item("c", retitled)])
    assert result.clusters == (("a",), ("b",), ("c",))
    assert with_versions(result) == (("a", "b"), ("c",))


RECURRING = [
    replace(BARE, title="What we made up this year in sample county", volume=str(n + 1), year=2000 + n, pages="")
    for n in range(6)
]


def test_a_title_that_comes_every_year_is_known_by_its_coming() -> None:
    """Two years apart would be online and print of one article; six in a row are a yearly report."""
    assert len(dedupe([Item(str(n), one) for n, one in enumerate(RECURRING[:2])]).clusters) == 2
    bare = [replace(one, volume="") for one in RECURRING]
    result = dedupe([Item(str(n), one) for n, one in enumerate(bare)])
    assert len(result.clusters) == 6
    assert result.doubtful == ()


def test_a_title_with_many_dois_is_asked_about_by_nobody() -> None:
    """Introductions of one conference: each has its DOI, and a person would have to look at every pair."""
    tracks = [replace(BARE, doi=f"10.1000/track.{n}", volume="", pages="") for n in range(50)]
    result = dedupe([Item(str(n), one) for n, one in enumerate(tracks)])
    assert (len(result.clusters), result.doubtful) == (50, ())


def test_a_chain_does_not_join_what_contradicts() -> None:
    """A record without DOI fits both versions of a review; the versions stay apart and a person is asked."""
    new = replace(REVIEW, doi="10.1002/14651858.cd999999.pub3", pmid="")
    bare = replace(REVIEW, doi="", pmid="", pages="")
    result = dedupe([Item("v2", REVIEW), Item("v3", new), Item("x", bare)])
    assert not any({"v2", "v3"} <= set(cluster) for cluster in result.clusters)
    assert len(result.clusters) == 2
    assert len(result.doubtful) == 1


def test_reasons_hold_a_cluster_together_and_params_fill_the_sentence() -> None:
    result = dedupe([Item(name, replace(TRIAL, url=name)) for name in "dbac"])
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
    def test_is_matched_as_if_all_had_come_together(self) -> None:
        """Where the old ones are groups of one, what is found is what one run over all would have found between them."""
        old = [Item("e1", TRIAL), Item("e2", REVIEW), Item("e3", replace(TRIAL, doi="", pmid="", volume="", pages=""))]
        result = match_new(known(old[:2]), old[2:])
        assert result.clusters == dedupe(old).clusters == (("e1", "e3"), ("e2",))

    def test_what_is_known_can_be_asked_many_times(self) -> None:
        held = known([Item("e1", TRIAL)])
        assert match_new(held, [Item("n", TRIAL)]) == match_new(held, [Item("n", TRIAL)])

    def test_an_id_that_is_known_is_named(self) -> None:
        with pytest.raises(BadInput) as problem:
            match_new(known([Item("e1", TRIAL)]), [Item("e1", REVIEW)])
        assert (problem.value.code, problem.value.params) == ("dedupe_id_twice", {"id": "e1"})

    def test_two_new_ones_find_each_other(self) -> None:
        assert dedupe_new([Item("n1", TRIAL), Item("n2", TRIAL)], [Item("e1", REVIEW)]).clusters == (
            ("e1",),
            ("n1", "n2"),
        )

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
