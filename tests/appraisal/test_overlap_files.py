"""Which studies reviews share, from files: three shapes, one answer; what cannot be read is named."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

pytest.importorskip("messages")

from appraisal.__main__ import main
from appraisal.overlap_files import MOST_ROWS, read_table, studies_by_review
from pipeline.errors import BadInput

# Six inclusions of four studies in two reviews: CCA = (6 - 4) / (4 x 2 - 4) = 50 %.
WANTED = {"Review A": {"s1", "s2", "s3"}, "Review B": {"s1", "s2", "s4"}}
MATRIX = "Study;Review A;Review B\ns1;x;x\ns2;X;1\ns3;ja;\ns4;-;✓\n"
PAIRS = "review,study\nReview A,s1\nReview A,s2\nReview A,S2\nReview A,s3\nReview B,S1\nReview B,s2\nReview B,s4\n"
LISTS = "Review A\tReview B\ns1\ts1\ns2\tS2\ns3\ts4\n"
UNNAMED = ",Review A,Review B\ns1,x,x\ns2,x,x\ns3,x,\ns4,,x\n"


def workbook(text: str) -> bytes:
    book, out = Workbook(), BytesIO()
    for line in text.splitlines():
        book.active.append([1 if cell == "x" else cell for cell in line.split(";")])
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        *(text.encode() for text in (MATRIX, PAIRS, LISTS, UNNAMED)),
        b"\xef\xbb\xbf" + MATRIX.replace("\n", "\r\n").encode(),
        MATRIX.encode("utf-16"),
        workbook(MATRIX),
    ],
)
def test_every_shape_gives_the_same_reviews(content: bytes) -> None:
    assert studies_by_review(read_table(content, "f"), "f") == WANTED


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "overlap_no_table"),
        (b"only one line", "overlap_no_table"),
        (b"PK\x03\x04 no workbook", "overlap_no_table"),
        (b"study;A\ns1;perhaps\n", "overlap_mark_unknown"),
        (b"study;A;\ns1;x;x\n", "overlap_head_empty"),
        (b"study;A;A\ns1;x;x\n", "overlap_review_twice"),
        (b"study;A;B\ns1;;\n", "overlap_none"),
        (b"study;A\n" + b"s;x\n" * (MOST_ROWS + 2), "overlap_too_many"),
    ],
)
def test_what_cannot_be_read_is_named(content: bytes, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        studies_by_review(read_table(content, "f.csv"), "f.csv")
    assert caught.value.code == code and caught.value.params["file"] == "f.csv"


def test_the_command_prints_matrix_area_and_band(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "overlap.csv"
    path.write_text(MATRIX, encoding="utf-8")
    assert main(["overlap", str(path)]) == 0
    told = capsys.readouterr().out
    for part in ("1 = Review A", "s3   ✓   –", "s4   –   ✓", "2 av 4 studier", "50.0 %", "Svært stor overlapping"):
        assert part.lower() in told.lower()
    assert main(["overlap", str(path), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["cca"], data["degree"], data["inclusions"]) == (50.0, "overlap_very_high", 6)
    assert data["matrix"]["s3"] == {"Review A": True, "Review B": False}


def test_one_review_has_no_overlap(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "one.csv"
    path.write_text("study;A\ns1;x\n", encoding="utf-8")
    assert main(["overlap", str(path)]) == 0
    assert "kan ikke regnes ut" in capsys.readouterr().out
    assert main(["overlap", str(tmp_path / "none.csv")]) == 2
