"""RIS as the systems write it: oddities as a table, what the tags mean, and writing that reads back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.formats import clean, ris, ris_lines, ris_pieces, ris_starts
from pipeline.formats.read import read_file
from pipeline.records import Record

ONE = "TY  - JOUR\nTI  - Example trial A\nAU  - Example, A\nPY  - 2020\nER  - \n"
TWO = ONE.replace("trial A", "trial B")

ODDITIES: list[tuple[str, str, list[tuple[int, str, tuple[str, ...]]]]] = [
    ("as it should be", ONE + "\n" + TWO, [(1, "Example trial A", ()), (7, "Example trial B", ())]),
    ("no blank line", ONE + TWO, [(1, "Example trial A", ()), (6, "Example trial B", ())]),
    ("end without last blank", ONE.replace("ER  - ", "ER  -"), [(1, "Example trial A", ())]),
    ("bare end", ONE.replace("ER  - ", "ER") + TWO, [(1, "Example trial A", ()), (6, "Example trial B", ())]),
    ("no end at all", ONE.replace("ER  - \n", ""), [(1, "Example trial A", ("missing_end",))]),
    (
        "start before the end of the one above",
        ONE.replace("ER  - \n", "") + TWO,
        [(1, "Example trial A", ("missing_end",)), (5, "Example trial B", ())],
    ),
    ("single blanks", ONE.replace("  - ", " - "), [(1, "Example trial A", ("single_space_tag",))]),
    ("no blanks", ONE.replace("  - ", "-"), [(1, "Example trial A", ("single_space_tag",))]),
    ("tabs", ONE.replace("  - ", "\t- "), [(1, "Example trial A", ("single_space_tag",))]),
    ("one single blank", ONE.replace("PY  -", "PY -"), [(1, "Example trial A", ("single_space_tag",))]),
    ("indented", re.sub("^", "  ", ONE, flags=re.M), [(1, "Example trial A", ("indented_tag",))]),
    ("long dashes", ONE.replace("  - ", "  – "), [(1, "Example trial A", ("dash_changed",))]),
    ("two blanks behind the dash", ONE.replace("  - ", "  -  "), [(1, "Example trial A", ())]),
    (
        "headers of Cochrane",
        "Record #1 of 2\nProvider: Example\nContent: text/plain\n\n" + ONE + "\nRecord #2 of 2\n\n" + TWO,
        [(5, "Example trial A", ()), (13, "Example trial B", ())],
    ),
    (
        "lines of Ovid behind the end",
        ONE + "\nLink to the text: <1>\n\nC1  - Database: Example\n\n2. \n" + TWO,
        [(1, "Example trial A", ()), (12, "Example trial B", ())],
    ),
    (
        "start behind the end",
        ONE.rstrip("\n") + TWO,
        [(1, "Example trial A", ()), (5, "Example trial B", ("glued_start",))],
    ),
    (
        "start behind a field",
        ONE.replace("\nER  - \n", "") + TWO,
        [(1, "Example trial A", ("missing_end",)), (4, "Example trial B", ("glued_start",))],
    ),
    ("end behind a field", ONE.replace("\nER", "ER"), [(1, "Example trial A", ("glued_end",))]),
    (
        "start lost",
        ONE + TWO.replace("TY  - JOUR\n", ""),
        [(1, "Example trial A", ()), (6, "Example trial B", ("missing_start",))],
    ),
    ("first start lost", ONE.replace("TY  - JOUR\n", ""), [(1, "Example trial A", ("missing_start",))]),
    (
        "text that looks like an end",
        ONE.replace("PY", "AB  - Patients came to the\nER  - ward, or\nER waiting room, or\nER - other\nPY"),
        [(1, "Example trial A", ())],
    ),
    ("type in words", ONE.replace("JOUR", "Journal Article"), [(1, "Example trial A", ())]),
    ("empty lines within", ONE.replace("\nAU", "\n\n\nAU"), [(1, "Example trial A", ())]),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in ODDITIES], ids=[case[0] for case in ODDITIES])
def test_oddity(text: str, expected: list[tuple[int, str, tuple[str, ...]]]) -> None:
    reading = read_file(text.encode())
    assert reading.format == "ris"
    assert [(one.line, one.record.title, one.repairs) for one in reading.parsed] == expected
    assert (reading.record_starts, reading.rejected) == (len(expected), ())
    for number, one in enumerate(reading.parsed, 1):
        assert one.number == number
        assert (one.record.year, one.record.authors) == (2020, ("Example, A",))


def test_a_start_with_nothing_in_it_is_kept_aside_with_its_line() -> None:
    reading = read_file((ONE + "\nTY  - JOUR\nN1  - nothing known\nER  - \n" + TWO).encode())
    assert (reading.record_starts, reading.taken) == (3, 2)
    (one,) = reading.rejected
    assert (one.line, one.code, one.params) == (7, "record_empty", {"number": 2})
    assert one.raw == "TY  - JOUR\nN1  - nothing known\nER  - "


def test_a_lost_start_does_not_make_a_file_of_cochrane_its_text_format() -> None:
    one = "Record #{n} of 3\nProvider: Example\nContent: text/plain\n\nTY  -  JOUR\n"
    one += "AN  -  CN-{n}\nTI  -  Example {n}\nER  -  \n\n"
    text = "".join(one.replace("{n}", str(n)) for n in (1, 2, 3))
    at = text.index("TY  -", text.index("Record #2"))
    reading = read_file((text[:at] + text[at + len("TY  -  JOUR\n") :]).encode())
    assert (reading.format, reading.record_starts) == ("ris", 3)
    assert [one.record.title for one in reading.parsed] == ["Example 1", "Example 2", "Example 3"]


def test_the_first_author_may_have_a_tag_of_its_own() -> None:
    assert record("A1  - Example, A", "AU  - Other, B", "AU  - Third, C").authors == (
        "Example, A",
        "Other, B",
        "Third, C",
    )
    assert record("AU  - Example, A", "AU  - Other, B", "A1  - Example, A").authors == ("Example, A", "Other, B")


def test_soft_hyphens_and_marks_without_width_are_no_letters() -> None:
    text = ONE.replace("Example trial A", "Exam\xadple tri\u200bal\u2060 A") + "DO  - 10.9999/ma\xadde-up.1\u200b\n"
    one = read_file(text.replace("ER  - \n", "").encode()).parsed[0].record
    assert (one.title, one.doi) == ("Example trial A", "10.9999/made-up.1")


def test_raw_is_the_text_of_the_file() -> None:
    text = ONE.rstrip("\n") + TWO
    first, second = ris.parse(text).parsed
    assert first.raw + second.raw == text.rstrip("\n")


# -- meaning of the tags ------------------------------------------------------------------------------------------


def record(*lines: str) -> Record:
    """The record of some RIS lines."""
    (one,) = ris.parse("\n".join(["TY  - JOUR", "TI  - Example", *lines, "ER  - "])).parsed
    return one.record


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DO  - https://doi.org/10.1000/ABC"], "10.1000/abc"),
        (["L3  - 10.1000/abc"], "10.1000/abc"),
        (["M3  - doi:10.1000/abc"], "10.1000/abc"),
        (["L2  - http://dx.doi.org/10.1000/abc"], "10.1000/abc"),
        (["UR  - https://example.org/record.uri?eid=2-s2.0-1&doi=10.1000%2fabc&partner=4"], "10.1000/abc"),
        (["LK  - http://example.org/x?id=doi:10.1000%2Fabc&atitle=y"], "10.1000/abc"),
        (["N1  - J Example. 2020;1:2. doi: 10.1000/abc."], "10.1000/abc"),
        (["N1  - Erratum in: J Example. doi: 10.1000/other"], ""),
        (["N1  - doi: 10.1000/one", "N1  - doi: 10.1000/two"], ""),
        (["UR  - https://example.org/doi/10.1000/chapter/full"], ""),
        (["DO  - DOI 1", "L3  - 10.1000/abc"], "10.1000/abc"),
    ],
)
def test_doi(lines: list[str], expected: str) -> None:
    assert record(*lines).doi == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["C3  - PUBMED 123456,EMBASE 999"], "123456"),
        (["U1  - 123456[pmid]"], "123456"),
        (["PMID  - 123456"], "123456"),
        (["AN  - 123456", "DP  - NLM"], "123456"),
        (["AN  - 123456", "DB  - EXAMPLE"], ""),
        (["AN  - MEDLINE:123456"], "123456"),
        (["C2  - 123456", "DB  - Scopus"], "123456"),
        (["C2  - 123456"], ""),
        (["C5  - 123456", "U2  - L999"], "123456"),
        (["ID  - 369"], ""),
        (["ID  - PMID: 123456"], "123456"),
        (["ID  - 12345678", "DB  - PubMed"], "12345678"),
        (["ID  - 369", "DB  - Ovid MEDLINE(R)"], ""),
        (["ID  - 12345678", "DB  - Example"], ""),
        (["N1  - PubMed ID: 123456"], "123456"),
        (["N1  - Accession Number: 1. PMID: 123456 Partial"], "123456"),
        (["N1  - Comment in: J Example 2020. PMID: 123456"], ""),
        (["UR  - https://pubmed.ncbi.nlm.nih.gov/123456/"], "123456"),
        (["L2  - http://www.ncbi.nlm.nih.gov/pubmed/123456"], "123456"),
        (["L2  - http://ovidsp.ovid.com/ovidweb.cgi?T=JS&D=medp&NEWS=N&AN=123456"], "123456"),
    ],
)
def test_pmid(lines: list[str], expected: str) -> None:
    assert record(*lines).pmid == expected


def test_names_titles_and_wrapped_lines() -> None:
    one = record(
        "A1  - Example,Anna",
        "Other, Bo",
        "A2  - Editor, E",
        "T2  - Journal of Made-up Examples",
        "J2  - J Made Ex",
        "KW  - first",
        "second",
        "KW  - third; fourth",
        "LA  - English; Norwegian",
        "M3  - Article; Review",
        "AB  - BACKGROUND: wrapped",
        "line. METHODS: none.",
        "   Results: indented",
        "Y1  - 4-8 Aug. 2020",
        "SP  - 12",
        "EP  - 19",
        "UR  - not a link",
        "UR  - https://example.org/1",
    )
    assert one.authors == ("Example, Anna", "Other, Bo")
    assert (one.journal, one.year, one.pages, one.url) == (
        "Journal of Made-up Examples",
        2020,
        "12-19",
        "https://example.org/1",
    )
    assert one.keywords == ("first", "second", "third", "fourth")
    assert (one.languages, one.publication_types, one.kind) == (
        ("English", "Norwegian"),
        ("Article", "Review"),
        "review",
    )
    assert one.abstract == "BACKGROUND: wrapped line.\nMETHODS: none.\nResults: indented"
    assert {("A2", "Editor, E"), ("J2", "J Made Ex"), ("UR", "not a link")} <= set(one.extra)


def test_link_that_was_glued_into_a_field() -> None:
    (one,) = ris.parse(ONE.replace("PY", "AB  - Made-up text. LK  - https://example.org/2\nPY")).parsed
    assert one.repairs == ("glued_tag",)
    assert (one.record.abstract, one.record.url) == ("Made-up text.", "https://example.org/2")
    assert one.record.year == 2020


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("JOUR", "article"),
        ("CHAP", "chapter"),
        ("RPRT", "report"),
        ("STAND", "guideline"),
        ("THES", "thesis"),
        ("CPAPER", "conference"),
        ("BOOK", "book"),
        ("ELEC", "other"),
        ("XXXX", "other"),
        ("", "other"),
    ],
)
def test_kind(written: str, kind: str) -> None:
    assert ris.parse(ONE.replace("JOUR", written)).parsed[0].record.kind == kind


# -- damage -------------------------------------------------------------------------------------------------------

SAMPLE = "".join(ONE.replace("trial A", f"trial {number}") + "\n" * (number % 3) for number in range(6))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good file with lines taken out, doubled or swapped, and bytes cut or put in."""
    lines = SAMPLE.split("\n")
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(lines) - 1))
        change = draw(st.sampled_from(["drop", "double", "swap", "indent", "join"]))
        if change == "drop" and len(lines) > 1:
            del lines[at]
        elif change == "double":
            lines.insert(at, lines[at])
        elif change == "swap":
            lines[at], lines[-1] = lines[-1], lines[at]
        elif change == "indent":
            lines[at] = " " + lines[at]
        elif change == "join" and at + 1 < len(lines):
            lines[at : at + 2] = [lines[at] + lines[at + 1]]
    data = "\n".join(lines).encode()
    for _ in range(draw(st.integers(0, 4))):
        first = draw(st.integers(0, max(0, len(data) - 1)))
        put = draw(
            st.sampled_from([b"", b"\x00", b"\r", b"\xe6", b"ER  - ", b"TY  - JOUR", b"\xef\xbb\xbf", b"\nER\n", b" "])
        )
        data = data[:first] + put + data[first + draw(st.integers(0, 8)) :]
    return data


@settings(max_examples=400, deadline=None)
@given(damaged())
def test_every_start_is_accounted_for(data: bytes) -> None:
    reading = read_file(data)
    if reading.format is None:
        assert [one.line for one in reading.rejected] == [1]
        return
    assert reading.record_starts == reading.taken + reading.rescued + len(reading.rejected)
    assert {one.code for one in reading.rejected} <= {"record_empty"}
    lines = [one.line for one in reading.parsed] + [one.line for one in reading.rejected]
    assert len({one.number for one in reading.parsed}) == len(reading.parsed)
    assert all(1 <= line <= len(re.split(rb"\r*\n|\r", data)) for line in lines)


@settings(max_examples=300, deadline=None)
@given(damaged())
def test_the_count_and_the_reading_find_the_same_starts(data: bytes) -> None:
    survey = ris_starts.survey(re.sub(r"\r*\n|\r", "\n", data.decode("cp1252", "replace").replace("\x00", "")))
    found = [chunk.line for chunk in ris_lines.chunks(survey.unglued, survey.unglued.text.split("\n"))]
    assert found == list(survey.starts)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="TYERIA1 -–\n\tJOUx", max_size=80))
def test_the_count_and_the_reading_agree_on_noise(text: str) -> None:
    survey = ris_starts.survey(text)
    found = [chunk.line for chunk in ris_lines.chunks(survey.unglued, survey.unglued.text.split("\n"))]
    assert found == list(survey.starts)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_raise(data: bytes) -> None:
    read_file(data)
    read_file(b"TY  - JOUR\n" + data)


# -- writing ------------------------------------------------------------------------------------------------------

_WORD = st.text(alphabet="abcæøåéABCÆ0123456789", min_size=1, max_size=8).filter(lambda word: not word.isdigit())
_WORDS = st.lists(_WORD, min_size=1, max_size=6).map(lambda words: "Ex " + " ".join(words) + " end")
_NAME = st.builds(lambda family, given: f"F{family.lower()}, G{given.lower()}", _WORD, _WORD)
_DOI = st.builds(lambda word: f"10.1000/x{word.lower()}y", _WORD)

records = st.builds(
    Record,
    title=_WORDS,
    authors=st.lists(_NAME, unique=True, max_size=4).map(tuple),
    year=st.none() | st.integers(1500, 2099),
    abstract=st.lists(_WORDS.map(lambda text: f"LABEL: {text}."), max_size=3).map("\n".join),
    journal=st.just("") | _WORDS,
    volume=st.sampled_from(["", "12", "12A"]),
    issue=st.sampled_from(["", "3", "1 Suppl"]),
    pages=st.sampled_from(["", "1-9", "871-7", "e12", "95-95", "1-4, 9"]),
    doi=st.just("") | _DOI,
    pmid=st.sampled_from(["", "123456", "1"]),
    kind=st.sampled_from(
        ["article", "review", "book", "chapter", "report", "guideline", "thesis", "conference", "preprint", "other"]
    ),
    publication_types=st.sampled_from([(), ("Review",), ("Journal Article", "Systematic Review"), ("Preprint",)]),
    languages=st.sampled_from([(), ("eng",), ("Norwegian", "English")]),
    keywords=st.lists(_WORDS, unique=True, max_size=3).map(tuple),
    mesh=st.sampled_from([(), ("Aged", "Stroke/therapy*", "Patient Education as Topic*")]),
    url=st.sampled_from(["", "https://example.org/a?b=c"]),
    source_id=st.sampled_from(["", "EX1", "2-s2.0-123"]),
    extra=st.sampled_from([(), (("AD", "Example Institute"), ("SN", "0000-0000"))]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(records, max_size=4))
def test_what_we_write_reads_back_the_same(written: list[Record]) -> None:
    reading = ris.parse(ris.write(written))
    assert [one.record for one in reading.parsed] == written
    assert (reading.taken, reading.rejected) == (len(written), ())


def test_text_with_tags_in_it_is_written_safely() -> None:
    nasty = Record(
        title="Example\nER  - \nTY  - JOUR", abstract="Text.\nER  - \n\nTY  - JOUR\nMETHODS: ER  - ", year=2020
    )
    (one,) = ris.parse(ris.write([nasty])).parsed
    assert (one.record.title, one.record.abstract) == ("Example ER - TY - JOUR", "Text. ER - TY - JOUR\nMETHODS: ER -")


def test_rispy_reads_what_we_write() -> None:
    rispy = pytest.importorskip("rispy")
    text = ris.write([Record(title="Example trial", authors=("Example, A",), year=2020, doi="10.1000/x", pages="1-9")])
    (one,) = rispy.loads(text)
    assert (one["title"], one["authors"], one["year"], one["doi"]) == (
        "Example trial",
        ["Example, A"],
        "2020",
        "10.1000/x",
    )


@pytest.mark.parametrize("between", ["Record #2 of 2\n", "\nProvider: a made-up house\n\n"])
def test_lines_between_records_are_no_part_of_them(between: str) -> None:
    reading = read_file((ONE + between + TWO).encode())
    assert [(one.number, one.record.title, one.repairs) for one in reading.parsed] == [
        (1, "Example trial A", ()),
        (2, "Example trial B", ()),
    ]
    assert all("of 2" not in one.raw and "Provider" not in one.raw for one in reading.parsed)


def test_what_stands_behind_an_end_is_looked_at_for_other_formats() -> None:
    reading = read_file((ONE + "@article{x,\n title = {Example trial C},\n year = {2021}\n}\n" + TWO).encode())
    assert reading.record_starts == len(reading.parsed) + len(reading.rejected) == 3
    assert sorted(one.record.title for one in reading.parsed) == [
        "Example trial A",
        "Example trial B",
        "Example trial C",
    ]


def test_tags_that_no_table_names_are_kept_and_a_type_keeps_its_meaning() -> None:
    text = ONE.replace("\nAU", "\nJ9  - EX J\nWE  - Example  index\nAU", 1).replace(
        "TY  - JOUR", "TY  - JOUR\n goes on", 1
    )
    (one,) = read_file(text.encode()).parsed
    assert one.record.kind == "article" and ("WE", "Example index") in one.record.extra


def test_cinahl_says_a_pmid_with_letters_before_it() -> None:
    note = "Accession Number: 100000001. Language: English. Publication Type: Article. PMID: NLM10000002. "
    record = read_file(f"TY  - JOUR\nT1  - Example\nN1  - {note}\nER  - \n".encode()).parsed[0].record
    assert record.pmid == "10000002"


@pytest.mark.parametrize(
    ("text", "begins", "glued"),
    [
        ("", [], False),
        ("TY  - JOUR\nER  - \n\nTY  - JOUR\nER  - ", [0, 19], False),
        ("heading\nTY  - JOUR\n", [8], False),
        ("TY  - JOUR\nTI  - Example TY  - JOUR\n", [0], True),
        ("TY  - JOUR\nAB  - Example LK  - https://example.org\n", [0], True),
    ],
)
def test_starts_are_those_of_lines(text: str, begins: list[int], glued: bool) -> None:
    found = ris_pieces.starts(text)
    assert (list(found.begins), found.glued) == (begins, glued)


def test_a_piece_tells_its_place_and_what_stands_behind_it() -> None:
    text = "made-up heading\nTY  - JOUR\nTI  - One\nER  - \n\nRecord #2 of 2\nTY  - JOUR\nTI  - Two\nER  - "
    heading, one, two = ris_pieces.pieces(text, ris_pieces.starts(text))
    assert (heading.line, heading.body, heading.text) == (1, -1, "made-up heading")
    assert (one.line, one.end, one.raw) == (2, 5, "TY  - JOUR\nTI  - One\nER  - ")
    assert one.behind == "\n\nRecord #2 of 2"
    assert (two.line, two.raw, two.behind) == (7, "TY  - JOUR\nTI  - Two\nER  - ", "")


@given(
    st.lists(st.sampled_from(["RESULTS: None.", "Main results: 1.", "made-up words", "Aim", "end. METHODS: x", ":"]))
)
def test_an_abstract_in_one_text_is_that_of_its_lines(lines: list[str]) -> None:
    told = clean.abstract(lines)
    assert told == clean.labelled("\n".join(lines))
    assert told.replace("\n", " ").split() == " ".join(lines).split()
