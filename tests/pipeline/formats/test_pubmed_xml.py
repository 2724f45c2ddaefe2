"""PubMed XML: the traps of its fields, cut and broken answers, hostile documents."""

from __future__ import annotations

import codecs
import time
from io import BytesIO
from pathlib import Path

import pytest

from pipeline.errors import SourceFailed
from pipeline.formats import pubmed_xml
from pipeline.formats.read import read_file
from pipeline.records import Record

HEAD = (
    '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>\n'
)
TAIL = "</PubmedArticleSet>\n"


def article(
    pmid: str, inside: str = "<ArticleTitle>Example trial</ArticleTitle>", citation: str = "", data: str = ""
) -> str:
    return (
        f'<PubmedArticle>\n<MedlineCitation><PMID Version="1">{pmid}</PMID>\n<Article>{inside}</Article>{citation}'
        f"</MedlineCitation>\n<PubmedData>{data}</PubmedData>\n</PubmedArticle>\n"
    )


def record(inside: str, citation: str = "", data: str = "") -> Record:
    (one,) = pubmed_xml.parse((HEAD + article("10000001", inside, citation, data) + TAIL).encode()).parsed
    return one.record


def test_all_text_of_titles_and_labelled_abstracts() -> None:
    one = record(
        "<ArticleTitle>Made-up <i>in <b>vitro</b></i> CO<sub>2</sub><!-- no --> trial.</ArticleTitle>"
        '<Abstract><AbstractText Label="AIM" NlmCategory="OBJECTIVE">To <i>make</i> up.</AbstractText>'
        '<AbstractText Label="RESULTS">p &lt; 0.05.</AbstractText>'
        "<CopyrightInformation>No</CopyrightInformation></Abstract>"
    )
    assert one.title == "Made-up in vitro CO2 trial."
    assert one.abstract == "AIM: To make up.\nRESULTS: p < 0.05."


def test_other_abstract_stands_in() -> None:
    other = (
        '<OtherAbstract Type="Publisher" Language="spa"><AbstractText>Inventado.</AbstractText></OtherAbstract>'
        '<OtherAbstract Type="plain-language-summary" Language="eng"><AbstractText>'
        "Made up.</AbstractText></OtherAbstract>"
    )
    assert record("<ArticleTitle>Example</ArticleTitle>", other).abstract == "Made up."
    own = "<ArticleTitle>Example</ArticleTitle><Abstract><AbstractText>Own.</AbstractText></Abstract>"
    assert record(own, other).abstract == "Own."


def test_people_and_groups() -> None:
    one = record(
        "<ArticleTitle>Example</ArticleTitle><AuthorList><Author><LastName>Example</LastName><ForeName>Åse B</ForeName>"
        "<Initials>ÅB</Initials><Suffix>Jr</Suffix></Author><Author ValidYN='N'><LastName>Exmaple</LastName></Author>"
        "<Author><LastName>Other</LastName><Initials>B</Initials></Author>"
        "<Author><CollectiveName>Example Trial Group</CollectiveName></Author></AuthorList>"
    )
    assert one.authors == ("Example, Åse B Jr", "Other, B", "Example Trial Group")
    assert record("<ArticleTitle>Erratum.</ArticleTitle>").authors == ()


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("<Year>2019</Year><Month>Sep</Month><Day>03</Day>", 2019),
        ("<Year>2019</Year><Season>Spring</Season>", 2019),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", 1998),
    ],
)
def test_dates(date: str, year: int) -> None:
    issue = f"<Journal><JournalIssue><PubDate>{date}</PubDate></JournalIssue></Journal>"
    assert record(issue + "<ArticleTitle>Example</ArticleTitle>").year == year


def test_doi_only_from_the_record_itself() -> None:
    cited = (
        "<ReferenceList><Reference><ArticleIdList><ArticleId IdType='doi'>10.1000/cited</ArticleId></ArticleIdList>"
        "</Reference></ReferenceList>"
    )
    numbers = "<ArticleId IdType='pubmed'>1</ArticleId><ArticleId IdType='doi'>10.1000/OWN</ArticleId>"
    own = f"<ArticleIdList>{numbers}</ArticleIdList>"
    title = "<ArticleTitle>Example</ArticleTitle>"
    place = "<ELocationID EIdType='pii'>S1</ELocationID><ELocationID EIdType='doi'>10.1000/place</ELocationID>"
    assert record(title, data=cited).doi == ""
    assert record(title, data=cited + own).doi == "10.1000/own"
    assert record(title + place, data=cited).doi == "10.1000/place"


def test_mesh_types_languages_keywords_and_relations() -> None:
    one = record(
        "<ArticleTitle>[Example].</ArticleTitle><Language>nor</Language><Language>eng</Language><PublicationTypeList>"
        "<PublicationType>Journal Article</PublicationType><PublicationType>Systematic Review</PublicationType>"
        "</PublicationTypeList><VernacularTitle>Eksempel.</VernacularTitle>",
        "<MeshHeadingList><MeshHeading><DescriptorName MajorTopicYN='N'>Accidental Falls</DescriptorName>"
        "<QualifierName MajorTopicYN='Y'>prevention &amp; control</QualifierName>"
        "<QualifierName MajorTopicYN='N'>economics</QualifierName></MeshHeading>"
        "<MeshHeading><DescriptorName MajorTopicYN='Y'>Aged</DescriptorName></MeshHeading></MeshHeadingList>"
        "<KeywordList><Keyword>falls</Keyword><Keyword>exercise</Keyword></KeywordList>"
        "<CommentsCorrectionsList><CommentsCorrections RefType='RetractionIn'><RefSource>J Made Ex. 2020</RefSource>"
        "</CommentsCorrections><CommentsCorrections RefType='Cites'><PMID>2</PMID></CommentsCorrections>"
        "<CommentsCorrections RefType='UpdateIn'><RefSource>x</RefSource><PMID>3</PMID></CommentsCorrections>"
        "</CommentsCorrectionsList>",
    )
    assert one.mesh == ("Accidental Falls/prevention & control*", "Accidental Falls/economics", "Aged*")
    assert (one.kind, one.languages, one.keywords) == ("review", ("nor", "eng"), ("falls", "exercise"))
    assert one.extra == (("VernacularTitle", "Eksempel."), ("RetractionIn", "J Made Ex. 2020"), ("UpdateIn", "3"))


def test_books() -> None:
    text = (
        "<PubmedArticleSet><PubmedBookArticle><BookDocument><PMID>10000001</PMID><ArticleIdList>"
        "<ArticleId IdType='doi'>10.1000/book</ArticleId></ArticleIdList><Book>"
        "<Publisher><PublisherName>Example Press</PublisherName></Publisher>"
        "<BookTitle>Example book</BookTitle><PubDate><Year>2021</Year><Month>01</Month></PubDate></Book>"
        "<ArticleTitle>Example chapter</ArticleTitle><AuthorList Type='authors'><Author><LastName>Example</LastName>"
        "<ForeName>Anna</ForeName></Author></AuthorList><Abstract><AbstractText>Made up.</AbstractText></Abstract>"
        "</BookDocument></PubmedBookArticle></PubmedArticleSet>"
    )
    one = pubmed_xml.parse(text.encode()).parsed[0].record
    assert (one.title, one.journal, one.kind, one.year) == ("Example chapter", "Example book", "chapter", 2021)
    assert (one.doi, one.authors, one.extra) == ("10.1000/book", ("Example, Anna",), (("PB", "Example Press"),))


# -- whole, cut and broken files ----------------------------------------------------------------------------------

THREE = HEAD + article("10000001") + article("10000002") + article("10000003") + TAIL


def test_lines_and_own_text() -> None:
    reading = read_file(THREE.encode(), "x.ris")
    assert [(one.number, one.line, one.record.pmid) for one in reading.parsed] == [
        (1, 4, "10000001"),
        (2, 9, "10000002"),
        (3, 14, "10000003"),
    ]
    assert reading.parsed[1].raw == article("10000002").strip()


def test_cut_file_keeps_the_whole_articles() -> None:
    reading = read_file(THREE[: THREE.index("10000003") + 5].encode())
    assert (reading.record_starts, reading.taken, reading.rescued) == (3, 2, 0)
    (one,) = reading.rejected
    assert (one.line, one.code, one.params) == (14, "record_cut", {"number": 3})
    assert one.raw.startswith("<PubmedArticle>")


def test_one_broken_article_does_not_take_the_others_along() -> None:
    broken = THREE.replace("10000002</PMID>", "10000002</PMED>")
    reading = read_file(broken.encode())
    assert (reading.record_starts, reading.taken, reading.rescued) == (3, 2, 0)
    assert [(one.line, one.code) for one in reading.rejected] == [(9, "record_broken_xml")]
    assert [(one.record.pmid, one.repairs) for one in reading.parsed] == [
        ("10000001", ()),
        ("10000003", ()),
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [("Caf&eacute; &amp; bar", "Café & bar"), ("This & that", "This & that"), ("A&unknown;B", "A&unknown;B")],
)
def test_signs_that_xml_does_not_know_are_mended_and_told(written: str, read: str) -> None:
    reading = read_file(THREE.replace("Example trial", written, 1).encode())
    assert [one.record.title for one in reading.parsed] == [read, "Example trial", "Example trial"]
    assert [one.repairs for one in reading.parsed] == [("broken_file", "entity_mended"), (), ()]


@pytest.mark.parametrize(
    ("written", "read", "codes"),
    [
        ("1990\x961995", "1990–1995", ("control_characters",)),
        ("1990&#150;1995", "1990–1995", ("control_characters",)),
        ("it&#x92;s", "it’s", ("control_characters",)),
        ("a\x01b", "a b", ("broken_file", "control_characters")),
        ("a&#1;b", "a b", ("broken_file", "control_characters")),
        ("p < 0.05 <i>and", "p < 0.05 and", ("broken_file",)),
    ],
)
def test_odd_characters_cost_their_own_article_nothing_and_others_nothing(
    written: str, read: str, codes: tuple[str, ...]
) -> None:
    reading = read_file(THREE.replace("Example trial", written, 1).encode())
    assert [one.record.title for one in reading.parsed] == [read, "Example trial", "Example trial"]
    assert [one.repairs for one in reading.parsed] == [codes, (), ()]


def test_prefixes_that_the_set_declares_hold_in_its_articles() -> None:
    math = "<ArticleTitle>Example <m:math><m:mi>x</m:mi></m:math></ArticleTitle>"
    text = THREE.replace("<PubmedArticleSet>", '<PubmedArticleSet xmlns:m="http://www.w3.org/1998/Math/MathML">')
    reading = read_file(text.replace("<ArticleTitle>Example trial</ArticleTitle>", math).encode())
    assert [one.record.title for one in reading.parsed] == ["Example x"] * 3


@pytest.mark.parametrize("size", [1, 7, 40, 333])
def test_a_file_that_comes_in_pieces_is_read_as_whole(size: int) -> None:
    text = THREE.replace("10000002</PMID>", "10000002</PMED>") + "<!-- behind the end -->\n"
    for data in (text.encode(), text[: text.index("10000003") + 5].encode(), text.encode("utf-16")):
        whole = list(pubmed_xml.records(BytesIO(data)))
        encoded = b"".join(pubmed_xml._utf8(BytesIO(data)))
        chunks = (encoded[at : at + size] for at in range(0, len(encoded), size))
        pieces = list(pubmed_xml._pieces(next(chunks), chunks))
        assert [(one.line, one.raw.decode()) for one in pieces] == [(one.line, one.raw) for one in whole]


def test_foreign_bytes_in_one_article() -> None:
    data = THREE.replace("Example trial", "Example æ trial").encode().replace("æ".encode(), b"\xe6", 1)
    reading = read_file(data)
    assert [one.record.title for one in reading.parsed] == ["Example æ trial"] * 3
    assert reading.parsed[0].repairs == ("broken_file",)


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + THREE.encode(),
        THREE.encode("utf-16"),
        THREE.replace('version="1.0" ?', 'version="1.0" encoding="UTF-16"?').encode("utf-16"),
        THREE.replace('version="1.0" ?', 'version="1.0" encoding="ISO-8859-1"?')
        .replace("trial", "ø")
        .encode("latin-1"),
    ],
)
def test_encodings(data: bytes) -> None:
    reading = read_file(data)
    assert (reading.format, reading.taken) == ("pubmed_xml", 3)
    assert reading.parsed[0].record.title in {"Example trial", "Example ø"}


def test_empty_set() -> None:
    reading = read_file((HEAD + TAIL).encode())
    assert (reading.format, reading.record_starts, reading.rejected) == ("pubmed_xml", 0, ())
    assert list(pubmed_xml.articles((HEAD + TAIL).encode())) == []
    assert list(pubmed_xml.articles(b"<PubmedArticleSet/>")) == []


# -- answers of efetch --------------------------------------------------------------------------------------------


def test_articles() -> None:
    found = list(pubmed_xml.articles(THREE.encode()))
    assert [pmid for pmid, _, _ in found] == ["10000001", "10000002", "10000003"]
    assert found[0][1].title == "Example trial"
    assert found[0][2] == article("10000001").strip()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<?xml version='1.0'?><eFetchResult><ERROR>made up</ERROR></eFetchResult>", "efetch_error"),
        (b"<html><body>Error</body></html>", "efetch_not_xml"),
        (b'{"error": "made up"}', "efetch_not_xml"),
        (b"", "efetch_not_xml"),
    ],
)
def test_error_answers(data: bytes, code: str) -> None:
    with pytest.raises(SourceFailed) as failure:
        list(pubmed_xml.articles(data))
    assert (failure.value.code, failure.value.params) == (code, {})


@pytest.mark.parametrize("kept", [THREE.index("10000003"), len(THREE) - len(TAIL), len(THREE) - 5])
def test_cut_answer_is_never_taken_for_a_whole_one(kept: int) -> None:
    found: list[str] = []
    with pytest.raises(SourceFailed) as failure:
        found.extend(pmid for pmid, _, _ in pubmed_xml.articles(THREE[:kept].encode()))
    whole = 2 if kept == THREE.index("10000003") else 3
    assert (failure.value.code, failure.value.params) == ("efetch_cut", {"whole": whole, "started": 3})
    assert len(found) == whole


# -- hostile documents --------------------------------------------------------------------------------------------


def test_entities_are_refused_quickly_and_nothing_is_read_from_disk(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("made-up secret", "utf-8")
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bombs = [
        f'<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [<!ENTITY l0 "lol">{lol}]><PubmedArticleSet>'
        + article("1", "<ArticleTitle>&l11;</ArticleTitle>")
        + TAIL,
        f'<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [<!ENTITY x SYSTEM "{secret.as_uri()}">]><PubmedArticleSet>'
        + article("1", "<ArticleTitle>&x;</ArticleTitle>")
        + TAIL,
        f'<!DOCTYPE PubmedArticleSet [<!ENTITY % p SYSTEM "{secret.as_uri()}">%p;]><PubmedArticleSet/>',
    ]
    began = time.process_time()
    for bomb in bombs:
        reading = read_file(bomb.encode())
        assert (reading.format, [one.code for one in reading.rejected]) == (None, ["file_unsafe_xml"])
        assert "secret" not in repr(reading)
        with pytest.raises(SourceFailed, match="efetch_not_xml"):
            list(pubmed_xml.articles(bomb.encode()))
    assert time.process_time() - began < 5


def test_undeclared_entities_and_external_dtd_stay_inert(tmp_path: Path) -> None:
    dtd = tmp_path / "own.dtd"
    dtd.write_text('<!ENTITY x "made-up secret">', "utf-8")
    text = f'<?xml version="1.0"?><!DOCTYPE PubmedArticleSet SYSTEM "{dtd.as_uri()}"><PubmedArticleSet>'
    reading = read_file((text + article("1", "<ArticleTitle>Example &x;</ArticleTitle>") + TAIL).encode())
    assert reading.record_starts == reading.taken + reading.rescued + len(reading.rejected) == 1
    assert "secret" not in repr([one.record for one in reading.parsed])


@pytest.mark.parametrize("depth", [300, 100_000])
def test_deep_nesting_does_not_break_the_process(depth: int) -> None:
    deep = "<i>" * depth + "x" + "</i>" * depth
    reading = read_file((HEAD + article("1", f"<ArticleTitle>{deep}</ArticleTitle>") + article("2") + TAIL).encode())
    assert reading.record_starts == 2 == reading.taken + reading.rescued + len(reading.rejected)


def test_the_older_set_of_citations() -> None:
    one = "<MedlineCitation><PMID>{}</PMID><Article><ArticleTitle>Example {}</ArticleTitle></Article></MedlineCitation>"
    whole = "\n".join(["<MedlineCitationSet>", one.format(1, "one"), one.format(2, "two"), "</MedlineCitationSet>"])
    reading = read_file(whole.encode())
    assert (reading.format, reading.taken) == ("pubmed_xml", 2)
    assert [(each.line, each.record.pmid, each.record.title) for each in reading.parsed] == [
        (2, "1", "Example one"),
        (3, "2", "Example two"),
    ]
