"""Words that people write for answers and judgements -> those an instrument has. What an instrument calls its own comes first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from appraisal.text import Text

GENERAL: Mapping[str, tuple[str, ...]] = {  # meaning -> words in common use
    "yes": ("yes", "y", "ja", "j", "true", "sant"),
    "probably_yes": ("probably yes", "py", "trolig ja", "truleg ja", "sannsynligvis ja"),
    "probably_no": ("probably no", "pn", "trolig nei", "truleg nei", "sannsynligvis nei"),
    "no": ("no", "n", "nei", "false", "usant"),
    "no_information": (
        "no information",
        "ni",
        "no info",
        "ingen opplysninger",
        "ingen opplysningar",
        "ingen informasjon",
        "not reported",
        "ikke oppgitt",
        "ikkje oppgitt",
    ),
    "unclear": (
        "unclear",
        "u",
        "uc",
        "uklart",
        "uklar",
        "can't tell",
        "cant tell",
        "cannot tell",
        "ct",
        "unsure",
        "usikker",
        "vet ikke",
        "veit ikkje",
        "delvis",
        "partly",
        "partial",
        "partially",
        "?",
    ),
    "na": ("na", "n/a", "not applicable", "ikke aktuelt", "ikkje aktuelt", "ikke relevant"),
    "low": ("low", "low risk", "low risk of bias", "low concern", "lav", "låg", "lav risiko", "låg risiko"),
    "some": ("some concerns", "some", "noen bekymringer", "nokre bekymringar", "moderate", "moderat", "middels"),
    "high": ("high", "high risk", "high risk of bias", "high concern", "høy", "høg", "høy risiko", "høg risiko"),
    "serious": ("serious", "serious risk", "alvorlig", "alvorleg", "alvorlige bekymringer", "alvorlege bekymringar"),
    "critical": ("critical", "critical risk", "kritisk"),
    "very_low": ("very low", "svært lav", "svært låg"),
    "critically_low": ("critically low", "kritisk lav"),
}
NEXT: Mapping[str, tuple[str, ...]] = {  # meaning -> ids that will do, best first
    "yes": ("yes", "met"),
    "probably_yes": ("probably_yes", "yes"),
    "probably_no": ("probably_no", "no"),
    "no": ("no", "not_met"),
    "no_information": ("no_information", "unclear", "cant_tell"),
    "unclear": ("unclear", "cant_tell", "no_information", "some"),
    "na": ("na", "not_applicable"),
    "some": ("some", "moderate", "unclear"),
    "serious": ("serious", "high"),
    "high": ("high", "serious"),
}
NOT_JUDGED = frozenset({*GENERAL["no_information"], *GENERAL["na"], "-", "–", "not assessed", "ikke vurdert"})
"""Where a judgement should stand: there is none."""
_MEANINGS = {word: meaning for meaning, words in GENERAL.items() for word in words}


class Named(Protocol):
    """An answer, a judgement or a variant."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> Text: ...
    @property
    def words(self) -> tuple[str, ...]: ...


def plain(word: str) -> str:
    """Small letters, one space between words, no sign at the ends without a meaning: " Probably_Yes. " -> "probably yes"."""
    word = word.replace("\u2019", "'").replace("\u2212", "-").casefold()
    return " ".join(re.sub(r"[_\s\u00a0]+", " ", word).strip(" .;:,\"'«»").split())


def meaning(word: str) -> str | None:
    """What a word means in common use, whatever the instrument."""
    return _MEANINGS.get(plain(word))


def find(word: str, among: Sequence[Named]) -> str | None:
    """The id of the one that a word means: by id, its own words, its label in any language, then words in common use."""
    said = plain(word)
    ids = {plain(one.id): one.id for one in among}
    own = {plain(other): one.id for one in reversed(among) for other in one.words}
    labels = {plain(text): one.id for one in reversed(among) for _, text in one.label.pairs}
    for known in (own, ids, labels):
        if said in known:
            return known[said]
    meant = meaning(word)
    for other, name in own.items():
        if meant and meaning(other) == meant:
            return name
    return _first(NEXT.get(meant, (meant,)), ids.values()) if meant else None


def _first(wanted: Iterable[str], known: Iterable[str]) -> str | None:
    held = set(known)
    return next((one for one in wanted if one in held), None)
