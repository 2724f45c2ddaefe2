"""BibTeX: grammar, LaTeX, names; a damaged entry is rescued or named and never takes the next one with it."""

from __future__ import annotations

import pytest

from pipeline.formats import latex
from pipeline.formats.bibtex_fields import person
from pipeline.formats.read import read_file

ONE = """\
@article{example2020,
  title = {Example trial of {MADE}-up things},
  author = {Example, Anna and Bo van Other and {Example Study Group}},
  journal = {Journal of Examples}, volume = 18, number = {2},
  pages = {5--9}, year = 2020, doi = {10.1000/ex\\_1},
  keywords = {one, two; three},
}

"""


def test_one_entry() -> None:
    reading = read_file(ONE.encode())
    assert (reading.format, reading.record_starts, reading.taken) == ("bibtex", 1, 1)
    one = reading.parsed[0].record
    assert one.title == "Example trial of MADE-up things"
    assert one.authors == ("Example, Anna", "van Other, Bo", "Example Study Group")
    assert (one.year, one.journal, one.volume, one.issue) == (2020, "Journal of Examples", "18", "2")
    assert (one.pages, one.doi) == ("5-9", "10.1000/ex_1")
    assert ("citation key", "example2020") in one.extra


@pytest.mark.parametrize(
    ("text", "titles", "repairs"),
    [
        (ONE * 2, ["Example trial of MADE-up things"] * 2, [(), ()]),  # a key that stands twice
        ("@article{,\n title={One}\n}\n@book{\n title={Two}\n}\n", ["One", "Two"], [(), ()]),  # no key
        ('@article(k, title = "One {"}two", year = 2020)\n', ['One "two'], [()]),  # round brackets, quotes
        ("@article{a, title={One}} @article{b, title={Two}}", ["One", "Two"], [(), ()]),  # on one line
        ("@article{a, title={One}, title={Other}}", ["One"], [()]),  # a field that stands twice
        ('@string{j = "Jo"}\n@comment{x}\n@article{a, title = j # { of } # j}', ["Jo of Jo"], [()]),
        (
            "@article{a,\n title={One {two},\n year={2020}\n}\n" + ONE,
            ["One two", "Example trial of MADE-up things"],
            [("unbalanced_braces",), ()],
        ),
        (ONE + "@article{cut,\n title={Cut", ["Example trial of MADE-up things", "Cut"], [(), None]),
        ("@article{a,\n title={One},\n ???\n year={2020}\n}", ["One"], [("broken_field",)]),
        ("@article{a, title={One},\nfunding_text\xa01={Made up}, text 2 = {Made up}}", ["One"], [()]),  # Scopus
        (
            "@article{a,\n title={One}\n}\n, @misc{b,\n title={Two}\n}; @book{c, title={Three}}",
            ["One", "Two", "Three"],
            [()] * 3,
        ),
        (
            "@misc{a, title={{\\MadeUp}ing with \\TeX{} and {\\Large big} \\textbf{words}}}",
            ["MadeUping with TeX and big words"],
            [()],
        ),
    ],
)
def test_oddities(text: str, titles: list[str], repairs: list[tuple[str, ...] | None]) -> None:
    reading = read_file(text.encode())
    assert [one.record.title for one in reading.parsed] == titles
    for one, expected in zip(reading.parsed, repairs, strict=True):
        assert one.repairs if expected is None else one.repairs == expected
    assert reading.record_starts == len(titles)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Erl\\'{e}n and \\aa rsak", "Erlén and årsak"),
        ('{\\"O}stberg, {\\o}l, \\ae ble', "Östberg, øl, æble"),
        ("50\\% \\& more\\_of \\$1", "50% & more_of $1"),
        ("\\textit{Example} of \\emph{it}", "Example of it"),
        ("A~B \\{C\\}", "A B {C}"),
        ('na{\\"\\i}ve', "naïve"),
    ],
)
def test_latex(written: str, read: str) -> None:
    assert latex.to_text(written) == read


@pytest.mark.parametrize("text", ["æøå 50% & {x} $1 #2 a_b ~ ^ \\ end", "plain"])
def test_latex_round_trip(text: str) -> None:
    assert latex.to_text(latex.from_text(text)) == text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Anna Example", "Example, Anna"),
        ("Example, Jr, Anna", "Example, Anna Jr"),
        ("Ludwig van Example", "van Example, Ludwig"),
        ("{World Example Organization}", "World Example Organization"),
        ("others", ""),
        ("Example AB", "Example, AB"),
    ],
)
def test_names(name: str, expected: str) -> None:
    assert person(name) == expected


@pytest.mark.parametrize(
    "text",
    [
        "import os\n\n@property\ndef title(self):\n    return 1\n\n@dataclass{}\n",
        "@page {\n  margin: 1cm;\n}\n@media print {\n  a { color: red }\n}\n",
        '@RequestMapping("/example")\npublic class Example {\n  @Test(timeout = 5)\n  void x() {}\n}\n',
    ],
    ids=["Python", "CSS", "Java"],
)
def test_other_texts_with_such_words_are_none(text: str) -> None:
    assert read_file(text.encode()).format is None


def test_the_number_of_pubmed_as_biblatex_has_it() -> None:
    text = "@article{a,\n title = {One},\n eprint = {10000001},\n eprinttype = {%s}}\n"
    assert [read_file((text % one).encode()).parsed[0].record.pmid for one in ("pubmed", "arxiv")] == ["10000001", ""]


def test_a_type_that_nobody_knows_counts_where_a_key_follows() -> None:
    reading = read_file(b"@example{one2020,\n title = {Example one}}\n@article{\n title = {Example two}}\n")
    assert [one.record.title for one in reading.parsed] == ["Example one", "Example two"]


def test_what_an_entry_does_not_say_is_that_of_the_one_it_refers_to() -> None:
    one = "@inproceedings{a, crossref={B}, title={One}, author={Example, Anna}, pages={1--2}}\n"
    part = "@inbook{c, crossref = {B}, pages = {3}}\n@inbook{d, crossref = {none}, pages = {3}}\n"
    book = "@proceedings{B, title={Made-up Proceedings}, year=2020, editor={Other, Bo}, doi={10.9999/b}}\n"
    reading = read_file((one + part + book).encode())
    told = [(each.record.title, each.record.journal, each.record.year, each.record.doi) for each in reading.parsed]
    assert told[0] == ("One", "Made-up Proceedings", 2020, "")
    assert told[1:] == [("Made-up Proceedings", "", 2020, ""), ("Made-up Proceedings", "", 2020, "10.9999/b")]
    assert [(each.line, each.code) for each in reading.rejected] == [(3, "record_empty")]


def test_a_long_name_with_a_particle_is_a_person() -> None:
    assert person("Anna Bo Cleo Didrik Emil van der Example") == "van der Example, Anna Bo Cleo Didrik Emil"
    assert person("Example Group for the Study of Made-up Things") == "Example Group for the Study of Made-up Things"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (r"A $\beta$-blocker and $H_2O$ at $CO_{2}$", "A β-blocker and H2O at CO2"),
        ("It cost $5 and $10, or $5-$10", "It cost $5 and $10, or $5-$10"),
        (r"A \$5 fee", "A $5 fee"),
        (r"A \(\Sigma\)\(\Delta\) modulator (of sorts)", "A ΣΔ modulator (of sorts)"),
    ],
)
def test_formulas_are_told_from_money(value: str, text: str) -> None:
    assert latex.to_text(value) == text
