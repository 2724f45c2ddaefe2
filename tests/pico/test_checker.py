"""The checker on a table of strategies: nothing valid is stopped, every silent mistake is found, and what is mended is mended."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import messages
from pico.checker import CHECKED, LEVELS, mended, problems, read
from pico.checks.after import after_run
from pico.query.headings import Headings, load_headings
from pico.query.tree import terms
from pipeline.errors import BadInput

TABLE: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "strategies.yaml").read_text(encoding="utf-8"))
# Strategies that PubMed was asked, beside what it did -> the code that warns of it before it is sent ("" = nothing is wrong).
LIVE = {
    "asthma[foo]": "tag_unknown",
    "(asthma OR copd)[tiab]": "tag_on_group",
    '"Atherosclerosis"[Mesh] AND 1804[dp]': "",
    '"Atherosclerosis"[Mesh]': "",
    '"Atherosclerotic Cardiovascular Disease"[Mesh]': "heading_unchecked",
    "asthma[tiab]": "",
}


def codes(text: str, syntax: str = "pubmed", level: str = "") -> set[str]:
    return {one.code for one in problems(text, syntax) if level in ("", one.level)}


def test_the_table_is_large_enough() -> None:
    assert len(TABLE) >= 120
    assert sum("stop" not in row and "more" not in row for row in TABLE) >= 60


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.get('syntax', 'pubmed')}: {row['text'][:60]!r}")
def test_the_table(row: dict[str, Any]) -> None:
    text, syntax = row["text"], row.get("syntax", "pubmed")
    assert codes(text, syntax, "stop") == set(row.get("stop", ()))
    found = codes(text, syntax)
    assert set(row.get("more", ())) <= found
    assert not set(row.get("never", ())) & found


@pytest.mark.parametrize("row", TABLE, ids=lambda row: repr(row["text"][:60]))
def test_every_finding_has_a_place_a_sentence_and_a_mend_that_mends(row: dict[str, Any]) -> None:
    text, syntax = row["text"], row.get("syntax", "pubmed")
    for one in problems(text, syntax):
        assert 0 <= one.start <= one.end <= len(text)
        assert one.level in LEVELS
        for language in ("nb", "nn", "en"):
            assert "…" not in messages.text(one.code, one.params, language).replace("…,", ""), one.code
        if one.fix is not None:
            after = problems(mended(text, one), syntax)
            before = sum(other.code == one.code for other in problems(text, syntax))
            assert sum(other.code == one.code for other in after) < before, (one, mended(text, one))
            if one.code not in (
                "bracket_empty",
                "operator_first",
                "operator_last",
                "quote_unclosed",
                "bracket_unclosed",
            ):
                stops = [other.code for other in problems(text, syntax) if other.level == "stop"]
                assert sum(other.level == "stop" for other in after) <= len(stops), (one, mended(text, one))


MENDS = [
    # a strategy, its syntax, the finding, the words it stands on, what is to stand there
    ("‘night noise’[tiab]", "pubmed", "phrase_unquoted", "‘night noise’", '"night noise"'),
    ("no* adj2 ward", "pubmed", "wildcard_short", "no*", "no"),
    ("child[tiab] AND noise[tiab]", "pubmed", "number_missing", "child[tiab]", "(child[tiab] OR children[tiab])"),
    ("noise.tiab. and wards.ti.", "ovid", "ovid_field_unknown", ".tiab.", ".ti,ab."),
    ("(noise AND ward)[tiab:~3]", "pubmed", "tag_on_group", "(noise AND ward)[tiab:~3]", '"noise ward"[tiab:~3]'),
    ("1. noise[tiab]\n2. ward[tiab]\n3. 1 AND 5", "pubmed", "line_unknown", "5", None),
    (
        "aa1[ti] OR bb1[ti] NOT cc1[ti] OR dd1[ti]",
        "pubmed",
        "operators_mixed",
        "aa1[ti] OR bb1[ti] NOT cc1[ti]",
        "((aa1[ti] OR bb1[ti]) NOT cc1[ti])",
    ),
]


@pytest.mark.parametrize(("text", "syntax", "code", "place", "fix"), MENDS)
def test_the_place_and_the_mend(text: str, syntax: str, code: str, place: str, fix: str | None) -> None:
    found = next(one for one in problems(text, syntax) if one.code == code)
    assert (text[found.start : found.end], found.fix) == (place, fix)


def test_what_pubmed_was_asked_live(shared_dir: Path) -> None:
    """Each recorded question: nothing valid is stopped, what PubMed passed over in silence is found."""
    asked = {
        json.loads(path.read_text(encoding="utf-8"))["term"]
        for path in (shared_dir / "fixtures/esearch-live").glob("*.json")
    }
    assert len(asked) >= 6
    for term in asked:
        stops = codes(term, level="stop")
        wanted = LIVE.get(term, "")
        assert wanted in ("", *codes(term)), term
        assert not stops - {wanted}, term


def test_a_heading_warns_and_never_stops() -> None:
    table = load_headings("heading\tterm\nAccidental Falls\tAccidental Falls\nAccidental Falls\tFalls, Accidental\n")
    for name, code in (
        ("Accidental Falls", ""),
        ("Falls, Accidental", "heading_entry_term"),
        ("Accidental Fals", "heading_unknown"),
    ):
        found = [
            one for one in problems(f'"{name}"[mh] OR fall*[tiab]', headings=table) if one.code.startswith("heading")
        ]
        assert [one.code for one in found] == [code] * bool(code)
        assert all(one.level == "warn" for one in found)
    assert not [one for one in problems('"Accidental Falls"[mh] OR f[tiab]', headings=table) if one.level == "stop"]
    known = Headings({"accidental falls": "Accidental Falls"})
    assert "heading_unchecked" not in {one.code for one in problems('"Accidental Falls"[mh]', headings=known)}
    with pytest.raises(BadInput, match="headings_unreadable"):
        load_headings("Accidental Falls")


MENDS = [
    ("(asthma OR copd)[tiab]", "(asthma[tiab] OR copd[tiab])"),
    ("asthma [tiabb]", "asthma [tiab]"),
    ("exp Accidental Falls/", '"Accidental Falls"[mh]'),
    ("*Exercise/", '"Exercise"[majr:noexp]'),
    ("falls.ti,ab.", "falls[tiab]"),
    ("hip fracture[tiab:~3]", '"hip fracture"[tiab:~3]'),
    ("falls[tiab:noexp]", "falls[tiab]"),
    ("a[ti] OR b[ti] AND c[ti]", "(a[ti] OR b[ti]) AND c[ti]"),
    ("intervent∗[ti]", "intervent*[ti]"),
    ("falls[tiab] AND humans[mh]", "falls[tiab] NOT (animals[mh] NOT humans[mh])"),
]


@pytest.mark.parametrize(("text", "wanted"), MENDS)
def test_one_click(text: str, wanted: str) -> None:
    assert wanted in {mended(text, one) for one in problems(text)}


def test_after_the_run() -> None:
    assert [one.code for one in after_run("falls", None)] == ["hits_unknown"]
    assert [one.code for one in after_run("falls", 0, blocks={"P": 3, "I": 0})] == ["hits_none", "block_empty"]
    found = after_run('x OR "body battery"[tiab]', 12_000, ['"body battery"[tiab]'])
    assert [(one.code, one.start) for one in found] == [("hits_many", 0), ("phrase_dropped", 5)]
    assert after_run("falls", 12) == ()


def test_an_unknown_database_is_named() -> None:
    with pytest.raises(BadInput) as caught:
        problems("a", "embase")
    assert caught.value.params == {"syntax": "embase", "known": ", ".join(CHECKED)}


@given(st.text(alphabet='ab ()[]"“∗ORANDti*å\u200b#1.:/~$?\n', max_size=80), st.sampled_from(tuple(CHECKED)))
def test_any_text_is_checked_and_places_lie_inside(text: str, syntax: str) -> None:
    assert all(0 <= one.start <= one.end <= len(text) for one in problems(text, syntax))


HARD = {
    "terms": " OR ".join(f"word{number}*[tiab]" for number in range(3_000)),
    "round": "(" * 60_000,
    "square": "[" * 60_000,
    "quotes": '"' * 60_001,
    "mixed": '["' * 30_000,
    "letters": "å" * 60_000,
    "open": "x[y " * 15_000,
    "unknown tags": "[zz]" * 15_000,
    "alternating": " AND ".join(f"a{number}[ti] OR b{number}[ti]" for number in range(5_000)),
    "lines": "\n".join(f"#{number} #{number - 1} AND #{number - 2}" for number in range(3, 3_000)),
    "groups": "(" * 90 + "a OR b" + ")[tiab]" * 90,
}


@pytest.mark.parametrize("syntax", ["pubmed", "ovid"])
@pytest.mark.parametrize("name", HARD)
def test_checking_grows_with_the_text_and_no_faster(name: str, syntax: str) -> None:
    """A square of the length would take minutes here; the processor's own time is not that of others beside it."""
    started = time.process_time()
    problems(HARD[name], syntax)
    assert time.process_time() - started < 10


TRIED: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "strategies_tried.yaml").read_text(encoding="utf-8")
)


def test_strategies_of_somebody_who_had_not_seen_the_checker() -> None:
    """Nothing right is stopped or mended, every mistake has a word of its own, and each mend leaves less to mend."""
    false, missed, worse = [], [], []
    for row in TRIED:
        text, syntax = row["text"], row.get("syntax", "pubmed")
        found = problems(text, syntax)
        if "more" not in row and any(one.level in ("stop", "fix") for one in found):
            false.append(text)
        if not set(row.get("more", ())) <= {one.code for one in found}:
            missed.append(text)
        for one in found:
            assert 0 <= one.start <= one.end <= len(text)
            assert "…" not in messages.text(one.code, one.params, "nb"), one.code
            if one.code in row.get("more", ()) and one.fix is not None:
                after = [other.code for other in problems(mended(text, one), syntax)]
                if after.count(one.code) >= [other.code for other in found].count(one.code):
                    worse.append((text, one.code, mended(text, one)))
    assert len(TRIED) >= 280
    assert (false, missed, worse) == ([], [], [])


@pytest.mark.parametrize(
    ("text", "syntax", "code", "place", "fix"),
    [
        ("ward[tiab] AND 2024:2010[dp]", "pubmed", "date_odd", "2024:2010", "2010:2024"),
        ("ward[tiab] AND 2010-2024[dp]", "pubmed", "date_odd", "2010-2024", "2010:2024"),
        ("rct[pt]", "pubmed", "value_unknown", "rct", '"randomized controlled trial"'),
        ("norsk[la]", "pubmed", "value_unknown", "norsk", '"norwegian"'),
        ("ward[tiab] NOT animals[mh]", "pubmed", "not_animals", "animals[mh]", "(animals[mh] NOT humans[mh])"),
        ("ward.tw. not exp animals/", "ovid", "not_animals", "exp animals/", "(exp animals/ not humans/)"),
        ("n\u043eise[tiab]", "pubmed", "letter_odd", "\u043e", "o"),
        ("1. noise[tiab] AND ward[tiab]", "pubmed", "line_number_alone", "1. ", ""),
        ("(night* NEAR/3 noise).tw.", "ovid", "ovid_near", "NEAR/3", "adj4"),
        ("(night* adj 3 noise).tw.", "ovid", "ovid_near_parted", "adj 3", "adj3"),
        ("exp Noise or noise.tw.", "ovid", "ovid_heading_open", "exp Noise", "exp Noise/"),
        ("1. a1.tw.\n2. b1.tw.\n3. or/2-1", "ovid", "ovid_span_backwards", "or/2-1", "or/1-2"),
        ("noise.ti,ab,.", "ovid", "ovid_field_unknown", ".ti,ab,.", ".ti,ab."),
        ("noise.tiab.", "pubmed", "looks_like_other", ".tiab.", "[tiab]"),
        ("noise.ti;ab.", "ovid", "ovid_field_unknown", ".ti;ab.", ".ti,ab."),
    ],
)
def test_what_an_outsider_found(text: str, syntax: str, code: str, place: str, fix: str) -> None:
    found = next(one for one in problems(text, syntax) if one.code == code)
    assert (text[found.start : found.end], found.fix) == (place, fix)


def test_lists_in_one_piece_are_read_line_by_line() -> None:
    tree = read('1. noise$.tw. 2. exp "wounds and injuries"/ 3. 1 or 2 4. limit 3 to (english or danish)', "ovid").tree
    assert [one.number for one in tree.lines] == [1, 2, 3, 4]
    assert [one.text for one in terms(tree.lines[3].node)] == ["english", "danish"]
    glued = read("#1night noise[mh]\n#2ward*[tw]\n#3#1 AND #2").tree
    assert [one.number for one in glued.lines] == [1, 2, 3]


@pytest.mark.parametrize(
    "text",
    ["animals[mh] NOT humans[mh]", "NOT (animals[mh] NOT humans[mh])", "ward[tiab] NOT (animals[mh] NOT humans[mh])"],
)
def test_the_filter_for_animals_is_not_taken_for_its_mistake(text: str) -> None:
    assert not codes(text) & {"not_humans", "not_animals"}
