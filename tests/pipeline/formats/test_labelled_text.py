"""References with a label in words before each value are read by what tables have as headings; other texts are none."""

from __future__ import annotations

import pytest

from pipeline.formats.read import read_file

JSTOR = """<{n}>
TITLE: Example trial {n}
AUTHOR: Example, Anna; Other, Bo
JOURNAL: Journal of Made-up Things
YEAR: 2020
DOI: 10.9999/made-up.{n}
ABSTRACT: First line.
Aim: second line.

Third line.

"""
NORWEGIAN = """Tittel: Example trial {n}
Forfatter: Example, Anna
Forfatter: Other, Bo
År: 2020
Tidsskrift: Journal of Made-up Things
DOI: https://doi.org/10.9999/made-up.{n}
Sammendrag: First line.
Aim: second line.
Third line.

"""
TAGS = """AU: Example, Anna; Other, Bo
TI: Example trial {n}
SO: Journal of Made-up Things. 2020;1(2):3-4.
DO: 10.9999/made-up.{n}
AB: First line. Aim: second line.
Third line.
"""
BOLD = """- **Title:** Example trial {n}
- **Authors:** Example, Anna; Other, Bo
- **Publication year:** 2020
- **Journal:** Journal of Made-up Things
- **DOI:** 10.9999/made-up.{n}
- **Abstract:** First line. Aim: second line. Third line.
-----
"""


SILVER = """TI:  Example trial {n}
AU:  Example, Anna; Other, Bo
AD:  Institute of Made-up Things: North
SO:  Journal of Made-up Things
PY: 2020
LA: ENGLISH
CP: NOWHERE
DOI: 10.9999/made-up.{n}
AB:  First line.
Aim: second line.
Third line.
UD: 9403

"""
YAML = """author: Example, Anna; Other, Bo
author_list:
- {{family: Example, given: Anna}}
- family: Other
  given: Bo
citations:
- author: Third, C.
  title: A title of another
  year: 1999
doi: 10.9999/made-up.{n}
journal: Journal of Made-up Things
month: 1
title: 'Example trial {n}'
type: article
year: '2020'
abstract: First line. Aim: second line. Third line.
---
"""


@pytest.mark.parametrize(
    "text", [JSTOR, NORWEGIAN, TAGS, BOLD, SILVER, YAML], ids=["jstor", "norwegian", "tags", "bold", "silver", "yaml"]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_record(text: str, line_end: str) -> None:
    numbers = (1, 2, 3)
    above = "JSTOR CITATION LIST\n\n"
    data = above + "".join(text.replace("{n}", str(n)) for n in numbers)
    reading = read_file(data.replace("\n", line_end).encode())
    assert (reading.format, reading.record_starts, reading.taken, reading.rejected) == ("labelled_text", 3, 3, ())
    for n, one in zip(numbers, reading.parsed, strict=True):
        record = one.record
        assert (record.title, record.year, record.doi) == (f"Example trial {n}", 2020, f"10.9999/made-up.{n}")
        assert record.authors == ("Example, Anna", "Other, Bo")
        assert record.journal == "Journal of Made-up Things"
        assert " ".join(record.abstract.split()) == "First line. Aim: second line. Third line."
        assert f"made-up.{n}" in one.raw and one.line > (n - 1) * 5


def test_a_record_that_says_nothing_is_put_aside() -> None:
    text = NORWEGIAN.replace("{n}", "1") * 5 + "Tittel:\nForfatter: Example, Anna\nÅr: 2020\nTidsskrift: J\n"
    reading = read_file(text.encode())
    assert (reading.record_starts, reading.taken, [one.code for one in reading.rejected]) == (6, 5, ["record_empty"])


@pytest.mark.parametrize(
    "text",
    [
        "Fra: Example\nTil: Other\nEmne: Møte\nDato: 1. mai 2020\n\nHei.\n",
        "---\ntitle: Example page\nauthor: Example, Anna\ndate: 2020-05-01\n---\n\nA text.\n",
        "Navn: Anna Example\nTittel: Sykepleier\nAvdeling: Hjemmetjenesten\nÅr: 2020\n",
        "Package: example\nTitle: Example Of Things\nAuthor: Anna Example\nDate: 2020-05-01\nDescription: Does things.\n",
        "class Example:\n    title: str = ''\n    authors: str = ''\n    year: int = 2020\n    journal: str = ''\n",
        'title: "Example"\nurl: https://example.org\nsource: x\n',
        "# how to cite\ncff-version: 1.1.0\nauthors:\n  - family-names: Example\n    given-names: Anna\ntitle: Example software\n"
        "doi: 10.9999/made-up.1\n",
    ],
)
def test_other_texts_with_labels_are_none(text: str) -> None:
    assert read_file(text.encode()).format is None
