"""PubMed XML whose brackets were written as `&lt;` and `&gt;`, as a browser shows an answer of efetch and saves it."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from pipeline.formats import clean, pubmed_xml
from pipeline.formats.xml_text import as_utf8
from pipeline.records import Reading

REPAIRS = ("escaped_markup",)
_START = re.compile(rb"&lt;Pubmed(?:Book)?Article(?=&gt;|\s)")


def parse(data: bytes) -> Reading | None:
    """Read such a text, each record named as mended; None for any other."""
    if b"&lt;Pubmed" not in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    data = as_utf8(data)
    if not _START.search(data):
        return None
    plain = html.unescape(data.decode("utf-8", "replace"))
    first = plain.find("<Pubmed")
    above = "\n" * plain.count("\n", 0, first)  # lines keep their numbers
    reading = pubmed_xml.parse((above + plain[first:]).encode("utf-8", "replace"))
    if reading.format is None:
        return None
    parsed = tuple(replace(one, repairs=clean.unique([*REPAIRS, *one.repairs])) for one in reading.parsed)
    return replace(reading, parsed=parsed)
