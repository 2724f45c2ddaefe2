"""Documents that were made of a question and are kept."""

from __future__ import annotations

from typing import Any

from data.queries.base import Reads
from pipeline.errors import NotThere
from pipeline.rows import MadeDocument

_MADE = (
    "SELECT d.id, d.question_id, d.format, d.name, d.mime, d.language, d.sha256, d.size, d.draft, d.made_at,"
    " coalesce(p.name, '') AS made_by, d.based_on_seq FROM document d LEFT JOIN person p ON p.id = d.made_by"
)


def _made(row: Any) -> MadeDocument:
    return MadeDocument(**{**dict(row), "draft": bool(row["draft"])})


class DocumentReads(Reads):
    """What a person sees of the documents made of a question."""

    def documents(self, question_id: str) -> tuple[MadeDocument, ...]:
        """The documents that can still be fetched, newest first."""
        self._see("question", question_id)
        rows = self._all(
            f"{_MADE} WHERE d.question_id = :id AND d.bytes IS NOT NULL ORDER BY d.id DESC", id=question_id
        )
        return tuple(_made(row) for row in rows)

    def document(self, document_id: str) -> MadeDocument:
        """What is told of one document; also of one whose bytes were let go."""
        self._see("document", document_id)
        return _made(self._one(f"{_MADE} WHERE d.id = :id", id=document_id))

    def document_bytes(self, document_id: str) -> bytes:
        """The document itself. Raises `NotThere` where newer ones took its place and its bytes were let go."""
        self._see("document", document_id)
        row = self._one("SELECT bytes FROM document WHERE id = :id AND bytes IS NOT NULL", id=document_id)
        if row is None:
            raise NotThere("not_there", kind="document")
        return bytes(row["bytes"])
