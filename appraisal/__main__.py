"""`python -m appraisal list|check|judge`: the shipped checklists, a check of a checklist file, answers -> proposal.

Ends with 0, or with 2 and one sentence on the error stream when something given cannot be used.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import messages
from appraisal.instrument import Instrument, load_instrument
from appraisal.judge import Step, Verdict, judge, spoken
from appraisal.tree import MAX_BYTES
from data import reference
from pipeline.command_line import Parser, language_of, run
from pipeline.errors import BadInput, NotThere

LIST = "Vis sjekklistene som følger med: id og utgave, tittel, antall punkter og språk."
CHECK = """\
Sjekk en sjekklistefil før den tas i bruk. Er noe galt, sies det hvor i filen.

Sluttkode 0: den kan brukes; 2: den kan ikke brukes, eller ikke leses.
"""
JUDGE = """\
Vis hva regelen i en sjekkliste foreslår for et sett svar, og veien dit. Regelen foreslår; mennesker vurderer.
"""
EXAMPLE = """\
eksempel:
  python -m appraisal judge --instrument fhi-oversikt --answers svar.json
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit code."""
    return run(_parser(), arguments, messages.text)


def _parser() -> Parser:
    parser = Parser("python -m appraisal", "Sjekklister og kritisk vurdering.", epilog=EXAMPLE)
    commands = parser.add_subparsers(required=True, metavar="KOMMANDO")

    listing = commands.add_parser("list", help="vis sjekklistene som følger med", description=LIST)
    listing.set_defaults(command=_list)

    check = commands.add_parser("check", help="sjekk en sjekklistefil", description=CHECK)
    check.add_argument("file", metavar="FIL.yaml", type=Path, help="sjekklisten som skal sjekkes")
    check.set_defaults(command=_check)

    judging = commands.add_parser("judge", help="vis hva regelen foreslår for et sett svar", description=JUDGE)
    judging.add_argument("--instrument", required=True, metavar="ID[@VERSJON]", help="uten versjon: den nyeste")
    help_text = 'svarene som {"punkt-id": "svar-id"}'
    judging.add_argument("--answers", required=True, metavar="FIL.json", type=Path, help=help_text)
    judging.add_argument("--json", action="store_true", help="skriv svaret som JSON")
    judging.set_defaults(command=_judge)
    return parser


def _list(chosen: argparse.Namespace) -> int:
    for instrument in _shipped():
        _say(chosen, "appraisal_listed", **_about(instrument, language_of(chosen)))
    return 0


def _check(chosen: argparse.Namespace) -> int:
    instrument = load_instrument(_read(chosen.file))
    _say(chosen, "appraisal_checked", file=chosen.file.name, **_about(instrument, language_of(chosen)))
    return 0


def _judge(chosen: argparse.Namespace) -> int:
    instrument = _named(chosen.instrument)
    verdict = judge(instrument, _answers(chosen.answers))
    if chosen.json:
        print(json.dumps(_as_json(instrument, verdict, language_of(chosen)), ensure_ascii=False, indent=2))
        return 0
    if verdict.proposed:
        label = instrument.judgement(verdict.proposed).label.get(language_of(chosen))
        _say(chosen, "appraisal_proposed", judgement=label)
    else:
        _say(chosen, "appraisal_not_proposed")
    for step in verdict.path:
        print("-", _sentence(instrument, step, language_of(chosen)))
    if verdict.unanswered:
        missing = ", ".join(instrument.item(item).number for item in verdict.unanswered)
        _say(chosen, "appraisal_unanswered", items=missing)
    return 0


def _say(chosen: argparse.Namespace, code: str, **params: str | int) -> None:
    print(messages.text(code, params, language=language_of(chosen)))


def _sentence(instrument: Instrument, step: Step, language: str) -> str:
    return messages.text(step.code, spoken(instrument, step, language), language=language)


def _about(instrument: Instrument, language: str) -> dict[str, str | int]:
    return {
        "instrument": instrument.key,
        "title": instrument.title.get(language),
        "items": len(instrument.items),
        "languages": ", ".join(instrument.languages),
    }


def _as_json(instrument: Instrument, verdict: Verdict, language: str) -> dict[str, object]:
    path = [
        {"code": step.code, "params": step.params, "text": _sentence(instrument, step, language)}
        for step in verdict.path
    ]
    return {
        "instrument": instrument.key,
        "proposed": verdict.proposed,
        "path": path,
        "unanswered": list(verdict.unanswered),
        "gate_failed": list(verdict.gate_failed),
    }


def _shipped() -> list[Instrument]:
    return [load_instrument(reference.text(name)) for name in reference.names("checklists")]


def _named(wanted: str) -> Instrument:
    """By `id@version`, or the newest version by `id`."""
    shipped = sorted(_shipped(), key=lambda instrument: _version_order(instrument.version))
    for instrument in reversed(shipped):
        if wanted in (instrument.id, instrument.key):
            return instrument
    known = ", ".join(sorted(instrument.key for instrument in shipped))
    raise NotThere("appraisal_instrument_unknown", instrument=wanted[:60], known=known)


def _version_order(version: str) -> list[tuple[int, str]]:
    """ "1.10" after "1.9"."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"[.-]", version)]


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput("checklist_too_big", bytes=path.stat().st_size, limit=MAX_BYTES)
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadInput("appraisal_file_unreadable", file=path.name) from error
    except UnicodeDecodeError as error:
        raise BadInput("appraisal_file_not_utf8", file=path.name) from error


def _answers(path: Path) -> dict[str, str]:
    """{item id: answer id} of a JSON file."""
    try:
        pairs = json.loads(_read(path), object_pairs_hook=tuple)
    except json.JSONDecodeError as error:
        raise BadInput("appraisal_answers_not_json", file=path.name, line=error.lineno) from error
    except RecursionError as error:
        raise BadInput("appraisal_answers_not_map", file=path.name) from error
    if not isinstance(pairs, tuple) or not all(isinstance(answer, str) for _, answer in pairs):
        raise BadInput("appraisal_answers_not_map", file=path.name)
    answers = dict[str, str]()
    for item, answer in pairs:
        if item in answers:
            raise BadInput("appraisal_answer_twice", file=path.name, item=item[:60])
        answers[item] = answer
    return answers


if __name__ == "__main__":
    sys.exit(main())
