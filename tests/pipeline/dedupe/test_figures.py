"""The numbers of duplicates add up, and the method section tells them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import messages
from pipeline.dedupe.figures import count, method
from pipeline.dedupe.rules import RULES, RULES_VERSION, Outcome

SOURCES = {"a": "pubmed", "b": "embase", "c": "embase", "d": "pubmed", "e": "other"}


def test_numbers() -> None:
    found = count(SOURCES, [("a", "b")], [("b", "c")], told_apart=2, waiting=1)
    assert found.identified == (("embase", 2), ("other", 1), ("pubmed", 2))
    assert found.only_in == (("embase", 0), ("other", 1), ("pubmed", 1))
    assert (found.records, found.automatic, found.by_hand, found.left) == (5, 1, 1, 3)


PAIRS = st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=6)


@given(PAIRS, PAIRS)
def test_they_add_up(automatic: list[tuple[str, str]], by_hand: list[tuple[str, str]]) -> None:
    found = count(SOURCES, automatic, by_hand)
    assert found.records == found.left + found.automatic + found.by_hand
    assert count(SOURCES, reversed(automatic), reversed(by_hand)) == found


def test_the_method_section() -> None:
    found = count(SOURCES, [("a", "b"), ("a", "d")], [("b", "c")], told_apart=2, waiting=1)
    told = method(found, [("1.2", RULES_VERSION)], ["dedupe_same_doi", "dedupe_translated"])
    text = " ".join(messages.text(code, params) for code, params in told)
    assert [code for code, _ in told] == [
        "method_dedupe_software", "method_dedupe_records", "method_dedupe_automatic", "method_dedupe_left",
        "method_dedupe_by_identifier", "method_dedupe_by_place", "method_dedupe_by_hand", "method_dedupe_waiting",
    ]  # fmt: skip
    assert f"Kunnskapsbroen 1.2 (regelsett {RULES_VERSION})" in text
    assert "Før sammenslåing var det 5 poster. 2 poster ble slått sammen med en annen automatisk." in text
    assert "2 referanser ble igjen. Én hadde samme DOI" in text
    assert "Mennesker avgjorde 3 tvilsomme par (like: 1, ulike: 2). Ett tvilsomt par er ikke avgjort ennå." in text


@pytest.mark.parametrize(
    ("language", "one", "more"),
    [
        ("nb", "Én referanse ble igjen.", "2 referanser ble igjen."),
        ("nn", "Éin referanse vart att.", "2 referansar vart att."),
        ("en", "One reference was left.", "2 references were left."),
    ],
)
def test_one_is_told_as_one(language: str, one: str, more: str) -> None:
    assert [messages.text("method_dedupe_left", {"n": n}, language) for n in (1, 2)] == [one, more]


def test_what_nobody_did_is_not_told() -> None:
    assert len(method(count(SOURCES, []), [("1.2", RULES_VERSION)], [])) == 4


def test_every_reason_has_its_place_in_the_method_section() -> None:
    from pipeline.dedupe import figures

    same = [rule for rule in RULES if rule.outcome is Outcome.SAME]
    merging = {code for rule in same for code in (rule.code, rule.apart) if code} | {"dedupe_copy"}
    assert merging == set(figures._GROUPS)
