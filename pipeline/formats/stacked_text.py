"""References copied from a page of hits: the title on a line of its own, then the people, then where it stood.

So PubMed shows its hits and Ovid its list of citations; or only a title with a link to its DOI, on one line or two. A text
is so only where most of its entries fit; every record is named as read from running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.formats import citations, clean, names, running_text
from pipeline.formats.decoding import Text
from pipeline.formats.fields import said_pmid
from pipeline.records import Parsed, Reading, Record, Rejected

_LEAST_SHARE = 0.6  # of the entries that must fit
_LONGEST = 600  # characters of a title
_NUMBER = re.compile(r"^\s*(?:\[\d{1,5}\]|\d{1,5}[.):]|<\d{1,5}>)\s+(?=\S)")
_OF_THE_PAGE = re.compile(
    r"(?:\d{1,5}|cite|share|siter|del|save|lagre|free (?:pmc )?article\.?|review\.?)", re.IGNORECASE
)
_PERSON = re.compile(r"[^\W\d_][\w'’. -]{0,50} [A-ZÆØÅ]{1,4}(?:\(\d+\))?")
_LINK = re.compile(r"(?:^|\s)\(?(?:https?://(?:dx\.)?doi\.org/|doi:? ?)(10\.\S+)\s*$", re.IGNORECASE)
_OVID_NUMBER = re.compile(r"\b(?:UI|Unique Identifier|PMID):?\s*([1-9]\d{5,7})\b")
_NO_TITLE = re.compile(r"[{}<>=;|\t]|https?://")


def parse(text: Text) -> Reading | None:
    """Read titles with people and place below them; None if the text is none such."""
    return _reading([(line, entry, _stacked(entry)) for line, entry in _blocks(text.text.split("\n"))])


def linked(text: Text) -> Reading | None:
    """Read titles with a link to their DOI, once the text is known to be no list of whole references; None if it is not so."""
    return _reading([(line, entry, _linked(entry)) for line, entry in _pairs(text.text.split("\n"))])


def _reading(found: Sequence[tuple[int, list[str], Record | None]]) -> Reading | None:
    if not found or sum(one is not None for _, _, one in found) < _LEAST_SHARE * len(found):
        return None
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    for number, (line, entry, record) in enumerate(found, 1):
        raw = "\n".join(entry)
        if record is None:
            rejected.append(Rejected(line, "reference_not_read", {"line": line}, raw))
        else:
            parsed.append(Parsed(number, line, record, raw, running_text.REPAIRS))
    return Reading("reference_list", len(found), tuple(parsed), tuple(rejected))


# -- entries ------------------------------------------------------------------------------------------------------


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """(line, lines) of each stretch between blank lines."""
    first, held = 0, list[str]()
    for at, line in enumerate([*lines, ""], 1):
        if line.strip():
            first = first if held else at
            held.append(line)
        elif held:
            yield first, held
            held = []


def _pairs(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """(line, lines) of each title with its link: on one line, or the link on the next."""
    held: list[str] = []
    first = 0
    for at, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if held and _LINK.fullmatch(line.strip()):
            yield first, [*held, line]
            held = []
            continue
        if held:
            yield first, held
        first, held = at, [line]
    if held:
        yield first, held


# -- one entry ----------------------------------------------------------------------------------------------------


def _stacked(entry: Sequence[str]) -> Record | None:
    """Title, people, and where it stood, each on lines of its own."""
    lines = [clean.squeeze(line) for line in entry if not _OF_THE_PAGE.fullmatch(line.strip())]
    at = next((at for at, line in enumerate(lines[1:-1], 1) if _are_people(line)), 0)
    if not at:
        return None
    told = citations.read(lines[at + 1])
    title = _NUMBER.sub("", " ".join(lines[:at]), count=1)
    if not (told.year and (told.volume or told.pages)) or not 8 <= len(title) <= _LONGEST:
        return None
    below = "\n".join(lines[at + 1 :])
    number = _OVID_NUMBER.search(below)
    pmid = said_pmid(below) or (number[1] if number else "")
    return Record(
        title=clean.plain(title).rstrip(" ."),
        authors=clean.unique(names.split(re.sub(r"\(\d+\)", "", lines[at]).rstrip(" ."))),
        year=told.year,
        journal=told.journal or lines[at + 1].partition(". ")[0],
        volume=told.volume,
        issue=told.issue,
        pages=told.pages,
        doi=next((doi for word in below.split() if (doi := clean.doi(word.rstrip(".,;")))), ""),
        pmid=pmid,
        source_id=pmid,
        extra=(("reference", " ".join(lines)),),
    )


def _are_people(line: str) -> bool:
    parts = [part for part in re.split(r"[,;] ?", line.rstrip(" .")) if part != "et al"]
    return bool(parts) and sum(_PERSON.fullmatch(part.strip(" .")) is not None for part in parts) >= 0.7 * len(parts)


def _linked(entry: Sequence[str]) -> Record | None:
    """A title with a link to its DOI behind it, and nothing else."""
    text = _NUMBER.sub("", clean.squeeze(" ".join(entry)), count=1)
    link = _LINK.search(text)
    if link is None:
        return None
    title, doi = text[: link.start()].rstrip(" .,:–-"), clean.doi(link[1].rstrip(".)"))
    if not doi or title.count(" ") < 2 or len(title) > _LONGEST or _NO_TITLE.search(title):
        return None
    return Record(title=title, doi=doi, extra=(("reference", text),))
