"""What the method team has put into the glossary or corrected in it."""

from __future__ import annotations

from data.queries.base import Reads
from data.walls import KNOWN
from pico.concepts import OwnConcept

_OWN = (
    "SELECT g.id, g.name, g.concept AS text, g.created_at AS at, coalesce(p.name, '') AS by"
    f" FROM glossary_concept g LEFT JOIN person p ON p.id = g.created_by WHERE g.removed_at IS NULL AND {KNOWN}"
)


class GlossaryReads(Reads):
    """The glossary is everybody's who is known here."""

    def glossary_concepts(self) -> tuple[OwnConcept, ...]:
        """The team's own concepts in force, by name."""
        return tuple(OwnConcept(**dict(row)) for row in self._all(f"{_OWN} ORDER BY g.name"))

    def glossary_row(self, name: str) -> str:
        """The id of the row of a concept, also of one that was taken away; empty = there never was one."""
        row = self._one(f"SELECT id FROM glossary_concept WHERE name = :name AND {KNOWN}", name=name)
        return str(row["id"]) if row else ""
