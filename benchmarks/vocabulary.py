"""How much of municipal questions the glossary puts into English: `python -m benchmarks.vocabulary [FILE ...]`.

For each question the share of its words with meaning that have English search words, and the words that have none.
Without a file: the forty questions that the glossary was written with (tests/pico/municipal_questions.yaml), the forty that
were written after it (held_out_questions.yaml), and further rounds (further_questions.yaml). Of the questions of
tests/pico/expected_*.yaml, which say what English is expected of each word, also whether it is the right one.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import yaml

import wiring
from pico.vocabulary import Glossary

TABLES = tuple(
    Path("tests/pico") / name
    for name in ("municipal_questions.yaml", "held_out_questions.yaml", "further_questions.yaml")
)

EXPECTED = tuple(sorted(Path("tests/pico").glob("expected_*.yaml")))


def english_of(glossary: Glossary, text: str, word: str) -> list[str]:
    """The English words and headings, in small letters, of what is recognised where `word` stands in a text."""
    start = text.lower().index(word.lower())
    found = [one.concept for one in glossary.recognise(text) if one.start < start + len(word) and start < one.end]
    return [english.lower().rstrip("*") for one in found for english in (*one.en, *one.mesh)]


def right(glossary: Glossary, table: Path) -> None:
    """Print which words of a table have the English that is expected, which another, and which none."""
    for name, questions in yaml.safe_load(table.read_text(encoding="utf-8")).items():
        counts = {"right": 0, "another": 0, "none": 0}
        for one in questions:
            for word, wanted in one["words"].items():
                english = english_of(glossary, one["text"], word)
                kind = "right" if any(w in e for w in wanted for e in english) else "another" if english else "none"
                counts[kind] += 1
                if kind != "right":
                    print(f"  {word}: {', '.join(english[:3]) or '-'} (wanted {wanted[0]})  {one['text']}")
        whole = sum(counts.values())
        print(f"{table.name}, {name}: " + ", ".join(f"{kind} {100 * n / whole:.1f} %" for kind, n in counts.items()))


def share(glossary: Glossary, table: Path) -> float:
    """Print a table of questions and give the share of words with meaning that were put into English."""
    mapped = whole = 0
    by_language: dict[str, list[int]] = {}
    print(f"\n{table.name}")
    for theme, questions in yaml.safe_load(table.read_text(encoding="utf-8")).items():
        for one in questions:
            found, missing = glossary.coverage(one["text"])
            mapped, whole = mapped + len(found), whole + len(found) + len(missing)
            count = by_language.setdefault(one["language"], [0, 0])
            count[0] += len(found)
            count[1] += len(found) + len(missing)
            told = f"  not: {', '.join(missing)}" if missing else ""
            print(f"{theme:16} {one['language']} {len(found):2}/{len(found) + len(missing):2}  {one['text']}{told}")
    for language, (some, all_) in sorted(by_language.items()):
        print(f"{language}: {some}/{all_} = {100 * some / all_:.1f} %")
    print(f"all: {mapped}/{whole} = {100 * mapped / whole:.1f} %")
    return mapped / whole


def main() -> None:
    """Print the tables, and how long it took to read the glossary and the questions."""
    started = time.perf_counter()
    glossary = wiring.library().glossary
    read = time.perf_counter()
    for table in map(Path, sys.argv[1:]) if len(sys.argv) > 1 else TABLES:
        if table.exists():
            share(glossary, table)
    if len(sys.argv) == 1:
        for table in EXPECTED:
            right(glossary, table)
    spent = time.perf_counter() - read
    print(
        f"\n{len(glossary.concepts)} concepts; shipped texts read in {read - started:.2f} s, questions in {spent:.2f} s"
    )


if __name__ == "__main__":
    main()
