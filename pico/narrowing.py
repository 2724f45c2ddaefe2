"""Is a question ready to be searched for? Background or foreground, too broad and in which way, and ways to split it.

Too broad and complex questions stopped most of the questions that municipalities raised (evaluation of 2021-24). The signs
are those that the method names: several interventions, outcomes or groups in one, no group, chains of and/or, a whole field
as intervention, two questions in one. Each sign says which words it saw, and gives narrower questions made of the asker's
own words. Signs are a help: nothing is stopped by them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pico.reading import WHOM, Reading, Said, core_type, read_sentence, said_in
from pico.shipped import Node, allow, read_yaml
from pico.vocabulary import GENERAL, Glossary
from pico.worried import asked_from

Ground = Literal["background", "foreground"]
Level = Literal["broad", "hint"]
SIGNS = (
    "several_interventions",
    "several_outcomes",
    "several_populations",
    "no_population",
    "and_or_chain",
    "whole_field",
    "several_questions",
)
HINTS = ("no_intervention",)
_MOST = 6  # narrower questions for one sign
_CHAIN = 3  # joints in one sentence that are a chain
_BACKGROUND = re.compile(
    r"^\W*(?:hva|kva|what) (?:er|betyr|tyder|is|are)(?: \w+){0,2}? (?:forskjell\w*|skilnad\w*|definisjon\w*|symptom\w*)"
    r"|^\W*(?:hva|kva) (?:menes|meinast|mener vi|innebærer|inneber|betyr|tyder|kjennetegner|kjenneteiknar) (?!.*\b(?:for|hos)\b)"
    r"|^\W*(?:hva|kva) (?:sier|seier) (?:lov\w*|forskrift\w*|retningslinj\w*|rundskriv\w*|veileder\w*|rettleiar\w*)"
    r"|^\W*(?:hvilke|kva|hva slags|kva for) (?:rettighet\w*|rettar|plikt\w*|lov\w*|krav|regl\w*|symptom\w*|tegn|teikn"
    r"|bivirkning\w*|biverknad\w*|typer?|typar|former?|former|stadi\w+|vaksiner? (?:skal|bør|inngår)|vaksinar (?:skal|bør))"
    r"|^\W*(?:hvem|kven) (?:har|er|skal|kan|bestemmer|avgjør|avgjer|betaler|betalar)"
    r"|^\W*(?:hvor|kvar) (?:finner|finn|ligger|ligg|søker|søkjer|henvender|melder|melde[rs]?|får)"
    r"|^\W*(?:hvordan|korleis) (?:smitter|smittar|søker|søkjer|fungerer|verkar kroppen|virker kroppen"
    r"|stilles|blir diagnosen|bruker man|brukar ein"
    r"|måler man|måler vi|måler ein|regner|reknar|fyller|fyller ein|klager|klagar|defineres|blir)"
    r"|^\W*(?:når|hvor ofte skal|kor ofte skal|hvor lenge smitter|kor lenge smittar|hvor mye koster|kva kostar|hva koster)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^\W*(?:hva|kva|what) (?:er|is)\s+(?!det (?:beste|mest)|viktig|best|forsking|forskning|the )", re.IGNORECASE
)
# What makes a "hva er ..." ask about an effect, a number, an experience: then it is a foreground question all the same.
_ABOUT = re.compile(
    r"(?<!\w)(?:effekt\w*|virkning\w*|verknad\w*|nytte\w*|erfaring\w*|oppleving\w*|opplevels\w*|forekomst\w*|førekomst\w*|risiko\w*"
    r"|årsak\w*|samanheng\w*|sammenheng\w*|prognos\w*|barrier\w*|konsekvens\w*|betydning\w*|beste|best|mest|viktig\w*|treffsikker\w*"
    r"|forsk(?:n?ing)\w* (?:på|om)|kunnskap om|hemm\w+|frem\w+|andel\w*|effektiv\w*|(?:bak)?grunn(?:en|er|ene|ar|ane)?"
    r"|fordel(?:en|er|ene|ar|ane)?|ulempe(?:n|r|ne|ar|ane)?|utfall(?:et|a|ene)?|behov(?:et|a|ene)?|motivasjon(?:en)?"
    r"|tank(?:er|ar|ene|ane))(?!\w)",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"(?<!\w)(?:og/eller|og|eller|samt)(?!\w)|/|,(?!\s*(?:og|eller|samt|som|når|at|hva|kva|men)\b)", re.IGNORECASE
)
_QUESTION = re.compile(
    r"(?:[,;?]|(?<!\w)(?:og|samt|eller|men))\s*(?:og\s+|samt\s+)?"
    r"(?=(?:hva|kva|hvordan|korleis|hvorfor|kvifor|hvilke[nt]?|hvem|kven|hvor|kor|kan|bør|er det)(?!\w))",
    re.IGNORECASE,
)
_ANYBODY = re.compile(
    r"(?<!\w)(?:pasient\w*|bruker(?:e|ne|en|s)?|brukar\w*|personer|personar|folk|innbygger\w*|innbyggjar\w*"
    r"|mennesker?|beboer\w*|bebuar\w*|ansatte?\w*|tilsette?\w*|voksne?|vaksne?|menn|kvinner|befolkning\w*"
    r"|patients|people|adults|de som|dei som|dem som|men|women)(?!\w)",
    re.IGNORECASE,
)
_YOUNG = r"(?:små)?(?:barn|born|unge|ungdom(?:mer|mar)?|tenåringer|tenåringar)"
_EVERY_AGE = re.compile(
    rf"(?<![\w-])(?P<young>{_YOUNG}(?:(?:,| og| eller| samt) {_YOUNG})*),? (?:og|eller|samt|og/eller) (?P<old>(?:voksne|vaksne)"
    r"(?:,? (?:og|eller) eldre)?)(?!\w)(?! (?:barn|born|søsken|sysken))",
    re.IGNORECASE,
)
_GROWN_UP = re.compile(r"(?i)(?<![\w-])(?P<young>voksne|vaksne),? (?:og|eller|samt|og/eller) (?P<old>eldre)(?!\w)")
_HOS = re.compile(r"(?<!\w)(?:hos|hjå|blant|among)\s+(?:\w+\s+)?(\w{4,})", re.IGNORECASE)
_IN_WHAT = re.compile(r" (?:i|om) (?:bruk av |å )?", re.IGNORECASE)
_THEY_HAVE = re.compile(r"(?<!\w)(?:med|har|hadde|både)(?: \w+)? $", re.IGNORECASE)
# Three things or more in a row, whether or not the glossary knows them.
_ITEM = r"[\w-]{3,}(?: [\w-]{2,}){0,2}"
_FIRST = r"[\w-]{3,}(?: (?:med|uten|utan|av|til|for|i|på|mot) [\w-]{2,})?"
_ROW = re.compile(rf"(?<![\w-]){_FIRST}(?:, {_ITEM}){{1,8}},? (?:og|eller|samt) [\w-]{{3,}}", re.IGNORECASE)
_COMPARATIVE = (
    r"(?:bedre|betre|dårligere|dårlegare|færre|fleire|flere|mindre|mer|meir|høyere|høgare|lavere|lågare|kortere|kortare|lengre|økt|auka"
    r"|redusert|raskere|raskare|sterkere|sterkare|tryggere|tryggare)"
)
_MORE_OR_LESS = re.compile(
    rf"(?<!\w)(?<!med )(?<!hos )(?<!har )(?<!hjå )(?<!enn ){_COMPARATIVE} [\w-]+"
    rf"(?:(?:,| og| eller|, og|, eller| samt) {_COMPARATIVE} [\w-]+)+",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"^\W*(?:\w+ )?(?:kan|vil|bør|har|hjelper|hjelp|virker|verkar|gir|gjev|fører|reduserer|forebygger|førebyggjer"
    r"|øker|aukar|er)\W*$"
    r"|(?<!\w)(?:effekt\w*|verknad\w*|virkning\w*|nytte\w*) (?:har|av)\W*$|^\W*(?:hvordan|korleis) \w+\W*$",
    re.IGNORECASE,
)
_ASKS_WHAT = re.compile(
    r"(?<!\w)(?:hva|kva) (?:kan|bør|skal|må|hjelper|virker|verkar|fungerer|gjør|gjer)|(?:hvilke|hva slags|kva|kva for) tiltak",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that makes a question hard to search for."""

    code: str  # one of SIGNS or HINTS
    level: Level
    found: tuple[str, ...]  # the words that it stands on
    ways: tuple[str, ...] = ()  # narrower questions, of the asker's own words


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What was seen in a question. `signs` holds what makes it too broad first, then hints."""

    ground: Ground
    ground_reason: str
    reading: Reading
    signs: tuple[Sign, ...]

    @property
    def too_broad(self) -> bool:
        """Whether any sign says so."""
        return any(one.level == "broad" for one in self.signs)


@dataclass(frozen=True, slots=True)
class Fields:
    """What the method team says: whole fields with narrower interventions, and words that belong together."""

    narrower: Mapping[str, Mapping[str, tuple[str, ...]]]  # concept -> language -> interventions
    whole: Mapping[str, frozenset[str]]  # concept -> the only words that name the whole of it
    pairs: frozenset[tuple[str, str]]


def load_fields(text: str) -> Fields:
    """The fields of a YAML text (data/templates/narrowing.yaml). BadInput as in `pico.shipped`."""
    root = read_yaml(text)
    allow(root, ("fields", "whole", "pairs"))
    narrower = {
        name: {language: texts.text_rows() for language, texts in node.pairs()}
        for name, node in root.need("fields").pairs()
    }
    whole = {name: frozenset(one.lower() for one in node.text_rows()) for name, node in _pairs(root, "whole")}
    pairs = {(row.text_rows()[0], row.text_rows()[-1]) for row in root.need("pairs").rows()}
    return Fields(narrower, whole, frozenset(pairs | {(second, first) for first, second in pairs}))


def _pairs(root: Node, name: str) -> Sequence[tuple[str, Node]]:
    node = root.get(name)
    return tuple(node.pairs()) if node else ()


def narrow(text: str, glossary: Glossary, fields: Fields, language: str = "nb") -> Narrowing:
    """Look at a question in plain words. Time is linear in its length; empty text has no signs."""
    text = " ".join(text.split())
    reading = read_sentence(text, glossary)
    ground, why = _ground(text)
    if not text or ground == "background":
        return Narrowing(ground, why, reading, ())
    said = said_in(text, glossary, reading.type)
    cut = asked_from(text)
    joined = _Joined(text, fields, said if cut is None else tuple(one for one in said if one.start >= cut))
    signs = (
        joined.sign("several_interventions", "I") or joined.row("several_interventions"),
        joined.sign("several_outcomes", "O") or _hoped_for(text),
        joined.sign("several_populations", "P") or _ages(text),
        _no_population(text, reading),
        _whole_field(text, said, _general(text, glossary), fields, language),
        _questions(text),
        _chain(joined),
        _no_intervention(text, reading),
    )
    return Narrowing(ground, why, reading, tuple(one for one in signs if one is not None))


def _ground(text: str) -> tuple[Ground, str]:
    """Background (look it up in a reference work) or foreground (look for research), and the words that say so."""
    about = _ABOUT.search(text)
    if found := _BACKGROUND.search(text):
        if about is None:
            return "background", found.group().strip()
    elif (found := _BARE.search(text)) and about is None and core_type(text)[0] == "effect":
        return "background", found.group().strip()
    return "foreground", ""


@dataclass(frozen=True, slots=True)
class _Joined:
    """A sentence with the lists in it: things of one element that "og", "eller" or a comma joins."""

    text: str
    fields: Fields
    said: tuple[Said, ...]

    def lists(self, code: str) -> list[list[Said]]:
        """Runs of two or more different things of one element, joined by nothing but joints."""
        runs: list[list[Said]] = []
        for before, after in pairwise(self.said):
            alike = code != "P" or before.facet == after.facet or {before.facet, after.facet} <= set(WHOM)
            if before.code == after.code == code and alike and self._joint(before, after):
                if runs and runs[-1][-1] is before:
                    runs[-1].append(after)
                else:
                    runs.append([before, after])
        return [run for run in runs if len({one.concept for one in run}) > 1 and not self._one_group(run)]

    def _one_group(self, run: list[Said]) -> bool:
        """What is no list: places, what is told from each other, two illnesses of the same people ("med kols og angst")."""
        facets = {one.facet for one in run}
        if re.search(r"(?<!\w)(?:mellom|between) $", self.text[: run[0].start], re.IGNORECASE):
            return True  # "skille mellom delirium og demens"
        if run[0].code != "P" or facets == {"setting"}:
            return run[0].code == "P"
        both = facets == {"condition"} and len(run) == 2
        gap = self.text[run[0].end : run[1].start].strip().lower()
        return both and gap == "og" and bool(_THEY_HAVE.search(self.text[: run[0].start]))

    def _joint(self, before: Said, after: Said) -> bool:
        gap = self.text[before.end : after.start].lower()
        if gap.startswith("-"):  # "styrke- og balansetrening": one thing
            return False
        words = re.findall(r"\w+", gap)
        joints = {"og", "eller", "samt"}
        if not (joints & set(words) or "," in gap or "/" in gap) or len(words) > 3:
            return False
        if {"andre", "annan", "annen", "anna", "annet", "liknende", "liknande", "lignende"} & set(words):
            return False  # "kasseklatring og andre turaktivitetar"
        if {"hos", "blant", "med", "på", "i", "for", "til", "ved", "av", "hjå", "mot", "som"} & set(words):
            return False
        pair = (self.text[before.start : before.end].lower(), self.text[after.start : after.end].lower())
        return not any(pair[0].startswith(a) and pair[1].startswith(b) for a, b in self.fields.pairs)

    def sign(self, code: str, element: str) -> Sign | None:
        """A sign for the longest list of an element, with one question for each thing in it."""
        runs = sorted(self.lists(element), key=len, reverse=True)
        if not runs:
            return None
        run = runs[0]
        words = tuple(self.text[one.start : one.end] for one in run)
        if not self._is_sure(run):
            return Sign(code, "broad", words)
        ways = (_sentence(self.text[: run[0].start] + word + self.text[run[-1].end :]) for word in words)
        return Sign(code, "broad", words, tuple(dict.fromkeys(ways))[:_MOST])

    def _is_sure(self, run: list[Said]) -> bool:
        """Whether each thing of a list can stand in its place: "x og y", with nothing that belongs to one of them only."""
        last_gap = self.text[run[-2].end : run[-1].start].lower()
        halved = self.text[: run[0].start].lower().endswith(("- og ", "- eller ", "- "))
        owned = re.match(r" (?:av|frå|fra|utført|gitt) ", self.text[run[-1].end :])
        return bool(re.search(r"\b(?:og|eller|samt)\b|/", last_gap)) and not halved and not owned

    def row(self, code: str) -> Sign | None:
        """Three things or more where a question names what is done, though the glossary knows only some of them."""
        for found in _ROW.finditer(self.text):
            named = [one for one in self.said if found.start() <= one.start < found.end()]
            done = sum(one.code == "I" for one in named)
            if 2 * done <= len(named) if named else not _DOES.search(self.text[: found.start()]):
                continue
            words = tuple(re.split(r",? (?:og|eller|samt) |, ", found.group()))
            ways = (_sentence(self.text[: found.start()] + word + self.text[found.end() :]) for word in words)
            return Sign(code, "broad", words, tuple(dict.fromkeys(ways))[:_MOST])
        return None

    def joints(self) -> int:
        """How many "og", "eller" and "samt" stand outside recognised words and halved compounds."""
        count = 0
        for found in _JOINT.finditer(self.text):
            inside = any(one.start <= found.start() < one.end for one in self.said)
            halved = self.text[: found.start()].rstrip().endswith("-")
            count += not inside and not halved and found.group().isalpha()
        return count


def _chain(joined: _Joined) -> Sign | None:
    slashes = re.findall(r"\w+ og/eller \w+", joined.text)
    if slashes:
        return Sign("and_or_chain", "broad", tuple(slashes))
    joints = [found.group() for found in _JOINT.finditer(joined.text) if found.group().isalpha()]
    return Sign("and_or_chain", "broad", tuple(joints)) if joined.joints() >= _CHAIN else None


def _hoped_for(text: str) -> Sign | None:
    """Several things that are to be more or less: "bedre helse, færre feil og mindre slitasje"."""
    found = _MORE_OR_LESS.search(text)
    if found is None:
        return None
    words = tuple(re.split(r",? (?:og|eller|samt) |, ", found.group()))
    ways = (_sentence(text[: found.start()] + word + text[found.end() :]) for word in words)
    return Sign("several_outcomes", "broad", words, tuple(dict.fromkeys(ways))[:_MOST])


def _ages(text: str) -> Sign | None:
    """Children or youth and grown-ups in one, or these and the old: "barn, unge og voksne". "Unge voksne" are one group."""
    found = _EVERY_AGE.search(text) or _GROWN_UP.search(text)
    if found is None:
        return None
    parts = (re.sub(r",(?=[^,]*$)", " og", found["young"]), found["old"])
    ways = (_sentence(text[: found.start()] + part + text[found.end() :]) for part in parts)
    return Sign("several_populations", "broad", parts, tuple(ways))


def _no_population(text: str, reading: Reading) -> Sign | None:
    if reading.elements.get("P") or reading.elements.get("Co") or _ANYBODY.search(text) or _HOS.search(text):
        return None
    return Sign("no_population", "broad", ())


def _no_intervention(text: str, reading: Reading) -> Sign | None:
    if reading.type != "effect" or reading.elements.get("I"):
        return None
    found = _ASKS_WHAT.search(text)
    return Sign("no_intervention", "hint", (found.group(),) if found else ())


def _whole_field(
    text: str, said: Sequence[Said], general: Sequence[Said], fields: Fields, language: str
) -> Sign | None:
    """The intervention is a whole field, and nothing narrower stands beside it. `general`: what narrows no search."""
    done = [one for one in said if one.code == "I"] or [one for one in said if one.concept in fields.narrower]
    done = done or [one for one in general if one.concept in fields.whole]
    named = [one for one in done if _is_whole(text, one, fields) and not _is_in(text, one, said)]
    if not named or len(named) < len({one.concept for one in done}):
        return None
    one = named[0]
    ways = fields.narrower[one.concept].get(language) or fields.narrower[one.concept]["nb"]
    narrower = (_sentence(text[: one.start] + way + text[one.end :]) for way in ways)
    return Sign("whole_field", "broad", (text[one.start : one.end],), tuple(narrower)[:_MOST])


def _general(text: str, glossary: Glossary) -> list[Said]:
    """The general things that a text names ("forebygging"), but for what they are said to be of."""
    return [
        Said(one.concept.id, GENERAL, "", one.start, one.end)
        for one in glossary.recognise(text)
        if one.concept.facet == GENERAL and not re.match(r" (?:av|mot|for å)\b", text[one.end : one.end + 7])
    ]


def _is_whole(text: str, one: Said, fields: Fields) -> bool:
    if one.concept not in fields.narrower:
        return False
    only = fields.whole.get(one.concept)
    word = text[one.start : one.end].lower()
    return only is None or any(word == w or (word.startswith(w) and len(word) <= len(w) + 3) for w in only)


def _is_in(text: str, one: Said, said: Sequence[Said]) -> bool:
    """Whether it is said in what: "opplæring i traumebevisst omsorg", but not "opplæring i kommunen"."""
    found = _IN_WHAT.match(text, one.end)
    return found is not None and any(
        other.start == found.end() and other.facet in ("measure", "approach", "condition") for other in said
    )


def _questions(text: str) -> Sign | None:
    """Two questions in one sentence; each by itself is a way on."""
    cuts = [found.start() for found in _QUESTION.finditer(text) if found.start() > 12]
    if not cuts:
        return None
    pieces = [text[a:b] for a, b in pairwise([0, *cuts, len(text)])]
    asked = tuple(_sentence(piece) for piece in pieces if _asks(piece))
    return Sign("several_questions", "broad", asked, asked[:_MOST]) if len(asked) > 1 else None


def _asks(piece: str) -> bool:
    words = re.findall(r"\w+", piece.lower())
    lead = [word for word in words[:3] if word not in ("og", "samt", "eller", "men")]
    first = lead[0] if lead else ""
    return len(words) > 2 and bool(
        re.match(
            r"(?:hva|kva|hvordan|korleis|hvorfor|kvifor|hvilke[nt]?|hvem|kven|hvor|kor|kan|bør|er|har|virker|verkar|hjelper|fører|gir|reduserer)$",
            first,
        )
    )


def _sentence(text: str) -> str:
    """A piece as a sentence of its own: no joint first, capital first, question mark last."""
    piece = re.sub(r"^(?:[\s,;?]|(?:og|samt|eller|men)(?!\w))+", "", text, flags=re.IGNORECASE)
    piece = " ".join(piece.split()).rstrip(" ,.;:?")
    return f"{piece[:1].upper()}{piece[1:]}?"


__all__ = ["HINTS", "SIGNS", "Fields", "Narrowing", "Sign", "load_fields", "narrow"]
