"""PubMed .nbib (MEDLINE format): the file is split into records here, `Bio.Medline` groups the lines of each.

Format: https://www.nlm.nih.gov/bsd/mms/medlineelements.html . A line is a tag of up to four characters, "- " and the
value; lines with six blanks before them go on with the value above. ERIC writes the same format without PMID.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from Bio import Medline

from pipeline.formats import clean, decoding, noticed
from pipeline.formats.kinds import kind_of
from pipeline.formats.ris import is_usable
from pipeline.records import Parsed, Reading, Record, Rejected

REPAIRS = ("missing_start", "unindented_line", "indented_tag")
"""No PMID line where others have one; a wrapped line without its six blanks; blanks before PMID."""

_START = re.compile(r"\n(?:PMID *- *\S|(?P<other>OWN|STAT) *- *\S|[ \t]{1,5}PMID *- *\d{1,8}[ \t]*(?=\n))")
_BLOCK = re.compile(r"\n[ \t]*\n(?=(?!PMID|OWN |STAT)[A-Z][A-Z0-9]{1,3} *-)")
_TITLE = re.compile(r"\n(?:TI|BTI|CTI) *-")
_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) *-(?: (.*)|$)")
_HEADERS = ("PMID", "OWN ", "STAT")

EXTRA_TAGS: Mapping[str, str] = {
    "IS": "SN",
    "AD": "AD",
    "PL": "CY",
    "TT": "VernacularTitle",
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "ECI": "ExpressionOfConcernIn",
    "EIN": "ErratumIn",
    "EFR": "ErratumFor",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
    "RPI": "RepublishedIn",
    "RPF": "RepublishedFrom",
    "CIN": "CommentIn",
    "CON": "CommentOn",
    "PMC": "PMC",
    "GR": "Grant",
}
"""MEDLINE tag -> name in `Record.extra`; the names of relations are those of PubMed's XML (CommentsCorrections)."""


@dataclass(slots=True)
class _Chunk:
    line: int
    end: int
    lines: list[str] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    outside: list[tuple[int, str]] = field(default_factory=list)  # lines behind a blank one that carry no tag


def start_lines(text: str) -> list[int]:
    """Lines (from 1) on which records start: `PMID-`, or behind a blank line `OWN -`, `STAT-` or what has a title of its own."""
    text = "\n" + text
    places = [
        match.start()
        for match in _START.finditer(text)
        if match["other"] is None or _opens_a_block(text, match.start())
    ]
    if places and _BLOCK.search(text):
        places = sorted({*places, *_titled_blocks(text, places)})
    starts: list[int] = []
    line, last = 0, 0
    for at in places:
        line += text.count("\n", last, at + 1)
        last = at + 1
        starts.append(line)
    return starts


def _titled_blocks(text: str, places: list[int]) -> Iterator[int]:
    """Where a block of tagged lines with a title stands behind a record that has its title already."""
    begun = places[0]
    for match in _BLOCK.finditer(text, begun):
        at = match.end() - 1
        begun = max(begun, places[bisect_right(places, at) - 1])
        behind = text.find("\n\n", at + 1)
        if _TITLE.search(text, at, behind if behind > 0 else len(text)) and _TITLE.search(
            text, begun, match.start() + 1
        ):
            yield at
            begun = at


_OWN_TAGS = frozenset(
    "TI AB FAU AU LA PT DP TA JT JID MH AID PG VI IP DEP SB CRDT PHST EDAT MHDA PST SO PL IS LID CI OTO OT".split()
)
_LEAST_SHARE, _FEWEST_TAGS = 0.8, 4


def is_headless(text: str) -> bool:
    """Whether a text without any start is a record that lost its first lines: nearly only lines with tags of MEDLINE."""
    lines = [line for line in text.split("\n", 400)[:400] if line.strip() and not line.startswith("      ")]
    tags = [match[1] for line in lines if (match := _TAG.match(line))]
    return len(tags) >= _LEAST_SHARE * len(lines) and len(_OWN_TAGS.intersection(tags)) >= _FEWEST_TAGS


def _opens_a_block(text: str, at: int) -> bool:
    """Whether nothing but white space, or a blank line, is above; and the line above that is no head of a record."""
    above = text[:at].rstrip() if at < 400 else text[at - 400 : at].rstrip()
    gap = text[max(0, at - 400) : at][len(above) :]
    if not above:
        return True
    return gap.count("\n") >= 1 and not above[above.rfind("\n") + 1 :].startswith(_HEADERS)


def parse(text: str, marks: Iterable[tuple[int, str]] = ()) -> Reading:
    """Read the text of a .nbib file: one `Parsed` or `Rejected` for each of `start_lines`, or all as one that `is_headless`."""
    tidy = decoding.tidy(text, marks)
    lines = tidy.text.split("\n")
    starts = start_lines(tidy.text) or [next(at for at, line in enumerate(lines, 1) if _TAG.match(line))]
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    outside = list(enumerate(lines[: starts[0] - 1], 1)) if starts else []
    for number, (first, behind) in enumerate(zip(starts, [*starts[1:], len(lines) + 1], strict=False), 1):
        chunk = _unfold(lines, first, behind)
        outside += chunk.outside
        raw = "\n".join(lines[first - 1 : behind - 1]).strip("\n")
        record = _record(_grouped(chunk.lines))
        if not is_usable(record):
            rejected.append(Rejected(first, "record_empty", {"number": number}, raw))
            continue
        codes = (code for line, code in tidy.marks if first <= line < behind) if tidy.marks else ()
        parsed.append(Parsed(number, first, record, raw, clean.unique([*chunk.repairs, *codes])))
    notices = tuple(noticed.outside(outside))
    return Reading("nbib", len(starts), tuple(parsed), tuple(rejected), notices=notices)


def _unfold(lines: list[str], first: int, behind: int) -> _Chunk:
    """The lines of one record, each value on one line. Lines behind a blank line that carry no tag are not its own."""
    chunk = _Chunk(first, behind)
    if lines[first - 1].lstrip(" \t").startswith("PMID"):
        chunk.repairs += ["indented_tag"] if lines[first - 1][0] in " \t" else []
    elif not lines[first - 1].startswith("OWN - ERIC"):
        chunk.repairs.append("missing_start")
    tag, _, value = lines[first - 1].partition("-")
    chunk.lines.append(f"{tag.strip():<4}- {clean.squeeze(value)}")
    above_blank = False
    for at, line in enumerate(lines[first : behind - 1], first + 1):
        if not line.strip():
            above_blank = True
            continue
        match = None if line.startswith("      ") else _TAG.match(line)
        if match:
            chunk.lines.append(f"{match[1]:<4}- {clean.squeeze(match[2] or '')}")
        elif line.startswith("      "):
            chunk.lines[-1] += " " + line.strip()
        elif not above_blank:
            chunk.lines[-1] += " " + line.strip()
            if "unindented_line" not in chunk.repairs:
                chunk.repairs.append("unindented_line")
        else:
            chunk.outside.append((at, line))
            continue
        above_blank = False
    return chunk


def _grouped(lines: list[str]) -> Mapping[str, str | list[str]]:
    """Values by tag: text for tags that come once, lists for the others."""
    read: Callable[[list[str]], Mapping[str, str | list[str]]] = Medline.read
    return read(lines)


# -- one record ---------------------------------------------------------------------------------------------------


def _record(tags: Mapping[str, str | list[str]]) -> Record:
    """The neutral fields of one MEDLINE record, as grouped by `Bio.Medline`."""
    types = clean.unique(_all(tags, "PT"))
    book = _one(tags, "BTI")
    title = _title(tags)
    pmid = _digits(_one(tags, "PMID"))
    people = _all(tags, "FAU") or _all(tags, "AU")
    editors = _all(tags, "FED") or _all(tags, "ED")
    year = clean.year(_one(tags, "DP")) or clean.year(_one(tags, "DEP"))
    told = EXTRA_TAGS if year else {**EXTRA_TAGS, "DP": "DP"}
    return Record(
        title=title,
        authors=clean.unique([*map(clean.author, people), *_all(tags, "CN")]) or clean.authors(editors),
        year=year,
        abstract=clean.abstract([_one(tags, "AB") or " ".join(_all(tags, "OAB"))]),
        journal=(book if book != title else "") or _one(tags, "JT") or _one(tags, "TA"),
        volume=_one(tags, "VI"),
        issue=_one(tags, "IP"),
        pages=clean.pages(_one(tags, "PG")),
        doi=_doi(tags),
        pmid=pmid,
        kind=kind_of(types, "article") if not book else ("book" if book == title else "chapter"),
        publication_types=types,
        languages=clean.unique(_all(tags, "LA")),
        keywords=clean.unique(one.lstrip("*") for one in _all(tags, "OT")),
        mesh=clean.unique(heading for value in _all(tags, "MH") for heading in headings(value)),
        url=next((one for one in _all(tags, "LID") + _all(tags, "AID") if one.startswith("http")), ""),
        source_id=pmid or _one(tags, "OID"),
        extra=tuple(dict.fromkeys((name, value) for tag, name in told.items() for value in _all(tags, tag))),
    )


def headings(value: str) -> list[str]:
    """ "Stroke/*therapy/diagnosis" -> "Stroke/therapy*", "Stroke/diagnosis": each by itself, "*" behind a major one."""
    heading, *qualifiers = value.split("/")
    parts = [f"{heading.lstrip('*')}/{one}" for one in qualifiers] or [heading]
    starred = heading.startswith("*")
    return [part.replace("*", "") + ("*" if "*" in part or starred else "") for part in parts]


def _title(tags: Mapping[str, str | list[str]]) -> str:
    title = _one(tags, "TI")
    if not title or title.strip("[].").lower() == "not available":
        return _one(tags, "TT") or _one(tags, "BTI") or _one(tags, "CTI") or title
    return title


def _doi(tags: Mapping[str, str | list[str]]) -> str:
    """From AID or LID where it says [doi]; ERIC gives a link to doi.org."""
    values = _all(tags, "AID") + re.split(r"(?<=\])\s+", _one(tags, "LID"))
    said = [clean.doi(value) for value in values if value.endswith("[doi]")]
    return next((found for found in [*said, *map(clean.doi_in_link, values)] if found), "")


def _all(tags: Mapping[str, str | list[str]], tag: str) -> list[str]:
    value = tags.get(tag, [])
    return [text for one in ([value] if isinstance(value, str) else value) if (text := clean.plain(one))]


def _one(tags: Mapping[str, str | list[str]], tag: str) -> str:
    return next(iter(_all(tags, tag)), "")


def _digits(value: str) -> str:
    match = re.match(r"0*([1-9]\d{0,7})(?!\d)", value)
    return match.group(1) if match else ""
