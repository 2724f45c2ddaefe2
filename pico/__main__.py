"""The question on the command line: `python -m pico build ...` and `python -m pico check ...`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

import messages
from pico import command_build, command_mesh, command_narrow
from pico.strategy import SYNTAXES, problems
from pipeline.command_line import Parser, language_of, run

CHECK = """\
Se etter feil i en søkestrategi. SØKETEKST «-» leser fra stdin.
Sluttkode 0: ingenting som stopper; 1: noe som stopper; 2: kunne ikke sjekkes.
"""
EXAMPLE = """\
eksempel:
  python -m pico check 'falls[tiab] AND exercise[tiab]'
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 = done, 1 = the strategy has faults that stop, 2 = input that cannot be used."""
    return run(_parser(), arguments, messages.text)


def _parser() -> Parser:
    parser = Parser("python -m pico", "Fra spørsmål til søkestrategi.", epilog=EXAMPLE)
    commands = parser.add_subparsers(required=True, metavar="KOMMANDO")
    command_build.add(commands)
    command_narrow.add(commands)
    command_mesh.add(commands)
    check = commands.add_parser("check", help="se etter feil", description=CHECK)
    check.add_argument("query", metavar="SØKETEKST", help="strategien, eller - for å lese fra stdin")
    check.add_argument("--syntax", choices=tuple(SYNTAXES), default="pubmed", help="database (uten: pubmed)")
    check.add_argument("--json", action="store_true", help="skriv funnene som JSON")
    check.set_defaults(command=_check)
    return parser


def _check(choices: argparse.Namespace) -> int:
    query = sys.stdin.read() if choices.query == "-" else choices.query
    found = problems(query, choices.syntax, command_build.glossary().looks_norwegian)
    if choices.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            print(f"{one.start + 1}-{one.end} {one.level}: {messages.text(one.code, one.params, language_of(choices))}")
        if not found:
            print(messages.text("strategy_fine", {}, language_of(choices)))
    return int(any(one.level == "stop" for one in found))


if __name__ == "__main__":
    sys.exit(main())
