"""Traffic light and bars: every cell has a symbol and a word, the picture has all of it in words, text is escaped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from appraisal.__main__ import main
from appraisal.picture_grid import Grid, grid
from appraisal.pictures import KINDS, bars_alt, lights_alt, summary_bars, traffic_light
from tests.appraisal.test_answer_files import QUADAS2, judged
from tests.appraisal.test_judge import REVIEW
from tests.appraisal.test_rules_of_instruments import ROB2

TABLE = (
    "Study,D1,D2,D3,D4,D5,Overall,Weight\nA <b>,Low,Low,Low,Low,Low,Low,30\nB,High,No information,Low,Low,Low,High,10\n"
)
LANGUAGES = ("nb", "nn", "en")


def example(table: str = TABLE) -> Grid:
    return grid(judged(ROB2, table, "t.csv"))


def words(svg: str) -> str:
    """All text that is drawn, without title and description."""
    root = etree.fromstring(svg.encode("utf-8"))
    space = "{http://www.w3.org/2000/svg}"
    return " ".join("".join(one.itertext()) for one in root.iter(f"{space}text"))


def test_a_row_a_study_and_a_column_a_domain() -> None:
    found = example()
    assert [column.short for column in found.columns] == ["D1", "D2", "D3", "D4", "D5", "Samlet"]
    assert found.lines[1].cells == ("high", "", "low", "low", "low", "high")
    assert [mark.id for mark in found.marks] == ["low", "some", "high"]


def test_shares_are_weighted_where_weights_are_given() -> None:
    found = example()
    assert [(mark.id, share) for mark, share in found.shares(0)] == [("low", 0.75), ("high", 0.25)]
    assert [(mark.id, share) for mark, share in found.shares(1)] == [("low", 0.75), ("", 0.25)]
    bare = example(re.sub(r",(Weight|30|10)\n", "\n", TABLE))
    assert [(mark.id, share) for mark, share in bare.shares(0)] == [("low", 0.5), ("high", 0.5)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_whole_and_says_it_all_in_words(kind: str, language: str) -> None:
    svg = KINDS[kind](example(), language)
    root = etree.fromstring(svg.encode("utf-8"))
    title, desc = root[0].text or "", root[1].text or ""
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"
    assert title and desc.startswith(title) and root.get("lang") == language
    for mark in ROB2.judgements:
        assert mark.label.get(language) in words(svg)
        assert mark.symbol in words(svg)
    assert ("<b>" not in svg and "A &lt;b&gt;" in svg) or kind == "bars"


def test_words_for_who_does_not_see_it() -> None:
    assert "A <b>: D1 lav risiko for skjevheter" in lights_alt(example())
    assert "B: D1 høy risiko for skjevheter, D2 ikke vurdert" in lights_alt(example())
    assert "Loddtrekningen: lav risiko for skjevheter 75 %, høy risiko for skjevheter 25 %" in bars_alt(example())
    assert "Overall" in lights_alt(example(), "en") and "Samla" in lights_alt(example(), "nn")


def test_every_cell_has_its_word_beside_its_symbol() -> None:
    said = words(traffic_light(example(), "en"))
    assert said.count("+") == 1 + 4 + 5, "one in the legend, one a cell"
    assert said.count("Not judged") == 2


def test_answers_to_items_are_drawn_where_no_domain_is_judged() -> None:
    found = grid(judged(REVIEW, '{"A": {"1": "ja", "2": "nei", "3": "uklart"}}'))
    assert len(found.columns) == len(REVIEW.items) + 1
    assert [mark.id for mark in found.marks] == ["yes", "unclear", "no", "serious"]
    assert len({mark.colour for mark in found.marks[:3]}) == 3


def test_domains_without_a_rule_are_drawn_as_they_are_judged() -> None:
    found = grid(judged(QUADAS2, "Study,D1,D2,D3,D4,Overall\nA,Low,Some concerns,High,Low,High\n", "t.csv"))
    assert found.lines[0].cells == ("low", "unclear", "high", "low", "high")
    assert "%" in words(summary_bars(found))


def test_names_that_are_long_or_odd_do_not_break_it() -> None:
    odd = 'Study,D1\n"' + "x" * 500 + '",Low\n"a\u0007\u202eb & ""c""",High\n'
    for kind in KINDS.values():
        etree.fromstring(kind(grid(judged(ROB2, odd, "t.csv")), "nb").encode("utf-8"))


@pytest.mark.parametrize(("name", "starts"), [("a.svg", b"<svg"), ("a.png", b"\x89PNG")])
@pytest.mark.parametrize("kind", KINDS)
def test_picture_as_a_file(name: str, starts: bytes, kind: str, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(TABLE, encoding="utf-8")
    out = tmp_path / name
    command = ["picture", "--instrument", "rob2", "--answers", str(table), "--kind", kind, "--out", str(out)]
    assert main(command) == 0
    assert out.read_bytes().startswith(starts)
    assert main(command) == 2, "a file is not written over unless it is asked for"
    assert main([*command, "--force"]) == 0


def test_picture_of_another_kind_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["picture", "--instrument", "rob2", "--answers", "absent.csv", "--out", str(tmp_path / "a.gif")]
    assert main(command) == 2
    assert ".svg" in capsys.readouterr().err
