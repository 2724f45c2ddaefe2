"""Every page in nynorsk and in English: what the program says is in the reader's language, and nothing is left over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

import wiring
from pipeline import flow
from pipeline.rows import Actor
from pipeline.steps import need, people, question
from pipeline.steps.example import load_example
from tests.languages import wrong_language
from tests.test_shipped_languages import TEXTS
from tests.ui import pages
from tools import catalogues

STEPS = [step.id for step in flow.STEPS]
OTHER_PAGES = ["home", "register", "structure", "about"]
TYPED = ("Example", "Eksempel Person", "Oslo")  # what people write, and names
# what is quoted, municipalities with their number, and the regions
NAMES = re.compile(r"«[^»]*»|^.* \(\d{4}\)$|^(?:Vest|Midt|Nord|Innlandet|Sør-Øst|Sør|Øst)$")


def someone(language: str) -> Actor:
    """A person who reads in a language."""
    return people.register(pages.store(), "Eksempel Person", pages.place(), language=language)


def just_begun(language: str) -> str:
    """Somebody who reads in a language has begun on a question; what they wrote is the same in all."""
    me = someone(language)
    need_id = need.raise_need(pages.store(), me, "Example", pages.place())
    return question.start_question(pages.store(), me, need_id)


def with_the_example(language: str) -> str:
    """Somebody who reads in a language has loaded the example, which is in bokmål."""
    return load_example(pages.store(), someone(language), *wiring.library().for_example)


FILLS = {(fill, one): partial(fill, one) for fill in (just_begun, with_the_example) for one in ("nn", "en")}
for (fill, one), made in FILLS.items():
    made.__name__ = f"{fill.__name__}_{one}"  # type: ignore[attr-defined]


def drawn(at: AppTest) -> Iterator[str]:
    """Every text on the page, piece by piece: without tags, in the order it is read. Records are in their own language."""
    markup = re.sub(r"<(\w+)[^>]* lang=\"[^\"]*\"[^>]*>.*?</\1>", " ", pages.html(at), flags=re.S)
    attributes = re.findall(r"(?:aria-label|alt|title)=\"([^\"]*)\"", markup)
    labels = (re.sub(r"\\(.)|\*\*", r"\1", text) for _, text in pages.read_as_markdown(at))
    options = (option for field in (*at.selectbox, *at.multiselect) for option in field.options)
    holders = (element.proto.placeholder for element in pages.elements(at) if hasattr(element.proto, "placeholder"))
    for text in (*re.split(r"<[^>]*>", markup), *attributes, *labels, *options, *holders):
        if unescape(text).strip():
            yield unescape(text).strip()


def left_in_bokmaal(language: str) -> set[str]:
    """The bokmål texts of the program that have another wording in the language."""
    catalogue = catalogues.read(catalogues.po_file(language), language)
    said = [(str(one.id), str(one.string)) for one in catalogue if one.id]
    said += [(one["nb"], one[language]) for _, one in TEXTS]
    return {source.strip() for source, other in said if source != other and "{" not in source}


@pytest.fixture(scope="module", params=["nn", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("page", [*STEPS, *OTHER_PAGES])
def test_a_new_question_is_all_in_the_language(page: str, language: str, filled: Callable[..., str]) -> None:
    question_id = filled(FILLS[just_begun, language])
    at = pages.opened(page, question_id if page in STEPS else "")
    texts = [NAMES.sub(" ", text) for text in drawn(at) if not text.startswith(TYPED)]
    assert len(texts) > 5
    assert {text: wrong for text in texts if (wrong := wrong_language(text, language))} == {}


@pytest.mark.parametrize("page", [*STEPS, *OTHER_PAGES])
def test_the_example_leaves_nothing_of_the_program_in_bokmaal(
    page: str, language: str, filled: Callable[..., str]
) -> None:
    """What people wrote in the example is bokmål; what the program says beside it is not."""
    question_id = filled(FILLS[with_the_example, language])
    at = pages.opened(page, question_id if page in STEPS else "")
    written = {"antall fall"}  # the outcome of the example, which the program gives as its own example too
    assert set(drawn(at)) & left_in_bokmaal(language) - written == set()
