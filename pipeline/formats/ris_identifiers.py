"""The identifiers that the tags of a RIS record tell of: DOI, PMID, link and the source's own number, as tables of rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping

from pipeline.formats import clean

Fields = Mapping[str, list[str]]
LINK_TAGS = ("UR", "L1", "L2", "LK", "L4")
"""Those that a link stands in, best first."""

_ABOUT_ANOTHER = re.compile(
    r"\b(?:erratum|correct(?:ion|ed)|comment|retract|update|republish|reprint|reply)", re.IGNORECASE
)


def _note(value: str) -> str:
    lines = [line for line in value.split("\n") if not _ABOUT_ANOTHER.search(line)]
    found = {clean.doi_in_link(line) for line in lines} - {""}
    return found.pop() if len(found) == 1 else ""


DoiRule = tuple[str, Callable[[str], str]]
DOI_RULES: tuple[DoiRule, ...] = (
    ("DO", clean.doi),
    ("DI", clean.doi),
    ("L3", clean.doi),
    ("M3", clean.doi),
    ("L2", clean.doi_in_link),
    ("UR", clean.doi_in_link),
    ("L1", clean.doi_in_link),
    ("LK", clean.doi_in_link),
    ("ID", clean.doi),
    ("N1", _note),  # only a DOI that the note gives as this record's own, and only one
)
"""Tag -> how a DOI is read from it. Links count only where they say "doi": a publisher's path may be another's."""

_BARE = r"0*([1-9]\d{0,7})"
_MEDLINE = re.compile(r"medline|pubmed|\bnlm\b", re.IGNORECASE)
_PUBMED_LINK = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed)/(?:\?term=)?([1-9]\d{0,7})(?!\d)", re.I
)
_SAYS_PMID = re.compile(
    rf"(?:\bPMID[:\s]*(?:NLM)?|\bPUBMED(?:[ -]?ID)?[:\s]+|\bMEDLINE:){_BARE}(?!\d)|(?<!\d){_BARE}\s*\[pmid\]",
    re.IGNORECASE,
)
_OVID_LINK = re.compile(r"ovid\.com/\S*[?&]D=(?:med|prem|pmnm)\w*&\S*?\bAN=([1-9]\d{0,7})(?!\d)", re.IGNORECASE)
_ONLY_DIGITS = re.compile(rf"{_BARE}(?:\.0)?")
_ONLY_MANY_DIGITS = re.compile(r"([1-9]\d{6,7})")
_DIGITS_ALONE = (_ONLY_DIGITS, _ONLY_MANY_DIGITS)

PmidRule = tuple[str, re.Pattern[str], str, re.Pattern[str] | None]
PMID_RULES: tuple[PmidRule, ...] = (
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
_SCHEMES = ("http://", "https://")
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


def doi_rules(tags: Container[str]) -> tuple[DoiRule, ...]:
    """Those of the rules that a record with these tags needs."""
    return tuple(rule for rule in DOI_RULES if rule[0] in tags)


def pmid_rules(tags: Container[str]) -> tuple[PmidRule, ...]:
    """Those of the rules that a record with these tags needs."""
    return tuple(rule for rule in PMID_RULES if rule[0] in tags and (rule[3] is None or rule[2] in tags))


def first(fields: Fields, tags: Iterable[str], plain: Callable[[str], str] = clean.plain) -> str:
    """The first text that one of these tags has, `plain`; "" where none has any."""
    for tag in tags:
        if tag in fields:
            for value in fields[tag]:
                if text := plain(value):
                    return text
    return ""


def doi(fields: Fields, rules: Iterable[DoiRule]) -> str:
    """The record's own DOI, bare; ""."""
    for tag, read in rules:
        for value in fields[tag] if tag != "N1" else _notes(fields[tag]):
            if found := read(value):
                return found
    return ""


def _notes(values: Iterable[str]) -> list[str]:
    """The notes as one, without ours."""
    return ["\n".join(one for one in values if not one.startswith(clean.OWN_NOTE))]


def pmid(fields: Fields, rules: Iterable[PmidRule]) -> str:
    """The record's own PMID, digits only; ""."""
    for tag, pattern, beside, needed in rules:
        if needed is not None and not any(needed.search(value) for value in fields[beside]):
            continue
        bare = pattern in _DIGITS_ALONE
        for value in fields[tag]:
            if value.startswith(clean.OWN_NOTE) or not (bare or _may_say_pmid(value)):
                continue
            for line in value.split("\n"):
                if tag == "N1" and _ABOUT_ANOTHER.search(line):
                    continue
                if match := pattern.fullmatch(line.strip()) if bare else pattern.search(line):
                    return match[match.lastindex or 0]
    return ""


def _may_say_pmid(value: str) -> bool:
    """Whether one of the words is there that a PMID is known by: quicker than the patterns, which nearly never match."""
    value = value.lower()
    return "pmid" in value or "pubmed" in value or "medline:" in value or "ovid.com" in value


def url(fields: Fields, tags: Iterable[str]) -> str:
    """The first link; ""."""
    for tag in tags:
        for value in fields[tag]:
            if value.startswith(_SCHEMES) and " " not in value and value.isprintable():  # nothing but a link
                return value
            if match := _LINK.search(value):
                return match.group()
    return ""


def source_id(fields: Fields, link: str, plain: Callable[[str], str]) -> str:
    """The source's number: AN, Embase's U2, the number in an Epistemonikos or Scopus link, else ID."""
    if found := first(fields, ("AN",), plain):
        return found
    if (embase := first(fields, ("U2",), plain)) and re.fullmatch(r"L\d+", embase):
        return embase
    if link and (match := _SOURCE_LINK.search(link)):
        return match.group(1) or match.group(2)
    return first(fields, ("ID",), plain)
