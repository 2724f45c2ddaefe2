"""`read_file`: which of our formats a file is, told by what is in it and never by its name, and what it holds."""

from __future__ import annotations

import re

from pipeline.formats import decoding, foreign, nbib, pubmed_xml, ris, ris_starts
from pipeline.records import Reading, Rejected

_HEAD = 20_000
"""Characters looked at to name a format that we do not read."""
_RIS_END = re.compile(r"^ER  -[ \t\xa0]*$", re.MULTILINE)


def read_file(data: bytes, name: str = "") -> Reading:
    """Read a reference file from its bytes. `name` may be anything; it decides nothing.

    Returns a `Reading` whose `format` is "ris", "nbib" or "pubmed_xml", with each record start taken, rescued or
    rejected; or one with `format=None` and a single `Rejected` whose code (`foreign.CODES`, `pubmed_xml.refusal`) says
    what the file is instead. Raises nothing for any bytes.
    """
    if code := foreign.by_bytes(data):
        return _refused(code)
    if _is_xml(data):
        reading = pubmed_xml.parse(data)
        if reading.format is None and reading.rejected[0].code == "file_not_references":
            return _refused(foreign.by_text(decoding.decode(data[: 4 * _HEAD]).text[:_HEAD]))
        return reading
    text = decoding.decode(data)
    survey = ris_starts.survey(text.text)
    medline = nbib.start_lines(text.text) if "PMID" in text.text or "OWN" in text.text else []
    if survey.typed and len(survey.starts) >= len(medline):
        return ris.parse_survey(survey, text.marks)
    if medline:
        return nbib.parse(text.text, text.marks)
    if survey.starts and _RIS_END.search(text.text):
        return ris.parse_survey(survey, text.marks)
    return _refused(foreign.by_text(text.text[:_HEAD]))


def _is_xml(data: bytes) -> bool:
    head = data[:400]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\x00", b"").lstrip(b"\xff\xfe")
    return re.match(rb"\s*<[?!A-Za-z]", head.removeprefix(b"\xef\xbb\xbf")) is not None


def _refused(code: str) -> Reading:
    return Reading(None, 0, rejected=(Rejected(1, code),))
