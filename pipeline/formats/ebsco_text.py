"""EBSCO's records as text for people (CINAHL, PsycINFO and others): "Record: 1", then labels, each value beside or below."""

from __future__ import annotations

import re

from pipeline.formats.fields import Meaning
from pipeline.formats.tagged import Dialect, starts_at

EBSCO_TEXT = Dialect(
    format="ebsco_text",
    starts=starts_at(re.compile(r"\nRecord: ?\d+[ \t]*(?=\n)")),
    proper_start=re.compile("Record:"),
    line=re.compile(r"(?P<tag>[A-Z][A-Za-z/()-]+(?: [A-Za-z/()-]+){0,4}):(?:[ \t]|$)(?P<value>.*)"),
    meaning=Meaning(
        title=("Title", "Article Title"),
        authors=("Authors", "Author", "Author(s)"),
        year=("Publication Year", "Publication Date", "Source"),
        abstract=("Abstract",),
        journal=("Journal", "Publication", "Journal Title"),
        doi=("DOI", "Digital Object Identifier"),
        doi_links=("DOI", "Links"),
        pmid_said=("PMID", "MEDLINE Info"),
        types=("Document Type", "Publication Type"),
        languages=("Language",),
        keywords=("Keywords", "Subject Terms", "Minor Subjects"),
        mesh=("MeSH",),
        url=("Persistent link to this record (Permalink)", "Permalink"),
        source_id=("Accession Number",),
        citation=("Source",),
        left_out=("Record", "Database", "Copyright"),
    ),
)
