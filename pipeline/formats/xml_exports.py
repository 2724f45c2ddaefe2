"""XML as single systems write it: EndNote before version 8 (`<RECORDS><RECORD>`), EBSCO, Europe PMC, PubMed's summaries
(esummary 1 and 2), RefWorks, the sources of a Word document, WHO ICTRP and ClinicalTrials.gov.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.formats.dialects import REFWORKS
from pipeline.formats.fields import Meaning
from pipeline.formats.refer_text import REFER_KINDS
from pipeline.formats.xml_kind import PEOPLE, XmlKind

_OLD_TYPES = "journal article|book|thesis|conference proceedings|generic|newspaper article|generic|book section|"
_OLD_TYPES += (
    "magazine article|edited book|report|generic|audiovisual material|generic|generic|patent|web page|statute|case"
)
_NUMBERED: Mapping[str, str] = {
    str(number): REFER_KINDS[name] for number, name in enumerate(_OLD_TYPES.split("|")) if name in REFER_KINDS
}
ENDNOTE_OLD = XmlKind(
    format="endnote_xml",
    tag="RECORD",
    looks=re.compile(rb"<RECORDS[\s>]|<REFERENCE_TYPE>"),
    meaning=Meaning(
        title=("TITLE", "SHORT_TITLE"),
        authors=("AUTHORS/AUTHOR",),
        editors=("SECONDARY_AUTHORS/SECONDARY_AUTHOR", "TERTIARY_AUTHORS/TERTIARY_AUTHOR"),
        year=("YEAR", "DATE"),
        abstract=("ABSTRACT",),
        journal=("SECONDARY_TITLE", "ALTERNATE_TITLE", "TERTIARY_TITLE"),
        volume=("VOLUME",),
        issue=("NUMBER",),
        pages=("PAGES",),
        doi=("ELECTRONIC_RESOURCE_NUM", "DOI"),
        doi_links=("URL", "NOTES"),
        pmid_said=("ACCESSION_NUMBER", "NOTES", "URL"),
        types=("TYPE_OF_WORK",),
        form=("REFERENCE_TYPE",),
        kinds={**REFER_KINDS, **_NUMBERED},
        languages=("LANGUAGE",),
        keywords=("KEYWORDS/KEYWORD",),
        url=("URL",),
        source_id=("ACCESSION_NUMBER", "LABEL"),
        left_out=("REFERENCE_TYPE", "REFNUM"),
        whole_names=True,
    ),
)
EBSCO = XmlKind(
    format="ebsco_xml",
    tag="rec",
    looks=re.compile(rb"<rec\s[^>]*resultID|shortDbName="),
    named_by=("type",),
    whole=frozenset({"ab", "atl", "btl"}),
    meaning=Meaning(
        title=("header/controlInfo/artinfo/tig/atl", "header/controlInfo/bkinfo/btl"),
        authors=("header/controlInfo/artinfo/aug/au", "header/controlInfo/bkinfo/aug/au"),
        year=("header/controlInfo/pubinfo/dt@year", "header/controlInfo/pubinfo/dt"),
        abstract=("header/controlInfo/artinfo/ab",),
        journal=("header/controlInfo/jinfo/jtl", "header/controlInfo/bkinfo/btl"),
        volume=("header/controlInfo/pubinfo/vid",),
        issue=("header/controlInfo/pubinfo/iid",),
        first_page=("header/controlInfo/artinfo/ppf",),
        last_page=("header/controlInfo/artinfo/ppl",),
        doi=("header/controlInfo/artinfo/ui[doi]",),
        pmid=("header/controlInfo/artinfo/ui[pmid]",),
        types=("header/controlInfo/artinfo/doctype", "header/controlInfo/artinfo/pubtype"),
        languages=("header/controlInfo/language",),
        keywords=("header/controlInfo/artinfo/sug/subj", "header/controlInfo/artinfo/su"),
        url=("header/displayInfo/pLink/url", "pdfLink"),
        source_id=("header@uiTerm",),
        left_out=("@resultID", "@recordID", "header/controlInfo/pubinfo/dt@month", "header/controlInfo/pubinfo/dt@day"),
        whole_names=True,
    ),
)
EUROPEPMC = XmlKind(
    format="europepmc_xml",
    tag="result",
    looks=re.compile(rb"<resultList[\s>]"),
    whole=frozenset({"title", "abstractText"}),
    person=("authorList/author",),
    family=("lastName",),
    given=("firstName", "initials"),
    name=("collectiveName", "fullName"),
    meaning=Meaning(
        title=("title",),
        authors=(PEOPLE, "authorString"),
        year=("pubYear", "journalInfo/yearOfPublication", "firstPublicationDate"),
        abstract=("abstractText",),
        journal=("journalInfo/journal/title", "journalTitle", "bookOrReportDetails/publisher"),
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
_SUMMARY_NAMES = ("Authors/Author/Name",)
SUMMARY_1 = XmlKind(
    format="pubmed_summary",
    tag="DocSum",
    looks=re.compile(rb"<Item Name=\"(?:FullJournalName|PubTypeList)\""),
    named_by=("Name",),
    meaning=Meaning(
        title=("Item[Title]",),
        authors=("Item[AuthorList]/Item[Author]",),
        groups=("Item[AuthorList]/Item[CollectiveName]",),
        year=("Item[PubDate]", "Item[EPubDate]"),
        journal=("Item[FullJournalName]", "Item[Source]"),
        volume=("Item[Volume]",),
        issue=("Item[Issue]",),
        pages=("Item[Pages]",),
        doi=("Item[DOI]", "Item[ArticleIds]/Item[doi]"),
        pmid=("Item[ArticleIds]/Item[pubmed]", "Id"),
        types=("Item[PubTypeList]/Item[PubType]",),
        languages=("Item[LangList]/Item[Lang]",),
        source_id=("Id",),
        whole_names=True,
    ),
)
SUMMARY_2 = XmlKind(
    format="pubmed_summary",
    tag="DocumentSummary",
    looks=re.compile(rb"<FullJournalName>"),
    meaning=Meaning(
        title=("Title", "BookTitle"),
        authors=_SUMMARY_NAMES,
        year=("PubDate", "EPubDate", "SortPubDate"),
        journal=("FullJournalName", "Source"),
        volume=("Volume",),
        issue=("Issue",),
        pages=("Pages",),
        doi=("ELocationID", "ArticleIds/ArticleId/Value", "DOI"),
        pmid=("@uid",),
        types=("PubType/flag",),
        languages=("Lang/string",),
        source_id=("@uid",),
        whole_names=True,
    ),
)
REFWORKS_XML = XmlKind(
    format="refworks",
    tag="reference",
    looks=re.compile(rb"<refworks[\s>]"),
    meaning=Meaning(
        title=("t1",),
        authors=("a1",),
        editors=("a2", "a3"),
        year=("yr", "fd"),
        abstract=("ab",),
        journal=("jf", "jo", "t2"),
        volume=("vo",),
        issue=("is",),
        first_page=("sp",),
        last_page=("op",),
        doi=("do",),
        doi_links=("ul", "lk"),
        pmid_said=("an", "ul", "no"),
        form=("rt",),
        kinds=REFWORKS.meaning.kinds,
        languages=("la",),
        keywords=("k1",),
        url=("ul", "lk"),
        source_id=("an", "id"),
        left_out=("rt", "sr"),
        whole_names=True,
    ),
)
WORD = XmlKind(
    format="word_sources",
    tag="Source",
    looks=re.compile(rb"officeDocument/2006/bibliography"),
    person=("Author/Author/NameList/Person",),
    family=("Last",),
    given=("First",),
    middle=("Middle",),
    meaning=Meaning(
        title=("Title", "ShortTitle"),
        authors=(PEOPLE, "Author/Author/Corporate"),
        year=("Year", "YearAccessed"),
        abstract=("BIBTEX_Abstract", "Comments"),
        journal=("JournalName", "PublicationTitle", "PeriodicalTitle", "BookTitle", "ConferenceName"),
        volume=("Volume",),
        issue=("Issue",),
        pages=("Pages",),
        doi=("DOI",),
        doi_links=("URL", "StandardNumber"),
        form=("SourceType",),
        kinds={"journalarticle": "article", "articleinaperiodical": "article", "book": "book", "booksection": "chapter"}
        | {"report": "report", "conferenceproceedings": "conference", "internetsite": "other", "misc": "other"},
        keywords=("BIBTEX_KeyWords",),
        url=("URL",),
        source_id=("Tag",),
        left_out=("Guid", "RefOrder", "LCID", "SourceType"),
        whole_names=True,
    ),
)
ICTRP = XmlKind(
    format="ictrp",
    tag="Trial",
    looks=re.compile(rb"<Trials_downloaded_from_ICTRP[\s>]"),
    meaning=Meaning(
        title=("Public_title", "Scientific_title"),
        authors=("Primary_sponsor",),
        year=("Date_registration", "Date_registration3", "Date_enrollement"),
        abstract=("Scientific_title",),
        form=("Source_Register",),
        types=("Study_type",),
        keywords=("Condition",),
        url=("web_address",),
        source_id=("TrialID",),
        whole_names=True,
    ),
)
TRIALS = XmlKind(
    format="clinicaltrials_xml",
    tag="clinical_study",
    looks=re.compile(rb"<clinical_study[\s>]"),
    meaning=Meaning(
        title=("brief_title", "official_title"),
        authors=("sponsors/lead_sponsor/agency",),
        year=("study_first_submitted", "start_date"),
        abstract=("brief_summary/textblock",),
        types=("study_type",),
        keywords=("keyword", "condition"),
        url=("required_header/url",),
        source_id=("id_info/nct_id",),
        whole_names=True,
    ),
)

PUBMED_RSS = XmlKind(
    format="pubmed_rss",
    tag="item",
    looks=re.compile(rb"<rss[\s>](?s:.{0,4000})pubmed\.ncbi\.nlm\.nih\.gov"),
    meaning=Meaning(
        title=("title",),
        authors=("creator",),
        year=("date", "pubDate"),
        journal=("source",),
        doi=("identifier",),
        pmid_said=("link", "guid", "identifier"),
        url=("link",),
        source_id=("guid",),
        left_out=("description", "encoded"),
        whole_names=True,
    ),
)

EXPORTS: tuple[XmlKind, ...] = (
    ENDNOTE_OLD, EBSCO, EUROPEPMC, SUMMARY_1, SUMMARY_2, REFWORKS_XML, WORD, ICTRP, TRIALS,
    PUBMED_RSS,
)  # fmt: skip
