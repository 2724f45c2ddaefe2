"""Records with a tag and a hyphen or tilde before each value (`TI- `, `AU  - `, `TI ~ `) but no line that begins or ends one:
EBSCO's "generic bibliographic management software", reprints of Ovid, and exports of smaller databases. What the tags mean: a
`Dialect`.

A record begins where the tag that the first one begins with comes again, or else behind a blank line, once it has a title.
"""

from __future__ import annotations

import re

from pipeline.file_sources import MOST_RECORDS
from pipeline.formats import tagged
from pipeline.formats.decoding import Text
from pipeline.formats.fields import Meaning
from pipeline.formats.limits import too_many
from pipeline.formats.tagged import Dialect
from pipeline.records import Reading

_LINE = re.compile(r"(?P<tag>[A-Z][A-Z0-9]{1,3})(?:-(?:[ \t]+|$)|[ \t]{1,4}[-~][ \t]*)(?P<value>.*)")
_TITLE = re.compile(r"(?m)^T[I1][ \t]{0,4}[-~][ \t]*\S")
_BEGUN = re.compile(r"(?m)^(?:TY|PMID|RT(?! ~)|PT [JB]$|%0)[ \t]{0,4}-?[ \t]")
_TITLES = ("TI", "T1")
_LEAST_SHARE = 0.5  # of the lines that must begin with one of the tags
MEANING = Meaning(
    title=("TI", "T1", "OT"),
    authors=("AU", "A1", "FA"),
    groups=("CA", "CN", "GN"),
    editors=("ED", "A2"),
    year=("PY", "YR", "Y1", "PD", "DP", "DA", "SO"),
    abstract=("AB", "N2"),
    journal=("JN", "JF", "JT", "JO", "T2", "JA", "BT", "SE"),
    volume=("VL", "VI", "VO"),
    issue=("IP", "NO", "NR", "IS"),
    pages=("PG", "PP"),
    first_page=("SP",),
    last_page=("EP",),
    doi=("DO", "DI", "DOI"),
    doi_links=("UR", "LK", "L3", "XL"),
    pmid=("PM", "PMID"),
    pmid_said=("AN", "UI", "N1", "U2"),
    types=("PT", "DT", "M3"),
    languages=("LA", "LG"),
    keywords=("KW", "DE", "SU", "K1", "KP"),
    mesh=("MH", "SH"),
    url=("UR", "LK", "XL"),
    source_id=("AN", "ID", "UI"),
    citation=("SO",),
    left_out=("VN", "DB", "DP"),
    parting={"keywords": re.compile(r"\s*[;\n]\s*"), "types": re.compile(r"\n")},
)
_TAGS = frozenset(
    "TI T1 OT AU A1 FA CA CN ED PY YR Y1 PD DP DA SO AB N2 JN JF JT JO T2 JA BT VL VI VO IP NO NR IS PG PP SP EP DO DI DOI UR "
    "LK L3 PM PMID AN UI N1 PT DT M3 LA LG KW DE SU K1 KP MH SH ID SN PB CY VN DB CP AD IN SE PU RT HL NT".split()
)
OWN = frozenset("SO JN JT VI IP PG PD YR DI PM LG SU MH SH".split())
"""Tags that RIS has no meaning for."""


def starts(text: str) -> list[int]:
    """The lines (from 1) on which records begin."""
    lines = text.split("\n")
    tags = [match["tag"] if (match := _LINE.match(line)) and match["tag"] in _TAGS else "" for line in lines]
    opening = next(filter(None, tags), "")
    repeated = sum(tag == opening for tag in tags) >= min(2, sum(tag in _TITLES for tag in tags))
    found: list[int] = []
    titled = blank = False
    above = ""
    for at, tag in enumerate(tags):
        if not tag:
            blank = blank or not lines[at].strip()
            continue
        again = titled and (tag in _TITLES or (tag == opening and above != tag) or (blank and not repeated))
        if not found or again:
            found.append(at + 1)
            titled = False
        titled, above, blank = titled or tag in _TITLES, tag, False
    return found


HYPHEN_TAGS = Dialect(
    format="tagged_text",
    starts=starts,
    proper_start=_LINE,
    line=_LINE,
    lists=frozenset({"AU", "A1"}),
    meaning=MEANING,
)


def read(text: Text) -> Reading | None:
    """Read such a text; None if it is none, or RIS of which only the beginnings are lost."""
    if not _TITLE.search(text.text) or _BEGUN.search(text.text):
        return None
    told = [line for line in text.text.split("\n") if line.strip()]
    tags = [match["tag"] for line in told if (match := _LINE.match(line)) and match["tag"] in _TAGS]
    tight = re.search(r"(?m)^T[I1]-[ \t]", text.text) is not None
    if len(tags) < _LEAST_SHARE * len(told) or len(set(tags)) < 3 or not (tight or OWN & set(tags)):
        return None
    if (records := len(starts(text.text))) > MOST_RECORDS:
        return too_many(records)
    reading = tagged.parse(text.text, HYPHEN_TAGS, text.marks)
    return reading if any(one.record.title for one in reading.parsed) else None
