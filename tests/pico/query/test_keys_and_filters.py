"""The key-article test, the grid of headings, and the shipped filters."""

from __future__ import annotations

from data import reference
from pico.checker import problems
from pico.query import pubmed
from pico.query.filters import add, load_filters
from pico.query.keys import grid, questions, try_article
from pipeline.records import Record

FOUND = Record(
    "Exercise for example falls", pmid="1", mesh=("Accidental Falls*", "Exercise"), abstract="Falls at home."
)
LOST = Record(
    "Tai chi for example fallers who are frail", pmid="2", mesh=("Tai Ji/methods*", "Frailty"), abstract="Fallers in care.",
    keywords=("balance",),
)  # fmt: skip
STRATEGY = (
    '("Accidental Falls"[mh] OR falls[tiab]) AND (exercis*[tiab] OR "Exercise"[mh]) NOT (animals[mh] NOT humans[mh])'
)


def test_an_article_that_is_found() -> None:
    result = try_article(pubmed.read(STRATEGY).tree, FOUND)
    assert (result.found, result.lost_by, result.unsure) == (True, (), ())


def test_an_article_that_is_lost_tells_which_block_and_which_words() -> None:
    result = try_article(pubmed.read(STRATEGY).tree, LOST)
    assert (result.found, result.lost_by) == (False, (1, 2))
    assert result.caught is not None
    first = [one.text for one in result.caught[1]]
    assert first[0] == "fallers[tiab]"  # of one stem with the block's own words
    assert {'"Tai Ji"[mh]', '"Frailty"[mh]', "balance[tiab]"} <= {one.text for one in result.caught[2]}
    for block, words in result.caught.items():
        for word in words:  # each of them would indeed have caught it
            mended = STRATEGY.replace("falls[tiab])" if block == 1 else '"Exercise"[mh])', f"{word.text})")
            assert block not in try_article(pubmed.read(mended).tree, LOST).lost_by, word


def test_what_is_taken_away_loses_too() -> None:
    result = try_article(pubmed.read("falls[tiab] NOT home[tiab]").tree, FOUND)
    assert (result.found, result.lost_by, result.caught) == (False, (2,), {})


def test_what_the_record_does_not_tell_is_asked_of_pubmed() -> None:
    tree = pubmed.read("falls[tiab] AND systematic[sb]").tree
    result = try_article(tree, FOUND)
    assert (result.found, result.unsure) == (None, (2,))
    assert questions(tree, "1") == ((1, "(falls[tiab]) AND 1[uid]"), (2, "(systematic[sb]) AND 1[uid]"))


def test_the_grid_shows_common_headings_first() -> None:
    other = Record("x", mesh=("Exercise/methods", "Aged"))
    assert grid([FOUND, other]).headings == ("Exercise", "Accidental Falls", "Aged")
    assert grid([FOUND, other]).marks == (("x", "x"), ("*", ""), ("", "x"))


def test_the_shipped_filters_are_whole_and_taken_by_the_checker() -> None:
    filters = load_filters(reference.text("templates/search_filters.yaml"))
    assert {"systematic_reviews", "rct_cochrane_sensitive", "therapy_broad", "qualitative_heading"} <= set(filters)
    assert not filters["systematic_reviews"].verified and not filters["rct_cochrane_sensitive"].verified
    for one in filters.values():
        assert set(one.label) == {"nb", "nn", "en"} and (one.note is None or set(one.note) == {"nb", "nn", "en"})
        text = add("falls[tiab] OR slips[tiab]", one)
        assert text.startswith("(falls[tiab] OR slips[tiab]) ")
        assert not [each for each in problems(text) if each.level == "stop"], one.id
    assert add("a[ti] AND b[ti]", filters["humans"]) == "a[ti] AND b[ti] NOT (animals[mh] NOT humans[mh])"
