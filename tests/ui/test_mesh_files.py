"""A MeSH file on the settings page: loaded, told of, used, and taken out again; and who may."""

from __future__ import annotations

import io

import pytest

import wiring
from pipeline.errors import BadInput, Refused
from pipeline.steps.mesh import load_mesh, remove_mesh
from tests.makers import make_person
from tests.pipeline.formats.test_mesh import ENGLISH, NORWEGIAN
from tests.ui.pages import elements, html, labels, me, opened, place, press, said, store, view


def load(data: bytes, name: str) -> int:
    return load_mesh(store(), me(), wiring.mesh_table(), io.BytesIO(data), name)


def test_a_file_is_uploaded_told_of_and_taken_out(new_question: str) -> None:
    at = opened("settings")
    assert "Ingen MeSH-fil er lastet." in html(at)
    uploader = next(one for one in at.get("file_uploader"))
    uploader.set_value(("nor.xml", NORWEGIAN, "text/xml")).run()
    at = press(at, "Last inn filen")
    assert not at.exception and not at.error
    assert "1 emneord er lastet." in [one.replace("\\", "") for one in said(at)]
    assert "1 emneord med 2 navn, fra nor.xml" in html(at)
    assert wiring.mesh_table().named("eksempelplage")[0].heading == "Examplitis"
    at = press(at, "Ta bort MeSH på bokmål")
    assert "Ingen MeSH-fil er lastet." in html(at) and not wiring.mesh_table().named("eksempelplage")
    assert [one.label for one in elements(at) if one.type == "progress"] == []


def test_a_file_with_a_fault_changes_nothing_and_says_so(new_question: str) -> None:
    load(ENGLISH, "desc.xml")
    at = opened("glossary")
    next(one for one in at.get("file_uploader") if "MeSH" in one.label).set_value(
        ("bad.xml", b"<html/>", "text/xml")
    ).run()
    at = press(at, "Last inn filen")
    assert any("er ikke en fil med MeSH" in one for one in said(at))
    assert "2 emneord med 3 navn, fra desc.xml" in html(at)


def test_others_neither_load_nor_remove(new_question: str) -> None:
    load(ENGLISH, "desc.xml")
    other = make_person(store(), "Eksempel Nabo", place("5601"))
    with pytest.raises(Refused):
        load_mesh(store(), other, wiring.mesh_table(), io.BytesIO(NORWEGIAN), "nor.xml")
    with pytest.raises(Refused):
        remove_mesh(store(), other, wiring.mesh_table(), "en")
    assert wiring.mesh_table().state().headings == 2
    with pytest.raises(BadInput, match="mesh_not_descriptors"):
        load(b"", "empty.xml")
    assert "Last inn filen" not in labels(opened("glossary", reader=other))
    assert view().own_texts("glossary") == ()
