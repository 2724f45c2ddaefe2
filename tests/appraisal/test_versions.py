"""Two versions of a checklist held against each other, and what of given answers carries over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appraisal.text import Text
from appraisal.values import Instrument, Item
from appraisal.versions import carried, compare
from tests.makers import instrument


@pytest.fixture(scope="module")
def first() -> Instrument:
    return instrument()


def with_items(of: Instrument, *items: Item) -> Instrument:
    """Another version, with all items in the first part."""
    return replace(of, version="1.1", parts=(replace(of.parts[0], items=items),))


def test_an_instrument_is_like_itself_under_another_number(first: Instrument) -> None:
    assert compare(first, replace(first, version="2.0")).same


def test_added_removed_and_changed_are_told_by_item(first: Instrument) -> None:
    one, two, *rest = first.items
    reworded = replace(one, text=Text.of({"nb": "Et annet spørsmål?"}), answers=one.answers[:1])
    found = compare(first, with_items(first, reworded, replace(two, id="brand-new"), *rest))
    assert [item.id for item in found.added] == ["brand-new"]
    assert [item.id for item in found.removed] == [two.id]
    assert [(item.after.id, item.what) for item in found.changed] == [(one.id, ("text", "answers"))]
    assert found.head == ("parts",)


def test_what_the_whole_says_is_compared_too(first: Instrument) -> None:
    other = replace(first, title=Text.of({"nb": "Ny tittel"}), judgements=first.judgements[:2])
    assert compare(first, other).head == ("title", "judgements")


def test_an_answer_carries_over_where_item_and_answer_are_the_same(first: Instrument) -> None:
    one, two, three, four, *_ = first.items
    fewer = replace(two, answers=("no",))
    reworded = replace(three, help=Text.of({"nb": "Annen hjelp"}))
    after = with_items(first, one, fewer, reworded, replace(four, id="brand-new"))
    found = carried(first, after, {one.id: "yes", two.id: "yes", three.id: "no", four.id: "yes"})
    assert found.kept == (one.id, three.id)
    assert found.reworded == (three.id,)
    assert found.again == (two.id,)
    assert found.new == ("brand-new",)
    assert found.gone == (four.id,)
