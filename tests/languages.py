"""What tells bokmål, nynorsk and English apart, for tests of texts: words that only one of them has, and holes."""

from __future__ import annotations

import re
import string

BOKMAAL = frozenset(
    "ikke hva hvem hvordan hvor hvorfor hvilken hvilket hvilke noe noen jeg dere deres fra ble blitt være gjøre gjør kommer mer "
    "også selv sammen tjeneste tjenester kommuner studier spørsmålene forskning forskningen hjemme sykehjem økt øker mye mange av "
    "dem ennå når".split()
) - frozenset("mange av når".split())
NYNORSK = frozenset(
    "ikkje kva kven korleis kvifor eit ein ei dei frå vart vorte dykk eg vere gjere gjer kjem meir òg sjølv saman teneste "
    "tenester kommunar studiar spørsmåla forsking forskinga heime sjukeheim aukar mykje berre nokon noko enno sidan".split()
) - frozenset("gjer ein ei".split())
NORWEGIAN = frozenset(
    "og ikke ikkje det som er en et ein eit av til på fra frå med den de du dere vi om hva kva hvem kven eller søk søket filen "
    "fila velg vel skriv spørsmål spørsmålet behov referanser referansar".split()
) - frozenset("en et de du vel den er om som".split())
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
    foreign = {"nb": NYNORSK, "nn": BOKMAAL, "en": NORWEGIAN}[language] & words(text)
    if language == "en":
        return foreign | set(re.findall(r"[æøåÆØÅ«»]", _QUOTED.sub(" ", text)))
    return foreign | set(re.findall(r"[“”]", text))
