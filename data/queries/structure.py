"""Who belongs where: municipalities, clusters and regions. The structure itself is open to everybody who is known."""

from __future__ import annotations

from data.queries.base import Reads
from data.walls import MY_CLUSTERS, MY_REGIONS
from pipeline.rows import Audience

_CLUSTER_NAME = "coalesce((SELECT value FROM field WHERE object_id = cluster.id AND name = 'name'), '')"


class StructureReads(Reads):
    """The structure, as one person sees it."""

    def my_audiences(self) -> tuple[Audience, ...]:
        """The clusters and the region that this person belongs to today, by name: whom a need can be shared with."""
        rows = self._all(
            f"SELECT 'cluster' AS kind, id, {_CLUSTER_NAME} AS name FROM cluster WHERE ended_at IS NULL AND id IN ({MY_CLUSTERS})"
            f" UNION ALL SELECT 'region', id, id FROM region WHERE id IN ({MY_REGIONS}) ORDER BY 1, 3"
        )
        return tuple(Audience(**dict(row)) for row in rows)
