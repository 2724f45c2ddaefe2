"""The flow diagram: sums, text, and an SVG that parses and holds every number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.errors import BadInput
from pipeline.flow_diagram import FlowCounts, alt_text, problems, rows, svg

COUNTS = FlowCounts(
    identified=(("PubMed", 20000), ("Epistemonikos", 40)),
    duplicates=40,
    screened=19990,
    awaiting_screening=10,
    excluded_screening=19970,
    sought=20,
    not_retrieved=1,
    assessed=17,
    awaiting_full_text=2,
    excluded_full_text=(("Feil populasjon", 10), ("Feil design", 5)),
    included_reports=2,
    included_studies=1,
)
SVG = "{http://www.w3.org/2000/svg}"
small = st.integers(0, 500)
named = st.lists(st.tuples(st.text(max_size=30), small), max_size=4).map(tuple)


@st.composite
def flows(draw: st.DrawFn) -> FlowCounts:
    """Counts built backwards from what was included, so that every sum is right."""
    main, other = draw(small), draw(small)
    reasons, other_reasons, methods = draw(named), draw(named), draw(st.booleans())
    if not methods:
        other, other_reasons = 0, ()
    waiting, missed, excluded, waiting_screening = draw(small), draw(small), draw(small), draw(small)
    assessed = main + sum(n for _, n in reasons)
    sought = assessed + missed + waiting
    removed = tuple(draw(small) for _ in range(3))
    found = sought + excluded + waiting_screening + sum(removed)
    part = draw(st.integers(0, found))
    other_assessed = other + sum(n for _, n in other_reasons)
    other_missed = draw(small) if methods else 0
    return FlowCounts(
        identified=(("A", part), ("B", found - part)),
        duplicates=removed[0],
        automation=removed[1],
        other_removed=removed[2],
        screened=sought + excluded,
        excluded_screening=excluded,
        awaiting_screening=waiting_screening,
        sought=sought,
        not_retrieved=missed,
        assessed=assessed,
        excluded_full_text=reasons,
        awaiting_full_text=waiting,
        other_methods=(("Web", other_assessed + other_missed),) if methods else (),
        other_sought=other_assessed + other_missed,
        other_not_retrieved=other_missed,
        other_assessed=other_assessed,
        other_excluded_full_text=other_reasons,
        included_reports=main + other,
        included_studies=draw(st.integers(min(1, main + other), main + other)),
    )


@settings(max_examples=60, deadline=None)
@given(flows())
def test_right_sums_have_no_problem_and_always_make_a_drawing(counts: FlowCounts) -> None:
    assert problems(counts) == ()
    etree.fromstring(svg(counts).encode())


@settings(max_examples=60, deadline=None)
@given(
    flows(),
    st.sampled_from(
        [
            "duplicates",
            "screened",
            "excluded_screening",
            "awaiting_screening",
            "sought",
            "not_retrieved",
            "assessed",
            "awaiting_full_text",
            "other_sought",
            "other_assessed",
            "included_reports",
        ]
    ),
    st.integers(1, 50),
)
def test_any_one_number_that_is_wrong_is_noticed(counts: FlowCounts, name: str, more: int) -> None:
    assert problems(replace(counts, **{name: getattr(counts, name) + more}))


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"duplicates": 41}, ["flow_screening"]),
        ({"sought": 21}, ["flow_sought", "flow_assessed"]),
        ({"included_reports": 3}, ["flow_included"]),
        ({"included_studies": 3}, ["flow_studies"]),
        ({"included_studies": 0}, ["flow_studies"]),
        ({"not_retrieved": -1}, ["flow_negative", "flow_assessed"]),
    ],
)
def test_problems_are_named(change: dict[str, int], codes: list[str]) -> None:
    assert [one.code for one in problems(replace(COUNTS, **change))] == codes  # type: ignore[arg-type]


def test_nothing_done_yet_adds_up() -> None:
    assert problems(FlowCounts()) == ()


def test_drawing_has_title_description_and_language() -> None:
    root = etree.fromstring(svg(COUNTS, "nn").encode())
    assert root.get("role") == "img" and root.get("lang") == "nn"
    names = root.get("aria-labelledby", "").split()
    assert [root[0].tag, root[1].tag] == [SVG + "title", SVG + "desc"] and names == [
        root[0].get("id"),
        root[1].get("id"),
    ]
    assert root[1].text == alt_text(COUNTS, "nn")
    assert "20\u202f040" in "".join(str(one) for one in root.itertext())


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_number_is_in_the_text(language: str) -> None:
    said = alt_text(COUNTS, language)
    for name, _ in rows(COUNTS, language):
        assert name in said
    assert dict(rows(COUNTS, "nb"))["herav Feil design"] == 5


def test_the_second_column_is_drawn_only_where_there_is_one() -> None:
    both = replace(
        COUNTS,
        other_methods=(("Nettsider", 3),),
        other_sought=3,
        other_assessed=3,
        other_excluded_full_text=(("Feil utfall", 2),),
        included_reports=3,
    )
    assert problems(both) == ()
    assert "andre måter" not in svg(COUNTS) and "andre måter" in svg(both) and "Feil utfall" in alt_text(both)


def test_hostile_names_stay_text() -> None:
    hostile = ("</text><script>alert(1)</script>", "\x00\x1b\u202e<![CDATA[", 'a" onload="x', "&amp;\ud800")
    drawn = svg(
        FlowCounts(
            identified=tuple((name, 1) for name in hostile),
            screened=4,
            sought=4,
            assessed=4,
            excluded_full_text=(("x" * 5000, 4),),
        )
    )
    root = etree.fromstring(drawn.encode())
    assert {etree.QName(one).localname for one in root.iter()} == {
        "svg",
        "title",
        "desc",
        "rect",
        "text",
        "tspan",
        "polyline",
        "polygon",
    }
    assert not [name for one in root.iter() for name in one.attrib if str(name).startswith("on")]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(BadInput):
        svg(COUNTS, "sv")
