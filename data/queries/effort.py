"""Who did how much of what: sums over votes, merges and appraisals, for the account of how a question was answered."""

from __future__ import annotations

from collections import Counter

from data import taken_out
from data.merged import merged_links
from data.queries.base import Reads
from data.queries.status import ONE, STATUS
from pipeline.sums import StageWork, WorkDone

_VOTES = (  # in force, on what is in the question
    "SELECT v.stage, m.group_id, v.person_id, v.answer FROM vote v JOIN reference m ON m.id = v.reference_id"
    f" WHERE v.question_id = :id AND v.ended_seq IS NULL AND {taken_out.in_question('m')}"
)
_STAGES = f"""
WITH cast_vote AS ({_VOTES}),
read_once AS (
    SELECT stage, group_id, count(DISTINCT person_id) AS readers, min(answer = 'exclude') AS out_of_it
    FROM cast_vote GROUP BY stage, group_id)
SELECT stage, count(*) AS read, sum(readers > 1) AS by_several, sum(readers = 1 AND out_of_it) AS out_by_one,
    (SELECT count(DISTINCT person_id) FROM cast_vote c WHERE c.stage = r.stage) AS people
FROM read_once r GROUP BY stage"""
_FINISHED = f"""
WITH {ONE}, {STATUS},
finished AS (
    SELECT m.group_id, a.instrument, a.version, a.person_id
    FROM appraisal a JOIN reference m ON m.id = a.reference_id
    JOIN status s ON s.id = m.group_id AND s.status = 'included'
    JOIN field f ON f.object_id = a.id AND f.name = 'overall' AND f.value <> ''
    WHERE a.question_id = :question AND a.agreed = 0)"""
_BY_INSTRUMENT = f"""{_FINISHED}
SELECT instrument, version, count(*) AS n, sum(people > 1) AS by_several FROM
    (SELECT instrument, version, count(DISTINCT person_id) AS people FROM finished GROUP BY 1, 2, group_id) g
GROUP BY 1, 2 ORDER BY 1, 2"""
_JUDGED = f"""{_FINISHED}
SELECT count(*) AS n, coalesce(sum(people > 1), 0) AS by_several FROM
    (SELECT count(DISTINCT person_id) AS people FROM finished GROUP BY group_id) g"""
_DAYS = (
    "SELECT DISTINCT substr(at, 1, 10) AS day FROM event WHERE question_id = :id AND verb = 'dedupe.run'"
    " AND field = 'duplicates' ORDER BY 1"
)


class EffortReads(Reads):
    """What a person sees of the work that was done."""

    def work_done(self, question_id: str) -> WorkDone:
        """Sums of what is in force: votes by stage, merges by who made them, finished appraisals of what is included; days when
        duplicates were looked for.
        """
        self._see("question", question_id)
        merged = Counter(one.how for one in merged_links(self._all, question_id))
        judged = self._all(_JUDGED, question=question_id)[0]
        return WorkDone(
            stages={
                row["stage"]: StageWork(row["read"], row["by_several"], row["people"], row["out_by_one"])
                for row in self._all(_STAGES, id=question_id)
            },
            merged_by_program=merged["auto"],
            merged_by_people=merged["person"],
            looked_for_duplicates=tuple(row["day"] for row in self._all(_DAYS, id=question_id)),
            appraised=tuple(
                (f"{row['instrument']}@{row['version']}", row["n"], row["by_several"])
                for row in self._all(_BY_INSTRUMENT, question=question_id)
            ),
            judged=judged["n"],
            judged_by_several=judged["by_several"],
        )
