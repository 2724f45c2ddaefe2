"""Files put one behind the other where the last line of the first has no end: the first record of the second is not lost."""

from __future__ import annotations

import pytest

from pipeline.formats.read import read_file

NBIB = "PMID- 1000000{n}\nOWN - NLM\nTI  - Example trial {n}\nFAU - Example, Anna\nSO  - J Examples. 2020;1:2."
REFER = "%0 Journal Article\n%A Example, Anna\n%T Example trial {n}\n%X A text."
OVID = "<{n}. >\nTI  - Example trial {n}\nAU  - Example A\nAB  - A text."
REFWORKS = "RT Journal Article\nSR Electronic(1)\nA1 Example,Anna\nT1 Example trial {n}\nAB A text."
RIS = "TY  - Journal Article\nTI  - Example trial {n}\nER  -"


@pytest.mark.parametrize(
    ("form", "text"), [("nbib", NBIB), ("refer", REFER), ("ovid", OVID), ("refworks", REFWORKS), ("ris", RIS)]
)
@pytest.mark.parametrize("between", ["", "\n"])
def test_every_record_and_its_line(form: str, text: str, between: str) -> None:
    one, two, three = (text.replace("{n}", str(n)) for n in (1, 2, 3))
    content = f"{one}\n\n{two}" + between + three + (between or "") + one
    reading = read_file(content.encode())
    assert (reading.format, reading.rejected) == (form, ())
    assert [one.record.title for one in reading.parsed] == [f"Example trial {n}" for n in (1, 2, 3, 1)]
    length = text.count("\n")
    third = 3 + 2 * length + (1 if between else 0)
    assert [one.line for one in reading.parsed][:3] == [1, 3 + length, third]
    glued = ["glued_start" in one.repairs for one in reading.parsed]
    assert glued == [False, False, not between, not between]


def test_a_number_in_an_abstract_is_none() -> None:
    text = NBIB.replace("{n}", "1").replace(
        "FAU", "AB  - As PMID- 10000002 and\n      <1. >\n      did, %0 of them\nFAU"
    )
    (one,) = read_file(text.encode()).parsed
    assert (one.record.title, one.repairs) == ("Example trial 1", ())
