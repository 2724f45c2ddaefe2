"""RIS: `parse` reads a file's text, `write` makes one. Lines: `ris_lines`; the meaning of the tags: `ris_fields`."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, dataclass, field, fields, replace

from pipeline.formats import clean, decoding, noticed, ris_lines, ris_pieces, ris_starts
from pipeline.formats.kinds import RIS_TYPES, TYPE_OF_KIND, kind_of
from pipeline.formats.ris_fields import EXTRA_PREFIX, FIELD_PREFIX, KIND_PREFIX, MESH_PREFIX, WRITTEN, record_of
from pipeline.records import Deferred, Noticed, Parsed, Reading, Record, Rejected

# -- reading ------------------------------------------------------------------------------------------------------


def parse(text: str, marks: Iterable[tuple[int, str]] = ()) -> Reading:
    """Read the text of a RIS file. `marks` are lines mended while it was decoded (`decoding.decode`).

    Every record start gives one `Parsed` or one `Rejected`: the starts are counted by another way than the reading
    (`ris_starts.start_lines`), and a start that the reading did not reach is rejected as `record_not_read`.
    """
    tidy = decoding.tidy(text, marks)
    return parse_tidy(tidy.text, tidy.marks)


def parse_tidy(
    text: str, marks: decoding.Marks, starts: ris_pieces.Starts | None = None, odd: list[str] | None = None
) -> Reading:
    """`parse` for a text that is tidy already. `starts`: its `ris_pieces.starts`, where the caller has them; `odd` is given
    each stretch that is not an ordinary record's."""
    odd = [] if odd is None else odd
    starts = ris_pieces.starts(text) if starts is None else starts
    if not starts.begins:
        odd.append(text)
        return parse_survey(ris_starts.survey(text), marks)
    mended = _marks_by_line(marks)
    found = _Found([], {}, [])
    for piece in ris_pieces.pieces(text, starts):
        if piece.body < 0:
            odd.append(piece.text)
            found.add_odd(piece, mended)
        else:
            found.add(piece, _codes(mended, piece.line, piece.end - 1) if mended else ())
            if behind := piece.behind.strip(ris_pieces.BLANK):
                odd.append(behind)
                found.notices += noticed.outside(noticed.numbered(piece.behind, piece.end - 1))
    return found.reading()


@dataclass(slots=True)
class _Found:
    """What came out of a text so far: ordinary pieces, whose records are made when they are asked for, and others."""

    kept: list[tuple[int, ris_pieces.Piece] | Parsed]  # number and piece, or a record that is made already
    repairs: dict[int, tuple[str, ...]]  # place in `kept` -> codes
    rejected: list[Rejected]
    notices: list[Noticed] = field(default_factory=list)

    def add(self, piece: ris_pieces.Piece, codes: tuple[str, ...]) -> None:
        """An ordinary piece. One without a title is made into a record to see whether it says anything."""
        number = len(self.kept) + len(self.rejected) + 1
        if not piece.titled or piece.odd_year:
            record = record_of(*piece.fields())
            if not is_usable(record):
                self.rejected.append(Rejected(piece.line, "record_empty", {"number": number}, piece.raw))
                return
            self.notices += noticed.of_record(number, piece.line, record, piece.raw)
        if codes:
            self.repairs[len(self.kept)] = codes
        self.kept.append((number, piece))

    def add_odd(self, piece: ris_pieces.Piece, mended: dict[int, list[str]]) -> None:
        """Read a piece line by line, and add what it held under its place in the file."""
        before, above = len(self.kept) + len(self.rejected), piece.line - 1
        reading = parse_survey(ris_starts.survey(piece.text), ())
        for one in reading.parsed:
            line = one.line + above
            repairs = one.repairs + (_codes(mended, line, line + one.raw.count("\n")) if mended else ())
            if repairs:
                self.repairs[len(self.kept)] = repairs
            self.kept.append(Parsed(one.number + before, line, one.record, one.raw, repairs))
            self.notices += noticed.of_record(one.number + before, line, one.record, one.raw)
        self.notices += [replace(one, line=one.line + above) for one in reading.notices]
        for other in reading.rejected:
            params: dict[str, str | int] = {
                "number": int(other.params.get("number", 0)) + before,
                "line": other.line + above,
            }
            named = {name: params[name] for name in other.params}
            self.rejected.append(Rejected(other.line + above, other.code, named, other.raw))

    def reading(self) -> Reading:
        """All of it."""

        def make(at: int) -> Parsed:
            one = self.kept[at]
            if isinstance(one, Parsed):
                return one
            number, piece = one
            return Parsed(number, piece.line, record_of(*piece.fields()), piece.raw, self.repairs.get(at, ()))

        parsed = Deferred(len(self.kept), make, self.repairs)
        told = tuple(sorted(self.notices, key=lambda one: one.line))
        return Reading("ris", len(self.kept) + len(self.rejected), parsed, tuple(self.rejected), notices=told)


def parse_survey(survey: ris_starts.Survey, marks: decoding.Marks) -> Reading:
    """`parse` for a text that is tidy and surveyed already."""
    unglued = survey.unglued
    lines = unglued.text.split("\n")
    mended = _marks_by_line(marks)
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    reached: set[int] = set()
    outside: list[tuple[int, str]] = []
    for number, chunk in enumerate(ris_lines.chunks(unglued, lines, outside), 1):
        reached.add(chunk.line)
        line = unglued.original(chunk.line)
        raw = unglued.raw(lines, chunk.first, chunk.end).strip("\n")
        record = record_of(chunk.fields)
        if not is_usable(record):
            rejected.append(Rejected(line, "record_empty", {"number": number}, raw))
            continue
        repairs = tuple(chunk.repairs)
        if mended:
            repairs += _codes(mended, line, unglued.original(chunk.end - 1))
        parsed.append(Parsed(number, line, record, raw, repairs))
    for at in survey.starts:
        if at not in reached:
            line = unglued.original(at)
            rejected.append(Rejected(line, "record_not_read", {"line": line}, lines[at - 1]))
    rejected.sort(key=lambda one: one.line)
    told = tuple(noticed.outside((unglued.original(at), line) for at, line in outside))
    return Reading("ris", len(parsed) + len(rejected), tuple(parsed), tuple(rejected), notices=told)


def is_usable(record: Record) -> bool:
    """Whether a record says anything to know a report by: a title, an author, an identifier or a year."""
    return bool(record.title or record.authors or record.doi or record.pmid or record.year)


def _marks_by_line(marks: decoding.Marks) -> dict[int, list[str]]:
    mended: defaultdict[int, list[str]] = defaultdict(list)
    for line, code in marks:
        mended[line].append(code)
    return dict(mended)


def _codes(mended: dict[int, list[str]], first: int, last: int) -> tuple[str, ...]:
    """Codes of the mended lines from `first` to `last`, each once."""
    if last - first > len(mended):
        return clean.unique(code for line, codes in mended.items() if first <= line <= last for code in codes)
    return clean.unique(code for line in range(first, last + 1) for code in mended.get(line, ()))


# -- writing ------------------------------------------------------------------------------------------------------

_RANGE = re.compile(r"([^\s-]+)-([^\s-]+)")
_SAFE_EXTRA = frozenset({"AD", "SN", "PB", "CY", "ET", "A3", "A4", "T3", "J2", "C8", "DP"})
"""Extra tags that no rule of `ris_fields` reads a neutral field from, so that they can be written as they came."""
_OTHERS = tuple(
    (one.name, one.default) for one in fields(Record) if one.name not in WRITTEN and one.default is not MISSING
)


def write(records: Iterable[Record]) -> str:
    """RIS text (LF, `ER  - ` and a blank line behind each record) that `parse` reads back to the same fields.

    What `extra` holds under a tag that could be taken for another field goes into U5, which our own reader knows. An
    abstract keeps its lines where they begin with a label; other lines are joined.
    """
    return "".join(write_one(record) for record in records)


def write_one(record: Record, notes: Iterable[str] = ()) -> str:
    """One record; `notes` are lines for people, which come back as N1 in `extra`."""
    pairs = [*_pairs(record), *(("N1", clean.squeeze(note)) for note in notes)]
    text = "\n".join(f"{tag}  - {value}" for tag, value in pairs) + "\nER  - \n\n"
    return text if text.isascii() else decoding.tidy(text).text


def _pairs(record: Record) -> Iterator[tuple[str, str]]:
    ris_type = TYPE_OF_KIND.get(record.kind, "GEN")
    yield "TY", ris_type
    first, last = _page_pair(record.pages)
    single = (
        ("TI", clean.squeeze(record.title)),
        *(("AU", clean.squeeze(name)) for name in record.authors),
        ("PY", str(record.year or "")),
        ("AB", _abstract(record.abstract)),
        ("T2", clean.squeeze(record.journal)),
        ("VL", clean.squeeze(record.volume)),
        ("IS", clean.squeeze(record.issue)),
        ("SP", first),
        ("EP", last),
        ("DO", record.doi),
        ("U1", f"{record.pmid}[pmid]" if record.pmid else ""),
        *(("M3", clean.squeeze(one)) for one in record.publication_types),
        *(("LA", clean.squeeze(one)) for one in record.languages),
        *(("KW", clean.squeeze(one)) for one in record.keywords),
        *(("KW", MESH_PREFIX + clean.squeeze(one)) for one in record.mesh),
        ("UR", record.url),
        ("AN", clean.squeeze(record.source_id)),
        *((tag, clean.squeeze(value)) for tag, value in record.extra if tag in _SAFE_EXTRA),
    )
    yield from ((tag, value) for tag, value in single if value)
    for tag, value in record.extra:
        if tag not in _SAFE_EXTRA and (text := clean.squeeze(value)):
            yield "U5", EXTRA_PREFIX + json.dumps([clean.squeeze(tag), text], ensure_ascii=False)
    for name, default in _OTHERS:
        if (held := getattr(record, name)) != default:
            yield "U5", f"{FIELD_PREFIX}{name}={json.dumps(held, ensure_ascii=False)}"
    plain_kind = RIS_TYPES[ris_type]
    if record.kind != (kind_of(record.publication_types, plain_kind) if plain_kind == "article" else plain_kind):
        yield "U5", KIND_PREFIX + record.kind


def _page_pair(pages: str) -> tuple[str, str]:
    pages = clean.squeeze(pages)
    match = _RANGE.fullmatch(pages)
    return (match[1], match[2]) if match and match[1] != match[2] else (pages, "")


def _abstract(text: str) -> str:
    lines: list[str] = []
    for line in map(clean.squeeze, text.split("\n")):
        if lines and not clean.begins_with_label(line):
            lines[-1] = f"{lines[-1]} {line}".strip()
        else:
            lines.append(line)
    return "\n".join(lines)
