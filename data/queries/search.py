"""Words, strategies, runs, jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data import taken_out
from data.queries.base import MINE_IN_LISTS, Reads
from data.rowing import load
from pipeline.errors import NotThere
from pipeline.rows import Job, Run, Strategy, WordRow
from pipeline.sums import TakingOut

STRATEGY = (
    "SELECT id, question_id, source, version, text, origin, created_at, coalesce((SELECT e.person_id FROM event e"
    " WHERE e.object_id = s.id AND e.kind = 'strategy' ORDER BY e.seq LIMIT 1), '') AS person_id FROM strategy s"
)
# All who found a record before were taken out: it counts as new to whoever is first of those that are left.
_GONE_RUNS = taken_out.runs("r.question_id")
_EARLIER = (
    "EXISTS (SELECT 1 FROM hit e WHERE e.source_record_id = h.source_record_id AND e.run_id < r.id AND e.run_id {0})"
)
_REMOVED = taken_out.REMOVED.format(row="r")
_FIRST_LEFT = f"{_EARLIER.format(f'IN {_GONE_RUNS}')} AND NOT {_EARLIER.format(f'NOT IN {_GONE_RUNS}')}"
# What goes with a run: groups of references with nothing that another run found, and nothing that no run did.
_GOING = (
    "WITH mine AS (SELECT DISTINCT m.group_id FROM hit h JOIN source_record s ON s.id = h.source_record_id"
    " JOIN reference m ON m.id = s.reference_id WHERE h.run_id = :run AND " + taken_out.in_question("m") + "),"
    " going AS (SELECT group_id FROM mine WHERE NOT EXISTS (SELECT 1 FROM reference m WHERE m.question_id = :question"
    " AND m.group_id = mine.group_id AND (NOT EXISTS (SELECT 1 FROM source_record s JOIN hit h ON h.source_record_id = s.id"
    " WHERE s.reference_id = m.id) OR EXISTS (SELECT 1 FROM source_record s JOIN hit h ON h.source_record_id = s.id"
    f" WHERE s.reference_id = m.id AND h.run_id <> :run AND h.run_id NOT IN {taken_out.runs(':question')}))))"
    " SELECT (SELECT count(*) FROM going) AS going, (SELECT count(*) FROM mine) - (SELECT count(*) FROM going) AS staying,"
    " (SELECT count(DISTINCT m.group_id) FROM vote v JOIN reference m ON m.id = v.reference_id WHERE v.question_id = :question"
    " AND v.ended_seq IS NULL AND m.group_id IN (SELECT group_id FROM going)) AS voted,"
    " (SELECT count(DISTINCT m.group_id) FROM appraisal p JOIN reference m ON m.id = p.reference_id"
    " WHERE p.question_id = :question AND m.group_id IN (SELECT group_id FROM going)) AS appraised"
)
_RUN = (
    "SELECT r.id, r.question_id, r.kind, r.source, r.state, r.counted, r.asked_at, r.finished_at, r.receipt, r.account,"
    " coalesce(r.strategy_id, '') AS strategy_id, coalesce(f.name, '') AS file_name, coalesce(v.version, 0) AS version,"
    " (SELECT count(*) FROM hit WHERE hit.run_id = r.id) AS fetched,"
    " (SELECT coalesce(sum(is_new), 0) FROM hit WHERE hit.run_id = r.id) +"
    f" (SELECT count(*) FROM hit h WHERE h.run_id = r.id AND h.is_new = 0 AND {_FIRST_LEFT}) AS new"
    " FROM run r LEFT JOIN file f ON f.id = r.file_id LEFT JOIN strategy v ON v.id = r.strategy_id"
)
JOB = (
    "SELECT id, kind, question_id, person_id, state, params, cursor, done, total, heartbeat_at, error_code, error_params,"
    " created_at FROM job"
)


def job_of(row: Any) -> Job:
    """A job from its row."""
    loaded = {name: load(row[name]) for name in ("params", "cursor", "error_params")}
    return Job(**{**dict(row), **loaded})


def _run(row: Any) -> Run:
    return Run(**{**dict(row), "receipt": load(row["receipt"]), "account": load(row["account"])})


class SearchReads(Reads):
    """What a person sees of searching."""

    def words(self, question_id: str) -> tuple[WordRow, ...]:
        """The words in force, in the order they were added."""
        self._see("question", question_id)
        rows = self._all(
            "SELECT id, element, text, kind, origin, concept FROM word"
            " WHERE question_id = :id AND removed_at IS NULL ORDER BY id",
            id=question_id,
        )
        return tuple(WordRow(**dict(row)) for row in rows)

    def strategies(self, question_id: str) -> Mapping[str, Strategy]:
        """source -> the newest version of its strategy."""
        self._see("question", question_id)
        rows = self._all(
            f"{STRATEGY} WHERE question_id = :id AND version = (SELECT max(version) FROM strategy n"
            " WHERE n.question_id = s.question_id AND n.source = s.source)",
            id=question_id,
        )
        return {row["source"]: Strategy(**dict(row)) for row in rows}

    def strategy(self, strategy_id: str) -> Strategy:
        self._see("strategy", strategy_id)
        row = self._one(f"{STRATEGY} WHERE id = :id", id=strategy_id)
        return Strategy(**dict(row or {}))

    def runs(self, question_id: str, *, taken_out: bool = False) -> tuple[Run, ...]:
        """Searches, imports and references by hand, oldest first; or those that people have taken out of the question."""
        self._see("question", question_id)
        mark = f"{'' if taken_out else 'NOT '}({_REMOVED})"
        rows = self._all(f"{_RUN} WHERE r.question_id = :id AND {mark} ORDER BY r.id", id=question_id)
        return tuple(_run(row) for row in rows)

    def found_with_others(self, run_id: str) -> tuple[str, ...]:
        """The references of a run in whose groups another run, there or taken out, has found something too."""
        self._see("run", run_id)
        rows = self._all(
            "SELECT DISTINCT r.id FROM hit h JOIN source_record s ON s.id = h.source_record_id"
            " JOIN reference r ON r.id = s.reference_id WHERE h.run_id = :id AND EXISTS (SELECT 1 FROM reference m"
            " JOIN source_record n ON n.reference_id = m.id JOIN hit k ON k.source_record_id = n.id"
            " WHERE m.question_id = r.question_id AND m.group_id = r.group_id AND k.run_id <> :id) ORDER BY 1",
            id=run_id,
        )
        return tuple(row[0] for row in rows)

    def taking_out(self, run_id: str) -> TakingOut:
        """What would go, and what would stay, if a run were taken out of its question."""
        self._see("run", run_id)
        question_id = self.run(run_id).question_id
        row = self._one(_GOING, run=run_id, question=question_id)
        return TakingOut(**dict(row or {}))

    def run(self, run_id: str) -> Run:
        self._see("run", run_id)
        return _run(self._one(f"{_RUN} WHERE r.id = :id", id=run_id))

    def jobs(self, question_id: str) -> tuple[Job, ...]:
        """The newest twenty jobs of a question and all that are under way, newest first."""
        self._see("question", question_id)
        rows = self._all(
            f"{JOB} WHERE question_id = :id AND (state IN ('queued', 'running') OR id IN"
            " (SELECT id FROM job WHERE question_id = :id ORDER BY id DESC LIMIT 20)) ORDER BY id DESC",
            id=question_id,
        )
        return tuple(job_of(row) for row in rows)

    def job(self, job_id: str) -> Job:
        self._see("job", job_id)
        return job_of(self._one(f"{JOB} WHERE id = :id", id=job_id))

    def file_of(self, run_id: str) -> str:
        """The id of the file behind an import; empty where there is none."""
        self._see("run", run_id)
        row = self._one("SELECT coalesce(file_id, '') AS file_id FROM run WHERE id = :id", id=run_id)
        return str(row["file_id"]) if row else ""

    def file_bytes(self, run_id: str) -> tuple[str, bytes]:
        """Name and bytes of the file behind an import; for those who work on the need: another's licence may lie on it."""
        self._see("run", run_id)
        row = self._one(
            "SELECT f.name, f.bytes, r.question_id FROM run r JOIN file f ON f.id = r.file_id WHERE r.id = :id",
            id=run_id,
        )
        if row is None or not self._is_inside(row["question_id"]):
            raise NotThere("not_there", kind="file")
        return str(row["name"]), bytes(row["bytes"])

    def file_id(self, question_id: str, sha256: str) -> str:
        """The id of a file with these bytes in this question, or empty text."""
        self._see("question", question_id)
        row = self._one("SELECT id FROM file WHERE question_id = :id AND sha256 = :sha", id=question_id, sha=sha256)
        return str(row["id"]) if row else ""

    def columns_chosen(self, key: str) -> str:
        """The newest plan that was chosen for a table with these headings, in what this person works on; empty = none."""
        row = self._one(
            "SELECT f.value FROM question JOIN need ON need.id = question.need_id"
            " JOIN field f ON f.object_id = question.id AND f.name = :name"
            f" WHERE {MINE_IN_LISTS} ORDER BY f.at DESC, f.object_id DESC LIMIT 1",
            name=f"columns.{key}",
        )
        return str(row["value"]) if row else ""
