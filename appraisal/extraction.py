"""Forms for what an included review or study says of itself, as data: YAML text -> forms that know their fields.

A field is kept under a name that says what may stand in it (`Field.name`): the fields that documents read (`KNOWN`) under
their own ids, others as `text.ID`, `count.ID` or `date.ID`. So what was written stays readable under a later form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from appraisal.fields import Fields
from appraisal.text import Text
from appraisal.tree import read_tree

KINDS = ("line", "area", "count", "date", "list")  # list: a study on each line
KNOWN: Mapping[str, str] = {  # fields that documents, pictures and overlap read: id -> the kind that it must have
    "question": "area",
    "search_date": "date",
    "studies": "count",
    "people": "count",
    "countries": "line",
    "study_list": "list",
}
QUOTE, PAGE = "quote_of.", "page_of."  # beginnings of the names of what shows that a field is right
OUTCOME = "outcome."  # outcome.<id of the outcome>.<id of the field>
FOREIGN = ("quote", "page")  # fields of an outcome in the words of the article
_VERSION = r"[0-9A-Za-z][0-9A-Za-z.-]{0,29}"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to write down. `quoted`: it has a quote and a page of its own."""

    id: str
    kind: str  # one of KINDS
    label: Text
    help: Text | None = None
    quoted: bool = False

    @property
    def name(self) -> str:
        """What it is kept under."""
        if self.id in KNOWN:
            return self.id
        return f"{self.kind if self.kind in ('count', 'date') else 'text'}.{self.id}"


@dataclass(frozen=True, slots=True)
class Form:
    """One form; `fits`: the designs that it is offered first for, as instruments name them."""

    id: str
    title: Text
    heading: Text
    fits: tuple[str, ...]
    fields: tuple[Field, ...]
    outcome: tuple[Field, ...]  # of each outcome; the first is its name


@dataclass(frozen=True, slots=True)
class Forms:
    """All forms of one version, the usual one first."""

    version: str
    languages: tuple[str, ...]
    forms: tuple[Form, ...]
    dropped: tuple[tuple[str, Text], ...] = ()  # (id, label) of fields that only other versions have; the newest first

    def get(self, form_id: str) -> Form | None:
        """The form with this id."""
        return next((one for one in self.forms if one.id == form_id), None)

    def for_design(self, design: str) -> Form:
        """The form to propose for a study design; "" or one that none fits: the first."""
        return next((one for one in self.forms if design in one.fits), self.forms[0])

    def labels(self, language: str) -> dict[str, str]:
        """id of a field -> its label, in all forms; of one that was dropped as the last version that had it called it."""
        every = [*self._labels(), *self.dropped]
        return {one: label.get(language) for one, label in reversed(every)}

    def with_dropped(self, other: Forms) -> Forms:
        """With the labels of what `other`, an older version, has and this one has not: what was written stays readable."""
        known = {one for one, _label in (*self._labels(), *self.dropped)}
        more = {one: label for one, label in reversed(other._labels()) if one not in known}
        return replace(self, dropped=(*self.dropped, *more.items()))

    def _labels(self) -> list[tuple[str, Text]]:
        return [(one.id, one.label) for form in self.forms for one in (*form.fields, *form.outcome)]


def load_forms(yaml_text: str) -> Forms:
    """The forms that a file holds. Raises BadInput with a code `checklist_...` or `extraction_...`, `line` and `key`."""
    top = Fields(read_tree(yaml_text), "", ("id", "version", "languages", "forms"))
    top.choice("id", ("extraction",))
    languages = top.languages("languages")
    every = top.mappings("forms", ("id", "title", "heading", "fits", "fields", "outcome"))
    return Forms(top.string("version", _VERSION), languages, tuple(_form(one, languages) for one in every))


def _form(one: Fields, languages: tuple[str, ...]) -> Form:
    return Form(
        id=one.id(),
        title=one.text("title", languages),
        heading=one.text("heading", languages),
        fits=one.ids("fits"),
        fields=_fields(one, "fields", languages),
        outcome=_fields(one, "outcome", languages),
    )


def _fields(form: Fields, key: str, languages: tuple[str, ...]) -> tuple[Field, ...]:
    found = form.mappings(key, ("id", "kind", "label"), ("help", "quoted"))
    return tuple(_field(one, languages, known=key == "fields") for one in found)


def _field(one: Fields, languages: tuple[str, ...], *, known: bool) -> Field:
    field_id, kind = one.id(), one.choice("kind", KINDS)
    if known and KNOWN.get(field_id, kind) != kind:
        one.bad("extraction_kind", "kind", id=field_id, kind=KNOWN[field_id])
    return Field(field_id, kind, one.text("label", languages), one.optional_text("help", languages), one.flag("quoted"))
