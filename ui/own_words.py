"""Streamlit's own words in the reader's language. It says them in English and has no setting for it (issue #1353), so a
small script in the page (`ui/own_words.js`) puts ours in their place as they appear.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import yaml

import messages

WORDS: dict[str, str] = yaml.safe_load(
    Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
)  # English -> code
SOURCE = Path(__file__).with_name("own_words.js").read_text(encoding="utf-8")


@cache
def script(language: str) -> bytes:
    """The script with the words of one language in it."""
    words = [(said, re.sub(r"\{(\w+)\}", r"$<\1>", _sentence(code, language))) for said, code in WORDS.items()]
    return SOURCE.replace("WORDS", json.dumps(words, ensure_ascii=False).replace("</", "<\\/"), 1).encode()


def _sentence(code: str, language: str) -> str:
    """The sentence with its holes as they are."""
    return messages.translator(language).gettext(messages.sentences()[code])
