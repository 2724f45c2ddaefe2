"""A reference in one line, after Vancouver (NLM, Citing Medicine): authors, title, journal, year, PMID, DOI link."""

from __future__ import annotations

import re
from urllib.parse import quote

from pipeline.export.blocks import one_line, safe_link
from pipeline.records import Record

MOST_AUTHORS = 6  # more are cut to six and "et al."
IN_A_BOOK = ("chapter", "conference")


def cite(record: Record) -> str:
    """One line for a record. What the record does not say is left out; a record that says nothing gives ""."""
    journal = one_line(record.journal)
    parts = [_authors(record.authors), one_line(record.title)]
    if journal and record.kind in IN_A_BOOK:
        parts += [f"In: {journal}", _when(record)]
    elif journal:
        parts += [journal, _when(record)]
    else:
        parts.append(str(record.year) if record.year else "")
    if re.fullmatch(r"\d{1,9}", record.pmid.strip()):
        parts.append(f"PMID: {record.pmid.strip()}")
    line = " ".join(_ended(part) for part in parts if part)
    link = doi_link(record.doi) or ("" if record.pmid else safe_link(record.url.strip()))
    return f"{line} {link}".strip()


def doi_link(doi: str) -> str:
    """`https://doi.org/...` with everything unusual percent-encoded; empty where it is no DOI."""
    bare = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", one_line(doi), flags=re.IGNORECASE)
    return f"https://doi.org/{quote(bare, safe='/:;._-')}" if re.match(r"10\.\d{4,9}/\S", bare) else ""


def pmid_link(pmid: str) -> str:
    """The address of a PMID at PubMed; digits only, else empty."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if re.fullmatch(r"\d{1,9}", pmid) else ""


def _authors(authors: tuple[str, ...]) -> str:
    """ "Family AB, Family C, et al." """
    names = [name for name in (_author(one) for one in authors) if name]
    return ", ".join(names[:MOST_AUTHORS] + (["et al"] if len(names) > MOST_AUTHORS else []))


def _author(name: str) -> str:
    """ "Family, Given Second" -> "Family GS"; a name without a comma is a group and stays."""
    family, comma, given = one_line(name).partition(",")
    if not comma:
        return family
    words = [word for word in re.split(r"[\s.\-]+", given) if word]
    short = "".join(
        word if word.isupper() and len(word) <= 3 else word[0].upper() for word in words if word[0].isalpha()
    )
    return f"{family.strip()} {short}".strip()


def _when(record: Record) -> str:
    """ "2019;1(2):123-30" """
    volume, issue, pages = (one_line(part) for part in (record.volume, record.issue, record.pages))
    place = volume + (f"({issue})" if issue else "")
    year = str(record.year) if record.year else ""
    return year + (f";{place}" if place else "") + (f":{pages}" if pages else "")


def _ended(part: str) -> str:
    return part if part.endswith((".", "?", "!")) else part + "."
