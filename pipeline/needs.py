"""Research needs: the words for them, the entry in the register, and how one is drawn from a question.

The entry follows EPICOT+ (Brown et al. 2006, doi 10.1136/bmj.38987.492014.94): evidence, population, intervention,
comparison, outcomes, time stamp, and what a municipality has to add. Reasons A-D are AHRQ's reasons for a research gap
(Robinson et al. 2011), E and F are ours. Pure: the YAML text of data/templates/needs.yaml comes in as an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from pico.shipped import allow, read_yaml
from pipeline.errors import BadInput

__all__ = [
    "CHOSEN", "Choice", "Evidence", "NeedFilter", "NeedWords", "ResearchNeed", "filter_needs", "from_fields", "from_question",
    "load_choices", "load_needs", "load_reasons", "missing", "offered", "propose_reason", "to_fields",
]  # fmt: skip

Texts = Mapping[str, str]

LISTS = ("service_areas", "askers", "reasons", "statuses", "levels", "designs")
SEVERAL = ("outcomes", "asked_by", "supported_by", "ongoing_checked")  # fields of many values: one a line as text
CHOSEN = {  # field -> the list that its values are chosen from
    "service_area": "service_areas", "asked_by": "askers", "reason": "reasons", "status": "statuses", "level": "levels",
    "wanted_design": "designs",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a list. Texts are maps from language code to text."""

    id: str
    label: Texts
    hint: Texts
    offered: bool = True  # False: of an edition that no longer holds; what was chosen keeps its words

    def say(self, language: str) -> str:
        """The label, in bokmål where the language has none."""
        return self.label.get(language) or self.label["nb"]


@dataclass(frozen=True, slots=True)
class NeedWords:
    """Every list of needs.yaml, in its order."""

    service_areas: tuple[Choice, ...]
    askers: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    statuses: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    designs: tuple[Choice, ...]

    def list(self, name: str) -> tuple[Choice, ...]:
        """One of the lists by its name in the file."""
        found: tuple[Choice, ...] = getattr(self, name)
        return found


@dataclass(frozen=True, slots=True)
class Evidence:
    """E of EPICOT+: what is known now. Dates are text, "2018-05-02"."""

    text: str = ""  # in plain words
    review: str = ""  # the best review, as a citation
    searched: str = ""  # the review's own search date
    certainty: str = ""  # the lowest that matters: high | moderate | low | very_low


@dataclass(frozen=True, slots=True)
class ResearchNeed:
    """One entry of the register. Empty = not said. Municipalities are numbers, choices are ids of needs.yaml."""

    title: str = ""  # as a question
    original_words: str = ""  # of whoever asked, never edited
    question_type: str = ""  # prevalence | aetiology | diagnosis | effect | prognosis | experience
    evidence: str = ""  # E
    evidence_review: str = ""
    evidence_searched: str = ""
    certainty: str = ""
    population: str = ""  # P
    intervention: str = ""  # I; for experiences the phenomenon
    comparison: str = ""  # C
    context: str = ""  # Co of PICo
    outcomes: tuple[str, ...] = ()  # O, the most important first
    our_search_date: str = ""  # T
    reason: str = ""
    wanted_design: str = ""
    service_area: str = ""
    asked_by: tuple[str, ...] = ()
    raised_by: str = ""  # municipality
    supported_by: tuple[str, ...] = ()  # municipalities
    burden: str = ""
    urgency: str = ""
    decision_date: str = ""
    benefit: str = ""  # nytte
    resources: str = ""  # ressurs
    severity: str = ""  # alvorlighet
    ongoing_checked: tuple[str, ...] = ()  # where ongoing research was looked for, and when: "NVA 2026-11-21"
    receiver: str = ""
    outcome: str = ""  # project or DOI that came of it
    status: str = "new"
    level: str = "municipality"
    review_date: str = ""


@dataclass(frozen=True, slots=True)
class NeedFilter:
    """What of the register is asked for; an empty field asks for nothing."""

    text: str = ""
    status: str = ""
    reason: str = ""
    service_area: str = ""
    level: str = ""
    municipality: str = ""  # raised or supported by it
    question_type: str = ""

    def fits(self, need: ResearchNeed) -> bool:
        """Whether an entry has all that is asked for; every word of `text` must be there, small or capital letters."""
        same = all(
            getattr(self, name) in ("", getattr(need, name))
            for name in ("status", "reason", "service_area", "level", "question_type")
        )
        raised = self.municipality in ("", need.raised_by, *need.supported_by)
        held = (need.title, need.original_words, need.population, need.intervention, *need.outcomes)
        return same and raised and all(word in " ".join(held).casefold() for word in self.text.casefold().split())


def load_needs(text: str) -> NeedWords:
    """The lists of needs.yaml. Errors: see `load_choices`."""
    return NeedWords(**{name: load_choices(text, name) for name in LISTS})


def load_choices(text: str, name: str) -> tuple[Choice, ...]:
    """One list of a template file (`id`, `label`, `hint`) by its key: also of exclusion_reasons and other_places.

    BadInput: `data_yaml_broken {line}`, `data_key_missing {key}`, `data_key_wrong {key} {wanted}`,
    `data_key_twice {key} {line}`. Keys name their place: "reasons[2].label.nb".
    """
    root = read_yaml(text).value
    rows = root.get(name) if isinstance(root, dict) else None
    if rows is None:
        raise BadInput("data_key_missing", key=name)
    if not isinstance(rows, list):
        raise BadInput("data_key_wrong", key=name, wanted="list")
    found = tuple(_choice(f"{name}[{number}]", row) for number, row in enumerate(rows))
    ids = [one.id for one in found]
    for number, one in enumerate(ids):
        if one in ids[:number]:
            raise BadInput("data_key_twice", key=f"{name}[{number}].id", line=0)
    return found


def load_reasons(text: str) -> tuple[Choice, ...]:
    """The reasons of exclusion_reasons.yaml, in the order in which they are tried. Errors: see `load_choices`;
    `data_key_unknown` for a key that nobody reads.
    """
    found = load_choices(text, "reasons")
    root = read_yaml(text)
    allow(root, ("id", "version", "reasons"))
    for row in root.need("reasons").rows():
        allow(row, ("key", "id", "label", "hint", "not_retrieved"))
    return found


def offered(choices: Iterable[Choice], *chosen: str) -> tuple[Choice, ...]:
    """Those that may be chosen now, and those whose ids are `chosen` already."""
    return tuple(one for one in choices if one.offered or one.id in chosen)


def from_question(
    title: str, question_type: str, elements: Mapping[str, str], *, original_words: str = "", service_area: str = "",
    asked_by: Sequence[str] = (), raised_by: str = "", evidence: Evidence | None = None, our_search_date: str = "",
    reason: str = "", wanted_design: str = "",
) -> ResearchNeed:  # fmt: skip
    """A draft that carries the question with it. `elements` maps P, I, C, O, Co to what was written (O: one a line)."""
    known = evidence or Evidence()

    def element(code: str) -> str:
        return elements.get(code, "").strip()

    return ResearchNeed(
        title=title.strip(),
        original_words=original_words,
        question_type=question_type,
        evidence=known.text,
        evidence_review=known.review,
        evidence_searched=known.searched,
        certainty=known.certainty,
        population=element("P"),
        intervention=element("I"),
        comparison=element("C"),
        context=element("Co"),
        outcomes=_lines(elements.get("O", "")),
        our_search_date=our_search_date,
        reason=reason,
        wanted_design=wanted_design,
        service_area=service_area,
        asked_by=tuple(asked_by),
        raised_by=raised_by,
    )


def propose_reason(included: int, certainties: Iterable[str], transferable: bool | None = None) -> str:
    """The reason that the work so far points to, for a person to change: E, F, A or "" (nothing points anywhere).

    `included` counts reviews and studies that answer; `certainties` are those of the findings.
    """
    if included == 0:
        return "E"
    if transferable is False:
        return "F"
    return "A" if any(one in ("low", "very_low") for one in certainties) else ""


def missing(need: ResearchNeed, words: NeedWords) -> tuple[tuple[str, dict[str, str]], ...]:
    """What keeps an entry from going on, as (code, params).

    Codes: `need_title_empty`, `need_title_not_question`, `need_reason_empty`, `need_population_empty`,
    `need_choice_unknown {field} {value}`.
    """
    found: list[tuple[str, dict[str, str]]] = []
    if not need.title.strip():
        found.append(("need_title_empty", {}))
    elif not need.title.rstrip().endswith("?"):
        found.append(("need_title_not_question", {}))
    found += [(f"need_{name}_empty", {}) for name in ("reason", "population") if not getattr(need, name).strip()]
    for name, of in CHOSEN.items():
        known = {one.id for one in words.list(of)}
        given = getattr(need, name)
        values = given if isinstance(given, tuple) else (given,)
        found += [("need_choice_unknown", {"field": name, "value": one}) for one in values if one and one not in known]
    return tuple(found)


def filter_needs(needs: Iterable[ResearchNeed], wanted: NeedFilter) -> tuple[ResearchNeed, ...]:
    """The entries that fit, in their order."""
    return tuple(need for need in needs if wanted.fits(need))


def to_fields(need: ResearchNeed) -> dict[str, str]:
    """The entry as named texts, empty ones left out; lists one value a line. `from_fields` is its inverse."""
    texts = {one.name: getattr(need, one.name) for one in fields(need)}
    return {name: "\n".join(text) if isinstance(text, tuple) else text for name, text in texts.items() if text}


def from_fields(texts: Mapping[str, str]) -> ResearchNeed:
    """The entry from named texts; names that an entry does not have are left alone."""
    known = {one.name for one in fields(ResearchNeed)}
    values: dict[str, Any] = {
        name: _lines(text) if name in SEVERAL else text for name, text in texts.items() if name in known and text
    }
    return replace(ResearchNeed(), **values)


def _choice(key: str, row: object) -> Choice:
    if not isinstance(row, dict):
        raise BadInput("data_key_wrong", key=key, wanted="id, label")
    for name in ("id", "label"):
        if name not in row:
            raise BadInput("data_key_missing", key=f"{key}.{name}")
    if not isinstance(row["id"], str | int) or isinstance(row["id"], bool):
        raise BadInput("data_key_wrong", key=f"{key}.id", wanted="text")
    hint = _texts(f"{key}.hint", row.get("hint", {"nb": ""}))
    return Choice(str(row["id"]), _texts(f"{key}.label", row["label"]), hint)


def _texts(key: str, value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise BadInput("data_key_wrong", key=key, wanted="nb: ...")
    if "nb" not in value:
        raise BadInput("data_key_missing", key=f"{key}.nb")
    return {str(language): text for language, text in value.items()}


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
