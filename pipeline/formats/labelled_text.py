"""References with a label in words before each value ("Title: ...", "Tittel: ..."), as JSTOR, library catalogues and people
who write by hand have them. The labels are those that tables have as headings (`table_headings`).

A record begins where the label that the first one begins with comes again, or with a second title. A text counts only where
each of its first records says title and author, and a DOI, a PMID, or year and journal: letters and programs have labels too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.file_sources import MOST_RECORDS
from pipeline.formats import clean, table_headings
from pipeline.formats.decoding import Text
from pipeline.formats.fields import Meaning, build
from pipeline.formats.limits import too_many
from pipeline.formats.table_headings import KINDS
from pipeline.records import Parsed, Reading, Record, Rejected

_LABEL = re.compile(
    r"[ \t>*•-]{0,8}(?P<label>[^\W\d_][\w()'’/-]{0,30}(?: [\w()'’/-]{1,30}){0,4})[ \t]*\*{0,2}:\*{0,2}(?P<value>.*)"
)
_BETWEEN = re.compile(
    r"\s*(?:(?:record|document|post|treff|nr|no)?[.# ]*[<\[(#]?\d{1,6}[>\])]?[.:)]?(?: (?:of|av) \d+)?|[-_=*~#]{3,})\s*",
    re.I,
)
"""A line that stands between two records: a number, or a rule."""
_LOOKED_AT = 20  # records that tell whether a text is such a list
_LEAST_SHARE = 0.8
_LETTERS = 8  # of a title, to tell it from a word of a program
_TITLES = 16  # ranks of the labels that mean a title and nothing else
_PARTS = ("url", "citation", "source_id")
_ELSEWHERE = {"source": "citation", "so": "citation", "kilde": "citation"}
"""Labels that mean another thing than as headings, where a number is in the value."""

_WITH_HEADINGS = ("title", "abstract", "citation")
_CODE = re.compile(r"[A-Z][A-Z0-9]|[a-z0-9]+(?:_[a-z0-9]+)+")

_OF_SOFTWARE = re.compile(r"\s*(?:#[^\n]*\n\s*)*cff-version:")
"""The file that says how a program is cited."""
_QUOTED = re.compile(r"([\"'])((?:(?!\1).)+)\1")


@dataclass(slots=True)
class _Entry:
    line: int  # from 1
    values: dict[str, list[str]] = field(default_factory=dict)
    behind: int = 0


def read(text: Text) -> Reading | None:
    """Read such a text; None if it is none."""
    lines = text.text.split("\n")
    fields = _fields(lines)
    if "title" not in fields.values() or _OF_SOFTWARE.match(text.text):
        return None
    meaning = _meaning(fields)
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    number = 0
    for number, entry in enumerate(_entries(lines, fields), 1):
        raw = "\n".join(lines[entry.line - 1 : entry.behind - 1]).strip("\n")
        record = build(entry.values, meaning)
        if number > MOST_RECORDS:
            continue
        if not record.title and not record.doi and not record.pmid:
            rejected.append(Rejected(entry.line, "record_empty", {"number": number}, raw))
        else:
            codes = clean.unique(code for line, code in text.marks if entry.line <= line < entry.behind)
            parsed.append(Parsed(number, entry.line, record, raw, codes))
    if not _are_references([one.record for one in parsed[:_LOOKED_AT]]):
        return None
    return (
        too_many(number) if number > MOST_RECORDS else Reading("labelled_text", number, tuple(parsed), tuple(rejected))
    )


def _are_references(records: Sequence[Record]) -> bool:
    told = [
        one
        for one in records
        if sum(map(str.isalpha, one.title)) >= _LETTERS
        and one.authors
        and (one.doi or one.pmid or (one.year and one.journal))
    ]
    return bool(told) and len(told) >= _LEAST_SHARE * len(records)


def _fields(lines: Sequence[str]) -> dict[str, str]:
    """Each label of the text that we know -> its field."""
    found: dict[str, str] = {}
    for line in lines:
        if ":" in line and (match := _LABEL.match(line)) and (label := match["label"]) not in found:
            name, rank = table_headings.known(label) or ("", 0)
            name = _ELSEWHERE.get(label.lower(), name) if any(map(str.isdigit, match["value"])) else name
            found[label] = "" if name == "title" and rank >= _TITLES else name
    return {label: name for label, name in found.items() if name}


def _meaning(fields: dict[str, str]) -> Meaning:
    ranked = sorted(fields, key=lambda label: (table_headings.known(label) or ("", 99))[1])
    table = {name: tuple(one for one in ranked if fields[one] == name) for name in set(fields.values())}
    links = tuple(one for name in _PARTS for one in table.get(name, ()))
    said = table.get("pmid_said", ()) + links
    return Meaning(**{**table, "doi_links": links, "pmid_said": said}, kinds=KINDS)  # type: ignore[arg-type]


def _entries(lines: Sequence[str], fields: dict[str, str]) -> Iterator[_Entry]:
    opening = above = ""
    entry: _Entry | None = None
    titled = gap = nested = False
    for at, line in enumerate(lines, 1):
        match = _LABEL.match(line) if ":" in line else None
        if entry and nested and line[:1] in (" ", "\t", "-") and not _BETWEEN.fullmatch(line[:80]):
            entry.values[above].append(line.strip())
            continue
        if match is None or match["label"] not in fields:
            between = not line.strip() or _BETWEEN.fullmatch(line[:80]) is not None
            gap, nested = gap or between, False
            if entry and match and _is_unknown(match, fields.get(above, ""), opening):
                above, nested = match["label"], not match["value"].strip()
                entry.values.setdefault(above, []).append(match["value"].strip())
            elif entry and not between:
                entry.values[above][-1] = f"{entry.values[above][-1]}\n{line.strip()}".strip("\n")
                gap = False
            continue
        label, title = match["label"], fields[match["label"]] == "title"
        again = entry is not None and titled and label in entry.values
        if entry is None or (again and (title or gap or (label == opening and above != label))):
            if entry:
                entry.behind = at
                yield entry
            entry, titled = _Entry(at), False
            opening = opening or label
        value = match["value"].strip()
        quoted = _QUOTED.fullmatch(value)
        entry.values.setdefault(label, []).append(quoted[2] if quoted else value)
        titled, above, gap, nested = titled or title, label, False, False
    if entry:
        entry.behind = len(lines) + 1
        yield entry


def _is_unknown(match: re.Match[str], above: str, opening: str) -> bool:
    """Whether a line with a label that means nothing to us begins a value of its own. Below a title or an abstract, which
    have parts with headings, only one that is no words ("CP:", "files_of_it:"), or in small letters as they all are."""
    line, label = match.string, match["label"]
    if line[:1] in (" ", "\t") or match["value"].startswith("//"):
        return False
    small = label.islower() and opening.islower()
    return above not in _WITH_HEADINGS or small or _CODE.fullmatch(label) is not None
