"""What Streamlit says itself: known by its English words, and said in ours."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import streamlit

import messages
from ui.own_words import WORDS, script

STATIC = Path(streamlit.__file__).parent / "static"
# Words that are put together of parts in Streamlit's code, or come from a part of it that has other names for them.
IN_PARTS = {
    "streamlit_upload_field": "file upload",
    "streamlit_one_choice": "available.",
    "streamlit_choices": "available.",
    "streamlit_cmd_enter": "+Enter to ",
    "streamlit_ctrl_enter": "+Enter to ",
    "streamlit_enter": "Press Enter to ",
    "streamlit_upload_size": " per file",
    "streamlit_size": "`KB`",
    "streamlit_size_whole": "`KB`",
}


@cache
def client() -> str:
    """All of Streamlit's client as it is installed."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((STATIC / "static" / "js").glob("*.js")))


@pytest.mark.parametrize(("said", "code"), WORDS.items())
def test_streamlit_still_says_it(said: str, code: str) -> None:
    """A newer Streamlit that says it in other words fails here, and not by speaking English to people."""
    parts = [IN_PARTS[code]] if code in IN_PARTS else re.sub(r"\(\?<\w+>.*?\)|\\d\+|\.\*|\?(?=$)", "", said).split("|")
    plain = [re.sub(r"\\(.)|[()?:]", r"\1", part).strip(" .") for part in parts]
    assert any(one in client() for one in plain), plain


@pytest.mark.parametrize(("said", "code"), WORDS.items())
@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_ours_has_the_same_parameters(said: str, code: str, language: str) -> None:
    sentence = messages.translator(language).gettext(messages.sentences()[code])
    assert set(re.findall(r"\{(\w+)\}", sentence)) == set(re.findall(r"\(\?<(\w+)>", said))


def test_every_sentence_is_used() -> None:
    assert set(WORDS.values()) == {code for code in messages.sentences() if code.startswith("streamlit_")}


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_script_ends_where_it_should(language: str) -> None:
    text = script(language).decode()
    assert "</" not in text and "WORDS" not in text and "{" not in text[text.index("[[") : text.index("]]")]


def test_each_language_has_its_own() -> None:
    assert len({script(language) for language in messages.LANGUAGES}) == 3
