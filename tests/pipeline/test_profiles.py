"""Work profiles: what each sets, and where the work is less than it asks for."""

from __future__ import annotations

import pytest

from data import reference
from pipeline.errors import BadInput
from pipeline.profiles import Done, chosen, departures, load_profiles

TEXT = reference.text("templates/profiles.yaml")
PROFILES = load_profiles(TEXT)
SET = [
    ("quick", 1, 0, "one", "reviews_two", False),
    ("rapid", 1, 20, "verified", "reviews_all", True),
    ("full", 2, 0, "two", "all", True),
]


@pytest.mark.parametrize(("name", "screeners", "pilot", "appraisal", "sources", "press"), SET)
def test_what_a_profile_sets(name: str, screeners: int, pilot: int, appraisal: str, sources: str, press: bool) -> None:
    one = PROFILES[name]
    assert (one.screeners, one.pilot, one.appraisal, one.sources, one.press) == (
        screeners,
        pilot,
        appraisal,
        sources,
        press,
    )


def test_the_rapid_one_stands_chosen() -> None:
    assert chosen(PROFILES, "").id == "rapid" == chosen(PROFILES, "gone").id
    assert chosen(PROFILES, "full").id == "full"


DEPARTED = [
    ("quick", Done(1, 1, 2, False), []),
    ("quick", Done(1, 1, 1, False), ["profile_fewer_sources"]),
    ("rapid", Done(1, 1, 2, False), ["profile_fewer_appraisers", "profile_not_reviewed"]),
    ("full", Done(1, 2, 3, True), ["profile_fewer_screeners"]),
    ("full", Done(), []),
]


@pytest.mark.parametrize(("name", "done", "codes"), DEPARTED)
def test_departures(name: str, done: Done, codes: list[str]) -> None:
    assert [code for code, _ in departures(PROFILES[name], done)] == codes


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [("people: 2", "people: 3", "full.screening.people"), ("appraisal: two", "appraisal: ten", "full.appraisal"),
     ("default: true", "default: false", "default"), ("press: false", "press: maybe", "quick.press")],
)  # fmt: skip
def test_a_broken_profile_names_its_key(old: str, new: str, key: str) -> None:
    with pytest.raises(BadInput) as caught:
        load_profiles(TEXT.replace(old, new, 1))
    assert caught.value.params["key"] == key
