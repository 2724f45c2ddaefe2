"""Readings as lines of JSON, so that a child process can hand over records one by one and nobody holds them all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from operator import attrgetter
from typing import Any, TextIO

from pipeline.records import Column, Look, Parsed, Plan, Reading, Record, Rejected

_NAMES = tuple(one.name for one in fields(Record))
_values = attrgetter(*_NAMES)


def write(reading: Reading, out: TextIO, *, records: bool = True) -> None:
    """The sum, then one line for each rejected start, then, with `records`, one for each record in the order of the file."""
    dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
    repairs = Counter(code for codes in reading.repairs() for code in codes)
    doubtful = [asdict(one) for one in reading.doubtful]
    sums = [reading.record_starts, reading.taken, reading.rescued, repairs]
    out.write(dumps([reading.format, *sums, doubtful]) + "\n")
    for other in reading.rejected:
        out.write(dumps({"rejected": [other.line, other.code, other.params, other.raw, other.part]}) + "\n")
    for one in reading.parsed if records else ():
        out.write(dumps([one.number, one.line, _values(one.record), one.raw, one.repairs, one.part]) + "\n")


def told(lines: Iterable[str]) -> tuple[list[Any], list[Rejected]]:
    """What `write` wrote first: [format, starts, taken, rescued, repairs by code, tables in doubt]; and the rejected starts."""
    rejected: list[Rejected] = []
    head: list[Any] = []
    for line in lines:
        if not head:
            head = json.loads(line)
        elif line.startswith("{"):
            at, code, params, raw, part = json.loads(line)["rejected"]
            rejected.append(Rejected(at, code, params, raw, part))
        else:
            break
    return head, rejected


def parsed(lines: Iterable[str]) -> Iterator[Parsed]:
    """The records of such lines."""
    for at, line in enumerate(lines):
        if at and line.startswith("["):
            number, place, values, raw, repairs, part = json.loads(line)
            yield Parsed(number, place, Record(*map(_frozen, values)), raw, tuple(repairs), part)


def plan_of(told: Mapping[str, Any]) -> Plan:
    """The plan that `dataclasses.asdict` made this of. Raises KeyError and TypeError for anything else."""
    return Plan(tuple(Column(**one) for one in told["columns"]), tuple(told["doubts"]), told["chosen"])


def look_of(told: Mapping[str, Any]) -> Look:
    """The look that `dataclasses.asdict` made this of; raises likewise."""
    rows = tuple(tuple(row) for row in told["rows"])
    return Look(told["format"], tuple(told["headings"]), rows, plan_of(told["plan"]), told["part"])


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
