"""A truncated phrase in each database: never without its star in silence, and never so that a hit is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pico.query.match import document, found
from pico.query.pubmed import read
from pico.query.starred import apart
from pico.query.tree import Term, joined, single
from pico.query.write import write
from pipeline.records import Record

NEXT, APART, AWAY = "cannot_starred_phrase", "cannot_starred_phrase_apart", "cannot_starred_phrase_not"
WRITTEN = [
    # syntax, as it stands for PubMed, as it is written, what is told
    ("pubmed", '"school child*"[tiab]', '"school child*"[tiab]', ""),
    ("epistemonikos", '"school child*"[tiab]', '(title:("school child*") OR abstract:("school child*"))', ""),
    ("ovid", '"school child*"[tiab]', '"school child*".ti,ab.', ""),
    ("cochrane", '"school child*"[tiab]', "(school NEXT child*):ti,ab", NEXT),
    ("cochrane", '"cognitive behavio* therap*"[ti]', "(cognitive NEXT behavio* NEXT therap*):ti", NEXT),
    ("europepmc", '"school child*"[tiab]', "(TITLE_ABS:school AND TITLE_ABS:child*)", APART),
    ("europepmc", "school child*[tiab]", "(TITLE_ABS:school AND TITLE_ABS:child*)", APART),
    ("europepmc", '"cognitive behavioural therap*"[tiab]',
     '(TITLE_ABS:"cognitive behavioural" AND TITLE_ABS:therap*)', APART),
    ("europepmc", '"cognitive behavio* therap* group work"[ti]',
     '(TITLE:cognitive AND TITLE:behavio* AND TITLE:therap* AND TITLE:"group work")', APART),
    ("europepmc", '"wounds and injur*"[tiab]', '(TITLE_ABS:"wounds and" AND TITLE_ABS:injur*)', APART),
    ("europepmc", '"the child*"[tiab]', "TITLE_ABS:child*", APART),
    ("europepmc", '"school-based program*"[tiab]', '(TITLE_ABS:"school-based" AND TITLE_ABS:program*)', APART),
    ("europepmc", '"home-dwell* adult"[tiab]', "(TITLE_ABS:home AND TITLE_ABS:dwell* AND TITLE_ABS:adult)", APART),
    ("europepmc", '"school child*"', "(school AND child*)", APART),
    ("europepmc", '"child*"[tiab]', "TITLE_ABS:child*", ""),
    ("cochrane", '"child*"[tiab]', "child*:ti,ab", ""),
    ("europepmc", '"pain"[ti] NOT "school child*"[tiab]', 'TITLE:"pain" NOT TITLE_ABS:"school child"', AWAY),
    ("europepmc", '"pain"[ti] NOT ("a"[ti] NOT "school child*"[ti])',
     'TITLE:"pain" NOT (TITLE:"a" NOT (TITLE:school AND TITLE:child*))', APART),
]  # fmt: skip


@pytest.mark.parametrize(("syntax", "text", "wanted", "code"), WRITTEN)
def test_a_truncated_phrase(syntax: str, text: str, wanted: str, code: str) -> None:
    written = write(read(text).tree, syntax)
    assert written.text == wanted
    told = [one for one in written.notes if one.code.startswith("cannot_starred")]
    assert [one.code for one in told] == [code] * bool(code)
    for one in told:
        assert str(one.params["text"]) in text and re.sub(r"\w+:", "", str(one.params["written"])) in re.sub(
            r"[A-Z_]+:|:ti(?:,ab)?", "", wanted
        )


WORDS = st.sampled_from("school child children home home-based based care and of the pain".split())
STARRED = st.sampled_from("schoo* child* car* home-ba* pai*".split())


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(WORDS, STARRED), min_size=2, max_size=4), st.lists(WORDS, max_size=12))
def test_no_hit_of_the_phrase_is_lost(words: list[str], title: list[str]) -> None:
    """What is written where the phrase cannot be said finds every record that the phrase finds."""
    phrase = Term(" ".join(words), "tiab", True)
    pieces = apart(phrase.text) or (phrase.text,)
    looser = joined("AND", [Term(one.strip('"'), "tiab", '"' in one) for one in pieces])
    plain = [word.replace("*", "") for word in words]  # so that it is often found
    for text in (title, [*title, *plain], [*plain, *title]):
        record = document(Record(title=" ".join(text)))
        if found(single(phrase), record):
            assert found(single(looser), record), (pieces, text)
