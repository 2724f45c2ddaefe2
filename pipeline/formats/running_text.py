"""A list of references as people write them (Vancouver, APA, Harvard, Chicago, MLA), numbered or not, one a line or paragraph.

A text is such a list only where most of its entries begin with a name and have a year in the place of a year, and a DOI, a
PMID, or volume and pages: letters, logs, programs and pages of the web are none. What is picked out is a guess by form: every
record is named as read from running text, and keeps the whole entry. An entry that is no reference is rejected by its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.file_sources import MOST_RECORDS
from pipeline.formats import citations, clean, id_list, names
from pipeline.formats.decoding import Text
from pipeline.formats.fields import said_pmid
from pipeline.formats.limits import too_many
from pipeline.formats.ris import is_usable
from pipeline.records import Parsed, Reading, Record, Rejected

REPAIRS = ("read_from_text",)
_LOOKED_AT = 300  # entries that tell whether a text is a list of references
_LEAST_SHARE = 0.6  # of them that must look like one
_SHORTEST, _LONGEST = 30, 2_500  # characters of an entry

_TITLES = (
    "referanser|referanseliste|references|reference list|litteratur|litteraturliste|kilder|kildeliste|bibliografi|"
)
_TITLES += (
    "bibliography|literature|literature cited|works cited|referenser|källor|litteraturförteckning|referencer|literatur|"
)
_TITLES += "literaturverzeichnis|références|bibliographie|referencias|bibliografía"
_HEADING = re.compile(rf"[#*\s\d.]*(?:{_TITLES})\s*:?[*\s]*", re.IGNORECASE)
_NUMBER = re.compile(r"[ \t]*(?:\[(\d{1,4})\]|\(?(\d{1,4})[.):]|(\d{1,4})\t)[ \t]*(?=\S)")
_BULLET = re.compile(r"[ \t]*[-–*•·▪◦][ \t]+")

_LETTER = r"[^\W\d_]"
_LARGE = "A-ZÆØÅÄÖÉÜ"
_NAME = (
    r"(?:(?:de|van|von|der|den|la|le|el|al|da|di|du|dos|ten|ter)[ -]){0,3}"
    rf"[{_LARGE}][\w'’-]{{0,30}}(?:[ -][{_LARGE}][\w'’-]{{1,30}}){{0,2}}"
)
_PERSON = re.compile(
    rf"{_NAME}(?:"
    rf" [{_LARGE}]{{1,4}}(?:,|\.|;|:| et al| and | og | & | \(?\d{{4}})"  # Example AB,
    rf"|, (?:[{_LARGE}]\.[ -]?){{1,4}}"  # Example, A. B.
    rf"|, [{_LARGE}]{{1,3}}(?:[,.;]| \()"  # Example, AB,
    rf"|, [{_LARGE}][\w'’-]{{1,20}}(?: [{_LARGE}]\.?)?(?:[.,;]| and | og | & )"  # Example, Anna,
    r"| et al"
    r")"
)
_YEAR = r"(?:19[0-9]\d|20[0-4]\d)"
_YEAR_PLACED = re.compile(
    rf"\({_YEAR}[a-z]?(?:, [^()]{{1,25}})?\)"
    rf"|(?<!\d){_YEAR}[a-z]?(?: [{_LARGE}][a-zæøå]{{2,8}}\.?(?:[ -]\w{{1,8}}){{0,2}})?[;:]"
    rf"|[.,;] ?{_YEAR}[a-z]?[.,]|\s{_YEAR}[a-z]?\. [{_LARGE}]"
)
_WHERE = re.compile(
    r"[;,. ]\s?\d{1,4}\s?\([^()]{1,20}\)\s?[:,]|;\s?\d{1,4}:\s?\w|\bpp?\.\s?\w?\d|\bvol\.?\s?\d|\bno\. ?\d"
    r"|[ ,]\d{1,4}:\s?\w?\d{1,6}[-–]",
    re.IGNORECASE,
)
_IDENTIFIED = re.compile(
    r"\bdoi\.org/10\.|\bdoi ?: ?(?:https?://\S{0,40})?10\.\d|\b10\.\d{4,9}/\S|\bPMID:? ?\d", re.IGNORECASE
)
_SENTENCE = re.compile(r"[.?!)\"”’»][,.]? ")
_SIGNS_OF_CODE = re.compile(r"[{}\\<>=|]|\(\)|;$|^\"|\",\"|\";\"")


def parse(text: Text) -> Reading | None:
    """Read a list of references; None if the text is none."""
    entries = _entries(text.text)
    if entries is None:
        return None
    if len(entries) > MOST_RECORDS:
        return too_many(len(entries))
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    for number, one in enumerate(entries, 1):
        record = record_of(one.text) if _likely(one.text) else Record()
        if not is_usable(record):
            rejected.append(Rejected(one.line, "reference_not_read", {"line": one.line}, one.raw))
            continue
        codes = [code for line, code in text.marks if one.line <= line < one.line + one.raw.count("\n") + 1]
        parsed.append(Parsed(number, one.line, record, one.raw, clean.unique([*REPAIRS, *codes])))
    return Reading("reference_list", len(parsed) + len(rejected), tuple(parsed), tuple(rejected)) if parsed else None


def in_cell(text: str) -> Record | None:
    """The reference that the cell of a table holds whole; None if it holds none."""
    text = clean.squeeze(text[: _LONGEST + 1])
    text = text[found.end() :] if (found := _NUMBER.match(text)) else text
    return record_of(text) if _sure(text) else None


def filled(record: Record, told: Record) -> Record:
    """A record with what only the other tells."""
    names_ = ("title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "pmid", "url")
    return replace(record, **{name: getattr(record, name) or getattr(told, name) for name in names_})


# -- where an entry begins ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Entry:
    line: int  # of its beginning, from 1
    raw: str
    text: str  # on one line, without its number


def _entries(text: str) -> list[_Entry] | None:
    """The entries of a list, cut in the way in which most look like references; None if in no way enough of them do."""
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if _HEADING.fullmatch(lines[first][:60]):
        first += 1
    most, best = 0, None
    for cuts in (_by_number, _by_block, _by_line, _by_indent):
        some = [_entry(lines, *one) for one in _some(cuts(lines, first))]
        sure = sum(_sure(one.text) for one in some)
        if sure > most and sure >= _LEAST_SHARE * len(some) and (len(some) > 1 or _is_one(some[0])):
            most, best = sure, cuts
    return [_entry(lines, *one) for one in best(lines, first)] if best else None


def _some(cuts: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    return [one for _, one in zip(range(_LOOKED_AT), cuts, strict=False)]


def _is_one(entry: _Entry) -> bool:
    """Whether a single entry is one reference: it says where it can be found, and no line of it is a PMID or DOI alone."""
    lines = entry.raw.split("\n")
    found = _IDENTIFIED.search(entry.text) or _WHERE.search(entry.text)
    return bool(found) and len(lines) < 8 and not any(id_list.identifiers(line) for line in lines if line.strip())


def _entry(lines: Sequence[str], first: int, behind: int) -> _Entry:
    told = lines[first:behind]
    text = _BULLET.sub("", _NUMBER.sub("", told[0], count=1) if _NUMBER.match(told[0]) else told[0], count=1)
    text = clean.squeeze(" ".join([text, *told[1:]])[: 2 * _LONGEST])
    return _Entry(first + 1, "\n".join(told).rstrip(), re.sub(r"(?<=[a-zæøå])- (?=[a-zæøå])", "-", text))


def _by_number(lines: Sequence[str], first: int) -> Iterator[tuple[int, int]]:
    """At numbers that count on by one; what stands behind a blank line in an entry is an entry of its own."""
    begun, last, blank = -1, -1, True
    for at in range(first, len(lines)):
        match = _NUMBER.match(lines[at])
        number = int(next(filter(None, match.groups()))) if match else -1
        if match and (last < 0 or number == last + 1):
            if begun >= 0:
                yield begun, at
            begun, last = at, number
        elif blank and lines[at].strip():
            if begun >= 0:
                yield begun, at
            begun = at
        blank = not lines[at].strip()
    if begun >= 0:
        yield begun, len(lines)


def _by_block(lines: Sequence[str], first: int) -> Iterator[tuple[int, int]]:
    begun = -1
    for at in range(first, len(lines)):
        if lines[at].strip():
            begun = at if begun < 0 else begun
        elif begun >= 0:
            yield begun, at
            begun = -1
    if begun >= 0:
        yield begun, len(lines)


def _by_line(lines: Sequence[str], first: int) -> Iterator[tuple[int, int]]:
    return ((at, at + 1) for at in range(first, len(lines)) if lines[at].strip())


def _by_indent(lines: Sequence[str], first: int) -> Iterator[tuple[int, int]]:
    """A line at the margin begins an entry, indented ones go on with it."""
    begun = -1
    for at in range(first, len(lines)):
        if lines[at].strip() and not lines[at][0].isspace():
            if begun >= 0:
                yield begun, at
            begun = at
    if begun >= 0:
        yield begun, len(lines)


# -- what looks like a reference ----------------------------------------------------------------------------------


def _sure(text: str) -> bool:
    """Whether an entry is certainly a reference."""
    if not _SHORTEST <= len(text) <= _LONGEST or _SIGNS_OF_CODE.search(text) or len(_SENTENCE.findall(text)) < 2:
        return False
    named, placed = _PERSON.match(text), _YEAR_PLACED.search(text)
    found = _IDENTIFIED.search(text) or _WHERE.search(text)
    return bool(placed and ((named and found) or (_WHERE.search(text) and _IDENTIFIED.search(text))))


def _likely(text: str) -> bool:
    """Whether an entry of a list may be a reference: it has a year or an identifier, and words."""
    if not _SHORTEST <= len(text) <= 2 * _LONGEST:
        return bool(_IDENTIFIED.search(text))
    return bool(re.search(rf"(?<!\d){_YEAR}(?!\d)", text) or _IDENTIFIED.search(text))


# -- what an entry says -------------------------------------------------------------------------------------------

_BEHIND = re.compile(
    r"\s(?:\(?https?://|doi ?:|DOI ?:|doi\.org|PMID|PMCID|Available (?:from|at)|Tilgjengelig (?:fra|på)|Hentet (?:fra|\d)|"
    r"Retrieved|Epub \d|Lenke:|Accessed|Lest \d|\[(?:cited|lest|sitert|hentet))"
)
_DATED = re.compile(
    rf"(?P<authors>.{{2,800}}?)[,.]?\s\(?(?P<year>{_YEAR})[a-z]?(?:, [^()]{{1,25}})?(?:\)[.,:]?|[.,:])\s+(?P<rest>\S.*)"
)
_QUOTED = re.compile(r"(?P<authors>.{2,800}?)[.,]?\s[\"“«„](?P<title>[^\"”»“]{8,500}?)[.,]?[\"”»“][.,]?\s*(?P<rest>.*)")
_IN_QUOTES = re.compile(r"[‘'\"“«](?P<title>.{8,500}?)[.,]?[’'\"”»][.,]\s*(?P<rest>.*)")
_TITLE_END = re.compile(r"[.?!](?=\s+(?:[A-ZÆØÅÄÖÉÜ«\"“\[(]|In:|I:|\d{4}))")
_JOINED = re.compile(r",?\s+(?:and|og|och|und|&)\s+|,?\s*&\s*")
_AND_OTHERS = re.compile(r",?\s*\bet al\.?.*$|\((?:eds?|red)\.?\)")
_PAIR = re.compile(r"([^,;.]+(?:\.[^,;]+)?),\s*((?:[^\W\d_]\.[ -]?){1,4})")
_SMALL_WORDS = frozenset(
    "and og och und et al de van von der den la le el da di du dos ten ter i in eds ed red of for the to".split()
)


def record_of(text: str) -> Record:
    """What the form of one entry tells."""
    cut = _BEHIND.search(text)
    body = text[: cut.start()].strip() if cut else text
    people, title, where, year = _parts(body)
    told = citations.read(_written_short(where))
    return Record(
        title=clean.plain(title).rstrip(" .,"),
        authors=_authors(people),
        year=year or told.year or _last_year(body),
        journal=_journal(where) or told.journal,
        volume=told.volume,
        issue=told.issue,
        pages=told.pages,
        doi=clean.doi_in_link(text) or clean.doi(text),
        pmid=said_pmid(text),
        kind="article" if told.volume or told.pages else "other",
        url=_link(text),
        extra=(("reference", text),),
    )


def _parts(body: str) -> tuple[str, str, str, int | None]:
    """(authors, title, where it stands, year) by the style that fits."""
    match = _DATED.match(body)
    if match and _are_names(match["authors"]) and not _QUOTE.search(match["authors"]):
        title, where = _title_and_rest(match["rest"])
        return match["authors"], title, where, int(match["year"])
    if (match := _QUOTED.match(body)) and _are_names(match["authors"]):
        return match["authors"], match["title"], match["rest"], None
    first = _TITLE_END.search(body)
    if first and _are_names(body[: first.start()]) and body[first.end() :].strip():
        title, where = _title_and_rest(body[first.end() :].strip())
        return body[: first.start()], title, where, None
    title, where = _title_and_rest(body)
    return "", title, where, None


_QUOTE = re.compile(r"[\"“”«»„]")
_JOURNAL_END = re.compile(rf"[.,] (?={_YEAR}\b)")


def _title_and_rest(text: str) -> tuple[str, str]:
    if quoted := _IN_QUOTES.match(text):
        return quoted["title"], quoted["rest"]
    end = _TITLE_END.search(text)
    if end is None or end.end() < 8:
        return text, ""
    title, rest = text[: end.end()], text[end.end() :].strip()
    if title[-1] in "?!" and (issue := _JOURNAL_END.search(rest)) and (at := rest.rfind(". ", 0, issue.start())) > 0:
        return f"{title} {rest[:at]}", rest[at + 2 :]  # a question, and more of the title behind it
    return title, rest


def _are_names(text: str) -> bool:
    """Whether a stretch is names of people or of an organisation: nearly all of its words are large."""
    words = [word for word in re.findall(rf"{_LETTER}[\w'’-]*", text) if word.lower() not in _SMALL_WORDS]
    small = sum(word[0].islower() for word in words)
    return (
        bool(words)
        and len(text) < 800
        and (small == 0 or (small <= 0.15 * len(words)) or (len(words) <= 6 and small <= 3))
    )


def _authors(text: str) -> tuple[str, ...]:
    text = _JOINED.sub(", ", _AND_OTHERS.sub("", text)).strip(" ,.;:")
    if not text:
        return ()
    pairs = _PAIR.findall(text + ".")
    if pairs and sum(len(family) + len(given) for family, given in pairs) >= 0.7 * len(text.replace(",", "")):
        return clean.unique(f"{clean.squeeze(family)}, {clean.squeeze(given)}" for family, given in pairs)
    parts = text.split(", ")
    if len(parts) > 2 and " " not in parts[0] and all(" " in part for part in parts[2:]):  # "Example, Anna, Bo Other"
        return clean.unique([f"{parts[0]}, {parts[1]}", *parts[2:]])
    return clean.unique(names.split(text))


def _written_short(where: str) -> str:
    """ "vol. 1, no. 2, 2020, pp. 3-4" and "1, no. 2 (2020): 3-4" as "1(2): 3-4"."""
    where = re.sub(r"\b[Vv]ol(?:ume)?\.?\s?(?=\d)", "", where)
    where = re.sub(rf"(?<=\d), (?:no|nr|issue)\.? ?(\w{{1,8}})(?:, {_YEAR}| \({_YEAR}\))?(?=[,:])", r"(\1)", where)
    return re.sub(r"([,:]) ?pp?\. ?(?=\w?\d)", r"\1 ", where)


def _journal(where: str) -> str:
    """What stands before the year or the volume: "J Examples (Oslo)", "Journal of Examples"."""
    found = re.match(rf"(?:In: |I: )?(?P<journal>[^\d;:]{{2,200}}?)[.,]?\s+(?:{_YEAR}|\d{{1,4}}\s?[(,:]|[Vv]ol)", where)
    return clean.plain(found["journal"]).strip(" .,") if found else ""


def _last_year(text: str) -> int | None:
    found = re.findall(rf"(?<!\d){_YEAR}(?!\d)", text)
    return int(found[-1]) if found else None


def _link(text: str) -> str:
    match = re.search(r"https?://[^\s<>\"]+", text)
    return match.group().rstrip(".,;)") if match else ""
