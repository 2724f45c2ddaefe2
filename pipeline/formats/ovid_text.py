"""Ovid: the tags and the labels of its "Citation" export, a `Dialect` each."""

from __future__ import annotations

import re

from pipeline.formats.fields import Meaning
from pipeline.formats.tagged import Beside, Dialect, starts_at

_OVID_START = re.compile(
    r"\n<\d+[ \t]*\.?[ \t]*>[ \t]*(?=\n|\Z)|(?<!>)\nScore[ \t]*\n[ \t]*\*{1,9}[ \t]*(?=\nAccession Number)"
)
"""A number, or in Journals@Ovid the score of a record whose number is lost."""
_SECTIONS = "Article|Review|Editorial|Letter|Miscellaneous|Report|Abstract|Comment|Case Reports?|News|References"
_SECTION = re.compile(rf"\s*\[(?:{_SECTIONS})[^\[\]]{{0,40}}\]\.?$")
"""Where in its journal an article stood, which Journals@Ovid puts behind the title."""
_DEGREES = (
    r"MD|M\.D|Ph\.?D|DPhil|DrPH|MPH|MSc|BSc|RN|MBBS|MBChB|FR[A-Z]{2,4}|FA[A-Z]{2,4}|PharmD|DDS|EdD|PsyD|MBA|DPT|OTR"
)
_MARK = r"(?:[*+^#]+|\d{1,3})"
_WITH_DEGREES = rf"(?:(?<=[a-z.])(?:,? (?:{_DEGREES})\b\.?,?)+|^(?:(?:{_DEGREES})\b\.?,?\s?)+)?"
_WITH_MARKS = rf"(?:(?:\s|(?<=\w)(?=[*+^#])){_MARK}(?:,\s?{_MARK})*)?"
_BEHIND_NAME = re.compile(rf"\s*\[[^\[\]]*\]|{_WITH_DEGREES}{_WITH_MARKS}$")
"""What stands behind a name: roles as BIOSIS has them ("[Author, Reprint Author; E-mail: ...]"), degrees and the signs of
affiliations ("Example, Anna MD *", "Other, Bo 1, 2")."""
_MEDLINE_ALONE = re.compile(r"(?is)\A(?!.*(?:embase|psyc|amed|cab abstracts|global health|journals@)).*\bmedline\b")
_OVID_TYPES = {
    "book": "book",
    "authored book": "book",
    "edited book": "book",
    "chapter": "chapter",
    "conference paper": "conference",
    "conference abstract": "conference",
    "dissertation abstract": "thesis",
    "patent": "other",
}
OVID = Dialect(
    format="ovid",
    starts=starts_at(_OVID_START),
    proper_start=re.compile("<"),
    line=re.compile(r"(?P<tag>[A-Z][A-Z0-9]{1,3})[ \t]{0,3}-(?:[ \t]|$)(?P<value>.*)"),
    meaning=Meaning(
        title=("TI",),
        authors=("AU", "FA"),
        groups=("CA", "CN"),
        editors=("ED",),
        year=("YR", "PY", "DP", "DG", "SO"),
        abstract=("AB",),
        journal=("JN", "JT"),
        volume=("VL", "VO"),
        issue=("IP",),
        pages=("PG",),
        doi=("DI", "DO"),
        doi_links=("LK", "XL", "UR"),
        pmid=("PM",),
        pmid_said=("AN", "LK", "UI"),
        types=("PT", "DT"),
        form=("DT", "PT"),
        kinds=_OVID_TYPES,
        languages=("LG",),
        keywords=("KW", "DE", "KP"),
        mesh=("SH", "MH"),
        url=("UR", "XL", "LK"),
        source_id=("AN", "UI"),
        citation=("SO",),
        left_out=("VN",),
        trimmed={"title": (_SECTION, ""), "authors": (_BEHIND_NAME, "")},
        parting={"keywords": re.compile(r"\s*[;\n]\s*"), "types": re.compile(r"\n")},
    ),
    beside=(Beside("UI", "PM", "DB", _MEDLINE_ALONE),),
)

OVID_LABELLED = Dialect(
    format="ovid",
    starts=starts_at(_OVID_START),
    proper_start=re.compile("<"),
    line=re.compile(r"(?P<tag>[A-Z][A-Za-z/()'-]+(?: [A-Za-z/()'-]+){0,4})(?P<value>[ \t]*)$"),
    indent="",
    lists=frozenset({"Author", "Authors"}),
    meaning=Meaning(
        title=("Title", "Chapter Title", "Book Title", "Original Title"),
        authors=("Author", "Authors", "Author(s)"),
        editors=("Editor", "Editors", "Book Editor"),
        year=("Year of Publication", "Date of Publication", "Publication Date", "Year", "Source", "Status"),
        abstract=("Abstract",),
        journal=("Journal Name", "Journal Title"),
        volume=("Volume",),
        issue=("Issue", "Issue Part"),
        pages=("Page", "Pages"),
        doi=("DOI", "DOI Number", "Digital Object Identifier"),
        doi_links=("Link to the Ovid Full Text or citation", "URL"),
        pmid=("PubMed ID", "PMID", "Medline PMID"),
        types=("Publication Type", "Document Type"),
        form=("Publication Type", "Document Type"),
        kinds=_OVID_TYPES,
        languages=("Language",),
        keywords=("Keyword Heading", "Keywords", "Key Words", "Author Keywords", "Key Concepts"),
        mesh=("MeSH Subject Headings", "Subject Headings"),
        url=("URL", "Link to the Ovid Full Text or citation"),
        source_id=("Accession Number", "Unique Identifier"),
        citation=("Source",),
        trimmed={"title": (_SECTION, ""), "authors": (_BEHIND_NAME, "")},
    ),
    beside=(Beside("Unique Identifier", "PMID", "Database", _MEDLINE_ALONE),),
)

OVID_TAGGED = re.compile(r"\n[A-Z][A-Z0-9]{1,3} {0,3}- ")
"""A line with a tag: a text without any is of the kind with labels."""
