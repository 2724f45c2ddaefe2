"""What a person took out of a question, as conditions of SQL: runs, the records that only they found, and their groups.

A run is taken out by a mark in its receipt. All else is derived: a record counts while a run that found it is there; a
reference is there while one of its records is; a group, while one of its references is. A group of which nothing is left
keeps its members and its leader behind `OUT`, so that it is in no list and no count, and comes back as it was.
"""

from __future__ import annotations

OUT = "out:"  # what stands before the leader of such a group
REMOVED = "{row}.receipt ->> '$.removed_at' IS NOT NULL"


def in_question(row: str) -> str:
    """Whether a row of `reference` belongs to a group that is there."""
    return f"substr({row}.group_id, 1, {len(OUT)}) <> '{OUT}'"


def runs(question: str) -> str:
    """The runs that were taken out of a question; `question` is an expression, or a list of ids in brackets."""
    return f"(SELECT o.id FROM run o WHERE o.question_id IN ({question}) AND {REMOVED.format(row='o')})"


def records(question: str) -> str:
    """The source records that only such runs found. What was looked up beside a reference was found by no run."""
    gone = runs(question)
    return (
        f"(SELECT t.source_record_id FROM hit t WHERE t.run_id IN {gone} AND NOT EXISTS"
        f" (SELECT 1 FROM hit k WHERE k.source_record_id = t.source_record_id AND k.run_id NOT IN {gone}))"
    )


def references(question: str) -> str:
    """The references of which every record that was found at all was found by such runs only."""
    gone = runs(question)
    return (
        "(SELECT d.reference_id FROM hit t JOIN source_record d ON d.id = t.source_record_id"
        f" WHERE t.run_id IN {gone} AND NOT EXISTS (SELECT 1 FROM source_record e JOIN hit k ON k.source_record_id = e.id"
        f" WHERE e.reference_id = d.reference_id AND k.run_id NOT IN {gone}))"
    )


# Both need `:question`. What has nothing left goes behind the mark, what has something again comes back.
SETTLE = (
    f"UPDATE reference SET group_id = '{OUT}' || group_id WHERE question_id = :question AND {in_question('reference')}"
    f" AND group_id IN (SELECT m.group_id FROM reference m WHERE m.id IN {references(':question')})"
    " AND group_id NOT IN (SELECT n.group_id FROM reference n WHERE n.question_id = :question"
    f" AND n.id NOT IN {references(':question')})",
    f"UPDATE reference SET group_id = substr(group_id, {len(OUT) + 1}) WHERE question_id = :question"
    f" AND NOT {in_question('reference')} AND group_id IN (SELECT n.group_id FROM reference n"
    f" WHERE n.question_id = :question AND n.id NOT IN {references(':question')})",
)
