"""Editions of the texts that the method team owns."""

from __future__ import annotations

from data.queries.base import Reads
from data.queries.questions import EVENT
from data.walls import KNOWN
from pipeline.edition import Edition, Held
from pipeline.errors import NotThere
from pipeline.rows import Event, Saved

_ROWS = (
    "SELECT t.id, t.kind, t.number, t.state, t.based_on, coalesce(p.name, '') AS by, f.value, f.version AS saved, f.at,"
    " f.person_id FROM own_text t LEFT JOIN person p ON p.id = t.created_by"
    " LEFT JOIN field f ON f.object_id = t.id AND f.name = 'text'"
)
_SET = "state IN ('published', 'retired')"


class OwnTextReads(Reads):
    """What is published is everybody's, like what ships; drafts are for those who are known here."""

    def own_texts(self, kind: str) -> tuple[Edition, ...]:
        """All editions of one kind, in the order they were begun in; the discarded ones too."""
        rows = self._all(f"{_ROWS} WHERE t.kind = :kind AND ({KNOWN} OR t.{_SET}) ORDER BY t.id", kind=kind)
        return tuple(
            Edition(
                **{name: row[name] for name in ("id", "kind", "number", "state", "based_on", "by")},
                text=Saved(row["value"], row["saved"], row["at"], row["person_id"]) if row["saved"] else Saved(),
            )
            for row in rows
        )

    def own_texts_held(self) -> tuple[Held, ...]:
        """What was ever published, by kind and number, without its words."""
        rows = self._all(f"SELECT id, kind, number, state FROM own_text WHERE {_SET} ORDER BY kind, number")
        return tuple(Held(row["id"], row["kind"], row["number"], row["state"] == "retired") for row in rows)

    def published_text(self, edition_id: str) -> str:
        """The words of an edition that was published. Raises `NotThere`."""
        row = self._one(
            "SELECT f.value FROM own_text t JOIN field f ON f.object_id = t.id AND f.name = 'text'"
            f" WHERE t.id = :id AND t.{_SET}",
            id=edition_id,
        )
        if row is None:
            raise NotThere("not_there", kind="own_text")
        return str(row["value"])

    def is_draft_text(self, edition_id: str) -> bool:
        """Whether an edition is a draft, so that its text may change."""
        return (
            self._one(f"SELECT 1 FROM own_text WHERE id = :id AND state = 'draft' AND {KNOWN}", id=edition_id)
            is not None
        )

    def my_last_edit(self, edition_id: str) -> Event | None:
        """This person's newest change of the words of a draft, of a checklist too, that is not taken back yet. Not the words it
        was begun with.
        """
        row = self._one(
            f"{EVENT} WHERE e.object_id = :id AND e.field = 'text' AND e.verb IN ('text.edit', 'instrument.edit')"
            f" AND e.person_id = :me AND e.why NOT LIKE 'undo:%' AND {KNOWN} AND NOT EXISTS (SELECT 1 FROM event u"
            " WHERE u.object_id = e.object_id AND u.why = 'undo:' || e.write_id) ORDER BY e.seq DESC LIMIT 1",
            id=edition_id,
        )
        return Event(**dict(row)) if row else None

    def reasons_given(self, question_id: str) -> bool:
        """Whether somebody has put a paper of this question aside with a reason."""
        self._see("question", question_id)
        sql = "SELECT 1 FROM vote WHERE question_id = :id AND reason <> '' AND ended_seq IS NULL LIMIT 1"
        return self._one(sql, id=question_id) is not None
