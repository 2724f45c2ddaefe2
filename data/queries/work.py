"""What a person works on, and what others have asked before: the rows behind "whose turn" and "somebody asked this"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.queries.base import MINE_IN_LISTS, SEEN_IN_LISTS, Reads, among
from data.queries.rights import SHARE
from data.walls import FOR_ME, LISTED_ROLES, ON_NEED, listed, same_places
from pipeline.rows import Share
from pipeline.work import Known, Work

# Each role that this person holds at a need, by an appointment there or on the lists of its municipality.
_ROLES = f"SELECT a.scope_id AS need_id, a.role {ON_NEED}" + "".join(
    f" UNION SELECT n.id, '{role}' FROM need n WHERE n.municipality_id IN ({listed(role)})" for role in LISTED_ROLES
)
_FIELD = "(SELECT value FROM field WHERE object_id = {}.id AND name = '{}')"
_APPOINTED = (
    "(SELECT count(*) FROM appointment x WHERE x.scope_kind = 'need' AND x.scope_id = need.id AND x.role = '{}'"
    " AND x.until_at IS NULL)"
)
_WORK = (
    "SELECT need.id AS need_id, coalesce(question.id, '') AS question_id, need.municipality_id,"
    f" coalesce(question.created_at, need.created_at) AS created_at, {_APPOINTED.format('lead')} AS leads,"
    f" {_APPOINTED.format('research')} AS researchers,"
    " EXISTS (SELECT 1 FROM comment c WHERE c.question_id = question.id AND c.step = 'summarise' AND c.person_id = :me"
    " AND c.removed_at IS NULL) AS said_at_summary"
    " FROM need LEFT JOIN question ON question.need_id = need.id AND question.removed_at IS NULL"
    f" WHERE need.example = 0 AND {MINE_IN_LISTS} ORDER BY 4, 1, 2"
)
_LISTED_THERE = (
    "SELECT count(*) FROM appointment WHERE scope_kind = 'municipality' AND role = 'research' AND until_at IS NULL"
    f" AND scope_id IN ({same_places('SELECT :place AS id')})"
)
_KNOWN = (
    "SELECT question.id AS question_id, need.id AS need_id, question.created_at AS at,"
    f" coalesce({_FIELD.format('need', 'text')}, '') || ' ' ||"
    f" coalesce(nullif({_FIELD.format('question', 'own_sentence')}, ''), {_FIELD.format('question', 'sentence')}, '')"
    " AS text FROM question JOIN need ON need.id = question.need_id"
    f" WHERE need.example = 0 AND question.removed_at IS NULL AND {SEEN_IN_LISTS}"
    " UNION ALL SELECT '', need.id, need.created_at,"
    f" coalesce({_FIELD.format('need', 'text')}, '') FROM need WHERE need.example = 0 AND {SEEN_IN_LISTS}"
    " AND NOT EXISTS (SELECT 1 FROM question q WHERE q.need_id = need.id AND q.removed_at IS NULL)"
    " ORDER BY 3 DESC, 1 DESC, 2"
)
# What a research summary says in people's own words: its title and sections, and of each finding the outcome and sentence.
_ANSWERS = (
    "SELECT question.id AS question_id, need.id AS need_id, f.value AS text"
    " FROM part p JOIN field f ON f.object_id = p.id AND f.value <> '' AND (p.kind = 'summary' AND (f.name = 'title'"
    " OR f.name LIKE 'section.%') OR p.kind = 'finding' AND f.name IN ('outcome', 'comparison', 'sentence'))"
    " JOIN question ON question.id = p.question_id AND question.removed_at IS NULL JOIN need ON need.id = question.need_id"
    f" WHERE p.kind IN ('summary', 'finding') AND p.removed_at IS NULL AND need.example = 0 AND {SEEN_IN_LISTS}"
    " ORDER BY question.created_at DESC, question.id DESC, p.kind DESC, p.id, f.name"
)
_WIDEST_FIRST = (
    "CASE s.audience_kind WHEN 'published' THEN 0 WHEN 'everybody' THEN 1 WHEN 'region' THEN 2 WHEN 'cluster' THEN 3"
    " ELSE 4 END"
)


class WorkReads(Reads):
    """What somebody works on, over all needs."""

    def my_work(self) -> tuple[Work, ...]:
        """All that this person works on, the oldest first; not the example."""
        roles: dict[str, set[str]] = {}
        for row in self._all(_ROLES):
            roles.setdefault(row["need_id"], set()).add(row["role"])
        rows = self._all(_WORK)
        listed_there = self._listed({row["municipality_id"] for row in rows})
        return tuple(
            Work(
                need_id=row["need_id"],
                question_id=row["question_id"],
                created_at=row["created_at"],
                roles=frozenset(roles.get(row["need_id"], ())),
                leads=row["leads"],
                researchers=row["researchers"] + listed_there[row["municipality_id"]],
                said_at_summary=bool(row["said_at_summary"]),
            )
            for row in rows
        )

    def _listed(self, places: set[str]) -> Mapping[str, int]:
        """municipality -> how many people its list of the research team names."""
        return {place: self._number(_LISTED_THERE, place=place) for place in places}

    def known_questions(self) -> tuple[Known, ...]:
        """The words of every question that this person may see, and of needs without one, newest first; no examples."""
        return tuple(Known(row["question_id"], row["need_id"], row["text"]) for row in self._all(_KNOWN))

    def known_answers(self) -> tuple[Known, ...]:
        """The words of every research summary that this person may see, begun or done, newest first; no examples."""
        found: dict[tuple[str, str], list[str]] = {}
        for row in self._all(_ANSWERS):
            found.setdefault((row["question_id"], row["need_id"]), []).append(row["text"])
        return tuple(Known(*ids, "\n".join(texts)) for ids, texts in found.items())

    def shared_with_me(self, need_ids: Sequence[str]) -> Mapping[str, Share]:
        """need -> the share by which this person may read it, the narrowest where there are several."""
        marks, params = among(need_ids)
        there = "EXISTS (SELECT 1 FROM need WHERE need.id = s.need_id AND need.deleted_at IS NULL)"
        rows = self._all(
            f"{SHARE} WHERE s.need_id IN ({marks}) AND {there} AND {FOR_ME} ORDER BY {_WIDEST_FIRST}, s.id", **params
        )
        return {row["need_id"]: Share(**dict(row)) for row in rows}
