"""What the tests of the question share: the shipped files, read once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from data import reference
from pico.question import Framework, QuestionType, load_frameworks, load_question_types
from pico.vocabulary import Glossary, load_glossary


@pytest.fixture(scope="session")
def frameworks() -> dict[str, Framework]:
    return load_frameworks(reference.text("templates/frameworks.yaml"))


@pytest.fixture(scope="session")
def types(frameworks: dict[str, Framework]) -> dict[str, QuestionType]:
    return load_question_types(reference.text("templates/question_types.yaml"), frameworks)


@pytest.fixture(scope="session")
def glossary() -> Glossary:
    return load_glossary(*map(reference.text, reference.names("vocabulary")))


@pytest.fixture(scope="session")
def mesh_table() -> Path:
    """MeSH headings and entry terms of 2023: descriptor_ui, heading, term."""
    beside = Path(__file__).resolve().parents[2] / ".." / "shared"
    path = Path(os.environ.get("KUNNSKAPSBROEN_SHARED", beside)) / "reference" / "mesh_terms_2023.tsv.gz"
    if not path.exists():
        pytest.skip("the shared MeSH table is not beside the checkout")
    return path
