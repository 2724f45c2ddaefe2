"""Tells Norwegian words from English ones by their looks, so that none goes silently into an English database.

Needs no glossary; `Glossary.looks_norwegian` in pico/vocabulary.py knows more words. Kept narrow on
purpose: of the 21,000 different words in the MeSH headings none may be taken for Norwegian (a test sees to it).
"""

from __future__ import annotations

import re

from pico.inflection import tokens

# Endings that Norwegian (and Danish) words have and English ones do not.
_ENDINGS = (
    "sjon sjoner sjonen sjonar sjonene eringen eringer ningene ingane ingene ninga heten heit skap skapet elsene elser "
    "sykdom sykdommer sjukdom sjukdommar hjelp pleie pleier pleiar arbeid tjeneste tjenester tjenesten teneste "
    "tenester tilbud tilbod behandling omsorg boende buande hjem trening tiltak forebygging pasient pasienter "
    "pasientar lidelse lidelser vansker vanskar iske eleg elege nivå skole skule syke sjuke forskning opplæring"
).split()
_ENDING = re.compile(rf"\w{{2,60}}(?:{'|'.join(_ENDINGS)})")
_LETTERS = re.compile("[æøåÆØÅ]")
# Function words and everyday words of the field that are no English words.
_WORDS = frozenset(
    "og eller ikke ikkje hos uten utan mellom blant hvordan korleis hvilke barn eldre unge sykehjem sjukeheim helse "
    "syke sjuke hjemme heime kommune kommunen kommuner brukere pasient pasienter pasientar omsorg tjeneste teneste "
    "hjelp".split()
)


def looks_norwegian(word: str) -> bool:
    """Whether a word, or one of a phrase, has a Norwegian letter (æ ø å) or ending, or is in our own short list."""
    return bool(_LETTERS.search(word)) or any(
        token in _WORDS or _ENDING.fullmatch(token) is not None for token, _, _ in tokens(word)
    )
