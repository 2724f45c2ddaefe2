"""The texts that ship with the program, read and checked once a process. No store, no network, no Streamlit."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from appraisal import extraction
from appraisal.instrument import Instrument, load_instrument
from data import reference
from pico.concepts import Entries, read_entries
from pico.narrowing import Fields, load_fields
from pico.query.filters import Filter, load_filters
from pico.question import Framework, QuestionType, load_frameworks, load_question_types
from pico.vocabulary import Glossary, glossary_of
from pipeline.export.template import load_template
from pipeline.gather import Forms
from pipeline.needs import Choice, NeedWords, load_choices, load_needs
from pipeline.profiles import Profile, load_profiles
from pipeline.search_account import load_report
from pipeline.wording import load_wording


@dataclass(frozen=True)
class Library:
    """The shipped texts, parsed: what the method team owns and later versions let it change."""

    frameworks: Mapping[str, Framework]
    question_types: Mapping[str, QuestionType]
    entries: Entries  # of the glossary as it ships
    glossary: Glossary
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

    @property
    def for_example(self) -> tuple[Any, ...]:
        """What `load_example` takes after store and actor."""
        return (self.example, self.frameworks, self.question_types, self.instruments)


@functools.cache
def library() -> Library:
    """The shipped texts, read and checked once."""
    text = reference.text
    frameworks = load_frameworks(text("templates/frameworks.yaml"))
    entries = read_entries(map(text, reference.names("vocabulary")))
    question_types = load_question_types(text("templates/question_types.yaml"), frameworks)
    instruments = {one.key: one for one in (load_instrument(text(name)) for name in reference.names("checklists"))}
    reasons = load_choices(text("templates/exclusion_reasons.yaml"), "reasons")
    known_places = load_choices(text("templates/other_places.yaml"), "places")
    return Library(
        frameworks=frameworks,
        question_types=question_types,
        entries=entries,
        glossary=glossary_of(entries),
        profiles=load_profiles(text("templates/profiles.yaml")),
        narrowing=load_fields(text("templates/narrowing.yaml")),
        instruments=instruments,
        extraction=extraction.load_forms(text("templates/extraction.yaml")),
        blank_checklist=text("templates/checklist.yaml"),
        needs=load_needs(text("templates/needs.yaml")),
        reasons=reasons,
        places=known_places,
        cards=yaml.safe_load(text("templates/steps.yaml")),
        example=yaml.safe_load(text("example/example.yaml")),
        forms=Forms(
            frameworks,
            question_types,
            instruments,
            load_wording(text("templates/wording.yaml")),
            load_template(text("templates/summary.yaml")),
            reasons,
            known_places,
            load_report(text("templates/search_report.yaml")),
        ),
        filters=load_filters(text("templates/search_filters.yaml")),
    )
