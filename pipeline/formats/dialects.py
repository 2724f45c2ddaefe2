"""The tagged formats besides RIS and MEDLINE, each as a `Dialect`: how it is written and what its tags mean.

Web of Science: field tags of its help pages (Clarivate). EndNote/Refer: the tags of `refer(1)` as EndNote's "Refer/BibIX"
writes them. RefWorks: its tagged format. Ovid: the tags and the labels of its "Citation" export. Cochrane: its plain text.
"""

from __future__ import annotations

import re

from pipeline.formats.ebsco_text import EBSCO_TEXT
from pipeline.formats.fields import Meaning
from pipeline.formats.tagged import Beside, Dialect, starts_at, starts_by

# -- Web of Science -----------------------------------------------------------------------------------------------

WOS = Dialect(
    format="wos",
    starts=starts_by(
        re.compile(r"PT (?:[JBSCPUD]|Journal|Book|Patent|Conference)\s*$"),
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
        article_number=("AR",),
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
    ),
)

# -- EndNote / Refer ----------------------------------------------------------------------------------------------

_REFER_HEAD = re.compile(r"%(?:0[ \t]+[^\W\d]|[TAJB][ \t]+\S)")
_REFER_CLOSE = re.compile(r"(?m)^%\S.*\n%\S")


def refer_starts(text: str) -> list[int]:
    """`%0`, or the first of type, title and author behind a blank line where the record above has its own already; a blank line
    says nothing where one stands behind each."""
    starts: list[int] = []
    seen: set[str] = set()
    opening = ""
    parting = _REFER_CLOSE.search(text) is not None
    blank = True
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            blank = parting
            continue
        if line.startswith("%") and _REFER_HEAD.match(line):
            tag = line[1]
            opening = opening or tag
            again = tag == "T" and tag in seen and (opening == tag or not parting)
            parted = again or (blank and tag in "0TA" and bool(seen & set("0T")))
            if not starts or parted or (tag == "0" and "0" in seen):
                starts.append(number)
                seen = set()
            seen.add(tag)
        blank = False
    return starts


REFER_KINDS = {
    "journal article": "article",
    "electronic article": "article",
    "magazine article": "article",
    "newspaper article": "article",
    "book": "book",
    "edited book": "book",
    "electronic book": "book",
    "book section": "chapter",
    "electronic book section": "chapter",
    "book chapter": "chapter",
    "encyclopedia": "chapter",
    "report": "report",
    "government document": "report",
    "grant": "report",
    "standard": "guideline",
    "thesis": "thesis",
    "conference paper": "conference",
    "conference proceedings": "conference",
    "unpublished work": "preprint",
    "manuscript": "preprint",
    "generic": "other",
    "web page": "other",
    "blog": "other",
    "patent": "other",
    "dataset": "other",
    "audiovisual material": "other",
    "online database": "other",
    "statute": "other",
    "case": "other",
}
"""Reference types of EndNote, in `.enw` and in its XML -> kind."""

REFER = Dialect(
    format="refer",
    starts=refer_starts,
    proper_start=re.compile("%0"),
    line=re.compile(r"%(?P<tag>\S)(?:\s|$)(?P<value>.*)"),
    meaning=Meaning(
        title=("T", "!"),
        authors=("A", "H"),
        groups=("Q",),
        editors=("E", "Y", "?"),
        year=("D", "8"),
        abstract=("X",),
        journal=("J", "B", "S"),
        volume=("V",),
        issue=("N",),
        pages=("P",),
        doi=("R",),
        doi_links=("U", ">", "3"),
        pmid_said=("M", "U", "Z"),
        types=("9",),
        form=("0",),
        kinds=REFER_KINDS,
        languages=("G",),
        keywords=("K",),
        url=("U", ">"),
        source_id=("M", "F"),
        left_out=("0",),
        parting={"keywords": re.compile(r"\s*[;\n]\s*")},
    ),
)

# -- RefWorks -----------------------------------------------------------------------------------------------------

REFWORKS = Dialect(
    format="refworks",
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

# -- Ovid ---------------------------------------------------------------------------------------------------------

_OVID_START = re.compile(r"\n<\d+[ \t]*\.?[ \t]*>[ \t]*(?=\n|\Z)")
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
        form=("PT", "DT"),
        kinds=_OVID_TYPES,
        languages=("LG",),
        keywords=("KW", "DE", "KP"),
        mesh=("SH", "MH"),
        url=("UR", "XL", "LK"),
        source_id=("AN", "UI"),
        citation=("SO",),
        left_out=("VN",),
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
        year=("Year of Publication", "Date of Publication", "Publication Date", "Year", "Source"),
        abstract=("Abstract",),
        journal=("Journal Name", "Journal Title"),
        volume=("Volume",),
        issue=("Issue", "Issue Part"),
        pages=("Page", "Pages"),
        doi=("DOI", "Digital Object Identifier"),
        doi_links=("Link to the Ovid Full Text or citation", "URL"),
        pmid=("PubMed ID", "PMID", "Medline PMID"),
        types=("Publication Type",),
        form=("Publication Type",),
        kinds=_OVID_TYPES,
        languages=("Language",),
        keywords=("Keyword Heading", "Keywords", "Key Words", "Key Concepts"),
        mesh=("MeSH Subject Headings", "Subject Headings"),
        url=("URL", "Link to the Ovid Full Text or citation"),
        source_id=("Accession Number", "Unique Identifier"),
        citation=("Source",),
    ),
    beside=(Beside("Unique Identifier", "PMID", "Database", _MEDLINE_ALONE),),
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

DIALECTS: tuple[Dialect, ...] = (WOS, OVID, REFER, REFWORKS, COCHRANE_TEXT, PROQUEST_TEXT, EMBASE_TEXT, EBSCO_TEXT)


HINTS: dict[str, tuple[str, ...]] = {
    "wos": ("PT ",),
    "ovid": ("<",),
    "refer": ("%0", "%T", "%A", "%J", "%B"),
    "refworks": ("RT ",),
    "cochrane_text": ("Record ",),
    "proquest_text": ("Document ",),
    "embase_text": ("RECORD ",),
    "ebsco_text": ("Record:",),
}
"""Format -> how a line begins that a record starts on, roughly."""
_OVID_TAGGED = re.compile(r"\n[A-Z][A-Z0-9]{1,3} {0,3}- ")


def of_kind(one: Dialect, text: str) -> Dialect:
    """The dialect itself; for Ovid the one with labels ("Title" on a line of its own) where the text is so."""
    return OVID_LABELLED if one is OVID and not _OVID_TAGGED.search(text) else one
