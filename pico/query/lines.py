"""A pasted strategy cut into its lines: `#1 ...`, `1. ...`, hit counts and clock times behind, in any order of numbers.

PubMed's history comes newest first with "Search:", the sorting and the time; Ovid's comes with the hits behind.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pico.query.finding import Finding

# `#1 x`, `#1x`, `1. x`, `1.x`, `1 x`
_NUMBER = re.compile(
    r"[ \t]*(?P<hash>#|S(?=\d))?(?P<n>\d{1,4})"
    r"(?P<dot>[.):,](?=[ \t])|[.)](?=[^\W\d_]|[\"(*]|#?\d{1,3}[ ]+(?:and|or|not)[ ]+#?\d))?"
    r"(?:[ \t]+(?=\S)|(?(hash)(?=[^\W\d_]|[\"(#])|(?(dot)(?=\S)|(?!))))"
)
_OPERATOR = re.compile(r"(?:AND|OR|NOT)\b|\)|$", re.IGNORECASE)
_HISTORY = re.compile(r"(?:(?:Add|Search)[ \t:]+)+(?:Search:[ \t]*)?", re.IGNORECASE)
_BEFORE_HITS = (
    r"(?:\t+[ ]*|[ ]{2,}|[ ](?=\()|(?<=[\])/*\"])[ ]|(?<=#\d)[ ]|(?<=#\d\d)[ ]|(?<=freq=\d)[ ]|(?<=freq=\d\d)[ ])"
)
_BEHIND = re.compile(
    r"(?:[ \t]+Sort by:[^\t\n]{0,60})?"
    rf"(?P<hits>{_BEFORE_HITS}\(?(?P<n>\d{{1,3}}(?:[ ,.\u00a0]\d{{3}})+|\d+)\)?)?"
    r"(?:[ \t]+\d{1,2}:\d\d:\d\d(?:[ ]?[AP]M)?)?[ \t]*$"
)
_FILTERS = re.compile(r"\s+Filters?(?: applied)?:\s*(?P<named>[^\[\]()\"]*?)(?=\s+Sort by:|\s*$)")
_SORTED = re.compile(r"\s+Sort by:[^\[\]()\"\n]{0,60}$")
_TAIL = 160  # characters of a line's end that are looked at
# What stands above a list: the database, the dates, the names of the columns, a rule.
_ABOVE = re.compile(
    r"\W*$|\W*(?:databases?|searches|search(?: strategy| history)?|strategy|ovid|medline|pubmed|no|line|set|query|#)"
    r"(?:\b|\W)[^\[\]*\"]*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"[\s*=_-]{3,}$")
_CSV = re.compile(r"\s*\"?Search number\"?,", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RawLine:
    """One line: its number and where its text stands, [start, end)."""

    number: int
    start: int
    end: int
    hits: int | None = None
    filters: tuple[int, int] | None = None  # where the filters stand that PubMed's history names behind it


def without_csv(text: str) -> str:
    """PubMed's history, downloaded as CSV, as a list of lines; any other text as it is."""
    if not _CSV.match(text):
        return text
    rows = list(csv.DictReader(io.StringIO(text.strip())))
    made = []
    for row in sorted(rows, key=lambda one: int(re.sub(r"\D", "", one.get("Search number") or "0") or 0)):
        hits = re.sub(r"\D", "", row.get("Results") or "")
        made.append(
            f"#{row.get('Search number')} {' '.join((row.get('Query') or '').split())}" + f"\t{hits}" * bool(hits)
        )
    return "\n".join(made)


def cut(text: str) -> tuple[RawLine, ...] | None:
    """The lines of a numbered list; None = it is one strategy, however many lines it is written on."""
    found: list[list[int]] = []  # number, start, end
    step = 0
    at = 0
    for raw in _run_on(text) or text.splitlines(keepends=True):
        bare = raw.rstrip()
        head = _head(bare, found, step) if bare else None
        if head is not None:
            number, begins = head
            if found and not step:
                step = (number > found[-1][0]) - (number < found[-1][0])
            found.append([number, at + begins, at + len(bare)])
        elif bare and found and not _RULE.match(bare):
            found[-1][2] = at + len(bare)
        elif bare and not found and not _ABOVE.match(bare):
            return None
        at += len(raw)
    if not found or (len(found) == 1 and not _sure(text)):
        return None
    return tuple(_trimmed(text, number, start, end) for number, start, end in found)


def _run_on(text: str) -> list[str]:
    """The lines of a list that was pasted as one: `1. x 2. y 3. 1 and 2`. Empty where it is none."""
    if "\n" in text.strip() or not re.match(r"\s*1[.)]\s", text):
        return []
    cuts = [0]
    while (match := re.compile(rf"(?<=\s){len(cuts) + 1}[.)](?=\s)").search(text, cuts[-1] + 1)) is not None:
        cuts.append(match.start())
    return [text[start:end] for start, end in pairwise((*cuts, len(text)))] if len(cuts) > 2 else []


def _sure(text: str) -> bool:
    """Whether a single line says by its sign that it is one of a list."""
    match = _NUMBER.match(text.lstrip())
    return match is not None and bool(match["hash"] or match["dot"])


def _head(bare: str, found: list[list[int]], step: int) -> tuple[int, int] | None:
    match = _NUMBER.match(bare)
    if match is None:
        return None
    number = int(match["n"])
    if _OPERATOR.match(bare, match.end()) and not _headed(bare, match):
        return None
    if found:
        before = found[-1][0]
        follows = number - before == step if step else abs(number - before) == 1
        further = number > before if step >= 0 else number < before
        if not follows and not (match["hash"] and (further or number == before)):
            return None
    elif not match["hash"] and not match["dot"] and number != 1 and "\t" not in match.group():
        return None
    return number, match.end()


def _headed(bare: str, match: re.Match[str]) -> bool:
    """`3 or/1-2` begins with an operator and is a line all the same."""
    return bool(re.match(r"(?:or|and)/\d", bare[match.end() :], re.IGNORECASE))


def _trimmed(text: str, number: int, start: int, end: int) -> RawLine:
    lead = _HISTORY.match(text, start, end)
    if lead is not None:
        start = lead.end()
    from_ = max(start, end - _TAIL)
    behind = _BEHIND.search(text, from_, end)
    hits = None
    if behind is not None and behind.start() > start:
        if behind["n"]:
            hits = int(re.sub(r"\D", "", behind["n"]))
        end = behind.start()
    filters = _FILTERS.search(text, max(start, end - _TAIL), end)
    if filters is not None:
        end = filters.start()
    return RawLine(number, start, end, hits, filters and filters.span("named"))


def whole(text: str) -> RawLine:
    """A strategy that is no list, without what PubMed's history puts around a search: "Search:", filters, sorting."""
    lead = _HISTORY.match(text)
    start = lead.end() if lead and (":" in lead.group() or text.startswith("#", lead.end())) else 0
    end = len(text.rstrip()) or len(text)
    tail = _SORTED.search(text, max(start, end - _TAIL), end)
    filters = _FILTERS.search(text, max(start, end - 2 * _TAIL), end)
    cuts = [one.start() for one in (tail, filters) if one is not None and one.start() > start]
    return RawLine(1, start, min(cuts, default=len(text)), None, filters and filters.span("named"))


def around(text: str, line: RawLine, *, alone: bool) -> Iterator[Finding]:
    """What stands around a search that was copied from PubMed's history."""
    if line.filters is not None:
        start, end = line.filters
        yield Finding("filters_not_read", "warn", start, end, {"text": text[start:end][:80]})
    elif alone and text[line.end :].strip():
        words = text[line.end :].strip()
        yield Finding("history_words", "fix", line.end, len(text), {"text": words[:80]}, "")
    if alone and text[: line.start].strip():
        yield Finding("history_words", "fix", 0, line.start, {"text": text[: line.start].strip()}, "")
