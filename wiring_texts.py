"""The texts that ship with the program, read and checked once a process. No store, no network, no Streamlit."""

from __future__ import annotations

import functools
import gc
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

from appraisal import extraction
from appraisal.instrument import Instrument, load_instrument
from data import reference
from pico.concepts import Entries, merged, read_entries
from pico.narrowing import Fields
from pico.query.filters import Filter
from pico.question import Framework, QuestionType, load_question_types
from pico.shipped import read_yaml
from pico.vocabulary import Glossary, glossary_of
from pipeline import own_texts
from pipeline.edition import Held
from pipeline.gather import Forms
from pipeline.needs import Choice, NeedWords
from pipeline.ports import View
from pipeline.profiles import Profile


@dataclass(frozen=True)
class Library:
    """The shipped texts, parsed: what the method team owns and later versions let it change."""

    frameworks: Mapping[str, Framework]
    question_types: Mapping[str, QuestionType]
    entries: Entries  # of the glossary as it ships
    own_words: Entries  # of the method team, over these
    glossary: Glossary  # both
    narrowing: Fields
    profiles: Mapping[str, Profile]
    instruments: Mapping[str, Instrument]  # by "id@version", as they ship
    extraction: extraction.Forms  # what is written down of what was included
    blank_checklist: str  # YAML to begin a new one from
    needs: NeedWords
    reasons: tuple[Choice, ...]  # of exclusion on full text
    places: tuple[Choice, ...]  # where to look first
    cards: Mapping[str, Any]  # of the eight steps
    example: Mapping[str, Any]
    forms: Forms
    filters: Mapping[str, Filter]  # of searches, made by others
    texts: Mapping[str, str]  # kind of `own_texts.KINDS` -> what ships, as it is written

    @property
    def for_example(self) -> tuple[Any, ...]:
        """What `load_example` takes after store and actor."""
        return (self.example, self.frameworks, self.question_types, self.instruments)


_MOST_COMPOSED = 64
_MOST_GLOSSARIES = 8
_glossaries: dict[str, Glossary] = {}  # shared: what a team has of its own -> with what ships
_composed: dict[
    tuple[tuple[Held, ...], tuple[tuple[str, str], ...]], Library
] = {}  # shared: published texts never change


@functools.cache
def library() -> Library:
    """The shipped texts, read and checked once. What is read stays, so nothing is looked for that could be thrown away
    meanwhile: that would take a third of the time.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        return _library()
    finally:
        if collects:
            gc.enable()


def _library() -> Library:
    text = reference.text
    texts = {name: text(kind.file) for name, kind in own_texts.KINDS.items()}
    values = {kind.attribute: kind.load(texts[name]) for name, kind in own_texts.KINDS.items()}
    values["question_types"] = load_question_types(texts["question_types"], values["frameworks"])
    entries = read_entries(map(text, reference.names("vocabulary")))
    instruments = {one.key: one for one in (load_instrument(text(name)) for name in reference.names("checklists"))}
    of_forms = {one.name: values[one.name] for one in fields(Forms) if one.name in values}
    return Library(
        **{one.name: values[one.name] for one in fields(Library) if one.name in values},
        entries=entries,
        glossary=glossary_of(entries),
        instruments=instruments,
        blank_checklist=text("templates/checklist.yaml"),
        example=read_yaml(text("example/example.yaml")).fields(),
        forms=Forms(instruments=instruments, **of_forms),
        texts=texts,
    )


def library_here(view: View, stays: Mapping[str, str] = MappingProxyType({})) -> Library:
    """With the method team's own texts over those that ship: as they hold now, or as a question `stays` with them."""
    held = view.own_texts_held()
    if not held:
        return library()
    key = (held, tuple(sorted(stays.items())))
    if key not in _composed:
        if len(_composed) >= _MOST_COMPOSED:
            _composed.clear()
        made = own_texts.put_over(library(), view, held, stays)
        forms = own_texts.put_over(library().forms, view, held, stays)
        _composed[key] = replace(made, forms=forms, glossary=glossary_with(made.own_words))
    return _composed.get(key) or library_here(view, stays)


def glossary_with(own: Entries) -> Glossary:
    """The glossary that ships with a team's own over it. Made once for each that is published or tried: the tables of all
    concepts take a tenth of a second.
    """
    if own == library().own_words:
        return library().glossary
    key = repr(own)
    if key not in _glossaries:
        if len(_glossaries) >= _MOST_GLOSSARIES:
            _glossaries.clear()
        _glossaries[key] = glossary_of(merged(library().entries, own))
    return _glossaries.get(key) or glossary_with(own)
