"""Which publications are marked, by the rule, and that no grouping of records hides a mark."""

from __future__ import annotations

from itertools import permutations

import pytest

from pipeline.combine import combine
from pipeline.notices import Notice, notices
from pipeline.records import Record
from pipeline.rows import SourceRecord
from tests.pipeline.formats.test_pubmed_xml import record as from_xml

RETRACTED = Notice("retracted")
RULE = [
    # what                                            publication types                       relations         marked
    ("an ordinary article", ("Journal Article",), (), ()),
    ("its type says so", ("Journal Article", "Retracted Publication"), (), (RETRACTED,)),
    ("a relation says so, with a number", (), (("RetractionIn", "90000001"),), (Notice("retracted", "90000001"),)),
    ("a relation says so, without any", (), (("RetractionIn", ""),), (RETRACTED,)),
    ("the notice, by its old type", ("Retraction of Publication",), (), ()),
    ("the notice, by its new type", ("Retraction Notice",), (), ()),
    ("the notice, by its relation", (), (("RetractionOf", "90000002"),), ()),
    ("a notice with everything on it", ("Retraction Notice", "Retracted Publication"), (("RetractionOf", "1"),), ()),
    ("doubted by its journal", (), (("ExpressionOfConcernIn", "J Made Ex. 2024"),), (Notice("concern", "J Made Ex. 2024"),)),
    ("a newer version of a review", (), (("UpdateIn", "90000003"),), (Notice("newer", "90000003"),)),
    ("itself the newer version", (), (("UpdateOf", "90000004"),), ()),
    ("an erratum or a comment is no mark", (), (("ErratumIn", "1"), ("CommentIn", "2")), ()),
    (
        "the gravest first, each kind once",
        ("Retracted Publication",),
        (("UpdateIn", "3"), ("RetractionIn", ""), ("RetractionIn", "9"), ("RepublishedIn", "4")),
        (RETRACTED, Notice("newer", "3")),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("types", "extra", "marked"), [row[1:] for row in RULE], ids=[row[0] for row in RULE])
def test_the_rule(types: tuple[str, ...], extra: tuple[tuple[str, str], ...], marked: tuple[Notice, ...]) -> None:
    assert notices(Record(publication_types=types, extra=extra)) == marked


def test_a_retraction_that_names_no_notice_is_read_from_the_file() -> None:
    told = (
        "<CommentsCorrectionsList><CommentsCorrections RefType='RetractionIn'/>"
        "<CommentsCorrections RefType='ExpressionOfConcernIn'><PMID>2</PMID></CommentsCorrections></CommentsCorrectionsList>"
    )
    found = notices(from_xml("<ArticleTitle>Example</ArticleTitle>", told))
    assert found == (RETRACTED, Notice("concern", "2"))


def test_a_mark_of_any_source_is_there_however_the_records_are_grouped() -> None:
    told = Record(title="A", extra=(("RetractionIn", "90000001"),))
    others = (
        Record(title="A", publication_types=("systematic-review",), extra=(("classification", "systematic-review"),)),
        Record(
            title="A", publication_types=("Journal Article", "Review", "Meta-Analysis"), extra=(("SN", "0000-0000"),)
        ),
    )
    for order in permutations(("pubmed", "epistemonikos", "file:x")):
        sources = [
            SourceRecord(f"id-{n}", name, str(n), 1, "", one, "reference", "")
            for n, (name, one) in enumerate(zip(order, (told, *others), strict=True))
        ]
        shown = combine(sources)
        assert notices(shown) == (Notice("retracted", "90000001"),)
        assert set(shown.publication_types) == {"systematic-review", "Journal Article", "Review", "Meta-Analysis"}
