"""The checklists that ship: each loads in its languages, is described, and reads well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from appraisal.instrument import Instrument, Text, dump_instrument, load_instrument
from tests.appraisal.samples import CHECKLISTS, SHIPPED

LIGHT, DARK = "#ffffff", "#0e1117"
EACH = pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)


def load(path: Path) -> Instrument:
    return load_instrument(path.read_text(encoding="utf-8"))


def texts(value: object) -> Iterator[Text]:
    """Every text for people inside a value."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.1."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_there_is_a_checklist() -> None:
    assert "fhi-oversikt@1.0" in [path.stem for path in SHIPPED]


@EACH
def test_the_file_is_named_by_id_and_version_and_described(path: Path) -> None:
    assert load(path).key == path.stem
    assert f"`{path.name}`" in (CHECKLISTS / "README.md").read_text(encoding="utf-8")


@EACH
def test_round_trip(path: Path) -> None:
    assert load_instrument(dump_instrument(load(path))) == load(path)


@EACH
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_text_is_there_in_each_language(path: Path, language: str) -> None:
    instrument = load(path)
    assert language in instrument.languages
    found = list(texts(instrument))
    assert len(found) > 3 * len(instrument.items)
    for text in found:
        assert language in dict(text.pairs)
        assert text.get(language) == " ".join(text.get(language).split())


@EACH
def test_norwegian_texts_are_not_mixed_up(path: Path) -> None:
    nynorsk_only = {"ikkje", "eit", "ein", "dei", "kva", "kven", "korleis", "frå", "vart", "dykk"}
    bokmaal_only = {"ikke", "hva", "hvem", "hvordan", "fra", "ble", "dere", "jeg"}
    for text in texts(load(path)):
        assert not nynorsk_only & set(text.get("nb").lower().split())
        assert not bokmaal_only & set(text.get("nn").lower().split())


@EACH
def test_judgements_are_told_apart_without_colour_and_seen_on_light_and_dark(path: Path) -> None:
    instrument = load(path)
    assert len({judgement.symbol for judgement in instrument.judgements}) == len(instrument.judgements)
    for judgement in instrument.judgements:
        assert contrast(judgement.colour, LIGHT) >= 3
        assert contrast(judgement.colour, DARK) >= 3


def test_the_checklist_for_reviews() -> None:
    review = load(CHECKLISTS / "fhi-oversikt@1.0.yaml")
    assert [part.title.get("nb") for part in review.parts] == [
        "Kan du stole på resultatene?",
        "Hva forteller resultatene?",
        "Kan resultatene være til hjelp i praksis?",
    ]
    assert [item.number for item in review.items] == [str(number) for number in range(1, 11)]
    assert [item.number for item in review.gate_items] == ["1", "2"]
    assert [answer.label.get("nb") for answer in review.answers] == ["Ja", "Uklart", "Nei"]
    assert [judgement.id for judgement in review.judgements] == ["low", "some", "serious"]
    assert review.text_kind == "gist"
    assert review.gate is not None
    assert review.gate.ask.get("nb") == "Legge artikkelen til side?"
    assert review.rule.note is not None
    assert all(item.mistake for item in review.items)
