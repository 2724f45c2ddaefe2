"""`python -m pico check`: what is wrong with a strategy, as text or JSON. The command line hands in what the house knows."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from pico.checker import CHECKED, Finding, problems
from pico.query.headings import Headings, load_headings
from pico.vocabulary import Glossary
from pipeline.errors import BadInput

CHECK = """\
Se etter feil i en søkestrategi. SØKETEKST «-» leser fra stdin; flere linjer med nummer leses som en liste.
Sluttkode 0: ingenting som stopper; 1: noe som stopper; 2: kunne ikke sjekkes.

--json gir en liste av funn: code, level (stop, fix, warn, hint), from og to (tegn i teksten, fra 0), message og
fix, teksten som skal stå fra from til to; null når et menneske må bestemme.
"""
Say = Callable[[str, Mapping[str, Any], str], str]


class Commands(Protocol):
    """What `argparse` gives for adding commands."""

    def add_parser(self, name: str, **kwargs: Any) -> argparse.ArgumentParser: ...


def add(commands: Commands, command: Callable[[argparse.Namespace], int]) -> None:
    """Put `check` among the commands."""
    check = commands.add_parser("check", help="se etter feil", description=CHECK)
    check.add_argument("query", metavar="SØKETEKST", help="strategien, eller - for å lese fra stdin")
    check.add_argument("--syntax", choices=tuple(CHECKED), default="pubmed", help="søkespråket (uten: pubmed)")
    check.add_argument("--headings", metavar="FIL", help="MeSH-tabell: tabulatordelt, med kolonnene heading og term")
    check.add_argument("--json", action="store_true", help="skriv funnene som JSON")
    check.set_defaults(command=command)


def check(choices: argparse.Namespace, glossary: Glossary, held: Headings, say: Say, language: str) -> int:
    """Check what was asked for, print what was found, and give the exit code."""
    text = _piped() if choices.query == "-" else choices.query
    found = problems(text, choices.syntax, glossary.looks_norwegian, headings_of(choices.headings, glossary, held))
    if choices.json:
        print(json.dumps([as_json(one, say, language) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            mend = "" if one.fix is None else f"\n    -> {one.fix}" if one.fix else "\n    -> (tas bort)"
            print(f"{one.start + 1}-{one.end} {one.level}: {say(one.code, one.params, language)}{mend}")
        if not found:
            print(say("strategy_fine", {}, language))
    return int(any(one.level == "stop" for one in found))


def _piped() -> str:
    raw = getattr(sys.stdin, "buffer", None)
    return sys.stdin.read() if raw is None else _decoded(raw.read())


def _decoded(content: bytes) -> str:
    """What came through a pipe: UTF-8, UTF-16 with its mark, or what older Windows programs write."""
    marked = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for encoding in (marked, "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


def as_json(one: Finding, say: Say, language: str) -> dict[str, object]:
    """A finding as the command line gives it."""
    return {
        "code": one.code,
        "level": one.level,
        "from": one.start,
        "to": one.end,
        "message": say(one.code, one.params, language),
        "fix": one.fix,
    }


def headings_of(name: str | None, glossary: Glossary, held: Headings) -> Headings:
    """The headings that are known: those that are `held`, or the glossary's own and those of a table that was named."""
    if not name:
        return held
    known = (one for concept in glossary.concepts.values() for one in concept.mesh)
    try:
        text = Path(name).read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise BadInput("file_unreadable", file=Path(name).name) from fault
    except UnicodeDecodeError as fault:
        raise BadInput("headings_unreadable") from fault
    return load_headings(text, known)
