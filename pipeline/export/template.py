"""The template of the research summary: sections, labels and glossary, as the method team's data (`summary.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pico.shipped import read_yaml
from pipeline.errors import BadInput
from pipeline.wording import LANGUAGES

FILLS = (
    "title",
    "messages",
    "text",
    "question",
    "findings",
    "certainty",
    "included",
    "method",
    "search",
    "flow",
    "account",
    "makers",
    "dates",
    "references",
    "words",
)
CHECKS = ("claims", "plain", "none")
LABELS = (
    "example_title",
    "example",
    "draft_title",
    "draft",
    "not_written",
    "not_known",
    "outcome",
    "says",
    "relative",
    "absolute",
    "studies",
    "people",
    "certainty",
    "findings_table",
    "judged_review",
    "judged_us",
    "whose_us",
    "whose_review",
    "steps_with",
    "review_says",
    "size",
    "comes_from",
    "certainty_means",
    "no_findings",
    "review",
    "year",
    "searched_to",
    "countries",
    "quality",
    "appraised_with",
    "included_table",
    "source",
    "date",
    "hits",
    "searches_table",
    "last_search",
    "strategy",
    "translation",
    "warnings",
    "places_table",
    "place",
    "kind",
    "result",
    "no_search",
    "flow",
    "flow_table",
    "name",
    "role",
    "version",
    "review_by",
    "language",
    "language_name",
    "no_references",
    "item",
    "done",
    "account_table",
    "study",
    "studies_table",
    "came_in",
)
# Labels that texts of a team's own, published before these came, do not have: what stands in their place.
LATER: Mapping[str, Mapping[str, str]] = {
    "study": {"nb": "Studie", "nn": "Studie", "en": "Study"},
    "studies_table": {
        "nb": "Enkeltstudier som omtalen bygger på",
        "nn": "Enkeltstudiar som omtalen byggjer på",
        "en": "Single studies that the summary is based on",
    },
    "came_in": {"nb": "hentet inn", "nn": "henta inn", "en": "brought in"},
}


@dataclass(frozen=True, slots=True)
class Section:
    """One section. Mappings are language -> text."""

    id: str
    heading: Mapping[str, str]
    help: Mapping[str, str]
    fills: tuple[str, ...]  # of FILLS, in the order in which they stand
    checks: str  # of CHECKS
    words_max: int  # a hint; 0 = none

    @property
    def typed(self) -> bool:
        """True where people type text."""
        return "text" in self.fills or "messages" in self.fills


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the glossary: `match` per language are whole words, `*` = any ending."""

    match: Mapping[str, tuple[str, ...]]
    term: Mapping[str, str]
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Template:
    """One version of the template."""

    id: str
    version: str
    sections: tuple[Section, ...]
    no_review: Mapping[str, Mapping[str, str]]  # section id -> language -> text for the answer "no review found"
    labels: Mapping[str, Mapping[str, str]]  # language -> key -> text
    glossary: tuple[Term, ...]


def load_template(text: str) -> Template:
    """Parse the YAML of the template; `BadInput("template_broken", place=...)` names what is missing or unknown."""
    raw = read_yaml(text).value
    if not isinstance(raw, dict):
        raise BadInput("template_broken", place="yaml")
    sections = tuple(
        _section(one, f"sections[{number}]") for number, one in enumerate(_list(raw, "sections", "sections"))
    )
    ids = [one.id for one in sections]
    if len(set(ids)) != len(ids):
        raise BadInput("template_broken", place="sections")
    labels = raw.get("labels")
    if not isinstance(labels, dict):
        raise BadInput("template_broken", place="labels")
    no_review, terms = raw.get("no_review") or {}, raw.get("glossary") or []
    if not isinstance(no_review, dict):
        raise BadInput("template_broken", place="no_review")
    if not isinstance(terms, list):
        raise BadInput("template_broken", place="glossary")
    return Template(
        id=_text(raw, "id", "id"),
        version=_text(raw, "version", "version"),
        sections=sections,
        no_review={str(key): _texts(value, f"no_review.{key}") for key, value in no_review.items()},
        labels={
            lang: {key: _text(_with_later(labels, lang), key, f"labels.{lang}.{key}") for key in LABELS}
            for lang in LANGUAGES
        },
        glossary=tuple(_term(one, f"glossary[{number}]") for number, one in enumerate(terms)),
    )


def _with_later(labels: Mapping[str, Any], lang: str) -> Any:
    """The labels of one language, with those that came after the text was written."""
    given = labels.get(lang)
    return {key: text[lang] for key, text in LATER.items()} | given if isinstance(given, dict) else given


def _section(raw: Any, place: str) -> Section:
    if not isinstance(raw, dict):
        raise BadInput("template_broken", place=place)
    fills, checks = tuple(_words(raw, "fills", f"{place}.fills")), raw.get("checks")
    if not fills or not set(fills) <= set(FILLS):
        raise BadInput("template_broken", place=f"{place}.fills")
    if not isinstance(checks, str) or checks not in CHECKS:
        raise BadInput("template_broken", place=f"{place}.checks")
    words_max = raw.get("words_max", 0)
    if not isinstance(words_max, int) or isinstance(words_max, bool):
        raise BadInput("template_broken", place=f"{place}.words_max")
    return Section(
        _text(raw, "id", f"{place}.id"),
        _texts(raw.get("heading"), f"{place}.heading"),
        _texts(raw.get("help"), f"{place}.help"),
        fills,
        checks,
        words_max,
    )


def _term(raw: Any, place: str) -> Term:
    if not isinstance(raw, dict):
        raise BadInput("template_broken", place=place)
    match = raw.get("match")
    return Term(
        {lang: tuple(_words(match, lang, f"{place}.match.{lang}")) for lang in LANGUAGES},
        _texts(raw.get("term"), f"{place}.term"),
        _texts(raw.get("text"), f"{place}.text"),
    )


def _text(raw: Any, key: str, place: str) -> str:
    value = raw.get(key) if isinstance(raw, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise BadInput("template_broken", place=place)
    return value.strip()


def _texts(raw: Any, place: str) -> dict[str, str]:
    return {lang: _text(raw, lang, f"{place}.{lang}") for lang in LANGUAGES}


def _list(raw: Any, key: str, place: str) -> list[Any]:
    value = raw.get(key) if isinstance(raw, dict) else None
    if not isinstance(value, list):
        raise BadInput("template_broken", place=place)
    return value


def _words(raw: Any, key: str, place: str) -> list[str]:
    found = _list(raw, key, place)
    if not all(isinstance(one, str) for one in found):
        raise BadInput("template_broken", place=place)
    return found
