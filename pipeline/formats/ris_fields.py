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
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.formats import clean, ris_identifiers
from pipeline.formats.kinds import RIS_TYPES, kind_of, ris_type
from pipeline.formats.ris_identifiers import Fields
from pipeline.records import Record

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
    "url": ris_identifiers.LINK_TAGS,
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


@dataclass(frozen=True, slots=True)
class _Layout:
    """The tables as far as records with certain tags need them, so that no record is searched for what it cannot have."""

    tags: Mapping[str, tuple[str, ...]]  # as `TAGS`
    dois: Sequence[ris_identifiers.DoiRule]
    pmids: Sequence[ris_identifiers.PmidRule]
    left: tuple[str, ...]  # those that may have something for `extra`


@lru_cache(maxsize=1024)
def _layout(tags: tuple[str, ...]) -> _Layout:
    """`tags`: of one record, in their order. The records of a file have few combinations of them."""
    there = {name: tuple(tag for tag in given if tag in tags) for name, given in TAGS.items()}
    if {"A1", "AU"} <= {*tags}:  # then the first author may be in one, the others in the other
        there["authors"] = tuple(tag for tag in tags if tag in TAGS["authors"])
    return _Layout(
        there,
        ris_identifiers.doi_rules(tags),
        ris_identifiers.pmid_rules(tags),
        tuple(tag for tag in tags if tag not in _SPENT),
    )


def record_of(fields: Fields, tidy: bool = False) -> Record:
    """The record that the tagged values of one RIS record tell of. Values may be wrapped over lines.

    `tidy`: each value is one line with no white space but single blanks inside it, so that it need not be squeezed.
    """
    plain = _plain_if_tidy if tidy else clean.plain
    layout = _layout(tuple(fields))
    tags = layout.tags
    title = ris_identifiers.first(fields, tags["title"], plain)
    journal = ris_identifiers.first(fields, tags["journal"], plain)
    if not title and fields.get("T2") and not any(fields.get(tag) for tag in ("JF", "JO", "JA")):
        title, journal = journal, ""
    types = _items(fields, tags["publication_types"], reject=clean.doi)
    keywords, mesh = _keywords(fields.get("KW", ()), tidy)
    url = ris_identifiers.url(fields, tags["url"])
    doi, pmid = ris_identifiers.doi(fields, layout.dois), ris_identifiers.pmid(fields, layout.pmids)
    year = _year(fields, tags["year"])
    source_id = ris_identifiers.source_id(fields, url, plain)
    people = _people(fields, tags["authors"], tidy)
    used = {title, journal, url, source_id, doi, pmid, f"{pmid}[pmid]", str(year)}
    own = _own_fields(fields["U5"]) if "U5" in fields else {}
    return Record(
        title=title,
        authors=people or _people(fields, tags["editors"], tidy),
        year=year,
        abstract=_abstract(fields, tags["abstract"], plain),
        journal=journal,
        volume=ris_identifiers.first(fields, tags["volume"], plain),
        issue=ris_identifiers.first(fields, tags["issue"], plain),
        pages=_pages(fields, tags["pages"], plain),
        doi=doi,
        pmid=pmid,
        kind=_kind(fields, types),
        publication_types=types,
        languages=_items(fields, tags["languages"], parting=_LANGUAGE_PARTING),
        keywords=keywords,
        mesh=mesh,
        url=url,
        source_id=source_id,
        extra=_extra(fields, layout.left, used, year is not None, bool(people), _as_it_is if tidy else clean.squeeze),
        **own,
    )


# -- one field each -----------------------------------------------------------------------------------------------

_LANGUAGE_PARTING = re.compile(r"\s*[;,]\s*")
_KEYWORD_PARTING = re.compile(r"[;\n]")
_TYPE_PARTING = re.compile(r"\s*;\s*")


def _values(fields: Fields, tags: Sequence[str]) -> list[str]:
    """What stands in these tags, which are all there."""
    return fields[tags[0]] if len(tags) == 1 else [value for tag in tags for value in fields[tag]]


def _as_it_is(value: str) -> str:
    return value


def _plain_if_tidy(value: str) -> str:
    return clean.plain(value) if "&" in value or "<" in value else value


def _items(
    fields: Fields,
    tags: Sequence[str],
    parting: re.Pattern[str] = _TYPE_PARTING,
    reject: Callable[[str], str] | None = None,
) -> tuple[str, ...]:
    values = _values(fields, tags)
    if reject:
        values = [value for value in values if not reject(value)]
    if not values or (len(values) == 1 and values[0].isalnum()):  # a single word
        return tuple(values)
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
    values = _values(fields, tags)
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


def _abstract(fields: Fields, tags: Sequence[str], plain: Callable[[str], str]) -> str:
    values = _values(fields, tags)
    text = values[0] if len(values) == 1 else "\n".join(dict.fromkeys(values))
    if plain is _plain_if_tidy and "&" not in text and "<" not in text:
        return clean.labelled(text)
    return clean.abstract(text.split("\n"), plain)


def _year(fields: Fields, tags: Iterable[str]) -> int | None:
    for tag in tags:
        for value in fields[tag]:
            if (
                found := int(value)
                if len(value) == 4 and value.isdecimal() and "1500" <= value < "2100"
                else clean.year(value)
            ):
                return found
    return None


def _pages(fields: Fields, tags: Iterable[str], plain: Callable[[str], str]) -> str:
    last = ris_identifiers.first(fields, ("EP",), plain)
    for tag in tags:
        if found := clean.pages(ris_identifiers.first(fields, (tag,), plain), last if tag == "SP" else ""):
            return found
    return clean.pages(last) if last.lower() != "specified" else ""


def _kind(fields: Fields, types: tuple[str, ...]) -> str:
    for told in fields.get("U5", ()):
        if told.strip().startswith(KIND_PREFIX):
            return clean.squeeze(told).removeprefix(KIND_PREFIX)
    told = fields["TY"][0].strip() if "TY" in fields else ""
    kind = RIS_TYPES.get(told) or RIS_TYPES.get(ris_type(told), "other" if "TY" in fields else "article")
    return kind_of(types, kind) if kind == "article" else kind


_SPENT = frozenset({"TY", "TI", "T1", "AU", "A1", "AB", "N2", "VL", "IS", "SP", "EP", "KW", "LA", "PMID"})
_EDITORS = frozenset(TAGS["editors"])


def _extra(
    fields: Fields,
    left: Iterable[str],
    used: set[str],
    has_year: bool,
    has_authors: bool,
    squeeze: Callable[[str], str],
) -> tuple[tuple[str, str], ...]:
    """Tags that gave no field, and values that lost to a better one."""
    extra: list[tuple[str, str]] = []
    for tag in left:
        if (tag == "PY" and has_year) or (tag in _EDITORS and not has_authors):
            continue
        for value in fields[tag]:
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
