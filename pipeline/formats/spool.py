"""Readings as lines of JSON, so that a child process can hand over records one by one and nobody holds them all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from operator import attrgetter
from typing import Any, TextIO

from pipeline.records import Column, Look, Noticed, Parsed, Plan, Reading, Record, Rejected

_NAMES = tuple(one.name for one in fields(Record))
_values = attrgetter(*_NAMES)


def write(reading: Reading, out: TextIO, *, records: bool = True) -> None:
    """The sum, one line for each rejected start and each notice, then, with `records`, one for each record in their order."""
    dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
    repairs = Counter(code for codes in reading.repairs() for code in codes)
    doubtful = [asdict(one) for one in reading.doubtful]
    sums = [reading.record_starts, reading.taken, reading.rescued, repairs]
    out.write(dumps([reading.format, *sums, doubtful]) + "\n")
    for other in reading.rejected:
        out.write(dumps({"rejected": [other.line, other.code, other.params, other.raw, other.part]}) + "\n")
    for note in reading.notices:
        out.write(dumps({"notice": [note.line, note.code, note.params, note.raw, note.part]}) + "\n")
    for one in reading.parsed if records else ():
        out.write(dumps([one.number, one.line, _values(one.record), one.raw, one.repairs, one.part]) + "\n")


def told(lines: Iterable[str]) -> tuple[list[Any], list[Rejected], list[Noticed]]:
    """What `write` wrote first: [format, starts, taken, rescued, repairs by code, tables in doubt]; rejected starts; notices."""
    rejected: list[Rejected] = []
    notices: list[Noticed] = []
    head: list[Any] = []
    for line in lines:
        if not head:
            head = json.loads(line)
        elif line.startswith("{"):
            for name, values in json.loads(line).items():
                if name == "rejected":
                    rejected.append(Rejected(*values))
                else:
                    notices.append(Noticed(*values))
        else:
            break
    return head, rejected, notices


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
