"""What belongs together without being one, what is shown from where, and what has been compared with what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from data import taken_out
from data.merged import merged_links
from data.queries.base import GROUP, among
from data.queries.references import ReferenceReads, _merge
from data.queries.status import APART, BOTH_THERE
from data.rowing import load, load_record
from pipeline.belonging import Grouping, LinkRow, Own, Pick, StudyApart, ToCompare
from pipeline.records import Record
from pipeline.rows import Merge, Saved, SourceRecord

_LINK = "SELECT id, a_id, b_id, kind, state, reason_code, reason_params, coalesce(pair_id, '') AS pair_id FROM link"
_PICK = "SELECT id, reference_id, field, source_record_id, at, person_id FROM pick"
_OWN = (
    "SELECT id, source, source_key, version, raw, record, reference_id, received_at FROM source_record"
    " WHERE question_id = :question AND reference_id IN ({marks}) ORDER BY id"
)
CHUNK = 500  # ids in one query


class BelongingReads(ReferenceReads):
    """What a person sees of it."""

    def to_compare(self, question_id: str) -> tuple[ToCompare, ...]:
        """Every reference that is there, those in groups too, with what it takes to know whether it was compared."""
        self._see("question", question_id)
        rows = self._all(
            "SELECT r.id, r.group_id, r.compared, g.n = 1 AS alone, o.source,"
            " t.newest || ' ' || coalesce((SELECT sum(f.version) FROM field f WHERE f.object_id = r.id), 0) AS says"
            " FROM reference r"
            " JOIN (SELECT group_id, count(*) AS n FROM reference WHERE question_id = :id GROUP BY group_id) g"
            " ON g.group_id = r.group_id"
            " JOIN (SELECT s.reference_id, max(s.id) AS newest, min(s.id) AS oldest FROM source_record s"
            f" WHERE s.question_id = :id AND s.id NOT IN {taken_out.records(':id')} GROUP BY s.reference_id) t"
            " ON t.reference_id = r.id JOIN source_record o ON o.id = t.oldest"
            f" WHERE r.question_id = :id AND r.id NOT IN {taken_out.references(':id')} ORDER BY r.id",
            id=question_id,
        )
        return tuple(
            ToCompare(one, group, bool(alone), says, was, source) for one, group, was, alone, source, says in rows
        )

    def count_to_compare(self, question_id: str) -> int:
        """References that have come and have never been compared."""
        self._see("question", question_id)
        sql = "SELECT count(*) FROM reference WHERE question_id = :id AND compared = '' AND id NOT IN"
        return self._number(f"{sql} {taken_out.references(':id')}", id=question_id)

    def leaders(self, question_id: str) -> Mapping[str, str]:
        """reference -> the one that leads its group, of every reference in a group that is there."""
        self._see("question", question_id)
        rows = self._all(
            f"SELECT id, group_id FROM reference r WHERE question_id = :id AND {taken_out.in_question('r')} ORDER BY id",
            id=question_id,
        )
        return {row[0]: row[1] for row in rows}

    def shown(self, question_id: str, reference_ids: Sequence[str]) -> tuple[tuple[str, Record], ...]:
        """(id, record as shown) of some references of a question, in the order of their ids."""
        self._see("question", question_id)
        rows = (
            row
            for marks, params in _chunks(reference_ids)
            for row in self._all(
                f"SELECT id, shown FROM reference WHERE question_id = :question AND id IN ({marks}) ORDER BY id",
                question=question_id,
                **params,
            )
        )
        return tuple((row["id"], load_record(row["shown"])) for row in rows)

    def own(self, question_id: str, reference_ids: Sequence[str]) -> Mapping[str, Own]:
        """reference -> what it says by itself, for references of a question. One whose records were all taken out says
        nothing more; what people have corrected in it still counts in its group."""
        self._see("question", question_id)
        sources: dict[str, list[SourceRecord]] = {}
        gone = {row[0] for row in self._all(taken_out.records(":id")[1:-1], id=question_id)}
        for marks, params in _chunks(reference_ids):
            for row in self._all(_OWN.format(marks=marks), question=question_id, **params):
                one = SourceRecord(**{**dict(row), "record": load_record(row["record"])})
                said = sources.setdefault(one.reference_id, [])
                if one.id not in gone:
                    said.append(one)
        fields: dict[str, dict[str, Saved]] = {}
        for marks, params in _chunks(list(sources)):
            for row in self._all(f"SELECT * FROM field WHERE object_id IN ({marks})", **params):
                saved = Saved(row["value"], row["version"], row["at"], row["person_id"])
                fields.setdefault(row["object_id"], {})[row["name"]] = saved
        return {one: Own(tuple(found), fields.get(one, {})) for one, found in sources.items()}

    def links(self, question_id: str, state: str = "") -> tuple[LinkRow, ...]:
        """Links between two groups, in the order they were found; "" = those found or confirmed."""
        self._see("question", question_id)
        rows = self._all(
            f"{_LINK} WHERE question_id = :id AND (state = :state OR (:state = '' AND state IN ('found', 'confirmed')))"
            f" AND {APART} ORDER BY id",
            id=question_id,
            state=state,
        )
        return tuple(_link(row) for row in rows)

    def all_links(self, question_id: str) -> tuple[LinkRow, ...]:
        """Every link ever found or made, whatever became of it."""
        self._see("question", question_id)
        return tuple(_link(row) for row in self._all(f"{_LINK} WHERE question_id = :id ORDER BY id", id=question_id))

    def link(self, link_id: str) -> LinkRow:
        self._see("link", link_id)
        return _link(self._one(f"{_LINK} WHERE id = :id", id=link_id))

    def links_of(self, reference_id: str) -> tuple[LinkRow, ...]:
        """Links in force of a group with others."""
        self._see("reference", reference_id)
        group = f"(SELECT id FROM reference WHERE {GROUP})"
        rows = self._all(
            f"{_LINK} WHERE question_id = (SELECT question_id FROM reference WHERE id = :id)"
            f" AND (a_id IN {group} OR b_id IN {group}) AND state IN ('found', 'confirmed') AND {APART} ORDER BY id",
            id=reference_id,
        )
        return tuple(_link(row) for row in rows)

    def merges_of(self, reference_id: str) -> tuple[Merge, ...]:
        """The merges in force that hold a group together, oldest first, whoever led it when they were made."""
        members = self.members(reference_id)
        begins = {f"one{n}": f'%"link": ["{one}", %' for n, one in enumerate(members)}  # both ends are in one group
        rows = self._all(
            "SELECT id, kept_id, moved, how, reason_code, reason_params, at, undone_at FROM merge"
            " WHERE question_id = (SELECT question_id FROM reference WHERE id = :id) AND undone_at IS NULL"
            f" AND ({' OR '.join(f'moved LIKE :{name}' for name in begins)}) ORDER BY id",
            id=reference_id,
            **begins,
        )
        return tuple(_merge(row) for row in rows)

    def picks(self, reference_id: str) -> Mapping[str, Pick]:
        """field -> the pick that counts in a group: the newest of its members'."""
        self._see("reference", reference_id)
        rows = self._all(
            f"{_PICK} WHERE reference_id IN (SELECT id FROM reference WHERE {GROUP}) AND removed_at IS NULL ORDER BY id",
            id=reference_id,
        )
        return {row["field"]: Pick(**dict(row)) for row in rows}

    def picks_in(self, question_id: str) -> tuple[Pick, ...]:
        """Every pick in force in a question, oldest first."""
        self._see("question", question_id)
        rows = self._all(f"{_PICK} WHERE question_id = :id AND removed_at IS NULL ORDER BY id", id=question_id)
        return tuple(Pick(**dict(row)) for row in rows)

    def pick_rows(self, reference_id: str, field: str) -> tuple[Pick, ...]:
        """Every pick in force of a field in a group, oldest first: those that do not count, too."""
        self._see("reference", reference_id)
        rows = self._all(
            f"{_PICK} WHERE reference_id IN (SELECT id FROM reference WHERE {GROUP}) AND field = :field"
            " AND removed_at IS NULL ORDER BY id",
            id=reference_id,
            field=field,
        )
        return tuple(Pick(**dict(row)) for row in rows)

    def told_apart(self, question_id: str) -> tuple[tuple[str, str], ...]:
        """Pairs of references that people have said are not one report: different, or belonging together as two."""
        self._see("question", question_id)
        rows = self._all(
            "SELECT a_id, b_id FROM pair WHERE question_id = :id AND state IN ('different', 'linked')"
            " UNION SELECT a_id, b_id FROM link WHERE question_id = :id AND state IN ('confirmed', 'refused')",
            id=question_id,
        )
        return tuple((row["a_id"], row["b_id"]) for row in rows)

    def studies_apart(self, question_id: str) -> tuple[StudyApart, ...]:
        """Pairs of reports that people have said are not of one study."""
        self._see("question", question_id)
        rows = self._all(
            "SELECT id, a_id, b_id FROM study_apart WHERE question_id = :id AND removed_at IS NULL"
            f" AND {BOTH_THERE} ORDER BY id",
            id=question_id,
        )
        return tuple(StudyApart(**dict(row)) for row in rows)

    def grouping(self, question_id: str) -> Grouping:
        """What was done about duplicates. A record counts for the source of the run that first found it."""
        self._see("question", question_id)
        records = self._all(
            "SELECT first.reference_id, run.source FROM"
            " (SELECT s.reference_id, min(h.run_id) AS run_id FROM run r JOIN hit h ON h.run_id = r.id"
            " JOIN source_record s ON s.id = h.source_record_id WHERE r.question_id = :id"
            f" AND r.id NOT IN {taken_out.runs(':id')} GROUP BY s.reference_id) first JOIN run ON run.id = first.run_id",
            id=question_id,
        )
        merges = merged_links(self._all, question_id)
        links = {how: tuple(one.link for one in merges if one.how == how) for how in ("auto", "person")}
        searches = self._all(
            "SELECT new_value FROM event WHERE question_id = :id AND verb = 'dedupe.run' AND field = 'duplicates'"
            " ORDER BY seq",
            id=question_id,
        )
        made_with = [(str(one.get("version", "")), str(one.get("rules", ""))) for one in map(_told, searches)]
        return Grouping(
            source_of={row["reference_id"]: row["source"] for row in records},
            automatic=links["auto"],
            by_hand=links["person"],
            reasons=tuple(one.reason_code for one in merges if one.how == "auto"),
            told_apart=self._number(
                f"SELECT count(*) FROM pair WHERE question_id = :id AND state IN ('different', 'linked') AND {BOTH_THERE}",
                id=question_id,
            ),
            waiting=self._number(
                f"SELECT count(*) FROM pair WHERE question_id = :id AND state = 'doubtful' AND {APART}", id=question_id
            ),
            linked=len(self.links(question_id)),
            made_with=tuple(dict.fromkeys(one for one in made_with if all(one))),
        )


def _chunks(ids: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    for start in range(0, len(ids), CHUNK):
        yield among(ids[start : start + CHUNK])


def _link(row: Any) -> LinkRow:
    return LinkRow(**{**dict(row), "reason_params": load(row["reason_params"])})


def _told(row: Any) -> Mapping[str, Any]:
    return load(row["new_value"])
