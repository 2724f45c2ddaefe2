"""Every code has one sentence, every sentence is used, and every hole of a sentence is filled by whoever gives the code."""

from __future__ import annotations

import ast
import re
import string
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
import yaml

import messages
import wiring
from appraisal import agreement, effects, overlap
from appraisal.extraction import KINDS as FIELD_KINDS
from appraisal.values import Instrument, Item
from data.queries import access
from pico import concepts, narrowing
from pipeline import command_line, designs, profiles, remarks
from pipeline.belonging import KINDS
from pipeline.dedupe import copies, report, rules
from pipeline.export import answers
from pipeline.export.template import CHECKS, FILLS
from pipeline.flow import DEPENDENCIES
from pipeline.formats import (
    bibtex,
    endnote_xml,
    escaped,
    foreign,
    glued,
    loosened,
    nbib,
    ris_lines,
    running_text,
    table,
    table_columns,
    tagged,
)
from pipeline.history_words import field_codes, value_codes
from pipeline.needs import LISTS as LISTS_OF_NEEDS
from pipeline.notices import RELATIONS
from pipeline.own_texts import KINDS as KINDS_OF_TEXT
from pipeline.own_texts import STEPS as STEPS_WITH_TEXTS
from pipeline.rights import EVERY_ROLE, ROLES, VERBS
from pipeline.search import client, eutils
from pipeline.steps.search import CLASSES, FILE_SOURCES
from pipeline.text_form_table import FORMS
from pipeline.text_forms import Group
from pipeline.turn import COUNTED, RULES
from tests.test_layers import MODULES, inside
from ui import own_words

FILES = sorted((messages.FOLDER / "sentences").glob("*.yaml"))


@dataclass(frozen=True, slots=True)
class Giver:
    """A call that gives a code: in which rooms, by which name, at which place; `fills` = its keywords are the holes."""

    room: str
    name: str
    place: int = 0
    fills: bool = False


PROBLEMS = ("Problem", "BadInput", "SourceFailed", "StoreFailed", "Refused", "NotThere", "Conflict")
GIVERS = (
    *(Giver("", name, fills=True) for name in PROBLEMS),
    Giver("pipeline.search", "TryAgain"),  # the client adds the source
    Giver("pipeline.search", "QueryRejected"),
    Giver("pipeline.search", "Warning"),
    Giver("pipeline", "Check"),
    Giver("pipeline", "FlowProblem"),
    Giver("pipeline", "Rejected", 1),
    Giver("pipeline.dedupe.match", "Rule", 1),
    Giver("pico", "Finding"),
    Giver("pico.query", "_say"),
    Giver("pico.query", "say"),
    Giver("pico.checks", "_repeat", 3),
    Giver("appraisal", "Step"),
    Giver("appraisal", "_bad"),
    Giver("appraisal", "bad"),
    Giver("ui", "sentence"),
    Giver("", "messages.text"),
    Giver("appraisal", "_say", 1),
    Giver("pipeline.__main__", "_say", 1),
    Giver("data.__main__", "_say", 1),
    Giver("data.health", "Item", 2),
)
TABLES: Mapping[str, tuple[str, ...]] = {
    "what a profile asks for": profiles.CODES,
    "one of two, by what is there": ("narrow_type", "narrow_type_guessed", "mesh_state", "mesh_none"),
    "files that are of another kind": foreign.CODES,
    "repairs of RIS": ris_lines.REPAIRS,
    "repairs of .nbib": nbib.REPAIRS,
    "repairs of tagged text": tagged.REPAIRS,
    "repairs of BibTeX": bibtex.REPAIRS,
    "repairs of EndNote XML": endnote_xml.REPAIRS,
    "repairs of tables": table.REPAIRS,
    "repairs of what was written out": escaped.REPAIRS,
    "repairs of lines that were changed": loosened.REPAIRS,
    "repairs of files put together": glued.REPAIRS,
    "repairs of running text": running_text.REPAIRS,
    "what is unsure of a table": table_columns.DOUBTS,
    "XML that is not read": ("file_unsafe_xml", "file_efetch_error"),
    "repairs of any text": ("mixed_encoding", "encoded_twice", "bom_inside", "control_characters", "broken_file"),
    "lists of words": ("or",),
    "answers of a source": tuple(code for code, _ in client.STATUS.values()),
    "complaints of ESearch": tuple(code for *_, code in eutils.COMPLAINTS),
    "duplicates": tuple(rule.code for rule in rules.RULES if rule.code),
    "duplicates of another kind": (copies.COPY, report.HELD),
    "effects in sentences": (*effects.WORDS.values(), *effects.RANGES.values()),
    "degrees of overlap": (*(code for _, code in overlap.DEGREES), overlap.MOST),
    "advice on agreement": agreement.ADVICE,
    "arguments": tuple(code for _, code in command_line.FAULTS),
    "files that cannot be read": tuple(code for _, code in command_line.UNREADABLE),
    "files that cannot be written": tuple(command_line.UNWRITABLE.values()),
}
# the beginning of a code that is put together -> its ends


def _mine() -> Iterator[str]:
    """The parts of the file with one's own data, and their columns."""
    for name, sql in access._MINE.items():
        yield name
        yield from re.split(r",\s*", sql.removeprefix("SELECT ").partition(" FROM ")[0])


def _groups() -> list[Group]:
    """Those of all forms, within others too."""
    every = [group for groups in FORMS.values() for group in groups]
    return [*every, *(one for group in every for one in group.inside)]


FAMILIES: Mapping[str, tuple[str, ...]] = {
    "source_": (*FILE_SOURCES, "hand", "europepmc", "crossref"),
    "notice_": tuple(one for kind in RELATIONS for one in (kind, f"{kind}_in")),
    "gate_": tuple(RELATIONS),
    "design_by_": designs.BY,
    "design_is_": tuple(one.replace("-", "_") for one in designs.DESIGNS),
    "class_": tuple(one.replace("-", "_") for one in CLASSES),
    "method_": tuple(
        "abstract_one abstract_more full_text_one full_text_more appraised_one appraised_some appraised_each".split()
    ),
    "late_": tuple(verb for one in DEPENDENCIES for verb in one.depends_on),
    "late_step_": tuple(one.step for one in DEPENDENCIES),
    "unit_": ("people", "years"),
    "noted_": (*remarks.NOTED, "unknown", "unknown_some"),
    "name_of_": ("comparison", "outcome", "size", "direction", "certainty"),
    "need_": ("reason_empty", "population_empty"),
    "mine_": tuple(dict.fromkeys(_mine())),
    "work_": tuple(wiring.job_verbs()),
    "streamlit_": tuple(code.removeprefix("streamlit_") for code in own_words.WORDS.values()),
    "state_": ("queued", "running", "failed"),
    "verb_": tuple(VERBS),
    "role_": EVERY_ROLE,
    "door_scope_": ("need", "municipality", "cluster", "region", "nation", "installation"),
    "role_means_": tuple(ROLES),
    "role_here_": ("practice", "research", "peer", "contact"),
    "turn_": (
        *(rule.reason for rule in RULES),
        *(f"{reason}_one" for reason in COUNTED),
        *("asked_practice", "asked_research", "no_lead", "no_question"),
    ),
    "link_": (*(f"{kind}_of_{end}" for kind in KINDS for end in "ab"), *(f"way_{kind}" for kind in KINDS)),
    "decision_": ("unscreened", "maybe", "excluded", "unread", "included", "out", "conflict"),
    "expected_": tuple(code for codes in profiles.EXPECTED.values() for code in codes),
    "sign_": (*narrowing.SIGNS, *narrowing.HINTS),
    "text_kind_": tuple(KINDS_OF_TEXT),
    "text_part_": tuple({box.name for group in _groups() for box in group.boxes}),
    "text_group_": tuple({group.name for group in _groups()}),
    "text_which_": tuple({one.name for group in _groups() for one in group.inside}),
    "text_add_": tuple({group.name for group in _groups() if group.free}),
    "text_id_": tuple({group.name for group in _groups() if group.typed and group.free}),
    "text_measure_": ("sensitivity", "specificity", "precision"),
    "text_checks_": CHECKS,
    "text_hint_": tuple({box.hint for group in _groups() for box in group.boxes if box.hint}),
    "text_hole_": tuple({hole for group in _groups() for box in group.boxes for hole in box.holes}),
    "text_words_": ("effect_words", "no_effect", "no_studies", "not_known", "significant"),
    "text_about_": tuple(KINDS_OF_TEXT),
    "field_kind_": FIELD_KINDS,
    "text_publishing_": ("now", *STEPS_WITH_TEXTS),
    "text_taken_": STEPS_WITH_TEXTS,
    "text_state_": ("holds", "replaced", "ships", "draft", "retired", "discarded"),
    "fill_": FILLS,
    "needs_list_": LISTS_OF_NEEDS,
    "instrument_state_": ("draft", "published", "retired", "discarded"),
    "instrument_flag_": ("yes", "no"),
    "instrument_part_": tuple({one.name for of in (Instrument, Item) for one in fields(of)} - {"id", "version"}),
    "concept_": ("new", "corrected", "aside", "back"),
    "word_from_": ("glossary", "team", "mesh_file", "mesh_live"),
    "facet_": concepts.FACETS,
    "variant_": ("number", "spelling", "hyphen", "truncation"),
    "answers_": answers.COLUMNS,
    "field_": tuple(field_codes()),
    "value_": tuple(value_codes()),
    "column_": (
        *("file", "format", "starts", "taken", "rescued", "rejected", "new", "known", "id", "date", "municipality"),
        *("title", "question", "work", "state", "done", "of", "reason"),
        *("number", "name", "county", "region", "host", "cluster", "motor"),
    ),
}
HOLES_FILLED_ELSEWHERE = {
    "source": "the client and the pages know which source was asked",
}


@dataclass(frozen=True, slots=True)
class Given:
    """One place in the source where a code is given. `params` is None where the keywords do not tell all of them."""

    code: str
    where: str
    params: frozenset[str] | None


def literals(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may be, as far as it says them itself."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*literals(node.body), *literals(node.orelse))
    elif isinstance(node, ast.BoolOp):
        yield from (text for one in node.values for text in literals(one))


def giver_of(module: str, call: ast.Call) -> Giver | None:
    """The line of `GIVERS` that a call falls under."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    names = (name, ast.unparse(call.func))
    found = (one for one in GIVERS if one.name in names and (not one.room or inside(module, one.room)))
    return next(found, None)


def given() -> Iterator[Given]:
    """Every code that the source gives in a call."""
    for module, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_bytes(), str(path))):
            if not isinstance(node, ast.Call) or (giver := giver_of(module, node)) is None:
                continue
            code = node.args[giver.place] if len(node.args) > giver.place else None
            code = code or next((one.value for one in node.keywords if one.arg == "code"), None)
            names = [one.arg for one in node.keywords]
            told = giver.fills and None not in names
            for text in literals(code) if code is not None else ():
                params = frozenset(name for name in names if name) if told else None
                if text:  # none = nothing to say
                    yield Given(text, f"{module}:{node.lineno}", params)


GIVEN = tuple(given())


def holes(sentence: str) -> set[str]:
    """The parameters that a sentence shows."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_code_stands_once_in_its_file(path: Path) -> None:
    """YAML would let the last one win in silence."""
    codes = re.findall(r"^([\w.]+):", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert [code for code, count in Counter(codes).items() if count > 1] == []
    assert set(codes) == set(yaml.safe_load(path.read_text(encoding="utf-8")))


def test_a_code_stands_in_one_file_only() -> None:
    found = Counter(code for path in FILES for code in yaml.safe_load(path.read_text(encoding="utf-8")))
    assert [code for code, count in found.items() if count > 1] == []


def test_every_sentence_can_be_filled() -> None:
    for code, sentence in messages.sentences().items():
        assert isinstance(sentence, str) and sentence.strip() == sentence and sentence, code
        assert all(re.fullmatch(r"[a-z_]+", name) for name in holes(sentence)), code
        filled = messages.text(code, dict.fromkeys(holes(sentence), "x"))
        assert "{" not in filled and "}" not in filled, code


def test_codes_are_found_in_the_source() -> None:
    """The search itself: it must see what everybody can see."""
    assert {"need_empty", "store_in_use", "gate_title_empty", "bracket_unclosed", "record_cut"} <= {
        one.code for one in GIVEN
    }
    assert len(GIVEN) > 200


def test_every_code_in_the_source_has_a_sentence() -> None:
    assert sorted({f"{one.code} ({one.where})" for one in GIVEN if one.code not in messages.sentences()}) == []


@pytest.mark.parametrize("table", TABLES)
def test_every_code_in_a_table_has_a_sentence(table: str) -> None:
    assert TABLES[table]
    assert sorted(set(TABLES[table]) - set(messages.sentences())) == []


@pytest.mark.parametrize("beginning", FAMILIES)
def test_every_code_that_is_put_together_has_a_sentence(beginning: str) -> None:
    assert sorted({beginning + end for end in FAMILIES[beginning]} - set(messages.sentences())) == []


def test_every_hole_is_filled() -> None:
    lacking = []
    for one in GIVEN:
        if one.params is None or one.code not in messages.sentences():
            continue
        open_ = holes(messages.sentences()[one.code]) - one.params - set(HOLES_FILLED_ELSEWHERE)
        lacking += [f"{one.code} ({one.where}) lacks {name}" for name in sorted(open_)]
    assert lacking == []


def test_every_sentence_is_used() -> None:
    used = {
        text for path in MODULES.values() for node in ast.walk(ast.parse(path.read_bytes())) for text in _text(node)
    }
    used |= {beginning + end for beginning, ends in FAMILIES.items() for end in ends}
    used |= {code + messages.OF_ONE for code in used}
    assert sorted(set(messages.sentences()) - used) == []


def _text(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def test_a_code_without_a_sentence_is_told_so_that_it_can_be_reported() -> None:
    assert "no_such_code" in messages.text("no_such_code")


def test_of_one_thing_another_sentence_is_said() -> None:
    told = {"source": "PubMed", "day": "1.5.2026"}
    for n in (1, "1"):
        assert messages.text("method_file", {**told, "n": n}) == "Hentet inn fra PubMed 1.5.2026: én referanse."
    assert messages.text("method_file", {**told, "n": 2}).endswith("2 referanser.")
    assert messages.text("method_file", {**told, "n": 1}, "en").endswith("one reference.")
