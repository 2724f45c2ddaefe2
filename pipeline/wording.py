"""Standard sentences for a finding: size of effect x certainty, from the method team's table.

Method: GRADE guidelines 26 (Santesso 2020, doi 10.1016/j.jclinepi.2019.10.014); GRADE-CERQual for qualitative findings.
The table is data (`data/templates/wording.yaml`); nothing here knows a Norwegian word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pico.shipped import read_yaml
from pipeline.errors import BadInput

DIRECTIONS = ("reduces", "increases", "none")
SIZES = ("large", "moderate", "small", "trivial")
CERTAINTIES = ("high", "moderate", "low", "very_low")
VERY_LOW_FORMS = ("uncertain", "may")
KINDS = ("effect", "qualitative")
JUDGES = ("review", "us")
LANGUAGES = ("nb", "nn", "en")
HOLES = ("x", "y", "verb", "base", "noun")  # what may stand in braces in a standard sentence
QUALITATIVE_HOLES = ("word",)
_HOLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding for one outcome. Empty text = not said yet. The size is chosen by a person, with a reason."""

    id: str
    outcome: str  # as it stands inside a sentence: "antall fall"; for "qualitative" the finding itself
    comparison: str = ""  # the measure, as it stands inside a sentence: "trening"
    direction: str = "none"  # one of DIRECTIONS
    size: str = ""  # one of SIZES
    size_reason: str = ""
    certainty: str = ""  # one of CERTAINTIES
    certainty_reason: str = ""
    very_low_form: str = "uncertain"  # one of VERY_LOW_FORMS: which of the two accepted forms was chosen
    relative: str = ""  # "RaR 0,77 (0,71-0,83)"
    absolute: str = ""  # "850 per 1000 -> 655 per 1000"
    studies: int | None = None
    people: int | None = None
    review: str = ""  # names of the articles that it rests on (`finding_sources.names`)
    judged_by: str = ""  # "review" | "us": whose judgement the certainty is; empty = nobody has said, which is neither
    sentence: str = ""  # the person's own sentence; empty = the standard one
    kind: str = "effect"  # one of KINDS; "qualitative" is worded by CERQual and has no direction or size
    review_certainty: str = ""  # what the review itself says, where the judgement is the team's own; one of CERTAINTIES
    certainty_agree: str = ""  # whether the team agrees with the review's judgement, and why
    steps: tuple[str, ...] = ()  # of the team's own judgement: "Imprecision: serious, down one level. The reason"
    steps_with: str = ""  # title and version of the instrument that the steps follow
    gone: tuple[str, ...] = ()  # names of the articles that it was made of and that are no longer included


@dataclass(frozen=True, slots=True)
class TextRules:
    """Word lists for the checks of one language. A `*` at the end of an entry matches any ending."""

    certainty_words: Mapping[str, tuple[str, ...]]  # certainty -> its synonyms, the standard one first
    effect_words: tuple[str, ...]
    no_effect: tuple[str, ...]
    no_studies: tuple[str, ...]
    not_known: tuple[str, ...]
    significant: tuple[str, ...]
    recommendation: Mapping[str, str]  # word -> level


@dataclass(frozen=True, slots=True)
class Wording:
    """The method team's table, one version of it. Inner mappings are language -> text."""

    id: str
    version: str
    note: Mapping[str, str]
    symbols: Mapping[str, str]  # certainty -> four circles
    words: Mapping[str, Mapping[str, str]]
    phrases: Mapping[str, Mapping[str, str]]
    explanations: Mapping[str, Mapping[str, str]]
    sizes: Mapping[str, Mapping[str, str]]
    directions: Mapping[str, Mapping[str, Mapping[str, str]]]  # direction -> language -> verb, base, noun
    sentences: Mapping[str, Mapping[str, Mapping[str, str]]]  # language -> certainty -> size -> sentence with holes
    qualitative: Mapping[str, str]
    rules: Mapping[str, TextRules]


@dataclass(frozen=True, slots=True)
class _Table:
    """What the YAML holds; each way to read it complains with the path of what is not there."""

    raw: object

    def at(self, *path: str) -> Any:
        """The node at a path."""
        node: Any = self.raw
        for key in path:
            if not isinstance(node, dict) or key not in node:
                raise BadInput("wording_broken", place=".".join(path))
            node = node[key]
        return node

    def said(self, *path: str) -> str:
        """The text at a path."""
        node = self.at(*path)
        if not isinstance(node, str) or not node:
            raise BadInput("wording_broken", place=".".join(path))
        return node

    def told(self, *path: str) -> dict[str, str]:
        """The text at a path in each language."""
        return {lang: self.said(*path, lang) for lang in LANGUAGES}

    def listed(self, *path: str) -> tuple[str, ...]:
        """The list of texts at a path."""
        node = self.at(*path)
        if not isinstance(node, list) or not all(isinstance(one, str) for one in node):
            raise BadInput("wording_broken", place=".".join(path))
        return tuple(node)

    def keys(self, *path: str) -> tuple[str, ...]:
        """The keys of the mapping at a path."""
        node = self.at(*path)
        if not isinstance(node, dict) or not all(isinstance(one, str) for one in node):
            raise BadInput("wording_broken", place=".".join(path))
        return tuple(node)


def load_wording(text: str) -> Wording:
    """Parse the YAML of the table. Every cell must be there; else `BadInput("wording_broken", place=...)`,
    and what `read_yaml` says."""
    table = _Table(read_yaml(text).value)
    return Wording(
        id=table.said("id"),
        version=table.said("version"),
        note=table.told("note"),
        symbols={level: table.said("certainty", level, "symbol") for level in CERTAINTIES},
        words={level: table.told("certainty", level, "word") for level in CERTAINTIES},
        phrases={level: table.told("certainty", level, "phrase") for level in CERTAINTIES},
        explanations={level: table.told("certainty", level, "explain") for level in CERTAINTIES},
        sizes={size: table.told("sizes", size) for size in SIZES},
        directions={way: _direction(table, way) for way in ("reduces", "increases")},
        sentences={lang: _sentences(table, lang) for lang in LANGUAGES},
        qualitative={lang: table.said("sentences", lang, "qualitative") for lang in LANGUAGES},
        rules={lang: _rules(table, lang) for lang in LANGUAGES},
    )


def _direction(table: _Table, way: str) -> dict[str, dict[str, str]]:
    """Language -> the words of a direction, each as a sentence needs it."""
    parts = ("verb", "base", "noun")
    return {lang: {part: table.said("directions", way, lang, part) for part in parts} for lang in LANGUAGES}


def _sentences(table: _Table, lang: str) -> dict[str, dict[str, str]]:
    """Certainty -> size -> sentence; of very low certainty the two accepted forms, and one for a trivial effect."""
    forms = dict.fromkeys(CERTAINTIES, SIZES) | {"very_low": ("uncertain", "may", "may_trivial")}
    return {level: {form: table.said("sentences", lang, level, form) for form in forms[level]} for level in CERTAINTIES}


def _rules(table: _Table, lang: str) -> TextRules:
    """The word lists of a language."""
    certainty, advice = ("checks", lang, "certainty_words"), ("checks", lang, "recommendation")
    return TextRules(
        certainty_words={level: table.listed(*certainty, level) for level in table.keys(*certainty)},
        effect_words=table.listed("checks", lang, "effect_words"),
        no_effect=table.listed("checks", lang, "no_effect"),
        no_studies=table.listed("checks", lang, "no_studies"),
        not_known=table.listed("checks", lang, "not_known"),
        significant=table.listed("checks", lang, "significant"),
        recommendation={word: table.said(*advice, word) for word in table.keys(*advice)},
    )


def load_new_wording(text: str) -> Wording:
    """The same of a table that is being written. BadInput: also wording_hole, which names the place and the holes there are."""
    wording = load_wording(text)
    for language, levels in wording.sentences.items():
        for level, forms in levels.items():
            for form, sentence in forms.items():
                _refuse_odd_holes(sentence, HOLES, f"sentences.{language}.{level}.{form}")
    for language, sentence in wording.qualitative.items():
        _refuse_odd_holes(sentence, QUALITATIVE_HOLES, f"sentences.{language}.qualitative")
    return wording


def odd_hole(sentence: str, holes: Collection[str]) -> str:
    """The first brace of a sentence that is none of these `{holes}`, with what stands in it; "" = all are."""
    left = sentence
    for one in holes:
        left = left.replace(f"{{{one}}}", "")
    found = re.search(r"\{[^{}]*\}?|\}", left)
    return found[0] if found else ""


def _refuse_odd_holes(sentence: str, holes: Collection[str], place: str) -> None:
    if odd := odd_hole(sentence, holes):
        known = ", ".join(f"{{{one}}}" for one in holes)
        raise BadInput("wording_hole", place=place, hole=odd[:60], holes=known)


def known_language(language: str) -> str:
    """The language itself, or `BadInput("language_unknown")`."""
    if language not in LANGUAGES:
        raise BadInput("language_unknown", language=language, known=", ".join(LANGUAGES))
    return language


def missing(finding: Finding) -> tuple[str, ...]:
    """Names of the fields without which no standard sentence can be made, in the order of a form."""
    needed = ["outcome"] if finding.kind == "qualitative" else ["comparison", "outcome", "size"]
    if (
        finding.kind != "qualitative"
        and finding.size != "trivial"
        and finding.direction not in ("reduces", "increases")
    ):
        needed.append("direction")
    gaps = [name for name in needed if name == "direction" or not getattr(finding, name).strip()]
    if finding.certainty == "very_low" and finding.very_low_form == "uncertain":
        gaps = [name for name in gaps if name not in ("size", "direction")]  # that form says neither
    return tuple(gaps) + (() if finding.certainty else ("certainty",))


def standard_sentence(wording: Wording, finding: Finding, language: str = "nb") -> str:
    """The table's sentence for a finding, with capital and full stop.

    `BadInput("finding_incomplete", field=...)` names what is not filled in; `BadInput("finding_value", ...)` a value
    that the table does not know.
    """
    known_language(language)
    for name, value, known in (
        ("kind", finding.kind, KINDS),
        ("direction", finding.direction, DIRECTIONS),
        ("size", finding.size, SIZES),
        ("certainty", finding.certainty, CERTAINTIES),
        ("very_low_form", finding.very_low_form, VERY_LOW_FORMS),
    ):
        if value and value not in known:
            raise BadInput("finding_value", field=name, value=value)
    gaps = missing(finding)
    if gaps:
        raise BadInput("finding_incomplete", field=gaps[0])
    if finding.kind == "qualitative":
        confidence = _fill(wording.qualitative[language], word=wording.words[finding.certainty][language])
        return f"{_ended(finding.outcome)} {_ended(confidence)}"
    form = finding.size
    if finding.certainty == "very_low":
        form = (
            "uncertain"
            if finding.very_low_form == "uncertain"
            else "may_trivial"
            if finding.size == "trivial"
            else "may"
        )
    words = wording.directions[finding.direction][language] if finding.direction in wording.directions else {}
    return _ended(
        _fill(
            wording.sentences[language][finding.certainty][form],
            x=finding.comparison.strip(),
            y=finding.outcome.strip(),
            **words,
        )
    )


def sentence_with_certainty(wording: Wording, finding: Finding, language: str = "nb") -> str:
    """The person's own sentence, or the standard one, with the certainty said beside it: "... fall (høy tillit)."."""
    own = " ".join(finding.sentence.split())
    sentence = _ended(own) if own else standard_sentence(wording, finding, language)
    phrase = (
        wording.phrases[finding.certainty][known_language(language)] if finding.certainty in wording.phrases else ""
    )
    if not phrase or finding.kind == "qualitative" or phrase.casefold() in sentence.casefold():
        return sentence
    return f"{sentence[:-1]} ({phrase}){sentence[-1]}"


def by_whom(finding: Finding, prefix: str) -> str:
    """The label of whose judgement the certainty is, `prefix` "whose" or "judged"; "" where nobody has said."""
    return f"{prefix}_{finding.judged_by}" if finding.judged_by in JUDGES else ""


def certainty_label(wording: Wording, certainty: str, language: str = "nb") -> str:
    """Four circles and words, never the circles alone: "⊕⊕⊕⊕ Høy tillit". Empty where nothing is judged yet."""
    if certainty not in wording.symbols:
        return ""
    phrase = wording.phrases[certainty][known_language(language)]
    return f"{wording.symbols[certainty]} {phrase[:1].upper()}{phrase[1:]}"


def _fill(sentence: str, **values: str) -> str:
    """Put values into holes, once: braces in people's text stay as they are, and nothing is evaluated."""
    return _HOLE.sub(lambda hole: values.get(hole[1], hole[0]), sentence)


def _ended(sentence: str) -> str:
    """With a capital first and a mark last."""
    one = " ".join(sentence.split())
    return one[:1].upper() + one[1:] + ("" if one.endswith((".", "!", "?")) else ".")
