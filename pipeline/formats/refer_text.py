"""EndNote/Refer: the tags of `refer(1)` as EndNote's "Refer/BibIX" writes them, and the reference types of EndNote."""

from __future__ import annotations

import re

from pipeline.formats.fields import Meaning
from pipeline.formats.tagged import Beside, Dialect

_REFER_HEAD = re.compile(r"%(?:0[ \t]+[^\W\d]|[TAJB][ \t]+\S)")
_BIBCODE = r"(?:1[89]|20)\d\d[A-Za-z&.]{5}"
_TAGGED = re.compile(r"%\S[ \t]")
_REFER_CLOSE = re.compile(r"(?m)^%\S.*\n%\S")


def refer_starts(text: str) -> list[int]:
    """`%0`, or the first tag behind a blank line where the record above has its own type, title or author already; a blank line
    says nothing where one stands behind each."""
    starts: list[int] = []
    seen: set[str] = set()
    opening = ""
    parting = _REFER_CLOSE.search(text) is not None
    blank, block = True, 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            blank, block = parting, 0
            continue
        if blank:
            block = number if _TAGGED.match(line) else 0
        if line.startswith("%") and _REFER_HEAD.match(line):
            tag = line[1]
            opening = opening or tag
            again = tag == "T" and tag in seen and (opening == tag or not parting)
            parted = block and tag in "0TA" and bool(seen & set("0T")) and (block == number or tag in seen)
            if not starts or again or parted or (tag == "0" and "0" in seen):
                starts.append(block if parted or (not starts and block) else number)
                seen, block = set(), 0
            seen.add(tag)
        blank = False
    return starts


REFER_KINDS = {
    "journal article": "article",
    "electronic article": "article",
    "magazine article": "article",
    "newspaper article": "article",
    "book": "book",
    "edited book": "book",
    "electronic book": "book",
    "book section": "chapter",
    "electronic book section": "chapter",
    "book chapter": "chapter",
    "encyclopedia": "chapter",
    "report": "report",
    "government document": "report",
    "grant": "report",
    "standard": "guideline",
    "thesis": "thesis",
    "conference paper": "conference",
    "conference proceedings": "conference",
    "unpublished work": "preprint",
    "manuscript": "preprint",
    "generic": "other",
    "web page": "other",
    "blog": "other",
    "patent": "other",
    "dataset": "other",
    "audiovisual material": "other",
    "online database": "other",
    "statute": "other",
    "case": "other",
}
"""Reference types of EndNote, in `.enw` and in its XML -> kind."""

REFER = Dialect(
    format="refer",
    quiet=True,
    starts=refer_starts,
    proper_start=re.compile(rf"%0|%R {_BIBCODE}"),
    line=re.compile(r"%(?P<tag>\S)(?:\s|$)(?P<value>.*)"),
    meaning=Meaning(
        title=("T", "!"),
        authors=("A", "H"),
        groups=("Q",),
        editors=("E", "Y", "?"),
        year=("D", "8"),
        abstract=("X",),
        journal=("J", "B", "S"),
        volume=("V",),
        issue=("N",),
        pages=("P",),
        doi=("R",),
        doi_links=("U", ">", "3"),
        pmid_said=("M", "U", "Z"),
        types=("9",),
        form=("0",),
        kinds=REFER_KINDS,
        languages=("G",),
        keywords=("K",),
        url=("U", ">"),
        source_id=("M", "F"),
        left_out=("0",),
        parting={"keywords": re.compile(r"\s*[;\n]\s*")},
    ),
    beside=(Beside("B", "X", "R", re.compile(_BIBCODE)),),  # of astrophysics: %B is the abstract
)
