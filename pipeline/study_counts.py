"""How many studies and how many people a text names: "6 studier, 300 elever" -> "6" and "300". The words are tables.

A number is read only with a word that tells what was counted; what is not known is left to people, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# What studies and people are called. Norwegian is written together ("skoleelever", "kohortstudier"), so what stands before
# a word of `COMPOUND_...` may be part of it; a word of the others stands alone, as its end is that of other words too.
COMPOUND_STUDIES = ("studie", "studier", "studien", "studiar")
STUDIES = ("forsøk", "study", "studies", "trial", "trials", "rct", "rcts", "rct-er", "rct-ar", "rcter", "rctar")
COMPOUND_PEOPLE = tuple(
    """
    person personer personar deltaker deltakere deltakarar deltager deltagere innbyggere innbyggjarar mennesker
    menneske pasient pasienter pasientar bruker brukere brukarar beboer beboere bebuarar elev elever elevar student
    studenter studentar barn ungdom ungdommer ungdommar kvinne kvinner mann menn jenter gutter gutar voksne vaksne
    foreldre mødre mødrer fedre fedrar familie familier familiar pleiere pleiarar ansatte tilsette arbeidere
    arbeidarar takere takarar lærere lærarar gravide pårørende pårørande spedbarn søsken klienter klientar
    respondenter respondentar informanter informantar
    """.split()
)
PEOPLE = tuple(
    """
    eldre unge babyer babyar par folk person persons people participant participants patient patients resident
    residents student students pupil pupils child children adult adults woman women man men girl girls boy boys
    family families parent parents mother mothers father fathers carer carers caregiver caregivers user users client
    clients subject subjects individual individuals adolescent adolescents infant infants youth youths teenagers
    teachers nurses workers employees respondents couples schoolchildren elders
    """.split()
)
# Words that may stand between a number and what was counted. Others may not: "6 studier av barn" names no number of children.
DESCRIBING = tuple(
    """
    randomiserte ikke-randomiserte ikkje-randomiserte klynge-randomiserte kontrollerte kliniske kvalitative
    inkluderte norske hjemmeboende heimebuande friske sårbare eldre unge yngre voksne vaksne gravide kvinnelige
    kvinnelege mannlige mannlege store små ulike randomised randomized non-randomised non-randomized
    cluster-randomised cluster-randomized controlled clinical cohort qualitative observational primary pilot
    included eligible norwegian community-dwelling healthy older elderly young younger adult female male pregnant
    school nursing home hospital large small different
    """.split()
)
MOST_BETWEEN = 3  # describing words
_NUMBER = r"(?<![\d.,])((?>[1-9]\d{0,2}(?:[ \u00a0\u202f.,]\d{3})+(?!\d)|\d+))(?![.,]\d)"


def _named(alone: Iterable[str], compound: Iterable[str]) -> re.Pattern[str]:
    """A number before one of these words."""
    between = rf"(?:(?:{_any(DESCRIBING)}),?\s+){{0,{MOST_BETWEEN}}}"
    return re.compile(rf"{_NUMBER}\s*{between}(?:{_any(alone)}|[a-zæøå-]*(?:{_any(compound)}))\b", re.IGNORECASE)


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_STUDIES, _PEOPLE = _named(STUDIES, COMPOUND_STUDIES), _named(PEOPLE, COMPOUND_PEOPLE)


def studies(text: str) -> str:
    """The first number of studies that a text names, as digits with a blank between thousands ("1 204"); "" = none.

    A text that is only a number is one of studies.
    """
    only = re.fullmatch(rf"\s*{_NUMBER}\s*", text)
    return _digits(only or _STUDIES.search(text))


def people(text: str) -> str:
    """The first number of people that a text names, written as by `studies`; "" = none."""
    return _digits(_PEOPLE.search(text))


def _digits(hit: re.Match[str] | None) -> str:
    return re.sub(r"[^\d]", " ", hit[1]) if hit else ""
