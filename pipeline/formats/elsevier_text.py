"""Text for people as ScienceDirect and Scopus export it: what a line is, is told by its place, and some lines by a label.

ScienceDirect: a paragraph with authors, title, journal, volume, year, pages and ISSN, each line with a comma behind it.
Scopus: authors, title, "(2020) Journal, 1 (2), pp. 3-4.", then labels; "SOURCE: Scopus" ends a record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.file_sources import MOST_RECORDS
from pipeline.formats import clean
from pipeline.formats.decoding import Text
from pipeline.formats.fields import Meaning, build
from pipeline.formats.limits import too_many
from pipeline.formats.ris import is_usable
from pipeline.records import Parsed, Reading, Rejected

Values = dict[str, list[str]]
_MOST_LINES = 1_000  # of one record that are looked at
_LABELS = (
    "Abstract|Keywords|ABSTRACT|AUTHOR KEYWORDS|INDEX KEYWORDS|DOCUMENT TYPE|SOURCE|DOI|PUBMED ID|AUTHOR FULL NAMES|LANGUAGE|"
    "LANGUAGE OF ORIGINAL DOCUMENT|AFFILIATIONS|CORRESPONDENCE ADDRESS|PUBLISHER|ISSN|PUBLICATION STAGE|EID|REFERENCES"
)
_LABEL = re.compile(rf"({_LABELS}): ?(.*)")
MEANING = Meaning(
    title=("title",),
    authors=("authors", "AUTHOR FULL NAMES"),
    year=("year", "where"),
    abstract=("Abstract", "ABSTRACT"),
    journal=("journal",),
    volume=("volume",),
    issue=("issue",),
    pages=("pages",),
    article_number=("article",),
    doi=("DOI", "link"),
    pmid=("PUBMED ID",),
    types=("DOCUMENT TYPE",),
    languages=("LANGUAGE OF ORIGINAL DOCUMENT", "LANGUAGE"),
    keywords=("Keywords", "AUTHOR KEYWORDS", "INDEX KEYWORDS"),
    url=("link",),
    source_id=("EID",),
    citation=("where",),
    left_out=("SOURCE", "where"),
)

# -- ScienceDirect ------------------------------------------------------------------------------------------------

_SD = re.compile(r"\(https?://www\.sciencedirect\.com/|(?m:^ISSN \d{4}-?\d{3}[\dX],)")
_SD_LINES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("volume", re.compile(r"Volumes? (\S+?)(?:, (?:Issues? (\S+?)|.*?))?,")),
    ("article", re.compile(r"(?:Article )?(\d{5,}|[a-z]\d{4,}),")),
    ("year", re.compile(r"((?:19|20)\d\d),")),
    ("pages", re.compile(r"Pages? ([\w.]+(?:[-–][\w.]+)?),")),
    ("ISSN", re.compile(r"ISS?B?N ([\dX-]+),")),
    ("link", re.compile(r"\(?(https?://\S+?)[.)]*")),
)


def _sd_starts(lines: Sequence[str]) -> Iterator[int]:
    """Paragraphs of which the first lines end with a comma and say where it stands."""
    for at, line in enumerate(lines):
        if line.strip() and (at == 0 or not lines[at - 1].strip()):
            most = min(at + 30, len(lines))
            behind = next((end for end in range(at, most) if not lines[end].strip()), most)
            block = lines[at:behind]
            ended = sum(one.rstrip().endswith(",") for one in block[:6])
            if len(block) > 3 and ended >= 3 and any(_SD.search(one) for one in block):
                yield at


def _sd_values(lines: Sequence[str]) -> Values:
    values: Values = {}
    told = [line.strip() for line in lines[:_MOST_LINES] if line.strip()]
    for at, line in enumerate(told):
        if at < 3 and line.endswith(","):
            names = line.rstrip(",").split(", ") if at == 0 else [line.rstrip(",")]
            values[("authors", "title", "journal")[at]] = names
        elif match := _LABEL.match(line):
            values.setdefault(match[1], []).append(match[2])
        elif found := next(((name, one) for name, like in _SD_LINES if (one := like.fullmatch(line))), None):
            name, one = found
            values.setdefault(name, []).append(one[1])
            if name == "volume" and one[2]:
                values["issue"] = [one[2]]
        elif values:
            last = next(reversed(values))
            values[last][-1] += f"\n{line}"
    return values


# -- Scopus -------------------------------------------------------------------------------------------------------

_SCOPUS_END = re.compile(r"SOURCE: ?Scopus\s*")
_SCOPUS_WHERE = re.compile(r"\(((?:19|20)\d\d)\) (\S.*)")
_SCOPUS_HEAD = re.compile(r"Scopus\s*|EXPORT DATE:.*")
_PARTS = re.compile(
    r"(?P<journal>.+?)(?:, (?P<volume>\d{1,5}))?(?: \((?P<issue>[^()]{1,20})\))?(?:, art\. no\. ?(?P<article>\S*?))?"
    r"(?:, pp?\. (?P<pages>[\w.-]+?))?(?:\.|,)?(?:\s+Cited .*)?"
)


def _scopus_starts(lines: Sequence[str]) -> Iterator[int]:
    ended = True
    for at, line in enumerate(lines):
        if _SCOPUS_END.fullmatch(line):
            ended = True
        elif ended and line.strip() and not _SCOPUS_HEAD.fullmatch(line):
            ended = False
            yield at


def _scopus_values(lines: Sequence[str]) -> Values:
    values: Values = {}
    told = [line.strip() for line in lines[:_MOST_LINES] if line.strip()]
    at = next((at for at, line in enumerate(told) if _SCOPUS_WHERE.match(line)), -1)
    if at > 0:
        year, where = _SCOPUS_WHERE.match(told[at]).groups()  # type: ignore[union-attr]
        values |= {"title": [told[at - 1]], "year": [year]}
        parts = _PARTS.fullmatch(where[:1000])
        values |= {name: [text] for name, text in (parts.groupdict() if parts else {"journal": where}).items() if text}
        if at > 1:
            values["authors"] = [told[0]]
    for line in told[at + 1 :] + told[: max(at, 0)]:
        if match := _LABEL.match(line):
            values.setdefault(match[1], []).append(match[2])
        elif line.startswith("https://www.scopus.com"):
            values.setdefault("link", []).append(line)
    return values


@dataclass(frozen=True, slots=True)
class _Kind:
    format: str
    signs: re.Pattern[str]
    starts: Callable[[Sequence[str]], Iterator[int]]
    values: Callable[[Sequence[str]], Values]


_KINDS = (
    _Kind("scopus_text", re.compile(r"(?m)^SOURCE: ?Scopus\s*$"), _scopus_starts, _scopus_values),
    _Kind("sciencedirect_text", _SD, _sd_starts, _sd_values),
)


def read(text: Text) -> Reading | None:
    """Read either text; None if it is none of them."""
    kind = next((one for one in _KINDS if one.signs.search(text.text)), None)
    if kind is None:
        return None
    lines = text.text.split("\n")
    starts = list(kind.starts(lines))
    if len(starts) > MOST_RECORDS:
        return too_many(len(starts))
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    for number, (first, behind) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=False), 1):
        raw = "\n".join(lines[first:behind]).strip("\n")
        record = build(kind.values(lines[first:behind]), MEANING)
        if not is_usable(record) or not (record.title or record.doi):
            rejected.append(Rejected(first + 1, "record_empty", {"number": number}, raw))
            continue
        codes = clean.unique(code for line, code in text.marks if first < line <= behind)
        parsed.append(Parsed(number, first + 1, record, raw, codes))
    return Reading(kind.format, len(starts), tuple(parsed), tuple(rejected)) if parsed else None
