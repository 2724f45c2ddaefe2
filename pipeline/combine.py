"""How a reference is shown: the best value of each field among its source records, then what people corrected.

The order of trust is what the formats are known to lose. Every value keeps the name of the source record that gave it,
the others stay to be chosen from, and nothing of any source record is lost: only what is shown is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from pipeline.records import Record
from pipeline.rows import SourceRecord

# The lower, the more trusted for a field that several sources fill.
_TRUST = {"pubmed": 0, "epistemonikos": 1, "hand": 3, "europepmc": 4, "crossref": 5}
_LONGEST_WINS = frozenset({"abstract", "authors", "mesh"})
_ALL_COUNT = frozenset({"publication_types", "extra"})  # a retraction that one source tells of is hidden by no other
_FIELDS = tuple(one.name for one in fields(Record))
CORRECTABLE = (
    "title",
    "authors",
    "year",
    "abstract",
    "journal",
    "volume",
    "issue",
    "pages",
    "doi",
    "pmid",
    "url",
    "kind",
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a field may have, and the source record that gave it."""

    value: Any
    source_record_id: str
    source: str


@dataclass(frozen=True, slots=True)
class Combined:
    """One record out of several, with where everything came from.

    choices: field -> every different value given, the shown one first; a field that nobody fills is not there.
    picked: fields whose shown value a person picked. ids: every DOI, PMID and source key, as (kind, text), sorted.
    source_record_ids: all source records behind it, older versions too, in the order of their ids.
    """

    record: Record
    choices: Mapping[str, tuple[Choice, ...]]
    picked: frozenset[str]
    ids: tuple[tuple[str, str], ...]
    source_record_ids: tuple[str, ...]


def combine(
    sources: Iterable[SourceRecord],
    corrections: Mapping[str, str] | None = None,
    picks: Mapping[str, str] | None = None,
) -> Record:
    """One record out of the newest version of each source record. Empty values never win over filled ones.

    `picks`: field -> id of the source record whose value a person wants shown. `corrections`: field -> text that stands
    over all of them.
    """
    return correct(combine_whole(sources, picks).record, corrections or {})


def combine_whole(sources: Iterable[SourceRecord], picks: Mapping[str, str] | None = None) -> Combined:
    """As `combine`, before corrections, with the source of each value and what else there was.

    A pick of a record that is not among the sources, or that gives the field no value, is left alone: after a merge is
    taken back the best value is shown again. A pick of an older version means the newest of that record.
    """
    given = sorted(sources, key=lambda one: one.id)
    newest = _newest(given)
    ordered = sorted(newest.values(), key=lambda one: (_TRUST.get(one.source, 2), one.id))
    now = {one.id: newest[one.source, one.source_key].id for one in given}
    wanted = {name: now[id] for name, id in (picks or {}).items() if id in now}
    choices = {name: found for name in _FIELDS if (found := _choices(name, ordered, wanted.get(name, "")))}
    return Combined(
        record=Record(**{name: _shown(name, found) for name, found in choices.items()}),
        choices=choices,
        picked=frozenset(name for name, id in wanted.items() if name in choices and _gives(ordered, name, id)),
        ids=_ids(given),
        source_record_ids=tuple(one.id for one in given),
    )


def _newest(sources: Iterable[SourceRecord]) -> dict[tuple[str, str], SourceRecord]:
    newest: dict[tuple[str, str], SourceRecord] = {}
    for one in sources:
        known = newest.get((one.source, one.source_key))
        if known is None or known.version < one.version:
            newest[one.source, one.source_key] = one
    return newest


def _choices(name: str, ordered: Sequence[SourceRecord], wanted: str) -> tuple[Choice, ...]:
    """The different values of a field, best first: the picked one, the longest where length tells, the most trusted."""
    filled = [Choice(value, one.id, one.source) for one in ordered if (value := getattr(one.record, name))]
    if name in _LONGEST_WINS:
        filled.sort(key=lambda one: -len(one.value))
    if name == "title":  # one in capitals has lost what is a name; the sort keeps the order of trust
        filled.sort(key=lambda one: one.value.isupper())
    filled.sort(key=lambda one: one.source_record_id != wanted)
    first: dict[Any, Choice] = {}
    for one in filled:
        first.setdefault(one.value, one)
    return tuple(first.values())


def _shown(name: str, choices: Sequence[Choice]) -> Any:
    """The value that is shown: the first; of marks and kinds of publication, all that anybody gives."""
    if name in _ALL_COUNT:
        return tuple(dict.fromkeys(one for choice in choices for one in choice.value))
    return choices[0].value


def _gives(ordered: Sequence[SourceRecord], name: str, source_record_id: str) -> bool:
    return any(one.id == source_record_id and getattr(one.record, name) for one in ordered)


def _ids(sources: Iterable[SourceRecord]) -> tuple[tuple[str, str], ...]:
    found = {(kind, getattr(one.record, kind)) for one in sources for kind in ("doi", "pmid")}
    found |= {(one.source, one.source_key) for one in sources}
    return tuple(sorted(pair for pair in found if pair[1]))


def correct(record: Record, corrections: Mapping[str, str]) -> Record:
    """The record with corrections (field -> text) in place of what the sources say. Authors: one a line."""
    changes: dict[str, Any] = {}
    for name, text in corrections.items():
        if name not in CORRECTABLE:
            continue
        if name == "authors":
            changes[name] = tuple(line.strip() for line in text.splitlines() if line.strip())
        elif name == "year":
            changes[name] = int(text) if text.strip().isdigit() else None
        else:
            changes[name] = text.strip()
    return replace(record, **changes)
