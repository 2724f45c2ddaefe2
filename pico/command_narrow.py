"""`python -m pico narrow`: is a question ready to be searched for, and how can it be split?"""

from __future__ import annotations

import argparse
import json
import sys

import messages
from data import reference
from pico.command_build import forms, glossary
from pico.narrowing import Narrowing, load_fields, narrow
from pico.question import say
from pipeline.command_line import Parser, language_of
from pipeline.errors import BadInput

HELP = """\
Se om et spørsmål er klart til å søkes etter: bakgrunns- eller forgrunnsspørsmål, hvilken spørsmålstype det ligner,
om det er for bredt, og på hvilken måte. Måter å dele det på skrives under. Ingenting blir stoppet av dette.
TEKST «-» leser fra stdin, ett spørsmål på hver linje.
Sluttkode 0: ikke for bredt; 1: et bakgrunnsspørsmål eller for bredt; 2: kunne ikke leses.
"""
LONGEST = 20_000  # characters of one text


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command to a parser's commands."""
    parser = commands.add_parser("narrow", help="se om spørsmålet er for bredt", description=HELP)
    parser.add_argument("text", metavar="TEKST", help="spørsmålet, eller - for å lese fra stdin")
    parser.add_argument("--json", action="store_true", help="skriv funnene som JSON")
    parser.set_defaults(command=_narrow)


def _narrow(choices: argparse.Namespace) -> int:
    texts = sys.stdin.read().splitlines() if choices.text == "-" else [choices.text]
    texts = [one for one in texts if one.strip()]
    if not texts:
        raise BadInput("need_empty")
    if (longest := max(map(len, texts))) > LONGEST:
        raise BadInput("text_too_long", length=longest, longest=LONGEST)
    known, fields = glossary(), load_fields(reference.text("templates/narrowing.yaml"))
    language = language_of(choices)
    seen = [narrow(one, known, fields, language) for one in texts]
    if choices.json:
        told = [_mapping(text, one) for text, one in zip(texts, seen, strict=True)]
        print(json.dumps(told[0] if choices.text != "-" else told, ensure_ascii=False, indent=2))
    else:
        for text, one in zip(texts, seen, strict=True):
            _print(text, one, language, titled=len(texts) > 1)
    return int(any(one.ground == "background" or one.too_broad for one in seen))


def _mapping(text: str, one: Narrowing) -> dict[str, object]:
    return {
        "text": text,
        "ground": one.ground,
        "ground_reason": one.ground_reason,
        "type": one.reading.type,
        "type_reason": one.reading.reason,
        "too_broad": one.too_broad,
        "signs": [
            {"code": sign.code, "level": sign.level, "found": list(sign.found), "ways": list(sign.ways)}
            for sign in one.signs
        ],
        "elements": dict(one.reading.elements),
    }


def _print(text: str, one: Narrowing, language: str, *, titled: bool) -> None:
    if titled:
        print(text)
    if one.ground == "background":
        print(messages.text("narrow_background", {"words": one.ground_reason}, language))
        return
    code = "narrow_type" if one.reading.reason else "narrow_type_guessed"
    kind = say(forms()[1][one.reading.type].label, language)
    print(messages.text(code, {"type": kind, "words": one.reading.reason}, language))
    for sign in one.signs:
        print(f"- {messages.text(f'sign_{sign.code}', {'words': ', '.join(sign.found)}, language)}")
        for way in sign.ways:
            print(f"    {way}")
    if not one.signs:
        print(messages.text("narrow_fine", {}, language))
