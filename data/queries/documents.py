"""Documents that were made of a question and are kept; those that name people are for whoever asked for them."""

from __future__ import annotations

from typing import Any

from data.queries.base import Reads
from pipeline.errors import NotThere
from pipeline.rights import OWN_DOCUMENT
from pipeline.rows import MadeDocument

_MADE = (
    "SELECT d.id, d.question_id, d.format, d.name, d.mime, d.language, d.sha256, d.size, d.draft, d.made_at,"
    " coalesce(p.name, '') AS made_by, d.based_on_seq FROM document d LEFT JOIN person p ON p.id = d.made_by"
)
_MINE = f"(d.format <> '{OWN_DOCUMENT}' OR d.made_by = :me)"


def _made(row: Any) -> MadeDocument:
    return MadeDocument(**{**dict(row), "draft": bool(row["draft"])})


class DocumentReads(Reads):
    """What a person sees of the documents made of a question."""

    def documents(self, question_id: str) -> tuple[MadeDocument, ...]:
        """The documents that can still be fetched, newest first."""
        self._see("question", question_id)
        rows = self._all(
            f"{_MADE} WHERE d.question_id = :id AND d.bytes IS NOT NULL AND {_MINE} ORDER BY d.id DESC", id=question_id
        )
        return tuple(_made(row) for row in rows)

    def document(self, document_id: str) -> MadeDocument:
        """What is told of one document; also of one whose bytes were let go."""
        self._see("document", document_id)
        row = self._one(f"{_MADE} WHERE d.id = :id AND {_MINE}", id=document_id)
        if row is None:
            raise NotThere("not_there", kind="document")
        return _made(row)

    def document_bytes(self, document_id: str) -> bytes:
        """The document itself. Raises `NotThere` where newer ones took its place and its bytes were let go."""
        self._see("document", document_id)
        row = self._one(
            f"SELECT d.bytes FROM document d WHERE d.id = :id AND d.bytes IS NOT NULL AND {_MINE}", id=document_id
        )
        if row is None:
            raise NotThere("not_there", kind="document")
        return bytes(row["bytes"])
