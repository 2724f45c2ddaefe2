"""JSON as databases answer with it, each kind as a `JsonKind`: what its objects have, and where in them what is.

Europe PMC (search, lite and core), OpenAlex works, Semantic Scholar, PubMed's summaries (esummary 2), Scopus Search, DOAJ,
DataCite, Dimensions, Lens, CORE, NVA and Cristin, Epistemonikos, after their documented answers; and any objects whose keys
are called as columns of tables are. A name is the path of keys; lists are gone through.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.formats import table_headings
from pipeline.formats.csl_json import KINDS as CSL_KINDS
from pipeline.formats.fields import Meaning

PEOPLE = "people"
"""What the names of persons stand under, besides the keys themselves."""


@dataclass(frozen=True, slots=True)
class JsonKind:
    """One kind of JSON."""

    format: str
    signs: tuple[tuple[str, ...], ...]  # an object is of this kind if it has all keys of one of these
    meaning: Meaning
    people: tuple[str, ...] = ("authors", "author")  # where lists of persons are
    inverted: str = ""  # a text kept as word -> places


_TYPES: Mapping[str, str] = {
    **CSL_KINDS,
    "article": "article",
    "academicarticle": "article",
    "academicliteraturereview": "review",
    "academicmonograph": "book",
    "academicchapter": "chapter",
    "reportresearch": "report",
    "articlejournal": "article",
    "articlefeature": "article",
    "mastersthesis": "thesis",
    "degreemaster": "thesis",
    "degreephd": "thesis",
    "conferenceabstract": "conference",
    "systematic-review": "review",
    "broad-synthesis": "review",
    "structured-summary-of-systematic-review": "review",
}
EUROPEPMC = JsonKind(
    format="europepmc_json",
    signs=(("authorString",), ("title", "pubYear"), ("title", "firstPublicationDate")),
    people=("authorList/author",),
    meaning=Meaning(
        title=("title",),
        authors=(PEOPLE, "authorString"),
        year=("pubYear", "journalInfo/yearOfPublication", "firstPublicationDate"),
        abstract=("abstractText",),
        journal=("journalInfo/journal/title", "journalTitle"),
        volume=("journalInfo/volume", "journalVolume"),
        issue=("journalInfo/issue", "issue"),
        pages=("pageInfo",),
        doi=("doi",),
        pmid=("pmid",),
        types=("pubTypeList/pubType", "pubType"),
        languages=("language",),
        keywords=("keywordList/keyword",),
        mesh=("meshHeadingList/meshHeading/descriptorName",),
        url=("fullTextUrlList/fullTextUrl/url",),
        source_id=("id",),
        left_out=("source", "isOpenAccess", "inEPMC", "inPMC", "hasPDF", "hasBook", "hasSuppl", "citedByCount"),
    ),
)
OPENALEX = JsonKind(
    format="openalex_json",
    signs=(("authorships",), ("display_name", "publication_year")),
    people=("authorships",),
    inverted="abstract_inverted_index",
    meaning=Meaning(
        title=("title", "display_name"),
        authors=(PEOPLE,),
        year=("publication_year", "publication_date"),
        abstract=("abstract_inverted_index", "abstract"),
        journal=("primary_location/source/display_name", "host_venue/display_name"),
        volume=("biblio/volume",),
        issue=("biblio/issue",),
        first_page=("biblio/first_page",),
        last_page=("biblio/last_page",),
        doi=("doi", "ids/doi"),
        pmid_said=("ids/pmid",),
        form=("type", "type_crossref"),
        kinds=_TYPES,
        languages=("language",),
        keywords=("keywords/display_name", "keywords/keyword"),
        mesh=("mesh/descriptor_name",),
        url=("primary_location/landing_page_url", "doi"),
        source_id=("id",),
        left_out=("type",),
    ),
)
SEMANTIC_SCHOLAR = JsonKind(
    format="semantic_scholar_json",
    signs=(("paperId", "title"), ("corpusId", "title"), ("externalIds", "title")),
    meaning=Meaning(
        title=("title",),
        authors=(PEOPLE,),
        year=("year", "publicationDate"),
        abstract=("abstract",),
        journal=("journal/name", "publicationVenue/name", "venue"),
        volume=("journal/volume",),
        pages=("journal/pages",),
        doi=("externalIds/DOI", "doi"),
        pmid=("externalIds/PubMed",),
        types=("publicationTypes",),
        keywords=("fieldsOfStudy",),
        url=("url",),
        source_id=("paperId", "corpusId"),
    ),
)
PUBMED_SUMMARY = JsonKind(
    format="pubmed_summary",
    signs=(("uid", "fulljournalname"), ("uid", "sortpubdate")),
    meaning=Meaning(
        title=("title", "booktitle"),
        authors=(PEOPLE,),
        year=("pubdate", "epubdate", "sortpubdate"),
        journal=("fulljournalname", "source"),
        volume=("volume",),
        issue=("issue",),
        pages=("pages",),
        doi=("elocationid", "articleids/value"),
        pmid=("uid",),
        types=("pubtype",),
        languages=("lang",),
        source_id=("uid",),
    ),
)
SCOPUS = JsonKind(
    format="scopus_json",
    signs=(("dc:title",),),
    meaning=Meaning(
        title=("dc:title",),
        authors=(PEOPLE, "dc:creator"),
        year=("prism:coverDate", "prism:coverDisplayDate"),
        abstract=("dc:description",),
        journal=("prism:publicationName",),
        volume=("prism:volume",),
        issue=("prism:issueIdentifier",),
        pages=("prism:pageRange", "article-number"),
        doi=("prism:doi",),
        pmid=("pubmed-id",),
        types=("subtypeDescription",),
        keywords=("authkeywords",),
        url=("prism:url",),
        source_id=("eid", "dc:identifier"),
    ),
)
DOAJ = JsonKind(
    format="doaj_json",
    signs=(("bibjson",),),
    people=("bibjson/author",),
    meaning=Meaning(
        title=("bibjson/title",),
        authors=(PEOPLE,),
        year=("bibjson/year",),
        abstract=("bibjson/abstract",),
        journal=("bibjson/journal/title",),
        volume=("bibjson/journal/volume",),
        issue=("bibjson/journal/number",),
        first_page=("bibjson/start_page",),
        last_page=("bibjson/end_page",),
        doi=("bibjson/identifier/id",),
        languages=("bibjson/journal/language",),
        keywords=("bibjson/keywords",),
        url=("bibjson/link/url",),
        source_id=("id",),
    ),
)
DATACITE = JsonKind(
    format="datacite_json",
    signs=(("attributes", "id"), ("titles", "creators")),
    people=("attributes/creators", "creators"),
    meaning=Meaning(
        title=("attributes/titles/title", "titles/title"),
        authors=(PEOPLE,),
        year=("attributes/publicationYear", "publicationYear"),
        abstract=("attributes/descriptions/description", "descriptions/description"),
        journal=("attributes/container/title", "container/title"),
        doi=("attributes/doi", "doi", "id"),
        form=("attributes/types/citeproc", "types/citeproc"),
        kinds=_TYPES,
        languages=("attributes/language", "language"),
        keywords=("attributes/subjects/subject", "subjects/subject"),
        url=("attributes/url", "url"),
        source_id=("id",),
    ),
)
LENS = JsonKind(
    format="lens_json",
    signs=(("lens_id", "title"),),
    meaning=Meaning(
        title=("title",),
        authors=(PEOPLE,),
        year=("year_published", "date_published"),
        abstract=("abstract",),
        journal=("source/title",),
        volume=("volume",),
        issue=("issue",),
        first_page=("start_page",),
        last_page=("end_page",),
        doi=("external_ids/value",),
        form=("publication_type",),
        kinds=table_headings.KINDS,
        languages=("languages",),
        keywords=("keywords",),
        source_id=("lens_id",),
    ),
)
NVA = JsonKind(
    format="nva_json",
    signs=(("entityDescription",),),
    people=("entityDescription/contributors",),
    meaning=Meaning(
        title=("entityDescription/mainTitle",),
        authors=(PEOPLE,),
        year=("entityDescription/publicationDate/year",),
        abstract=("entityDescription/abstract",),
        journal=("entityDescription/reference/publicationContext/name", "entityDescription/reference/publicationContext/title"),
        volume=("entityDescription/reference/publicationInstance/volume",),
        issue=("entityDescription/reference/publicationInstance/issue",),
        first_page=("entityDescription/reference/publicationInstance/pages/begin",),
        last_page=("entityDescription/reference/publicationInstance/pages/end",),
        article_number=("entityDescription/reference/publicationInstance/articleNumber",),
        doi=("entityDescription/reference/doi", "doi"),
        form=("entityDescription/reference/publicationInstance/type",),
        kinds=_TYPES,
        languages=("entityDescription/language",),
        keywords=("entityDescription/tags",),
        url=("id", "handle"),
        source_id=("identifier",),
    ),
)  # fmt: skip
CRISTIN = JsonKind(
    format="cristin_json",
    signs=(("cristin_result_id", "title"),),
    people=("contributors/preview",),
    meaning=Meaning(
        title=("title/nb", "title/nn", "title/en", "title"),
        authors=(PEOPLE,),
        year=("year_published",),
        abstract=("summary/nb", "summary/nn", "summary/en"),
        journal=("journal/name",),
        volume=("volume",),
        issue=("issue",),
        first_page=("pages/from",),
        last_page=("pages/to",),
        doi_links=("links/url",),
        form=("category/code",),
        kinds=_TYPES,
        languages=("original_language",),
        url=("url",),
        source_id=("cristin_result_id",),
    ),
)  # fmt: skip
CORE = JsonKind(
    format="core_json",
    signs=(("title", "yearPublished"),),
    meaning=Meaning(
        title=("title",),
        authors=(PEOPLE,),
        year=("yearPublished", "publishedDate"),
        abstract=("abstract",),
        journal=("journals/title", "publisher"),
        doi=("doi",),
        pmid=("pubmedId",),
        form=("documentType",),
        kinds=_TYPES,
        languages=("language/name",),
        url=("downloadUrl",),
        source_id=("id",),
    ),
)
EPISTEMONIKOS = JsonKind(
    format="epistemonikos_json",
    signs=(("document_uri", "title"), ("classification", "title"), ("external_links", "title")),
    meaning=Meaning(
        title=("title",),
        authors=(PEOPLE,),
        year=("year",),
        abstract=("abstract",),
        journal=("journal",),
        doi=("doi", "external_links/publisher"),
        pmid=("pmid",),
        pmid_said=("external_links/pubmed",),
        types=("classification",),
        form=("classification",),
        kinds=_TYPES,
        url=("url",),
        source_id=("id",),
        left_out=("document_uri",),
    ),
)
ZENODO = JsonKind(
    format="zenodo_json",
    signs=(("metadata", "conceptrecid"), ("metadata", "recid"), ("metadata", "pids")),
    people=("metadata/creators",),
    meaning=Meaning(
        title=("metadata/title",),
        authors=(PEOPLE,),
        year=("metadata/publication_date",),
        abstract=("metadata/description",),
        journal=("metadata/journal/title",),
        volume=("metadata/journal/volume",),
        issue=("metadata/journal/issue",),
        pages=("metadata/journal/pages",),
        doi=("metadata/doi", "doi", "pids/doi/identifier"),
        form=("metadata/resource_type/subtype", "metadata/resource_type/type", "metadata/resource_type/id"),
        kinds=_TYPES,
        languages=("metadata/language", "metadata/languages/id"),
        keywords=("metadata/keywords", "metadata/subjects/subject"),
        url=("links/self_html", "doi_url", "links/html"),
        source_id=("id", "recid"),
        left_out=("files", "owners", "stats", "links", "created", "modified", "updated", "revision"),
        whole_names=True,
    ),
)

SPECIAL: tuple[JsonKind, ...] = (
    EUROPEPMC, OPENALEX, SEMANTIC_SCHOLAR, PUBMED_SUMMARY, SCOPUS, DOAJ, DATACITE, LENS, NVA, CRISTIN, CORE, EPISTEMONIKOS,
    ZENODO,
)  # fmt: skip


def _general() -> Meaning:
    """Keys as headings of tables are, with what Dimensions and others put below them."""
    more = {
        "journal": ("journal/title", "journal/name", "source/title"),
        "doi": ("externalids/doi", "ids/doi"),
        "pmid": ("ids/pmid",),
        "keywords": ("keywords/name", "tags/tag"),
        "mesh": ("mesh terms",),
        "abstract": ("description/text", "description"),
    }
    ranked = sorted((rank, name, heading) for heading, (name, rank) in table_headings.HEADINGS.items())
    table = {
        name: tuple(heading for _, field, heading in ranked if field == name) + more.get(name, ())
        for name in {name for _, name, _ in ranked}
    }
    said = (*table.get("pmid_said", ()), *table["url"], *table["source_id"])
    links = (*table["url"], *table.get("citation", ()), *table["source_id"])
    authors = (PEOPLE, *table["authors"])
    return Meaning(**{**table, "authors": authors, "pmid_said": said, "doi_links": links}, kinds=_TYPES)  # type: ignore[arg-type]


GENERAL = JsonKind(format="json", signs=(), meaning=_general(), people=("authors", "author", "forfattere", "creators"))
"""Objects of no kind that we know, whose keys say what they hold; they are named as `table_headings.normal` gives them."""
