"""Articles as PDF beside the checklist, and who has said that they are not going to appraise one."""

from __future__ import annotations

from data.queries.base import GROUP, SEEN_INSIDE, Reads
from pipeline.errors import NotThere
from pipeline.rows import Paper

_PAPER = (
    "SELECT p.id, p.question_id, (SELECT group_id FROM reference m WHERE m.id = p.reference_id) AS reference_id, p.name,"
    " p.sha256, p.size, p.added_at, p.added_by, p.removed_at IS NOT NULL AS removed FROM paper p"
    " JOIN question ON question.id = p.question_id AND question.removed_at IS NULL JOIN need ON need.id = question.need_id"
    f" WHERE {SEEN_INSIDE}"
)


class PaperReads(Reads):
    """What those who work on a need see of its articles: another's licence may lie on them, so a share does not open them."""

    def papers(self, reference_id: str) -> tuple[Paper, ...]:
        """The PDFs of a group of references, the newest first; none for those who do not work on the need."""
        self._see("reference", reference_id)
        rows = self._all(
            f"{_PAPER} AND p.removed_at IS NULL AND p.reference_id IN (SELECT id FROM reference WHERE {GROUP})"
            " ORDER BY p.id DESC",
            id=reference_id,
        )
        return tuple(Paper(**{**dict(row), "removed": bool(row["removed"])}) for row in rows)

    def paper(self, paper_id: str) -> Paper:
        """What is told of one, also of one that was taken away. Raises `NotThere`."""
        row = self._one(f"{_PAPER} AND p.id = :id", id=paper_id)
        if row is None:
            raise NotThere("not_there", kind="paper")
        return Paper(**{**dict(row), "removed": bool(row["removed"])})

    def paper_bytes(self, paper_id: str) -> bytes:
        """The PDF itself. Raises `NotThere`, also where it was taken away."""
        if self.paper(paper_id).removed:
            raise NotThere("not_there", kind="paper")
        row = self._one("SELECT bytes FROM paper WHERE id = :id", id=paper_id)
        return bytes(row["bytes"]) if row else b""

    def abstained(self, reference_id: str) -> tuple[str, ...]:
        """Who has said that they are not going to appraise a group of references: ids of people."""
        self._see("reference", reference_id)
        rows = self._all(
            "SELECT DISTINCT b.person_id FROM abstention b JOIN question ON question.id = b.question_id"
            f" JOIN need ON need.id = question.need_id WHERE {SEEN_INSIDE} AND b.removed_at IS NULL"
            f" AND b.reference_id IN (SELECT id FROM reference WHERE {GROUP}) ORDER BY b.person_id",
            id=reference_id,
        )
        return tuple(str(row["person_id"]) for row in rows)
