"""Forms for extraction: what ships, where each field is kept, and that a broken file is named by line and key."""

from __future__ import annotations

import pytest

from appraisal.extraction import KNOWN, load_forms
from data import reference
from pipeline.errors import BadInput
from pipeline.steps.fields import EDITABLE

SHIPPED = reference.text("templates/extraction.yaml")
SMALL = """\
id: extraction
version: '1'
languages: [nb]
forms:
- id: own
  title: {nb: Eget skjema}
  heading: {nb: Hva sier den?}
  fits: [rct]
  fields:
  - id: people
    kind: count
    label: {nb: Antall personer}
  - id: waited
    kind: count
    label: {nb: Hvor mange ventet?}
  - id: told
    kind: area
    label: {nb: Hva fortalte de?}
    quoted: true
  outcome:
  - id: name
    kind: line
    label: {nb: Utfall}
"""


def test_two_forms_ship_in_three_languages() -> None:
    forms = load_forms(SHIPPED)
    assert [one.id for one in forms.forms] == ["review", "study"] and forms.languages == ("nb", "nn", "en")
    review, study = forms.forms
    assert set(KNOWN) <= {one.id for one in review.fields}, "what documents read is asked for"
    assert forms.for_design("systematic-review") is review and forms.for_design("") is review
    assert forms.for_design("rct") is study and forms.for_design("qualitative") is study
    for form in forms.forms:
        assert {"name", "numbers", "quote", "page"} <= {one.id for one in form.outcome}


def test_every_field_of_a_form_can_be_saved_under_its_name() -> None:
    for form in (*load_forms(SHIPPED).forms, *load_forms(SMALL).forms):
        for one in form.fields:
            assert EDITABLE["extraction"].allows(one.name), one


def test_an_own_field_keeps_its_shape() -> None:
    (form,) = load_forms(SMALL).forms
    assert [one.name for one in form.fields] == ["people", "count.waited", "text.told"]
    assert [EDITABLE["extraction"].shape_of(one.name) for one in form.fields] == ["count", "count", ""]


@pytest.mark.parametrize(
    ("before", "after", "code", "line", "key"),
    [
        ("kind: area", "kind: arena", "checklist_not_one_of", 17, "forms[0].fields[2].kind"),
        ("kind: count", "kind: line", "extraction_kind", 11, "forms[0].fields[0].kind"),
        ("- id: waited", "- id: people", "checklist_id_twice", 13, "forms[0].fields[1].id"),
        ("{nb: Utfall}", "{en: Outcome}", "checklist_key_unknown", 23, "forms[0].outcome[0].label.en"),
        ("  fits: [rct]\n", "", "checklist_key_missing", 5, "forms[0].fits"),
        ("quoted: true", "quoted: ja", "checklist_wants_true_or_false", 19, "forms[0].fields[2].quoted"),
        ("id: extraction", "id: &a extraction", "checklist_alias", 1, "id"),
    ],
)  # fmt: skip
def test_a_broken_file_is_named_by_line_and_key(before: str, after: str, code: str, line: int, key: str) -> None:
    assert before in SMALL
    with pytest.raises(BadInput) as caught:
        load_forms(SMALL.replace(before, after, 1))
    assert (caught.value.code, caught.value.params["line"], caught.value.params["key"]) == (code, line, key)
