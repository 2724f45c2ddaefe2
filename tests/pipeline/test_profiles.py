"""Work profiles: what each sets, and where the work is less than it asks for."""

from __future__ import annotations

import pytest

from data import reference
from pipeline.errors import BadInput
from pipeline.file_sources import is_database
from pipeline.profiles import Done, chosen, departures, expected, load_profiles, screens_alone
from pipeline.rows import Run

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
    ("quick", Done(1, 2, False, judged=1), []),
    ("quick", Done(1, 1, False), ["profile_fewer_sources"]),
    ("rapid", Done(1, 2, False, judged=3, judged_by_several=2), ["profile_fewer_appraisers", "profile_not_reviewed"]),
    ("full", Done(1, 3, True, judged=2, judged_by_several=2), ["profile_fewer_screeners"]),
    ("full", Done(2, 3, True, read_whole=8, read_whole_by_several=7), ["profile_fewer_read_whole"]),
    ("rapid", Done(2, 3, True, read_whole=8, read_whole_by_several=0), []),
    ("full", Done(), []),
]


@pytest.mark.parametrize(("name", "done", "codes"), DEPARTED)
def test_departures(name: str, done: Done, codes: list[str]) -> None:
    assert [code for code, _ in departures(PROFILES[name], done)] == codes


NOTHING = Done()
HALF = Done(sources=2, reviewed=True, references=41, read=41, read_by_several=9, out_by_one=3, included=2, judged=2)
ALL = Done(
    sources=3,
    reviewed=True,
    references=41,
    read=41,
    read_by_several=41,
    included=2,
    judged=2,
    judged_by_several=2,
)
ASKED = [
    # profile, step, done -> what is asked for there, and whether it is done
    ("quick", "search", NOTHING, {"sources_two": False}),
    ("quick", "search", HALF, {"sources_two": True}),
    ("rapid", "search", NOTHING, {"sources_two": False, "press": False}),
    ("rapid", "search", HALF, {"sources_two": True, "press": True}),
    ("full", "search", HALF, {"sources_all": False, "press": True}),
    ("full", "search", ALL, {"sources_all": True, "press": True}),
    ("quick", "screen", HALF, {"screen_one": True}),
    ("rapid", "screen", NOTHING, {"screen_pilot": False, "screen_one": False, "screen_checked": False}),
    ("rapid", "screen", HALF, {"screen_pilot": True, "screen_one": True, "screen_checked": False}),
    ("rapid", "screen", ALL, {"screen_pilot": True, "screen_one": True, "screen_checked": True}),
    ("full", "screen", HALF, {"screen_two": False}),
    ("full", "screen", ALL, {"screen_two": True}),
    ("quick", "appraise", HALF, {"appraise_one": True}),
    ("rapid", "appraise", HALF, {"appraise_verified": False}),
    ("full", "appraise", ALL, {"appraise_two": True}),
    ("full", "appraise", NOTHING, {"appraise_two": False}),
    ("full", "dedupe", ALL, {}),
]


@pytest.mark.parametrize(("name", "step", "done", "wanted"), ASKED)
def test_what_a_profile_asks_for_at_each_step(name: str, step: str, done: Done, wanted: dict[str, bool]) -> None:
    assert {one.code: one.met for one in expected(PROFILES[name], step, done)} == wanted


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [("people: 2", "people: 3", "full.screening.people"), ("appraisal: two", "appraisal: ten", "full.appraisal"),
     ("default: true", "default: false", "default"), ("press: false", "press: maybe", "quick.press")],
)  # fmt: skip
def test_a_broken_profile_names_its_key(old: str, new: str, key: str) -> None:
    with pytest.raises(BadInput) as caught:
        load_profiles(TEXT.replace(old, new, 1))
    assert caught.value.params["key"] == key


def test_what_asks_for_a_second_reader_is_told_as_done_outside_and_never_as_not_done_yet() -> None:
    by_one = Done(references=139, read=139, out_by_one=100, sources=3, reviewed=True)
    for name, outside in (("quick", []), ("rapid", ["screen_pilot", "screen_checked"]), ("full", ["screen_two"])):
        assert [one.code for one in expected(PROFILES[name], "screen", by_one) if one.outside] == outside
        assert screens_alone(PROFILES[name]) is bool(outside)
    assert not any(one.outside for one in expected(PROFILES["full"], "screen", ALL)), "two have read them all"


@pytest.mark.parametrize(
    ("source", "kind", "counts"),
    [("embase", "import", True), ("pubmed", "search", True), ("other", "import", False), ("hand", "hand", False)],
)
def test_only_databases_known_by_name_count_as_sources(source: str, kind: str, counts: bool) -> None:
    run = Run("r", "q", kind, source, "done", None, 1, 1, "", "", "", "", {}, {})
    assert is_database(run) is counts
