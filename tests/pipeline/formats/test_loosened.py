"""Tagged files whose lines were changed on the way are put right, and each record keeps its line and its own text."""

from __future__ import annotations

import pytest

from pipeline.formats.read import read_file

RIS = """TY  - JOUR
TI  - Example trial one
AU  - Example, A
PY  - 2020
ER  -

TY  - JOUR
TI  - Example trial two
AU  - Other, B
PY  - 2021
ER  -
"""
WOS = "FN Made-up\nVR 1.0\nPT J\nAU Example, A\n   Other, B\nTI Example trial one\nER\n\nPT J\nTI Example trial two\nER\n\nEF\n"
NBIB = "PMID- 10000001\nTI  - Example trial one\nFAU - Example, Anna\n\nPMID- 10000002\nTI  - Example trial two\n"
BIB = "@article{a,\n  title = {Example trial one},\n year = {2020}\n}\n@book{b,\n title={Example trial two},\n year={2021},\n}\n"
REFER = "%0 Journal Article\n%T Example trial one\n\n%0 Journal Article\n%T Example trial two\n"


def small(text: str) -> str:
    """Tags with small letters."""
    return "\n".join(line[:4].lower() + line[4:] for line in text.split("\n"))


def indented(text: str) -> str:
    return "\n".join(f"  {line}" if line else "" for line in text.split("\n"))


def without(text: str, *tags: str) -> str:
    return "\n".join(line for line in text.split("\n") if line[:2] not in tags)


def quoted(text: str) -> str:
    return "\n".join(f'"{line}"' for line in text.split("\n") if line)


@pytest.mark.parametrize(
    ("text", "form", "code", "line"),
    [
        (small(RIS), "ris", "small_tag", 7),
        (small(NBIB), "nbib", "small_tag", 5),
        (indented(WOS), "wos", "indented_tag", 9),
        (indented(NBIB), "nbib", "indented_tag", 5),
        (indented(REFER), "refer", "indented_tag", 4),
        (quoted(RIS), "ris", "quoted_lines", 6),
        ("> " + RIS.replace("\n", "\n> "), "ris", "indented_tag", 7),
        (RIS.replace("  - ", ": ").replace("  -", ":"), "ris", "colon_tag", 7),
        (without(RIS, "TY", "ER"), "ris", "missing_start", 5),
        (without(RIS, "TY", "ER").replace("\n\n", "\n"), "ris", "missing_start", 4),
        (without(RIS, "ER"), "ris", "missing_end", 6),
        (without(RIS, "TY"), "ris", "missing_start", 6),
        (" ".join(RIS.split("\n")), "ris", "joined_lines", 1),
        (RIS.replace("\n", "\\n"), "ris", "joined_lines", 1),
    ],
    ids=lambda one: one if isinstance(one, str) and " " not in one.strip() and len(one) < 20 else None,
)
def test_it_is_put_right_and_named(text: str, form: str, code: str, line: int) -> None:
    reading = read_file(text.encode())
    assert (reading.format, reading.record_starts, reading.rescued, reading.rejected) == (form, 2, 2, ())
    assert [one.record.title for one in reading.parsed] == ["Example trial one", "Example trial two"]
    assert all(code in one.repairs for one in reading.parsed)
    assert reading.parsed[1].line == line
    assert all(one.raw and one.raw in text for one in reading.parsed), "its own text, as it stood"


@pytest.mark.parametrize("behind", ["", ",,", "\t"])
def test_only_the_lines_with_a_comma_are_in_quotation_marks(behind: str) -> None:
    """As a spreadsheet saves RIS: the line of an author has its comma in it."""
    text = "\n".join(f'"{line}"{behind}' if "," in line else line for line in RIS.split("\n"))
    reading = read_file(text.encode())
    assert [one.record.authors for one in reading.parsed] == [("Example, A",), ("Other, B",)]
    assert [(one.line, "quoted_lines" in one.repairs) for one in reading.parsed] == [(1, True), (7, True)]
    assert all(one.raw in text for one in reading.parsed)


@pytest.mark.parametrize("text", [WOS, NBIB, REFER, BIB], ids=["wos", "nbib", "refer", "bibtex"])
def test_lines_in_quotation_marks_of_other_formats(text: str) -> None:
    quoted_ = "\n".join(
        f'"{line}"' if "," in line or "Example trial two" in line else line for line in text.split("\n")
    )
    plain, reading = read_file(text.encode()), read_file(quoted_.encode())
    assert [one.record for one in reading.parsed] == [one.record for one in plain.parsed]
    assert all("quoted_lines" in one.repairs for one in reading.parsed)


@pytest.mark.parametrize("text", [RIS, WOS, NBIB, REFER], ids=["ris", "wos", "nbib", "refer"])
@pytest.mark.parametrize("blank", ["\xa0", " \xa0"])
def test_blanks_that_do_not_break_a_line(text: str, blank: str) -> None:
    """As pages of the web and letters have them, for all blanks or each second one."""
    changed = text.replace("  ", blank) if len(blank) > 1 else text.replace(" ", blank)
    plain, reading = read_file(text.encode()), read_file(changed.encode())
    assert [one.record for one in reading.parsed] == [one.record for one in plain.parsed]
    assert (reading.format, reading.rejected) == (plain.format, ())


@pytest.mark.parametrize("dash", "–—‐−")
def test_long_dashes_in_nbib(dash: str) -> None:
    text = NBIB.replace("  - ", f"  {dash} ").replace("FAU -", f"FAU {dash}")
    reading = read_file(text.encode())
    assert [one.record.title for one in reading.parsed] == ["Example trial one", "Example trial two"]
    assert reading.parsed[0].record.authors == ("Example, Anna",)
    assert all(one.repairs == ("dash_changed",) for one in reading.parsed)


LINK = "LK  - https://example.org/?doi=10.9999/made-up.1\n"


@pytest.mark.parametrize("mark", ["> ", "{}: "])
def test_a_link_does_not_hide_that_the_lines_are_marked(mark: str) -> None:
    """Embase has LK: with something before it the line looks like one that another was glued to."""
    text = RIS.replace("ER  -", LINK + "ER  -")
    text = "\n".join(mark.format(number) + line for number, line in enumerate(text.split("\n"), 1))
    reading = read_file(text.encode())
    assert [one.record.title for one in reading.parsed] == ["Example trial one", "Example trial two"]
    assert [one.record.doi for one in reading.parsed] == ["10.9999/made-up.1"] * 2


@pytest.mark.parametrize("page", ["<html><body><pre>{}</pre></body></html>", "<!DOCTYPE html>\n<body><p>{}</p></body>"])
def test_lines_in_a_page_of_the_web(page: str) -> None:
    text = RIS.replace("ER  -", "DO  - 10.9999/made-up.1\nUR  - https://example.org/?a=1&AN=2\nER  -")
    shown = text.replace("&", "&amp;").replace("\n", "<br>\n" if "<p>" in page else "\n")
    plain, reading = read_file(text.encode()), read_file(page.format(shown).encode())
    assert [one.record for one in reading.parsed] == [one.record for one in plain.parsed]
    assert all("html_markup" in one.repairs for one in reading.parsed)


def test_a_quotation_within_a_record_is_its_text() -> None:
    text = 'TY  - JOUR\nTI  - Example trial\nAB  - They said\n"XX - this"\n"IT is that"\nER  - \n'
    assert [(one.record.abstract, one.repairs) for one in read_file(text.encode()).parsed] == [
        ('They said "XX - this" "IT is that"', ())
    ]


def test_tags_without_a_blank_behind_them() -> None:
    text = REFER.replace("%T ", "%T").replace("%0 ", "%0") + "%AExample, A\n%X20% of them\n%D2020\n"
    reading = read_file(text.encode())
    assert (reading.format, reading.record_starts, reading.rescued) == ("refer", 2, 2)
    second = reading.parsed[1]
    assert (second.record.title, second.record.authors, second.record.year) == (
        "Example trial two",
        ("Example, A",),
        2020,
    )
    assert (second.record.abstract, second.line, second.repairs) == ("20% of them", 4, ("single_space_tag",))
    assert second.raw in text


def test_small_letters_in_refworks() -> None:
    text = "rt Journal Article\nsr Electronic(1)\na1 Example,A\nt1 Example trial\nyr 2020\nab Some text\nwe like\n\n"
    reading = read_file((text + text).encode())
    assert (reading.format, reading.record_starts, reading.rescued) == ("refworks", 2, 2)
    record = reading.parsed[1].record
    assert (record.title, record.authors, record.year) == ("Example trial", ("Example, A",), 2020)
    assert record.abstract == "Some text we like"
    assert reading.parsed[1].repairs == ("small_tag",)


def test_a_record_begins_with_the_tag_that_the_first_one_began_with() -> None:
    text = "AU  - Example, A\nAU  - Other, B\nTI  - Example one\nPY  - 2020\nAU  - Third, C\nTI  - Example two\n"
    reading = read_file(text.encode())
    assert [(one.line, one.record.title, len(one.record.authors)) for one in reading.parsed] == [
        (1, "Example one", 2),
        (5, "Example two", 1),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "  Just a note - with a dash\n  and more",
        "ti - this is a song\nla - another",
        '"a"\n"b"',
        "rt x\nt1 y",
        "%0d%0A\n",
    ],
)
def test_other_texts_are_none(text: str) -> None:
    assert read_file(text.encode()).format is None


def test_a_sign_before_each_line() -> None:
    text = "".join(
        f"+{line}\n" for line in ("TY  - JOUR", "TI  - Example trial of things", "AU  - Example, A", "ER  -")
    )
    (one,) = read_file(text.encode()).parsed
    assert (one.record.title, one.repairs) == ("Example trial of things", ("marked_lines",))
