"""XML of catalogues and reference programs: BibTeXML, PICA, what SRU and OAI-PMH wrap records in, Word, Zotero RDF.
Samples are made up."""

from __future__ import annotations

import pytest

from pipeline.formats.read import read_file
from pipeline.records import Record

MARC = (
    "<{p}record xmlns{x}='http://www.loc.gov/MARC21/slim'><{p}controlfield tag='001'>{n}</{p}controlfield>"
    "<{p}datafield tag='245'><{p}subfield code='a'>Example catalogue {n}</{p}subfield></{p}datafield></{p}record>"
)
PICA = (
    "<record xmlns='info:srw/schema/5/picaXML-v1.0'><datafield tag='003@'><subfield code='0'>{n}</subfield></datafield>"
    "<datafield tag='011@'><subfield code='a'>2020</subfield></datafield>"
    "<datafield tag='021A'><subfield code='a'>The @example</subfield><subfield code='d'>in parts</subfield></datafield>"
    "<datafield tag='028A'><subfield code='d'>Anna</subfield><subfield code='a'>Example</subfield></datafield>"
    "<datafield tag='039B'><subfield code='t'>Made-up Things</subfield></datafield></record>"
)


def records(text: str, form: str) -> list[Record]:
    reading = read_file(text.encode())
    assert (reading.format, reading.rejected, reading.rescued) == (form, (), 0)
    assert reading.record_starts == len(reading.parsed)
    return [one.record for one in reading.parsed]


@pytest.mark.parametrize("prefix", ["", "bibtex:"])
def test_bibtexml_is_bibtex(prefix: str) -> None:
    entry = (
        "<{p}entry id='a{n}'><{p}inproceedings><{p}author>Anna Example and Other, Bo</{p}author><{p}title>One {{\\o}}t</{p}title>"
        "<{p}booktitle>Made-up Proceedings</{p}booktitle><{p}year>2020</{p}year></{p}inproceedings></{p}entry>\n"
    )
    space = f"xmlns{':bibtex' if prefix else ''}='http://bibtexml.sf.net/'"
    told = "".join(entry.format(p=prefix, n=number) for number in (1, 2))
    one, two = records(f"<?xml version='1.0'?>\n<{prefix}file {space}>\n{told}</{prefix}file>", "bibtex_xml")
    assert (one.title, one.authors, one.year) == ("One øt", ("Example, Anna", "Other, Bo"), 2020)
    assert (one.journal, one.kind) == ("Made-up Proceedings", "conference")
    assert ("citation key", "a2") in two.extra


@pytest.mark.parametrize(
    ("opened", "closed"),
    [
        ("<zs:record><zs:recordSchema>x</zs:recordSchema><zs:recordData>", "</zs:recordData></zs:record>\n"),
        ("<record><recordData>", "</recordData><recordPosition>1</recordPosition></record>\n"),
        ("<record><header><identifier>x</identifier></header><metadata>", "</metadata></record>\n"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "marc:"])
def test_what_a_server_wraps_a_record_in_is_no_record(opened: str, closed: str, prefix: str) -> None:
    own = [MARC.format(p=prefix, x=":marc" if prefix else "", n=number) for number in (1, 2, 3)]
    text = f"<answer>{''.join(opened + one + closed for one in own)}</answer>"
    assert [one.title for one in records(text, "marcxml")] == [f"Example catalogue {number}" for number in (1, 2, 3)]


def test_a_record_that_is_cut_in_its_wrapping_is_told() -> None:
    opened, closed = "<record><recordData>", "</recordData></record>\n"
    whole = opened + MARC.format(p="", x="", n=1) + closed
    reading = read_file(f"<answer>{whole}{(opened + MARC.format(p='', x='', n=2))[:-60]}".encode())
    assert (reading.record_starts, len(reading.parsed)) == (2, 1)
    assert [one.code for one in reading.rejected] == ["record_cut"]


def test_pica() -> None:
    opened, closed = (
        "<zs:record><zs:recordSchema>picaxml</zs:recordSchema><zs:recordData>",
        "</zs:recordData></zs:record>",
    )
    one, two = records(f"<a>{opened}{PICA.format(n=1)}{closed}{opened}{PICA.format(n=2)}{closed}</a>", "pica_xml")
    assert (one.title, one.authors, one.year) == ("The example: in parts", ("Example, Anna",), 2020)
    assert (one.journal, two.source_id) == ("Made-up Things", "2")


def test_arxiv_by_oai() -> None:
    own = (
        "<record><header><identifier>x</identifier></header><metadata>"
        "<arXiv xmlns='http://arxiv.org/OAI/arXiv/'><id>made-up/1</id>"
        "<created>2020-01-01</created>"
        "<authors><author><keyname>Example</keyname><forenames>Anna B.</forenames></author></authors>"
        "<title>Example of particles</title><doi>10.9999/made-up.1</doi><abstract>Text.</abstract></arXiv></metadata></record>"
    )
    one, _ = records(f"<OAI-PMH><ListRecords>{own * 2}</ListRecords></OAI-PMH>", "arxiv")
    assert (one.title, one.authors, one.year) == ("Example of particles", ("Example, Anna B.",), 2020)
    assert (one.doi, one.abstract) == ("10.9999/made-up.1", "Text.")


def test_word_has_middle_names_and_short_titles() -> None:
    person = "<b:Person><b:Last>Example</b:Last><b:Middle>B.</b:Middle><b:First>Anna</b:First></b:Person>"
    source = (
        f"<b:Source><b:SourceType>JournalArticle</b:SourceType><b:Author><b:Author><b:NameList>{person}</b:NameList></b:Author>"
        "</b:Author><b:ShortTitle>Example</b:ShortTitle><b:PeriodicalTitle>Made-up Things</b:PeriodicalTitle></b:Source>"
    )
    space = "http://schemas.openxmlformats.org/officeDocument/2006/bibliography"
    (one,) = records(f"<b:Sources xmlns:b='{space}'>{source}</b:Sources>", "word_sources")
    assert (one.title, one.authors, one.journal) == ("Example", ("Example, Anna B.",), "Made-up Things")


def test_a_line_break_within_a_value_is_a_blank() -> None:
    fields = "<datafield tag='100'><subfield code='a'>\n  Example,\n  Anna\n  B.\n</subfield></datafield><datafield tag='773'>"
    fields += "<subfield code='t'>\n  Made-up\n  Things\n</subfield><subfield code='g'>\n  Seite\n  3-14\n</subfield></datafield>"
    (one,) = records(MARC.format(p="", x="", n=1).replace("</record>", fields + "</record>"), "marcxml")
    assert (one.authors, one.journal, one.pages) == (("Example, Anna B.",), "Made-up Things", "3-14")


def person(family: str, given: str) -> str:
    return (
        f"<rdf:Seq><rdf:li><foaf:Person><foaf:surname>{family}</foaf:surname><foaf:givenName>{given}</foaf:givenName>"
        "</foaf:Person></rdf:li></rdf:Seq>"
    )


ARTICLE = (
    '<bib:Article rdf:about="https://example.org/{n}">\n  <z:itemType>journalArticle</z:itemType>\n'
    '  <dcterms:isPartOf rdf:resource="urn:issn:1234-5678"/>\n  <bib:authors>'
    + person("Example", "Anna")
    + "</bib:authors>\n"
    "  <dc:title>Example {n}</dc:title><dc:date>2020-05-01</dc:date><dc:description>PMID: 1000000{n}</dc:description>\n"
    "</bib:Article>\n"
)
JOURNAL = (
    '<bib:Journal rdf:about="urn:issn:1234-5678">\n  <prism:volume>1</prism:volume>\n  <dc:title>Made-up Things</dc:title>\n'
    "  <dc:identifier>DOI 10.9999/made-up.1</dc:identifier>\n</bib:Journal>\n"
)
FILE = '<z:Attachment rdf:about="#item_2">\n<z:itemType>attachment</z:itemType><dc:title>Full text</dc:title></z:Attachment>\n'
CHAPTER = (
    '<bib:BookSection rdf:about="#item_9">\n<z:itemType>bookSection</z:itemType>\n<dcterms:isPartOf><bib:Book><dc:title>The book'
    "</dc:title></bib:Book></dcterms:isPartOf><bib:editors>" + person("Third", "Cleo") + "</bib:editors>"
    "<dc:title>Example chapter</dc:title></bib:BookSection>\n"
)


def test_zotero_rdf_puts_an_item_and_its_journal_together() -> None:
    space = "xmlns:z='http://www.zotero.org/namespaces/export#' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
    text = f"<rdf:RDF {space}>\n{ARTICLE.format(n=1)}{JOURNAL}{FILE}{CHAPTER}{ARTICLE.format(n=2)}</rdf:RDF>"
    one, chapter, two = records(text, "zotero_rdf")
    assert (one.title, one.authors, one.year, one.journal) == ("Example 1", ("Example, Anna",), 2020, "Made-up Things")
    assert (one.volume, one.doi, one.pmid, two.pmid) == ("1", "10.9999/made-up.1", "10000001", "10000002")
    assert (chapter.title, chapter.authors, chapter.journal) == ("Example chapter", ("Third, Cleo",), "The book")
    assert chapter.kind == "chapter"
    assert [one.line for one in read_file(text.encode()).parsed] == [2, 15, 18]
