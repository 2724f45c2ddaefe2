"""XML by the standards of libraries and publishers: MODS 3, MARCXML and PICA (also as SRU and OAI-PMH give them), Dublin Core,
JATS, arXiv's Atom and its OAI-PMH, BibTeXML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from pipeline.formats import bibtex_fields
from pipeline.formats.fields import Meaning
from pipeline.formats.refer_text import REFER_KINDS
from pipeline.formats.xml_kind import FORM, OTHERS, PEOPLE, XmlKind

MODS = XmlKind(
    format="mods",
    tag="mods",
    looks=re.compile(rb"loc\.gov/mods/|<(?:\w+:)?modsCollection[\s>]"),
    named_by=("type",),
    person=("name", "name[personal]", "name[corporate]", "name[conference]"),
    family=("namePart[family]",),
    given=("namePart[given]",),
    name=("namePart", "displayForm"),
    role=("role/roleTerm", "role/roleTerm[text]", "role/roleTerm[code]"),
    meaning=Meaning(
        title=("titleInfo/title",),
        subtitle=("titleInfo/subTitle",),
        authors=(PEOPLE,),
        editors=(OTHERS,),
        year=(
            "originInfo/dateIssued", "relatedItem[host]/part/date", "relatedItem[host]/originInfo/dateIssued", "part/date",
            "originInfo/dateCreated", "originInfo/copyrightDate",
        ),
        abstract=("abstract",),
        journal=("relatedItem[host]/titleInfo/title", "relatedItem[series]/titleInfo/title"),
        volume=("relatedItem[host]/part/detail[volume]/number", "part/detail[volume]/number"),
        issue=("relatedItem[host]/part/detail[issue]/number", "part/detail[issue]/number"),
        first_page=("relatedItem[host]/part/extent/start", "part/extent/start"),
        last_page=("relatedItem[host]/part/extent/end", "part/extent/end"),
        doi=("identifier[doi]",),
        doi_links=("identifier[uri]", "location/url", "identifier"),
        pmid=("identifier[pmid]", "identifier[pubmed]"),
        types=("genre",),
        form=("genre", "typeOfResource"),
        kinds={**REFER_KINDS, "article": "article", "book": "book", "chapter": "chapter", "doctoral thesis": "thesis"},
        languages=("language/languageTerm", "language/languageTerm[code]", "language/languageTerm[text]"),
        keywords=("subject/topic",),
        url=("location/url", "identifier[uri]"),
        source_id=("recordInfo/recordIdentifier", "identifier[citekey]", "@ID"),
        left_out=("@version", "typeOfResource"),
        whole_names=True,
    ),
)  # fmt: skip
_ENVELOPE = re.compile(rb"<(?:[\w.-]{1,30}:)?(?:recordData|metadata)[\s>]")
PICA = XmlKind(
    format="pica_xml",
    tag="record",
    looks=re.compile(rb"<(?:\w+:)?datafield\s[^>]{0,200}tag=[\"']021A"),
    envelope=_ENVELOPE,
    named_by=("tag", "code"),
    person=("datafield[028A]", "datafield[028B]", "datafield[028C]"),
    family=("subfield[a]",),
    given=("subfield[d]",),
    name=("subfield[8]",),
    role=("subfield[B]",),
    meaning=Meaning(
        title=("datafield[021A]/subfield[a]", "datafield[036C]/subfield[a]"),
        subtitle=("datafield[021A]/subfield[d]",),
        authors=(PEOPLE,),
        groups=("datafield[029A]/subfield[a]",),
        editors=(OTHERS,),
        year=("datafield[011@]/subfield[a]", "datafield[031A]/subfield[j]"),
        abstract=("datafield[047I]/subfield[a]",),
        journal=("datafield[039B]/subfield[t]", "datafield[039B]/subfield[a]", "datafield[036E]/subfield[a]"),
        volume=("datafield[031A]/subfield[d]",),
        issue=("datafield[031A]/subfield[e]",),
        pages=("datafield[031A]/subfield[h]",),
        doi=("datafield[004V]/subfield[0]",),
        doi_links=("datafield[009P]/subfield[a]", "datafield[009Q]/subfield[u]"),
        languages=("datafield[010@]/subfield[a]",),
        url=("datafield[009P]/subfield[a]", "datafield[009Q]/subfield[u]"),
        source_id=("datafield[003@]/subfield[0]",),
        whole_names=True,
        trimmed={"title": (re.compile(r"(?:^|(?<= ))@"), "")},  # it marks the word that is sorted by
    ),
)
MARC = XmlKind(
    format="marcxml",
    tag="record",
    envelope=_ENVELOPE,
    looks=re.compile(rb"<(?:\w+:)?datafield\s"),
    named_by=("tag", "code"),
    meaning=Meaning(
        title=("datafield[245]/subfield[a]",),
        subtitle=("datafield[245]/subfield[b]",),
        authors=("datafield[100]/subfield[a]", "datafield[700]/subfield[a]"),
        groups=("datafield[110]/subfield[a]", "datafield[710]/subfield[a]"),
        year=("datafield[264]/subfield[c]", "datafield[260]/subfield[c]", "datafield[773]/subfield[g]"),
        abstract=("datafield[520]/subfield[a]",),
        journal=("datafield[773]/subfield[t]", "datafield[490]/subfield[a]"),
        doi=("datafield[024]/subfield[a]",),
        doi_links=("datafield[856]/subfield[u]",),
        languages=("datafield[041]/subfield[a]",),
        keywords=("datafield[650]/subfield[a]", "datafield[653]/subfield[a]"),
        url=("datafield[856]/subfield[u]",),
        source_id=("controlfield[001]",),
        citation=("datafield[773]/subfield[g]",),
        left_out=("leader", "controlfield[005]", "controlfield[008]"),
        whole_names=True,
    ),
)
DUBLIN_CORE = XmlKind(
    format="dublin_core",
    tag="dc",
    looks=re.compile(rb"purl\.org/dc/elements/|openarchives\.org/OAI/2\.0/oai_dc"),
    meaning=Meaning(
        title=("title",),
        authors=("creator", "contributor"),
        year=("date", "issued"),
        abstract=("description",),
        journal=("isPartOf",),
        doi_links=("identifier", "relation"),
        pmid_said=("identifier", "relation"),
        types=("type",),
        languages=("language",),
        keywords=("subject",),
        url=("identifier", "relation"),
        source_id=("identifier",),
        citation=("source",),
        whole_names=True,
    ),
)
JATS = XmlKind(
    format="jats",
    tag="article",
    looks=re.compile(rb"<(?:pmc-articleset|article-meta|journal-meta)[\s>]"),
    named_by=("pub-id-type", "contrib-type"),
    within=frozenset({"front"}),
    whole=frozenset({"article-title", "abstract"}),
    person=("front/article-meta/contrib-group/contrib[author]",),
    family=("name/surname", "name-alternatives/name/surname"),
    given=("name/given-names", "name-alternatives/name/given-names"),
    name=("collab", "string-name"),
    meaning=Meaning(
        title=("front/article-meta/title-group/article-title",),
        authors=(PEOPLE,),
        year=("front/article-meta/pub-date/year",),
        abstract=("front/article-meta/abstract",),
        journal=("front/journal-meta/journal-title-group/journal-title", "front/journal-meta/journal-title"),
        volume=("front/article-meta/volume",),
        issue=("front/article-meta/issue",),
        first_page=("front/article-meta/fpage",),
        last_page=("front/article-meta/lpage",),
        article_number=("front/article-meta/elocation-id",),
        doi=("front/article-meta/article-id[doi]",),
        pmid=("front/article-meta/article-id[pmid]",),
        types=("front/article-meta/article-categories/subj-group/subject",),
        languages=("@lang",),
        keywords=("front/article-meta/kwd-group/kwd",),
        source_id=("front/article-meta/article-id[pmc]", "front/article-meta/article-id[pmcid]"),
        whole_names=True,
    ),
)
ARXIV = XmlKind(
    format="arxiv",
    tag="entry",
    looks=re.compile(rb"arxiv\.org/"),
    named_by=("title",),
    meaning=Meaning(
        title=("title",),
        authors=("author/name",),
        year=("published", "updated"),
        abstract=("summary",),
        doi=("doi",),
        doi_links=("link[doi]@href",),
        form=("@kind",),
        url=("id",),
        source_id=("id",),
        citation=("journal_ref",),
        whole_names=True,
    ),
)
ARXIV_OAI = XmlKind(
    format="arxiv",
    tag="arXiv",
    looks=re.compile(rb"arxiv\.org/OAI/arXiv/"),
    person=("authors/author",),
    family=("keyname",),
    given=("forenames",),
    meaning=Meaning(
        title=("title",),
        authors=(PEOPLE,),
        year=("created", "updated", "journal-ref"),
        abstract=("abstract",),
        doi=("doi",),
        form=("@kind",),
        source_id=("id",),
        citation=("journal-ref",),
        whole_names=True,
    ),
)


def _as_bibtex(values: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The fields of an entry as those of BibTeX, which they are written as."""
    kind, key = ((values.get(name) or [""])[0] for name in (FORM, "@id"))
    return bibtex_fields.values(
        kind.lower(), key, {name: told for name, told in values.items() if name not in (FORM, "@id")}
    )


BIBTEX_XML = XmlKind(
    format="bibtex_xml",
    tag="entry",
    looks=re.compile(rb"bibtexml\.sf\.net"),
    through=frozenset(bibtex_fields.KINDS),
    values=_as_bibtex,
    meaning=replace(bibtex_fields.MEANING, left_out=(*bibtex_fields.MEANING.left_out, "@id")),
)

STANDARDS: tuple[XmlKind, ...] = (MODS, PICA, MARC, DUBLIN_CORE, JATS, ARXIV_OAI, ARXIV, BIBTEX_XML)
