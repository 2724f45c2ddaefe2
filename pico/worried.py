"""Reads what people write when they worry: a sentence or two about what they see, then what they ask.

"Many with dementia get restless at night. Does music help?" What is told says whom it is about and what is feared; what is asked
says what is to be done. The words of a question must be able to stand in a sentence, so that whom it is about is taken with its
own noun ("personer med demens på sykehjemmet"), and what somebody does or is becomes the noun for it ("faller" -> "fall").
What cannot be told for certain is left out: the asker's own text stands above the form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_NYNORSK = re.compile(
    r"(?<!\w)(?:ikkje|kva|korleis|kvifor|kven|kor|eg|me|dei|frå|heime|heim|mykje|berre|hjå|nokre|nokon|noko|vere|vert|gjer"
    r"|ein|eit|bebuar\w*|tilsette|\w{3,}arane|\w{3,}ingane|kjem|gjere|løysing\w*|sjuke?\w*|verkar|skulen?|personar|elevar|pasientane?|meir|søv|bur|fleire|einsam\w*|born)(?!\w)",
    re.IGNORECASE,
)
# What somebody does or is, and the noun for it in bokmål and nynorsk.
_NOUNS: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE), nb, nn)
    for words, nb, nn in (
        (r"faller|falt|fell|ramler|ramlar|dett|snubler|snublar", "fall", "fall"),
        (r"urolige?|uroleg\w*|rastløse?|rastlause?", "uro", "uro"),
        (r"redde?|engstelige?|engsteleg\w*|gruer seg|gruar seg", "engstelse", "redsle"),
        (r"slitne?|utslitte?|utslitne|slitt ut|utmattede?|utmatta", "utmattelse", "utmatting"),
        (r"trøtte?|trøytte?", "trøtthet", "trøyttleik"),
        (r"ensomme?|einsame?", "ensomhet", "einsemd"),
        (r"isolerte?|isolerer seg|isolerer dei seg", "isolasjon", "isolasjon"),
        (r"deprimerte?|nedfor|nedstemte?|nedstemde?", "depresjon", "depresjon"),
        (r"stressede?|stressa", "stress", "stress"),
        (r"sinte?|aggressive?|utagerer|utagerar", "aggresjon", "aggresjon"),
        (r"forvirrede?|forvirra", "forvirring", "forvirring"),
        (r"syke?|sjuke?", "sykdom", "sjukdom"),
        (r"sykmeldte?|sjukmelde?", "sykefravær", "sjukefråvær"),
        (r"svimle?|ustøe?", "svimmelhet", "svimmelheit"),
        (r"underernærte?|underernærde?", "underernæring", "underernæring"),
        (r"går ned i vekt|går mye ned i vekt|går mykje ned i vekt|mister vekt|mistar vekt", "vekttap", "vekttap"),
        (r"legger på seg|legg på seg|overvektige?", "vektøkning", "vektauke"),
        (r"(?:mister|mistar|har mistet|har mista) matlysta?e?n?|spiser (?:for )?(?:lite|dårlig)|et (?:for )?(?:lite|dårleg)",
         "matlyst", "matlyst"),
        (r"drikker|drikk (?:for )?mykje|drikk(?= kvar| seg)", "alkoholbruk", "alkoholbruk"),
        (r"røyker|røykjer|røykar", "røyking", "røyking"),
        (r"sover|søv|får ikke sove|får ikkje sove", "søvn", "søvn"),
        (r"mobbes|blir mobbet|blir mobba|mobber|mobbar", "mobbing", "mobbing"),
        (r"(?:blir|blei|ble) (?:slått|slegne|trua|truet|spyttet på|spytta på)", "vold", "vald"),
        (r"(?:kommer|kjem|går) (?:ikke|ikkje|sjelden|sjeldan) (?:på|til) (?:skolen|skulen)|skulker|skulkar",
         "skolefravær", "skulefråvær"),
        (r"vandrer|vandrar", "vandring", "vandring"),
        (r"tørste|dehydrerte?|drikk(?:er)? for lite", "dehydrering", "dehydrering"),
    )
)  # fmt: skip
_DEEDS: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(rf"(?:{words})", re.IGNORECASE), nb, nn)
    for words, nb, nn in (
        (r"trener|trenar|trene", "trening", "trening"),
        (r"synger|syng|synge", "sang", "song"),
        (r"danser|dansar|danse", "dans", "dans"),
        (r"svømmer|sym|symje|svømme", "svømming", "symjing"),
    )
)
_OLD = re.compile(r"(?<!\w)(?:gamle|oppi åra|til års)(?!\w)", re.IGNORECASE)
# Whom it is about in words that the glossary does not hold, and those that only point.
_HEAD = re.compile(
    r"(?<!\w)(?:(?:personer|personar|folk|pasient\w*|bruker(?:e|ne)|brukar(?:ar|ane)|mennesker?|innbygger\w*|innbyggjar\w*"
    r"|voksne|vaksne|kvinner|menn|hjemmeboende|heimebuande)|(?P<points>mange|flere|fleire|noen|nokre|nokon|alle|de|dei|dem))"
    r"(?= (?:vår|våre|oss )?\s?(?:med|i|på|som|vi|me|hos)(?!\w))",
    re.IGNORECASE,
)
_OUR = r"(?: (?:våre?|vårt|hos oss))?"
_LINK = re.compile(
    rf"{_OUR} (?:(?:med|i|på|ved|hos|hjå|til|av|uten|utan)(?: (?:personer|personar|barn|ein|eit|ei|en|et) (?:med|i|på))?"
    r"|som(?: [\w-]+){0,3}|(?:vi|me) \w+(?: (?:i|på|hos))?) $",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r" (?:og|eller|i|på) $")
_HAVE = re.compile(
    r"(?<!\w)(?:får|har|fekk|fikk|slit\w*(?: mye| mykje)? med|strev\w* med|plag\w* av|lider av|utvikler|utviklar)"
    r"(?: (?:ofte|mye|mykje|mange|også|og))? $",
    re.IGNORECASE,
)
_BY = re.compile(r" (?:fra|frå|av|hos|med) (?:en |ein |ei )?$")
_DOING = re.compile(r"å [\w-]+(?: (?!mot |for |på |hos |med |i |om |når |oftere|oftare|jevnlig|heller)[\w-]+){0,2}")
_HOW = re.compile(
    r"(?<!\w)(?:felles|gratis|daglige?|daglege?|kortere|kortare|lengre|senere|seinare|ekstra|faste?|jevnlige?|jamlege?) $"
)
_AND_SO = re.compile(r" (?:i|på|med|og|eller|under) |, ")
_NOT_WHOM = re.compile(r"(?:fra|frå|av|med) (?:\w+ )?$", re.IGNORECASE)
_COMPARED = re.compile(
    r"(?<!\w)(?:enn|like (?:godt|bra|effektiv\w*) som|i stedet for|i staden for|framfor|fremfor|sammenlignet med|samanlikna med) "
    r"(?P<what>[^,.?!]+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """One recognised thing with its element, as `pico.reading.Said` has it, and what kind of thing it is."""

    kind: str  # "whom", "where", "trouble", "hope" or "done"
    code: str
    start: int
    end: int


def is_nynorsk(text: str) -> bool:
    """Whether a text has words that only nynorsk has."""
    return _NYNORSK.search(text) is not None


def asked_from(text: str) -> int | None:
    """Where the asking begins in a text that first tells something; None where it is one sentence, or asks nothing."""
    sentences = [(one.start(), one.group().strip()) for one in _SENTENCE.finditer(text) if one.group().strip()]
    questions = [start for start, said in sentences if said.endswith("?")]
    return questions[0] if questions and questions[0] != sentences[0][0] else None


def take_apart(text: str, cut: int, kind: str, named: Sequence[Named]) -> Mapping[str, list[str]]:
    """The elements of a text that tells up to `cut`, and asks from there: phrases that can stand in a sentence, in order.

    `kind` is the core question. Empty where the text names nobody that it can be about.
    """
    story = _Story(text, cut, nynorsk=is_nynorsk(text), named=named)
    whom, taken = story.whom()
    found = {
        "P": whom,
        "I": story.done(),
        "C": story.compared(),
        "O": story.feared(taken) if kind == "effect" else [],
    }
    return {code: list(dict.fromkeys(phrases)) for code, phrases in found.items() if phrases}


@dataclass(frozen=True, slots=True)
class _Story:
    text: str
    cut: int
    nynorsk: bool
    named: Sequence[Named]

    def whom(self) -> tuple[list[str], list[tuple[int, int]]]:
        """Whom it is about, each with what belongs to them, and the places that this takes up."""
        places: list[tuple[int, int, str]] = []
        for start, end, head in self._heads():
            if any(left <= start < right for left, right, _ in places):
                continue
            stop = self._tail(end)
            if head and stop == end:
                continue  # "mange" by itself points at nobody
            places.append((start, stop, f"{head}{self.text[end:stop]}" if head else self.text[start:stop]))
        told = [one for one in places if one[0] < self.cut]
        taken = told or [one for one in places if not _NOT_WHOM.search(self.text[: one[0]])]
        whole = [phrase for start, _, phrase in taken if not _NOT_WHOM.search(self.text[:start])] or [
            phrase for _, _, phrase in taken
        ]
        if not whole:
            trouble = [one for one in self.named if one.kind == "trouble" and one.code == "P" and one.start < self.cut]
            whole = [f"{self._people()} med {self.text[one.start : one.end]}" for one in trouble[:1]]
            taken = [(one.start, one.end, "") for one in trouble[:1]]
        return [_small(phrase) for phrase in whole[:1]], [(start, end) for start, end, _ in taken]

    def _people(self) -> str:
        return "personar" if self.nynorsk else "personer"

    def _heads(self) -> list[tuple[int, int, str]]:
        """Places of nouns for people; the third is what stands instead of a word that only points."""
        found = [(one.start, one.end, "") for one in self.named if one.kind == "whom"]
        pointed = "eldre" if _OLD.search(self.text) else self._people()
        for one in _HEAD.finditer(self.text[: self.cut]):
            found.append((one.start(), one.end(), pointed if one["points"] else ""))
        starts = {start for start, _, _ in found}
        joined = [
            (start, next((e for s, e, _ in found if s == end + 1), end), head)
            for start, end, head in found
            if start not in {e + 1 for _, e, h in found if not h} or start not in starts
        ]
        return sorted(joined)

    def _tail(self, end: int) -> int:
        """Where the phrase that begins with a noun for people ends: with what they have, where they are, what they do."""
        relative, first = False, end
        for one in sorted(self.named, key=lambda each: each.start):
            if one.start < end:
                continue
            gap = self.text[end : one.start]
            link = _LINK.fullmatch(gap)
            if link is None and not (relative and gap == " ") and not (end > first and _GOES_ON.fullmatch(gap)):
                break
            relative = relative or (link is not None and "som" in gap.split())
            end = one.end
        return end

    def done(self) -> list[str]:
        """What is asked about: deeds named where the asking is, else those that were told of."""
        deeds = [one for one in self.named if one.kind == "done" and one.code in ("I", "O")]
        asked = [one for one in deeds if one.start >= self.cut and not self._is_compared(one.start)]
        phrases: list[str] = []
        last = -1
        for one in asked:
            phrase = self._deed(one)
            gap = self.text[last : one.start] if last >= 0 else ""
            if _AND_SO.fullmatch(gap):  # "fysisk aktivitet i pausane": one phrase
                phrases[-1] += f"{gap}{phrase}"
            elif not any(phrase in other for other in phrases):
                phrases.append(phrase)
            last = one.end
        return phrases

    def _deed(self, one: Named) -> str:
        doing = (
            _DOING.match(self.text, one.start - 2) if self.text[max(0, one.start - 3) : one.start] == " å " else None
        )
        if doing:
            return doing.group().rstrip(" ?.,")
        word = self.text[one.start : one.end]
        noun = next((nn if self.nynorsk else nb for form, nb, nn in _DEEDS if form.fullmatch(word)), word)
        how = _HOW.search(self.text[: one.start])
        noun = f"{how.group()}{noun}" if how else noun
        by = next((other for other in self.named if other.kind == "whom" and other.start >= one.end), None)
        if by is not None and _BY.fullmatch(self.text[one.end : by.start]):
            return self.text[one.start : by.end]
        return noun

    def _is_compared(self, at: int) -> bool:
        return any(one.start() <= at < one.end() for one in _COMPARED.finditer(self.text, self.cut))

    def compared(self) -> list[str]:
        """What it is held against, whole, where something in it is known."""
        return [
            one["what"].strip()
            for one in _COMPARED.finditer(self.text, self.cut)
            if any(one.start("what") <= each.start < one.end() for each in self.named)
        ]

    def feared(self, taken: Sequence[tuple[int, int]]) -> list[str]:
        """What is told that they do, are or get, as nouns, and what is asked to be changed."""
        found = [
            (one.start(), nn if self.nynorsk else nb)
            for form, nb, nn in _NOUNS
            for one in form.finditer(self.text[: self.cut])
        ]
        found += ((one.start, phrase) for one, phrase in self._had())
        told = [phrase for start, phrase in sorted(found) if not any(left <= start < right for left, right in taken)]
        hoped = [
            one for one in self.named if one.start >= self.cut and one.code == "O" and one.kind in ("trouble", "hope")
        ]
        return [*told, *(self.text[one.start : one.end] for one in hoped if not self._is_compared(one.start))]

    def _had(self) -> Iterator[tuple[Named, str]]:
        for one in self.named:
            if one.kind in ("trouble", "hope") and one.start < self.cut and _HAVE.search(self.text[: one.start]):
                yield one, self.text[one.start : one.end]


def _small(phrase: str) -> str:
    """The phrase with a small letter first, unless its first word is written in capitals."""
    first = phrase.split(" ", 1)[0]
    return phrase if first[1:] != first[1:].lower() else phrase[:1].lower() + phrase[1:]
