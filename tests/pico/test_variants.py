"""Other ways to write a search word, and what each adds."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pico.variants import variants

TABLE = [
    ("behaviour", {"behavior": "spelling", "behaviours": "number", "behaviour*": "truncation"}),
    ("ageing in place", {"aging in place": "spelling"}),
    ("exercise", {"exercises": "number", "exercis*": "truncation"}),
    ("hospitalization", {"hospitalisation": "spelling"}),
    ("follow-up", {"follow up": "hyphen", "followup": "hyphen"}),
    ("fall", {"falls": "number"}),
    ("child", {"children": "number", "child*": "truncation"}),
    ("nursing home", {"nursing homes": "number"}),
    ("community-dwelling", {"community dwelling": "hyphen"}),
    ("elder*", {}),
    ("loneliness", {}),
]


@pytest.mark.parametrize(("word", "wanted"), TABLE)
def test_variants(word: str, wanted: dict[str, str]) -> None:
    found = {one.text: one.kind for one in variants(word)}
    assert wanted.items() <= found.items(), found
    if not wanted:
        assert not [text for text, kind in found.items() if kind in ("number", "spelling")]


def test_no_unsafe_truncation() -> None:
    assert "fall*" not in {one.text for one in variants("fall")}
    assert not [one for one in variants("ADL") if one.kind == "truncation"]


def test_what_is_found_already_is_not_proposed() -> None:
    assert not [one for one in variants("exercise", ["exercis*"]) if one.kind in ("number", "truncation")]


def test_each_says_what_it_adds() -> None:
    truncated = next(one for one in variants("exercise") if one.kind == "truncation")
    assert "exercises" in truncated.adds and "exercise" not in truncated.adds


@given(st.text(max_size=30))
@example("-")
def test_any_text_has_variants_that_differ(word: str) -> None:
    assert all(one.text != word.lower() and one.text for one in variants(word))
