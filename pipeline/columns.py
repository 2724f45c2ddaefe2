"""What the columns of a table are, where a person has to say it: what is asked, what they chose, how records come out.

A file whose table is in doubt (`Reading.doubtful`) waits: its run keeps the looks in its receipt (`columns`), each choice
is a field of the run, and what is used in the end is a plan in the receipt (`plans`). The plan is kept for the next table
with the same headings too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from pipeline.formats import guarded, table, table_headings
from pipeline.formats.spool import look_of, plan_of
from pipeline.formats.table_columns import CHOICES
from pipeline.records import Look, Plan, Record
from pipeline.rows import Fields, Run

ASIDE = "aside"  # the choice that keeps a column beside the record, as it is
OFFERED = (*CHOICES, ASIDE)
TABLES = frozenset({"csv", "tsv", "xlsx", "ods", "html_table", "excel_xml"})
MOST_LOOKS = 10  # tables of one file that are asked about
MOST_TEXT = 40_000  # characters of the rows that are kept of one table, about


def field_of(number: int, position: int) -> str:
    """The name of the field that holds what a column of the n-th table (from 0) is."""
    return f"column.{number}.{position}"


def is_asked(run: Run) -> bool:
    """Whether an import waits for somebody to say what its columns are."""
    return run.state == "waiting" and bool(run.receipt.get("columns"))


def asked(run: Run) -> tuple[Look, ...]:
    """The tables that a run asks about, with what is proposed for each column."""
    return tuple(look_of(one) for one in run.receipt.get("columns", ()))


def reads_again(run: Run) -> str:
    """The run whose table this one reads once more, with other columns; empty = it is no such run."""
    return str(run.receipt.get("reads_again", ""))


def can_be_read_again(run: Run) -> bool:
    """Whether a file was read as a table, so that other columns would make other records of it."""
    return run.kind == "import" and run.state == "done" and run.account.get("format") in TABLES


def superseded(runs: Iterable[Run]) -> frozenset[str]:
    """The runs whose tables have been read once more since: the newest reading is the one that counts."""
    return frozenset(reads_again(run) for run in runs if run.state == "done" and reads_again(run))


def given(receipt: Mapping[str, Any]) -> tuple[Plan, ...]:
    """The plans that a person has said yes to."""
    return tuple(plan_of(one) for one in receipt.get("plans", ()))


def to_ask(looks: Iterable[Look], remembered: Mapping[str, str]) -> list[dict[str, Any]]:
    """Looks as they are kept while they are asked about. `remembered`: key of headings -> plan as text, of an earlier time."""
    return [
        asdict(_as_before(_short(look), remembered.get(key_of(look.headings), ""))) for look in list(looks)[:MOST_LOOKS]
    ]


def _short(look: Look) -> Look:
    """A look at a very wide table with less of each cell: it is kept in a row that is read often."""
    most = max(20, MOST_TEXT // max(1, len(look.headings) * len(look.rows)))
    return replace(look, rows=tuple(tuple(cell[:most] for cell in row) for row in look.rows))


def _as_before(look: Look, text: str) -> Look:
    """A look with the plan of an earlier time as what is proposed."""
    if not text:
        return look
    before = plan_of(json.loads(text))
    return replace(look, plan=replace(before, doubts=look.plan.doubts)) if before.headings == look.headings else look


def chosen(looks: Sequence[Look], fields: Fields) -> tuple[Plan, ...]:
    """The plan of each table: what is proposed, with what people have chosen instead."""
    return tuple(_chosen(number, look.plan, fields) for number, look in enumerate(looks))


def _chosen(number: int, plan: Plan, fields: Fields) -> Plan:
    for column in plan.columns:
        choice = fields.text(field_of(number, column.position))
        if choice in OFFERED:
            plan = plan.choose(column.position, "" if choice == ASIDE else choice)
    return replace(plan, doubts=(), chosen=True)


def preview(look: Look, plan: Plan) -> tuple[Record, ...]:
    """The first records as they would come out of a table by a plan, of the rows that were kept of it."""
    return table.records_of(look.headings, look.rows, plan) if plan.usable else ()


def expected(content: bytes, plans: Sequence[Plan]) -> tuple[int, int]:
    """How many records a file would give by these plans, and how many of its rows would be put aside."""
    with guarded.read(content, plans=plans, records=False) as held:
        return held.taken + held.rescued, len(held.rejected)


def key_of(headings: Sequence[str]) -> str:
    """What is the same for two tables with the same headings."""
    names = [table_headings.normal(one) for one in headings]
    return hashlib.sha256(json.dumps(names, ensure_ascii=False).encode()).hexdigest()[:32]


def as_text(plan: Plan) -> str:
    """A plan as it is remembered."""
    return json.dumps(asdict(plan), ensure_ascii=False, sort_keys=True)
