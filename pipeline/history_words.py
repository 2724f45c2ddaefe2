"""Which words of the history belong to what in the log: tables that tests hold against the verbs and the fields.

A field is called by the sentence `field_THING_NAME`; a value that is chosen from a list is shown as its label: from the
shipped texts where they have it, else as the sentence `value_LIST_ID`.
"""

from __future__ import annotations

from collections.abc import Mapping

from appraisal.effects import MEASURES
from pipeline.belonging import KINDS
from pipeline.columns import OFFERED
from pipeline.combine import CORRECTABLE
from pipeline.needs import CHOSEN, SEVERAL
from pipeline.press import ELEMENTS, OUTCOMES
from pipeline.rights import ROLES
from pipeline.steps.criteria import MADE, NAMES
from pipeline.steps.fields import EDITABLE
from pipeline.steps.share import AUDIENCES

# verb -> the thing whose fields it writes
THINGS: Mapping[str, str] = {one.verb: thing for thing, one in EDITABLE.items()} | {
    "need.raise": "need",
    "finding.add": "finding",
    "question.start": "question",
    "question.split": "question",
    "question.take_texts": "question",
    "screen.take_texts": "question",
    "summary.take_texts": "question",
    "research_need.raise": "research_need",
    "reference.correct": "reference",
    "reference.fill": "reference",
}
# Fields that verbs of their own write.
ALSO: Mapping[str, tuple[str, ...]] = {
    "question": ("type", "framework", "language", "sentence"),
    "criteria": tuple(f"{MADE}{name}" for name in NAMES),
    "reference": (*CORRECTABLE, "filled"),
    "run": ("kept",),
    "finding": ("certainty_instrument",),
}
# thing -> beginning of a name that is followed by an id -> the list whose label tells which one it is
BEGINNINGS: Mapping[str, Mapping[str, str]] = {
    "question": {"element.": "element", "edition.": "text_kind"},
    "columns": {"column.": "column"},
    "appraisal": {"answer.": "item", "comment.": "item", "quote.": "item", "page.": "item"},
    "consensus": {"answer.": "item", "comment.": "item"},
    "finding": {"grade.": "grade_item", "grade_reason.": "grade_item"},
    "extraction": {
        "outcome.": "outcome",
        **dict.fromkeys(("text.", "count.", "date.", "quote_of.", "page_of."), "extraction_field"),
    },
    "summary": {"section.": "section", "search_report.": "search_item"},
}
# (thing, field, or beginning of one) -> the list that its value is chosen from
LISTS: Mapping[tuple[str, str], str] = {
    ("need", "service_area"): "service_areas",
    ("need", "asked_by"): "askers",
    ("question", "type"): "question_type",
    ("question", "framework"): "framework",
    ("question", "language"): "language",
    ("question", "search_elements"): "element",
    ("question", "edition."): "edition",
    ("columns", "column."): "column_field",
    ("other_place", "name"): "place",
    ("appraisal", "answer."): "answer",
    ("appraisal", "overall"): "judgement",
    ("appraisal", "variant"): "variant",
    ("consensus", "answer."): "answer",
    ("consensus", "overall"): "judgement",
    ("consensus", "variant"): "variant",
    ("extraction", "form"): "extraction_form",
    ("finding", "grade."): "grade_answer",
    ("finding", "measure"): "measure",
    ("finding", "direction"): "direction",
    ("finding", "size"): "size",
    ("finding", "certainty"): "certainty",
    ("finding", "review_certainty"): "certainty",
    ("finding", "very_low_form"): "very_low_form",
    ("finding", "judged_by"): "judged_by",
    ("finding", "kind"): "finding_kind",
    ("finding", "review"): "article",
    ("reference", "kind"): "record_kind",
    ("reference", "filled"): "source",
    ("research_need", "question_type"): "question_type",
    ("research_need", "certainty"): "certainty",
    **{("research_need", name): words for name, words in CHOSEN.items()},
}
# Fields of several values: what stands between them.
SPLIT: Mapping[tuple[str, str], str] = {
    ("need", "asked_by"): "\n",
    ("question", "search_elements"): " ",
    ("reference", "filled"): " ",
    ("finding", "review"): "\n",
    **{("research_need", name): "\n" for name in SEVERAL},
}
# Made by the program out of another field of the same write.
DERIVED = frozenset({("question", "sentence")})

TEXT, PLAIN, ENGLISH, CODE, REFERENCE = "", "=", "en", "#", "@"
# kind of row -> what of it is told: (column, the list of its value, or one of the signs above)
ROWS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "need": (("municipality_id", "municipality"),),
    "person": (("name", PLAIN), ("municipality_id", "municipality"), ("language", "language")),
    "word": (("text", ENGLISH),),
    "strategy": (("source", "source"), ("text", ENGLISH)),
    "file": (("name", PLAIN),),
    "run": (("source", "source"), ("state", "run_state"), ("counted", PLAIN)),
    "vote": (
        ("reference_id", REFERENCE),
        ("stage", "stage"),
        ("answer", "vote"),
        ("reason", "exclusion_reason"),
        ("note", TEXT),
    ),
    "merge": (("kept_id", REFERENCE), ("reason_code", CODE)),
    "pair": (("state", "pair_state"),),
    "link": (("kind", "link_kind"), ("state", "link_state")),
    "pick": (("field", "record_field"), ("source", "source")),
    "study_apart": (("a_id", REFERENCE), ("b_id", REFERENCE)),
    "study_report": (("reference_id", REFERENCE),),
    "appraisal": (("reference_id", REFERENCE), ("instrument", "instrument"), ("version", PLAIN)),
    "part": (("reference_id", REFERENCE),),
    "paper": (("reference_id", REFERENCE), ("name", PLAIN)),
    "abstention": (("reference_id", REFERENCE),),
    "key_article": (("pmid", PLAIN), ("doi", PLAIN)),
    "remark": (("element", "press"), ("outcome", "press_outcome"), ("text", TEXT)),
    "comment": (("text", TEXT), ("waits_for", "team")),
    "document": (("name", PLAIN),),
    "appointment": (("person_id", "person"), ("role", "role")),
    "share": (("audience_kind", "audience_kind"), ("audience_id", "audience")),
    "invitation": (("role", "role"),),
}
# Kinds of rows that come several at a time and are told in one: word, word, word; and what they belong to, where they do.
TOGETHER: Mapping[str, tuple[str, str]] = {"word": ("element", "element"), "study_report": ("", "")}
# Lists that have no shipped text. Those of `source` are the sentences `source_...`.
VALUES: Mapping[str, tuple[str, ...]] = {
    "language": ("nb", "nn", "en"),
    "very_low_form": ("uncertain", "may"),
    "judged_by": ("review", "us"),
    "measure": MEASURES,
    "finding_kind": ("effect", "qualitative"),
    "record_kind": (
        *("article", "review", "book", "chapter", "report", "guideline", "thesis", "conference", "preprint", "other"),
    ),
    "run_state": ("waiting", "counting", "counted", "fetching", "done", "failed", "cancelled"),
    "column_field": OFFERED,
    "stage": ("abstract", "full_text"),
    "vote": ("include", "maybe", "exclude"),
    "pair_state": ("doubtful", "same", "different", "linked"),
    "link_kind": KINDS,
    "link_state": ("found", "confirmed", "refused", "same"),
    "record_field": CORRECTABLE,
    "team": ("practice", "research"),
    "format": ("docx", "pdf", "html", "markdown", "ris", "csv", "xlsx", "bib", "json"),
    "press": ELEMENTS,
    "press_outcome": OUTCOMES,
    "role": tuple(ROLES),
    "audience_kind": AUDIENCES,
}
# Marks that take a row away, or bring it back: then the row itself is told.
MARKS = frozenset({"removed_at", "undone_at", "settled_at", "until_at", "withdrawn_at"})
# verb -> kinds of rows that are too many to tell, or tell nothing more.
COUNTED: Mapping[str, frozenset[str]] = {
    "dedupe.run": frozenset({"merge", "pair", "link"}),
    "import.use": frozenset({"question"}),  # the same choice, kept for the next table
}
WHYS: Mapping[str, str] = {
    "example": "why_example",
    "half an example": "why_example",
    "at the machine": "why_at_the_machine",
}
NOT_WHYS = frozenset({"changed", "undone"})  # the lines themselves say it


def field_codes() -> frozenset[str]:
    """The sentence of every field and column that may be told."""
    names = {(thing, name) for thing, one in EDITABLE.items() if thing not in ("draft", "put_by") for name in one.names}
    names |= {(thing, name) for thing, more in ALSO.items() for name in more}
    names |= {(thing, begin.removesuffix(".")) for thing, begins in BEGINNINGS.items() for begin in begins}
    names |= {(kind, column) for kind, columns in ROWS.items() for column, _ in columns}
    return frozenset(f"{thing}_{name}" for thing, name in names)


def value_codes() -> frozenset[str]:
    """The sentence of every value that no shipped text names."""
    return frozenset(f"{words}_{value}" for words, values in VALUES.items() for value in values)
