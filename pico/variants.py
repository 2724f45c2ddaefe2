"""Other ways to write an English search word, and what each finds that the word itself does not.

Number (fall, falls), British and American spelling (behaviour, behavior), with hyphen, blank or together (follow-up), and
truncation where it is safe. All are proposals: truncation is left out where fewer than four letters would stand before
the asterisk, and where it is known to find other words (`fall*`: fallopian).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pico.number import other_number

Kind = Literal["number", "spelling", "hyphen", "truncation"]
LEAST = 4  # letters before an asterisk

# British -> American, as parts of words; a pair is used both ways. After the usual lists of spelling differences.
_SPELLINGS: tuple[tuple[str, str], ...] = (
    ("behaviour", "behavior"),
    ("paediatric", "pediatric"),
    ("ageing", "aging"),
    ("centre", "center"),
    ("programme", "program"),
    ("haem", "hem"),
    ("anaem", "anem"),
    ("glycaem", "glycem"),
    ("oedema", "edema"),
    ("oestr", "estr"),
    ("foet", "fet"),
    ("gynaec", "gynec"),
    ("orthopaed", "orthoped"),
    ("diarrhoea", "diarrhea"),
    ("dyspnoea", "dyspnea"),
    ("caesarean", "cesarean"),
    ("tumour", "tumor"),
    ("colour", "color"),
    ("labour", "labor"),
    ("neighbour", "neighbor"),
    ("honour", "honor"),
    ("odour", "odor"),
    ("counselling", "counseling"),
    ("labelling", "labeling"),
    ("modelling", "modeling"),
    ("travelling", "traveling"),
    ("enrolment", "enrollment"),
    ("fulfilment", "fulfillment"),
    ("judgement", "judgment"),
    ("practise", "practice"),
    ("licence", "license"),
    ("defence", "defense"),
    ("sceptic", "skeptic"),
    ("ischaem", "ischem"),
    ("leukaem", "leukem"),
    ("anaesth", "anesth"),
    ("faec", "fec"),
    ("isation", "ization"),
    ("ising", "izing"),
    ("ise", "ize"),
    ("yse", "yze"),
)
# Words that end in "ise" or "ising" in both: no American form.
_BOTH = frozenset(
    "exercise exercising advise advising advertise promise raise rise rising wise praise noise precise otherwise likewise disease"
    " comprise revise supervise surprise enterprise expertise premise devise televise improvise disguise compromise".split()
)
# A longer word that a truncated one would find and that is something else.
_UNSAFE = frozenset(
    "fall care rest pain home heal live nurs work play walk rate stress mental person part inter form port cont comm gene hear"
    " read diet meal plan body test time life".split()
)


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to write it. `adds` is what it finds beside the word itself, in words of the search."""

    text: str
    kind: Kind
    adds: tuple[str, ...]


def variants(word: str, known: Sequence[str] = ()) -> tuple[Variant, ...]:
    """Variants of a text word, those that `known` (other words of the element) finds already left out.

    A word that ends in `*` has neither number nor truncation left to propose. Case is kept out: databases ignore it.
    """
    low = " ".join(word.lower().split())
    if not low.strip("*"):
        return ()
    seen = [one.lower() for one in (low, *known)]
    found: dict[str, Variant] = {}
    for one in (*_spellings(low), *_hyphens(low), *_numbers(low), *_truncated(low)):
        if not any(_finds(other, one.text) for other in seen):
            found.setdefault(one.text, one)
    return tuple(found.values())


def _finds(pattern: str, text: str) -> bool:
    """Whether a search word finds another word as it stands."""
    if pattern.endswith("*"):
        return text.startswith(pattern[:-1])
    return pattern == text


def _spellings(word: str) -> Iterator[Variant]:
    if word.rstrip("*") in _BOTH or word.rsplit(" ", 1)[-1].rstrip("*") in _BOTH:
        return
    for british, american in _SPELLINGS:
        for here, there in ((british, american), (american, british)):
            if here in word and not (there in word and len(there) > len(here)):
                other = word.replace(here, there)
                if _likely(word, here):
                    yield Variant(other, "spelling", (other,))
        if british in word or (american in word and _likely(word, american)):
            return


def _likely(word: str, part: str) -> bool:
    """Short parts count only where they stand as the spelling has them: "hem" and "fec" at the start, endings at the end."""
    if part in ("ise", "ize", "yse", "yze", "ising", "izing", "isation", "ization"):
        return any(
            re.search(rf"{part}[dsr*]?s?$", piece) and len(piece) > len(part) + 2 for piece in re.split(r"[ -]", word)
        )
    if part in ("hem", "fec", "fet", "estr", "edema", "anem", "program", "practice", "license", "aging", "ageing"):
        return any(piece.startswith(part) for piece in re.split(r"[ -]", word)) and part not in ("hem",)
    return True


def _hyphens(word: str) -> Iterator[Variant]:
    """With a hyphen, apart, and together. PubMed looks up "follow-up" and "follow up" as the same; other databases do not."""
    if "-" in word.strip("-"):
        apart, together = word.replace("-", " "), word.replace("-", "")
        yield Variant(apart, "hyphen", (apart,))
        if word.count("-") == 1 and " " not in word:
            yield Variant(together, "hyphen", (together,))
    elif word.count(" ") == 1 and word.split(" ")[0] in (
        "follow",
        "self",
        "well",
        "long",
        "short",
        "home",
        "day",
        "post",
        "pre",
        "co",
        "non",
        "e",
    ):
        yield Variant(word.replace(" ", "-"), "hyphen", (word.replace(" ", "-"),))


def _numbers(word: str) -> Iterator[Variant]:
    if word.endswith("*"):
        return
    head, blank, last = word.rpartition(" ")
    other = other_number(last)
    if other:
        yield Variant(f"{head}{blank}{other}", "number", (f"{head}{blank}{other}",))


def _truncated(word: str) -> Iterator[Variant]:
    if word.endswith("*"):
        return
    head, blank, last = word.rpartition(" ")
    stem = _stem(last)
    if len(stem) >= LEAST and stem not in _UNSAFE and last.isalpha():
        other = other_number(last)
        adds = (f"{head}{blank}{other or f'{stem}…'}",)  # words that exist; no ending is made up
        yield Variant(f"{head}{blank}{stem}*", "truncation", adds)


def _stem(word: str) -> str:
    for ending in (
        "isation",
        "ization",
        "ations",
        "ation",
        "ities",
        "ity",
        "ments",
        "ment",
        "ings",
        "ing",
        "ies",
        "es",
        "s",
        "y",
        "e",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= LEAST + 1:
            kept = word[: -len(ending)]
            return f"{kept}{ending[:2]}" if ending in ("ment", "ments") else kept
    return word
