"""PubMed's own texts for people, "Summary (text)" and "Abstract (text)": numbered citations, one a line or in paragraphs.

Both are made for reading, not for programs: what each part of an entry is, is told by its place and its look. The numbers
1, 2, 3 ... are the record starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.formats import citations, clean, decoding, names
from pipeline.formats.ris import is_usable
from pipeline.records import Parsed, Reading, Record, Rejected

_NUMBERED = re.compile(r"(\d{1,5})[.:] +\S")
_PMID = re.compile(r"\bPMID: ?([1-9]\d{0,7})\b")
_OWN_PMID = re.compile(r"(?<![(\[])\bPMID: ?[1-9]\d{0,7}\b(?![)\]])")
"""Not one in brackets, as running text has it."""
_DOI = re.compile(r"\bdoi: ?(10\.\S+)", re.IGNORECASE)
_LEAST_OF_LIST = 0.8  # of the lines of a list are entries of it
_FOOTER = re.compile(r"(?:DOI|PMCID|PMID): ")
_NO_ABSTRACT = re.compile(
    r"(?:Author information:|Collaborators?:|Contributed equally|Comment (?:in|on)\b|©|\(c\)|Copyright\b|Conflict of interest"
    r"|Republished|PMC?ID: |DOI: |Free (?:PMC )?article|\[Article in )",
    re.IGNORECASE,
)
_RELATION = re.compile(
    r"(Retraction (?:in|of)|Expression of concern (?:in|for)|Erratum (?:in|for)|Update (?:in|of)|Comment (?:in|on)"
    r"|Republished (?:in|from))\b:?\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)
_ISSUE = re.compile(r"\. (?=(?:1[5-9]|20)\d\d\b)")
_MARKS = re.compile(r"\(\d+\)|\[\d+\]")
_PERSON = re.compile(r"[^\W\d_][\w'’. -]{0,50} [^\W\d_a-zß-öø-ÿ]{1,4}(?: (?:Jr|Sr|2nd|3rd|II|III))?")


def start_lines(text: str) -> list[int]:
    """Lines (from 1) of the entries: a number at the start of a block, one more than that of the entry before."""
    starts: list[int] = []
    last, blank = 0, True
    for number, line in enumerate(text.split("\n"), 1):
        match = _NUMBERED.match(line) if blank else None
        if match and (not starts or int(match[1]) == last + 1):
            starts.append(number)
            last = int(match[1])
        blank = not line.strip()
    return starts


def is_text_of_pubmed(text: str) -> bool:
    """Whether most numbered entries of a text end with a PMID, and they are no list of one numbered entry a line."""
    starts = start_lines(text) if "PMID: " in text else []
    if not starts or len(_OWN_PMID.findall(text)) < 0.6 * len(starts):
        return False
    lines = [line for line in text.split("\n") if line.strip()]
    numbered = sum(_NUMBERED.match(line) is not None for line in lines)
    return numbered <= len(starts) or numbered < _LEAST_OF_LIST * len(lines)


def parse(text: str, marks: Iterable[tuple[int, str]] = ()) -> Reading:
    """Read either text: one `Parsed` or `Rejected` for each of `start_lines`."""
    tidy = decoding.tidy(text, marks)
    starts, lines = start_lines(tidy.text), tidy.text.split("\n")
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    for number, (first, behind) in enumerate(zip(starts, [*starts[1:], len(lines) + 1], strict=False), 1):
        raw = "\n".join(lines[first - 1 : behind - 1]).strip("\n")
        blocks = [block for block in re.split(r"\n[ \t]*\n", raw) if block.strip()]
        blocks[0] = blocks[0].partition(" ")[2]
        record = _abstract(blocks) if len(blocks) > 2 else _summary(clean.squeeze(" ".join(blocks)))
        if not is_usable(record) or not (record.title or record.pmid or record.doi):
            rejected.append(Rejected(first, "record_empty", {"number": number}, raw))
            continue
        codes = (code for line, code in tidy.marks if first <= line < behind)
        parsed.append(Parsed(number, first, record, raw, clean.unique(codes)))
    return Reading("pubmed_text", len(starts), tuple(parsed), tuple(rejected))


def _abstract(blocks: Sequence[str]) -> Record:
    """Where it stood, title, authors, abstract and numbers, each in a paragraph of its own."""
    where, title, *rest = blocks
    authors: tuple[str, ...] = ()
    if rest and _are_people(people := _MARKS.sub("", clean.squeeze(rest[0]))):
        authors, rest = _names(people), rest[1:]
    relations = [(found, block) for block in rest for found in [_RELATION.match(clean.squeeze(block))] if found]
    text = [block for block in rest if not _NO_ABSTRACT.match(block) and not _RELATION.match(block)]
    whole = "\n".join(blocks)
    told = citations.read(clean.squeeze(where))
    return Record(
        title=_title(title),
        authors=authors,
        year=told.year,
        abstract=clean.abstract(line for block in text for line in block.split("\n")),
        journal=_journal(where) or told.journal,
        volume=told.volume,
        issue=told.issue,
        pages=told.pages,
        doi=_doi(where) or _doi("\n".join(blocks[-1:])),
        pmid=_pmid(whole),
        source_id=_pmid(whole),
        extra=tuple(dict.fromkeys(_relation(found) for found, _ in relations)),
    )


def _summary(text: str) -> Record:
    """Authors, title, and where it stood, one behind the other, each with a full stop."""
    pmid, doi = _pmid(text), _doi(text)
    text = text.removeprefix("[No authors listed] ")
    body = re.split(r"\s(?:doi: ?10\.|PMID: |PMCID: |Epub \d|eCollection \d)", f" {text}", maxsplit=1)[0].strip()
    authors, title, where = "", body, ""
    if issue := _last(_ISSUE, body):
        before = body[: issue.start()]
        at = max(before.rfind(mark) for mark in (". ", "? ", "! "))
        title, where = (before[: at + 1], body[at + 2 :]) if at > 0 else (before, "")
    first, stop, more = title.partition(". ")
    if stop and _are_people(first + "."):
        authors, title = first, more
    elif (ends := title.rstrip(". ").rpartition(". ")) and ends[0] and _are_people(ends[2] + "."):
        authors, title = ends[2], ends[0] + "."  # a page of PubMed has the title first
    told = citations.read(where)
    return Record(
        title=_title(title),
        authors=_names(authors),
        year=told.year,
        journal=_journal(where) or told.journal,
        volume=told.volume,
        issue=told.issue,
        pages=told.pages,
        doi=doi,
        pmid=pmid,
        source_id=pmid,
    )


def _journal(where: str) -> str:
    """What stands before the year: "J Examples (Oslo)"."""
    found = _ISSUE.search(where)
    return clean.plain(where[: found.start()]) if found else ""


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(reversed(list(pattern.finditer(text))), None)


def _title(text: str) -> str:
    return clean.plain(text).strip()


def _are_people(text: str) -> bool:
    """Whether a paragraph is a list of names: most of its parts are "Family AB"."""
    parts = [part.strip() for part in re.split(r"[,;]", text.strip().rstrip(".")) if part.strip()]
    good = sum(_PERSON.fullmatch(part) is not None for part in parts)
    return text.strip().endswith(".") and bool(parts) and good >= 0.6 * len(parts) and good > 0


def _names(text: str) -> tuple[str, ...]:
    return clean.unique(names.split(text.strip().rstrip("."))) if text.strip() else ()


def _pmid(text: str) -> str:
    found = _PMID.findall(text)
    return str(found[-1]) if found else ""


def _doi(text: str) -> str:
    match = _DOI.search(text)
    return clean.doi(match[1].rstrip(".")) if match else ""


def _relation(found: re.Match[str]) -> tuple[str, str]:
    """ "Retraction in ... PMID: 1" -> ("RetractionIn", "1")."""
    kind = "".join(one.capitalize() for one in found[1].split())
    return kind, _pmid(found[2]) or clean.squeeze(found[2])[:200]
