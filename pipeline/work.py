"""What somebody works on, and what others have asked: frozen values that the store hands out for the front page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Work:
    """A need that somebody works on, with one of its questions: what it takes to say whose turn it is."""

    need_id: str
    question_id: str  # "" = nobody has made a question of the need yet
    created_at: str
    roles: frozenset[str]  # that they hold at the need by an appointment, there or in its municipality
    leads: int  # people who lead it
    researchers: int  # people of its research team, by an appointment there or in its municipality
    said_at_summary: bool = False  # they have said something at the summary


@dataclass(frozen=True, slots=True)
class Known:
    """Words that somebody may see, to be compared with others: of a question, of a need, or of an answer."""

    question_id: str  # "" = a need that nobody has made a question of yet
    need_id: str
    text: str  # the need in its own words, and the question as it stands; of an answer: what its summary says
