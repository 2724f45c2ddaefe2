"""How far questions have come: all counted from rows in a handful of grouped queries, for one or many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from data import taken_out
from data.kept import Counted
from data.queries.base import SEEN, Reads, among
from data.queries.status import APART, STATUS
from pipeline.rows import Progress
from pipeline.sums import TWO_APPRAISE

_ASKED = "asked AS (SELECT id, need_id FROM question WHERE id IN ({ids}))"  # those that may be seen, by now
_REMOVED = f"({taken_out.REMOVED.format(row='r')})"
_GONE_RUNS = taken_out.runs("SELECT id FROM asked")
_FOUND = f"EXISTS (SELECT 1 FROM hit h WHERE h.source_record_id = s.id AND h.run_id NOT IN {_GONE_RUNS})"
# The first copy of a record was found only by runs that were taken out, and a newer one by another run.
_NEWER_FOUND = (
    "EXISTS (SELECT 1 FROM source_record n JOIN hit h ON h.source_record_id = n.id WHERE n.question_id = s.question_id"
    f" AND n.source = s.source AND n.source_key = s.source_key AND h.run_id NOT IN {_GONE_RUNS})"
)
# column of Progress -> the query that counts it for each question asked for
_COUNTS = {
    "need_written": "SELECT a.id, count(*) FROM asked a JOIN field f ON f.object_id = a.need_id"
    " AND f.name = 'text' AND f.value <> '' GROUP BY a.id",
    "elements": "SELECT a.id, count(*) FROM asked a JOIN field f ON f.object_id = a.id"
    " AND f.name LIKE 'element.%' AND f.value <> '' GROUP BY a.id",
    "words": "SELECT a.id, count(*) FROM asked a JOIN word w ON w.question_id = a.id AND w.removed_at IS NULL GROUP BY a.id",
    "runs": "SELECT a.id, count(*) FROM asked a JOIN run r ON r.question_id = a.id AND r.state = 'done'"
    f" AND NOT {_REMOVED} GROUP BY a.id",
    "asked_columns": "SELECT a.id, count(*) FROM asked a JOIN run r ON r.question_id = a.id AND r.state = 'waiting'"
    f" AND r.receipt LIKE '%\"columns\": [%' AND NOT {_REMOVED} GROUP BY a.id",
    "records": "SELECT a.id, count(*) FROM asked a JOIN source_record s ON s.question_id = a.id AND s.version = 1"
    f" AND ({_FOUND} OR s.id IN {taken_out.records('SELECT id FROM asked')} AND {_NEWER_FOUND}) GROUP BY a.id",
    "dedupe_runs": "SELECT a.id, count(*) FROM asked a JOIN event e ON e.question_id = a.id AND e.verb = 'dedupe.run'"
    " AND e.field = 'duplicates' GROUP BY a.id",
    "doubtful": "SELECT a.id, count(*) FROM asked a JOIN pair p ON p.question_id = a.id AND p.state = 'doubtful'"
    f" AND {APART} GROUP BY a.id",
    "findings": "SELECT a.id, count(*) FROM asked a JOIN part p ON p.question_id = a.id AND p.kind = 'finding'"
    " AND p.removed_at IS NULL GROUP BY a.id",
    "sections": "SELECT a.id, count(*) FROM asked a JOIN part p ON p.question_id = a.id AND p.kind = 'summary'"
    " JOIN field f ON f.object_id = p.id AND f.name LIKE 'section.%' AND f.value <> '' GROUP BY a.id",
    "research_needs": "SELECT a.id, count(*) FROM asked a JOIN research_need n ON n.question_id = a.id"
    " AND n.removed_at IS NULL GROUP BY a.id",
}
_OPEN_JOBS = (
    "SELECT question_id, count(*) FROM job WHERE state IN ('queued', 'running') AND kind <> 'reviews' AND question_id IN ({ids})"
    " GROUP BY question_id"
)
_JUDGED = (  # finished appraisals of the group `s`
    " FROM reference m JOIN appraisal p ON p.reference_id = m.id JOIN field f ON f.object_id = p.id"
    " WHERE m.question_id = s.question_id AND m.group_id = s.id AND f.name = 'overall' AND f.value <> ''"
)
_FOR_TWO = (
    "EXISTS (SELECT 1 FROM field w WHERE w.object_id = s.question_id AND w.name = 'profile'"
    f" AND w.value IN ({', '.join(repr(one) for one in TWO_APPRAISE)}))"
)
_APPRAISED = (
    f"(EXISTS (SELECT 1{_JUDGED}) AND (NOT {_FOR_TWO} OR EXISTS (SELECT 1{_JUDGED} AND p.agreed = 1)"
    f" OR (SELECT count(DISTINCT p.person_id){_JUDGED} AND p.agreed = 0) > 1))"
)
_BY_STATUS = (
    f"{STATUS} SELECT question_id, status, count(*) AS n,"
    f" sum(CASE WHEN status = 'included' AND {_APPRAISED} THEN 1 ELSE 0 END) AS appraised,"
    f" sum(CASE WHEN status = 'included' AND EXISTS (SELECT 1{_JUDGED}) THEN 1 ELSE 0 END) AS judged"
    " FROM status s GROUP BY question_id, status"
)
_DONE_BY = (  # who has done their part of what still waits for somebody
    f"{STATUS} SELECT question_id, person_id, count(*) AS n FROM"
    " (SELECT s.question_id, s.id, p.person_id FROM status s JOIN reference m ON m.question_id = s.question_id"
    " AND m.group_id = s.id JOIN appraisal p ON p.reference_id = m.id AND p.agreed = 0 JOIN field f ON f.object_id = p.id"
    f" AND f.name = 'overall' AND f.value <> '' WHERE s.status = 'included' AND NOT {_APPRAISED}"
    " UNION SELECT s.question_id, s.id, b.person_id FROM status s JOIN reference m ON m.question_id = s.question_id"
    " AND m.group_id = s.id JOIN abstention b ON b.reference_id = m.id AND b.removed_at IS NULL"
    f" WHERE s.status = 'included' AND NOT {_APPRAISED}) GROUP BY question_id, person_id"
)

_OF_STATUS = {"unscreened": "unscreened", "unread": "unread", "conflict": "conflicts", "included": "included"}


class ProgressReads(Reads):
    """Counts over questions."""

    def progress(self, question_ids: Sequence[str]) -> Mapping[str, Progress]:
        """question id -> how far it has come, for those that this person may see."""
        marks, params = among(question_ids)
        rows = self._all(
            f"SELECT question.id FROM question JOIN need ON need.id = question.need_id WHERE {SEEN}"
            f" AND question.removed_at IS NULL AND question.id IN ({marks})",
            **params,
        )
        seen = [row["id"] for row in rows]
        counted = self._counted(seen)
        marks, params = among(seen)
        working = {row[0]: row[1] for row in self._all(_OPEN_JOBS.format(ids=marks), **params)}
        return {
            one: replace(
                counted[one].progress,
                open_jobs=working.get(one, 0),
                wait_for_others=counted[one].done_by.get(self._actor.person_id, 0),
            )
            for one in seen
        }

    def _counted(self, question_ids: Sequence[str]) -> Mapping[str, Counted]:
        """All but the jobs, which go on without events; what is known from before is not counted again."""
        if self._kept is None:
            return self._count(question_ids)
        with self._reading() as connection:
            since = self._kept.catch_up(connection)
        found = self._kept.counts(question_ids)
        new = self._count([one for one in question_ids if one not in found])
        self._kept.keep(new, since)
        return found | new

    def _count(self, question_ids: Sequence[str]) -> dict[str, Counted]:
        if not question_ids:
            return {}
        marks, params = among(question_ids)
        asked = _ASKED.format(ids=marks)
        counted: dict[str, dict[str, Any]] = {one: {} for one in question_ids}
        for name, sql in _COUNTS.items():
            for row in self._all(f"WITH {asked} {sql}", **params):
                counted[row[0]][name] = row[1]
        for row in self._all(f"WITH {asked}, {_BY_STATUS}", **params):
            _add_status(counted[row["question_id"]], row["status"], row["n"], row["appraised"], row["judged"])
        found = {one: Progress(question_id=one, **values) for one, values in counted.items()}
        waits = self._done_by([one for one, come in found.items() if come.included > come.appraised])
        return {one: Counted(come, waits.get(one, {})) for one, come in found.items()}

    def _done_by(self, question_ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """question id -> person -> how many included references wait for an appraisal, but not for this person's."""
        found: dict[str, dict[str, int]] = {}
        if question_ids:
            marks, params = among(question_ids)
            for row in self._all(f"WITH {_ASKED.format(ids=marks)}, {_DONE_BY}", **params):
                found.setdefault(row["question_id"], {})[row["person_id"]] = row["n"]
        return found


def _add_status(values: dict[str, Any], status: str, n: int, appraised: int, judged: int) -> None:
    values["references"] = values.get("references", 0) + n
    values["screened"] = values.get("screened", 0) + (0 if status == "unscreened" else n)
    values["appraised"] = values.get("appraised", 0) + appraised
    values["half_appraised"] = values.get("half_appraised", 0) + judged - appraised
    if name := _OF_STATUS.get(status):
        values[name] = n
