"""English in a question that is asked in Norwegian, or all of it in English: the glossary's own English words, read backwards.

Only what the Norwegian reading leaves over is looked at, so that words both languages have stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pico.concepts import Concept
from pico.vocabulary import GENERAL, Glossary, Word

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LONGEST = 5  # words of a phrase
_LEAST = 4  # letters in front of a star
_BEHIND = 4  # letters that may stand behind a stem
_Table = dict[str, tuple[bool, int, int, str]]  # phrase -> how well a concept is named by it, and the concept
_SAYS_NOTHING = frozenset(
    """a an and any are as at be been being best better between but by can could do does did effect effects effective
effectiveness for from had has have how i if impact improve improves in into is it its less may more most my no not of on or
our prevent prevents reduce reduces should than that the their them there these they this those to use used using versus vs was
we what when where which who whom whose why will with within without work works would you your increase increases affect
affects help helps role compared comparison among through during after before about""".split()
)
_PLACES: Mapping[str, str] = {  # facet of a concept -> element of a question
    **dict.fromkeys(("people", "role", "group", "setting"), "P"),
    **dict.fromkeys(("measure", "approach"), "I"),
    **dict.fromkeys(("condition", "outcome"), "O"),
}


@dataclass(frozen=True, slots=True)
class English:
    """What a text names in English: concepts with the phrase that named each, and words of no concept."""

    named: tuple[tuple[str, str], ...] = ()  # (concept, phrase)
    left: tuple[str, ...] = ()

    def words(self, glossary: Glossary) -> tuple[Word, ...]:
        """Search words: those of the concepts, and the phrases of no concept as they stand."""
        found = [word for concept, _ in self.named for word in glossary.concepts[concept].words()]
        return tuple(dict.fromkeys((*found, *(Word(text) for text in self.left))))

    def elements(self, glossary: Glossary) -> dict[str, str]:
        """element -> phrases, by what kind of thing each names; what no element takes is left out."""
        found: dict[str, list[str]] = {}
        for concept, phrase in self.named:
            if code := _PLACES.get(glossary.concepts[concept].facet):
                found.setdefault(code, []).append(phrase)
        if "P" not in found and "I" in found and "O" in found:
            found["P"] = found.pop("O")
        return {code: "\n".join(dict.fromkeys(found[code])) for code in "PIO" if code in found}


def english(glossary: Glossary, text: str, *, only: Iterable[str] | None = None) -> English:
    """What a text names in English. `only`: words that may be read so; without it, all of them."""
    index, stems = _index(glossary)
    words = [match.group() for match in _WORD.finditer(text)]
    may = None if only is None else {one.lower() for one in only}
    small = [word.lower() for word in words]
    named: dict[str, str] = {}
    left: list[list[str]] = [[]]
    at = 0
    while at < len(words):
        size, concept = _longest(small, at, index, stems)
        content = [word for word in small[at : at + size] if word not in _SAYS_NOTHING]
        if size and content and (may is None or all(word in may for word in content)):
            named.setdefault(concept, " ".join(words[at : at + size]))
            at += size
            left.append([])
            continue
        if small[at] in _SAYS_NOTHING or (may is not None and small[at] not in may) or len(small[at]) < 3:
            left.append([])
        else:
            left[-1].append(words[at])
        at += 1
    return English(tuple(named.items()), tuple(dict.fromkeys(" ".join(one) for one in left if one)))


def is_english(text: str) -> bool:
    """Whether a text is more likely English than Norwegian: it has English little words, and none that only Norwegian has."""
    words = [match.group().lower() for match in _WORD.finditer(text)]
    little = sum(word in _ONLY_ENGLISH for word in words)
    return little > 0 and not any(word in _ONLY_NORWEGIAN or re.search("[æøå]", word) for word in words)


_ONLY_ENGLISH = frozenset(
    "the of and with does what which how among does are is in patients adults people children".split()
) - {"is"}
_ONLY_NORWEGIAN = frozenset(
    "og med hos som hva kva hvordan korleis på av til er ikke ikkje eller fra frå mot kan blant".split()
)


def _longest(words: Sequence[str], at: int, index: _Table, stems: _Table) -> tuple[int, str]:
    """How many words from here on name a concept, and which; (0, "") = none."""
    if words[at] in _SAYS_NOTHING:
        return 0, ""
    for size in range(min(_LONGEST, len(words) - at), 0, -1):
        phrase = " ".join(words[at : at + size])
        found = [index[one] for one in (phrase, phrase.removesuffix("s")) if one in index]
        found += [stems[phrase[:end]] for end in _ends(phrase) if phrase[:end] in stems]
        if found:
            return size, min(found)[-1]
    return 0, ""


def _ends(phrase: str) -> range:
    """Where a stem may end in the last word of a phrase, a few letters before its end."""
    return range(max(_LEAST, phrase.rfind(" ") + 1, len(phrase) - _BEHIND), len(phrase) + 1)


def _index(glossary: Glossary) -> tuple[_Table, _Table]:
    """English phrase -> concept, and stem in front of a star -> concept."""
    return _made(glossary.concepts.values())


def _made(concepts: Iterable[Concept]) -> tuple[_Table, _Table]:
    """Of concepts that share a phrase: first those that are not general, then who names it first, then who has most words."""
    index: _Table = {}
    stems: _Table = {}
    for one in concepts:
        for listed in (one.mesh, one.en):
            for rank, text in enumerate(listed):
                bare, place = text.lower().rstrip("*"), (one.facet == GENERAL, rank, -len(one.norwegian()), one.id)
                for table in (index, stems) if text.endswith("*") else (index,):
                    table[bare] = min(table.get(bare, place), place)
    return index, stems
