"""BibTeX and BibLaTeX: our own reader, because a damaged entry must not take the next one with it.

bibtexparser 2.1 and pybtex stop at, or leave out, entries with a key or a field given twice, an empty key, or a brace too
few. Here the file is cut at its entry starts first, and each piece is read by itself: grammar of `btparse` (Ward 1999).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.formats import bibtex_fields, clean, decoding, noticed
from pipeline.formats.fields import build
from pipeline.formats.ris import is_usable
from pipeline.records import Parsed, Reading, Rejected

REPAIRS = ("unbalanced_braces", "missing_end", "broken_field")

_START = re.compile(r"@[ \t]*(?P<type>[A-Za-z_]+)[ \t\n]{0,20}[{(]")
_KEYED = re.compile(r"[^,={}\"'()<>;]{0,200},")
_KEYED_ROUND = re.compile(r"[^,={}\"'()<>;\s]{0,200},\s{0,20}[A-Za-z_][\w-]{0,40}\s{0,20}=\s{0,20}[{\"\w]")
_TYPES = frozenset(
    "article artwork audio bibnote book bookinbook booklet collection commentary conference data dataset electronic "
    "image inbook incollection inproceedings inreference jurisdiction legal legislation letter manual masterthesis "
    "mastersthesis misc movie music mvbook mvcollection mvproceedings mvreference online patent performance "
    "periodical phdthesis proceedings reference report review software standard suppbook suppcollection "
    "suppperiodical techreport thesis unpublished video webpage www".split()
)
"""Types of BibTeX, BibLaTeX and programs that write them. Another counts where a key follows:
not `@page {`, and not a program's `@word(`."""
_NO_RECORD = frozenset({"comment", "string", "preamble"})
_KEY = re.compile(r"\s*(?P<key>[^,={}\"\n]*?)\s*(?:,|\n|(?=\})|\Z)")
_NAME = re.compile(r"[\s,]*(?P<name>[A-Za-z_][\w:.+/-]*(?:[ \xa0]\w{1,20}){0,2})\s*=\s*")  # "funding_text 1": Scopus
_NEXT = re.compile(r"\n[ \t]*[A-Za-z_][\w:.+/-]*[ \t]*=[ \t]*[{\"\d]")
_BARE = re.compile(r"[^\s,#{}()\"]+")
_JOINT = re.compile(r"\s*#\s*")
_JOINTS = " \t,;\n"  # what may stand between two entries
_TURN = re.compile(r"[{}\"\\]")
_MONTHS = dict(
    zip(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(),
        "January February March April May June July August September October November December".split(),
        strict=True,
    )
)


def start_lines(text: str) -> list[int]:
    """Lines (from 1) on which entries start; `@comment`, `@string` and `@preamble` are none."""
    text = "\n" + text
    starts: list[int] = []
    line, last = 0, 0
    for match in _starts(text):
        if match["type"].lower() not in _NO_RECORD:
            line += text.count("\n", last, match.start("type"))
            last = match.start("type")
            starts.append(line)
    return starts


def _starts(text: str) -> Iterator[re.Match[str]]:
    """`@word{` that begins a line, or stands right behind a closing brace, with or without a comma between."""
    for match in _START.finditer(text):
        kind = match["type"].lower()
        if match.group().endswith("("):
            entry = kind in _NO_RECORD or (kind in _TYPES and _KEYED_ROUND.match(text, match.end()) is not None)
        else:
            entry = kind in _NO_RECORD or kind in _TYPES or _KEYED.match(text, match.end()) is not None
        if not entry:
            continue
        if text[max(0, match.start() - 80) : match.start()].rstrip(_JOINTS.strip("\n"))[-1:] in ("\n", "}", ">"):
            yield match


def parse(text: str, marks: Iterable[tuple[int, str]] = ()) -> Reading:
    """Read the text of a BibTeX file: one `Parsed` or `Rejected` for each entry start."""
    tidy = decoding.tidy(text, marks)
    text = "\n" + tidy.text
    entries: list[_Entry] = []
    outside: list[tuple[int, str]] = []
    for entry in _entries(text):
        entries.append(entry)
        if entry.closed and (rest := entry.behind).rstrip(_JOINTS):
            first = entry.line + entry.raw.count("\n", 0, len(entry.raw) - len(rest))
            outside += noticed.numbered(rest.rstrip(_JOINTS), first)
        entry.text = ""  # read; its own text is kept in `raw`
    parents = _parents(entries)
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    for number, entry in enumerate(entries, 1):
        fields = bibtex_fields.with_parent(entry.fields, parents)
        record = build(bibtex_fields.values(entry.kind, entry.key, fields), bibtex_fields.MEANING)
        raw = entry.raw.strip("\n")
        if not is_usable(record):
            rejected.append(Rejected(entry.line, "record_empty", {"number": number}, raw))
            continue
        end = entry.line + raw.count("\n")
        codes = (code for mended, code in tidy.marks if entry.line <= mended <= end) if tidy.marks else ()
        parsed.append(Parsed(number, entry.line, record, raw, clean.unique([*entry.repairs, *codes])))
    notices = tuple(noticed.outside(outside))
    return Reading("bibtex", len(entries), tuple(parsed), tuple(rejected), notices=notices)


def _entries(text: str) -> Iterator[_Entry]:
    """The entries of a text, read, with the macros that are defined above each."""
    found = list(_starts(text))
    macros = dict(_MONTHS)
    line, last = 0, 0
    for at, match in enumerate(found):
        begin = match.start("type") - 1
        line += text.count("\n", last, begin)
        last = begin
        behind = found[at + 1].start() if at + 1 < len(found) else len(text)
        entry = _Entry(text[match.end() : behind], macros, match["type"].lower(), line, text[begin:behind])
        if entry.kind not in _NO_RECORD:
            entry.read()
            yield entry
        elif entry.kind == "string":
            macros |= entry.read_fields()


def _parents(entries: Iterable[_Entry]) -> dict[str, Mapping[str, Sequence[str]]]:
    """Key in lower case -> fields, of the entries that others refer to by `crossref`."""
    wanted = {value.strip().lower() for one in entries for value in one.fields.get("crossref", ())}
    return {key: one.fields for one in entries if (key := one.key.lower()) in wanted} if wanted else {}


@dataclass(slots=True)
class _Entry:
    """One entry behind its opening brace: key and fields (name in lower case -> values), and what was mended."""

    text: str
    macros: Mapping[str, str]
    kind: str  # in lower case
    line: int  # of its start, from 1
    raw: str  # with its start, to the next one
    key: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    repairs: list[str] = field(default_factory=list)
    at: int = 0
    closed: bool = False
    loose: bool = False  # a brace is missing: each value ends at the latest where the next field begins

    def read(self) -> None:
        if not _NAME.match(self.text):
            key = _KEY.match(self.text)
            self.key, self.at = (key["key"], key.end()) if key else ("", 0)
        self._read_all()
        if not self.closed:
            self.repairs.append("missing_end")

    @property
    def behind(self) -> str:
        """What stands behind its closing brace."""
        return self.text[self.at :].lstrip(" \t\n,")[1:]

    def read_fields(self) -> dict[str, str]:
        """The fields alone, as `@string` has them."""
        self._read_all()
        return {name: values[0] for name, values in self.fields.items()}

    def _read_all(self) -> None:
        while self.at < len(self.text):
            name = _NAME.match(self.text, self.at)
            if name:
                self.at = name.end()
                value = self._value()
                self.fields.setdefault(name["name"].lower(), []).append(value)
                continue
            rest = self.text[self.at : self.at + 200].lstrip(" \t\n,")
            if rest[:1] in ("}", ")"):
                self.closed = True
                return
            following = _NEXT.search(self.text, self.at)
            if rest:
                self._note("broken_field")
            self.at = following.start() if following else len(self.text)

    def _note(self, code: str) -> None:
        if code not in self.repairs:
            self.repairs.append(code)

    def _value(self) -> str:
        """A value from here on: parts in braces or quotes, numbers and macros, joined by `#`."""
        parts: list[str] = []
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign in '{"':
                parts.append(self._delimited(sign))
            elif bare := _BARE.match(self.text, self.at):
                self.at = bare.end()
                parts.append(self.macros.get(bare.group().lower(), bare.group()))
            joint = _JOINT.match(self.text, self.at)
            if not joint:
                break
            self.at = joint.end()
        return "".join(parts)

    def _delimited(self, sign: str) -> str:
        begin = self.at + 1
        following = _NEXT.search(self.text, begin) if self.loose else None
        end = self._closing(begin, sign, following.start() if following else len(self.text))
        if end < 0:
            self._note("unbalanced_braces")
            self.loose = True
            following = following or _NEXT.search(self.text, begin)
            end = following.start() if following else len(self.text)
            self.at = end
            self.closed = self.closed or (following is None and self.text.rstrip().endswith("}"))
            return self.text[begin:end].rstrip(' \t\n,}"')
        if inner := _NEXT.search(self.text, begin, end):  # the brace that closed here was that of the entry
            self._note("unbalanced_braces")
            self.at = inner.start()
            return self.text[begin : inner.start()].rstrip(' \t\n,}"')
        self.at = end + 1
        return self.text[begin:end]

    def _closing(self, begin: int, sign: str, limit: int) -> int:
        """Where the delimiter opened before `begin` closes; -1 if it does not before `limit`."""
        depth, skip = 0, -1
        for turn in _TURN.finditer(self.text, begin, limit):
            mark = turn.group()
            if turn.start() == skip:
                continue
            if mark == "\\":
                skip = turn.end()
            elif mark == "{":
                depth += 1
            elif mark == "}":
                if depth == 0:
                    return turn.start() if sign == "{" else -1
                depth -= 1
            elif sign == '"' and depth == 0:
                return turn.start()
        return -1
