"""What has become of a publication since it came out: retracted, doubted by its journal, or replaced by a newer version.

The rule for retractions: the publication type "Retracted Publication", or a "retraction in", with or without a number of
the notice (`CommentsCorrections` of PubMed's DTD). The notice itself ("Retraction of Publication", "retraction of") is
another publication, and is not marked. Titles are not trusted: some notices are called "Retracted: ...".
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.records import Record

RETRACTED_TYPE = "retracted publication"
NOTICE_TYPES = frozenset({"retraction of publication", "retraction notice"})
# kind of notice, gravest first -> the relations (names in `Record.extra`) that tell of it
RELATIONS: dict[str, tuple[str, ...]] = {
    "retracted": ("RetractionIn",),
    "concern": ("ExpressionOfConcernIn",),
    "newer": ("UpdateIn", "RepublishedIn"),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to know before a publication is trusted. `where`: PMID, DOI or source of what tells of it; may be empty."""

    kind: str  # a key of RELATIONS
    where: str = ""

    @property
    def code(self) -> str:
        """Its sentence: `notice_KIND`, or `notice_KIND_in` with `where`."""
        return f"notice_{self.kind}_in" if self.where else f"notice_{self.kind}"

    @property
    def params(self) -> dict[str, str]:
        """What fills that sentence; a bare number is a PMID."""
        return {"where": f"PMID: {self.where}" if self.where.isdigit() else self.where}


def notices(record: Record) -> tuple[Notice, ...]:
    """What is to be known of a record, gravest first, each kind once. Empty for a notice of retraction itself."""
    types = {one.strip().casefold() for one in record.publication_types}
    told = dict(reversed(record.extra))  # the first of a name counts
    if types & NOTICE_TYPES or "RetractionOf" in told:
        return ()
    found: list[Notice] = []
    for kind, names in RELATIONS.items():
        where = [told[name] for name in names if name in told]
        if where or (kind == "retracted" and RETRACTED_TYPE in types):
            found.append(Notice(kind, next((one for one in where if one), "")))
    return tuple(found)
