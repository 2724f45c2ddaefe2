"""What has been counted of a question, kept in this process until something happens to that question.

Every write leaves an event, and `seq` is the order of them all, in this process and beside it: so the log tells what is
no longer right. Nothing of it is stored; who may see the counts is asked anew each time, before they are looked up.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.rows import Progress

_TOUCHED = (
    "SELECT coalesce(e.question_id, q.id) AS id, max(e.seq) AS seq FROM event e"
    " LEFT JOIN question q ON e.question_id IS NULL AND q.need_id = e.need_id"
    " WHERE e.seq > :seen AND e.seq <= :newest GROUP BY 1"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """How far a question has come for everybody, and what only concerns one: person -> included references that wait for
    an appraisal, but no longer for theirs."""

    progress: Progress
    done_by: Mapping[str, int]


class Kept:
    """Counts by question. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen = -1  # the newest event that is taken account of
        self._touched: dict[str, int] = {}  # question -> its newest event since this process began
        self._counts: dict[str, Counted] = {}

    def catch_up(self, connection: sqlite3.Connection) -> int:
        """Let go of what events have touched since; gives the `seq` from which new counts will hold."""
        newest = int(connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0])
        with self._lock:
            if newest < self._seen:  # another database stands in the place of the one that was counted
                self._counts.clear()
                self._touched.clear()
            elif newest > self._seen >= 0:
                for row in connection.execute(_TOUCHED, {"seen": self._seen, "newest": newest}):
                    self._touched[row["id"]] = row["seq"]
                    self._counts.pop(row["id"], None)
            self._seen = newest
        return newest

    def counts(self, question_ids: Iterable[str]) -> dict[str, Counted]:
        """What is kept of these questions."""
        with self._lock:
            return {one: self._counts[one] for one in question_ids if one in self._counts}

    def keep(self, counted: Mapping[str, Counted], since: int) -> None:
        """Keep counts that were made after event `since`; not those of a question that an event has touched meanwhile."""
        with self._lock:
            for one, found in counted.items():
                if self._touched.get(one, 0) <= since:
                    self._counts[one] = found
