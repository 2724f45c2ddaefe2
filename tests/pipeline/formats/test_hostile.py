"""No bytes crash a reader, hold it up or let a record start go unnamed; the long run of the same is in `tests/soak`."""

from __future__ import annotations

import time
import tracemalloc
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from pipeline.formats import ris
from pipeline.formats.guarded import SMALL
from pipeline.formats.read import FORMATS, read_file
from pipeline.formats.write.entries import Entry
from pipeline.formats.write.writers import WRITERS
from pipeline.records import Reading
from tests.pipeline.formats.hostile import REPEATED, files, long_text, texts

SHORT, LONG = SMALL // 32, SMALL * 10 // 32


def check(reading: Reading) -> None:
    """What holds of every reading."""
    if reading.format is None:
        assert (reading.record_starts, len(reading.parsed), len(reading.rejected)) == (0, 0, 1)
        return
    assert reading.format in FORMATS
    assert reading.record_starts == reading.taken + reading.rescued + len(reading.rejected)
    numbers = [one.number for one in reading.parsed]
    assert numbers == sorted(set(numbers)) and all(one.line > 0 for one in reading.parsed)
    assert all(ris.is_usable(one.record) and "\x00" not in one.record.title for one in reading.parsed)
    assert all(one.code and one.line > 0 for one in reading.rejected)


@given(files)
@settings(max_examples=4000, deadline=timedelta(seconds=2), suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes(data: bytes) -> None:
    check(read_file(data))


@given(texts)
@settings(max_examples=400, deadline=timedelta(seconds=2), suppress_health_check=[HealthCheck.too_slow])
def test_what_was_read_can_be_written_and_read_again(text: str) -> None:
    reading = read_file(text.encode("utf-8", "replace"))
    for write in WRITERS.values():
        write([Entry(one.record) for one in reading.parsed])
    again = read_file(WRITERS[".ris"]([Entry(one.record) for one in reading.parsed]))
    assert len(again.parsed) == len(reading.parsed)


def seconds(data: bytes) -> float:
    """What it takes of the processor to read a file whole."""
    began = time.process_time()
    check(read_file(data))
    return time.process_time() - began


@pytest.mark.parametrize("name", REPEATED)
def test_time_and_memory_grow_with_the_length(name: str) -> None:
    """Ten times the text takes about ten times as long (forty at most), and little enough to be done without a child."""
    short, long = long_text(name, SHORT), long_text(name, LONG)
    taken = [min(seconds(data) for _ in range(3)) for data in (short, long)]  # the least: what else ran is not counted
    assert taken[1] < max(40 * taken[0], 0.5) and taken[1] < 4, taken


@pytest.mark.parametrize("name", ["rows", "BibTeX braces", "names by semicolon", "EndNote deep", "glued starts"])
def test_memory_is_bounded(name: str) -> None:
    data = long_text(name, LONG)
    tracemalloc.start()
    try:
        read_file(data)
        assert tracemalloc.get_traced_memory()[1] < 400 * len(data)
    finally:
        tracemalloc.stop()
