"""RIS tags to the neutral fields of `Record`, as tables. What a table does not name goes to `Record.extra`.

Which system writes what: title T1 (CINAHL, Embase, Ovid, Google Scholar) or TI (Web of Science, Scopus, Zotero,
EndNote); DOI in DO, L3 (EBSCO), L2 (Embase), M3 (PsycINFO), N1 (EndNote) or UR; PMID in C3 (Cochrane), AN (EndNote
from PubMed), C2 (Scopus), C5 (Embase), U1 (Epistemonikos), N1 (EBSCO).
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pipeline.formats import clean
from pipeline.formats.kinds import RIS_TYPES, kind_of, ris_type
from pipeline.records import Record

Fields = Mapping[str, list[str]]

TAGS: dict[str, tuple[str, ...]] = {
    "title": ("TI", "T1", "CT", "BT", "ST", "TT"),
    "authors": ("AU", "A1"),
    "editors": ("A2", "ED", "A3", "A4"),  # stand in where a record has no authors
    "year": ("PY", "Y1", "YR", "DA", "C6"),
    "abstract": ("AB", "N2"),
    "journal": ("JF", "T2", "JO", "JA", "J2", "J1", "J9", "JI"),
    "volume": ("VL", "VO"),
    "issue": ("IS", "CP"),
    "pages": ("SP", "PG", "C7"),  # with EP behind SP; C7 is an article number (Scopus, Web of Science)
    "keywords": ("KW",),
    "languages": ("LA",),
    "publication_types": ("M3",),
    "url": ("UR", "L1", "L2", "LK", "L4"),
    "source_id": ("AN", "U2", "ID"),
}
"""Field -> its tags, best first. The first tag with something usable in it gives the field."""

MESH_PREFIX = "MeSH: "
"""Before a heading in KW, in the files that we write."""
KIND_PREFIX = "kind: "
"""Before the kind in U5, in the files that we write, where TY and M3 do not tell it."""
EXTRA_PREFIX = "extra: "
"""Before `["name", "text"]` in U5, in the files that we write: an entry of `Record.extra` that has no tag of its own."""
FIELD_PREFIX = "field: "
"""Before `name=JSON` in U5, in the files that we write: a field of `Record` that has no tag of its own."""
WRITTEN = frozenset(
    "title authors year abstract journal volume issue pages doi pmid kind publication_types languages keywords mesh url "
    "source_id extra".split()
)
"""The fields of `Record` that have."""
_OWN = (KIND_PREFIX, EXTRA_PREFIX, FIELD_PREFIX)

_ABOUT_ANOTHER = re.compile(
    r"\b(?:erratum|correct(?:ion|ed)|comment|retract|update|republish|reprint|reply)", re.IGNORECASE
)


def _note(value: str) -> str:
    lines = [line for line in value.split("\n") if not _ABOUT_ANOTHER.search(line)]
    found = {clean.doi_in_link(line) for line in lines} - {""}
    return found.pop() if len(found) == 1 else ""


DOI_RULES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("DO", clean.doi),
    ("DI", clean.doi),
    ("L3", clean.doi),
    ("M3", clean.doi),
    ("L2", clean.doi_in_link),
    ("UR", clean.doi_in_link),
    ("L1", clean.doi_in_link),
    ("LK", clean.doi_in_link),
    ("N1", _note),  # only a DOI that the note gives as this record's own, and only one
)
"""Tag -> how a DOI is read from it. Links count only where they say "doi": a publisher's path may be another's."""

_BARE = r"0*([1-9]\d{0,7})"
_MEDLINE = re.compile(r"medline|pubmed|\bnlm\b", re.IGNORECASE)
_PUBMED_LINK = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed)/(?:\?term=)?([1-9]\d{0,7})(?!\d)", re.I
)
_SAYS_PMID = re.compile(
    rf"(?:\bPMID[:\s]*|\bPUBMED(?:[ -]?ID)?[:\s]+|\bMEDLINE:){_BARE}(?!\d)|(?<!\d){_BARE}\s*\[pmid\]", re.IGNORECASE
)
_OVID_LINK = re.compile(r"ovid\.com/\S*[?&]D=(?:med|prem|pmnm)\w*&\S*?\bAN=([1-9]\d{0,7})(?!\d)", re.IGNORECASE)
_ONLY_DIGITS = re.compile(rf"{_BARE}(?:\.0)?")
_ONLY_MANY_DIGITS = re.compile(r"([1-9]\d{6,7})")
_DIGITS_ALONE = (_ONLY_DIGITS, _ONLY_MANY_DIGITS)

PMID_RULES: tuple[tuple[str, re.Pattern[str], str, re.Pattern[str] | None], ...] = (
    ("PMID", _ONLY_DIGITS, "", None),
    *((tag, _SAYS_PMID, "", None) for tag in ("U1", "C3", "C2", "AN", "ID", "C1", "M1", "N1")),
    ("C2", _ONLY_DIGITS, "DB", re.compile("scopus", re.IGNORECASE)),
    ("C5", _ONLY_DIGITS, "U2", re.compile(r"L\d+")),
    ("AN", _ONLY_DIGITS, "DP", _MEDLINE),
    ("AN", _ONLY_DIGITS, "DB", _MEDLINE),
    ("ID", _ONLY_MANY_DIGITS, "DB", _MEDLINE),  # fewer are the number of a reference in somebody's library
    *((tag, link, "", None) for link in (_PUBMED_LINK, _OVID_LINK) for tag in ("UR", "L2", "L1", "LK")),
)
"""(tag, pattern, other tag, what must stand in that other tag). A bare number is a PMID only beside its source."""

_SOURCE_LINK = re.compile(r"epistemonikos\.org/(?:[a-z]{2}/)?documents/([0-9a-f]{40})|[?&]eid=(2-s2\.0-\d+)")
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


def record_of(fields: Fields, tidy: bool = False) -> Record:
    """The record that the tagged values of one RIS record tell of. Values may be wrapped over lines.

    `tidy`: each value is one line with no white space but single blanks inside it, so that it need not be squeezed.
    """
    plain = _plain_if_tidy if tidy else clean.plain
    title = _first(fields, TAGS["title"], plain)
    journal = _first(fields, TAGS["journal"], plain)
    if not title and fields.get("T2") and not any(fields.get(tag) for tag in ("JF", "JO", "JA")):
        title, journal = journal, ""
    types = _items(fields, TAGS["publication_types"], reject=lambda value: bool(clean.doi(value)))
    keywords, mesh = _keywords(fields.get("KW", ()), tidy)
    url = _url(fields)
    doi, pmid, year = _doi(fields), _pmid(fields), _year(fields)
    source_id = _source_id(fields, url, plain)
    both = "A1" in fields and "AU" in fields  # then the first author may be in one, the others in the other
    people = _people(fields, [tag for tag in fields if tag in TAGS["authors"]] if both else TAGS["authors"], tidy)
    used = {title, journal, url, source_id, doi, pmid, f"{pmid}[pmid]", str(year)}
    own = _own_fields(fields["U5"]) if "U5" in fields else {}
    return Record(
        title=title,
        authors=people or _people(fields, TAGS["editors"], tidy),
        year=year,
        abstract=_abstract(fields, tidy),
        journal=journal,
        volume=_first(fields, TAGS["volume"], plain),
        issue=_first(fields, TAGS["issue"], plain),
        pages=_pages(fields, plain),
        doi=doi,
        pmid=pmid,
        kind=_kind(fields, types),
        publication_types=types,
        languages=_items(fields, TAGS["languages"], parting=_LANGUAGE_PARTING),
        keywords=keywords,
        mesh=mesh,
        url=url,
        source_id=source_id,
        extra=_extra(fields, used, bool(people), _as_it_is if tidy else clean.squeeze),
        **own,
    )


# -- one field each -----------------------------------------------------------------------------------------------

_LANGUAGE_PARTING = re.compile(r"\s*[;,]\s*")
_KEYWORD_PARTING = re.compile(r"[;\n]")
_TYPE_PARTING = re.compile(r"\s*;\s*")


def _as_it_is(value: str) -> str:
    return value


def _plain_if_tidy(value: str) -> str:
    return clean.plain(value) if "&" in value or "<" in value else value


def _first(fields: Fields, tags: Iterable[str], plain: Callable[[str], str] = clean.plain) -> str:
    for tag in tags:
        if tag in fields:
            for value in fields[tag]:
                if text := plain(value):
                    return text
    return ""


def _items(
    fields: Fields,
    tags: Iterable[str],
    parting: re.Pattern[str] = _TYPE_PARTING,
    reject: Callable[[str], bool] | None = None,
) -> tuple[str, ...]:
    values = [value for tag in tags if tag in fields for value in fields[tag] if not (reject and reject(value))]
    if not values:
        return ()
    return clean.unique(
        clean.squeeze(part) for value in values for line in value.split("\n") for part in parting.split(line)
    )


def _keywords(values: Sequence[str], tidy: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Keywords and headings. EndNote gives one a line under a single KW; some give "a; b; c" on one line."""
    if not values:
        return (), ()
    joined = "\n".join(values)
    if "&" in joined or "<" in joined or not tidy:
        parts = [clean.plain(part) for part in _KEYWORD_PARTING.split(joined)]
    elif ";" in joined:
        parts = [part.strip() for part in joined.replace(";", "\n").split("\n")]
    else:
        parts = joined.split("\n")
    if MESH_PREFIX not in joined:
        return clean.unique(parts), ()
    mesh = clean.unique(part.removeprefix(MESH_PREFIX) for part in parts if part.startswith(MESH_PREFIX))
    return clean.unique(part for part in parts if not part.startswith(MESH_PREFIX)), mesh


_WELL_WRITTEN = re.compile(r"(?:[^,;\n]*[^,;\n ], [^,;\n]+(?:\n(?!\Z)|\Z))+")
"""Names as "Family, Given", one a line."""


def _people(fields: Fields, tags: Sequence[str], tidy: bool) -> tuple[str, ...]:
    values = [value for tag in tags if tag in fields for value in fields[tag]]
    if not values:
        return ()
    if tidy and _WELL_WRITTEN.fullmatch(joined := "\n".join(values)):
        families = {name.partition(",")[0] for name in joined.casefold().split("\n")}
        if len(families) == len(values):
            return tuple(values)
    return clean.authors(_lines_of_names(fields, tags))


def _lines_of_names(fields: Fields, tags: Iterable[str]) -> list[str]:
    """Names; a wrapped line is a name of its own where it and the line above look like "Family, Given"."""
    names: list[str] = []
    for value in (value for tag in tags for value in fields.get(tag, ())):
        first, *more = value.split("\n")
        names.append(first)
        for line in more:
            if "," in line and "," in names[-1]:
                names.append(line)
            else:
                names[-1] += " " + line
    return names


def _abstract(fields: Fields, tidy: bool) -> str:
    lines = _abstract_lines(fields)
    if tidy and len(lines) == 1:
        return clean.part_at_labels(_plain_if_tidy(lines[0]))
    return clean.abstract(lines, _plain_if_tidy if tidy else clean.plain)


def _abstract_lines(fields: Fields) -> list[str]:
    if "AB" not in fields and "N2" not in fields:
        return []
    values = [*fields.get("AB", ()), *fields.get("N2", ())]
    if len(values) > 1:
        values = list(dict.fromkeys(values))
    return [line for value in values for line in value.split("\n")]


def _year(fields: Fields) -> int | None:
    for tag in TAGS["year"]:
        for value in fields.get(tag, ()):
            if (
                found := int(value)
                if len(value) == 4 and value.isdecimal() and "1500" <= value < "2100"
                else clean.year(value)
            ):
                return found
    return None


def _pages(fields: Fields, plain: Callable[[str], str]) -> str:
    last = _first(fields, ("EP",), plain)
    for tag in TAGS["pages"]:
        if tag in fields and (found := clean.pages(_first(fields, (tag,), plain), last if tag == "SP" else "")):
            return found
    return clean.pages(last) if last.lower() != "specified" else ""


def _doi(fields: Fields) -> str:
    for tag, read in DOI_RULES:
        if tag not in fields:
            continue
        for value in fields[tag] if tag != "N1" else ["\n".join(fields[tag])]:
            if found := read(value):
                return found
    return ""


_MAY_SAY_PMID = tuple(dict.fromkeys(tag for tag, pattern, *_ in PMID_RULES if pattern not in _DIGITS_ALONE))
_MAY_BE_PMID = tuple((tag, beside or tag) for tag, pattern, beside, _ in PMID_RULES if pattern in _DIGITS_ALONE)


def _pmid(fields: Fields) -> str:
    said = [value for tag in _MAY_SAY_PMID if tag in fields for value in fields[tag]]
    if not any(map(_may_say_pmid, said)) and not any(tag in fields and other in fields for tag, other in _MAY_BE_PMID):
        return ""
    for tag, pattern, beside, needed in PMID_RULES:
        if tag not in fields:
            continue
        if needed is not None and not any(needed.search(value) for value in fields.get(beside, ())):
            continue
        bare = pattern is _ONLY_DIGITS or pattern is _ONLY_MANY_DIGITS
        for value in fields[tag]:
            if not bare and not _may_say_pmid(value):
                continue
            lines = [line for line in value.split("\n") if tag != "N1" or not _ABOUT_ANOTHER.search(line)]
            for line in lines:
                match = pattern.fullmatch(line.strip()) if bare else pattern.search(line)
                if match:
                    return next(group for group in match.groups() if group)
    return ""


def _may_say_pmid(value: str) -> bool:
    """Whether one of the words is there that a PMID is known by: quicker than the patterns, which nearly never match."""
    value = value.lower()
    return "pmid" in value or "pubmed" in value or "medline:" in value or "ovid.com" in value


def _url(fields: Fields) -> str:
    for tag in TAGS["url"]:
        if tag in fields:
            for value in fields[tag]:
                if match := _LINK.search(value):
                    return match.group()
    return ""


def _source_id(fields: Fields, url: str, plain: Callable[[str], str]) -> str:
    """The source's number: AN, Embase's U2, the number in an Epistemonikos or Scopus link, else ID."""
    if found := _first(fields, ("AN",), plain):
        return found
    if (embase := _first(fields, ("U2",), plain)) and re.fullmatch(r"L\d+", embase):
        return embase
    if url and (match := _SOURCE_LINK.search(url)):
        return match.group(1) or match.group(2)
    return _first(fields, ("ID",), plain)


def _kind(fields: Fields, types: tuple[str, ...]) -> str:
    for told in fields.get("U5", ()):
        if told.strip().startswith(KIND_PREFIX):
            return clean.squeeze(told).removeprefix(KIND_PREFIX)
    told = fields["TY"][0].strip() if "TY" in fields else ""
    kind = RIS_TYPES.get(told) or RIS_TYPES.get(ris_type(told), "other" if "TY" in fields else "article")
    return kind_of(types, kind) if kind == "article" else kind


_SPENT = frozenset({"TY", "TI", "T1", "AU", "A1", "PY", "AB", "N2", "VL", "IS", "SP", "EP", "KW", "LA", "PMID"})
_EDITORS = frozenset(TAGS["editors"])


def _extra(
    fields: Fields, used: set[str], has_authors: bool, squeeze: Callable[[str], str]
) -> tuple[tuple[str, str], ...]:
    """Tags that gave no field, and values that lost to a better one."""
    extra: list[tuple[str, str]] = []
    for tag, values in fields.items():
        if tag in _SPENT or (tag in _EDITORS and not has_authors):
            continue
        for value in values:
            text = squeeze(value)
            if tag == "U5" and text.startswith(EXTRA_PREFIX):
                extra += _own_extra(text.removeprefix(EXTRA_PREFIX))
                continue
            if not text or text in used or _is_used(tag, text, used):
                continue
            extra.append((tag, text))
    return tuple(dict.fromkeys(extra))


def _is_used(tag: str, text: str, used: set[str]) -> bool:
    if tag in {"DO", "DI"}:
        return bool(found := clean.doi(text)) and found in used
    if tag == "M3":
        return not clean.doi(text)
    return tag == "U5" and text.startswith(_OWN)


_DEFAULTS = {one.name: one.default for one in dataclasses.fields(Record) if one.name not in WRITTEN}


def _own_fields(values: Iterable[str]) -> dict[str, Any]:
    """Fields of `Record` without a tag, as we write them; what is not of its type is left out."""
    found: dict[str, Any] = {}
    for value in values:
        name, _, told = clean.squeeze(value).removeprefix(FIELD_PREFIX).partition("=")
        if not clean.squeeze(value).startswith(FIELD_PREFIX) or name not in _DEFAULTS:
            continue
        try:
            held = _frozen(json.loads(told))
        except ValueError:
            continue
        if type(held) is type(_DEFAULTS[name]):
            found[name] = held
    return found


def _own_extra(told: str) -> list[tuple[str, str]]:
    try:
        name, text = json.loads(told)
    except (ValueError, TypeError):
        return [("U5", told)] if told else []
    return [(str(name), str(text))]


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
