"""People, places, needs and questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data.queries.base import ASIDE, MINE_IN_LISTS, SEEN, SEEN_IN_LISTS, UNBLINDED, among
from data.queries.rights import RightsReads
from data.walls import GONE, INSIDE_IN_LISTS, in_force, same_places
from pipeline.errors import NotThere
from pipeline.rows import Event, Fields, Need, Place, Question, Saved

# What the municipality was called on the day the need was raised; before its first known name, that one.
_CALLED = "SELECT n.name FROM municipality_name n WHERE n.municipality_id = need.municipality_id"
_HELD = "(n.valid_to IS NULL OR n.valid_to > n.valid_from)"
THEN = (
    f"coalesce(({_CALLED} AND {_HELD} AND n.valid_from <= substr(need.created_at, 1, 10) ORDER BY n.valid_from DESC LIMIT 1),"
    f" ({_CALLED} ORDER BY {_HELD} DESC, n.valid_from LIMIT 1))"
)
# What the place is called today. `GONE_JOIN` goes with it: who came after the municipalities that are no longer there.
NOW = (
    "coalesce((SELECT n.name FROM municipality_name n WHERE n.municipality_id = coalesce(gone.place_id, need.municipality_id)"
    f" AND {in_force('n')}), '')"
)
GONE_JOIN = f" LEFT JOIN {GONE} gone ON gone.id = need.municipality_id"
_THERE = "question.removed_at IS NULL"
_NEED_TEXT = "coalesce((SELECT value FROM field WHERE object_id = need.id AND name = 'text'), '')"
_WRITTEN = "(SELECT value FROM field WHERE object_id = question.id AND name = '{}')"
_TITLE = (
    f"coalesce(nullif({_WRITTEN.format('own_sentence')}, ''), nullif({_WRITTEN.format('sentence')}, ''), {_NEED_TEXT})"
)
_LANGUAGE = f"coalesce(nullif({_WRITTEN.format('language')}, ''), 'nb')"
_NEED_LANGUAGE = (
    "coalesce((SELECT f.value FROM question q JOIN field f ON f.object_id = q.id AND f.name = 'language'"
    " WHERE q.need_id = need.id AND f.value <> '' ORDER BY q.created_at, q.id LIMIT 1),"
    " (SELECT language FROM person WHERE id = need.created_by), 'nb')"
)
_QUESTION = (
    f"SELECT question.id, question.need_id, need.municipality_id, {THEN} AS municipality,"
    f" {NOW} AS municipality_now, need.example, question.created_at, {_TITLE} AS title, {_LANGUAGE} AS language"
    f" FROM question JOIN need ON need.id = question.need_id{GONE_JOIN} WHERE question.removed_at IS NULL AND "
)
_NEED = (
    f"SELECT need.id, need.municipality_id, {THEN} AS municipality, {NOW} AS municipality_now, need.example,"
    f" need.created_at, need.created_by, {_NEED_TEXT} AS text, {_NEED_LANGUAGE} AS language FROM need{GONE_JOIN} WHERE "
)

EVENT = (
    "SELECT e.seq, e.write_id, e.at, coalesce(p.name, '') AS person, e.verb, e.kind, e.object_id, e.field,"
    " e.old_value AS old, e.new_value AS new, e.why FROM event e LEFT JOIN person p ON p.id = e.person_id"
)


def placed(row: Any) -> dict[str, Any]:
    """A row with its mark and its places; a municipality that nobody came after keeps its name."""
    now = row["municipality_now"] or row["municipality"]
    return {**dict(row), "example": bool(row["example"]), "municipality_now": now}


def _question(row: Any) -> Question:
    return Question(**placed(row))


def _need(row: Any) -> Need:
    return Need(**placed(row))


class QuestionReads(RightsReads):
    """What a person sees of people, places, needs and questions."""

    def places(self) -> tuple[Place, ...]:
        """The municipalities as they are today, by number."""
        sql = (
            "SELECT municipality_id AS id, number, name, county, ksf_region FROM municipality_name n"
            f" WHERE {in_force('n')} ORDER BY number"
        )
        return tuple(Place(**dict(row)) for row in self._all(sql))

    def need(self, need_id: str) -> Need:
        row = self._one(f"{_NEED} {SEEN} AND need.id = :id", id=need_id)
        if row is None:
            raise NotThere("not_there", kind="need")
        return _need(row)

    def question(self, question_id: str) -> Question:
        row = self._one(f"{_QUESTION} {SEEN} AND question.id = :id", id=question_id)
        if row is None:
            raise NotThere("not_there", kind="question")
        return _question(row)

    def questions(
        self, *, limit: int = 20, offset: int = 0, text: str = "", place: str = "", whose: str = ""
    ) -> tuple[Question, ...]:
        """Newest first; `text` narrows to those whose title and municipality, as it was and is called, hold every word of it,
        `place` to a municipality with all that it came after.

        `whose`: "mine" (this person works on it), "shared" (they may read it only because it was shared), "" = both.
        """
        order = "ORDER BY question.created_at DESC, question.id DESC"
        where, limited = f"{_WHOSE[whose]} AND {_AT if place else 'TRUE'}", "LIMIT :limit OFFSET :offset"
        if text:
            sql = f"SELECT * FROM ({_QUESTION} {where} {order}) q WHERE {_MATCH} {limited}"
        else:  # titles and names are looked up for those shown only
            joined = f"question JOIN need ON need.id = question.need_id WHERE {_THERE} AND {where}"
            some = f"SELECT question.id FROM {joined} {order} {limited}"
            sql = f"{_QUESTION} question.id IN ({some}) {order}"
        rows = self._all(sql, limit=limit, offset=offset, text=text, place=place)
        return tuple(_question(row) for row in rows)

    def count_questions(self, *, text: str = "", place: str = "", whose: str = "") -> int:
        """How many `questions` there are in all."""
        where = f"{_WHOSE[whose]} AND {_AT if place else 'TRUE'}"
        if not text:
            return self._number(
                f"SELECT count(*) FROM question JOIN need ON need.id = question.need_id WHERE {_THERE} AND {where}",
                place=place,
            )
        return self._number(f"SELECT count(*) FROM ({_QUESTION} {where}) q WHERE {_MATCH}", text=text, place=place)

    def places_asked(self) -> tuple[Place, ...]:
        """The municipalities of today that have questions which this person may see, their own or of one they came after."""
        rows = self._all(
            "SELECT n.municipality_id AS id, n.number, n.name, n.county, n.ksf_region FROM municipality_name n"
            f" WHERE {in_force('n')} AND n.municipality_id IN (SELECT coalesce(gone.place_id, need.municipality_id)"
            f" FROM need{GONE_JOIN} WHERE need.example = 0 AND {SEEN_IN_LISTS}) ORDER BY n.name"
        )
        return tuple(Place(**dict(row)) for row in rows)

    def questions_of(self, need_id: str) -> tuple[Question, ...]:
        rows = self._all(
            f"{_QUESTION} {SEEN} AND question.need_id = :need ORDER BY question.created_at, question.id", need=need_id
        )
        return tuple(_question(row) for row in rows)

    def open_needs(self) -> tuple[Need, ...]:
        """Needs that have no question yet."""
        rows = self._all(
            f"{_NEED} {SEEN_IN_LISTS} AND NOT EXISTS (SELECT 1 FROM question WHERE question.need_id = need.id AND {_THERE})"
            " ORDER BY need.created_at DESC"
        )
        return tuple(_need(row) for row in rows)

    def put_aside(self) -> tuple[Need, ...]:
        """Needs that were put aside, newest first: they can be brought back."""
        rows = self._all(f"{_NEED} {ASIDE} ORDER BY need.deleted_at DESC LIMIT 50")
        return tuple(_need(row) for row in rows)

    def example_needs(self) -> tuple[str, ...]:
        """This person's own example; nobody else's, even if it was shared."""
        rows = self._all(f"SELECT need.id FROM need WHERE example = 1 AND need.created_by = :me AND {MINE_IN_LISTS}")
        return tuple(row["id"] for row in rows)

    def fields(self, kind: str, object_id: str) -> Fields:
        """The edited fields of one object; of drafts, this person's own."""
        self._see(kind, object_id)
        return self._fields([object_id]).get(object_id, Fields())

    def _fields(self, object_ids: Sequence[str], *, blinded: bool = True) -> dict[str, Fields]:
        """`blinded=False` is for objects that the query before this one has found to be open to whoever looks."""
        found: dict[str, Fields] = {}
        for start in range(0, len(object_ids), 500):
            some = object_ids[start : start + 500]
            marks, params = among(some)
            rows = self._all(
                f"SELECT object_id, name, value, version, at, person_id FROM field WHERE object_id IN ({marks})"
                " AND (name NOT LIKE 'draft.%' OR person_id = :me)"
                + (f" AND {UNBLINDED.format(table='field')}" if blinded else ""),
                **params,
            )
            for row in rows:
                saved = Saved(row["value"], row["version"], row["at"], row["person_id"])
                found.setdefault(row["object_id"], Fields())[row["name"]] = saved
        return found

    def last_changes(self, question_id: str) -> Mapping[str, int]:
        """verb -> the `seq` of its last event in this question or in the need behind it."""
        self._see("question", question_id)
        rows = self._all(
            "SELECT verb, max(seq) AS seq FROM event WHERE question_id = :id GROUP BY verb UNION ALL"
            " SELECT verb, max(seq) FROM event WHERE question_id IS NULL AND object_id ="
            " (SELECT need_id FROM question WHERE id = :id) GROUP BY verb",
            id=question_id,
        )
        return {row["verb"]: row["seq"] for row in rows}

    def events(self, question_id: str, *, limit: int = 50) -> tuple[Event, ...]:
        """The newest events of a question and of the need behind it, newest first; no drafts of other people.

        The log is for those who work on the need: to others that the need is shared with, it is empty.
        """
        self._see("question", question_id)
        if not self._is_inside(question_id):
            return ()
        own = "e.question_id IS NULL AND e.need_id = (SELECT need_id FROM question WHERE id = :id)"
        told = f"(e.field NOT LIKE 'draft.%' OR e.person_id = :me) AND {UNBLINDED.format(table='e')}"
        sql = f"{EVENT} WHERE (e.question_id = :id OR ({own})) AND ({told}) ORDER BY e.seq DESC LIMIT :limit"
        return tuple(Event(**dict(row)) for row in self._all(sql, id=question_id, limit=limit))

    def my_last_write(self, question_id: str, verbs: Sequence[str]) -> tuple[Event, ...]:
        """The events of this person's newest write of one of these verbs that is not taken back yet, oldest first."""
        self._see("question", question_id)
        marks, params = among(verbs)
        own = "SELECT need_id FROM question WHERE id = :question"
        row = self._one(
            f"SELECT e.write_id FROM event e WHERE e.person_id = :me AND e.verb IN ({marks}) AND e.why NOT LIKE 'undo:%'"
            f" AND (e.question_id = :question OR (e.question_id IS NULL AND e.need_id = ({own})))"
            " AND e.seq > coalesce((SELECT max(x.seq) FROM event x WHERE x.need_id = e.need_id AND x.verb = 'example.load'), 0)"
            " AND NOT EXISTS (SELECT 1 FROM event u WHERE u.need_id = e.need_id AND u.why = 'undo:' || e.write_id)"
            " ORDER BY e.seq DESC LIMIT 1",
            question=question_id,
            **params,
        )
        rows = self._all(f"{EVENT} WHERE e.write_id = :write ORDER BY e.seq", write=row["write_id"]) if row else ()
        return tuple(Event(**dict(one)) for one in rows)


_WHOSE = {"": SEEN_IN_LISTS, "mine": MINE_IN_LISTS, "shared": f"{SEEN_IN_LISTS} AND NOT {INSIDE_IN_LISTS}"}
_AT = f"need.municipality_id IN ({same_places('SELECT :place AS id')})"
_MATCH = "holds(title || ' ' || municipality || ' ' || municipality_now, :text) = 1"
