"""Journal, year, volume, issue and pages out of a citation in one line, where a format gives nothing better.

Seen so: "Eur J Med Genet. 2020 Feb;63(2):103640." (PubMed), "Example Journal August 2011;43(8):647-653" and "Very Long
Title. Vol 28(2) April 2015, 103-106." (Ovid), "Nature Communications (2024) 15:1 (307-356)" (Embase).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.formats import clean

_LONGEST = 2_000  # characters of a citation that are looked at
_LONGEST_NAME = 150  # characters of a citation that is no more than a journal's name
_PAGES = r"(?P<pages>[A-Za-z]{0,2}\d[\w.]{0,12}(?:\s?[-–]\s?[A-Za-z]{0,2}\d\w{0,10})?)"
_NUMBERS = (
    re.compile(rf"(?<![\d(])(?P<volume>\d{{1,4}}[A-Za-z]?)\s?\((?P<issue>[^()]{{1,30}})\)\s?[:,]\s?{_PAGES}"),
    re.compile(rf"\(\d{{4}}\)\s(?P<volume>\d{{1,4}}[A-Za-z]?)(?::(?P<issue>[\w-]{{1,12}}))?(?:\s\({_PAGES}\))?"),
    re.compile(r"\bVol\.?\s(?P<volume>\d{1,4})\s?\((?P<issue>[^()]{1,30})\)", re.IGNORECASE),
    re.compile(rf"(?<![\d(/])(?P<volume>\d{{1,4}}):\s?{_PAGES}"),
    re.compile(rf";\s?(?P<volume>\d{{1,4}})(?P<issue>):{_PAGES}"),
)
_LAST_PAGES = re.compile(
    r"(?:,\s|\.:|\b(?:pages?|pp?\.|seiten?|sider?|s\.)[:\s]{0,2})(?P<pages>[A-Za-z]?\d{1,6}\s?[-–]\s?[A-Za-z]?\d{1,6})\b",
    re.IGNORECASE,
)
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Winter|Spring|Summer|Autumn|Fall"
_JOURNAL = re.compile(rf"(?P<journal>[^\d()]{{3,300}}?)[.,;]?\s+(?:Vol\b|\(?\d|(?:{_MONTHS})[a-z]*[\s/\d])")

_EDITED = re.compile(
    r"\[(?:Editor|Eds?)\b[^\[\]]{0,40}\]\.\s*(?:\(\d{4}\)\.\s*)?(?P<journal>[^()]{3,300}?)\.\s*[:(]"
)  # "Example, Anna [Ed]; Other, Bo [Ed]. (2012). A made-up book. (pp. 11-31)"


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation told; empty text = it did not say."""

    journal: str = ""
    year: int | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""


def read(text: str) -> Citation:
    """The parts of a citation, as far as they can be told apart."""
    text = clean.squeeze(text[:_LONGEST])
    if not text:
        return Citation()
    if len(text) < _LONGEST_NAME and not any(map(str.isdigit, text)):
        return Citation(journal=text.strip(" .,;"))
    found = next((match for pattern in _NUMBERS if (match := pattern.search(text))), None)
    parts = found.groupdict() if found else {}
    if not parts.get("pages") and (last := _LAST_PAGES.search(text)):
        parts["pages"] = last["pages"]
    if parts.get("volume") == str(clean.year(text)):  # "Example Journal, 2013(1): 3-28"
        parts["volume"] = ""
    journal = _EDITED.search(text) or _JOURNAL.match(text)
    return Citation(
        journal=journal["journal"].strip(" .,;") if journal else "",
        year=clean.year(text),
        volume=parts.get("volume") or "",
        issue=parts.get("issue") or "",
        pages=clean.pages((parts.get("pages") or "").rstrip(".")),
    )
