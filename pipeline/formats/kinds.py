"""What a record is (`Record.kind`), by the reference types of RIS and the publication types of the databases.

RIS types: the list of the RIS specification (Research Information Systems, 2011) and those that EndNote, Zotero and
RefWorks write. Publication types: the MeSH publication types and the document types of Embase, Scopus and Cochrane.
"""

from __future__ import annotations

from collections.abc import Iterable

_BY_KIND: dict[str, str] = {
    "article": "JOUR EJOUR JFULL MGZN NEWS NEWSP INPR ABST",
    "book": "BOOK EBOOK EDBOOK WHOLE CLSWK SER",
    "chapter": "CHAP ECHAP DICT ENCYC",
    "report": "RPRT GOVDOC GRNT",
    "guideline": "STAND",
    "thesis": "THES",
    "conference": "CONF CPAPER",
    "preprint": "UNPB",
    "other": "GEN ELEC WEB BLOG ICOMM DATA DBASE MULTI VIDEO SLIDE SOUND ADVS ART AGGR ANCIENT BILL CASE CHART COMP "
    "CTLG EQUA FIGURE HEAR LEGAL MAP MPCT MUSIC PAMP PAT PCOMM STAT UNBILL MANSCPT",
}
RIS_TYPES: dict[str, str] = {ris_type: kind for kind, types in _BY_KIND.items() for ris_type in types.split()}
"""RIS reference type (value of TY) -> kind."""

RIS_TYPE_NAMES: dict[str, str] = {
    "journal": "JOUR",
    "journal article": "JOUR",
    "article": "JOUR",
    "electronic article": "EJOUR",
    "book": "BOOK",
    "edited book": "EDBOOK",
    "book section": "CHAP",
    "book chapter": "CHAP",
    "report": "RPRT",
    "thesis": "THES",
    "conference paper": "CPAPER",
    "conference proceedings": "CONF",
    "generic": "GEN",
    "web page": "ELEC",
}
"""Written-out types that some exports put in TY -> RIS type."""

TYPE_OF_KIND: dict[str, str] = {
    "article": "JOUR",
    "review": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "report": "RPRT",
    "guideline": "STAND",
    "thesis": "THES",
    "conference": "CONF",
    "preprint": "UNPB",
    "other": "GEN",
}
"""Kind -> the RIS type that we write for it."""

PUBLICATION_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("preprint", frozenset({"preprint"})),
    ("guideline", frozenset({"guideline", "practice guideline", "consensus development conference, nih"})),
    (
        "review",
        frozenset(
            {
                "review",
                "systematic review",
                "scoping review",
                "meta-analysis",
                "network meta-analysis",
                "evidence synthesis",
                "cochrane review",
                "umbrella review",
                "overview",
                "short survey",
            }
        ),
    ),
    ("thesis", frozenset({"academic dissertation", "thesis", "dissertation"})),
    ("conference", frozenset({"congress", "conference paper", "conference abstract", "conference review"})),
    ("chapter", frozenset({"book chapter", "chapter"})),
    ("book", frozenset({"book", "monograph"})),
    ("report", frozenset({"technical report", "report", "government publication"})),
)
"""Kind -> publication types in lower case. The first kind that has one of a record's types wins."""


def kind_of(publication_types: Iterable[str], otherwise: str = "article") -> str:
    """The kind that a record's publication types tell of, or `otherwise`."""
    given = {one.strip().lower() for one in publication_types}
    if not given:
        return otherwise
    return next((kind for kind, types in PUBLICATION_KINDS if types & given), otherwise)


def ris_type(value: str) -> str:
    """The RIS type that a TY line names, upper case; "" if it names none that we know."""
    word = " ".join(value.split())
    return word.upper() if word.upper() in RIS_TYPES else RIS_TYPE_NAMES.get(word.lower(), "")
