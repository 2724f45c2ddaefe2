"""From the filled-in question to the blocks of a first search.

An element may name several concepts. Those of one kind widen it ("depresjon eller angst": OR); those of different kinds
narrow it ("eldre" and "hjemmeboende": AND). The glossary's facets say which is which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pico.strategy import Block
from pico.vocabulary import GENERAL, Glossary, Word

COMPARISON = "C"
OUTCOME = "O"
_DONE = ("measure", "approach")
_WHOM = ("people", "role", "group", "setting")
# From a word for absence to the end of its part: a comma, a full stop, a semicolon, a line, or an «eller».
_ABSENCE = re.compile(
    r"\b(?:ingen|inga|inkje|ingenting|ikke|ikkje|uten|utan|fravær av|none|no|not|without)\b"
    r"(?:(?!\b(?:eller|or|men|but)\b)[^,;.\n])*",
    re.IGNORECASE,
)


def looked_up(code: str, text: str) -> str:
    """What of an element's text is put into English. A comparison with nothing says what is *not* done: «ingen tiltak mot
    fall» is no place to look for words for falls, while «vanlig oppfølging» after «eller» still is.
    """
    return _ABSENCE.sub(" ", text) if code == COMPARISON else text


def proposed(glossary: Glossary, code: str, elements: Mapping[str, str], *, wide: bool = False) -> tuple[Word, ...]:
    """The glossary's words for one element of a question.

    An outcome gets no words for what is done, nor for whom it is done to: "skader under trening" is no place for words for
    training when the intervention has them. Where nothing else would be left, they stay.
    """
    words = glossary.proposals(looked_up(code, elements.get(code, "")), wide=wide)
    if code != OUTCOME:
        return words
    elsewhere = _concepts(glossary, elements.get("I", ""), _DONE) | _concepts(glossary, elements.get("P", ""), _WHOM)
    return tuple(word for word in words if word.concept not in elsewhere) or words


def _concepts(glossary: Glossary, text: str, facets: Sequence[str]) -> set[str]:
    return {one.concept.id for one in glossary.recognise(text) if one.concept.facet in facets}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Blocks for a search, in order, and per element the Norwegian words that nobody could put into English."""

    blocks: tuple[Block, ...]
    unmapped: Mapping[str, tuple[str, ...]]


def split(block: Block, glossary: Glossary) -> tuple[Block, ...]:
    """One block per facet, to be joined by AND. An element with one facet stays one block.

    A word of no known concept stands for the whole element: it goes into every part, so it never narrows the search.
    Words of general concepts ("forebygging", "tjeneste") narrow nothing either: they go where the element names more.
    """
    facets: dict[str, list[Word]] = {}
    for word in block.words:
        concept = glossary.concepts.get(word.concept)
        if concept is not None:
            facets.setdefault(concept.facet, []).append(word)
    whole = [word for word in block.words if word.concept not in glossary.concepts]
    if len(facets) > 1:
        facets.pop(GENERAL, [])
    if not facets:
        return (block,) if block.words else ()
    return tuple(Block(block.element, (*words, *whole)) for words in facets.values())


def propose(
    glossary: Glossary,
    elements: Mapping[str, str],
    codes: Sequence[str],
    words: Mapping[str, Sequence[Word]] | None = None,
) -> Proposal:
    """Blocks for the elements in `codes` (a framework's `search_elements`, by default P and I).

    `elements` maps codes to Norwegian text. `words` holds words chosen by people: where an element is in it,
    its words are used and nothing is proposed for that element.
    """
    chosen = words or {}
    blocks: list[Block] = []
    unmapped: dict[str, tuple[str, ...]] = {}
    for code in codes:
        text = looked_up(code, elements.get(code, ""))
        if code in chosen:
            block = Block(code, tuple(chosen[code]))
        else:
            block = Block(code, proposed(glossary, code, elements))
            if missing := glossary.unmapped(text):
                unmapped[code] = missing
        blocks += split(block, glossary)
    return Proposal(tuple(blocks), unmapped)
