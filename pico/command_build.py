"""`python -m pico build`: from a question in bokmål or nynorsk to a first search strategy."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import messages
from data import reference
from pico.english import english, is_english
from pico.proposal import Proposal, looked_up, propose, proposed
from pico.question import Framework, QuestionType, default_type, load_frameworks, load_question_types, say, sentence
from pico.question_file import Asked, read_question
from pico.strategy import SYNTAXES, build, words_from
from pico.vocabulary import GENERAL, Glossary, Word, load_glossary
from pipeline.command_line import Parser, language_of
from pipeline.errors import BadInput

HELP = """\
Bygg en søkestrategi av et spørsmål på bokmål eller nynorsk. Strategien skrives på stdout; setningen, hvordan spørsmålet
ble forstått, og ord som mangler på engelsk, skrives på stderr.

FIL er JSON (- leser fra stdin). Enten en hel setning:
  {"question": "Kan trening forebygge fall hos hjemmeboende eldre?"}
eller elementene hver for seg:
  {"type": "effect", "elements": {"P": "hjemmeboende eldre", "I": "trening", "O": "fall"},
   "search": ["P", "I"], "words": {"I": ["exercis*", "Exercise[mh]"]}}

question   spørsmålet eller undringen som én setning; den blir delt opp
elements   norsk tekst for hvert element. Navn som «populasjon» og «tiltak» kan brukes i stedet for bokstavene
type       prevalence | aetiology | diagnosis | effect | prognosis | experience (uten: leses ut av setningen, ellers effect)
framework  rammeverket, når det ikke skal være det som hører til typen
language   nb | nn | en
search     elementene det skal søkes med (uten: rammeverkets egne, oftest P og I)
words      engelske ord for et element; de brukes i stedet for ordlistens forslag
"""


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command to a parser's commands."""
    parser = commands.add_parser("build", help="bygg en søkestrategi", description=HELP)
    parser.add_argument("--question", required=True, metavar="FIL", help="JSON-fil med spørsmålet")
    parser.add_argument(
        "--for", dest="syntax", choices=tuple(SYNTAXES), default="pubmed", help="database (uten: pubmed)"
    )
    parser.add_argument("--json", action="store_true", help="skriv alt som JSON: deling, ord, opphav og strategi")
    parser.set_defaults(command=_build)


def glossary() -> Glossary:
    """The glossary that ships."""
    return load_glossary(*map(reference.text, reference.names("vocabulary")))


def forms() -> tuple[dict[str, Framework], dict[str, QuestionType]]:
    """The frameworks and question types that ship."""
    frameworks = load_frameworks(reference.text("templates/frameworks.yaml"))
    return frameworks, load_question_types(reference.text("templates/question_types.yaml"), frameworks)


def _build(choices: argparse.Namespace) -> int:
    known = glossary()
    asked = read_question(_text(choices.question), Path(choices.question).name, known)
    kind, framework, asked = _form(asked)
    given = {code: tuple(word for text in texts for word in words_from(text)) for code, texts in asked.words.items()}
    for code in (*asked.elements, *(asked.search or ()), *given):
        framework.element(code)
    theirs = _in_english(known, asked, given)
    searched = asked.search or _searched(framework, asked.elements, given)
    proposal = propose(known, asked.elements, searched, given | theirs)
    strategy = build(proposal.blocks, choices.syntax)
    language = asked.language or language_of(choices)
    missing = _missing(known, asked, given | theirs)
    written = sentence(framework, kind, asked.elements, language)
    if choices.json:
        print(_as_json(known, asked, kind, framework, (searched, proposal, missing, written, strategy)))
        return 0
    said = language_of(choices)
    if asked.sentence:
        parts = "; ".join(f"{code}: {' / '.join(text.splitlines())}" for code, text in asked.elements.items())
        print(
            messages.text("question_taken_apart", {"parts": parts, "type": say(kind.label, said)}, said),
            file=sys.stderr,
        )
    elif written:
        print(written, file=sys.stderr)
    if asked.ignored:
        print(messages.text("question_keys_ignored", {"keys": ", ".join(asked.ignored)}, said), file=sys.stderr)
    for code, words in missing.items():
        print(messages.text("words_unmapped", {"element": code, "words": ", ".join(words)}, said), file=sys.stderr)
    print(strategy)
    return 0


def _text(name: str) -> str:
    shown = Path(name).name
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise BadInput("file_unreadable", file=shown) from fault
    except UnicodeDecodeError as fault:
        raise BadInput("json_broken", file=shown, line=1) from fault


def _in_english(known: Glossary, asked: Asked, given: Mapping[str, Sequence[Word]]) -> dict[str, tuple[Word, ...]]:
    """The words of elements that are written in English, all or in part: what the glossary knows, and the rest as it stands."""
    found: dict[str, tuple[Word, ...]] = {}
    for code, text in asked.elements.items():
        left = known.unmapped(looked_up(code, text)) if code not in given else ()
        if not left:
            continue
        whole = _all_english(asked) or (not asked.language and is_english(text))
        read = english(known, text, only=None if whole else left)
        if not whole:  # a word of no concept may be in any language
            read = replace(read, left=())
        if read.named or read.left:
            theirs = () if whole else proposed(known, code, asked.elements)
            found[code] = tuple(dict.fromkeys((*theirs, *read.words(known))))
    return found


def _all_english(asked: Asked) -> bool:
    return asked.language == "en" or (not asked.language and is_english(asked.sentence))


_OTHERWISE = (("I", "PI"), ("C", "Cn"), ("P", "S"), ("Co", "D"), ("I", "E"), ("E", "I"), ("O", "E"))


def _renamed(asked: Asked, framework: Framework) -> Asked:
    """The elements under the codes of a framework that calls them otherwise: what is of interest is PI in SPIDER."""
    codes = {one.code for one in framework.elements}
    elements = dict(asked.elements)
    for code, other in _OTHERWISE:
        if code in elements and code not in codes and other in codes and other not in elements:
            elements[other] = elements.pop(code)
    return replace(asked, elements=elements)


def _form(asked: Asked) -> tuple[QuestionType, Framework, Asked]:
    """The type, the framework, and the question in its codes. A framework that is asked for by name counts before the type's."""
    kind, framework = _formed(asked)
    return kind, framework, _renamed(asked, framework)


def _formed(asked: Asked) -> tuple[QuestionType, Framework]:
    frameworks, types = forms()
    named = _framework(asked, frameworks)
    usual = default_type(types)
    by_framework = next((one.id for one in types.values() if one.framework == named), usual.id)
    name = asked.type or (usual.id if named in ("", usual.framework) else by_framework)
    if name not in types:
        raise BadInput("question_type_unknown", type=name[:60], known=", ".join(types))
    kind = types[name]
    if not asked.framework and set(asked.elements) <= {one.code for one in frameworks[kind.framework].elements}:
        return kind, frameworks[kind.framework]
    if asked.framework and not named:
        raise BadInput("question_key_wrong", key="framework", wanted=", ".join(frameworks))
    return kind, frameworks[named or _fits(asked, frameworks.values()) or kind.framework]


def _framework(asked: Asked, frameworks: Mapping[str, Framework]) -> str:
    """The framework that was asked for by its name, in any case of letters: of PICO and PICo the one that has the elements."""
    if asked.framework in frameworks:
        return asked.framework
    alike = [one for name, one in frameworks.items() if name.lower() == asked.framework.strip().lower()]
    return _fits(asked, alike) or (alike[0].id if alike else "")


def _fits(asked: Asked, among: Iterable[Framework]) -> str:
    return next((one.id for one in among if set(asked.elements) <= {spec.code for spec in one.elements}), "")


def _searched(
    framework: Framework, elements: Mapping[str, str], given: Mapping[str, Sequence[Word]]
) -> tuple[str, ...]:
    """What a search uses: the framework's own elements. Where only one of them is filled in, the others help out."""
    filled = [
        one.code
        for one in framework.elements
        if one.code != "C" and (elements.get(one.code, "").strip() or given.get(one.code))
    ]
    usual = tuple(code for code in framework.search_elements if code in filled)
    return usual if len(usual) > 1 else tuple(filled)


def _missing(known: Glossary, asked: Asked, given: Mapping[str, Sequence[Word]]) -> dict[str, tuple[str, ...]]:
    """The words without English, element by element; of a whole sentence also those that went into no element."""
    texts = {code: looked_up(code, text) for code, text in asked.elements.items() if code not in given}
    found = {code: words for code, text in texts.items() if (words := known.unmapped(text))}
    if asked.sentence and not _all_english(asked):
        told = {word for words in found.values() for word in words}
        if rest := tuple(word for word in known.unmapped(asked.sentence) if word not in told):
            found["?"] = rest
    return found


def _as_json(
    known: Glossary,
    asked: Asked,
    kind: QuestionType,
    framework: Framework,
    made: tuple[tuple[str, ...], Proposal, Mapping[str, tuple[str, ...]], str, str],
) -> str:
    searched, proposal, missing, written, strategy = made
    found = {
        code: [
            {
                "norwegian": one.matched,
                "concept": one.concept.id,
                "general": one.concept.facet == GENERAL,
                "words": [f"{word.text}[mh]" if word.kind == "mesh" else word.text for word in one.concept.words()],
                "origin": one.concept.origin,
            }
            for one in known.recognise(looked_up(code, text))
        ]
        for code, text in asked.elements.items()
    }
    said = {
        "sentence": written,
        "type": kind.id,
        "reason": asked.reason,
        "framework": framework.id,
        "elements": dict(asked.elements),
        "search": list(searched),
        "recognised": found,
        "unmapped": {code: list(words) for code, words in missing.items()},
        "blocks": len(proposal.blocks),
        "strategy": strategy,
    }
    return json.dumps(said, ensure_ascii=False, indent=2)


__all__ = ["add", "forms", "glossary"]
