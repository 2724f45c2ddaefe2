"""How each database wants a strategy written: what differs between them, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Syntax:
    """One database. Templates take {word}, {words}, {field}, {n}; None = it cannot be said there."""

    id: str
    name: str
    field: str  # of `fields.Field` that holds its names
    word: str  # a word in a field
    operators: Mapping[str, str]
    near: str | None = None  # of two words with at most {n} others between
    next: str | None = None  # of two words side by side, in order
    near_from: int = 0  # what {n} is for no word between
    line: str | None = None  # a reference to a line; None = no line lists
    span: str | None = None  # several lines by one operator
    number: str = ""  # what stands before a line
    stars: str = "end"  # "end": only behind a word; "any": also within it; "ovid": `?` and `#` as well
    starred_phrase: bool = True  # whether a phrase in quotes may have a wildcard
    explodes: bool = False
    headings: bool = False
    lists: bool = False  # whether tagged words stand in one bracket with the fields around it


_PLAIN = {"AND": "AND", "OR": "OR", "NOT": "NOT"}
_ROWS = (
    Syntax(
        "pubmed", "PubMed", "pubmed", "{word}[{field}]", _PLAIN, near='"{words}"[{field}:~{n}]', line="#{n}", number="#{n} ",
        stars="any", explodes=True, headings=True,
    ),
    Syntax("epistemonikos", "Epistemonikos", "epistemonikos", "{field}:({word})", _PLAIN, lists=True),
    Syntax("europepmc", "Europe PMC", "europepmc", "{field}:{word}", _PLAIN, stars="any", starred_phrase=False, headings=True),
    Syntax(
        "cochrane", "Cochrane Library", "cochrane", "{word}:{field}", _PLAIN, near="{word} NEAR/{n} {other}", next="NEXT",
        near_from=1, line="#{n}", span="{{{op} #{lines}}}", number="#{n} ", stars="any", starred_phrase=False, explodes=True,
        headings=True,
    ),
    Syntax(
        "ovid", "Ovid MEDLINE", "ovid", "{word}.{field}.", {one: one.lower() for one in _PLAIN}, near="{word} adj{n} {other}",
        next="adj", near_from=1, line="{n}", span="{op}/{lines}", number="{n}. ", stars="ovid", explodes=True, headings=True,
    ),
)  # fmt: skip
SYNTAXES = {one.id: one for one in _ROWS}
READ = ("pubmed", "ovid")  # those whose strategies are read into the tree
