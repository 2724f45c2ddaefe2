"""The method team's own checklists, and how many appraisals use each version."""

from __future__ import annotations

from collections.abc import Mapping

from data.queries.base import Reads
from data.walls import KNOWN
from pipeline.instruments import InUse, OwnInstrument
from pipeline.rows import Saved

_ROWS = (
    "SELECT i.id, i.name, i.version, i.state, i.shipped, i.based_on, coalesce(p.name, '') AS by, f.value, f.version AS saved,"
    " f.at, f.person_id FROM instrument i LEFT JOIN person p ON p.id = i.created_by"
    f" LEFT JOIN field f ON f.object_id = i.id AND f.name = 'text' WHERE {KNOWN}"
)
_FINISHED = "EXISTS (SELECT 1 FROM field f WHERE f.object_id = a.id AND f.name = 'overall' AND f.value <> '')"
_CONCLUDED = (
    "EXISTS (SELECT 1 FROM field f WHERE f.object_id = part.id AND f.name = 'judged_by' AND f.value = 'us')"
    " AND EXISTS (SELECT 1 FROM field f WHERE f.object_id = part.id AND f.name = 'certainty' AND f.value <> '')"
)
_OPEN = (
    " JOIN question ON question.id = {0}.question_id AND question.removed_at IS NULL"
    " JOIN need ON need.id = question.need_id AND need.deleted_at IS NULL AND need.example = 0"
)
# How many, and nothing of whose: whoever keeps a checklist must know what a new version is for.
_USE = (
    "SELECT key, sum(done) AS finished, sum(NOT done) AS running FROM ("
    f"SELECT a.instrument || '@' || a.version AS key, {_FINISHED} AS done"
    f" FROM appraisal a{_OPEN.format('a')} WHERE a.agreed = 0 AND {KNOWN}"
    f" UNION ALL SELECT bound.value, {_CONCLUDED} FROM part"
    " JOIN field bound ON bound.object_id = part.id AND bound.name = 'certainty_instrument' AND bound.value <> ''"
    f"{_OPEN.format('part')} WHERE part.kind = 'finding' AND part.removed_at IS NULL AND {KNOWN}) GROUP BY key"
)


class InstrumentReads(Reads):
    """Checklists are everybody's who is known here, drafts too."""

    def own_instruments(self) -> tuple[OwnInstrument, ...]:
        """All that the method team has made or retired, also what was discarded; by id, version and time."""
        rows = self._all(f"{_ROWS} ORDER BY i.name, i.version, i.id")
        return tuple(
            OwnInstrument(
                **{name: row[name] for name in ("id", "name", "version", "state", "based_on", "by")},
                shipped=bool(row["shipped"]),
                text=Saved(row["value"], row["saved"], row["at"], row["person_id"]) if row["saved"] else Saved(),
            )
            for row in rows
        )

    def instruments_in_use(self) -> Mapping[str, InUse]:
        """ "id@version" -> how many appraisals, and findings judged step by step, are bound to it."""
        return {row["key"]: InUse(row["finished"], row["running"]) for row in self._all(_USE)}
