"""References, where they came from, which belong together, and the numbers of the flow diagram."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from data import taken_out
from data.flow import flow_numbers
from data.merged import merged_links
from data.queries.base import GROUP, Reads, among
from data.queries.status import APART, BOTH_THERE, ONE, STATUS, STATUS_OF_GROUP
from data.rowing import load, load_record
from pipeline.belonging import Outline
from pipeline.errors import NotThere
from pipeline.rows import Merge, Pair, Reference, SourceRecord
from pipeline.sums import FlowNumbers, SinceLast

_MATCH = "(:text = '' OR record_holds(s.shown, :text) = 1) AND (:status = '' OR s.status = :status)"
_STATUS_OF = f"WITH {ONE}, {STATUS}"
_SOURCE_RECORD = "SELECT id, source, source_key, version, raw, record, reference_id, received_at FROM source_record s"
_OUTLINE = (
    "SELECT id, coalesce(shown ->> 'doi', '') AS doi, coalesce(shown ->> 'pmid', '') AS pmid,"
    " coalesce(shown ->> 'title', '') <> '', coalesce(shown ->> 'abstract', '') <> '',"
    " coalesce(json_array_length(shown, '$.publication_types'), 0) > 0"
    " FROM reference WHERE question_id = :id AND id = group_id"
)
_PAIR = "SELECT id, a_id, b_id, state, reason_code, reason_params, score FROM pair"

_GONE_RUNS = taken_out.runs(":question")
# Each record with the run that first found it; newer copies of it, and what was looked up beside it, are not counted. Where
# all who found the first copy were taken out, it is whoever found a newer one.
_FIRST = (
    "first AS (SELECT min(h.run_id) AS run_id FROM run r JOIN hit h ON h.run_id = r.id WHERE r.question_id = :question"
    f" AND r.id NOT IN {_GONE_RUNS} AND h.source_record_id >= :since AND h.source_record_id NOT IN"
    " (SELECT id FROM source_record WHERE question_id = :question AND version > 1) GROUP BY h.source_record_id"
    " UNION ALL SELECT min(h.run_id) FROM source_record o JOIN source_record s ON s.question_id = o.question_id"
    " AND s.source = o.source AND s.source_key = o.source_key AND s.version > 1 JOIN hit h ON h.source_record_id = s.id"
    f" WHERE o.id IN {taken_out.records(':question')} AND o.version = 1 AND o.id >= :since"
    f" AND h.run_id NOT IN {_GONE_RUNS} GROUP BY o.id)"
)
# Found in no database or register that is known: typed by hand, or in a file from somewhere else (PRISMA 2020, second column).
_OTHER_WAYS = "(run.kind = 'hand' OR run.source = 'other')"
# Groups of which all was first found in other ways; it begins with those, for most of a question comes from databases.
_FIRST_WAY = (
    f"(SELECT {_OTHER_WAYS} FROM source_record s JOIN hit h ON h.source_record_id = s.id JOIN run ON run.id = h.run_id"
    f" WHERE s.reference_id = m.id AND run.id NOT IN {_GONE_RUNS} ORDER BY run.id LIMIT 1)"
)
_BY_HAND = (
    "by_hand AS (SELECT g.group_id FROM (SELECT DISTINCT m.group_id FROM run JOIN hit h ON h.run_id = run.id"
    " JOIN source_record s ON s.id = h.source_record_id JOIN reference m ON m.id = s.reference_id"
    f" WHERE run.question_id = :question AND {_OTHER_WAYS} AND run.id NOT IN {_GONE_RUNS}) g WHERE NOT EXISTS"
    " (SELECT 1 FROM reference m WHERE m.question_id = :question AND m.group_id = g.group_id"
    f" AND coalesce({_FIRST_WAY}, 1) = 0))"
)
_STUDY_OF = (
    "(SELECT m.group_id, min(r.study_id) AS study_id FROM study_report r JOIN reference m ON m.id = r.reference_id"
    " WHERE r.question_id = :question AND r.removed_at IS NULL GROUP BY m.group_id)"
)
_QUESTION_OF = "SELECT question_id FROM reference WHERE id = :id"
_MERGE = "SELECT id, kept_id, moved, how, reason_code, reason_params, at, undone_at FROM merge"


class ReferenceReads(Reads):
    """What a person sees of references."""

    def references(
        self, question_id: str, *, text: str = "", status: str = "", limit: int = 50, offset: int = 0
    ) -> tuple[Reference, ...]:
        """One page of references in the order they came, narrowed by words in them and by status."""
        self._see("question", question_id)
        rows = self._all(
            f"{_STATUS_OF}, page AS (SELECT s.id, s.question_id, s.status, s.reason FROM status s WHERE {_MATCH}"
            " ORDER BY s.group_id LIMIT :limit OFFSET :offset)"
            " SELECT page.*, r.shown FROM page JOIN reference r ON r.id = page.id ORDER BY page.id",
            question=question_id,
            text=text,
            status=status,
            limit=limit,
            offset=offset,
        )
        return self._with_sources(rows)

    def count_references(self, question_id: str, *, text: str = "", status: str = "") -> int:
        self._see("question", question_id)
        sql = f"{_STATUS_OF} SELECT count(*) FROM status s WHERE {_MATCH}"
        return self._number(sql, question=question_id, text=text, status=status)

    def reference(self, reference_id: str) -> Reference:
        """The reference that leads the group this one belongs to."""
        self._see("reference", reference_id)
        row = self._one("SELECT question_id, group_id FROM reference WHERE id = :id", id=reference_id)
        assert row is not None
        rows = self._all(
            f"WITH {STATUS_OF_GROUP} SELECT s.* FROM status s",
            question=row["question_id"],
            group=row["group_id"],
        )
        if not rows:  # taken out with the run that found it
            raise NotThere("not_there", kind="reference")
        return self._with_sources(rows)[0]

    def _with_sources(self, rows: Sequence[Any]) -> tuple[Reference, ...]:
        marks, params = among([row["id"] for row in rows])
        sources: dict[str, list[str]] = {}
        for row in self._all(
            "SELECT r.group_id, run.source FROM reference r"
            " JOIN source_record s ON s.reference_id = r.id JOIN hit h ON h.source_record_id = s.id"
            f" JOIN run ON run.id = h.run_id WHERE r.question_id = :question AND r.group_id IN ({marks})"
            f" AND run.id NOT IN {_GONE_RUNS} GROUP BY r.group_id, s.source, s.source_key, run.source ORDER BY min(s.id)",
            question=rows[0]["question_id"] if rows else "",
            **params,
        ):
            sources.setdefault(row["group_id"], []).append(row["source"])
        return tuple(
            Reference(
                id=row["id"],
                question_id=row["question_id"],
                record=load_record(row["shown"]),
                sources=tuple(dict.fromkeys(sources.get(row["id"], ()))),
                records=len(sources.get(row["id"], ())),
                status=row["status"],
                reason=row["reason"] or "",
            )
            for row in rows
        )

    def members(self, reference_id: str) -> tuple[str, ...]:
        """The ids of all references in one group, its leader first."""
        self._see("reference", reference_id)
        rows = self._all(f"SELECT id, group_id FROM reference WHERE {GROUP} ORDER BY id", id=reference_id)
        return tuple(sorted((row["id"] for row in rows), key=lambda one: one != rows[0]["group_id"]))

    def journey(self, reference_id: str) -> tuple[SourceRecord, ...]:
        """Every source record of a group that is there, every version, with the runs that found it."""
        self._see("reference", reference_id)
        rows = self._all(
            f"{_SOURCE_RECORD} WHERE reference_id IN (SELECT id FROM reference WHERE {GROUP})"
            f" AND id NOT IN {taken_out.records(_QUESTION_OF)} ORDER BY id",
            id=reference_id,
        )
        marks, params = among([row["id"] for row in rows])
        runs: dict[str, list[str]] = {}
        for hit in self._all(
            f"SELECT * FROM hit WHERE source_record_id IN ({marks}) AND run_id NOT IN {taken_out.runs(_QUESTION_OF)}"
            " ORDER BY run_id",
            id=reference_id,
            **params,
        ):
            runs.setdefault(hit["source_record_id"], []).append(hit["run_id"])
        return tuple(
            SourceRecord(**{**dict(row), "record": load_record(row["record"])}, run_ids=tuple(runs.get(row["id"], ())))
            for row in rows
        )

    def outlines(self, question_id: str) -> tuple[Outline, ...]:
        """Of every group that has a DOI or a PMID: what it says, without the words themselves."""
        self._see("question", question_id)
        rows = self._all(f"SELECT * FROM ({_OUTLINE}) WHERE doi <> '' OR pmid <> '' ORDER BY id", id=question_id)
        return tuple(Outline(*row[:3], *map(bool, row[3:])) for row in rows)

    def pairs(self, question_id: str, state: str = "doubtful") -> tuple[Pair, ...]:
        """Pairs in one state ("" = all), the likeliest first. One whose two are in the same group by now is not doubtful."""
        self._see("question", question_id)
        rows = self._all(
            f"{_PAIR} WHERE question_id = :id AND (:state = '' OR state = :state AND {BOTH_THERE})"
            f" AND (:state <> 'doubtful' OR {APART}) ORDER BY score DESC, id",
            id=question_id,
            state=state,
        )
        return tuple(Pair(**{**dict(row), "reason_params": load(row["reason_params"])}) for row in rows)

    def pair(self, pair_id: str) -> Pair:
        self._see("pair", pair_id)
        row = self._one(f"{_PAIR} WHERE id = :id", id=pair_id)
        return Pair(**{**dict(row or {}), "reason_params": load(row["reason_params"] if row else None)})

    def merges(self, question_id: str, *, limit: int = 50, offset: int = 0) -> tuple[Merge, ...]:
        """Merges in force that join what is there, newest first; as many as the flow has duplicates."""
        self._see("question", question_id)
        made = sorted((one.merge_id for one in merged_links(self._all, question_id)), reverse=True)
        marks, params = among(made[offset : offset + limit])
        rows = self._all(f"{_MERGE} WHERE id IN ({marks}) ORDER BY id DESC", **params)
        return tuple(_merge(row) for row in rows)

    def merge(self, merge_id: str) -> Merge:
        self._see("merge", merge_id)
        row = self._one(f"{_MERGE} WHERE id = :id", id=merge_id)
        return _merge(row)

    def count_merges(self, question_id: str) -> int:
        self._see("question", question_id)
        return len(merged_links(self._all, question_id))

    def flow(self, question_id: str, *, since: str = "") -> FlowNumbers:
        """The numbers of the flow diagram. They add up by the way they are counted: every record is in one place.

        `since` is a run: then only what first came with it or later is counted, and what was there before stands in
        the fields called `previous`. Ids are ordered by time, and a group is led by its oldest reference.
        """
        self._see("question", question_id)
        asked = {"question": question_id, "since": since}
        identified = self._all(
            f"WITH {_FIRST} SELECT run.source, {_OTHER_WAYS} AS by_hand, count(*) AS n FROM first"
            " JOIN run ON run.id = first.run_id GROUP BY 1, 2 ORDER BY 1",
            **asked,
        )
        standing = self._all(
            f"WITH {ONE}, {STATUS}, {_BY_HAND} SELECT status, coalesce(first_answer, '') AS first_answer,"
            " CASE WHEN status = 'out' THEN coalesce(reason, '') ELSE '' END AS reason,"
            " status.id IN (SELECT group_id FROM by_hand) AS by_hand,"
            " count(*) AS n FROM status WHERE status.id >= :since GROUP BY 1, 2, 3, 4",
            **asked,
        )
        included = self._all(
            f"WITH {ONE}, {STATUS} SELECT coalesce(p.study_id, s.id) AS study, s.id >= :since AS fresh"
            f" FROM status s LEFT JOIN {_STUDY_OF} p ON p.group_id = s.id WHERE s.status = 'included'",
            **asked,
        )
        return flow_numbers(identified, standing, included, self._merged_by_program(question_id, since))

    def _merged_by_program(self, question_id: str, since: str) -> int:
        """References that came since a run, belong to another's group, and are there by merges of the program; those of
        the second column are left out.

        What those merges hold together counts as one, its oldest; whatever joins such parts was done by people.
        """
        links = [one.link for one in merged_links(self._all, question_id) if one.how == "auto"]
        if not links:
            return 0
        apart = self._all(
            "SELECT DISTINCT m.id FROM run JOIN hit h ON h.run_id = run.id JOIN source_record s ON s.id = h.source_record_id"
            f" JOIN reference m ON m.id = s.reference_id WHERE run.question_id = :question AND {_OTHER_WAYS}"
            f" AND run.id NOT IN {_GONE_RUNS} AND {_FIRST_WAY} = 1",
            question=question_id,
        )
        other = {row["id"] for row in apart}
        part: dict[str, set[str]] = {}
        for a, b in links:
            joined = part.get(a, {a}) | part.get(b, {b})
            part |= dict.fromkeys(joined, joined)
        return sum(one >= since and one not in other and one != min(whole - other) for one, whole in part.items())

    def since_last(self, run_id: str, before_id: str) -> SinceLast:
        """What a run found beside an earlier one of the same source."""
        self._see("run", run_id)
        self._see("run", before_id)
        rows = self._all(
            "SELECT s.source, s.source_key, h.run_id, s.id, m.group_id FROM hit h JOIN source_record s"
            " ON s.id = h.source_record_id JOIN reference m ON m.id = s.reference_id"
            f" WHERE h.run_id IN (:run, :before) AND {taken_out.in_question('m')} ORDER BY s.id",
            run=run_id,
            before=before_id,
        )
        now, then = (
            {(row["source"], row["source_key"]): row for row in rows if row["run_id"] == one}
            for one in (run_id, before_id)
        )

        def groups(keys: Iterable[tuple[str, str]], of: Mapping[tuple[str, str], Any]) -> tuple[str, ...]:
            return tuple(dict.fromkeys(of[key]["group_id"] for key in keys))

        return SinceLast(
            new=groups((key for key in now if key not in then), now),
            changed=groups((key for key in now if key in then and now[key]["id"] != then[key]["id"]), now),
            gone=groups((key for key in then if key not in now), then),
        )

    def studies(self, question_id: str) -> Mapping[str, str]:
        """reference id -> study id, for references (leaders of their groups) that a person has said are of one study."""
        self._see("question", question_id)
        rows = self._all(
            "SELECT m.group_id AS reference_id, min(p.study_id) AS study_id FROM study_report p JOIN reference m"
            " ON m.id = p.reference_id WHERE p.question_id = :id AND p.removed_at IS NULL GROUP BY m.group_id",
            id=question_id,
        )
        return {row["reference_id"]: row["study_id"] for row in rows}

    def study_rows(self, question_id: str, reference_ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """(row id, study id) of the groupings in force of these references and what is merged with them."""
        self._see("question", question_id)
        marks, params = among(reference_ids)
        rows = self._all(
            "SELECT id, study_id FROM study_report WHERE removed_at IS NULL AND question_id = :question AND reference_id IN"
            " (SELECT id FROM reference WHERE question_id = :question AND group_id IN"
            f" (SELECT group_id FROM reference WHERE id IN ({marks})))",
            question=question_id,
            **params,
        )
        return tuple((row["id"], row["study_id"]) for row in rows)


def _merge(row: Any) -> Merge:
    values = dict(row)
    moved, undone_at = load(values.pop("moved")), values.pop("undone_at")
    return Merge(
        **{**values, "reason_params": load(row["reason_params"])},
        came_from=moved["from"],
        link=(moved["link"][0], moved["link"][1]),
        undone=undone_at is not None,
    )
