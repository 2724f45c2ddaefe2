"""One `PubmedArticle` or `PubmedBookArticle` element to a `Record`.

Element names: the PubMed DTD (https://dtd.nlm.nih.gov/ncbi/pubmed/doc/out/250101/). Text is always all text nodes of
an element, since titles and abstracts hold inline markup and MathML.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from pipeline.formats import clean
from pipeline.formats.kinds import kind_of
from pipeline.records import Record

RELATIONS = frozenset(
    {
        "RetractionIn",
        "RetractionOf",
        "ExpressionOfConcernIn",
        "ErratumIn",
        "ErratumFor",
        "UpdateIn",
        "UpdateOf",
        "RepublishedIn",
        "RepublishedFrom",
        "CommentIn",
        "CommentOn",
        "PreprintIn",
        "PreprintOf",
    }
)
"""Kinds of `CommentsCorrections` that are kept in `Record.extra`, as (kind, PMID or, without one, the source)."""


def record_of(article: etree._Element) -> Record:
    """The neutral fields of one article or book element."""
    return _book(article) if article.tag == "PubmedBookArticle" else _article(article)


def _article(root: etree._Element) -> Record:
    citation = root.find("MedlineCitation")
    citation = root if citation is None else citation
    article = citation.find("Article")
    article = citation if article is None else article
    above, parts = _parts(citation), _parts(article)
    journal = _parts(parts.get("Journal"))
    issue = _parts(journal.get("JournalIssue"))
    types = _texts(article, "PublicationTypeList/PublicationType")
    title, vernacular = _text(parts.get("ArticleTitle")), _text(parts.get("VernacularTitle"))
    if not title or title.strip("[].").lower() == "not available":
        title, vernacular = vernacular or title, ""
    pmid = _text(above.get("PMID"))
    dates = (issue.get("PubDate"), parts.get("ArticleDate"))
    return Record(
        title=title,
        authors=tuple(_authors(article.findall("AuthorList/Author"))),
        year=next((found for date in dates if (found := clean.year(_text(date)))), None),
        abstract=_abstract(
            parts.get("Abstract"), citation.findall("OtherAbstract") if "OtherAbstract" in above else []
        ),
        journal=_text(journal.get("Title")) or _text(journal.get("ISOAbbreviation")),
        volume=_text(issue.get("Volume")),
        issue=_text(issue.get("Issue")),
        pages=_pages(parts.get("Pagination")),
        doi=_doi(root.find("PubmedData/ArticleIdList"), article),
        pmid=pmid,
        kind=kind_of(types),
        publication_types=types,
        languages=_texts(article, "Language"),
        keywords=_texts(citation, "KeywordList/Keyword") if "KeywordList" in above else (),
        mesh=clean.unique(_mesh(citation)) if "MeshHeadingList" in above else (),
        source_id=pmid,
        extra=_extra(citation, vernacular, related="CommentsCorrectionsList" in above),
    )


def _book(root: etree._Element) -> Record:
    document = root.find("BookDocument")
    document = root if document is None else document
    part, whole = _text(document.find("ArticleTitle")), _text(document.find("Book/BookTitle"))
    types = _texts(document, "PublicationType")
    people = document.findall("AuthorList[@Type='authors']/Author") or document.findall("AuthorList/Author")
    people = people or document.findall("Book/AuthorList/Author")
    pmid = _text(document.find("PMID"))
    dates = [_text(document.find(path)) for path in ("Book/PubDate", "ContributionDate", "DateRevised")]
    doi = _doi(root.find("PubmedBookData/ArticleIdList"), document) or _doi(document.find("ArticleIdList"), document)
    return Record(
        title=part or whole,
        authors=tuple(_authors(people)),
        year=next((found for date in dates if (found := clean.year(date))), None),
        abstract=_abstract(document.find("Abstract"), document.findall("OtherAbstract")),
        journal=whole if part else "",
        volume=_text(document.find("Book/Volume")),
        pages=_pages(document.find("Pagination")),
        doi=doi,
        pmid=pmid,
        kind="chapter" if part else "book",
        publication_types=types,
        languages=_texts(document, "Language"),
        keywords=_texts(document, "KeywordList/Keyword"),
        source_id=pmid,
        extra=tuple(("PB", name) for name in _texts(document, "Book/Publisher/PublisherName")),
    )


# -- parts --------------------------------------------------------------------------------------------------------

_NAMES = frozenset({"LastName", "ForeName", "Initials", "Suffix", "CollectiveName"})
_all_text = etree.XPath("string()", smart_strings=False)


def _parts(element: etree._Element | None) -> dict[Any, etree._Element]:
    """The children of an element by their tag, the first of each: one walk in place of a search for every part."""
    parts: dict[Any, etree._Element] = {}
    if element is not None:
        for child in element:
            parts.setdefault(child.tag, child)
    return parts


def _text(element: etree._Element | None) -> str:
    """All text nodes of an element, parted by a blank between the fields of a date; comments left out."""
    if element is None:
        return ""
    if not len(element):  # no markup in it: the common case, and much the faster way
        text = element.text
        return clean.squeeze(text) if text else ""
    if element.tag.endswith("Date") and len(element):
        return clean.squeeze(" ".join(_text(child) for child in element if isinstance(child.tag, str)))
    return clean.squeeze(str(_all_text(element)))


def _texts(parent: etree._Element, path: str) -> tuple[str, ...]:
    return clean.unique(_text(element) for element in parent.findall(path))


def _authors(people: list[etree._Element]) -> Iterator[str]:
    """Persons as "Family, Given Suffix", groups by their name, in their order. `ValidYN="N"` marks a corrected twin."""
    for person in people:
        if person.get("ValidYN") == "N":
            continue
        parts = {child.tag: _text(child) for child in person if child.tag in _NAMES}
        family, suffix, group = (parts.get(name, "") for name in ("LastName", "Suffix", "CollectiveName"))
        given = parts.get("ForeName") or parts.get("Initials", "")
        if family:
            yield ", ".join(part for part in (family, f"{given} {suffix}".strip()) if part)
        if group:
            yield group


def _abstract(own: etree._Element | None, others: list[etree._Element]) -> str:
    """`Abstract`, else the first `OtherAbstract` (an English one first); labelled parts one a line."""
    others.sort(key=lambda other: other.get("Language", "eng") != "eng")
    for candidate in ([own] if own is not None else []) + others:
        if found := clean.abstract(_labelled(part) for part in candidate.findall("AbstractText")):
            return found
    return ""


def _labelled(part: etree._Element) -> str:
    label, text = clean.squeeze(part.get("Label", "")), _text(part)
    return f"{label}: {text}" if label and text and label != "UNLABELLED" else text


def _pages(pagination: etree._Element | None) -> str:
    parts = _parts(pagination)
    whole = clean.pages(_text(parts.get("MedlinePgn")))
    return whole or clean.pages(_text(parts.get("StartPage")), _text(parts.get("EndPage")))


def _doi(identifiers: etree._Element | None, article: etree._Element) -> str:
    """From the record's own `ArticleIdList` (those in `ReferenceList` are of cited papers), else `ELocationID`."""
    own = identifiers.findall("ArticleId[@IdType='doi']") if identifiers is not None else []
    own += article.findall("ELocationID[@EIdType='doi']")
    return next((found for one in own if (found := clean.doi(_text(one)))), "")


def _mesh(citation: etree._Element) -> Iterator[str]:
    """ "Heading" or "Heading/qualifier", one a qualifier, "*" behind it where heading or qualifier is a major topic."""
    for heading in citation.iterfind("MeshHeadingList/MeshHeading"):
        name, major, qualified = "", False, False
        for part in heading:
            if part.tag == "DescriptorName":
                name, major = _text(part), part.get("MajorTopicYN") == "Y"
            elif part.tag == "QualifierName" and name:
                qualified = True
                yield f"{name}/{_text(part)}" + ("*" if major or part.get("MajorTopicYN") == "Y" else "")
        if name and not qualified:
            yield name + ("*" if major else "")


def _extra(citation: etree._Element, vernacular: str, *, related: bool) -> tuple[tuple[str, str], ...]:
    extra = [("VernacularTitle", vernacular)] if vernacular else []
    extra += [("SN", number) for number in _texts(citation, "Article/Journal/ISSN")]
    for relation in citation.findall("CommentsCorrectionsList/CommentsCorrections") if related else ():
        kind = relation.get("RefType", "")
        text = _text(relation.find("PMID")) or _text(relation.find("RefSource"))
        if kind in RELATIONS:  # a retraction need not say where it was told
            extra.append((kind, text))
    return tuple(dict.fromkeys(extra))
