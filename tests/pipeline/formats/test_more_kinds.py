"""Exports that are neither RIS nor a table: other systems' XML and JSON, tags with hyphens, texts for people, lists of
references, letters and pages; and what is none of them, though it looks a little like it. All samples are made up."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Mapping

import pytest

from pipeline.formats.read import read_file
from pipeline.records import Record

TITLE, AUTHOR, YEAR, JOURNAL, DOI = (
    "Example trial of walking",
    "Example, Anna",
    2020,
    "Journal of Made-up Things",
    "10.9999/made-up.1",
)
N = (1, 2, 3)


def read(
    text: str | bytes, form: str, *, rescued: int = 0, rejected: tuple[str, ...] = (), good: int = 3
) -> list[Record]:
    """The records of a file, after a look at its account."""
    reading = read_file(text.encode() if isinstance(text, str) else text)
    assert (reading.format, [one.code for one in reading.rejected]) == (form, list(rejected))
    assert (len(reading.parsed), reading.rescued) == (good, rescued)
    assert reading.record_starts == good + len(rejected)
    return [one.record for one in reading.parsed]


def says(record: Record, **more: object) -> None:
    expected: dict[str, object] = {
        "title": TITLE,
        "authors": (AUTHOR,),
        "year": YEAR,
        "journal": JOURNAL,
        "doi": DOI,
    } | more
    assert {name: getattr(record, name) for name in expected} == expected


# -- XML ----------------------------------------------------------------------------------------------------------

OLD = (
    "<RECORD><REFERENCE_TYPE>0</REFERENCE_TYPE><AUTHORS><AUTHOR>Example, Anna</AUTHOR></AUTHORS><YEAR>2020</YEAR>"
    f"<TITLE>{TITLE}</TITLE><SECONDARY_TITLE>{JOURNAL}</SECONDARY_TITLE><URL>https://doi.org/{DOI}</URL></RECORD>\n"
)
EBSCO = (
    '<rec resultID="1"><header shortDbName="rzh" uiTerm="1"><controlInfo><jinfo><jtl>Journal of Made-up Things</jtl></jinfo>'
    f'<pubinfo><dt year="2020" month="05">x</dt><vid>1</vid></pubinfo><artinfo><ui type="doi">{DOI}</ui><tig><atl>{TITLE}</atl>'
    "</tig><aug><au>Example, Anna</au></aug></artinfo></controlInfo></header></rec>"
)
SUMMARY = (
    '<DocSum><Id>10000001</Id><Item Name="PubDate" Type="Date">2020 May</Item><Item Name="AuthorList" Type="List">'
    f'<Item Name="Author" Type="String">Example A</Item></Item><Item Name="Title" Type="String">{TITLE}</Item>'
    f'<Item Name="FullJournalName" Type="String">{JOURNAL}</Item><Item Name="DOI" Type="String">{DOI}</Item></DocSum>'
)
MODS = (
    f"<mods><titleInfo><title>{TITLE}</title></titleInfo><name type='personal'><namePart type='family'>Example</namePart>"
    "<namePart type='given'>Anna</namePart></name><originInfo><dateIssued>2020</dateIssued></originInfo>"
    f"<relatedItem type='host'><titleInfo><title>{JOURNAL}</title></titleInfo><name><namePart>Other, Bo</namePart></name>"
    f"<part><detail type='volume'><number>1</number></detail></part></relatedItem>"
    f"<identifier type='doi'>{DOI}</identifier></mods>"
)
MARC = (
    "<record><controlfield tag='001'>x</controlfield><datafield tag='100'><subfield code='a'>Example, Anna</subfield></datafield>"
    f"<datafield tag='245'><subfield code='a'>{TITLE}</subfield></datafield>"
    "<datafield tag='264'><subfield code='c'>2020</subfield></datafield>"
    f"<datafield tag='773'><subfield code='t'>{JOURNAL}</subfield></datafield>"
    f"<datafield tag='024'><subfield code='a'>{DOI}</subfield></datafield></record>"
)
JATS = (
    f"<article><front><journal-meta><journal-title>{JOURNAL}</journal-title></journal-meta><article-meta>"
    f"<article-id pub-id-type='doi'>{DOI}</article-id><title-group><article-title>Example <italic>trial</italic> of walking"
    "</article-title></title-group><contrib-group><contrib contrib-type='author'><name><surname>Example</surname>"
    "<given-names>Anna</given-names></name></contrib></contrib-group><pub-date><year>2020</year></pub-date><abstract><sec>"
    "<title>Aim</title><p>An aim.</p></sec></abstract></article-meta></front><body><p>Text.</p></body></article>"
)
WORD = (
    "<b:Source><b:Tag>E</b:Tag><b:SourceType>JournalArticle</b:SourceType><b:Author><b:Author><b:NameList><b:Person>"
    "<b:Last>Example</b:Last><b:First>Anna</b:First></b:Person></b:NameList></b:Author></b:Author>"
    f"<b:Title>{TITLE}</b:Title><b:Year>2020</b:Year><b:JournalName>{JOURNAL}</b:JournalName><b:DOI>{DOI}</b:DOI></b:Source>"
)
EPMC_XML = (
    f"<result><id>1</id><doi>{DOI}</doi><title>{TITLE}</title><authorList><author><lastName>Example</lastName>"
    f"<firstName>Anna</firstName></author></authorList><journalInfo><journal><title>{JOURNAL}</title></journal></journalInfo>"
    "<pubYear>2020</pubYear></result>"
)
XML: Mapping[str, tuple[str, str, str]] = {
    "endnote_xml": ("<XML><RECORDS>", OLD, "</RECORDS></XML>"),
    "ebsco_xml": ("<records>", EBSCO, "</records>"),
    "pubmed_summary": (
        "<eSummaryResult>",
        SUMMARY.replace("</DocSum>", '<Item Name="PubTypeList"/></DocSum>'),
        "</eSummaryResult>",
    ),
    "mods": ("<modsCollection>", MODS, "</modsCollection>"),
    "marcxml": ("<collection>", MARC, "</collection>"),
    "jats": ("<pmc-articleset>", JATS, "</pmc-articleset>"),
    "word_sources": (
        '<b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography">',
        WORD,
        "</b:Sources>",
    ),
    "europepmc_xml": ("<responseWrapper><resultList>", EPMC_XML, "</resultList></responseWrapper>"),
}  # fmt: skip


@pytest.mark.parametrize("form", XML)
def test_xml_of_another_system(form: str) -> None:
    before, one, behind = XML[form]
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{before}{one * 3}{behind}'
    authors = ("Example, A",) if form == "pubmed_summary" else (AUTHOR,)
    says(read(text, form)[2], authors=authors)
    says(read(text.encode("utf-16"), form)[2], authors=authors)
    says(read(text.replace(JOURNAL, "J & M"), form, rescued=3)[0], authors=authors, journal="J & M")


@pytest.mark.parametrize("form", XML)
def test_a_cut_record_takes_no_other_along(form: str) -> None:
    before, one, _ = XML[form]
    read(f"{before}{one * 3}"[:-25], form, rejected=("record_cut",), good=2)


@pytest.mark.parametrize(
    "text",
    [
        '<rss version="2.0"><channel><title>News</title><item><title>Example</title></item></channel></rss>',
        "<urlset><url><loc>https://example.org</loc></url></urlset>",
        "<records><rec resultID='1'><header/></rec></records>",
        '<eSummaryResult><DocSum><Id>1</Id><Item Name="Title" Type="String">a protein</Item></DocSum></eSummaryResult>',
    ],
)
def test_other_xml_is_refused(text: str) -> None:
    assert [one.code for one in read_file(f'<?xml version="1.0"?>{text}'.encode()).rejected] == ["file_other_xml"]


ARTICLE = (
    "<PubmedArticle><MedlineCitation><PMID>1000000{n}</PMID><Article><ArticleTitle>Example trial &amp; more</ArticleTitle>"
    "</Article></MedlineCitation></PubmedArticle>\n"
)


@pytest.mark.parametrize("frame", ["{}", "<pre>\n{}\n</pre>", "<!DOCTYPE html><html><body><pre>{}</pre></body></html>"])
def test_pubmed_xml_that_was_written_out(frame: str) -> None:
    text = "<PubmedArticleSet>" + "".join(ARTICLE.format(n=n) for n in N) + "</PubmedArticleSet>"
    (first, *_) = read(frame.format(html.escape(text)), "pubmed_xml", rescued=3)
    assert (first.title, first.pmid) == ("Example trial & more", "10000001")


# -- JSON ---------------------------------------------------------------------------------------------------------

EPMC = {
    "id": "1", "doi": DOI, "title": TITLE, "authorString": "Example A.", "pubYear": "2020", "abstractText": "<h4>Aim</h4>x",
    "authorList": {"author": [{"lastName": "Example", "firstName": "Anna"}]}, "journalInfo": {"journal": {"title": JOURNAL}},
}  # fmt: skip
OPENALEX = {
    "id": "W1", "doi": f"https://doi.org/{DOI}", "title": TITLE, "publication_year": 2020, "type": "article",
    "authorships": [{"author": {"display_name": "Example, Anna"}}], "primary_location": {"source": {"display_name": JOURNAL}},
    "abstract_inverted_index": {"An": [0], "abstract": [1]},
}  # fmt: skip
SCHOLAR = {
    "paperId": "1", "title": TITLE, "year": 2020, "authors": [{"name": "Example, Anna"}], "venue": JOURNAL,
    "externalIds": {"DOI": DOI},
}  # fmt: skip
UNKNOWN = {"Title": TITLE, "Authors": "Example, Anna", "Publication Year": 2020, "Journal": JOURNAL, "DOI": DOI}
SUMMARY_JSON = {
    "uid": "10000001", "title": TITLE, "sortpubdate": "2020/05/01", "fulljournalname": JOURNAL, "elocationid": f"doi: {DOI}",
    "authors": [{"name": "Example, Anna"}],
}  # fmt: skip
NVA = {
    "identifier": "1",
    "entityDescription": {
        "mainTitle": TITLE, "contributors": [{"identity": {"name": "Example, Anna"}}], "publicationDate": {"year": "2020"},
        "reference": {"doi": f"https://doi.org/{DOI}", "publicationContext": {"name": JOURNAL}},
    },
}  # fmt: skip
CSL = {
    "id": "a", "type": "article-journal", "title": TITLE, "author": [{"family": "Example", "given": "Anna"}],
    "issued": {"date-parts": [[2020]]}, "container-title": JOURNAL, "DOI": DOI,
}  # fmt: skip


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ("europepmc_json", {"hitCount": 3, "resultList": {"result": [EPMC] * 3}}),
        ("openalex_json", {"meta": {"count": 3}, "results": [OPENALEX] * 3, "group_by": []}),
        ("openalex_json", [{"meta": {}, "results": [OPENALEX, OPENALEX]}, {"meta": {}, "results": [OPENALEX]}]),
        ("semantic_scholar_json", {"total": 3, "data": [SCHOLAR] * 3}),
        (
            "pubmed_summary",
            {"header": {"type": "x"}, "result": {"uids": ["1"], **dict.fromkeys("123", SUMMARY_JSON)}},
        ),
        ("nva_json", {"hits": [NVA] * 3}),
        ("csl_json", {"references": [CSL] * 3}),
        ("csl_json", {"a": CSL, "b": CSL, "c": CSL}),
        ("json", [UNKNOWN] * 3),
    ],
)  # fmt: skip
def test_json_of_another_system(form: str, answer: object) -> None:
    says(read(json.dumps(answer), form)[2])
    says(read(json.dumps(answer, indent=2).encode("utf-16"), form)[2])


@pytest.mark.parametrize(
    ("form", "item"), [("openalex_json", OPENALEX), ("semantic_scholar_json", SCHOLAR), ("csl_json", CSL)]
)
def test_an_object_a_line(form: str, item: object) -> None:
    says(read("\n".join(json.dumps(item) for _ in N) + "\n", form)[2])


def test_a_cut_answer_gives_what_is_whole() -> None:
    text = json.dumps({"resultList": {"result": [EPMC] * 3}})
    read(text[: text.rindex('"journalInfo"')], "europepmc_json", rejected=("record_cut",), good=2)


def test_an_abstract_of_openalex_is_put_together() -> None:
    assert read(json.dumps([OPENALEX]), "openalex_json", good=1)[0].abstract == "An abstract"


@pytest.mark.parametrize(
    "item",
    [
        {"name": "x", "version": "1", "author": "A"},
        [{"title": "A film", "year": 2020}],
        {"features": [{"properties": {"title": "x"}}]},
    ],
)
def test_other_json_is_refused(item: object) -> None:
    assert [one.code for one in read_file(json.dumps(item).encode()).rejected] == ["file_json"]


# -- tags and texts -----------------------------------------------------------------------------------------------

TAGS = {
    "TI": TITLE, "AU": AUTHOR, "JN": JOURNAL, "PD": "20200501", "VI": "1", "IP": "2", "PG": "3-4",
    "AB": "An abstract\n  that goes on.", "DO": DOI, "DP": "EBSCOhost",
}  # fmt: skip


@pytest.mark.parametrize("sign", ["- ", " - ", "  - ", "  -", " ~ "])
@pytest.mark.parametrize("between", ["\n", ""])
def test_generic_tags_of_ebsco(sign: str, between: str) -> None:
    one = "".join(f"{tag}{sign}{value}\n" for tag, value in TAGS.items())
    says(
        read(between.join([one] * 3), "tagged_text")[2],
        volume="1",
        issue="2",
        pages="3-4",
        abstract="An abstract that goes on.",
    )


def test_the_number_of_a_book_is_no_issue() -> None:
    one = f"TI- {TITLE}\nAU- {AUTHOR}\nSE- {JOURNAL}\nPY- 2020\nIS- 0123456789 (Pbk)\n"
    assert [(each.issue, each.journal) for each in read(one * 3, "tagged_text")] == [("", JOURNAL)] * 3


def test_text_of_biblioscape() -> None:
    one = f"--AU-- {AUTHOR}; Other, Bo\n--TI-- {TITLE}\n--ST-- {JOURNAL}\n--YP-- 2020\n--AB-- One\ntwo.\n--UR-- https://doi.org/{DOI}\n"
    more = "--PS-- 3\n--PE-- 4\n--NB-- 2\n--RT-- book section\n------\n"
    records = read("".join(["\n", one, more, "\n", one, more, one, more]), "biblioscape_text")
    says(records[2], authors=(AUTHOR, "Other, Bo"), pages="3-4", issue="2", kind="chapter", abstract="One two.")
    assert read_file(b"--AU-- a note\n-- in a program\n------\n").record_starts == 0


def test_text_of_sciencedirect() -> None:
    one = (
        f"Anna Example, Bo Other,\n{TITLE},\n{JOURNAL},\nVolume 1, Issue 2,\n2020,\nPages 3-4,\nISSN 0000-0000,\n"
        f"https://doi.org/{DOI}.\n(https://www.sciencedirect.com/x)\nAbstract: An abstract\nKeywords: walking; falls\n\n"
    )
    says(
        read(one * 3, "sciencedirect_text")[2], authors=("Anna Example", "Bo Other"), volume="1", issue="2", pages="3-4"
    )


def test_text_of_scopus() -> None:
    one = (
        f"Example A., Other B.\n{TITLE}\n(2020) {JOURNAL}, 1 (2), pp. 3-4. Cited 2 times.\nDOI: {DOI}\n\nABSTRACT: Text.\n"
        "DOCUMENT TYPE: Article\nSOURCE: Scopus\n\n"
    )
    records = read("Scopus\nEXPORT DATE: 1 May 2020\n\n" + one * 3, "scopus_text")
    says(records[2], authors=("Example, A.", "Other, B."), volume="1", issue="2", pages="3-4")


# -- references as people write them ------------------------------------------------------------------------------

VANCOUVER = f"Example A, Other B. {TITLE}. {JOURNAL}. 2020;1(2):3-4. doi:{DOI}"
STYLES = {
    "Vancouver": VANCOUVER,
    "APA": f"Example, A., & Other, B. (2020). {TITLE}. {JOURNAL}, 1(2), 3–4. https://doi.org/{DOI}",
    "Harvard": f"Example, A. and Other, B. (2020) '{TITLE}', {JOURNAL}, 1(2), pp. 3–4. doi: {DOI}.",
    "Chicago": f"Example, A., and B. Other. “{TITLE}.” {JOURNAL} 1, no. 2 (2020): 3–4. https://doi.org/{DOI}",
}
LAYOUTS = {
    "a line each": "{0}\n{0}\n{0}\n",
    "a paragraph each": "{0}\n\n{0}\n\n{0}\n",
    "numbered": "1. {0}\n2. {0}\n3. {0}",
    "in brackets, with a heading": "Referanser\n\n[1] {0}\n\n[2] {0}\n\n[3] {0}\n",
    "signs of a list": "# References\n\n- {0}\n- {0}\n- {0}\n",
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("style", STYLES)
def test_a_list_of_references(style: str, layout: str) -> None:
    record = read(LAYOUTS[layout].format(STYLES[style]), "reference_list", rescued=3)[2]
    says(record, authors=record.authors, volume="1", issue="2", pages="3-4")
    assert "Example" in record.authors[0] and dict(record.extra)["reference"] == STYLES[style]


def test_wrapped_lines_belong_to_their_reference() -> None:
    wrapped = VANCOUVER.replace(" of walking", "\n   of walking").replace(" doi:", "\n   doi:")
    says(
        read("\n".join(f"{n}. {wrapped}" for n in N), "reference_list", rescued=3)[0],
        authors=("Example, A", "Other, B"),
    )


def test_a_line_that_is_no_reference_is_named() -> None:
    text = "\n".join(f"{n}. {VANCOUVER}" for n in N) + "\n\nTakk for hjelpen med alt dette, og ha en fin sommer!\n"
    read(text, "reference_list", rescued=3, rejected=("reference_not_read",))


BIB = f"@article{{a,\n title = {{{TITLE}}},\n author = {{{AUTHOR}}},\n year = {{2020}}\n}}\n"
README = "# Tool\n\nA tool for it all.\n\n```\nrun it\n```\n\nCite:\n\n```\n" + BIB + "```\n\nBye.\n"
PROGRAMS = {
    "python": "import os\nfrom example import x\n\n\ndef test() -> None:\n    text = r'\n"
    + BIB
    + "'\n    assert read(text)\n",
    "java": "package org.example;\nimport java.util.List;\n\npublic class A {\n/*\n" + BIB + "*/\n}\n",
    "template": "{% if a %}\n{% for one in two %}\ntitle,author,year,doi\n{% endfor %}{% endif %}\n{% set b = 1 %}\n",
    "data": "TYPES = {\n 'article': [\n  'title', 'author',\n ],\n 'book': [\n  'title', 'year',\n ],\n}\n" * 3,
    "README": README + "More words about the tool and what it does for all who use it.\n" * 4,
    "class": "\xca\xfe\xba\xbe\x00\x00\x004\n@article{a,b,c\nRT Ljava\n",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_samples_in_programs_and_manuals_are_no_references(name: str) -> None:
    reading = read_file(PROGRAMS[name].encode("latin-1" if name == "class" else "utf-8"))
    assert [one.code for one in reading.rejected] == ["file_not_references"]


def test_an_answer_with_a_block_of_references_is_read() -> None:
    assert len(read(f"Here they are:\n\n```bibtex\n{BIB * 3}```\n\nSay if you want more.\n", "bibtex")) == 3


@pytest.mark.parametrize(
    "text",
    [
        "# Tool\n\nA tool. See https://doi.org/10.9999/x.1 for the paper (2020).\n\n- fast\n- small\n\nVersion 1(2): 3.\n",
        "2020-05-01 10:00:01,123 INFO [main] Example.run(1): done in 3:4 s\n" * 9,
        '"""Doc."""\nimport os\n\ndef f(a, b):\n    # Smith, J. (2020). See doi:10.9999/x.1\n    return {1: 2}\n',
        "Hei Anna,\n\nVi snakket om Example A. et al. 2020;1(2):3-4 i mai 2020.\n\nDen er på doi:10.9999/x.1.\n\nHilsen Bo\n",
        "Introduction\n\nWalking is good, as Example et al. (2020) have shown. In 2019, 1(2), many walked.\n\n"
        "We found 34 records.\n",
        "MIT License\n\nCopyright (c) 2020 Example, A.\n\nPermission is hereby granted, free of charge, to any person.\n",
        "- 1.0 (2020-05-01): First version. By Smith, J.\n- 1.1 (2020-06-01): Fixes #12. By Other, B.\n",
        f"<!DOCTYPE html><html><body><p>{VANCOUVER}</p></body></html>",
    ],
    ids=["README", "log", "program", "letter", "article", "licence", "changes", "page"],
)
def test_other_texts_are_no_references(text: str) -> None:
    reading = read_file(text.encode())
    assert (reading.format, reading.record_starts) == (None, 0)


# -- letters and pages --------------------------------------------------------------------------------------------

RIS = f"TY  - JOUR\nTI  - {TITLE}\nAU  - {AUTHOR}\nPY  - 2020\nJO  - {JOURNAL}\nDO  - {DOI}\nER  - \n\n"


@pytest.mark.parametrize("end", ["<br>\n", "<br/>", "</p><p>"])
def test_ris_in_a_page(end: str) -> None:
    text = "<html><body><p>" + (RIS * 3).replace("  - ", "&nbsp; - ").replace("\n", end) + "</p></body></html>"
    says(read(text, "ris", rescued=3)[2])


def test_ris_attached_to_a_letter() -> None:
    text = (
        'From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
        'Hei!\n\n--b\nContent-Type: application/octet-stream; name="treff.ris"\nContent-Transfer-Encoding: base64\n\n'
        + base64.encodebytes((RIS * 3).encode()).decode()
        + "\n--b--\n"
    )
    reading = read_file(text.encode())
    says(read(text, "ris")[2])
    assert {one.part for one in reading.parsed} == {"treff.ris"}


@pytest.mark.parametrize("mark", ["• ", "7: "])
def test_signs_before_each_line(mark: str) -> None:
    says(read("\n".join(mark + line if line else "" for line in (RIS * 3).split("\n")), "ris", rescued=3)[0])


# -- tables -------------------------------------------------------------------------------------------------------

ROWS = "".join(f'"{TITLE} {n}","{AUTHOR}",2020,{DOI}\n' for n in N)


@pytest.mark.parametrize(
    "headings",
    [
        "citation_title,citation_authors,citation_pub_year,citation_doi",
        "Tittel på studien,Forfattere,Publiseringsår,DOI-nummer",
        "Artikkeltittel,Forfattarar,Utgivelsesår,DOI-lenke",
        "Artikelns titel,Författare,Publiceringsår,DOI",
        "Artikeltitel,Forfatter(e),Udgivelsesår,DOI",
        "Titel der Studie,Autor(en),Publikationsjahr,DOI",
        "Titre de l'article,Auteur(s),Année de parution,DOI",
        "Título del estudio,Autor(es),Año de publicación,DOI",
        "Article title,Author(s),Publication Year,DOI",
        "articleTitle,authorNames,pubYear,articleDOI",
    ],
)
def test_headings_in_words_of_ones_own(headings: str) -> None:
    says(read(f"{headings}\n{ROWS}", "csv")[0], title=f"{TITLE} 1", journal="")


def test_author_and_year_in_one_column() -> None:
    rows = "".join(f"Example et al. (202{n});{TITLE};et funn\n" for n in N)
    (first, *_) = read(f"Forfatter, år;Tittel på studien;Funn\n{rows}", "csv")
    assert (first.authors, first.year, first.title) == (("Example et al.",), 2021, TITLE)


@pytest.mark.parametrize(
    "note",
    ["Total: 3", "Antall: 120", "Antall,3,,", "Exported on 2020-05-01,,,", "Page 1 of 2,,,", "Side 1 av 2", "© 2020 Example,,,",
     '"Note: exported by example",,,', "Kilde: Example database,,,", "----,,,", "3 records"],
)  # fmt: skip
def test_a_note_below_a_table_is_no_record(note: str) -> None:
    read(f"Title,Authors,Year,DOI\n{ROWS}{note}\n", "csv", rejected=("row_note",))


@pytest.mark.parametrize(
    "row", ["Falls in nursing homes: a summary,,,", "Total hip replacement: 10 years,,,", "Page 1 of a life,,,"]
)
def test_a_short_row_stays_a_record(row: str) -> None:
    assert read(f"Title,Authors,Year,DOI\n{ROWS}{row}\n", "csv", good=4)[3].title == row.rstrip(",")


def test_titles_that_begin_like_notes_stay_records() -> None:
    rows = f'"Note: a study of notes","{AUTHOR}",2020,\n"Source: where does it come from","{AUTHOR}",2020,\n'
    read(f"Title,Authors,Year,DOI\n{rows}", "csv", good=2)
