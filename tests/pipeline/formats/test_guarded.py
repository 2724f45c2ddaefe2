"""A file that others made cannot take the server down: bounds of a child process, and what is told when they are met."""

from __future__ import annotations

import os
import threading
import time

import pytest

from pipeline.errors import BadInput
from pipeline.formats import guarded, table_columns
from pipeline.formats.guarded import Bounds
from pipeline.formats.read import MOST_RECORDS, read_file
from tests.pipeline.formats.test_table import csv_file, workbook
from tests.pipeline.formats.test_write import FULL

RIS = "TY  - JOUR\nTI  - Example trial {n}\nAU  - Example, A\nPY  - 2020\nER  - \n\n"
CHILD = Bounds(small=0)  # everything goes through a child


def many(count: int) -> bytes:
    return "".join(RIS.format(n=n) for n in range(count)).encode()


def odd() -> bytes:
    return many(3) + b"TY  - JOUR\nER  - \n\n" + many(2)[:-20] + b"\x01 \n"


@pytest.mark.parametrize("data", [many(3), odd(), b"", b"%PDF-1.7", csv_file("Example,A,2020,"), workbook([["Title"]])])
def test_a_child_says_the_same(data: bytes) -> None:
    here = read_file(data)
    with guarded.read(data, bounds=CHILD) as held:
        assert (held.format, held.record_starts, list(held.parsed())) == (
            here.format,
            here.record_starts,
            list(here.parsed),
        )
        assert (held.taken, held.rescued, held.rejected) == (here.taken, here.rescued, here.rejected)
        assert sum(held.repairs.values()) == sum(len(one.repairs) for one in here.parsed)
        assert list(held.parsed()) == list(held.parsed())


def test_every_field_comes_through() -> None:
    from pipeline.formats import ris

    data = ris.write([FULL]).encode()
    with guarded.read(data, bounds=CHILD) as held:
        assert next(held.parsed()).record == read_file(data).parsed[0].record


def test_only_the_account() -> None:
    with guarded.read(odd(), records=False, bounds=CHILD) as held:
        here = read_file(odd())
        assert (held.record_starts, held.taken, held.rescued) == (here.record_starts, here.taken, here.rescued)
        assert list(held.parsed()) == []


def test_a_plan_goes_along() -> None:
    data = csv_file("Example thing one,A review of one,2020", head="Tekst A,Tekst B,Year")
    plan = table_columns.propose(["Tekst A", "Tekst B", "Year"], []).choose(1, "title")
    with guarded.read(data, plans=[plan], bounds=CHILD) as held:
        assert next(held.parsed()).record.title == "A review of one"


@pytest.mark.parametrize(
    "bounds",
    [
        Bounds(small=0, memory=200 * 1024**2),
        Bounds(small=0, waited=0.5),
        Bounds(small=0, seconds=1),
    ],
    ids=["memory", "time", "processor"],
)
def test_bounds_are_kept(bounds: Bounds) -> None:
    began = time.monotonic()
    with guarded.read(many(60_000) + b"AB  - " + b"x " * 12_000_000, bounds=bounds) as held:
        assert (held.format, held.record_starts, list(held.parsed())) == (None, 0, [])
        assert [one.code for one in held.rejected] == ["file_too_heavy"]
    assert time.monotonic() - began < 30


def test_too_many_records_and_too_large() -> None:
    with guarded.read(b"TY  - JOUR\nTI  - x\nER  - \n" * (MOST_RECORDS + 1), records=False) as held:
        assert [(one.code, one.params["records"]) for one in held.rejected] == [
            ("file_too_many_records", MOST_RECORDS + 1)
        ]
    with guarded.read(b"x" * (100 * 1024**2 + 1)) as held:
        assert [one.code for one in held.rejected] == ["file_larger_than_limit"]


def test_a_job_that_is_stopped_ends_its_child() -> None:
    def stop() -> None:
        raise BadInput("stopped")

    before = set(_children())
    with pytest.raises(BadInput), guarded.read(many(90_000), alive=stop, bounds=CHILD):
        pass
    assert set(_children()) == before


def _children() -> list[str]:
    path = f"/proc/{os.getpid()}/task/{threading.get_native_id()}/children"
    with open(path, encoding="ascii") as told:
        return told.read().split()
