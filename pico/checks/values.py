"""What stands in a field and cannot stand there (check 10): PubMed finds nothing on it, or something else, and says so to nobody.

| code | level | params |
|---|---|---|
| date_odd | warn | text |
| value_unknown | warn | text, field |
| qualifier_unknown | warn | text |
| wildcard_heading | warn | word |
| operator_quoted | warn | text |
| phrase_empty | stop | |
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pico.checks.context import Context
from pico.query.fields import DATE_KEYS, FIELDS, HEADING_KEYS, TEXT_KEYS
from pico.query.finding import Finding
from pico.query.tree import Term
from pico.query.values import date_mend, is_qualifier, value_mend

_VALUES = ("pt", "la", "uid", "sh")
_OPERATOR = re.compile(r"\S\s+(?:AND|OR|NOT)\s+\S")
_SMALL = re.compile(r"[a-zæøå]{2}")


def of_values(context: Context, term: Term, start: int, end: int) -> Iterator[Finding]:
    """One term; [start, end) is its place without its tag."""
    pubmed = context.syntax == "pubmed"
    if term.field in HEADING_KEYS:
        yield from _of_heading(term, start, end, pubmed=pubmed)
    elif pubmed and not term.text and term.field != "auto":
        yield Finding("phrase_empty", "stop", start, end, {})
    elif pubmed and term.field in DATE_KEYS:
        if (mend := date_mend(term.text)) is not None:
            yield Finding("date_odd", "warn", start, end, {"text": term.text[:60]}, mend or None)
    elif pubmed and term.field in _VALUES:
        if (mend := value_mend(term.field, term.text)) is not None:
            said: dict[str, str | int] = {"text": term.text[:60], "field": FIELDS[term.field].pubmed}
            yield Finding("value_unknown", "warn", start, end, said, f'"{mend}"' if mend else None)
    elif term.quoted and term.field in TEXT_KEYS and _joins(context.read.text[start:end]):
        yield Finding("operator_quoted", "warn", start, end, {"text": term.text[:60]})


def _joins(source: str) -> bool:
    """An operator in capitals among words in small letters, all of it within one pair of quotes."""
    match = _OPERATOR.search(source) if source.count('"') == 2 and source[0] == source[-1] == '"' else None
    return match is not None and bool(_SMALL.search(source))


def _of_heading(term: Term, start: int, end: int, *, pubmed: bool) -> Iterator[Finding]:
    if pubmed and "*" in term.text and term.text.strip("*"):
        yield Finding("wildcard_heading", "warn", start, end, {"word": term.text[:60]})
    for one in term.qualifiers:
        if not is_qualifier(one):
            yield Finding("qualifier_unknown", "warn", start, end, {"text": one[:60]})
            return
