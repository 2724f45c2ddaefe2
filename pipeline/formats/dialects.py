"""The tagged formats besides RIS and MEDLINE, each as a `Dialect`: how it is written and what its tags mean.

Web of Science: field tags of its help pages (Clarivate). RefWorks: its tagged format. Cochrane: its plain text. EndNote,
Ovid and EBSCO have modules of their own.
"""

from __future__ import annotations

import re

from pipeline.formats.biblioscape_text import BIBLIOSCAPE_TEXT
from pipeline.formats.ebsco_text import EBSCO_TEXT
from pipeline.formats.fields import Meaning
from pipeline.formats.ovid_text import OVID, OVID_LABELLED, OVID_TAGGED
from pipeline.formats.refer_text import REFER
from pipeline.formats.tagged import Dialect, starts_at, starts_by

# -- Web of Science -----------------------------------------------------------------------------------------------

WOS = Dialect(
    format="wos",
    quiet=True,
    starts=starts_by(
        re.compile(r"PT (?:[A-Z]|Journal|Book|Patent|Conference)\s*$"),
        end=re.compile(r"ER\s*$"),
        orphan=re.compile(r"(?!EF|ER|FN|VR)[A-Z][A-Z0-9] \S"),
    ),
    proper_start=re.compile("PT "),
    end=re.compile(r"ER\s*$"),
    line=re.compile(r"(?P<tag>[A-Z][A-Z0-9])(?:\s|$)(?P<value>.*)"),
    lists=frozenset({"AU", "AF", "BA", "BE", "BF", "CA", "ED", "CR", "C1", "GP"}),
    indent="   ",
    meaning=Meaning(
        title=("TI",),
        authors=("AF", "AU", "BF", "BA"),
        groups=("CA", "GP"),
        editors=("BE", "ED"),
        year=("PY", "EY", "EA", "PD"),
        abstract=("AB",),
        journal=("SO", "SE", "J9", "JI"),
        volume=("VL",),
        issue=("IS",),
        first_page=("BP",),
        last_page=("EP",),
        article_number=("AR", "PS"),
        doi=("DI", "D2"),
        pmid=("PM",),
        types=("DT",),
        form=("PT",),
        kinds={"j": "article", "b": "book", "s": "chapter", "c": "conference", "p": "other"},
        languages=("LA",),
        keywords=("DE",),
        source_id=("UT",),
        left_out=("PT", "CR", "NR", "TC", "Z9", "ZB", "ZR", "ZS", "Z8", "ZA", "U1", "U2", "PG", "GA", "DA", "AU", "ER"),
        whole_names=True,
        trimmed={"authors": (re.compile(r"\s*\([^()\s]{1,60}@[^()\s]{1,60}\)\s*$"), "")},
    ),
)

# -- RefWorks -----------------------------------------------------------------------------------------------------

REFWORKS = Dialect(
    format="refworks",
    quiet=True,
    starts=starts_at(re.compile(r"\nRT [A-Z]")),
    proper_start=re.compile("RT "),
    line=re.compile(r"(?P<tag>[A-Z][A-Z0-9])\s(?P<value>.*)"),
    meaning=Meaning(
        title=("T1",),
        authors=("A1",),
        editors=("A2", "A3"),
        year=("YR", "FD"),
        abstract=("AB",),
        journal=("JF", "JO", "T2"),
        volume=("VO",),
        issue=("IS",),
        first_page=("SP",),
        last_page=("OP",),
        doi=("DO",),
        doi_links=("UL", "LK"),
        pmid=("PM",),
        pmid_said=("AN", "UL", "LK", "NO"),
        form=("RT",),
        kinds={
            "journal article": "article",
            "journal": "article",
            "book, whole": "book",
            "book, section": "chapter",
            "book, edited": "book",
            "conference proceedings": "conference",
            "dissertation/thesis": "thesis",
            "report": "report",
            "generic": "other",
            "web page": "other",
        },
        languages=("LA",),
        keywords=("K1",),
        url=("UL", "LK"),
        source_id=("AN", "ID"),
        left_out=("RT", "SR"),
        parting={"languages": re.compile(r"[;\n]")},
    ),
)

REFWORKS_TAGS = frozenset(
    "RT SR ID A1 A2 A3 A4 A5 A6 T1 T2 T3 JF JO YR FD VO IS SP OP K1 AB NO PB PP ED SN AD AN LA CL SF OT LK DO CN DB DS IP RD ST "
    "U1 U2 U3 U4 U5 UL WP PM".split()
)

# -- Cochrane Library, plain text ---------------------------------------------------------------------------------

COCHRANE_TEXT = Dialect(
    format="cochrane_text",
    starts=starts_at(re.compile(r"\nRecord #?\d+ of \d+[ \t]*(?=\n)(?!\nProvider:)")),  # that one is of its RIS
    proper_start=re.compile("Record "),
    line=re.compile(r"(?P<tag>[A-Z][A-Z0-9]{1,2}): ?(?P<value>.*)"),
    meaning=Meaning(
        title=("TI",),
        authors=("AU",),
        year=("YR",),
        abstract=("AB",),
        journal=("SO",),
        volume=("VL",),
        issue=("NO",),
        pages=("PG",),
        doi=("DOI", "DO"),
        doi_links=("US", "UR", "XR"),
        pmid=("PM",),
        pmid_said=("PM", "XR", "AN"),
        types=("PT",),
        languages=("LA",),
        keywords=("KY", "KW"),
        mesh=("MH", "MeSH"),
        url=("US", "UR"),
        source_id=("ID", "AN"),
        left_out=("CC",),
    ),
)

# -- ProQuest and Embase, text for people -------------------------------------------------------------------------

PROQUEST_TEXT = Dialect(
    format="proquest_text",
    starts=starts_at(re.compile(r"\nDocument \d+ of \d+[ \t]*(?=\n)")),
    proper_start=re.compile("Document "),
    line=re.compile(r"(?P<tag>[A-Z][A-Za-z/()-]+(?: [A-Za-z/()-]+){0,4}):(?:[ \t]|$)(?P<value>.*)"),
    end=re.compile(r"_{20,}|Contact us at:"),
    untagged="first lines",
    meaning=Meaning(
        title=("Title", "Document title", "first lines"),
        authors=("Author", "Authors"),
        year=("Publication year", "Publication date", "Publication info"),
        abstract=("Abstract",),
        journal=("Publication title", "Source", "Pages Publication title"),
        volume=("Volume",),
        issue=("Issue",),
        pages=("Pages",),
        first_page=("First page",),
        doi=("DOI",),
        doi_links=("Publication info", "Document URL", "Links"),
        pmid_said=("PMID", "Medline document status"),
        types=("Document type", "Source type"),
        form=("Document type",),
        kinds={
            "dissertation/thesis": "thesis",
            "book": "book",
            "book chapter": "chapter",
            "conference paper": "conference",
        },
        languages=("Language of publication", "Language"),
        keywords=("Identifier / keyword", "Identifier", "Subject"),
        mesh=("MeSH",),
        url=("Document URL",),
        source_id=("ProQuest document ID", "Accession number"),
        citation=("Publication info",),
        left_out=("Full text", "Copyright", "Database", "Last updated"),
    ),
)
EMBASE_TEXT = Dialect(
    format="embase_text",
    starts=starts_at(re.compile(r"\nRECORD \d+[ \t]*(?=\n)")),
    proper_start=re.compile("RECORD "),
    line=re.compile(r"(?P<tag>[A-Z][A-Z/()-]+(?: [A-Z/()-]+){0,4})(?P<value>[ \t]*)$"),
    lists=frozenset({"AUTHOR NAMES"}),
    meaning=Meaning(
        title=("TITLE", "ORIGINAL TITLE"),
        authors=("AUTHOR NAMES", "AUTHORS"),
        year=("PUBLICATION YEAR", "DATE OF PUBLICATION", "SOURCE"),
        abstract=("ABSTRACT",),
        journal=("SOURCE TITLE",),
        volume=("VOLUME",),
        issue=("ISSUE",),
        first_page=("FIRST PAGE",),
        last_page=("LAST PAGE",),
        doi=("DOI", "DIGITAL OBJECT IDENTIFIER"),
        doi_links=("FULL TEXT LINK",),
        pmid=("MEDLINE PMID", "PUBMED ID"),
        types=("PUBLICATION TYPE",),
        languages=("ARTICLE LANGUAGE", "LANGUAGE OF ARTICLE"),
        keywords=("AUTHOR KEYWORDS", "EMTREE MEDICAL INDEX TERMS"),
        url=("EMBASE LINK", "FULL TEXT LINK"),
        source_id=("EMBASE ACCESSION ID", "PUI"),
        citation=("SOURCE",),
    ),
)

DIALECTS: tuple[Dialect, ...] = (
    WOS, OVID, REFER, REFWORKS, COCHRANE_TEXT, PROQUEST_TEXT, EMBASE_TEXT, EBSCO_TEXT, BIBLIOSCAPE_TEXT,
)  # fmt: skip


HINTS: dict[str, tuple[str, ...]] = {
    "wos": ("PT ",),
    "ovid": ("<", "Score"),
    "refer": ("%0", "%T", "%A", "%J", "%B"),
    "refworks": ("RT ",),
    "cochrane_text": ("Record ",),
    "proquest_text": ("Document ",),
    "embase_text": ("RECORD ",),
    "ebsco_text": ("Record:",),
    "biblioscape_text": ("--",),
}
"""Format -> how a line begins that a record starts on, roughly."""


def of_kind(one: Dialect, text: str) -> Dialect:
    """The dialect itself; for Ovid the one with labels ("Title" on a line of its own) where the text is so."""
    return OVID_LABELLED if one is OVID and not OVID_TAGGED.search(text) else one
