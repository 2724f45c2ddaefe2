"""A made-up corpus: no article, person, journal or finding in it exists. The same number gives the same articles.

Article 0 onwards walk through small tables, so that any corpus of 60 or more holds each oddity: inline markup, a
group as author, a free-text date, a structured abstract, a retracted article, a book, an article without abstract.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import escape

FIRST_PMID = 90_000_001  # beyond what PubMed has given out

POPULATIONS = (
    ("community-dwelling older people", "Aged"),
    ("people with dementia", "Dementia"),
    ("nursing home residents", "Nursing Homes"),
    ("people with stroke", "Stroke"),
    ("informal caregivers", "Caregivers"),
    ("adults with type 2 diabetes", "Diabetes Mellitus, Type 2"),
    ("adolescents", "Adolescent"),
    ("people with depression", "Depression"),
)
INTERVENTIONS = (
    ("exercise", "Exercise"),
    ("reablement", "Rehabilitation"),
    ("fall prevention", "Accidental Falls"),
    ("home-based telecare", "Telemedicine"),
    ("music therapy", "Music Therapy"),
    ("advance care planning", "Advance Care Planning"),
    ("nutrition support", "Nutrition Therapy"),
    ("cognitive training", "Cognitive Training"),
    ("respite care", "Respite Care"),
)
OUTCOMES = ("falls", "quality of life", "functional ability", "hospital admissions", "caregiver burden")
# (word in the title, publication types, Epistemonikos class)
DESIGNS = (
    ("review", ("Journal Article", "Systematic Review", "Review"), "systematic-review"),
    ("trial", ("Journal Article", "Randomized Controlled Trial"), "primary-study"),
    ("overview", ("Journal Article", "Review"), "broad-synthesis"),
    ("interview study", ("Journal Article",), "primary-study"),
    ("meta-analysis", ("Journal Article", "Meta-Analysis", "Systematic Review"), "systematic-review"),
    ("cohort study", ("Journal Article", "Observational Study"), "primary-study"),
)
FAMILIES = ("Eksempelsen", "Prøvestad", "Mønsterud", "Testvik", "Øvingnes", "Utkastli")
FORE = ("Anna B", "Bjørn", "Cathrine D", "Dag", "Eli Ø")
JOURNALS = ("Example Journal of Municipal Health", "Made-up Reviews", "Annals of Invented Care")


@dataclass(frozen=True, slots=True)
class Article:
    """One made-up article, with what both local sources need of it."""

    number: int
    pmid: str
    title: str  # may hold <i> or <sub>
    abstract: tuple[tuple[str, str], ...]  # (label, text); the label may be empty
    authors: tuple[tuple[str, str], ...]  # (family, fore name)
    group: str
    journal: str
    year: int
    medline_date: str  # in place of year and month, where the journal gave a free text
    doi: str
    mesh: tuple[tuple[str, bool], ...]  # (heading, major topic)
    types: tuple[str, ...]
    kind: str  # Epistemonikos class
    book: bool
    retracted: bool

    @property
    def key(self) -> str:
        """Its id in Epistemonikos: 40 hexadecimal signs."""
        return hashlib.sha1(f"example {self.number}".encode(), usedforsecurity=False).hexdigest()


def _abstract(
    number: int, population: str, intervention: str, outcome: str, design: str
) -> tuple[tuple[str, str], ...]:
    people = 40 + number * 7 % 900
    parts = (
        ("BACKGROUND", f"This made-up {design} looks at {intervention} for {population}."),
        ("METHODS", f"We pretended to follow {people} people for {3 + number % 10} months & compared two groups."),
        ("RESULTS", f"In this example, {intervention} may change {outcome} (p < 0.0{1 + number % 8})."),
        ("CONCLUSIONS", f"Nothing can be concluded about {outcome}, since no such {design} exists."),
    )
    if number % 17 == 13:
        return ()
    if number % 3 == 1:
        return (("", " ".join(text for _, text in parts)),)
    return parts


def make_article(number: int) -> Article:
    """The article with this number (from 0)."""
    common = number % 5 < 2  # two of five are about one theme, so that a search has something to find
    population, population_heading = POPULATIONS[0 if common else number % len(POPULATIONS)]
    intervention, intervention_heading = INTERVENTIONS[(0, 2)[number % 2] if common else number // 2 % 9]
    outcome = OUTCOMES[0 if common else number // 3 % len(OUTCOMES)]
    design, types, kind = DESIGNS[number % len(DESIGNS)]
    retracted, book = number % 60 == 31, number % 60 == 44
    shown = f"<i>{intervention}</i>" if number % 5 == 2 else intervention
    marker = " with vitamin B<sub>12</sub>" if number % 20 == 7 else ""
    family = FAMILIES[number % len(FAMILIES)]
    return Article(
        number=number,
        pmid=str(FIRST_PMID + number),
        title=f"Example {design} {number + 1}: {shown} for {population}{marker} and {outcome}.",
        abstract=_abstract(number, population, intervention, outcome, design),
        authors=((family, FORE[number % len(FORE)]), (FAMILIES[(number + 1) % len(FAMILIES)], FORE[number // 2 % 5])),
        group="Example Study Group" if number % 9 == 4 else "",
        journal=JOURNALS[number % len(JOURNALS)],
        year=2005 + number % 20,
        medline_date=f"{2005 + number % 20} Dec-{2006 + number % 20} Jan" if number % 11 == 6 else "",
        doi=f"10.5555/example.{number + 1}" if number % 7 != 3 else "",
        mesh=((population_heading, False), (intervention_heading, True), ("Humans", False)),
        types=(*types, "Retracted Publication") if retracted else types,
        kind=kind,
        book=book,
        retracted=retracted,
    )


@lru_cache(maxsize=4)
def corpus(size: int) -> tuple[Article, ...]:
    """The first `size` articles, up to 25,000."""
    if not 0 <= size <= 25_000:
        raise ValueError(f"a corpus has 0 to 25,000 articles, not {size}")
    return tuple(make_article(number) for number in range(size))


def to_xml(article: Article) -> str:
    """The article as EFetch gives it: a PubmedArticle, or a PubmedBookArticle for a book."""
    return _book_xml(article) if article.book else _article_xml(article)


def _title_xml(article: Article) -> str:
    text = escape(article.title)
    for tag in ("i", "sub"):
        text = text.replace(f"&lt;{tag}&gt;", f"<{tag}>").replace(f"&lt;/{tag}&gt;", f"</{tag}>")
    return text


def _abstract_xml(article: Article) -> str:
    parts = "".join(
        f'<AbstractText Label="{label}" NlmCategory="{label}">{escape(text)}</AbstractText>'
        if label
        else f"<AbstractText>{escape(text)}</AbstractText>"
        for label, text in article.abstract
    )
    return f"<Abstract>{parts}</Abstract>" if parts else ""


def _authors_xml(article: Article) -> str:
    people = "".join(
        f'<Author ValidYN="Y"><LastName>{family}</LastName><ForeName>{fore}</ForeName>'
        f"<Initials>{''.join(part[0] for part in fore.split())}</Initials></Author>"
        for family, fore in article.authors
    )
    group = f'<Author ValidYN="Y"><CollectiveName>{article.group}</CollectiveName></Author>' if article.group else ""
    return f'<AuthorList CompleteYN="Y">{people}{group}</AuthorList>'


def _date_xml(article: Article) -> str:
    if article.medline_date:
        return f"<PubDate><MedlineDate>{article.medline_date}</MedlineDate></PubDate>"
    return f"<PubDate><Year>{article.year}</Year><Month>Sep</Month></PubDate>"


def _ids_xml(article: Article) -> str:
    doi = f'<ArticleId IdType="doi">{article.doi}</ArticleId>' if article.doi else ""
    return f'<ArticleIdList><ArticleId IdType="pubmed">{article.pmid}</ArticleId>{doi}</ArticleIdList>'


def _article_xml(article: Article) -> str:
    types = "".join(f'<PublicationType UI="D000000">{name}</PublicationType>' for name in article.types)
    mesh = "".join(
        f'<MeshHeading><DescriptorName UI="D000000" MajorTopicYN="{"Y" if major else "N"}">{name}</DescriptorName>'
        "</MeshHeading>"
        for name, major in article.mesh
    )
    notice = (
        '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">'
        "<RefSource>Made-up Reviews. 2025</RefSource></CommentsCorrections></CommentsCorrectionsList>"
        if article.retracted
        else ""
    )
    cited = '<ReferenceList><Reference><Citation>Example reference.</Citation><ArticleIdList><ArticleId IdType="doi">'
    return (
        '<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM">'
        f'<PMID Version="1">{article.pmid}</PMID><Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print">'
        f"<Volume>{1 + article.number % 40}</Volume><Issue>{1 + article.number % 6}</Issue>{_date_xml(article)}"
        f"</JournalIssue><Title>{article.journal}</Title></Journal><ArticleTitle>{_title_xml(article)}</ArticleTitle>"
        f"<Pagination><MedlinePgn>{article.number + 1}-{(article.number + 9) % 100}</MedlinePgn></Pagination>"
        f"{_abstract_xml(article)}{_authors_xml(article)}<Language>eng</Language>"
        f"<PublicationTypeList>{types}</PublicationTypeList></Article>{notice}"
        f"<MeshHeadingList>{mesh}</MeshHeadingList></MedlineCitation>"
        f"<PubmedData>{_ids_xml(article)}{cited}10.5555/cited</ArticleId></ArticleIdList></Reference></ReferenceList>"
        "</PubmedData></PubmedArticle>"
    )


def _book_xml(article: Article) -> str:
    return (
        f'<PubmedBookArticle><BookDocument><PMID Version="1">{article.pmid}</PMID>{_ids_xml(article)}'
        "<Book><Publisher><PublisherName>Example Press</PublisherName></Publisher>"
        f"<BookTitle>Example Handbook of Made-up Care</BookTitle><PubDate><Year>{article.year}</Year></PubDate></Book>"
        f"<ArticleTitle>{_title_xml(article)}</ArticleTitle><Language>eng</Language>{_authors_xml(article)}"
        f'{_abstract_xml(article)}<PublicationType UI="D000000">Review</PublicationType></BookDocument>'
        f"<PubmedBookData><PublicationStatus>ppublish</PublicationStatus>{_ids_xml(article)}</PubmedBookData>"
        "</PubmedBookArticle>"
    )
