"""The table of rights and the verbs that are used: neither has a word that the other does not know."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.flow import DEPENDENCIES, STEPS
from pipeline.rights import EVERY_ROLE, ROLES, VERBS, Asked, Missing, givers_of, may
from pipeline.steps.fields import EDITABLE
from pipeline.steps.undo import undoable

ROOT = Path(__file__).resolve().parents[3]
# Verbs that are put together from parts: `keep.{step}` and `editable.verb` (see `EDITABLE`), `first.verb` (see `undoable`),
# `paper.verb` (see `KINDS`); the glossary's own hands "glossary.remove" on.
MADE = {f"keep.{one.step}" for one in DEPENDENCIES} | {one.verb for one in EDITABLE.values()}
MADE |= {verb for step in STEPS for verb in undoable(step.id)} | {"glossary.remove"}


def writes(path: Path) -> Iterator[tuple[int, ast.expr]]:
    """The verb of every `store.write(actor, VERB, ...)` in a file, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "write"):
            continue
        if len(node.args) >= 4:  # store.write takes four; a file's write takes one
            verb = node.args[1]
            for either in (verb.body, verb.orelse) if isinstance(verb, ast.IfExp) else (verb,):
                yield node.lineno, either


FOUND = [
    (f"{path.relative_to(ROOT)}:{line}", verb)
    for folder in ("pipeline", "ui", "appraisal", "pico", "data")
    for path in sorted((ROOT / folder).rglob("*.py"))
    for line, verb in writes(path)
]
PLAIN = [(where, verb.value) for where, verb in FOUND if isinstance(verb, ast.Constant)]


def test_verbs_are_found() -> None:
    assert len(PLAIN) > 40


def test_every_verb_that_is_used_is_in_the_table() -> None:
    assert [(where, verb) for where, verb in PLAIN if verb not in VERBS] == []
    assert set(VERBS) >= MADE


def test_every_verb_of_the_table_is_used() -> None:
    assert set(VERBS) - {verb for _, verb in PLAIN} - MADE == set()


def test_verbs_are_put_together_only_where_it_is_known() -> None:
    assert {ast.unparse(verb) for _, verb in FOUND if not isinstance(verb, ast.Constant)} == {
        "f'keep.{step}'",
        "TAKES[step]",  # newer texts of a step
        "editable.verb",
        "first.verb",
        "paper.verb",  # of a draft of the method team
        "verb",  # of a job that makes a file: a summary, or references
    }


def test_only_the_acting_verbs_write() -> None:
    """Pages, domain and store call a verb; none of them opens a write of its own, save the long verbs of jobs."""
    long_verbs = {"pipeline/jobs.py", "pipeline/search/job.py", "pipeline/formats/job.py", "pipeline/export/job.py"}
    long_verbs |= {"pipeline/search/fill.py", "pipeline/search/quality_job.py", "pipeline/search/reviews_job.py"}
    files = {where.rpartition(":")[0] for where, _ in FOUND}
    assert {file for file in files if not file.startswith("pipeline/steps/")} == long_verbs


def test_every_verb_belongs_to_a_step_or_to_none() -> None:
    assert {row.step for row in VERBS.values()} <= {step.id for step in STEPS} | {""}


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_each_role_of_the_row_may_and_no_other(verb: str) -> None:
    allowed = {role for role in EVERY_ROLE if may(Asked(verb, frozenset({role}))) is None}
    assert allowed == set(VERBS[verb].roles) != set()
    assert may(Asked(verb)) == Missing(verb, VERBS[verb].roles, givers_of(VERBS[verb].roles))


def test_roles_are_given_by_roles_that_can_be_held() -> None:
    assert set(EVERY_ROLE) >= {name for row in VERBS.values() for name in row.roles}
    for role in ROLES.values():
        assert set(role.givers) <= set(ROLES)
        assert role.scopes


@pytest.mark.parametrize("verb", ["", "need", "need.burn", "person.register ", "NEED.RAISE"])
def test_a_verb_that_is_not_in_the_table_is_refused_to_all(verb: str) -> None:
    for roles in (frozenset(), frozenset(EVERY_ROLE)):
        assert may(Asked(verb, roles)) == Missing(verb, ())
