"""Screening, appraisal, summary and the register of research needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data import taken_out
from data.finding import holds
from data.queries.base import (
    BLINDED,
    FINISHED,
    GROUP,
    NOT_OPEN_TO_ALL,
    SCREENS_BLIND,
    SEEN_IN_LISTS,
    SEEN_INSIDE,
    among,
)
from data.queries.questions import GONE_JOIN, NOW, THEN, QuestionReads, placed
from data.queries.references import ReferenceReads
from data.queries.status import ONE, STATUS
from data.walls import same_places
from pipeline.errors import NotThere
from pipeline.rows import Appraisal, Fields, Part, Reference, ResearchNeedRow, Vote

# A group waits for me when I have no vote in force on any of its references at this stage ...
_MINE = (
    "NOT EXISTS (SELECT 1 FROM reference m JOIN vote v ON v.reference_id = m.id WHERE m.question_id = :question"
    " AND m.group_id = r.id AND v.stage = :stage AND v.person_id = :me AND v.ended_seq IS NULL)"
)
# ... and, on full text, when the first stage has let it through.
_WAITING_FIRST = f"SELECT r.id FROM reference r WHERE r.question_id = :question AND r.id = r.group_id AND {_MINE}"
_WAITING_FULL = (
    f"WITH {ONE}, {STATUS} SELECT r.id FROM status r WHERE r.status IN ('unread', 'included', 'out') AND {_MINE}"
)
_INSIDE_QUESTION = (
    "question_id IN (SELECT question.id FROM question JOIN need ON need.id = question.need_id"
    f" WHERE question.id = vote.question_id AND {SEEN_INSIDE})"
)
_VOTE = "SELECT id, reference_id, stage, person_id, answer, reason, note, at FROM vote"


class AfterReads(QuestionReads, ReferenceReads):
    """What a person sees of screening and what follows."""

    def next_to_screen(self, question_id: str, stage: str, *, skip: Sequence[str] = ()) -> Reference | None:
        """The next reference that waits for this person, in the order they came."""
        self._see("question", question_id)
        marks, params = among(skip)
        sql = _WAITING_FIRST if stage == "abstract" else _WAITING_FULL
        row = self._one(
            f"{sql} AND r.id NOT IN ({marks if skip else _NONE}) ORDER BY r.group_id LIMIT 1",
            question=question_id,
            stage=stage,
            **params,
        )
        return self.reference(row["id"]) if row else None

    def count_to_screen(self, question_id: str, stage: str) -> int:
        """How many references wait for this person at a stage."""
        self._see("question", question_id)
        sql = _WAITING_FIRST if stage == "abstract" else _WAITING_FULL
        counted = sql.replace("SELECT r.id FROM", "SELECT count(*) FROM")
        return self._number(counted, question=question_id, stage=stage)

    def my_votes(self, question_id: str, stage: str, *, limit: int = 1) -> tuple[Vote, ...]:
        """This person's newest votes in force, newest first."""
        self._see("question", question_id)
        rows = self._all(
            f"{_VOTE} WHERE question_id = :id AND stage = :stage AND person_id = :me AND ended_seq IS NULL"
            f" AND reference_id IN (SELECT id FROM reference r WHERE question_id = :id AND {taken_out.in_question('r')})"
            " ORDER BY seq DESC LIMIT :limit",
            id=question_id,
            stage=stage,
            limit=limit,
        )
        return tuple(Vote(**dict(row)) for row in rows)

    def votes(self, reference_id: str) -> tuple[Vote, ...]:
        """All votes in force on a group; none for those who do not work on the need."""
        self._see("reference", reference_id)
        rows = self._all(
            f"{_VOTE} WHERE ended_seq IS NULL AND reference_id IN (SELECT id FROM reference WHERE {GROUP})"
            f" AND {_INSIDE_QUESTION} ORDER BY seq",
            id=reference_id,
        )
        return tuple(Vote(**dict(row)) for row in rows)

    def votes_told(self, question_id: str) -> dict[str, tuple[Vote, ...]]:
        """Votes in force, by the reference that leads the group, in the order they were given; none for those who do not
        work on the need. Where two are to screen, those of others only where one has voted at that stage oneself."""
        self._see("question", question_id)
        if not self._is_inside(question_id):
            return {}
        own = (
            "AND (v.person_id = :me OR EXISTS (SELECT 1 FROM reference n JOIN vote w ON w.reference_id = n.id"
            " WHERE n.question_id = v.question_id AND n.group_id = m.group_id AND w.stage = v.stage"
            " AND w.person_id = :me AND w.ended_seq IS NULL))"
        )
        rows = self._all(
            "SELECT m.group_id, v.id, v.reference_id, v.stage, v.person_id, v.answer, v.reason, v.note, v.at FROM vote v"
            " JOIN reference m ON m.id = v.reference_id WHERE v.question_id = :id AND v.ended_seq IS NULL"
            f" {own if self._one(SCREENS_BLIND, id=question_id) else ''} ORDER BY v.seq",
            id=question_id,
        )
        found: dict[str, list[Vote]] = {}
        for row in rows:
            told = dict(row)
            found.setdefault(told.pop("group_id"), []).append(Vote(**told))
        return {group: tuple(votes) for group, votes in found.items()}

    def vote(self, vote_id: str) -> Vote:
        self._see("vote", vote_id)
        row = self._one(f"{_VOTE} WHERE id = :id AND {_INSIDE_QUESTION}", id=vote_id)
        if row is None:
            raise NotThere("not_there", kind="vote")
        return Vote(**dict(row))

    def appraisals(self, question_id: str) -> tuple[Appraisal, ...]:
        """All appraisals of a question, each under the reference that leads the group it was made on.

        What others answered is hidden while one's own appraisal of the same reference is not finished.
        """
        self._see("question", question_id)
        there = f"EXISTS (SELECT 1 FROM reference r WHERE r.id = p.reference_id AND {taken_out.in_question('r')})"
        return self._appraisals_where(f"p.question_id = :id AND {there}", question_id)

    def finished_appraisals(self, question_id: str) -> tuple[Appraisal, ...]:
        """The appraisals that have a judgement, the same to everybody who may see the question: for what goes out.

        One that somebody of the team is not to read yet is hidden from all; what was agreed on is hidden from nobody.
        """
        self._see("question", question_id)
        return self._appraisals_where(f"p.id IN ({FINISHED})", question_id, hidden=NOT_OPEN_TO_ALL, blinded=False)

    def appraisal(self, appraisal_id: str) -> Appraisal:
        self._see("appraisal", appraisal_id)
        return self._appraisals_where("p.id = :id", appraisal_id)[0]

    def _appraisals_where(
        self, which: str, wanted: str, *, hidden: str = BLINDED, blinded: bool = True
    ) -> tuple[Appraisal, ...]:
        rows = self._all(
            "SELECT p.id, (SELECT group_id FROM reference m WHERE m.id = p.reference_id) AS reference_id, p.instrument,"
            f" p.version, p.person_id, p.agreed, p.id IN ({hidden}) AS hidden FROM appraisal p WHERE {which} ORDER BY p.id",
            id=wanted,
        )
        fields = self._fields([row["id"] for row in rows if not row["hidden"]], blinded=blinded)
        return tuple(
            Appraisal(
                row["id"],
                row["reference_id"],
                row["instrument"],
                row["version"],
                row["person_id"],
                fields.get(row["id"], Fields()),
                agreed=bool(row["agreed"]),
                hidden=bool(row["hidden"]),
            )
            for row in rows
        )

    def parts(self, question_id: str, kind: str) -> tuple[Part, ...]:
        """Findings, extractions, other places or the summary of a question, in the order they were made."""
        self._see("question", question_id)
        rows = self._all(
            "SELECT id, question_id, kind,"
            " coalesce((SELECT group_id FROM reference m WHERE m.id = p.reference_id), '') AS reference_id FROM part p"
            " WHERE question_id = :id AND kind = :kind AND removed_at IS NULL ORDER BY id",
            id=question_id,
            kind=kind,
        )
        fields = self._fields([row["id"] for row in rows])
        return tuple(Part(**dict(row), fields=fields.get(row["id"], Fields())) for row in rows)

    def research_needs(
        self, *, text: str = "", municipality_id: str = "", status: str = "", reason: str = ""
    ) -> tuple[ResearchNeedRow, ...]:
        """The register, newest first, narrowed by words in what people wrote, by municipality, status and reason."""
        sql = (
            f"{_REGISTER} AND (:place = '' OR need.municipality_id IN ({_PLACE})) ORDER BY t.created_at DESC, t.id DESC"
        )
        found = self._register(sql, place=municipality_id)
        return tuple(
            one
            for one in found
            if holds("\n".join((one.municipality, one.municipality_now, *map(one.fields.text, _TOLD))), text)
            and (not status or (one.fields.text("status") or "new") == status)
            and (not reason or one.fields.text("reason") == reason)
        )

    def research_need(self, research_need_id: str) -> ResearchNeedRow:
        found = self._register(f"{_REGISTER} AND t.id = :id", id=research_need_id)
        if not found:
            raise NotThere("not_there", kind="research_need")
        return found[0]

    def _register(self, sql: str, **params: Any) -> list[ResearchNeedRow]:
        rows = self._all(sql, **params)
        fields = self._fields([row["id"] for row in rows])
        return [ResearchNeedRow(**placed(row), fields=fields.get(row["id"], Fields())) for row in rows]


_NONE = "''"
_PLACE = same_places("SELECT :place AS id")
# The fields of an entry that are words of people, and no ids or dates.
_TOLD = (
    "title original_words evidence evidence_review population intervention comparison context outcomes asked_by burden"
    " benefit resources ongoing_checked receiver outcome"
).split()
_REGISTER = (
    "SELECT t.id, t.need_id, coalesce(t.question_id, '') AS question_id, need.example, t.created_at,"
    f" {THEN} AS municipality, {NOW} AS municipality_now,"
    " coalesce((SELECT value FROM field WHERE object_id = t.question_id AND name = 'language'), 'nb') AS language"
    f" FROM research_need t JOIN need ON need.id = t.need_id{GONE_JOIN} WHERE t.removed_at IS NULL AND {SEEN_IN_LISTS}"
)
