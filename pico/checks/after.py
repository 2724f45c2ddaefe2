"""What a receipt says once PubMed has answered (check 14): none, too many, words that were dropped. Read from the receipt alone.

| code | level | params |
|---|---|---|
| hits_none | warn | |
| hits_many | warn | count, limit |
| hits_unknown | stop | |
| phrase_dropped | warn | text |
| block_empty | warn | block |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pico.query.finding import Finding

WINDOW = 9_999  # what PubMed lists of one answer


def after_run(
    text: str, counted: int | None, dropped: Sequence[str] = (), blocks: Mapping[str, int] | None = None
) -> tuple[Finding, ...]:
    """Findings in a strategy that has been run.

    `dropped`: the phrases that PubMed said it did not find; `blocks`: name -> hits.
    """
    return tuple(_found(text, counted, dropped, blocks or {}))


def _found(text: str, counted: int | None, dropped: Sequence[str], blocks: Mapping[str, int]) -> Iterator[Finding]:
    if counted is None:
        yield Finding("hits_unknown", "stop", 0, len(text))
    elif counted == 0:
        yield Finding("hits_none", "warn", 0, len(text))
    elif counted > WINDOW:
        yield Finding("hits_many", "warn", 0, len(text), {"count": counted, "limit": WINDOW})
    for phrase in dropped:
        at = text.lower().find(phrase.lower())
        yield Finding(
            "phrase_dropped", "warn", max(at, 0), at + len(phrase) if at >= 0 else len(text), {"text": phrase}
        )
    for name, count in blocks.items():
        if count == 0:
            yield Finding("block_empty", "warn", 0, len(text), {"block": name})
