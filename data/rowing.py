"""Between rows of the database and the values that travel: JSON columns, records, times."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.records import Record

_NAMES = tuple(one.name for one in fields(Record))
_TUPLES = {one.name for one in fields(Record) if "tuple" in str(one.type)}


def utc_now() -> str:
    """The time now as UTC text with milliseconds; never used for order (that is `event.seq`)."""
    return _as_text(datetime.now(UTC))


def ago(seconds: float) -> str:
    """The time so many seconds before now, as `utc_now` tells it."""
    return _as_text(datetime.now(UTC) - timedelta(seconds=seconds))


def _as_text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def dump(value: Any) -> str:
    """JSON text for a column: æøå as they are, keys in a fixed order."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def dump_record(record: Record) -> str:
    """A record as JSON, without the fields that are empty."""
    return dump({name: value for name in _NAMES if (value := getattr(record, name))})


def load_record(text: str) -> Record:
    """A record from its JSON; what the text lacks is empty."""
    values: dict[str, Any] = json.loads(text)
    for name in _TUPLES & values.keys():
        values[name] = tuple(tuple(one) if isinstance(one, list) else one for one in values[name])
    return Record(**values)


def load(text: str | None) -> Mapping[str, Any]:
    """A JSON object column."""
    loaded: Mapping[str, Any] = json.loads(text) if text else {}
    return loaded
