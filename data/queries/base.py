"""How every query reaches the database: through a view that knows who is looking."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from data.kept import Kept
from data.walls import INSIDE, INSIDE_IN_LISTS, KNOWN, OPEN, OPEN_IN_LISTS, listed, same_places
from pipeline import days
from pipeline.errors import NotThere
from pipeline.rows import Actor
from pipeline.sums import TWO_APPRAISE

# What this person may see of a need and of all that hangs on it; the second is the same, quick in lists over many needs.
SEEN = f"need.deleted_at IS NULL AND {OPEN}"
SEEN_IN_LISTS = f"need.deleted_at IS NULL AND {OPEN_IN_LISTS}"
MINE_IN_LISTS = f"need.deleted_at IS NULL AND {INSIDE_IN_LISTS}"
# What only those see who work on it: what the teams say, drafts, files as they came in, the log.
SEEN_INSIDE = f"need.deleted_at IS NULL AND {INSIDE}"
ASIDE = f"need.deleted_at IS NOT NULL AND need.example = 0 AND {INSIDE}"

_GATES = {
    "need": f"SELECT need.id FROM need WHERE need.id = :id AND {SEEN}",
    "inside": f"SELECT need.id FROM need WHERE need.id = :id AND {SEEN_INSIDE}",
    "inside_question": f"SELECT question.id FROM question JOIN need ON need.id = question.need_id"
    f" WHERE question.id = :id AND question.removed_at IS NULL AND {SEEN_INSIDE}",
    "aside": f"SELECT need.id FROM need WHERE need.id = :id AND need.deleted_at IS NOT NULL AND {INSIDE}",
    "question": "SELECT question.id FROM question JOIN need ON need.id = question.need_id"
    f" WHERE question.id = :id AND question.removed_at IS NULL AND {SEEN}",
    "person": "SELECT id FROM person WHERE id = :id AND id = :me AND erased_at IS NULL",
    "research_need": f"SELECT t.id FROM research_need t JOIN need ON need.id = t.need_id WHERE t.id = :id AND {SEEN}",
    **{
        kind: f"SELECT id FROM {kind} WHERE id = :id AND {KNOWN}"
        for kind in ("municipality", "cluster", "region", "instrument", "own_text")
    },
}
_GATE_OF_PART = (
    "SELECT t.id FROM {table} t JOIN question ON question.id = t.question_id"
    f" JOIN need ON need.id = question.need_id WHERE t.id = :id AND question.removed_at IS NULL AND {SEEN}"
)
# The references of the group that :id belongs to. The question comes first: the index begins with it.
GROUP = (
    "question_id = (SELECT question_id FROM reference WHERE id = :id)"
    " AND group_id = (SELECT group_id FROM reference WHERE id = :id)"
)
# Work profiles where two read each reference, each for themselves (`data/templates/profiles.yaml`).
TWO_SCREEN = ("full",)
_DONE = "(SELECT 1 FROM field f WHERE f.object_id = {row}.id AND f.name = 'overall' AND f.value <> '')"
_SAME_GROUP = "m.question_id = r.question_id AND m.group_id = r.group_id"
_OWN_OPEN = (
    "EXISTS (SELECT 1 FROM appraisal own JOIN reference m ON m.id = own.reference_id WHERE own.person_id = :me"
    f" AND own.agreed = 0 AND {_SAME_GROUP} AND NOT EXISTS {_DONE.format(row='own')})"
)
_PROFILE = "EXISTS (SELECT 1 FROM field p WHERE p.object_id = o.question_id AND p.name = 'profile' AND p.value IN ({profiles}))"
_ASKED_FOR_TWO = _PROFILE.format(profiles=", ".join(repr(one) for one in TWO_APPRAISE))
_MAY_APPRAISE = (
    "EXISTS (SELECT 1 FROM question JOIN need ON need.id = question.need_id WHERE question.id = o.question_id"
    " AND (need.municipality_id IN (" + listed("research") + ") OR EXISTS (SELECT 1 FROM appointment a"
    " WHERE a.person_id = :me AND a.scope_kind = 'need' AND a.scope_id = need.id AND a.until_at IS NULL"
    " AND a.role IN ('lead', 'research'))))"
)
# A question of which this person is to read the references without knowing what others have decided of them.
SCREENS_BLIND = (
    "SELECT 1 FROM (SELECT :id AS question_id) o WHERE"
    f" {_PROFILE.format(profiles=', '.join(repr(one) for one in TWO_SCREEN))} AND {_MAY_APPRAISE}"
)
_FINISHED = (  # people who have finished an appraisal of the group with the same instrument, in whatever version
    "SELECT count(DISTINCT d.person_id) FROM appraisal d JOIN reference m ON m.id = d.reference_id"
    f" WHERE d.agreed = 0 AND d.instrument = o.instrument AND {_SAME_GROUP} AND EXISTS {_DONE.format(row='d')}"
)
_ABSTAINED = (
    "EXISTS (SELECT 1 FROM abstention b JOIN reference m ON m.id = b.reference_id WHERE b.person_id = :me"
    f" AND b.removed_at IS NULL AND {_SAME_GROUP})"
)
# Where two are to appraise and have not yet: whoever may be the second, and has neither finished nor said that they will not.
_COULD_BE_SECOND = (
    f"({_ASKED_FOR_TWO} AND {_MAY_APPRAISE} AND ({_FINISHED}) < 2 AND ({_FINISHED} AND d.person_id = :me) = 0"
    f" AND NOT {_ABSTAINED})"
)
# Appraisals of others that are not to be read yet: one's own of the same group of references is under way, or still to come.
BLINDED = (
    "SELECT o.id FROM appraisal o JOIN reference r ON r.id = o.reference_id WHERE (o.person_id <> :me OR o.agreed = 1)"
    f" AND ({_OWN_OPEN} OR {_COULD_BE_SECOND})"
)
# Finished appraisals of a question (:id) that somebody of its team is not to read yet: the same whoever is looking. What
# was agreed on is everybody's. `_MAY_APPRAISE` of each of those who could be meant, so that who has left holds nothing back.
_TEAM = (
    "SELECT a.person_id FROM appointment a WHERE a.until_at IS NULL AND a.role IN ('lead', 'research')"
    " AND ((a.scope_kind = 'need' AND a.scope_id = (SELECT need_id FROM question WHERE id = :id))"
    " OR (a.scope_kind = 'municipality' AND a.scope_id IN ("
    + same_places("SELECT n.municipality_id AS id FROM question q JOIN need n ON n.id = q.need_id WHERE q.id = :id")
    + ")))"
)
NOT_OPEN_TO_ALL = (
    "SELECT o.id FROM appraisal o JOIN reference r ON r.id = o.reference_id WHERE o.question_id = :id AND o.agreed = 0"
    f" AND EXISTS (SELECT 1 FROM person anyone WHERE anyone.id IN ({_TEAM}) AND anyone.id <> o.person_id AND "
    + f"{_MAY_APPRAISE} AND ({_OWN_OPEN} OR {_COULD_BE_SECOND}))".replace(":me", "anyone.id")
)
FINISHED = f"SELECT p.id FROM appraisal p WHERE p.question_id = :id AND EXISTS {_DONE.format(row='p')}"
# A field, or an event of one, that is not an appraisal hidden from whoever is looking.
UNBLINDED = f"({{table}}.kind <> 'appraisal' OR {{table}}.object_id NOT IN ({BLINDED}))"
PARTS = (
    "comment",
    "document",
    "key_article",
    "remark",
    "run",
    "strategy",
    "reference",
    "appraisal",
    "part",
    "job",
    "pair",
    "merge",
    "vote",
    "word",
    "study",
    "link",
    "study_apart",
    "abstention",
)


def among(ids: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Marks for an SQL list and the parameters that fill them."""
    params = {f"id{n}": one for n, one in enumerate(ids)}
    return ", ".join(f":{name}" for name in params) or "NULL", params


class Reads:
    """The base of all queries: runs SQL on a reader and lets nobody past the wall."""

    def __init__(
        self,
        actor: Actor,
        reading: Callable[[], AbstractContextManager[sqlite3.Connection]],
        kept: Kept | None = None,
    ) -> None:
        self._actor = actor
        self._reading = reading
        self._kept = kept  # None inside a write: what is being done there is nobody else's yet

    def _all(self, sql: str, **params: Any) -> Sequence[sqlite3.Row]:
        with self._reading() as connection:
            known = {"me": self._actor.person_id}
            if ":today" in sql:
                known["today"] = days.today()
            return connection.execute(sql, params | known).fetchall()

    def _one(self, sql: str, **params: Any) -> sqlite3.Row | None:
        rows = self._all(sql, **params)
        return rows[0] if rows else None

    def _number(self, sql: str, **params: Any) -> int:
        row = self._one(sql, **params)
        return int(row[0] or 0) if row else 0

    def _see(self, kind: str, object_id: str, *, told: str = "") -> None:
        """Raises `NotThere` unless this person may see the object; what is hidden and what is not there look the same.

        `told` is what it is called to people, where the gate has another name.
        """
        sql = _GATES.get(kind) or (_GATE_OF_PART.format(table=kind) if kind in PARTS else "")
        if not sql or self._one(sql, id=object_id) is None:
            raise NotThere("not_there", kind=told or kind)

    def _is_inside(self, question_id: str) -> bool:
        """Whether this person works on the need behind a question, and so hears what its teams say."""
        return self._one(_GATES["inside_question"], id=question_id) is not None
