"""What the command line tells of files that it reads: one account a file, as a table for people or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.command_line import plain, table
from pipeline.formats.guarded import Held
from pipeline.records import Noticed, Rejected

SHOWN_REJECTS = 20  # lines of rejected starts printed for one file; JSON has them all
LONGEST_RAW = 2_000  # characters of a rejected start's own text in JSON
Say = Callable[..., str]  # code, then its parameters by name -> sentence


@dataclass(frozen=True, slots=True)
class Account:
    """What became of one file. `reason` is why it could not be opened or kept at all."""

    file: str
    format: str | None = None
    record_starts: int = 0
    taken: int = 0
    rescued: int = 0
    repairs: Mapping[str, int] = field(default_factory=dict)  # code -> records that were read after this repair
    rejected: Sequence[Rejected] = ()
    reasons: Sequence[str] = ()  # of `rejected`, as sentences
    notices: Sequence[tuple[Noticed, str]] = ()  # what is to be looked at, each with its sentence
    reason: str = ""
    new: int | None = None  # references that were not known before; None = nothing was to be stored
    known: int = 0


def counted(one: Account, held: Held, say: Say) -> Account:
    """The numbers of a file and its reasons as sentences; the records themselves are let go."""
    return replace(
        one,
        format=held.format,
        record_starts=held.record_starts,
        taken=held.taken,
        rescued=held.rescued,
        repairs=held.repairs,
        rejected=held.rejected,
        reasons=[say(each.code, **each.params) for each in held.rejected],
        notices=[(each, say(each.code, **each.params)) for each in held.notices],
    )


def as_json(one: Account) -> dict[str, Any]:
    """One account as JSON."""
    rejected: list[dict[str, Any]] = [
        {"line": each.line, "part": each.part, "code": each.code, "reason": reason, "raw": each.raw[:LONGEST_RAW]}
        for each, reason in zip(one.rejected, one.reasons, strict=True)
    ]
    if not rejected and one.reason:
        rejected = [{"line": 1, "reason": one.reason}]
    told: dict[str, Any] = {
        "file": one.file,
        "format": one.format,
        "record_starts": one.record_starts,
        "taken": one.taken,
        "rescued": one.rescued,
        "repairs": dict(one.repairs),
        "rejected": rejected,
        "notices": [
            {"line": each.line, "part": each.part, "code": each.code, "reason": reason, "raw": each.raw[:LONGEST_RAW]}
            for each, reason in one.notices
        ],
    }
    return told if one.new is None else told | {"new": one.new, "known": one.known}


def as_table(accounts: Sequence[Account], say: Say) -> Iterator[str]:
    """The accounts as lines: a table, and below it for each file what was mended and what was put aside."""
    stored = any(one.new is not None for one in accounts)
    names = ("file", "format", "starts", "taken", "rescued", "rejected", *(("new", "known") if stored else ()))
    rows: list[list[str | int]] = [[say(f"column_{name}") for name in names]]
    for one in accounts:
        counts = [one.record_starts, one.taken, one.rescued, len(one.rejected)]
        rows.append([one.file, one.format or "–", *counts, *([one.new or 0, one.known] if stored else [])])
    yield table(rows)
    for one in accounts:
        lines = [f"{number} × {say(code)}" for code, number in one.repairs.items()]
        lines += [
            say("on_line", line=f"{each.part}: {each.line}" if each.part else each.line, reason=reason)
            for each, reason in zip(one.rejected[:SHOWN_REJECTS], one.reasons, strict=False)
        ]
        lines += [
            say("on_line", line=f"{each.part}: {each.line}" if each.part else each.line, reason=reason)
            for each, reason in one.notices[:SHOWN_REJECTS]
        ]
        if (more := len(one.rejected) - SHOWN_REJECTS) > 0:
            lines.append(say("and_more", number=more))
        if lines and not one.reason:
            yield from ("", plain(one.file), *(f"  {plain(line)}" for line in lines))
