"""Tagged files whose lines were changed on the way: indented, put into quotation marks, with small letters or a colon in
their tags, no blank behind them, without the lines that begin and end a record, or all on one line. Each way is a row of `WAYS`.

A way puts the text right and lets the readers of the formats try again; what comes out is named with the way's code, and
keeps its own text and line.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pipeline.formats import clean, ris
from pipeline.formats.decoding import Text
from pipeline.formats.dialects import REFWORKS_TAGS
from pipeline.formats.kinds import ris_type
from pipeline.formats.ris_lines import KNOWN_TAGS
from pipeline.formats.ris_starts import DASH
from pipeline.records import Parsed, Reading, Rejected

_SMALL_TAG = re.compile(r"(?m)^([A-Za-z][a-z0-9]{1,3})(?=[ \t]{0,4}-(?:[ \t]|$))")
_SMALL_START = re.compile(r"(?m)^(?:[Tt]y[ \t]{1,2}-|pmid ?-|[Tt]i[ \t]{0,2}-)")
_COLON_START = re.compile(r"(?m)^TY ?: *([A-Za-z][A-Za-z ]{0,30})$")
_COLON_TAG = re.compile(r"(?m)^([A-Z][A-Z0-9]) ?:[ \t]*")
_TAG = re.compile(r"([A-Z][A-Z0-9])  ?-(?: |$)")
_TITLE = re.compile(r"(?m)^T[I1]  ?- *\S")
_TAG_INSIDE = re.compile(r"\s(?=[A-Z][A-Z0-9]  - )")


def _indented(text: str) -> str:
    return textwrap.dedent(text) if text.lstrip("\n")[:1] in " \t" else ""


def _cited(text: str) -> str:
    """As a letter cites another: `> ` before each line."""
    if not text.lstrip("\n").startswith(">"):
        return ""
    return "\n".join(line[2:] if line.startswith("> ") else line.removeprefix(">") for line in text.split("\n"))


def _quoted(text: str) -> str:
    lines = [line.strip() for line in text.split("\n")]
    told = [line for line in lines if line]
    if not told or sum(line.startswith('"') and line.rstrip(",;").endswith('"') for line in told) < 0.8 * len(told):
        return ""
    return "\n".join(line.rstrip(",;")[1:-1].replace('""', '"') if line.startswith('"') else line for line in lines)


_BEGINNINGS = (
    r"[A-Z][A-Z0-9]  -|[A-Z][A-Z0-9]{2} -|[A-Z][A-Z0-9]{3}-",  # RIS and MEDLINE
    r"(?:AU|A1|TI|T1|AB|N2|KW|JO|JF|T2|DO|UR) - ",
    r"(?:AU|AF|TI|SO|AB|DE|ID|C1|C3|RP|CR|EM|FU|FX|PU|PA) ",  # Web of Science
    r"(?:RT|SR|A1|T1|JF|K1|YR|UL|LK|NO) ",  # RefWorks
    r" {3,6}\S|%\S |@[A-Za-z]+\{| {0,8}[A-Za-z]+ {0,12}= {0,3}\{",
)
_QUOTED_TAG = re.compile(rf'"((?:{"|".join(_BEGINNINGS)}).*)"[,;\t ]*')


def unquoted(text: Text, odd: str, tagged: Callable[[Text], Reading | None]) -> Reading | None:
    """Tagged lines of which some are in quotation marks, as a spreadsheet puts them where its delimiter is; None if there are
    none in `odd`, the part of the text that is not of ordinary records."""
    if '\n"' not in odd:
        return None
    lines = text.text.split("\n")
    found = [_QUOTED_TAG.fullmatch(line) if line.startswith('"') else None for line in lines]
    if not any(found):
        return None
    mended = "\n".join(one[1].replace('""', '"') if one else line for line, one in zip(lines, found, strict=True))
    reading = tagged(Text(mended, text.marks))
    return _as_it_was(reading, text.text, mended, "quoted_lines") if reading and titled(reading) else None


_MARK = re.compile(r"[ \t]*(?:[•·▪◦*]|\d{1,7}[:.)|])(?:[ \t]|$)[ \t]?")


def _marked(text: str) -> str:
    """Each line with its number, or a sign of a list, before it."""
    told = [line for line in text.split("\n") if line.strip()]
    if not told or sum(_MARK.match(line) is not None for line in told) < 0.8 * len(told):
        return ""
    return "\n".join(_MARK.sub("", line, count=1) for line in text.split("\n"))


_SIGN = re.compile(r"[ \t]*([+|~#])(?=[A-Z][A-Z0-9]{1,3} {0,2}-)")


def _signed(text: str) -> str:
    """Each tagged line with the same sign right before it, as a comparison of two files or a program's comment has it."""
    found = [sign[1] for line in text.split("\n") if (sign := _SIGN.match(line))]
    if len(found) < 3 or len(set(found)) > 1:
        return ""
    return "\n".join(line.lstrip(" \t").removeprefix(found[0]) for line in text.split("\n"))


_LINE_END = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6]|/pre)\b[^<>]{0,200}>\n?", re.IGNORECASE)
_TAGS = re.compile(r"</?[a-zA-Z!][^<>]{0,2000}>")


def from_html(text: Text, tagged: Callable[[Text], Reading | None]) -> Reading | None:
    """Tagged lines in a page of HTML, as a letter or a page of the web shows them; lines are counted in what is shown."""
    shown = html.unescape(_TAGS.sub("", _LINE_END.sub("\n", text.text))).replace("\xa0", " ")
    reading = tagged(Text(shown)) if shown != text.text else None
    if reading is None or not titled(reading):
        return None
    parsed = tuple(replace(one, repairs=clean.unique(["html_markup", *one.repairs])) for one in reading.parsed)
    return replace(reading, parsed=parsed)


def _small(text: str) -> str:
    if len(_SMALL_START.findall(text)) < 1:
        return ""
    return _SMALL_TAG.sub(lambda found: found[1].upper(), text)


_LONG_DASH = re.compile(rf"(?m)^([A-Z][A-Z0-9]{{1,3}} {{0,2}}){DASH}(?=[ \t]|$)")


def _long_dash(text: str) -> str:
    return _LONG_DASH.sub(r"\1-", text)


def _other_blanks(text: str) -> str:
    """Blanks that do not break a line, as pages of the web and letters have them."""
    return text.replace("\xa0", " ")


_SMALL_REFWORKS = re.compile(r"(?m)^(?:rt [A-Za-z].*\n(?:.*\n){0,20}?)t1 \S")
_SMALL_WORD = re.compile(r"(?m)^[a-z][a-z0-9](?=[ \t])")


def _small_refworks(text: str) -> str:
    """RefWorks' tags have no hyphen: only those that it has are taken for tags."""
    if not _SMALL_REFWORKS.search(text):
        return ""
    return _SMALL_WORD.sub(lambda found: found[0].upper() if found[0].upper() in REFWORKS_TAGS else found[0], text)


_TIGHT_START = re.compile(r"(?m)^%0[A-Z]")
_TIGHT_TAG = re.compile(r"(?m)^(%[0-9A-Z@!&(])(?=[^\s%])")


def _tight(text: str) -> str:
    """EndNote's `%TExample` for `%T Example`."""
    return _TIGHT_TAG.sub(r"\1 ", text) if _TIGHT_START.search(text) else ""


def _colon(text: str) -> str:
    if not any(ris_type(one) for one in _COLON_START.findall(text)):
        return ""
    return _COLON_TAG.sub(lambda found: f"{found[1]}  - " if found[1] in KNOWN_TAGS else found[0], text)


@dataclass(frozen=True, slots=True)
class Way:
    """One way of putting a text right: the code that names it, and the text with as many lines; "" = it is not so."""

    code: str
    mended: Callable[[str], str]


WAYS = (
    Way("single_space_tag", _other_blanks),
    Way("dash_changed", _long_dash),
    Way("indented_tag", _indented),
    Way("indented_tag", _cited),
    Way("quoted_lines", _quoted),
    Way("marked_lines", _marked),
    Way("marked_lines", _signed),
    Way("small_tag", _small),
    Way("small_tag", _small_refworks),
    Way("single_space_tag", _tight),
    Way("colon_tag", _colon),
)
REPAIRS = (*(one.code for one in WAYS), "joined_lines", "html_markup")


def read(text: Text, tagged: Callable[[Text], Reading | None]) -> Reading | None:
    """What the text holds once it is put right; None where no way gives a record with a title."""
    for way in WAYS:
        mended = way.mended(text.text)
        if mended and mended != text.text and (reading := tagged(Text(mended, text.marks))) and titled(reading):
            return _as_it_was(reading, text.text, mended, way.code)
    return _joined(text, tagged) or _without_starts(text.text)


def titled(reading: Reading) -> bool:
    """Whether any record has a title; a reading without is none of a file that was put right."""
    return any(one.record.title for one in reading.parsed)


def _as_it_was(reading: Reading, text: str, mended: str, code: str) -> Reading:
    """The reading with each record's own text as it stood, and the code of the way among its repairs."""
    lines, places = text.split("\n"), _Places(mended)

    def raw(told: str) -> str:
        first, last = places.of(told)
        return "\n".join(lines[first:last])

    parsed = tuple(replace(one, raw=raw(one.raw), repairs=clean.unique([code, *one.repairs])) for one in reading.parsed)
    rejected = tuple(replace(one, raw=raw(one.raw)) for one in reading.rejected)
    return replace(reading, parsed=parsed, rejected=rejected)


class _Places:
    """Which lines (from 0, the last behind it) a stretch of a text takes; asked for in the order of the text."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._line = text, 0, 0

    def of(self, told: str) -> tuple[int, int]:
        at = self._text.find(told, self._at)
        if at < 0:
            at, self._at, self._line = max(0, self._text.find(told)), 0, 0
        self._line += self._text.count("\n", self._at, at)
        self._at = at
        return self._line, self._line + told.count("\n") + 1


def _joined(text: Text, tagged: Callable[[Text], Reading | None]) -> Reading | None:
    """A RIS file that lies on one line, or has `\\n` written out for its line ends."""
    if text.text.strip().count("\n") > 2 or "TY  - " not in text.text:
        return None
    mended = _TAG_INSIDE.sub("\n", text.text.replace("\\r", "").replace("\\n", "\n"))
    reading = tagged(Text(mended))
    if reading is None or not titled(reading):
        return None
    joint = "\\n" if "\\n" in text.text else " "
    parsed = tuple(
        replace(
            one,
            line=1,
            raw=one.raw.replace("\n", joint),
            repairs=clean.unique(["joined_lines", *one.repairs]),
        )
        for one in reading.parsed
    )
    return replace(reading, parsed=parsed, rejected=tuple(replace(one, line=1) for one in reading.rejected))


# -- RIS without TY and ER ----------------------------------------------------------------------------------------


def _without_starts(text: str) -> Reading | None:
    """RIS of which no record says where it begins: a record has one title, and begins behind a blank line or where the tag
    that the first one begins with comes again."""
    if not _TITLE.search(text):
        return None
    lines = text.split("\n")
    tagged = [line for line in lines if line.strip() and (found := _TAG.match(line)) and found[1] in KNOWN_TAGS]
    if len(tagged) < 0.5 * sum(bool(line.strip()) for line in lines):
        return None
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    for number, (first, behind) in enumerate(_blocks(lines), 1):
        raw = "\n".join(lines[first - 1 : behind - 1]).strip("\n")
        one = next(iter(ris.parse(f"TY  - JOUR\n{raw}\nER  - \n").parsed), None)
        if one is None:
            rejected.append(Rejected(first, "record_empty", {"number": number}, raw))
        else:
            repairs = clean.unique(["missing_start", "missing_end", *one.repairs])
            parsed.append(Parsed(number, first, one.record, raw, repairs))
    if not any(one.record.title for one in parsed):
        return None
    return Reading("ris", len(parsed) + len(rejected), tuple(parsed), tuple(rejected))


def _blocks(lines: list[str]) -> Iterator[tuple[int, int]]:
    """(first line, line behind) of each record, from 1."""
    first, opening = 0, ""
    titled = blank = False
    above = ""
    for at, line in enumerate(lines, 1):
        found = _TAG.match(line)
        if found is None or found[1] not in KNOWN_TAGS:
            blank = blank or not line.strip()
            continue
        tag = found[1]
        again = titled and (tag in ("TI", "T1") or (tag == opening and above != tag) or blank)
        if not first:
            first, opening = at, tag
        elif again:
            yield first, at
            first, titled = at, False
        titled = titled or tag in ("TI", "T1")
        above, blank = tag, False
    if first:
        yield first, len(lines) + 1
