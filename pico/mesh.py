"""MeSH headings as values: what a loaded file or NLM's own look-up gives, and what is proposed of them.

Which table they come from is somebody else's matter: here is only what they mean for a question. Without a table nothing
is known of headings that the glossary does not hold, and nothing is stopped for that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from pico.vocabulary import Word

Origin = Literal["mesh_file", "mesh_live"]


@dataclass(frozen=True, slots=True)
class MeshTerm:
    """One name of a heading, in one language ("en", "nb", "nn")."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Heading:
    """One descriptor. `heading` is its English name, as searches want it."""

    ui: str  # D003704
    heading: str
    terms: tuple[MeshTerm, ...] = ()
    trees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeshState:
    """What is loaded: counts, and when. Nothing loaded: zero headings."""

    headings: int = 0
    norwegian: int = 0  # names in Norwegian
    loaded_at: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class MeshLoad:
    """One file that was loaded: the language of its names, when, its name, how many names of how many headings."""

    language: str  # "en" | "nb" | "nn"
    at: str
    file: str
    names: int
    headings: int


Find = Callable[[str], Iterable[Heading]]


def proposals(words: Iterable[str], find: Find, *, most: int = 3, origin: Origin = "mesh_file") -> tuple[Word, ...]:
    """Search words for what the glossary does not know, out of headings that have it as one of their names.

    For each heading the heading itself and its English name as a text word; at most `most` headings for a word.
    """
    found: dict[tuple[str, str], Word] = {}
    for word in words:
        for heading in list(find(word))[:most]:
            for kind, text in (("mesh", heading.heading), ("text", _natural(heading.heading))):
                made = Word(text, "mesh" if kind == "mesh" else "text", origin=origin)
                found.setdefault((made.kind, made.text.lower()), made)
    return tuple(found.values())


def _natural(heading: str) -> str:
    first, comma, rest = heading.removesuffix(" as Topic").partition(", ")
    return f"{rest} {first}".lower() if comma and ", " not in rest else first.lower() if not comma else heading.lower()
