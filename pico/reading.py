"""Reads a question in plain Norwegian: which core question it is, and which words belong to which element.

A proposal, never a decision: what is proposed says why (the words it saw), and people correct it. The core question is told
by set phrases, in the order of `_TYPES`: an experience, a number, a test, an outlook and a cause are said in words that
an effect is not. Elements are told by what kind of thing a recognised concept is (its facet), and by the words before it:
what is to be reduced or prevented is an outcome, what stands behind "sammenlignet med" a comparison.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from pico.vocabulary import GENERAL, Glossary, Recognised
from pico.worried import Named, asked_from, take_apart

# core question -> what gives it away, bokmål, nynorsk and English. The first that is found decides.
_TYPES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"(?<!\w)(?:{words})", re.IGNORECASE)
    for name, words in {
        "prevalence": (
            r"(?:hvor|kor) (?:mange|vanlige?g?|vanleg|ofte|utbred\w*|utbreid\w*|hyppige?g?|stor (?:andel|del))(?!\w)"
            r"|(?:hvor|kor) (?:høy|høg|stor) er (?:forekomst|førekomst)\w*|forekomst\w*|førekomst\w*|prevalens\w*"
            r"|how (?:many|common|often)|prevalence"
        ),
        "experience": (
            r"erfaring\w*|erfare[rs]?|røynsle\w*|opplev\w*|oppfatning\w*|oppfatt\w*|synes|syns|holdning\w*"
            r"|haldning\w*"
            r"|tanker om|tankar om|syn på|hva (?:mener|tenker)|kva (?:meiner|tenkjer|tenker)"
            r"|hva er viktig for|kva er viktig for"
            r"|barriere\w*|(?:hemmer|hemmar|hindrer|hindrar) og frem\w*|frem\w* og hem\w*|suksessfaktor\w*"
            r"|hva (?:hindrer|hemmer)|kva (?:hindrar|hemmar)|hva (?:skal|må) til|kva (?:skal|må) til"
            r"|hvorfor (?:takker|velger|vil)"
            r"|kvifor (?:takkar|vel|vil)|experience\w*|perception\w*|perspective\w*|barriers"
        ),
        "diagnosis": (
            r"treffsikker\w*|nøyaktig\w* (?:er|måler)|(?:finne|finner|finn) (?:vi |me )?(?:ut )?(?:hvem|kven)"
            r"|(?:hvilke[nt]?|hva slags|kva|kva for(?: eit| ein)?) (?:\w+ )?(?:kartleggings\w*|screening\w*"
            r"|test\w*|verktøy\w*|skjema\w*|måleinstrument\w*)"
            r"|(?:hvordan|korleis) (?:kan \w+ |bør \w+ |best )?(?:oppdage\w*|avdekk\w*|fange? opp"
            r"|fangar? opp|identifisere\w*|kartlegg\w*|finne\w*|finn)"
            r"|(?:hvor|kor) (?:god|gode|godt|bra|sikkert?|presist?) (?:er|klarer|klarar|kan) (?:[\w-]+ ){1,5}(?:til |for |på )?"
            r"å (?:finne|oppdage|avdekk\w*|fange|påvise|identifisere|skille|skilje)"
            r"|(?:hvor|kor) (?:godt|bra|sikkert|presist) (?:fanger|fangar|finner|finn|oppdag[ea]r|avdekkj?er|skiller|skil)"
            r"|(?<!bli )(?<!blir )(?<!blei )(?:god|gode|godt|egna|egnet|egnede|eigna|pålitelig\w*|påliteleg\w*|presise?|sikre?)"
            r" (?:nok )?(?:til|for) å (?:finne|oppdage|avdekk\w*|fange|påvise|identifisere|kjenne (?:igjen|att)|skille|skilje)"
            r"|sensitivitet\w*|spesifisitet\w*|diagnostisk\w*|accura\w+|sensitivity"
        ),
        "prognosis": (
            r"(?:hvordan|korleis) (?:går|gikk|gjekk) det|prognose\w*|langtidsutsikt\w*|over tid"
            r"|på (?:lang )?sikt|på lengre sikt"
            r"|(?:hvor|kor) lenge|utvikler (?:\w+ )?seg|utviklar (?:\w+ )?seg|utfallet for|forløpet|(?:hva"
            r"|kva) skjer med"
            r"|sjansen for å|prognosis"
        ),
        "aetiology": (
            r"hvorfor|kvifor|årsak\w*|(?:bak)?grunn(?:en|er|ene|ar|ane)? (?:til|for|bak)"
            r"|risikofaktor\w*|øker risiko\w*|aukar risiko\w*|risikoen for"
            r"|samanheng\w* mellom|sammenheng\w* mellom"
            r"|skyldes|skuldast|hva gjør at|kva gjer at|gir (?:økt|større) risiko|gir (?:auka"
            r"|større) risiko|risk factors?|causes?"
        ),
        "effect": (
            r"effekt\w*|virk\w*|verk\w*|hjelpe\w*|hjelp|nytte\w*|kan \w+|redusere\w*|forebygg\w*"
            r"|førebygg\w*|bedre\w*|betre\w*|tiltak\w*"
            r"|påvirk\w*|påverk\w*|betyd\w*|betyr|tyding|konsekvens\w*|hva kan vi gjøre|kva kan vi gjere"
            r"|fører|bør|gir|er det|effect\w*|does"
        ),
    }.items()
}
_COMPARED = re.compile(
    r"(?:sammenlign\w*|samanlikna?|sammenlikn\w*) med|i forhold til|kontra|versus|framfor|fremfor"
    r"|i staden for|i stedet for|(?<!\w)enn(?!\w)"
    r"|compared (?:with|to)",
    re.IGNORECASE,
)
# What stands a little before the thing that is hoped or feared: then a problem is an outcome, not whom it is about.
_AIMED = re.compile(
    r"(?<!\w)(?:reduser\w*|førebygg\w*|forebygg\w*|hindr\w*|forhindr\w*|unngå\w*|mot|på|øke[rt]?|auk\w+"
    r"|bedre\w*|betre\w*|færre|mindre"
    r"|meir|mer|fleire|flere|minsk\w*|dempe\w*|dempar|lindr\w*|fremme\w*|fremje\w*|styrk\w*|utsett\w*"
    r"|stogg\w*|stopp\w*|gi[rs]?|fører? til"
    r"|risiko\w* for|lavere|lågare|høyere|høgare|påvirk\w*|påverk\w*|oppdage\w*|avdekk\w*|finne|for å finne"
    r"|treffsikker\w*|få (?:ned|opp)"
    r"|kutte\w*|slutte å|slutte med|begrens\w*|avgrens\w*|forbedr\w*|motvirk\w*|motverk\w*|prevent\w*"
    r"|reduc\w*|against|on)"
    r"(?:\s+(?:unødvendig\w*|ufrivillig\w*|risiko\w*|bruk(?:en)? av|omfang\w* av|tal\w* på|antall\w*|ny\w*"
    r"|alvorleg\w*|alvorlig\w*|og|andre))*\s+$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s+(?:etter|efter|ved|after)\s+(?:\w+\s+)?", re.IGNORECASE
)  # "fall etter hoftebrudd": who had one
_WHOM = re.compile(r"(?<!\w)(?:hos|hjå|blant|mellom|for|til|med|among|in|with)\s+(?:\w+\s+)?$", re.IGNORECASE)
# Concepts that say of a compound that it is something that is done ("fallforebygging").
_HEADS = frozenset(("prevention", "treatment_general", "follow_up", "intervention"))
WHOM = ("people", "role", "group")
DONE = ("measure", "approach")
_NAMED = {**dict.fromkeys(WHOM, "whom"), "setting": "where", "condition": "trouble", "outcome": "hope"}
_NOUN = re.compile(
    r"(?<!\w)(?:personer|personar|mennesker?|folk|pasient(?:er|ar)|bruker(?:e|ne)|brukar(?:ar|ane)|kvinner|menn|voksne|vaksne)"
    r" med $",
    re.IGNORECASE,
)
_THEIR_PLACE = re.compile(r" (?:(?:i|på|ved|hos|hjå) |som (?:bor|bur|lever|er|går) (?:i|på) )$")
_CLAUSE = re.compile(r"[.?!;:\n]|,(?!\s*(?:og|eller)\b)")
_OPENS = re.compile(
    r"\s*(?:(?:hvordan|korleis|i (?:hvilken|kva) grad|hvor mye|kor mykje)\s+)?"
    r"(?:reduserer|førebyggjer|forebygger|hindrar|hindrer|aukar|øker|gir|gjev|fører|bedrer|betrar|dempar"
    r"|demper|lindrer|lindrar|styrker|styrkjer|påvirker|påverkar)\s+",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\s*(?:,\s+[\w-]+)?\s*(?:,|og|eller|samt|,\s*og|/)\s+(?:\w+\s+)?", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,/-]*(?:[\wæøå]+[\s,/-]+){0,4}[\s,/-]*")
_LINKS = frozenset(
    "og eller som i på til med av fra frå over under for hos hjå blant mellom ved om etter utan uten den"
    " det de dei en ei ein et eit"
    " personer personar folk mennesker menneske sin sine sitt deres deira å ha har er bor bur får lever"
    " faller som år ikke ikkje nye".split()
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read out of a sentence."""

    type: str  # id of a core question
    reason: str  # the words that gave it away, as they stand; empty = nothing did, and the most usual one is proposed
    elements: Mapping[str, str] = field(default_factory=dict)  # code -> the sentence's own words


def core_type(text: str) -> tuple[str, str]:
    """The core question of a text and the words that gave it away; ("effect", "") where nothing did."""
    for name, pattern in _TYPES.items():
        if found := pattern.search(text):
            return name, found.group()
    return "effect", ""


@dataclass(frozen=True, slots=True)
class Said:
    """One recognised thing in a sentence, at [start, end), with the element it belongs to (empty: to none)."""

    concept: str
    facet: str
    code: str
    start: int
    end: int


def said_in(text: str, glossary: Glossary, kind: str = "") -> tuple[Said, ...]:
    """What a sentence names, in its order, each with its element. `kind`: its core question, where that is known."""
    kind = kind or core_type(text)[0]
    words = _words(text, glossary)
    sight = _Sight(
        text,
        kind,
        measured=any(one.concept.facet in DONE for one in words),
        compared=tuple((found.start(), _clause_end(text, found.end())) for found in _COMPARED.finditer(text)),
    )
    found: list[Said] = []
    last: tuple[Recognised, str] | None = None
    for one in words:
        code = sight.code_beside(one, last) or sight.code(one, last)
        last = one, code
        found.append(Said(one.concept.id, one.concept.facet, code, one.start, one.end))
    return tuple(found)


def read_sentence(text: str, glossary: Glossary) -> Reading:
    """Take a sentence apart. Elements that it does not name are left out."""
    kind, reason = core_type(text)
    cut = asked_from(text)
    if cut is not None and core_type(text[cut:])[1]:  # "vi opplever at ... Hjelper ...?" asks for no experience
        kind, reason = core_type(text[cut:])
    said = said_in(text, glossary, kind)
    if cut is not None:
        told = take_apart(text, cut, kind, [_named(one) for one in (*said, *_heads(text, cut, said, glossary))])
        if "P" in told:
            return Reading(kind, reason, {code: "\n".join(phrases) for code, phrases in told.items()})
    placed: dict[str, list[tuple[int, int]]] = {}
    for one in said:
        if one.code:
            start = _with_their_noun(text, one.start) if one.code == "P" else one.start
            placed.setdefault(one.code, []).append((start, one.end))
    order = ("P", "I", "C", "O", "Co")
    elements = {code: "\n".join(_joined(text, placed[code])) for code in order if code in placed}
    if kind == "experience" and "I" not in elements and "Co" in elements:  # "hvordan oppleves skjermet enhet?"
        elements["I"] = elements.pop("Co")
    return Reading(kind, reason, elements)


def _with_their_noun(text: str, start: int) -> int:
    """Where "personer med demens" begins, given where "demens" does."""
    found = _NOUN.search(text[:start])
    return found.start() if found else start


def _named(one: Said) -> Named:
    return Named(_NAMED.get(one.facet, "done"), one.code, one.start, one.end)


def _heads(text: str, cut: int, said: tuple[Said, ...], glossary: Glossary) -> list[Said]:
    """What is asked to be done in general words ("oppfølging"), where nothing else is."""
    if any(one.start >= cut and one.facet in DONE for one in said):
        return []
    return [
        Said(one.concept.id, one.concept.facet, "I", one.start, one.end)
        for one in glossary.recognise(text)
        if one.start >= cut and one.concept.id in _HEADS
    ]


def _words(text: str, glossary: Glossary) -> list[Recognised]:
    """What is recognised, one for each place: of the parts of a compound the head, which comes last and says what it is.

    General concepts are left out, but as the head of a compound: "fallforebygging" is something that is done.
    """
    found: list[Recognised] = []
    for one in glossary.recognise(text):
        before = found[-1] if found else None
        if before is not None and one.start <= before.end and " " not in text[before.start : one.end]:
            head = before if one.concept.id not in _HEADS and one.concept.facet == GENERAL else one
            found[-1] = replace(head, start=min(before.start, one.start), end=max(before.end, one.end))
        elif one.concept.facet != GENERAL or text[one.end : one.end + 1].isalpha():
            found.append(one)
    return [one for one in found if one.concept.facet != GENERAL or one.concept.id in _HEADS]


@dataclass(frozen=True, slots=True)
class _Sight:
    """A sentence as a whole, to judge each of its words by."""

    text: str
    kind: str
    measured: bool  # something that is done is named
    compared: tuple[tuple[int, int], ...]  # from a word of comparison to the end of its part

    def code_beside(self, one: Recognised, last: tuple[Recognised, str] | None) -> str:
        """The element of the word before, where "og" or a comma joins two of a kind."""
        if last is None or not self._alike(last, one):
            return ""
        return last[1] if _BESIDE.fullmatch(self.text[last[0].end : one.start]) else ""

    @staticmethod
    def _alike(last: tuple[Recognised, str], one: Recognised) -> bool:
        """Of one kind; a problem behind a hoped-for thing is feared: "læring og mobbing"."""
        return last[0].concept.facet == one.concept.facet or (
            last[1] == "O" and {last[0].concept.facet, one.concept.facet} == {"outcome", "condition"}
        )

    def code(self, one: Recognised, last: tuple[Recognised, str] | None) -> str:
        """The element that a recognised concept belongs to; empty: to none."""
        facet = one.concept.facet
        if facet in WHOM:
            return "P"
        if any(start <= one.start < end for start, end in self.compared):
            return "C" if facet != "setting" else "P"
        if facet == "setting":
            if self.kind != "experience":
                return "P"
            own = last is not None and last[1] == "P" and _THEIR_PLACE.fullmatch(self.text[last[0].end : one.start])
            return "P" if own else "Co"  # "barn i fosterhjem": it is part of whom the question is about
        aimed = self._aimed(one, last)
        if facet in DONE or one.concept.id in _HEADS:
            return "O" if aimed and self.kind == "effect" else "I"
        if facet == "outcome":
            return {"experience": "", "prevalence": "I"}.get(self.kind, "O")
        if self.kind == "experience" and last is not None and last[1] == "P" and self._whom(one) >= 0:
            return "P"
        if (
            self.kind in ("aetiology", "diagnosis")
            and last is not None
            and _AFTER.fullmatch(self.text[last[0].end : one.start])
        ):
            return "P"
        return _problem(self.kind, aimed, self.measured)

    def _whom(self, one: Recognised) -> int:
        found = _WHOM.search(self.text[max(0, one.start - 60) : one.start])
        return found.start() if found else -1

    def _aimed(self, one: Recognised, last: tuple[Recognised, str] | None) -> bool:
        """Whether it stands behind a word of wanting or fearing: the last such word counts, and "hos" undoes it.

        A question that begins with the verb names first what is done, then what is hoped for: "Reduserer musikk uro?".
        """
        opens = _OPENS.match(self.text)
        if opens and one.start - opens.end() < 3:
            return False
        if opens and last is not None and last[1] == "I" and self.text[last[0].end : one.start].strip().count(" ") == 0:
            return self._whom(one) < 0
        found = _AIMED.search(self.text[max(0, one.start - 60) : one.start])
        return found is not None and found.start() > self._whom(one)


def _problem(kind: str, aimed: bool, measured: bool) -> str:
    """Where an illness or a problem belongs: mostly to those who have it, sometimes it is what is asked about."""
    if kind == "prevalence":
        return "I"
    if kind in ("aetiology", "diagnosis"):
        return "O"
    if kind == "experience":
        return "P" if measured else "I"
    return "O" if aimed else "P"


def _clause_end(text: str, start: int) -> int:
    found = _CLAUSE.search(text, start)
    return found.start() if found else len(text)


def _joined(text: str, places: list[tuple[int, int]]) -> Iterator[str]:
    """The words at these places; those with only small words between them stay one piece of the sentence."""
    start, end = places[0]
    for left, right in places[1:]:
        if left < end:
            end = max(end, right)
            continue
        gap = text[end:left]
        if _BETWEEN.fullmatch(gap) and all(word in _LINKS for word in re.findall(r"\w+", gap.lower())):
            end = right
            continue
        yield text[start:end]
        start, end = left, right
    yield text[start:end]
