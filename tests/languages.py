"""What tells bokmål, nynorsk and English apart, for tests of texts: words that only one of them has, and holes."""

from __future__ import annotations

import re
import string

BOKMAAL = frozenset(
    "ikke hva hvem hvordan hvor hvorfor hvilken hvilket hvilke noe noen jeg dere deres fra ble blitt være gjøre gjør "
    "kommer mer også selv sammen tjeneste tjenester kommuner studier spørsmålene forskning forskningen hjemme sykehjem "
    "økt øker mye dem ennå".split()
)
NYNORSK = frozenset(
    "ikkje kva kven korleis kvifor eit dei frå vart vorte dykk eg vere gjere kjem meir òg sjølv saman teneste tenester "
    "kommunar studiar spørsmåla forsking forskinga heime sjukeheim aukar mykje berre nokon noko enno sidan".split()
)
NORWEGIAN = frozenset(
    "og ikke ikkje det eit av på fra frå med dere vi hva kva hvem kven eller søk søket filen fila velg skriv spørsmål "
    "spørsmålet behov referanser referansar".split()
)
NAMES = frozenset({"bokmål"})  # names that English texts may use
LONGEST_SAME = 5  # words: a longer text is hardly ever the same in bokmål and nynorsk
_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\{\w+\}|\([^()]*\)")


def words(text: str) -> set[str]:
    """The words of a text in small letters; what is quoted, in brackets or a hole does not count."""
    return {word.casefold() for word in _WORD.findall(_QUOTED.sub(" ", text))}


def holes(text: str) -> list[str]:
    """The holes of a text, sorted; each as often as it stands there."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def wrong_language(text: str, language: str) -> set[str]:
    """Words and signs of a text that do not belong to its language."""
    foreign = words(text) & {"nb": NYNORSK, "nn": BOKMAAL, "en": NORWEGIAN}[language]
    if language == "en":
        odd = {word for word in words(text) if len(word) > 1 and set(word) & set("æøå")}
        return foreign | (odd - NAMES) | set(re.findall(r"[«»]", text))
    return foreign | set(re.findall(r"[“”]", text))
