"""Readings as lines of JSON, so that a child process can hand over records one by one and nobody holds them all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from operator import attrgetter
from typing import Any, TextIO

from pipeline.records import Parsed, Reading, Record, Rejected

_NAMES = tuple(one.name for one in fields(Record))
_values = attrgetter(*_NAMES)


def write(reading: Reading, out: TextIO) -> None:
    """One line for each record, in the order of the file, then one for each rejected start, then the sum."""
    dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
    for one in reading.parsed:
        out.write(dumps([one.number, one.line, _values(one.record), one.raw, one.repairs, one.part]) + "\n")
    for other in reading.rejected:
        out.write(dumps({"rejected": [other.line, other.code, other.params, other.raw, other.part]}) + "\n")
    out.write(dumps({"format": reading.format, "record_starts": reading.record_starts}) + "\n")


def parsed(lines: Iterable[str]) -> Iterator[Parsed]:
    """The records of such lines, until the first line that holds none."""
    for line in lines:
        if not line.startswith("["):
            return
        number, at, values, raw, repairs, part = json.loads(line)
        record = Record(*map(_frozen, values))
        yield Parsed(number, at, record, raw, tuple(repairs), part)


def rejected(line: str) -> Rejected:
    """The rejected start of one line."""
    at, code, params, raw, part = json.loads(line)["rejected"]
    return Rejected(at, code, params, raw, part)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
