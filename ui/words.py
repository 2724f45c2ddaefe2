"""Words and sentences on the pages, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st

import messages
from pipeline import days
from pipeline.errors import Problem

HERE = ZoneInfo("Europe/Oslo")


def language() -> str:
    """The reader's language: "nb" unless they chose another."""
    return str(st.session_state.get("language", "nb"))


def _(source: str, /, **params: object) -> str:
    """A text of the pages. The bokmål source stands in the call; `{holes}` are filled from `params`."""
    said = messages.translator(language()).gettext(source)
    return messages.fill(said, params) if params else said


def sentence(code: str, params: Mapping[str, object] | None = None) -> str:
    """The sentence for a code."""
    return messages.text(code, params, language())


def speaking(chosen: str) -> Callable[[str, Mapping[str, object]], str]:
    """Sentences in another language than the reader's: the one a summary is written in."""
    return lambda code, params: messages.text(code, params, chosen)


def late_words(verbs: Iterable[str]) -> str:
    """What has changed since, of the verbs that `flow.out_of_date` gives: each said once."""
    return ", ".join(dict.fromkeys(sentence(f"late_{verb}") for verb in verbs))


def told(problem: Problem) -> str:
    """What a problem says to the reader."""
    return sentence(problem.code, problem.params)


def number(value: int | None) -> str:
    """A number with thin spaces between thousands; "–" where it is not known."""
    return "–" if value is None else f"{value:,}".replace(",", "\u202f")


def clock(at: str) -> str:
    """The local time of a UTC text: "14.32" in Norwegian, "14:32" in English."""
    return _local(at).strftime("%H:%M" if language() == "en" else "%H.%M") if at else ""


def day(at: str) -> str:
    """The local day of a UTC text: "21.11.2026" in Norwegian, "21 November 2026" in English."""
    return days.shown(_local(at).date().isoformat(), language()) if at else ""


def moment(at: str) -> str:
    """The local day and time of a UTC text: "21.11.2026 kl. 14.32"."""
    return _("{day} kl. {clock}", day=day(at), clock=clock(at)) if at else ""


def place(then: str, now: str) -> str:
    """A municipality as it was called, with what it is called today where that is something else."""
    return _("{then} (nå {now})", then=then, now=now) if now and now != then else then


def _local(at: str) -> datetime:
    moment = datetime.fromisoformat(at.replace("Z", "+00:00"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(HERE)
