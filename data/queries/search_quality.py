"""Versions of strategies, the articles that a team knows beforehand, and what was said of strategies."""

from __future__ import annotations

from typing import Any

from data.queries.search import STRATEGY, SearchReads
from data.rowing import load_record
from pipeline.errors import NotThere
from pipeline.quality_rows import KeyArticle, Remark
from pipeline.rows import Strategy

_KEY = "SELECT id, question_id, pmid, doi, record, coalesce(looked_at, '') AS looked_at FROM key_article"
_REMARK = (
    "SELECT r.id, r.question_id, r.strategy_id, r.person_id, p.name AS person, r.element, r.outcome, r.line, r.text, r.at"
    " FROM remark r JOIN person p ON p.id = r.person_id"
)


def _key(row: Any) -> KeyArticle:
    values = dict(row)
    held = values.pop("record")
    return KeyArticle(**values, record=load_record(held) if held else None)


class SearchQualityReads(SearchReads):
    """What a person sees of how good a search is."""

    def strategy_versions(self, question_id: str, source: str) -> tuple[Strategy, ...]:
        """Every version of a source's strategy, newest first."""
        self._see("question", question_id)
        rows = self._all(
            f"{STRATEGY} WHERE question_id = :id AND source = :source ORDER BY version DESC",
            id=question_id,
            source=source,
        )
        return tuple(Strategy(**dict(row)) for row in rows)

    def key_articles(self, question_id: str) -> tuple[KeyArticle, ...]:
        """The known articles of a question, in the order they were added."""
        self._see("question", question_id)
        rows = self._all(f"{_KEY} WHERE question_id = :id AND removed_at IS NULL ORDER BY id", id=question_id)
        return tuple(map(_key, rows))

    def key_article(self, key_article_id: str) -> KeyArticle:
        self._see("key_article", key_article_id)
        row = self._one(f"{_KEY} WHERE id = :id AND removed_at IS NULL", id=key_article_id)
        if row is None:
            raise NotThere("not_there", kind="key_article")
        return _key(row)

    def remarks(self, question_id: str) -> tuple[Remark, ...]:
        """What was said of a question's strategies, in its order."""
        self._see("question", question_id)
        rows = self._all(f"{_REMARK} WHERE r.question_id = :id AND r.removed_at IS NULL ORDER BY r.id", id=question_id)
        return tuple(Remark(**dict(row)) for row in rows)
