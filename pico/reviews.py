"""The search that asks whether somebody has summed up the research already: the question's words, systematic reviews only.

PubMed gets the filter that the method team keeps (`data/templates/search_filters.yaml`); Epistemonikos holds reviews, and its
door limits the answer to them. Only the elements that a first search is made of are asked for: who, and what is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pico.proposal import Proposal, propose
from pico.query import filters
from pico.query.filters import Filter
from pico.reading import read_sentence
from pico.strategy import build
from pico.vocabulary import Glossary, Word
from pipeline.errors import BadInput

FILTER = "systematic_reviews"
SOURCES = ("pubmed", "epistemonikos")


def asked_of(
    glossary: Glossary,
    text: str,
    elements: Mapping[str, str],
    words: Mapping[str, Sequence[Word]],
    codes: Sequence[str],
) -> Proposal:
    """The blocks to ask with: the words that people chose, else what the elements say, else what `text` is read as."""
    written = {code: elements.get(code, "") for code in codes if elements.get(code, "").strip()}
    if not written and not words:
        reading = read_sentence(text, glossary)
        found = propose(glossary, reading.elements, codes)
        if found.blocks:
            return found
        return propose(glossary, {code: reading.elements.get(code, "") for code in ("P", "I", "O")}, ("P", "I", "O"))
    return propose(glossary, written, codes, words)


def review_searches(found: Proposal, known: Mapping[str, Filter]) -> Mapping[str, str]:
    """source -> the text that counts its systematic reviews; nothing where no word is known in English."""
    try:
        texts = {source: build(found.blocks, source) for source in SOURCES}
    except BadInput:
        return {}
    return {**texts, "pubmed": filters.add(texts["pubmed"], known[FILTER])}
