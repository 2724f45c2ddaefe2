"""The local evaluator: against a plain second answer on random trees and records, and on cases a librarian can read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pico.query import ovid, pubmed
from pico.query.headings import Headings
from pico.query.match import document, found
from pico.query.tree import Node, Term, Tree, single
from pipeline.records import Record
from tests.pico.query import plain_matching as plain
from tests.pico.query.made import CODES, HEADINGS, WORDS, grown, ovid_near, phrases, trees

TREE = Headings(
    {}, {}, {"aged": ("M01.060.116.100",), "aged, 80 and over": ("M01.060.116.100.080",), "exercise": ("G11.427.410",)}
)
BELOW = {"Aged": {"Aged, 80 and over"}}
NAMES = {"pc": "prevention & control", "th": "therapy", "rh": "rehabilitation"}

MORE = st.sampled_from(("nursing", "exercises", "frailty", "women", "organisation"))
texts = st.lists(st.one_of(WORDS, MORE), max_size=14).map(" ".join)
headings = st.builds(
    lambda name, code, star: name + (f"/{NAMES[code]}" if code else "") + star,
    HEADINGS, st.one_of(st.just(""), CODES), st.sampled_from(("", "*")),
)  # fmt: skip


def made(title: str, abstract: str, keywords: list[str], mesh: list[str]) -> Record:
    named = {"keywords": tuple(keywords), "mesh": tuple(mesh)}
    return Record(title, ("Example, Anna",), 2020, abstract, "Journal of Examples", **named)  # type: ignore[arg-type]


once = st.lists(headings, max_size=3, unique_by=lambda one: one.split("/")[0].strip("*"))
records = st.builds(made, texts, texts, st.lists(WORDS, max_size=2), once)
near = st.builds(
    lambda one, other, n: Term(f"{one} {other}", "tiab", True, within=n), WORDS, WORDS, st.integers(0, 5)
)  # fmt: skip
heading_terms = st.builds(
    lambda text, field, explode, codes: Term(text, field, True, explode, tuple(codes)),
    HEADINGS, st.sampled_from(("mesh", "majr")), st.booleans(), st.lists(CODES, max_size=1),
)  # fmt: skip
wild = st.sampled_from(
    (Term("wom#n", "tiab"), Term("organi?ation", "ti"), Term("exercis*1", "ab"), Term("fra*", "tiab"))
)
leaves = st.one_of(
    phrases(("auto", "tiab", "ti", "ab", "tw", "all", "kw", "mp"), loose=True), near, heading_terms, wild, ovid_near()
)
TREES = trees(grown(leaves, mixed=True), spans=True)


@settings(max_examples=400, deadline=None)
@given(TREES, records)
def test_it_agrees_with_the_plain_answer(tree: Tree, record: Record) -> None:
    lines: dict[int, bool] = {}
    for line in tree.lines:
        assert line.node is not None
        lines[line.number] = plain.is_found(line.node, record, BELOW, lines)
    assert found(tree, document(record), TREE) is lines[tree.lines[-1].number]


@settings(max_examples=400, deadline=None)
@given(leaves, records)
def test_each_kind_of_term_agrees(node: Node, record: Record) -> None:
    assert found(single(node), document(record), TREE) is plain.is_found(node, record, BELOW, {})


ARTICLE = Record(
    title="Example trial of balance training to prevent falls in older women",
    authors=("Example, Anna Beate", "van der Test, Kari"),
    year=2021,
    abstract="Home-dwelling adults' falls were counted. Hip fractures were rare; the Nurse's visits were not.",
    journal="Journal of Examples",
    doi="10.1000/example",
    pmid="12345678",
    publication_types=("Randomized Controlled Trial",),
    languages=("eng",),
    keywords=("fall prevention",),
    mesh=("Accidental Falls/prevention & control*", "Aged, 80 and over", "Female"),
)
CASES = [
    ("pubmed", "falls[ti]", True),
    ("pubmed", "fall[ti]", False),
    ("pubmed", "fall*[ti]", True),
    ("pubmed", '"balance training"[tiab]', True),
    ("pubmed", '"training balance"[tiab]', False),
    ("pubmed", '"women home"[tiab]', False),  # the end of the title and the beginning of the abstract
    ("pubmed", '"training balance"[tiab:~0]', True),
    ("pubmed", '"balance falls"[tiab:~2]', False),
    ("pubmed", '"balance falls"[tiab:~3]', True),
    ("pubmed", '"home dwelling"[tiab] AND home-dwelling[tiab]', True),
    ("pubmed", '"fall prevention"[tiab] AND "fall prevention"[ot]', True),
    ("pubmed", '"nurse\'s"[tiab]', True),
    ("pubmed", '"Accidental Falls"[mh] AND "Accidental Falls"[majr]', True),
    ("pubmed", '"Aged, 80 and over"[majr]', False),
    ("pubmed", '"Aged"[mh]', True),  # narrower headings are found with it
    ("pubmed", '"Aged"[mh:noexp]', False),
    ("pubmed", '"Accidental Falls/prevention and control"[mh]', True),
    ("pubmed", '"Accidental Falls/therapy"[mh]', False),
    ("pubmed", "Example A[au] AND Example AB[au] AND van der Test K[au]", True),
    ("pubmed", "Example B[au]", False),
    ("pubmed", "2020:2022[dp] AND english[la] AND randomized controlled trial[pt] AND 12345678[uid]", True),
    ("pubmed", "2022:2024[dp]", False),
    ("pubmed", "hasabstract", True),
    ("pubmed", "systematic[sb]", None),
    ("pubmed", "falls[ti] OR systematic[sb]", True),
    ("pubmed", "falls[ti] AND systematic[sb]", None),
    ("pubmed", "nothing[ti] AND systematic[sb]", False),
    ("pubmed", "falls[ti] NOT (animals[mh] NOT humans[mh])", True),
    ("pubmed", "balance women", True),
    ("pubmed", "10.1000/example[doi]", True),
    ("ovid", "(balance adj3 fall*).ti,ab.", False),
    ("ovid", "(falls adj5 balance).ti,ab.", True),
    ("ovid", "(balance adj training).ti. and (training adj1 balance).ti.", True),
    ("ovid", "(training adj balance).ti.", False),
    ("ovid", "wom#n.ti. and wom?n.ti. and train$3.ti.", True),
    ("ovid", "train$2.ti.", False),
    ("ovid", "((hip or knee) adj2 fractur*).ab.", True),
]


@pytest.mark.parametrize(("syntax", "text", "wanted"), CASES)
def test_what_a_librarian_would_say(syntax: str, text: str, wanted: bool | None) -> None:
    tree = (ovid if syntax == "ovid" else pubmed).read(text).tree
    assert found(tree, document(ARTICLE), TREE) is wanted
