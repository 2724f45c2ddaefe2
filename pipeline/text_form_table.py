"""The forms of the kinds of texts that are edited in boxes: one row a kind, made of what `text_forms.py` has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from appraisal.extraction import KINDS as FIELD_KINDS
from pipeline.cards import PARTS
from pipeline.export.template import CHECKS, FILLS, LABELS
from pipeline.needs import LISTS
from pipeline.text_forms import ENTRY, LANGUAGE, LANGUAGES, Box, Group
from pipeline.wording import CERTAINTIES, HOLES, QUALITATIVE_HOLES, SIZES

SOURCE, ALWAYS = ("nb",), ("",)  # needed in the source language; needed, and of no language


def _said(*at: str, needed: tuple[str, ...] = SOURCE, tall: bool = False, word: str = "") -> Box:
    """A text in each language."""
    return Box((*at, LANGUAGE), "area" if tall else "line", needed, word)


def _all(*at: str, tall: bool = False, word: str = "") -> Box:
    """A text that stands in every language of its text."""
    return _said(*at, needed=LANGUAGES, tall=tall, word=word)


def _sentence(*at: str, word: str, holes: tuple[str, ...] = HOLES) -> Box:
    return Box(("sentences", LANGUAGE, *at), "line", LANGUAGES, word, holes=holes)


_FIGURES = Group(
    "figures",
    ("figures",),
    (
        Box(("measure",), "choice", ALWAYS, options=("sensitivity", "specificity", "precision"), says="text_measure_"),
        Box(("value",), needed=ALWAYS, word="figure"),
        Box(("source",), needed=ALWAYS, word="figure_source"),
    ),
    known_by=(("measure",), ("source",)),
    free=True,
)
_ELEMENTS = Group(
    "elements",
    ("elements",),
    (
        _said("label", word="element"),
        _said("help", tall=True),
        _said("example"),
        _said("common_mistake", tall=True, word="card_mistake"),
        Box(("required",), "flag"),
    ),
    known_by=(("code",),),
    before="code",
    free=True,
    typed=True,
)
_FIELD = (
    _said("label", needed=LANGUAGES, word="field"),
    Box(("help", LANGUAGE), "area", word="field_help", together=True),
    Box(("kind",), "choice", ALWAYS, "field_kind", FIELD_KINDS, "field_kind_"),
)
_QUOTED = Box(("quoted",), "flag")


CHECKLIST = "checklist"  # not one of `own_texts.KINDS`: a checklist has rows of its own

FORMS: Mapping[str, tuple[Group, ...]] = {
    "exclusion_reasons": (
        Group(
            "reasons",
            ("reasons",),
            (_said("label"), _said("hint", needed=(), tall=True)),
            free=True,
            kept=True,
            number="key",
        ),
    ),
    "cards": (
        Group(
            "steps",
            ("steps",),
            (_said("title"), _said("why", tall=True), *(_said("card", one, needed=(), tall=True) for one in PARTS)),
        ),
    ),
    "wording": (
        Group(
            "sentences",
            (),
            tuple(_sentence(ENTRY, size, word=f"size_{size}") for size in SIZES),
            only=CERTAINTIES[:-1],
            called=("certainty", ENTRY, "phrase", LANGUAGE),
        ),
        Group(
            "sentences_else",
            (),
            (
                *(_sentence(CERTAINTIES[-1], one, word=f"lowest_{one}") for one in ("uncertain", "may", "may_trivial")),
                _sentence("qualitative", word="qualitative", holes=QUALITATIVE_HOLES),
            ),
            single=True,
        ),
        Group(
            "certainty",
            ("certainty",),
            (
                _said("phrase", needed=LANGUAGES),
                _said("word", needed=LANGUAGES),
                _said("explain", needed=LANGUAGES, tall=True),
                Box(("symbol",), needed=ALWAYS),
            ),
            only=CERTAINTIES,
        ),
        Group("sizes", ("sizes",), (_said(needed=LANGUAGES, word="size"),), only=SIZES),
        Group(
            "directions",
            ("directions",),
            tuple(Box((LANGUAGE, one), "line", LANGUAGES, f"direction_{one}") for one in ("verb", "base", "noun")),
            only=("reduces", "increases"),
        ),
        Group(
            "checks",
            (),
            (Box(("checks", LANGUAGE, ENTRY), "lines", LANGUAGES, "check_words"),),
            only=("effect_words", "no_effect", "no_studies", "not_known", "significant"),
            called=(ENTRY,),
            says="text_words_",
        ),
        Group(
            "checks_certainty",
            (),
            (Box(("checks", LANGUAGE, "certainty_words", ENTRY), "lines", LANGUAGES, "certainty_words"),),
            only=CERTAINTIES[1:],
            called=("certainty", ENTRY, "phrase", LANGUAGE),
        ),
        Group(
            "checks_advice",
            (),
            tuple(
                Box(("checks", LANGUAGE, "recommendation"), "keys", word=f"advice_{level}", value=level)
                for level in ("warn", "hint")
            ),
            single=True,
        ),
        Group("note", (), (_said("note", needed=LANGUAGES, tall=True, word="wording_note"),), single=True),
    ),
    "summary": (
        Group(
            "sections",
            ("sections",),
            (
                _said("heading", needed=LANGUAGES),
                _said("help", needed=LANGUAGES, tall=True, word="section_help"),
                Box(("no_review", ENTRY, LANGUAGE), "area", together=True),
                Box(("fills",), "several", ALWAYS, options=FILLS, says="fill_"),
                Box(("checks",), "choice", ALWAYS, options=CHECKS, says="text_checks_"),
                Box(("words_max",), "count"),
            ),
            free=True,
            start={"fills": ["text"], "checks": "plain", "words_max": 0},
        ),
        Group(
            "terms",
            ("glossary",),
            (
                _said("term", needed=LANGUAGES),
                _said("text", needed=LANGUAGES, tall=True, word="term_text"),
                Box(("match", LANGUAGE), "lines", LANGUAGES),
            ),
            known_by=(("term", "nb"),),
            free=True,
        ),
        Group("labels", (), (Box(("labels", LANGUAGE, ENTRY), "line", LANGUAGES, "summary_label"),), only=LABELS),
    ),
    "filters": (
        Group(
            "filters",
            (),
            (
                _said("label"),
                Box(("text",), "area", ALWAYS, "filter", wrong="text_box_pubmed"),
                Box(("date",), needed=ALWAYS, word="filter_date"),
                Box(("source",), needed=ALWAYS, word="filter_source"),
                Box(("verified",), "flag", ALWAYS),
                _said("note", needed=(), tall=True),
            ),
            map=True,
            free=True,
            kept=True,
            start={"figures": [], "verified": False},
            inside=(_FIGURES,),
        ),
    ),
    "frameworks": (
        Group(
            "frameworks",
            (),
            (
                _said("label"),
                Box(("search_elements",), "several", ALWAYS, among=("elements", "code")),
                Box(("pattern", LANGUAGE), "area", hint="pattern", wrong="text_box_pattern"),
            ),
            map=True,
            free=True,
            kept=True,
            copies=("search_elements", "elements"),
            inside=(_ELEMENTS,),
        ),
    ),
    "extraction": (
        Group(
            "forms",
            ("forms",),
            (_said("title", needed=LANGUAGES, word="form_title"), _said("heading", needed=LANGUAGES)),
            free=True,
            kept=True,
            copies=("fits", "fields", "outcome"),
            inside=(
                Group("fields", ("fields",), (*_FIELD, _QUOTED), free=True, start={"kind": "line"}),
                Group("outcome", ("outcome",), _FIELD, free=True, start={"kind": "line"}),
            ),
        ),
    ),
    "question_types": (
        Group(
            "types",
            (),
            (
                _said("plain", word="type_plain"),
                _said("label", word="type_label"),
                _said("hint", tall=True),
                Box(("pattern", LANGUAGE), "area", SOURCE, hint="braces"),
            ),
            map=True,
            inside=(
                Group("designs", ("designs",), (_said("label", word="design"),)),
                replace(_ELEMENTS, name="own_elements", map=True, known_by=(), free=False),
            ),
        ),
    ),
    "narrowing": (
        Group("narrower", ("fields",), (Box((LANGUAGE,), "lines", SOURCE, "narrower"),), map=True, concepts=True),
    ),
    "places": (
        Group(
            "places",
            ("places",),
            (_said("label"), Box(("url",)), _said("hint", needed=(), tall=True)),
            free=True,
            copies=("kind", "access"),
        ),
        Group("kinds", ("kinds",), (_said("label"), _said("hint", needed=(), tall=True))),
    ),
    "search_report": (
        Group(
            "report",
            ("items",),
            (_all("label", word="report_item"), Box(("ask", LANGUAGE), "area", together=True)),
            known_by=(("number",),),
            before="number",
        ),
    ),
    "profiles": (
        Group(
            "profiles",
            (),
            (_said("label"), _said("time"), _said("means", tall=True), _said("trust", tall=True)),
            map=True,
        ),
    ),
    "needs": tuple(
        Group(
            name,
            (name,),
            (_said("label"), _said("hint", needed=(), tall=True)),
            free=name in ("service_areas", "askers"),
        )
        for name in LISTS
    ),
    CHECKLIST: (
        Group(
            "parts",
            ("parts",),
            (_all("title", word="part_title"),),
            inside=(
                Group(
                    "items",
                    ("items",),
                    (
                        _all("text", tall=True, word="item"),
                        Box(("number",), needed=ALWAYS, wrong="text_box_number"),
                        _all("help", tall=True, word="item_help"),
                        _all("look_for", tall=True),
                        Box(("mistake", LANGUAGE), "area", word="card_mistake", together=True),
                        Box(("quote",), "flag"),
                        Box(("gate",), "flag"),
                    ),
                    before="number",
                    free=True,
                ),
            ),
        ),
        Group("answers", ("answers",), (_all("label", word="answer"), Box(("symbol",), needed=ALWAYS))),
        Group(
            "judgements",
            ("judgements",),
            (
                _all("label", word="judgement"),
                Box(("symbol",), needed=ALWAYS),
                Box(("colour",), needed=ALWAYS, wrong="text_box_colour"),
            ),
        ),
        Group(
            "rule_steps",
            ("rule", "steps"),
            (Box(("text", LANGUAGE), "area", together=True),),
            known_by=(("proposes",),),
        ),
        Group("rule", ("rule",), (Box(("note", LANGUAGE), "area", word="rule_note", together=True),), single=True),
        Group("sets", ("rule", "sets"), (_all("label", word="set"),)),
        Group("variants", ("variants",), (_all("label", word="variant"),)),
        Group("gate", ("gate",), (_all("ask", tall=True, word="gate_ask"),), single=True),
        Group(
            "about",
            (),
            (
                _all("title", word="checklist_title"),
                Box(("version",), needed=ALWAYS, word="checklist_version", wrong="text_box_version"),
                _all("source", tall=True, word="checklist_source"),
                Box(("note", LANGUAGE), "area", together=True),
            ),
            single=True,
        ),
    ),
}
