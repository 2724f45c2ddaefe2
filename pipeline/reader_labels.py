"""What an element of the question is called to readers of a document: the form asks those who fill it in («dere»).

Known by the words that the form ships with. Where the method team has put its own, those are used as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

_WHICH_OUTCOMES = {"nb": "Hvilke utfall?", "nn": "Kva utfall?", "en": "Which outcomes?"}
_WITH_WHAT = {"nb": "Sammenlignet med hva?", "nn": "Samanlikna med kva?", "en": "Compared with what?"}
_WITH_WHOM = {"nb": "Sammenlignet med hvem?", "nn": "Samanlikna med kven?", "en": "Compared with whom?"}

# The label of the form in bokmål -> what readers are told
TO_READERS: Mapping[str, Mapping[str, str]] = {
    "Hva vil dere gjøre eller undersøke?": {
        "nb": "Hva undersøkes?",
        "nn": "Kva blir undersøkt?",
        "en": "What is studied?",
    },
    "Hva sammenligner dere med?": _WITH_WHAT,
    "Hva håper dere å endre eller finne ut?": _WHICH_OUTCOMES,
    "Hva vil dere vite om det?": _WHICH_OUTCOMES,
    "Hva vil dere ha oversikt over?": {
        "nb": "Oversikt over hva?",
        "nn": "Oversikt over kva?",
        "en": "An overview of what?",
    },
    "Hva vil dere vite om opplevelsen?": {
        "nb": "Hva ved opplevelsen?",
        "nn": "Kva ved opplevinga?",
        "en": "What about the experience?",
    },
    "Hva vil dere vite forekomsten av?": {
        "nb": "Forekomsten av hva?",
        "nn": "Førekomsten av kva?",
        "en": "The prevalence of what?",
    },
    "Vil dere sammenligne med noen?": _WITH_WHOM,
    "Hvem sammenligner dere med?": _WITH_WHOM,
    "Hva vil dere vite hvordan går?": {
        "nb": "Utsiktene for hva?",
        "nn": "Utsiktene for kva?",
        "en": "The outlook of what?",
    },
}


def to_readers(label: Mapping[str, str], language: str) -> str:
    """The label of an element (language -> text) as a document says it in a language."""
    shipped = TO_READERS.get(label.get("nb", ""))
    return shipped[language] if shipped else label.get(language, label.get("nb", ""))
