"""Letters that a program between the database and us read in the wrong character set come out right, and are named."""

from __future__ import annotations

import pytest

from pipeline.formats import respelled
from pipeline.formats.read import read_file

TITLE, AUTHOR = "Eksempel på ærlighet – «én» studie", "Øksempel, Åse"
RIS = f"TY  - JOUR\nTI  - {TITLE}\nAU  - {AUTHOR}\nPY  - 2020\nER  - \n"
PLAIN = "TY  - JOUR\nTI  - Example trial\nER  - \n\n"


@pytest.mark.parametrize("read_as", ["cp1252", "latin-1"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encoded_twice(read_as: str, line_end: str) -> None:
    """UTF-8 opened as if it were the other, and saved as UTF-8; the bytes that cp1252 lacks are kept as they are."""
    wrong = "".join(_as(read_as, byte) for byte in RIS.encode())
    reading = read_file((PLAIN + wrong).replace("\n", line_end).encode())
    record = reading.parsed[1].record
    assert (record.title, record.authors) == (TITLE, (AUTHOR,))
    assert [one.repairs for one in reading.parsed] == [(), ("encoded_twice",)]


def _as(encoding: str, byte: int) -> str:
    return bytes([byte]).decode(encoding) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)


@pytest.mark.parametrize(
    "text",
    [
        "São Paulo, SÃO PAULO, Ângela, ÂNGELA, TRÀ VINH",
        "CAFÉ™ and «CAFÉ» at 20 Â°C",
        "Copyright Â© 2020",
        "Łódź, Đà Nẵng, Ørland – 5 × 3 ≥ 2",
        "Written Ã¥ for å, as programs do",
        "plain",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert respelled.once(text) == (text, ())


def test_only_what_was_read_wrongly_is_changed() -> None:
    wrong = "Ærlig – på «blåbær»".encode().decode("latin-1")
    assert respelled.once(f"≥ 2, CAFÉ’\n{wrong}") == ("≥ 2, CAFÉ’\nÆrlig – på «blåbær»", (2,))


def test_quotation_marks_alone() -> None:
    text = "It’s Example’s “trial”".encode().decode("latin-1")
    assert respelled.once(text) == ("It’s Example’s “trial”", (1,))


def test_an_old_mac() -> None:
    reading = read_file((RIS + "\n" + RIS).replace("\n", "\r").encode("mac_roman"))
    assert [(one.record.title, one.record.authors) for one in reading.parsed] == [(TITLE, (AUTHOR,))] * 2


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_cp1252_is_none_of_them(line_end: str) -> None:
    assert read_file(RIS.replace("\n", line_end).encode("cp1252")).parsed[0].record.title == TITLE
