"""Which column of a table holds what: `propose` says it with a certainty, and says when a person should look.

By the headings first (`table_headings`), held against what stands in the column; a column without a known heading is told
by its content alone. Nothing here reads files: `table.read` takes the plan that comes out, as it is or changed by a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import fields, replace

from pipeline.formats import clean, names, table_headings
from pipeline.formats.fields import Meaning
from pipeline.records import Column, Plan

FIELDS = tuple(one.name for one in fields(Meaning) if one.name not in {"kinds", "parting", "whole_names", "left_out"})
"""What a column can be given as. Those that people would choose among are in `CHOICES`."""
CHOICES = (
    "title", "authors", "year", "abstract", "journal", "volume", "issue", "pages", "first_page", "last_page", "doi",
    "pmid", "types", "languages", "keywords", "mesh", "url", "source_id", "citation",
)  # fmt: skip
SAMPLE = 50  # rows looked at
SURE = 0.9
DOUBTS = ("table_title_unsure", "table_columns_guessed", "table_two_titles", "table_no_headings")
"""Codes of `Plan.doubts`: no heading says title; the title was told by content alone; two columns may be it; no headings."""


# -- what stands in a column --------------------------------------------------------------------------------------

_YEAR = re.compile(r"(?:1[89]|20)\d\d(?:[-/. ].*|\.0)?")
_PMID = re.compile(r"[1-9]\d{4,7}(?:\.0)?")
_PERSON = re.compile(r"[^\W\d_][\w'’ .-]*,\s?[^\W\d_]|[^\W\d_][\w'’-]+ [A-ZÆØÅ]{1,3}\b")


def _mean(cells: Sequence[str]) -> float:
    return sum(map(len, cells)) / max(1, len(cells))


def _like_title(cells: Sequence[str]) -> bool:
    spaced = sum(cell.count(" ") >= 3 for cell in cells)
    return 25 <= _mean(cells) <= 260 and spaced > 0.7 * len(cells) and len(set(cells)) > 0.8 * len(cells)


def _share(cells: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(bool(test(cell)) for cell in cells) / len(cells)


def _like_pmids(cells: Sequence[str]) -> bool:
    return _share(cells, _PMID.fullmatch) > 0.95 and len(set(cells)) > 0.9 * len(cells)


CONTENT: tuple[tuple[str, Callable[[Sequence[str]], bool], float], ...] = (
    ("doi", lambda cells: _share(cells, clean.doi) > 0.7 and _mean(cells) < 90, 0.8),
    ("url", lambda cells: _share(cells, lambda cell: cell.startswith(("http://", "https://"))) > 0.8, 0.8),
    ("year", lambda cells: _share(cells, _YEAR.fullmatch) > 0.9 and _mean(cells) < 12, 0.7),
    ("pmid", lambda cells: _like_pmids(cells) and _share(cells, clean.year) < 0.5, 0.4),  # 20200131 is a day
    ("abstract", lambda cells: _mean(cells) > 300, 0.7),
    (
        "authors",
        lambda cells: _share(cells, lambda cell: _PERSON.match(cell) and len(names.split(cell)) > 1) > 0.5,
        0.6,
    ),
    ("title", _like_title, 0.5),
)
"""(field, whether the cells of a column look like it, how certain that makes it). The first that fits, if not taken."""

AGREES: dict[str, Callable[[Sequence[str]], bool]] = {
    "title": lambda cells: _share(cells, lambda cell: re.search(r"[^\W\d_]{2}", cell)) > 0.8,
    "year": lambda cells: _share(cells, lambda cell: clean.year(cell) or not any(map(str.isdigit, cell))) > 0.5,
    "doi": lambda cells: _share(cells, lambda cell: "10." in cell or len(cell) < 13) > 0.5,
    "pmid": lambda cells: _share(cells, lambda cell: any(map(str.isdigit, cell))) > 0.5,
    "abstract": lambda cells: _mean(cells) > 5,
}
"""What the cells under a known heading should look like; a heading whose cells do not is uncertain."""


def propose(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Plan:
    """The plan for a table from its headings (empty text where there are none) and a sample of its rows."""
    columns: list[Column] = []
    for at, heading in enumerate(headings):
        cells = [cell for row in rows[:SAMPLE] if at < len(row) and (cell := row[at].strip())]
        columns.append(_by_heading(at, heading, cells))
    taken = {one.field for one in columns}
    for at, column in enumerate(columns):
        cells = [cell for row in rows[:SAMPLE] if at < len(row) and (cell := row[at].strip())]
        if not column.field and cells and (found := _by_content(cells, taken, len(rows))):
            columns[at] = replace(column, field=found[0], certainty=found[1])
            taken.add(found[0])
    columns = _one_title(columns)
    doubts = _doubts(columns, any(table_headings.known(one) for one in headings))
    return Plan(tuple(columns), doubts + (("table_two_titles",) if _two_titles(columns, rows) else ()))


def _by_heading(at: int, heading: str, cells: Sequence[str]) -> Column:
    told = table_headings.known(heading)
    if told is None:
        return Column(at, heading)
    name, rank = told
    agrees = not cells or name not in AGREES or AGREES[name](cells)
    return Column(at, heading, name, 0.98 if agrees and rank < 40 else 0.5, rank)


def _by_content(cells: Sequence[str], taken: set[str], rows: int) -> tuple[str, float] | None:
    if len(cells) < min(3, rows):
        return None
    fitting = (one for one in CONTENT if one[0] not in taken and one[1](cells))
    name, _, certainty = next(fitting, ("", None, 0.0))
    return (name, certainty) if name else None


def _one_title(columns: list[Column]) -> list[Column]:
    """A heading such as "Name" is no title where a better one is."""
    ranks = [one.rank for one in columns if one.field == "title"]
    return [
        replace(one, field="", certainty=0.0) if one.field == "title" and one.rank > 15 and min(ranks) < 10 else one
        for one in columns
    ]


_COMPARED = 5  # columns that say they are the title
_TITLES = 17  # ranks of headings that mean the title and not a shorter or translated one


def _two_titles(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> bool:
    """Whether two columns say that they are the title, both look like it, and say something else in most rows."""
    named = [one for one in columns if one.field == "title" and one.rank < _TITLES and one.certainty >= SURE][
        :_COMPARED
    ]
    for at, one in enumerate(named):
        for other in named[at + 1 :]:
            pairs = [
                (row[one.position].strip(), row[other.position].strip())
                for row in rows[:SAMPLE]
                if max(one.position, other.position) < len(row)
            ]
            both = [(left, right) for left, right in pairs if left and right]
            if both and sum(left.casefold() != right.casefold() for left, right in both) > 0.5 * len(both):
                return True
    return False


def _doubts(columns: Sequence[Column], headed: bool) -> tuple[str, ...]:
    certain = {one.field: one.certainty for one in sorted(columns, key=lambda one: one.certainty) if one.field}
    doubts = [] if headed else ["table_no_headings"]
    if max(certain.get(name, 0.0) for name in ("title", "pmid", "doi")) < SURE:
        doubts.append("table_title_unsure")
    elif certain.get("title", 1.0) < SURE:
        doubts.append("table_columns_guessed")
    return tuple(doubts)


def meaning(plan: Plan, names_: Sequence[str]) -> Meaning:
    """The table of a plan: `names_` are what the reader calls the columns, by position."""
    given: dict[str, list[str]] = {}
    for column in sorted(plan.columns, key=lambda one: (one.rank, one.position)):
        if column.field and column.position < len(names_):
            given.setdefault(column.field, []).append(names_[column.position])
    both = [
        name + table_headings.YEAR_BESIDE
        for name in given.get("authors", ())
        if table_headings.is_author_and_year(name)
    ]
    if both:
        given.setdefault("year", []).extend(both)
    table = {name: tuple(columns) for name, columns in given.items()}
    links = (*table.get("url", ()), *table.get("citation", ()), *table.get("source_id", ()))
    said = (*table.get("pmid_said", ()), *table.get("url", ()), *table.get("source_id", ()))
    return Meaning(**{**table, "doi_links": links, "pmid_said": said}, kinds=table_headings.KINDS)  # type: ignore[arg-type]
