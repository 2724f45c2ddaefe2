"""A tree that is written and read again is the same tree, in each syntax that is read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from pico.query import ovid, pubmed
from pico.query.syntaxes import SYNTAXES
from pico.query.tree import MAX_DEPTH, Group, Node, Ref, Term, Tree, blocks, flat, single, terms
from pico.query.write import write
from pipeline.errors import BadInput
from tests.pico.query.made import OVID, PUBMED


@settings(max_examples=300, deadline=None)
@given(PUBMED)
def test_pubmed(tree: Tree) -> None:
    text = write(tree, "pubmed").text
    assert pubmed.read(text).tree == tree, text


@settings(max_examples=300, deadline=None)
@given(OVID)
def test_ovid(tree: Tree) -> None:
    text = write(tree, "ovid").text
    assert ovid.read(text).tree == tree, text


@settings(max_examples=60, deadline=None)
@given(OVID)
def test_every_database_gets_a_text_or_is_told_of(tree: Tree) -> None:
    """No term goes out of the strategy without a word."""
    for syntax in SYNTAXES:
        try:
            written = write(tree, syntax)
        except BadInput as why:
            assert why.code == "strategy_empty"
            continue
        told = " ".join(str(one.params.get("text", "")) for one in written.notes) + written.text
        for term in terms(flat(tree)):
            word = term.text.split("*")[0].split("#")[0].split("?")[0].split(":")[0].split(",")[-1].split()[-1]
            assert word in told, (syntax, term, written)


def said(node: Node | None) -> str:
    """A node in short: `(a OR b) AND "c d"<ti>`."""
    if node is None:
        return "-"
    if isinstance(node, Ref):
        return f"#{','.join(map(str, node.lines))}"
    if isinstance(node, Term):
        field = "" if node.field == "auto" else f"<{node.field}{'' if node.explode else '!'}>"
        return (f'"{node.text}"' if node.quoted else node.text) + field + "".join(f"/{one}" for one in node.qualifiers)
    near = f"{node.within}{'>' if node.ordered else ''}" if node.op == "NEAR" else ""
    made = said(node.items[0]) if not isinstance(node.items[0], Group) else f"({said(node.items[0])})"
    for op, item in zip(node.ops, node.items[1:], strict=True):
        made += f" {op}{near} " + (f"({said(item)})" if isinstance(item, Group) else said(item))
    return made


READ = [
    ("pubmed", "a OR b AND c", "a OR b AND c"),
    ("pubmed", "hip fracture[tiab] NOT \"x y\"[ti]", 'hip fracture<tiab> NOT "x y"<ti>'),
    ("pubmed", "asthma[foo]", "asthma"),
    ("pubmed", "(asthma OR copd)[tiab]", "asthma OR copd"),
    ("pubmed", '"2010"[dp] : "2020"[dp] AND x[ti]', "2010:2020<dp> AND x<ti>"),
    ("pubmed", '"Falls/prevention and control"[mh:noexp]', '"Falls"<mesh!>/pc'),
    ("pubmed", "falls[ti] (a[ti] OR b[ti])", "falls<ti> AND (a<ti> OR b<ti>)"),
    ("ovid", "a.ti. or b.ti. and c.ti. not d.ti.", "a<ti> OR ((b<ti> AND c<ti>) NOT d<ti>)"),
    ("ovid", "(a adj3 b adj3 c).ti,ab.", "a<tiab> NEAR2 b<tiab> NEAR2 c<tiab>"),
    ("ovid", "(a adj b).tw. or heart attack", 'a<tw> NEAR0> b<tw> OR "heart attack"<mp>'),
    ("ovid", "exp *Falls/pc, th", '"Falls"<majr>/pc/th'),
    ("ovid", "humans.sh. or (animals or rats).sh.", '"humans"<mesh!> OR ("animals"<mesh!> OR "rats"<mesh!>)'),
    ("ovid", "Falls/", '"Falls"<mesh!>'),
]  # fmt: skip


@pytest.mark.parametrize(("syntax", "text", "wanted"), READ)
def test_what_is_read(syntax: str, text: str, wanted: str) -> None:
    tree = (ovid if syntax == "ovid" else pubmed).read(text).tree
    assert said(tree.lines[0].node).replace("(a<tw> NEAR0> b<tw>)", "a<tw> NEAR0> b<tw>") == wanted


LISTS = [
    "#1 fall*[tiab]\n#2 exercis*[tiab] OR\n training[tiab]\n#3 #1 AND #2",
    "1. fall*[tiab]  1,234\n2. exercis*[tiab] OR training[tiab]  99\n3. #1 AND #2  12",
    "3\t#1 AND #2\t12\n2\texercis*[tiab] OR training[tiab]\t99\n1\tfall*[tiab]\t1,234",
    "#3\tSearch: #1 AND #2 Sort by: Most Recent\t12\t04:12:33\n#2\tSearch: exercis*[tiab] OR training[tiab]\t99\t04:12:00\n"
    "#1\tSearch: fall*[tiab]\t1,234\t04:10:00",
]  # fmt: skip


@pytest.mark.parametrize("text", LISTS)
def test_lists_however_they_were_pasted(text: str) -> None:
    tree = pubmed.read(text).tree
    assert tree.numbered
    assert {one.number: said(one.node) for one in tree.lines} == {
        1: "fall*<tiab>",
        2: "exercis*<tiab> OR training<tiab>",
        3: "#1 AND #2",
    }
    assert [said(node) for _, node in blocks(tree)] == ["fall*<tiab>", "exercis*<tiab> OR training<tiab>"]


def test_hits_are_kept_and_places_point_into_the_text() -> None:
    text = LISTS[1]
    tree = pubmed.read(text).tree
    assert [one.hits for one in tree.lines] == [1234, 99, 12]
    for line in tree.lines:
        for term in terms(line.node):
            assert text[term.start : term.end].startswith(term.text)


def test_three_thousand_terms_and_deep_brackets() -> None:
    long = pubmed.read(" AND ".join(f"a{n}[ti] OR b{n}[ti]" for n in range(3_000))).tree
    assert sum(1 for _ in terms(long.lines[0].node)) == 6_000
    assert write(long, "ovid").text.count(".ti.") == 6_000
    deep = pubmed.read("(" * 5_000 + "a OR b" + ")" * 5_000)
    assert [one.params for one in deep.found if one.code == "nested_too_deep"] == [{"limit": MAX_DEPTH}]
    assert said(deep.tree.lines[0].node) == "a OR b"


def test_lines_that_double_are_stopped_before_they_fill_the_memory() -> None:
    text = "\n".join(["#1 falls[ti]", *(f"#{n} #{n - 1} OR #{n - 1}" for n in range(2, 60))])
    with pytest.raises(BadInput) as caught:
        flat(pubmed.read(text).tree)
    assert caught.value.code == "strategy_too_large"


def test_what_is_taken_away_is_a_block_of_its_own() -> None:
    tree = pubmed.read("(a[ti] OR b[ti]) AND c[ti] NOT (animals[mh] NOT humans[mh])").tree
    assert [op for op, _ in blocks(tree)] == ["AND", "AND", "NOT"]
    assert [op for op, _ in blocks(pubmed.read("a[ti] OR b[ti] AND c[ti] AND d[ti]").tree)] == ["AND", "AND", "AND"]
    assert blocks(single(None)) == ()
    assert replace(tree.lines[0], hits=3) == tree.lines[0]
