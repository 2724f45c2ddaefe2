"""A list of PMIDs and DOIs, pasted or saved: each gives a record with only that number, to be filled in from a source."""

from __future__ import annotations

import re

from pipeline.formats import clean, decoding
from pipeline.records import Parsed, Reading, Record, Rejected

_PARTING = re.compile(r"[\s,;]+")
_PREFIX = re.compile(r"(?<![/\w.])(?:pmid|pubmed|doi|uid)s?\b(?![./])\s*[:=#]?\s*", re.IGNORECASE)
_HEADING = re.compile(r"\W*(?:pmids?|pubmed ids?|dois?|ids?|identifiers?|uids?|title|doi/pmid)\W*", re.IGNORECASE)
_PMCID = re.compile(r"\b(?:PMCID\s*[:=]?\s*)?PMC\d{3,9}\b[;.]?")
"""Left out beside a number that is called a PMID."""
_PMID = re.compile(r"[1-9]\d{0,7}")
_PMID_LINK = re.compile(r"https?://\S*(?:pubmed\.ncbi\.nlm\.nih\.gov|nlm\.nih\.gov/(?:m/)?pubmed)/([1-9]\d{0,7})/?")
_NUMBERED = re.compile(r"^\s*(?:\d{1,4}[.)]|[-*•])\s+")
_LEAST_SHARE = 0.7  # of the lines that must be identifiers and nothing else
_HIGHEST = 60_000_000  # of the PMIDs of some years to come: telephone numbers are higher
_OF_PROGRAMS = re.compile(r"[;{}]$|^#|<<")
_LONG = 5  # digits of a PMID that hardly is a year, a page or a number of a list


def parse(text: decoding.Text) -> Reading | None:
    """Read a list; None if the text is none. Lines that hold anything else are rejected."""
    lines = [(number, line.strip()) for number, line in enumerate(text.text.split("\n"), 1) if line.strip()]
    if lines and _HEADING.fullmatch(lines[0][1]):
        lines = lines[1:]
    if not lines or sum(len(line) for _, line in lines[:100]) > 100 * 400:
        return None
    read = [(number, line, identifiers(line)) for number, line in lines]
    good = [one for one in read if one[2]]
    found = [each for one in good for each in one[2] or ()]
    sure = sum(bool(doi) or (len(pmid) >= _LONG and int(pmid) < _HIGHEST) for doi, pmid in found)
    if any(_OF_PROGRAMS.search(line) for _, line, told in read if not told):
        return None
    if len(good) < _LEAST_SHARE * len(read) or sure < 0.5 * len(found) or not found:
        return None
    return _reading(read)


def every_line(text: decoding.Text) -> Reading:
    """Read what somebody says is a list: each line is an identifier, or rejected and named."""
    lines = [(number, line.strip()) for number, line in enumerate(text.text.split("\n"), 1) if line.strip()]
    if len(lines) > 1 and _HEADING.fullmatch(lines[0][1]):
        lines = lines[1:]
    return _reading([(number, line, identifiers(line)) for number, line in lines])


def _reading(read: list[tuple[int, str, list[tuple[str, str]] | None]]) -> Reading:
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    for number, line, told in read:
        if not told:
            rejected.append(Rejected(number, "identifier_unknown", {"line": number}, line))
            continue
        for doi, pmid in told:
            place = len(parsed) + len(rejected) + 1
            parsed.append(Parsed(place, number, Record(doi=doi, pmid=pmid, source_id=pmid), line))
    return Reading("id_list", len(parsed) + len(rejected), tuple(parsed), tuple(rejected))


def identifiers(line: str) -> list[tuple[str, str]] | None:
    """(DOI, PMID) of each identifier on a line, one of the two empty; None if anything else is on it."""
    line = _NUMBERED.sub("", line)
    found: list[tuple[str, str]] = []
    line = _PMCID.sub(" ", line) if "PMC" in line and _PREFIX.search(_PMCID.sub(" ", line)) else line
    for word in _PARTING.split(_PREFIX.sub(" ", line)):
        word = word.strip("\"'<>()[]|")
        if not word:
            continue
        link = _PMID_LINK.fullmatch(word)
        if link or _PMID.fullmatch(word):
            found.append(("", link[1] if link else word))
        elif (doi := clean.doi(word)) and (word.lower().rstrip(".").endswith(doi) or "%2f" in word.lower()):
            found.append((doi, ""))
        else:
            return None
    return found or None
