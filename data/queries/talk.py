"""Comments, and the log as people read it."""

from __future__ import annotations

from collections.abc import Sequence

from data.queries.base import SEEN_INSIDE, UNBLINDED, Reads, among
from data.queries.questions import EVENT
from pipeline.errors import NotThere
from pipeline.rows import Comment, Event

_COMMENT = (
    "SELECT c.id, c.question_id, c.step, c.text, p.name AS person, c.at, c.waits_for,"
    " coalesce(c.settled_at, '') AS settled_at, c.person_id FROM comment c JOIN person p ON p.id = c.person_id"
)


class TalkReads(Reads):
    """What a person sees of what others say and have done."""

    def comments(self, question_id: str, step: str = "") -> tuple[Comment, ...]:
        """The comments of a question, oldest first; of one step, where it is named. Only the teams hear each other."""
        self._see("question", question_id)
        if not self._is_inside(question_id):
            return ()
        rows = self._all(
            f"{_COMMENT} WHERE c.question_id = :id AND c.removed_at IS NULL AND (:step = '' OR c.step = :step) ORDER BY c.id",
            id=question_id,
            step=step,
        )
        return tuple(Comment(**dict(row)) for row in rows)

    def waiting_comments(self, *, limit: int = 50) -> tuple[Comment, ...]:
        """Comments that wait for an answer, the oldest first, over all questions this person may see."""
        rows = self._all(
            f"{_COMMENT} JOIN question q ON q.id = c.question_id JOIN need ON need.id = q.need_id"
            f" WHERE c.waits_for <> '' AND c.settled_at IS NULL AND c.removed_at IS NULL"
            f" AND q.removed_at IS NULL AND {SEEN_INSIDE}"
            " ORDER BY c.id LIMIT :limit",
            limit=limit,
        )
        return tuple(Comment(**dict(row)) for row in rows)

    def comment(self, comment_id: str) -> Comment:
        self._see("comment", comment_id)
        row = self._one(f"{_COMMENT} WHERE c.id = :id", id=comment_id)
        if row is None or not self._is_inside(row["question_id"]):
            raise NotThere("not_there", kind="comment")
        return Comment(**dict(row))

    def history(self, question_id: str, verbs: Sequence[str], *, limit: int = 50, offset: int = 0) -> tuple[Event, ...]:
        """The events of these verbs in a question and the need behind it, newest first; no drafts of other people.

        As `events`: to those who do not work on the need, it is empty.
        """
        self._see("question", question_id)
        if not self._is_inside(question_id):
            return ()
        marks, params = among(verbs)
        own = "e.question_id IS NULL AND e.need_id = (SELECT need_id FROM question WHERE id = :question)"
        rows = self._all(
            f"{EVENT} WHERE (e.question_id = :question OR ({own})) AND e.verb IN ({marks})"
            " AND (e.field NOT LIKE 'draft.%' OR e.person_id = :me)"
            f" AND {UNBLINDED.format(table='e')} ORDER BY e.seq DESC LIMIT :limit OFFSET :offset",
            question=question_id,
            limit=limit,
            offset=offset,
            **params,
        )
        return tuple(Event(**dict(row)) for row in rows)
