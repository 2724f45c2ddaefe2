"""Whose turn it is, as a table that somebody from the field can read."""

from __future__ import annotations

from typing import Any

import pytest

import messages
from pipeline.rows import Comment, Progress
from pipeline.turn import COUNTED, RULES, Turn, turns
from pipeline.work import Work

FULL = {"need_written": 1, "elements": 3, "words": 5, "runs": 1, "references": 20, "dedupe_runs": 1, "screened": 20}
READY = {**FULL, "included": 2, "appraised": 2}


def work(
    roles: str, question: str = "q", *, researchers: int = 1, leads: int = 1, at: str = "2026-01-01", **more: Any
) -> Work:
    return Work(
        need_id=f"need of {question}",
        question_id=question,
        created_at=at,
        roles=frozenset(roles.split()),
        leads=leads,
        researchers=researchers,
        **more,
    )


def asked(team: str, question: str = "q") -> Comment:
    return Comment("c", question, "screen", "Hva mener dere?", "Eksempel Person", "2026-01-01", team, "", "p")


def reasons(found: tuple[Turn, ...]) -> list[str]:
    return [
        f"{one.reason} {one.params['n']}" if "n" in one.params and one.reason in COUNTED else one.reason
        for one in found
    ]


# what they are at the need | how far it has come | what waits for them
TABLE: list[tuple[str, dict[str, int], str]] = [
    ("practice", {"need_written": 1}, "question"),
    ("research", {"need_written": 1}, ""),
    ("lead", {"need_written": 1}, "question"),
    ("peer", {"need_written": 1}, ""),
    ("contact", {"need_written": 1}, ""),
    ("research", {"need_written": 1, "elements": 2, "words": 3}, "search"),
    ("practice", {"need_written": 1, "elements": 2, "words": 3}, ""),
    ("lead", {"need_written": 1, "elements": 2, "words": 3}, ""),
    ("research", {"need_written": 1, "elements": 2, "words": 3, "open_jobs": 1}, ""),
    ("research", {**FULL, "dedupe_runs": 0, "unscreened": 20}, "dedupe 20"),
    ("research", {**FULL, "doubtful": 2, "unscreened": 20}, "doubtful 2"),
    ("research", {**FULL, "unscreened": 14}, "screen 14"),
    ("practice", {**FULL, "unscreened": 14}, ""),
    ("research", {**FULL, "unread": 4}, "full_text 4"),
    ("research", {**FULL, "unread": 4, "conflicts": 1}, "conflicts 1"),
    ("research", {**FULL, "included": 3, "appraised": 1}, "appraise 2"),
    ("research", {**FULL, "included": 2, "half_appraised": 2}, "appraise 2"),
    ("research", {**FULL, "included": 2, "half_appraised": 2, "wait_for_others": 1}, "appraise 1"),
    ("research", {**FULL, "included": 2, "half_appraised": 2, "wait_for_others": 2}, ""),
    ("research", READY, "write"),
    ("practice", READY, ""),
    ("research", {**READY, "sections": 3}, ""),
    ("peer", READY, ""),
    ("peer", {**READY, "sections": 3}, "peer"),
    ("peer research", {**READY, "sections": 3}, "peer"),
    ("contact practice research", {**FULL, "unscreened": 1}, "screen 1"),
]


@pytest.mark.parametrize(("roles", "come", "expected"), TABLE)
def test_what_waits(roles: str, come: dict[str, int], expected: str) -> None:
    found = turns([work(roles)], {"q": Progress("q", **come)})
    assert reasons(found) == ([expected] if expected else [])


@pytest.mark.parametrize(("roles", "come", "expected"), [one for one in TABLE if one[0] == "research" and one[2]])
def test_who_leads_acts_for_a_research_team_that_has_nobody(roles: str, come: dict[str, int], expected: str) -> None:
    found = turns([work("lead", researchers=0)], {"q": Progress("q", **come)})
    assert reasons(found) == [expected]


@pytest.mark.parametrize(
    ("roles", "researchers", "waits_for", "expected"),
    [
        ("research", 1, "research", "asked_research"),
        ("research", 1, "practice", ""),
        ("practice", 1, "practice", "asked_practice"),
        ("practice", 1, "research", ""),
        ("lead", 1, "practice", "asked_practice"),
        ("lead", 1, "research", ""),
        ("lead", 0, "research", "asked_research"),
        ("peer", 1, "research", ""),
        ("contact", 1, "practice", ""),
    ],
)
def test_a_comment_waits_for_its_team(roles: str, researchers: int, waits_for: str, expected: str) -> None:
    found = turns([work(roles, researchers=researchers)], {"q": Progress("q", **READY, sections=3)}, [asked(waits_for)])
    assert [one.reason for one in found if one.reason != "peer"] == ([expected] if expected else [])


def test_a_comment_at_what_somebody_does_not_work_on_is_not_theirs() -> None:
    assert turns([work("research")], {}, [asked("research", "another")]) == ()


def test_what_somebody_asked_never_waits_for_the_one_who_asked() -> None:
    both = [work("practice research")]
    assert reasons(turns(both, {}, [asked("practice")], me="another")) == ["asked_practice"]
    assert turns(both, {}, [asked("practice")], me="p") == ()


@pytest.mark.parametrize(
    ("roles", "leads", "expected"),
    [("contact", 0, ["no_lead"]), ("contact", 1, []), ("practice", 0, []), ("contact research", 0, ["no_lead"])],
)
def test_a_need_that_nobody_leads_waits_for_the_contact_once(roles: str, leads: int, expected: list[str]) -> None:
    come = {name: Progress(name, **READY, sections=3) for name in ("q", "r")}
    found = turns([work(roles, leads=leads), work(roles, "q", leads=leads)], come)
    assert reasons(found) == expected


@pytest.mark.parametrize(
    ("roles", "expected"), [("practice", ["no_question"]), ("lead", ["no_question"]), ("research", [])]
)
def test_a_need_without_a_question_waits_for_its_practice_team(roles: str, expected: list[str]) -> None:
    (*found,) = turns([work(roles, "")], {})
    assert [one.reason for one in found] == expected


def test_a_peer_who_has_said_something_is_no_longer_waited_for() -> None:
    come = {"q": Progress("q", **READY, sections=3)}
    assert turns([work("peer", said_at_summary=True)], come) == ()


def test_the_most_urgent_first_and_of_two_alike_the_oldest() -> None:
    held = [
        work("research", "new", at="2026-03-01"),
        work("research", "old", at="2026-01-01"),
        work("practice", "begun", at="2025-01-01"),
        work("research", "doubts", at="2025-06-01"),
        work("contact", "nobody's", leads=0),
        work("research", "asked"),
    ]
    come = {
        "new": Progress("new", **FULL, unscreened=3),
        "old": Progress("old", **FULL, unscreened=9),
        "begun": Progress("begun", need_written=1),
        "doubts": Progress("doubts", **FULL, conflicts=1),
        "nobody's": Progress("nobody's", need_written=1),
        "asked": Progress("asked", **READY, sections=3),
    }
    found = turns(held, come, [asked("research", "asked")])
    told = [(one.reason, one.question_id) for one in found]
    assert told == [
        ("asked_research", "asked"),
        ("no_lead", "nobody's"),
        ("conflicts", "doubts"),
        ("screen", "old"),
        ("screen", "new"),
        ("question", "begun"),
    ]


@pytest.mark.parametrize("reason", [one.reason for one in RULES])
def test_every_reason_leads_to_a_step_and_has_words(reason: str) -> None:
    assert f"turn_{reason}" in messages.sentences()
    assert (f"turn_{reason}_one" in messages.sentences()) is (reason in COUNTED)
