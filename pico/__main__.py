"""The question on the command line: `python -m pico build ...` and `python -m pico check ...`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import messages
from data import reference
from pico import check_command
from pico.proposal import propose
from pico.question import default_type, load_frameworks, load_question_types, sentence
from pico.strategy import SYNTAXES, build, words_from
from pico.vocabulary import Glossary, Word, load_glossary
from pipeline.command_line import Parser, language_of, run
from pipeline.errors import BadInput

BUILD = """\
Bygg en søkestrategi av et spørsmål. Strategien skrives ut; det som mangler engelske ord, meldes på stderr.

FIL er JSON:
  {"type": "effect", "elements": {"P": "hjemmeboende eldre", "I": "trening"},
   "search": ["P", "I"], "words": {"I": ["exercis*", "Exercise[mh]"]}}

type      prevalence | aetiology | diagnosis | effect | prognosis | experience (uten: effect)
elements  norsk tekst for hvert element
search    elementene det skal søkes med (uten: P og I)
words     engelske ord for et element; de brukes i stedet for ordlistens forslag
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
    build_ = commands.add_parser("build", help="bygg en søkestrategi", description=BUILD)
    build_.add_argument("--question", required=True, metavar="FIL", help="JSON-fil med spørsmålet")
    build_.add_argument(
        "--for", dest="syntax", choices=tuple(SYNTAXES), default="pubmed", help="database (uten: pubmed)"
    )
    build_.set_defaults(command=_build)
    check_command.add(commands, _check)
    return parser


def _build(choices: argparse.Namespace) -> int:
    question = _question(choices.question)
    frameworks = load_frameworks(reference.text("templates/frameworks.yaml"))
    types = load_question_types(reference.text("templates/question_types.yaml"), frameworks)
    name = question.get("type", default_type(types).id)
    if not isinstance(name, str) or name not in types:
        raise BadInput("question_type_unknown", type=str(name)[:60], known=", ".join(types))
    kind = types[name]
    framework = frameworks[kind.framework]
    elements = _elements(question)
    searched = _searched(question, framework.search_elements)
    given = _words(question)
    for code in (*elements, *searched, *given):
        framework.element(code)
    proposal = propose(_glossary(), elements, searched, given)
    strategy = build(proposal.blocks, choices.syntax)
    if written := sentence(framework, kind, elements, language_of(choices)):
        print(written, file=sys.stderr)
    for code, words in proposal.unmapped.items():
        params = {"element": code, "words": ", ".join(words)}
        print(messages.text("words_unmapped", params, language_of(choices)), file=sys.stderr)
    print(strategy)
    return 0


def _check(choices: argparse.Namespace) -> int:
    return check_command.check(choices, _glossary(), messages.text, language_of(choices))


def _glossary() -> Glossary:
    return load_glossary(reference.text("vocabulary/glossary.yaml"))


def _question(name: str) -> Mapping[str, object]:
    shown = Path(name).name
    try:
        question = json.loads(Path(name).read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise BadInput("file_unreadable", file=shown) from fault
    except UnicodeDecodeError as fault:
        raise BadInput("json_broken", file=shown, line=1) from fault
    except json.JSONDecodeError as fault:
        raise BadInput("json_broken", file=shown, line=fault.lineno) from fault
    if not isinstance(question, dict):
        raise BadInput("question_key_wrong", key="(root)", wanted="{...}")
    for key in question:
        if key not in ("type", "elements", "search", "words"):
            raise BadInput("question_key_wrong", key=str(key)[:60], wanted="type, elements, search, words")
    return question


def _elements(question: Mapping[str, object]) -> dict[str, str]:
    found = question.get("elements", {})
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise BadInput("question_key_wrong", key="elements", wanted='{"P": "..."}')
    return dict(found)


def _searched(question: Mapping[str, object], default: Sequence[str]) -> tuple[str, ...]:
    found = question.get("search", list(default))
    if not isinstance(found, list) or not all(isinstance(code, str) for code in found):
        raise BadInput("question_key_wrong", key="search", wanted='["P", "I"]')
    return tuple(found)


def _words(question: Mapping[str, object]) -> dict[str, tuple[Word, ...]]:
    found = question.get("words", {})
    wanted = BadInput("question_key_wrong", key="words", wanted='{"P": ["..."]}')
    if not isinstance(found, dict):
        raise wanted
    for listed in found.values():
        if not isinstance(listed, list) or not all(isinstance(text, str) for text in listed):
            raise wanted
    return {str(code): tuple(word for text in listed for word in words_from(text)) for code, listed in found.items()}


if __name__ == "__main__":
    sys.exit(main())
