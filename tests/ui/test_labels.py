"""Labels are Markdown to Streamlit and, as they stand, what screen readers say: they read the same both ways."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from ui.safe import UNSEEN, for_label, from_label

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
# Streamlit's own: directives and shortcodes after a colon, mathematics between dollars, addresses that become links.
OF_STREAMLIT = re.compile(r":(?=[A-Za-z:/])|(?<!\\)\$|www\.|->|<-|--")

HEARD = [
    "Grunn: risiko for skjevheter",
    "Hva spør oversikten om? (med egne ord)",
    "Skal ses på igjen innen (åååå-mm-dd)",
    "Enighet om 1-3: 5 > 4, 2 + 2, 100 % #1!",
    "elder* OR falls*, exercis*",
    "Se [1] og [2]",
    "felt_med_strek, 3 * 4",
    "1. Hva slags studier?",
    "+ Små bekymringer",
    "kl. 14:45, http://example.org, C:\\dokumenter",
    "A & B, a&b; under 5 år < 6",
]


def shown(label: str) -> str:
    """What a browser shows of a label."""
    page = html.fragment_fromstring(READER.render(label), create_parent="div")
    return "".join(page.itertext()).strip("\n").replace(UNSEEN, "")


@pytest.mark.parametrize("text", HEARD)
def test_what_is_heard_is_what_is_seen(text: str) -> None:
    label = for_label(text)
    assert label.replace(UNSEEN, "") == text, "a screen reader says the label as it stands"
    assert shown(label) == text


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="ab1 .:/()[]!<>&;#*_~`$\\-+=|w@{}\"'", max_size=24))
def test_no_text_means_anything_as_markdown(text: str) -> None:
    said = " ".join(text.split())
    label = for_label(text)
    assert from_label(label) == said
    assert shown(label) == said
    assert not OF_STREAMLIT.search(label)
    if said:
        page = READER.render(f"Grunn: {label}, ferdig")
        assert not re.search(r"<(?!/?p>)", page), "nor inside a sentence of ours"
