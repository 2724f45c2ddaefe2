"""Where each reference stands, derived from the votes in force. Nothing of it is ever stored.

A group's vote by one person is that person's newest on any reference in the group, so votes outlive merge and undo.
People who differ make a conflict. At the first stage "maybe" goes on to full text, as "include" does.
"""

from __future__ import annotations

from data import taken_out

# The votes and the groups that are looked at are filled in below.
_STATUS = """
ballot AS (
    SELECT m.question_id, m.group_id, v.stage, v.answer, v.reason,
        row_number() OVER (PARTITION BY m.group_id, v.stage, v.person_id ORDER BY v.seq DESC) AS newest
    FROM vote v JOIN reference m ON m.id = v.reference_id
    WHERE v.ended_seq IS NULL AND {votes}),
verdict AS (
    SELECT group_id, stage, max(reason) AS reason,
        CASE WHEN count(DISTINCT answer) = 1 THEN min(answer)
            WHEN stage = 'abstract' AND max(CASE WHEN answer = 'exclude' THEN 1 ELSE 0 END) = 0 THEN 'maybe'
            ELSE 'conflict' END AS answer
    FROM ballot WHERE newest = 1 GROUP BY group_id, stage),
status AS (
    SELECT r.id, r.question_id, r.group_id, r.title, r.year, r.shown, a.answer AS first_answer, f.reason,
        CASE WHEN a.answer IS NULL THEN 'unscreened'
            WHEN a.answer = 'exclude' THEN 'excluded'
            WHEN a.answer = 'conflict' OR f.answer IN ('conflict', 'maybe') THEN 'conflict'
            WHEN f.answer IS NULL THEN 'unread'
            WHEN f.answer = 'include' THEN 'included' ELSE 'out' END AS status
    FROM reference r
    LEFT JOIN verdict a ON a.group_id = r.id AND a.stage = 'abstract'
    LEFT JOIN verdict f ON f.group_id = r.id AND f.stage = 'full_text'
    WHERE {groups})
"""
# Of whole questions: needs a common table `asked(id)` of their ids before it.
STATUS = _STATUS.format(
    votes="v.question_id IN (SELECT id FROM asked)",
    groups="r.id = r.group_id AND r.question_id IN (SELECT id FROM asked)",
)
# Of one group, however many votes its question has: needs `:question` and the group's leader, `:group`.
STATUS_OF_GROUP = _STATUS.format(
    votes="v.reference_id IN (SELECT id FROM reference WHERE question_id = :question AND group_id = :group)",
    groups="r.id = :group",
)
# A pair whose two references are both there.
BOTH_THERE = (
    "EXISTS (SELECT 1 FROM reference one JOIN reference two ON two.id = b_id WHERE one.id = a_id"
    f" AND {taken_out.in_question('one')} AND {taken_out.in_question('two')})"
)
# A pair whose two references are in different groups.
APART = BOTH_THERE.replace("WHERE one.id = a_id", "WHERE one.id = a_id AND one.group_id <> two.group_id")
ONE = "asked AS (SELECT :question AS id)"
