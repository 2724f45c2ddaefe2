"""A document does not ask its readers what they want: that was asked of those who filled in the form."""

from __future__ import annotations

import re

import pytest

import wiring
from pico.question import elements_for
from pipeline.reader_labels import TO_READERS, to_readers

ASKS = re.compile(r"\b(?:dere|de|you)\b", re.IGNORECASE)
ABOUT_OTHERS = {"nb": ("de har", "er de"), "nn": ("de har",), "en": ()}  # «de» is those whom it is about


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_no_element_speaks_to_those_who_asked(language: str) -> None:
    library = wiring.library()
    shipped = [
        one
        for framework in library.frameworks.values()
        for kind in library.question_types.values()
        for one in elements_for(framework, kind)
    ]
    told = {to_readers(one.label, language) for one in shipped}
    assert [one for one in told if ASKS.search(one) and not any(words in one for words in ABOUT_OTHERS[language])] == []
    assert set(TO_READERS) <= {one.label["nb"] for one in shipped}, "a label that is no longer shipped"
