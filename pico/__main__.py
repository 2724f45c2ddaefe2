"""The question on the command line: `python -m pico build|narrow|check ...`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import messages
import wiring
from pico import command_build, command_check, command_mesh, command_narrow
from pipeline.command_line import Parser, language_of, run

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
    command_check.add(commands, _check)
    return parser


def _check(choices: argparse.Namespace) -> int:
    return command_check.check(
        choices, command_build.glossary(), wiring.headings(), messages.text, language_of(choices)
    )


if __name__ == "__main__":
    sys.exit(main())
