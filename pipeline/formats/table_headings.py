"""What the columns of tables are called, by the systems that write them: heading -> field of `Meaning`, as one table.

Seen in exports of Scopus, PubMed, Cochrane, Embase, CINAHL (EBSCO), Web of Science, Lens, Zotero, EndNote, Mendeley,
Rayyan, Covidence, EPPI-Reviewer, ASReview, Google Scholar, Publish or Perish, OpenAlex and PsycINFO; in Norwegian, and as
Scopus and spreadsheets have them in French, Spanish, Portuguese, German, Swedish, Danish, Italian, Chinese, Japanese, Russian.
"""

from __future__ import annotations

import re

_BY_FIELD: dict[str, str] = {
    "title": "title|article title|document title|publication title item|primary title|item title|reference title|"
    "paper title|study title|ti|t1|titel|tittel|artikkeltittel|titles|name of article|article|title original|"
    "original title|translated title|short title|name|display name|"
    "titre|titre de l article|título|título del artículo|titolo|文献标题|标题|篇名|タイトル|論文名|название|заглавие",
    "authors": "author full names|authors|author|author names|author s|authors primary|first authors|au|a1|author name|"
    "forfatter|forfattere|creator|creators|author list|authorships author display name|authors list|full author names|"
    "authors with affiliations|first author|book authors|"
    "auteurs|auteur|autores|autor|autoren|verfasser|autori|författare|författarna|作者|著者名|著者|авторы|автор",
    "groups": "group author|group authors|corporate author|corporate authors|collective name|collaboration",
    "editors": "editors|editor|book editors|secondary authors|a2|redaktør",
    "year": "year|publication year|published year|pub year|py|yr|year published|publication date|date published|"
    "date of publication|cover date|date|pubdate|pub date|published|published date|da|y1|år|årstall|utgivelsesår|"
    "publiseringsår|publikasjonsår|year of publication|entrez date|create date|"
    "année|année de publication|año|ano|jahr|erscheinungsjahr|anno|årstal|utgivningsår|年份|出版年|год",
    "abstract": "abstract|abstract note|ab|n2|abstracts|abstract text|sammendrag|abstrakt|summary|notes abstract|brief summary|"
    "résumé|resumé|resumen|resumo|zusammenfassung|sammanfattning|sammenfatning|riassunto|摘要|抄録|краткое описание|аннотация",
    "journal": "journal|source title|journal title|journal name|journal book|publication name|publication title|"
    "full journal title|journal full title|secondary title|periodical|source|jo|jf|t2|so|container title|publication|"
    "tidsskrift|tidsskrift bok|venue|host venue|primary location source display name|alternate title1|"
    "journal abbreviation|abbreviated source title|alternate name|booktitle|book title|series title|parent title|"
    "parent title 1|published in|"
    "revue|titre de la source|revista|título de la fuente|título da fonte|zeitschrift|"
    "quellentitel|tidskrift|rivista|来源出版物名称|刊名|出版物名|название источника|журнал",
    "volume": "volume|vol|vl|årgang|bind|volume number|volumen|jahrgang|卷|巻|том",
    "issue": "issue|issue number|issue no|number|iss|hefte|nummer|ip|is|journal issue|numéro|número|heft|期|号|выпуск",
    "pages": "pages|page numbers|page range|pg|pagination|sider|page s|page|seiten|páginas|页码|ページ|страницы",
    "first_page": "first page|start page|page start|beginning page|bp|spage|sp|startpage|begin page|"
    "page de début|página inicial|起始页码|開始ページ|начальная страница",
    "last_page": "last page|end page|page end|ending page|ep|epage|endpage|"
    "page de fin|página final|结束页码|終了ページ|конечная страница",
    "article_number": "article number|art no|article no|ar|elocation id|eid number",
    "doi": "doi|digital object identifier|do|di|doi link|doi url|article doi|doi number",
    "pmid": "pmid|pubmed id|pubmedid|pubmed|medline pmid|pm|pub med id|pubmed pmid|pubmed ids|ids pmid|accession medline",
    "types": "publication type|document type|publication types|pt|dt|doctype|doc type|type of publication|"
    "article type|pubtypes|publikasjonstype|type of work|"
    "type de document|tipo de documento|dokumenttyp|文献类型|тип документа",
    "form": "item type|type|reference type|ty|type of reference|entry type|item type name|entrytype|genre|typename|kategori|"
    "publikasjonskategori|underkategori",
    "languages": "language|article language|language of original document|languages|la|lg|språk|"
    "langue|idioma|sprache|sprog",
    "keywords": "author keywords|keywords|de|kw|keyword|manual tags|stikkord|nøkkelord|index keywords|subjects|subject|"
    "automatic tags|fields of study|keywords plus|emtree medical index terms|concepts|topics|emneord|"
    "mots clés|palabras clave|schlagwörter|nyckelord",
    "mesh": "mesh terms|mesh|mh|mesh headings|mesh subject headings|mesh term",
    "url": "url|link|links|ur|plink|full text link|external url|urls|source urls|lenke|permalink|article url|"
    "fulltext url|embase link|web address|source url|full text url|fulltextlink|document url|item url|study url|"
    "pdf link|dimensions url",
    "source_id": "accession number|eid|ut|ut unique wos id|unique wos id|embase accession id|central id|cochrane id|"
    "lens id|key|rayyan key|an|unique id|openalex id|pui|accession no|source id|erefid|item id|accession|ref id|"
    "reference id|record number|wos id|scopus id|custom id|nct number|trial id|"
    "trialid|refid",
    "citation": "citation|reference|bibliographic information|source information|full citation|item citation|"
    "short citation|referanse",
    "pmid_said": "notes|note|extra|accession notes",
}
HEADINGS: dict[str, tuple[str, int]] = {
    heading: (name, rank) for name, told in _BY_FIELD.items() for rank, heading in enumerate(told.split("|"))
}
"""Heading as `normal` gives it -> (field of `Meaning`, its rank among the headings of that field: 0 is best)."""

_SAME_AS: dict[str, str] = {
    "title": "citation title|studietittel|studie tittel|tittel studie|manuscript title|publikasjonstittel|"
    "publikasjon tittel|artikeltitel|artikelns titel|studiens titel|studietitel|artiklens titel|publikationens titel|"
    "titre étude|titulo",
    "authors": "citation authors|citation author|forfattarar|forfattar|forfatternavn|forfatter s|forfattere av studien|"
    "bidragsytere|bidragsyter|førsteforfatter|første forfatter|forfatterne|author list full|all authors|lead author|"
    "study authors|upphovsman|upphov|hovedforfatter|författarnamn|verfasser innen|autoren innen|auteur s|autores as|"
    "autor es|contributors|skapere|opphavsperson|opphav",
    "year": "citation pub year|citation year|pub yr|publ year|year pub|year of publ|publ år|publisert|publisert år|publ aar|"
    "aar|publiceringsår|udgivelsesår|udgivet|publikationsår|publikationsjahr|veröffentlichungsjahr|année de parution|"
    "année publication|año de publicación|ano de publicação|anno di pubblicazione|utgivingsår|publiseringsdato|"
    "publikasjonsdato|utgivelsesdato|publication date yyyy|study year|date registration|date registration3|registration date",
    "abstract": "citation abstract|article abstract|paper abstract|samandrag|abstract of study|sammendrag av studien|"
    "abstract english|abstract text en|item abstract",
    "journal": "citation journal|citation journal name|tidsskriftet|tidskriftens namn|tidsskriftets navn|tidsskriftnavn|"
    "journal navn|journalnavn|kanal|publiseringskanal|publisert i|utgitt i|name of journal|tidskriftstitel|"
    "zeitschriftentitel|nom de la revue|nombre de la revista|periodico|periódico|journal source|source journal",
    "volume": "citation volume|årgang volum|volum|vol no|band",
    "issue": "citation issue|citation issue no|utgave|nr|häfte|issue numbers",
    "pages": "citation pages|sidetall|sidor|sidetal|seitenzahlen|pages from to",
    "doi": "citation doi|doi nummer|doi nr|doi lenke|doi no|doi s|doi id|item doi",
    "pmid": "citation pmid|pmid nummer|pubmed nr|pubmed nummer|pubmed number|pmids|pmid number|pubmed identifier",
    "keywords": "citation keywords|søkeord|emner|emneord og nøkkelord|keyword list|author keyword",
    "url": "citation url|nettadresse|lenke til artikkel|lenke til studien|link til artikkel|länk|www|web",
    "name of article": "navn på studie|navn på studien|navn på artikkel|artikkelnavn|name of study|study name|paper name",
    "study title": "public title",
    "original title": "scientific title|originaltittel|original tittel|originaltitel|titre original|titulo original|"
    "título original|titolo originale",
    "translated title": "engelsk tittel|tittel engelsk|norsk tittel|tittel norsk",
}
"""Canonical heading -> what means the same, in the words of people who made the table themselves."""
ALIASES: dict[str, str] = {alias: heading for heading, told in _SAME_AS.items() for alias in told.split("|")}
_TITLE_WORDS, _OF = "title|tittel|titel|titre|título|titulo|titolo", "på|til|of|for|av|der|des|del|de|di|in"
_OTHERS = "journal|tidsskrift|tidskrift|zeitschrift|revue|revista|rivista|book|bok|buch|serie|source|kilde|publication"
_LIKE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?:{_TITLE_WORDS})(?: \w{{1,12}})? (?:{_OF}) (?!.*(?:{_OTHERS})).{{2,40}}"), "title"),
    (re.compile(r"(?:studiens|artikkelens|artikkelen sin|artikelns|artiklens|rapportens) (?:tittel|titel)"), "title"),
    (
        re.compile(r"(?:forfattere?|authors?|författare|forfattarar|auteurs?|autore[ns]) (?:navn|names?|av|of|på)(?: .{2,30})?"),
        "authors",
    ),
)  # fmt: skip
"""How headings in words of one's own look, as `normal` gives them -> the canonical heading."""

YEAR_BESIDE = " (year)"
"""Behind the name of a column that holds author and year in one: the name that the year stands under."""
_AUTHOR_YEAR = re.compile(
    r"(?:stud(?:ie|ien|y|ies) )?"
    r"(?:first |første ?)?(?:authors?|forfattere?|forfattar|författare|autor(?:en)?|auteurs?)(?: s)?(?: and| og| och| und| et)?"
    r" (?:\w+ )?(?:year|år|jahr|année|publication year|publiseringsår|utgivelsesår)"
)
_YEAR_IN = re.compile(r"[\s,(]*\b((?:19|20)\d\d)[a-z]?\b[\s).,]*")

ALONE_WEAK = frozenset(
    "name|article|subject|summary|number|type|link|key|date|source|reference|note|notes|published|page|pages|volume|issue|"
    "revue|jahrgang|heft|numéro|número|号|期|том|卷|巻|название|"
    "is|extra|display name|publication|topics|concepts|subjects|language|citation|editor|year|item id|sp|ep|so|ab|la|an|di|do"
    "".split("|")
)
"""Headings that other tables have too: they tell nothing of whether a table holds references."""

KINDS: dict[str, str] = {
    **{kind: kind for kind in ("guideline", "conference", "other", "chapter", "report", "preprint", "thesis", "book")},
    "journalarticle": "article",
    "journal article": "article",
    "journal": "article",
    "jour": "article",
    "article": "article",
    "article-journal": "article",
    "magazinearticle": "article",
    "newspaperarticle": "article",
    "posted-content": "preprint",
    "unpublished": "preprint",
    "manuscript": "preprint",
    "booksection": "chapter",
    "book section": "chapter",
    "book chapter": "chapter",
    "encyclopediaarticle": "chapter",
    "conferencepaper": "conference",
    "conference paper": "conference",
    "conference proceedings": "conference",
    "conference proceedings article": "conference",
    "proceedings-article": "conference",
    "inproceedings": "conference",
    "proceedings": "conference",
    "techreport": "report",
    "dissertation": "thesis",
    "phdthesis": "thesis",
    "review": "review",
    "webpage": "other",
    "web page": "other",
    "blogpost": "other",
    "patent": "other",
    "dataset": "other",
    "computerprogram": "other",
    "document": "other",
    "artikkel": "article",
    "vitenskapelig artikkel": "article",
    "fagartikkel": "article",
    "bok": "book",
    "fagbok": "book",
    "vitenskapelig monografi": "book",
    "bokkapittel": "chapter",
    "kapittel": "chapter",
    "rapport": "report",
    "masteroppgave": "thesis",
    "doktorgradsavhandling": "thesis",
    "avhandling": "thesis",
    "generic": "other",
    "misc": "other",
}
"""What a column of types says, in lower case -> kind."""

_SIGNS = re.compile(r"[^\w#]+|_")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")


def normal(heading: str) -> str:
    """A heading in lower case with blanks for all signs: "Author/s" and "author_s" are "author s"."""
    heading = heading.strip().strip("\"'")
    return " ".join(_SIGNS.sub(" ", _CAMEL.sub(" ", heading)).lower().split())[:80]


def known(heading: str) -> tuple[str, int] | None:
    """(field, rank) that a heading names; None if it is not in the table."""
    name = normal(heading)
    if found := HEADINGS.get(name) or HEADINGS.get(name.replace(" ", "")):
        return found
    if _AUTHOR_YEAR.fullmatch(name):
        return HEADINGS["authors"]
    same = ALIASES.get(name) or next((told for like, told in _LIKE if like.fullmatch(name)), "")
    return HEADINGS[same] if same else None


def is_author_and_year(heading: str) -> bool:
    """Whether a column holds author and year in one: "Forfatter, år"."""
    return _AUTHOR_YEAR.fullmatch(normal(heading)) is not None


def author_and_year(cell: str) -> tuple[str, str]:
    """The two of "Example et al., 2020" or "Example (2020)"; the year is empty where there is none."""
    found = _YEAR_IN.search(cell)
    return (cell, "") if found is None else (_YEAR_IN.sub(" ", cell, count=1).strip(" ,"), found[1])


def weight(cells: list[str]) -> int:
    """How much a row looks like the headings of a table of references: 2 for each heading, 1 for an ambiguous one."""
    return sum((1 if normal(cell) in ALONE_WEAK else 2) for cell in cells if cell and len(cell) < 80 and known(cell))
