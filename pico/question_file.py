"""Reads a question out of a JSON file, in the shapes that people and programs are likely to write it.

What is wanted: {"type": ..., "elements": {"P": ..., "I": ...}, "search": [...], "words": {...}}. Taken as well: the elements
at the top or below "pico"; their names in Norwegian or English instead of letters; lists of texts, and texts by language;
a whole sentence ("question"), which is then taken apart. What is not understood is named, never dropped without a word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pico.english import english, is_english
from pico.reading import read_sentence
from pico.vocabulary import Glossary
from pipeline.errors import BadInput

WANTED = "question, type, framework, language, elements, search, words"
LANGUAGES: Mapping[str, str] = {
    **dict.fromkeys(("nb", "no", "nob", "nb-no", "bokmål", "bokmal", "norsk", "norwegian"), "nb"),
    **dict.fromkeys(("nn", "nno", "nn-no", "nynorsk"), "nn"),
    **dict.fromkeys(("en", "eng", "en-gb", "engelsk", "english"), "en"),
}
_SAMPLE = frozenset(("sample", "utvalg", "utval"))
_DESIGN = frozenset(("design", "studiedesign", "study design"))
_ONE = ("type", "framework")
_TEXTS = frozenset((*LANGUAGES, "text", "tekst"))
_KEYS: Mapping[str, str] = {
    **dict.fromkeys(("question", "sentence", "spørsmål", "sporsmal", "spørsmålet", "tekst", "text", "need", "behov", "undring",
                     "beskrivelse", "description", "tittel", "title"), "question"),
    **dict.fromkeys(("type", "question_type", "spørsmålstype", "sporsmalstype", "kjernespørsmål"), "type"),
    **dict.fromkeys(("framework", "rammeverk"), "framework"),
    **dict.fromkeys(("language", "lang", "språk", "sprak", "målform", "maalform"), "language"),
    **dict.fromkeys(("elements", "pico", "peo", "pcc", "spider", "picot", "picos",
                     "element", "elementer", "elementa", "felter", "fields"), "elements"),
    **dict.fromkeys(("search", "søk", "sok"), "search"),
    **dict.fromkeys(("words", "ord", "engelske_ord"), "words"),
}  # fmt: skip
_CODES: Mapping[str, str] = {
    **dict.fromkeys(("p", "pasient", "pasienter", "pasientgruppe", "populasjon",
                     "problem", "hvem", "kven", "gruppe", "målgruppe", "patient",
                     "patients", "population", "participants", "deltakere"), "P"),
    **dict.fromkeys(("i", "tiltak", "intervensjon", "interesse", "fenomen", "intervention", "interest",
                     "phenomenon of interest", "phenomenon_of_interest", "phenomenonofinterest"), "I"),
    **dict.fromkeys(("c", "sammenligning", "sammenlikning", "samanlikning", "kontroll", "comparison", "comparator",
                     "control"), "C"),
    **dict.fromkeys(("o", "utfall", "utfallsmål", "endepunkt", "resultat", "effekt", "outcome", "outcomes"), "O"),
    **dict.fromkeys(("co", "kontekst", "sammenheng", "samanheng", "setting", "context"), "Co"),
    **dict.fromkeys(("t", "tid", "time"), "T"),
    **dict.fromkeys(("s", "studiedesign", "design", "study design", "sample", "utvalg", "utval"), "S"),
    **dict.fromkeys(("e", "eksponering", "exposure", "evaluering", "evaluation"), "E"),
    "pi": "PI", "d": "D", **dict.fromkeys(("r", "forskningstype", "research type", "research_type"), "R"),
    **dict.fromkeys(("concept", "begrep", "omgrep", "cn"), "Cn"),
}  # fmt: skip
_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("effekt", "effekt av tiltak", "tiltak", "intervention", "treatment", "therapy", "behandling"), "effect"),
    **dict.fromkeys(("erfaring", "erfaringer", "erfaringar", "opplevelse", "experiences", "qualitative",
                     "kvalitativ"), "experience"),
    **dict.fromkeys(("forekomst", "førekomst", "prevalens"), "prevalence"),
    **dict.fromkeys(("årsak", "arsak", "etiologi", "etiology", "cause", "risk"), "aetiology"),
    **dict.fromkeys(("diagnostikk", "diagnose", "diagnostic"), "diagnosis"),
    **dict.fromkeys(("prognose",), "prognosis"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a file gave it, and what was made of it."""

    type: str = ""  # "" = not said
    framework: str = ""  # "" = the type's
    language: str = ""
    elements: Mapping[str, str] = field(default_factory=dict)
    search: tuple[str, ...] | None = None
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sentence: str = ""  # as it was asked; its elements were read out of it where none were given
    reason: str = ""  # the words that gave the type away
    ignored: tuple[str, ...] = ()  # keys that nobody knows


def read_question(text: str, file: str, glossary: Glossary) -> Asked:
    """The question of a JSON text, or of a text that is nothing but a sentence.

    BadInput: json_broken, question_key_wrong {key, wanted}, question_empty {wanted}.
    """
    if not text.strip():
        raise BadInput("question_empty", wanted=WANTED)
    try:
        value = json.loads(text)
    except json.JSONDecodeError as fault:
        if text.lstrip()[0] in '{["' or not file.lower().endswith((".txt", ".md")):
            raise BadInput("json_broken", file=file, line=fault.lineno) from fault
        value = text
    except (RecursionError, ValueError) as fault:  # nested without end; a number of thousands of digits
        raise BadInput("json_broken", file=file, line=1) from fault
    if isinstance(value, str):
        value = {"question": value}
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict):
        raise BadInput("question_key_wrong", key="(root)", wanted='{"question": "..."}, {"elements": {"P": "..."}}')
    return _asked(value, glossary)


def _asked(value: Mapping[str, Any], glossary: Glossary) -> Asked:
    known: dict[str, Any] = {}
    value = _of_spider(value)
    elements: dict[str, str] = {}
    ignored: list[str] = []
    value = {key: given for key, given in value.items() if given is not None or not _key(key)}
    language = LANGUAGES.get(str(next((value[k] for k in value if _key(k) == "language"), "")).lower(), "")
    for key, given in value.items():
        name = _key(key)
        code = _code_of(key)
        if name == "question" and isinstance(given, dict) and not {one.lower() for one in given} & _TEXTS:
            name = "elements"
        if _passed_over(name, key, given, known):
            continue
        if name == "elements":
            elements.update(_elements(given, language))
        elif name:
            known[name] = given[0] if isinstance(given, list) and len(given) == 1 and name in _ONE else given
        elif code:
            elements[code] = _text(given, key, language)
        else:
            ignored.append(key)
    sentence = _text(known["question"], "question", language) if "question" in known else ""
    kind = _one_of(known.get("type", ""), _TYPES)
    reason = ""
    if sentence and not any(text.strip() for text in elements.values()):
        if language == "en" or (not language and is_english(sentence)):
            elements = english(glossary, sentence).elements(glossary)
        if not elements:
            reading = read_sentence(sentence, glossary)
            elements, reason = dict(reading.elements), reading.reason
            kind = kind or reading.type
    if not any(text.strip() for text in elements.values()) and not known.get("words"):
        keys = ", ".join(ignored)[:60]
        raise (
            BadInput("question_empty", wanted=WANTED)
            if not keys
            else BadInput("question_key_wrong", key=keys, wanted=WANTED)
        )
    return Asked(
        type=kind,
        framework=str(known.get("framework", "")),
        language=language,
        elements=elements,
        search=_codes(known["search"]) if "search" in known else None,
        words=_words(known.get("words", {})),
        sentence=sentence,
        reason=reason,
        ignored=tuple(ignored),
    )


def _one_of(given: object, names: Mapping[str, str]) -> str:
    if not isinstance(given, str):
        raise BadInput("question_key_wrong", key="type", wanted='"effect"')
    return names.get(given.strip().lower(), given.strip())


def _code(name: str) -> str:
    return _code_of(name) or name.strip()


def _passed_over(name: str, key: str, given: object, known: Mapping[str, object]) -> bool:
    """What is there and says nothing: an empty list, or a title beside the question itself."""
    if name in ("search", "words"):
        return not given
    return name == "question" and "question" in known and key.strip().lower() in ("title", "tittel")


def _key(name: str) -> str:
    return _KEYS.get(name.strip().lower(), "")


def _code_of(name: str) -> str:
    """ "P", " p ", "P (populasjon)", "Pasient/problem", "population:" -> P; "" where it names no element."""
    bare = " ".join(re.sub(r"\(.*?\)", " ", name).strip(" :.").lower().split())
    return next((_CODES[one] for one in (bare, *(part.strip() for part in bare.split("/"))) if one in _CODES), "")


def _elements(given: object, language: str) -> dict[str, str]:
    if isinstance(given, list) and given and all(isinstance(one, dict) for one in given):
        pairs = [_pair({str(key).lower(): value for key, value in one.items()}) for one in given]
        if all(pairs):
            given = dict(one for one in pairs if one)
    if not isinstance(given, dict):
        raise BadInput("question_key_wrong", key="elements", wanted='{"P": "..."}')
    return {_code(str(key)): _text(text, f"elements.{key}", language) for key, text in given.items()}


def _of_spider(given: Mapping[str, Any]) -> dict[str, Any]:
    """The file with its design under D where it names a sample: S is the sample then, and elsewhere the design."""
    if not {key.strip().lower() for key in given} & _SAMPLE:
        return {
            key: _of_spider(one) if isinstance(one, dict) and _key(key) == "elements" else one
            for key, one in given.items()
        }
    return {"D" if key.strip().lower() in _DESIGN else key: one for key, one in given.items()}


def _pair(one: Mapping[str, object]) -> tuple[str, object] | None:
    """{"code": "P", "text": "..."} as (code, text)."""
    code = next((one[name] for name in ("code", "kode", "element", "name", "navn", "key", "id") if name in one), None)
    text = next((one[name] for name in ("text", "tekst", "value", "verdi", "words") if name in one), None)
    return (str(code), text) if isinstance(code, str) and text is not None else None


def _text(given: object, key: str, language: str) -> str:
    """A text, a list of texts, or texts by language or below "text"."""
    if isinstance(given, str):
        return given
    if given is None:
        return ""
    if isinstance(given, list) and all(isinstance(one, str) for one in given):
        return "\n".join(given)
    if isinstance(given, dict):
        texts = {str(name).lower(): text for name, text in given.items() if isinstance(text, str)}
        for name in (language, "nb", "nn", "no", "text", "tekst", *texts):
            if name in texts:
                return texts[name]
    raise BadInput("question_key_wrong", key=key[:60], wanted='"..."')


def _codes(given: object) -> tuple[str, ...]:
    listed: Sequence[object] = given if isinstance(given, list) else ()
    if not listed or not all(isinstance(code, str) for code in listed):
        raise BadInput("question_key_wrong", key="search", wanted='["P", "I"]')
    return tuple(_code(str(code)) for code in listed)


def _words(given: object) -> dict[str, tuple[str, ...]]:
    wanted = BadInput("question_key_wrong", key="words", wanted='{"P": ["..."]}')
    if not isinstance(given, dict):
        raise wanted
    for listed in given.values():
        if not isinstance(listed, list) or not all(isinstance(text, str) for text in listed):
            raise wanted
    return {_code(str(code)): tuple(listed) for code, listed in given.items()}
