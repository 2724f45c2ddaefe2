"""`read_file`: which of our formats a file is, told by what is in it and never by its name, and what it holds."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from pipeline.file_sources import MOST_RECORDS
from pipeline.formats import (
    bibtex,
    decoding,
    dialects,
    elsevier_text,
    endnote_xml,
    escaped,
    foreign,
    glued,
    hyphen_tags,
    id_list,
    json_kinds,
    json_records,
    labelled_text,
    loosened,
    mail,
    markup_tables,
    mixed,
    nbib,
    noticed,
    packed,
    pubmed_text,
    pubmed_xml,
    ris,
    ris_pieces,
    ris_starts,
    running_text,
    stacked_text,
    table,
    tagged,
    xml_records,
)
from pipeline.formats.decoding import Marks, Text
from pipeline.formats.limits import too_many
from pipeline.records import Deferred, Look, Noticed, Parsed, Plan, Reading, Rejected

FORMATS = (
    "ris", "nbib", "pubmed_xml", "endnote_xml", "wos", "ovid", "refer", "refworks", "cochrane_text", "bibtex", "csv",
    "tsv", "xlsx", "id_list", "pubmed_text", "csl_json", "proquest_text", "embase_text", "ebsco_text", "ods", "html_table",
    "excel_xml", "reference_list", "tagged_text", "scopus_text", "sciencedirect_text", "labelled_text",
    "biblioscape_text", "json",
    *dict.fromkeys([*(one.format for one in xml_records.KINDS), *(one.format for one in json_kinds.SPECIAL)]),
)  # fmt: skip
"""Every `Reading.format`; some are of XML and of JSON, or of lines and of XML."""
_MANY_OBJECTS = 1024 * 1024  # bytes of a file
_HEAD = 20_000
"""Characters looked at to name a format that we do not read."""
_RIS_END = re.compile(r"^ER  -[ \t\xa0]*$", re.MULTILINE)


def read_file(data: bytes, name: str = "", plans: Sequence[Plan] = ()) -> Reading:
    """Read a reference file from its bytes. `name` may be anything; it decides nothing. `plans`: a person's, for tables.

    Returns a `Reading` whose `format` is one of `FORMATS`, with each record start taken, rescued or rejected; or one with
    `format=None` and a single `Rejected` whose code (`foreign.CODES` and the like) says what the file is instead. Raises
    nothing for any bytes. Time and memory are bounded by `guarded.read`, not here.
    """
    with _without_collector(len(data) > _MANY_OBJECTS):
        reading = _read(data, plans)
    if reading.record_starts > MOST_RECORDS:
        return too_many(reading.record_starts)
    if not isinstance(reading.parsed, Deferred):
        lacking = noticed.of_records(reading)
        told = {(one.part, one.line, one.code): one for one in (*reading.notices, *lacking)}
        return replace(reading, notices=tuple(told.values()))
    return reading


@contextmanager
def _without_collector(wanted: bool) -> Iterator[None]:
    """Reading makes many objects and no cycles: the collector would go through all of them again and again."""
    if wanted := wanted and gc.isenabled():
        gc.disable()
    try:
        yield
    finally:
        if wanted:
            gc.enable()


def _read(data: bytes, plans: Sequence[Plan], *, nested: bool = False) -> Reading:
    if packed.is_packed(data):
        table_in_it = nested and (packed.is_workbook(data) or markup_tables.is_ods(data))
        return _unpacked(data, plans) if table_in_it or not nested else _refused("file_archive")
    if not nested and mail.is_encoded(data) and (found := _members(mail.members(data), plans)).format:
        return found
    if code := foreign.by_bytes(data):
        return _refused(code)
    if not _is_xml(data):
        return _text(decoding.decode(data), data, plans)
    if endnote_xml.is_endnote(data) and (found := endnote_xml.parse(data)).record_starts:
        return found if found.parsed else xml_records.parse(data) or found
    if endnote_xml.is_endnote(data) and endnote_xml.is_bare(data):
        return endnote_xml.parse(data)
    reading = pubmed_xml.parse(data)
    if reading.format is None and reading.rejected[0].code == "file_not_references":
        if found_kind := escaped.parse(data) or xml_records.parse(data):
            return found_kind
        text = decoding.decode(data)
        page = not plans and foreign.by_text(text.text[:_HEAD]) == "file_html"
        shown = loosened.from_html(text, _tagged) if page else None
        read = shown or _tagged(text) or table.read_markup(data, text, plans)
        read = read or (None if plans else loosened.from_html(text, _tagged))
        return read or _refused(foreign.by_text(text.text[:_HEAD]))
    return reading


def _is_xml(data: bytes) -> bool:
    head = data[:400]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\x00", b"").lstrip(b"\xff\xfe")
    return re.match(rb"\s*<[?!A-Za-z]", head.removeprefix(b"\xef\xbb\xbf")) is not None


def _refused(code: str, **params: str | int) -> Reading:
    return Reading(None, 0, rejected=(Rejected(1, code, params),))


# -- text ---------------------------------------------------------------------------------------------------------


def _text(text: Text, data: bytes, plans: Sequence[Plan]) -> Reading:
    if plans:
        return _told(text, data, plans)
    if foreign.is_program(text.text[:_HEAD]):
        return _refused("file_not_references")
    reading = _told(text, data, plans)
    return _refused("file_not_references") if foreign.is_document(text.text, reading) else reading


def _told(text: Text, data: bytes, plans: Sequence[Plan]) -> Reading:
    found = None if plans else _tagged(text)
    if found and found.parsed and loosened.titled(found):
        return found
    if not plans and (put_right := (None if found else hyphen_tags.read(text)) or loosened.read(text, _loosely)):
        return put_right
    if found and found.parsed:
        return found
    if not plans and (labelled := labelled_text.read(text)):
        return labelled
    if found:
        return found
    if (
        b"<PubmedArticle>" in data or b"<PubmedBookArticle>" in data
    ):  # the beginning was cut off, or a line put above it
        return pubmed_xml.parse(data)
    if b"</record>" in data and endnote_xml.is_endnote(data) and (library := endnote_xml.parse(data)).parsed:
        return library
    named = foreign.by_text(text.text[:_HEAD])
    if named in foreign.NO_TABLE:
        return json_records.parse(text) or _refused(named)
    if of_pubmed := _of_pubmed(text):
        return of_pubmed
    if unescaped := escaped.parse(data):
        return unescaped
    if not plans and (told := elsevier_text.read(text)):
        return told
    return _listed(text, plans) or _refused(named)


def _of_pubmed(text: Text) -> Reading | None:
    """The text as PubMed shows it, or as one record of its own format without its first lines."""
    if pubmed_text.is_text_of_pubmed(text.text):
        return pubmed_text.parse(text.text, text.marks)
    return nbib.parse(text.text, text.marks) if nbib.is_headless(text.text) else None


def _listed(text: Text, plans: Sequence[Plan]) -> Reading | None:
    """The text as a list that somebody has written or copied, or as a table; None if it is neither."""
    if found := id_list.parse(text):
        return found
    if not plans and foreign.is_nested(text.text[:_HEAD]):
        first = text.text.lstrip().split("\n", 1)[0]
        return table.read_text(text) if not set("[{") & set(first) and table.is_headed(first) else None
    if plans or table.is_headed(text.text):
        return table.read_text(text, plans)
    listed = stacked_text.parse(text) or running_text.parse(text) or stacked_text.linked(text)
    return listed or table.read_text(text, plans)


@dataclass(frozen=True, slots=True)
class TextFormat:
    """One format of lines. `hint`: how a line begins that a record starts on, roughly."""

    name: str
    hint: tuple[str, ...]
    starts: Callable[[str], list[int]]
    parse: Callable[[str, Marks], Reading]


def _dialect(one: tagged.Dialect) -> TextFormat:
    return TextFormat(
        one.format,
        dialects.HINTS[one.format],
        one.starts,
        lambda text, marks: tagged.parse(text, dialects.of_kind(one, text), marks),
    )


TEXT_FORMATS: tuple[TextFormat, ...] = (
    TextFormat("nbib", ("PMID", "OWN", "STAT"), nbib.start_lines, nbib.parse),
    *map(_dialect, dialects.DIALECTS),
    TextFormat("bibtex", ("@", " ", "\t", "}"), bibtex.start_lines, bibtex.parse),
)
"""The formats besides RIS, which is looked at first."""
_READERS: dict[str, mixed.Reader] = {"ris": ris.parse, **{one.name: one.parse for one in TEXT_FORMATS}}


def _tagged(text: Text) -> Reading | None:
    """The text as the format of lines that it has most record starts in; None if it has none of any."""
    ris_starting = ris_pieces.starts(text.text)
    if (pieces := len(ris_starting.begins)) > MOST_RECORDS:
        return too_many(pieces)
    if pieces:
        odd: list[str] = []
        reading = ris.parse_tidy(text.text, text.marks, ris_starting, odd)
        beside = "\n".join(odd)
        if put_right := loosened.unquoted(text, beside, _tagged):
            return put_right
        if not any(_hinted(one, beside) and one.starts(beside) for one in TEXT_FORMATS):
            return reading
    elif put_right := loosened.unquoted(text, text.text, _tagged) or glued.read(text, _tagged):
        return put_right
    starts: dict[str, Sequence[int]] = {
        one.name: one.starts(text.text) if _hinted(one, text.text) else () for one in TEXT_FORMATS
    }
    most = max(map(len, starts.values()))
    if most > MOST_RECORDS:
        return too_many(most)
    survey = ris_starts.survey(text.text)
    if survey.typed and most:  # a title without a TY is one of another format then
        lines = survey.unglued.text.split("\n")
        typed = [line for line in survey.starts if lines[line - 1].lstrip(" \t\xa0").startswith("TY")]
        survey = replace(survey, starts=tuple(typed))
    if survey.starts and (survey.typed or (not most and _RIS_END.search(text.text))) and len(survey.starts) >= most:
        main = "ris"
    elif most:
        main = next(name for name, found in starts.items() if len(found) == most)
    else:
        return None
    if survey.typed:
        starts["ris"] = [survey.unglued.original(line) for line in survey.starts]
    return mixed.read(text, starts, main, _READERS) or _READERS[main](text.text, text.marks)


def _loosely(text: Text) -> Reading | None:
    return _tagged(text) or hyphen_tags.read(text)


def _hinted(one: TextFormat, text: str) -> bool:
    """Whether a line begins as a record of this format may, so that most texts are not searched at all."""
    return text.startswith(one.hint) or any(f"\n{hint}" in text for hint in one.hint)


# -- archives -----------------------------------------------------------------------------------------------------


def _unpacked(data: bytes, plans: Sequence[Plan]) -> Reading:
    """A workbook, or the reference files in an archive one after another, each record with the name of its file."""
    if code := packed.refusal(data):
        return _refused("file_excel_broken" if code == "file_archive_broken" and packed.is_workbook(data) else code)
    if packed.is_workbook(data):
        return table.read(data, plans) or _refused("file_table_unknown")
    if markup_tables.is_ods(data):
        return table.read_ods(data, plans) or _refused("file_table_unknown")
    if code := foreign.by_members(packed.names(data), packed.mimetype(data)):
        return _refused(code)
    return _members(packed.members(data), plans)


def _members(members: Iterable[tuple[str, bytes]], plans: Sequence[Plan]) -> Reading:
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    formats: list[str] = []
    doubtful: list[Look] = []
    notices: list[Noticed] = []
    try:
        for name, content in members:
            reading = _read(content, plans, nested=True)
            doubtful += [replace(one, part=": ".join(filter(None, (name, one.part)))) for one in reading.doubtful]
            if reading.format is None:
                continue
            formats.append(reading.format)
            before = len(parsed) + len(rejected)
            parsed += [replace(one, number=one.number + before, part=name or one.part) for one in reading.parsed]
            rejected += [replace(one, part=name or one.part) for one in reading.rejected]
            notices += [replace(one, part=name or one.part) for one in reading.notices]
    except packed.TooLarge:
        return _refused("file_too_large_unpacked")
    except packed.BROKEN:
        if not formats:
            return _refused("file_archive_broken")
        rejected.append(Rejected(1, "file_archive_broken"))
    if not formats:
        return replace(_refused("file_archive"), doubtful=tuple(doubtful))
    return Reading(
        formats[0], len(parsed) + len(rejected), tuple(parsed), tuple(rejected), tuple(doubtful), tuple(notices)
    )
