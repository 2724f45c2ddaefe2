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
        "unclear risk",
        "unclear risk of bias",
        "uklar risiko",
    ),
    "na": ("na", "n/a", "not applicable", "ikke aktuelt", "ikkje aktuelt", "ikke relevant"),
    "low": ("low", "low risk", "low risk of bias", "low concern", "lav", "låg", "lav risiko", "låg risiko"),
    "some": (
        "some concerns",
        "some concern",
        "some",
        "noen bekymringer",
        "noen bekymring",
        "noe bekymring",
        "noe bekymringer",
        "nokre bekymringar",
        "noko bekymring",
        "moderate",
        "moderate risk",
        "moderat",
        "middels",
    ),
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
SIGNS: Mapping[str, tuple[str, ...]] = {  # sign of a table -> ids that will do, best first
    "+": ("low", "yes"),
    "✓": ("yes", "low"),
    "✔": ("yes", "low"),
    "!": ("some",),
    "x": ("high", "no"),
    "×": ("high", "no"),
    "✗": ("no", "high"),
    "✘": ("no", "high"),
}
MINUS = frozenset(("-", "–", "−"))
"""High risk where other cells of the table are signs; else there is no judgement."""
_YES, _NO = {"yes", "probably_yes"}, {"no", "probably_no"}
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
    word = re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", " ", word)
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
    if meant:
        return _first(NEXT.get(meant, (meant,)), ids.values())
    if said in SIGNS:
        return _first(SIGNS[said], ids.values())
    return _either(said, ids.values()) or _initial(said, among)


def _either(said: str, known: Iterable[str]) -> str | None:
    """ "Y/PY" and "No / Probably no": rules make no difference between the two."""
    meant = [_MEANINGS.get(one.strip()) for one in said.split("/")]
    for pair in (_YES, _NO):
        if len(meant) == 2 and set(meant) == pair:
            return _first(sorted(pair, key=len), known)
    return None


def _initial(said: str, among: Sequence[Named]) -> str | None:
    """The only one that begins with a letter, in its id or in a language."""
    if len(said) != 1 or not said.isalpha():
        return None
    found = {
        one.id for one in among if any(plain(text)[:1] == said for text in (one.id, *dict(one.label.pairs).values()))
    }
    return found.pop() if len(found) == 1 else None


def _first(wanted: Iterable[str], known: Iterable[str]) -> str | None:
    held = set(known)
    return next((one for one in wanted if one in held), None)
