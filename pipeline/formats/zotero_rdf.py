"""Zotero RDF: items as RDF/XML, where the journal or book that an item is part of may stand by itself and be pointed at.

Vocabulary: Zotero's own export (`z:`), the bibliographic ontology of Citeseer (`bib:`), Dublin Core, FOAF and PRISM.
"""

from __future__ import annotations

import re

from pipeline.file_sources import MOST_RECORDS
from pipeline.formats.csl_json import KINDS
from pipeline.formats.fields import Meaning
from pipeline.formats.xml_kind import OTHERS, PEOPLE, XmlKind

_HOLDER = re.compile(rb"<(bib:\w{1,40})\s+rdf:about=\"([^\"]{1,2000})\">(?!\s{0,200}<z:itemType>)")
_LONGEST = 4_000  # bytes of a journal or a book
_PART_OF = re.compile(rb"<dcterms:isPartOf\s+rdf:resource=\"([^\"]{1,2000})\"\s*/>")
_HOLDERS = ("Journal", "Periodical", "Newspaper", "Book", "Series", "CollectedDocument")


def joined(data: bytes) -> bytes:
    """The document with what items point at in its place; lines keep their numbers."""
    wholes: dict[bytes, bytes] = {}
    for match in _HOLDER.finditer(data):
        name, about = match.groups()
        end = data.find(b"</" + name + b">", match.end(), match.end() + _LONGEST)
        if end > 0:
            wholes[about] = b"<%s>%s</%s>" % (name, b" ".join(data[match.end() : end].split()), name)
    return _PART_OF.sub(
        lambda found: b"<dcterms:isPartOf>%s</dcterms:isPartOf>" % wholes.get(found[1], b""),
        data,
        count=MOST_RECORDS,
    )


def _of(name: str) -> tuple[str, ...]:
    return tuple(f"isPartOf/{holder}/{name}" for holder in _HOLDERS)


ZOTERO_RDF = XmlKind(
    format="zotero_rdf",
    tag=r"\w{1,40}\s+rdf:about=\"[^\"]{0,2000}\">\s{0,200}<z:itemType>(?!attachment|note|annotation)\w{1,40}</z:itemType",
    looks=re.compile(rb"zotero\.org/namespaces/export"),
    joined=joined,
    person=("authors/Seq/li/Person", "editors/Seq/li/Person", "inventors/Seq/li/Person"),
    family=("surname",),
    given=("givenName", "givenname"),
    meaning=Meaning(
        title=("title",),
        authors=(PEOPLE,),
        editors=(OTHERS,),
        year=("date",),
        abstract=("abstract",),
        journal=(*_of("title"), "presentedAt/Conference/title"),
        volume=(*_of("volume"), "volume"),
        issue=(*_of("number"), "number"),
        pages=("pages",),
        doi=("identifier", *_of("identifier")),
        doi_links=("identifier/URI/value",),
        pmid_said=("description", "identifier/URI/value"),
        form=("itemType",),
        kinds=KINDS,
        languages=("language",),
        keywords=("subject", "subject/AutomaticTag/value"),
        url=("identifier/URI/value",),
        left_out=("itemType", "libraryCatalog", "dateSubmitted", *_of("alternative")),
        whole_names=True,
    ),
)
