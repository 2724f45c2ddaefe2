"""How well the signs of a broad question are seen: `python -m benchmarks.narrowing`.

Two tables of tests/pico/narrowing_questions.yaml: `table`, which the rules were written with, and `held_out`, written after
them. A hit: an expected sign (or "background") is shown. A false alarm: a question gets a sign of breadth, or is called
background, that is not expected of it; shares of questions.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

import wiring
from pico.narrowing import narrow

QUESTIONS = Path("tests/pico/narrowing_questions.yaml")


def judged(rows: list[dict[str, Any]]) -> tuple[int, int, int]:
    """(expected signs, those that were shown, questions with a false alarm), printing what went wrong."""
    glossary = wiring.library().glossary
    fields = wiring.library().narrowing
    expected = hits = alarms = 0
    for row in rows:
        seen = narrow(row["text"], glossary, fields)
        shown = {one.code for one in seen.signs if one.level == "broad"}
        if seen.ground == "background":
            shown.add("background")
        wanted = set(row.get("signs", ())) | ({"background"} if row.get("ground") == "background" else set())
        expected += len(wanted) or 1
        hits += len(wanted & shown) if wanted else not shown
        alarms += bool(shown - wanted)
        if shown != wanted:
            print(f"  wanted {sorted(wanted) or ['fine']}, shown {sorted(shown) or ['fine']}: {row['text']}")
    return expected, hits, alarms


def main() -> None:
    """Print a table for each list of questions."""
    for name, rows in yaml.safe_load(QUESTIONS.read_text(encoding="utf-8")).items():
        print(f"\n{name}: {len(rows)} questions")
        expected, hits, alarms = judged(rows)
        print(f"  hits {hits}/{expected} = {100 * hits / expected:.1f} %", end=", ")
        print(f"false alarms {alarms}/{len(rows)} = {100 * alarms / len(rows):.1f} % of questions")


if __name__ == "__main__":
    main()
