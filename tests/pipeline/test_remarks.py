"""What a document tells of the remarks of a source: what was so, never what to do; many unknown words are one sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

import messages
from pipeline.remarks import NOTED, remarks
from pipeline.search.source import Warning

ORDERS = re.compile(r"\b(?:prøv|kontroller|bruk|rett|avgrens|kjør|søk på|check|try|use|correct|narrow|run the)\b", re.I)


def receipt(*warnings: Warning) -> Mapping[str, Any]:
    return {"warnings": [{"code": one.code, "params": dict(one.params)} for one in warnings]}


def said(language: str = "nb") -> Any:
    return lambda code, params: messages.text(code, params, language)


def unknown(*words: str) -> tuple[Warning, ...]:
    return tuple(Warning("phrase_not_found", {"text": word}) for word in words)


def test_a_few_unknown_words_are_one_sentence_that_names_them_all() -> None:
    told = remarks(receipt(*unknown("elder*", "senior*"), *unknown("elder*")), "PubMed", said())
    assert told.lines == (
        "PubMed kjente ikke disse delene av søket, og ingen treff kommer fra dem: «elder*», «senior*».",
    )
    assert told.unknown == ""


def test_of_many_some_are_named_and_the_account_has_them_all() -> None:
    phrase = Warning("quoted_phrase_not_found", {"text": '"aged 65"[tiab]'})
    told = remarks(receipt(phrase, *unknown(*(f"word{n}*" for n in range(29)))), "PubMed", said())
    (line,) = told.lines
    assert "30 av ordene og uttrykkene i søket" in line and '"aged 65"[tiab], «word0*», «word1*»' in line
    assert "word2*" not in line and "redegjørelsen" in line
    assert told.unknown.count("word") == 29


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_nothing_tells_the_reader_what_to_do(language: str) -> None:
    holes = dict.fromkeys(("text", "count", "limit", "counted", "received", "missing", "asked", "listed"), "7")
    told = remarks(receipt(*(Warning(code, holes) for code in NOTED), *unknown("x*")), "PubMed", said(language))
    assert len(told.lines) == len(NOTED) + 1
    assert [line for line in told.lines if ORDERS.search(line)] == []
