"""The question: frameworks (PICO, PICo, PEO, PCC, SPIDER ...), the six core question types, and the question as one sentence.

Source: the Brobygging method (Helsebiblioteket's steps of evidence-based practice): the core question decides
framework, wanted design and checklist; for every type a systematic review of such studies is looked for first.
Everything here is pure; the YAML text comes in as an argument (data/templates/frameworks.yaml, question_types.yaml).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pico.phrasing import fill, pattern_codes
from pico.shipped import SOURCE_LANGUAGE, Node, Texts, allow, read_yaml, say
from pipeline.errors import BadInput

__all__ = [
    "Design",
    "ElementSpec",
    "Framework",
    "QuestionType",
    "default_type",
    "elements_for",
    "load_frameworks",
    "load_question_types",
    "say",
    "sentence",
]


@dataclass(frozen=True, slots=True)
class ElementSpec:
    """One field of the question form. Texts are maps from language code to text; read them with `say`."""

    code: str  # "P", "I", "C", "O", "Co"
    label: Texts
    help: Texts
    example: Texts
    common_mistake: Texts
    required: bool = False


@dataclass(frozen=True, slots=True)
class Framework:
    """A way to take a question apart. `search_elements` are the codes that a search uses unless others are chosen."""

    id: str
    label: Texts
    elements: tuple[ElementSpec, ...]
    search_elements: tuple[str, ...]
    pattern: Texts | None = None  # how the sentence is made; None = as the question type says

    def element(self, code: str) -> ElementSpec:
        """The field with this code; BadInput `element_unknown {element} {framework}` where there is none."""
        for one in self.elements:
            if one.code == code:
                return one
        raise BadInput("element_unknown", element=code, framework=self.id)


@dataclass(frozen=True, slots=True)
class Design:
    """A study design that answers a type of question."""

    id: str  # "systematic-review", "rct", "cohort" ...
    label: Texts


@dataclass(frozen=True, slots=True)
class QuestionType:
    """One of the core question types."""

    id: str
    label: Texts  # the field's word: "effekt av tiltak"
    plain: Texts  # the plain question: "Hva virker?"
    hint: Texts
    framework: str
    pattern: Texts  # how the sentence is made; see pico/phrasing.py
    designs: tuple[Design, ...]  # wanted design, best first; the first is a systematic review of such studies
    checklist_ids: tuple[str, ...]  # in the order of `designs`
    elements: Mapping[str, ElementSpec]  # fields that are worded otherwise for this type
    default: bool = False


def load_frameworks(text: str) -> dict[str, Framework]:
    """Frameworks by id, in the order of the file. Errors: those of `pico.shipped`, each naming its key."""
    found = {name: _framework(name, node) for name, node in read_yaml(text).pairs()}
    if not found:
        raise BadInput("data_key_missing", key="PICO")
    return found


def load_question_types(text: str, frameworks: Mapping[str, Framework] | None = None) -> dict[str, QuestionType]:
    """Question types by id, in the order of the file; exactly one is the default.

    With `frameworks` each type's framework, fields and pattern are checked against them.
    """
    root = read_yaml(text)
    found = {name: _question_type(name, node, frameworks) for name, node in root.pairs()}
    if sum(one.default for one in found.values()) != 1:
        raise BadInput("data_key_wrong", key="default", wanted="true once")
    return found


def default_type(types: Mapping[str, QuestionType]) -> QuestionType:
    """The type that stands chosen before anybody has chosen."""
    return next(one for one in types.values() if one.default)


def elements_for(framework: Framework, question_type: QuestionType) -> tuple[ElementSpec, ...]:
    """The fields of the form, worded for this type of question where it has words of its own for this framework."""
    if framework.id != question_type.framework:
        return framework.elements
    return tuple(question_type.elements.get(one.code, one) for one in framework.elements)


def sentence(
    framework: Framework, question_type: QuestionType, elements: Mapping[str, str], language: str = SOURCE_LANGUAGE
) -> str:
    """The question as one sentence: capital first, question mark last.

    `elements` maps codes to what people wrote; codes outside the framework do not count. An element that the sentence
    cannot do without shows as "…"; the others leave no gap. No element filled in: empty text.
    """
    known = {one.code: elements.get(one.code, "") for one in framework.elements}
    return fill(say(framework.pattern or question_type.pattern, language), known, language)


_ELEMENT_KEYS = ("code", "label", "help", "example", "common_mistake", "required")
_TYPE_KEYS = ("label", "plain", "hint", "framework", "pattern", "designs", "checklists", "elements", "default")


def _flag(node: Node, name: str) -> bool:
    found = node.get(name)
    return found.flag() if found is not None else False


def _element(code: str, node: Node, required: bool) -> ElementSpec:
    allow(node, _ELEMENT_KEYS)
    label, help_, example, mistake = (
        node.need(name).texts() for name in ("label", "help", "example", "common_mistake")
    )
    return ElementSpec(code, label, help_, example, mistake, required)


def _framework(name: str, node: Node) -> Framework:
    allow(node, ("label", "elements", "search_elements", "pattern"))
    rows = node.need("elements").rows()
    elements = tuple(_element(row.need("code").text(), row, _flag(row, "required")) for row in rows)
    codes = [one.code for one in elements]
    for row, code in zip(rows, codes, strict=True):
        if codes.count(code) > 1:
            raise BadInput("data_key_twice", key=f"{row.key}.code")
    searched = node.need("search_elements")
    for row in searched.rows():
        if row.text() not in codes:
            raise BadInput("data_key_wrong", key=row.key, wanted=", ".join(codes))
    own = node.get("pattern")
    pattern = own.texts() if own else None
    for language, text in (pattern or {}).items():
        if not pattern_codes(text) <= set(codes):
            raise BadInput("data_key_wrong", key=f"{name}.pattern.{language}", wanted=", ".join(codes))
    return Framework(name, node.need("label").texts(), elements, searched.text_rows(), pattern)


def _question_type(name: str, node: Node, frameworks: Mapping[str, Framework] | None) -> QuestionType:
    allow(node, _TYPE_KEYS)
    designs = []
    for row in node.need("designs").rows():
        allow(row, ("id", "label"))
        designs.append(Design(row.need("id").text(), row.need("label").texts()))
    own = node.get("elements")
    elements = {code: _element(code, row, _flag(row, "required")) for code, row in own.pairs()} if own else {}
    found = QuestionType(
        id=name,
        label=node.need("label").texts(),
        plain=node.need("plain").texts(),
        hint=node.need("hint").texts(),
        framework=node.need("framework").text(),
        pattern=node.need("pattern").texts(),
        designs=tuple(designs),
        checklist_ids=node.need("checklists").text_rows(),
        elements=MappingProxyType(elements),
        default=_flag(node, "default"),
    )
    if frameworks is not None:
        _check_against(found, node.key, frameworks)
    return found


def _check_against(one: QuestionType, key: str, frameworks: Mapping[str, Framework]) -> None:
    """Refuse a framework that does not exist, and fields or placeholders that it does not have."""
    framework = frameworks.get(one.framework)
    if framework is None:
        raise BadInput("data_key_wrong", key=f"{key}.framework", wanted=", ".join(frameworks))
    codes = {spec.code for spec in framework.elements}
    wanted = ", ".join(spec.code for spec in framework.elements)
    for language, pattern in one.pattern.items():
        if not pattern_codes(pattern) <= codes:
            raise BadInput("data_key_wrong", key=f"{key}.pattern.{language}", wanted=wanted)
    for code in one.elements:
        if code not in codes:
            raise BadInput("data_key_wrong", key=f"{key}.elements.{code}", wanted=wanted)
