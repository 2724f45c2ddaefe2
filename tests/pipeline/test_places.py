"""Municipalities and regions: the shipped lists, and finding one as people type it."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from pipeline.errors import BadInput
from pipeline.places import Municipality, find, load_municipalities, load_regions

KSF = Path(__file__).resolve().parents[2] / "data" / "ksf"
ALL = load_municipalities((KSF / "municipalities.csv").read_text(encoding="utf-8"))
REGIONS = load_regions((KSF / "regions.csv").read_text(encoding="utf-8"))
HEAD = "number,name,county,ksf_region,valid_from,valid_to\n"


def test_the_list_is_whole() -> None:
    assert len(ALL) == 357
    assert len({one.number for one in ALL}) == 357
    assert all(one.valid_from == "2026-01-01" and one.valid_to is None for one in ALL)
    assert Counter(one.region for one in ALL) == {
        "Nord": 80, "Vest": 66, "Midt": 65, "Innlandet": 46, "Sør-Øst": 41, "Øst": 34, "Sør": 25}  # fmt: skip


def test_regions_fit_the_municipalities() -> None:
    assert len(REGIONS) == 7
    numbers = {one.number: one for one in ALL}
    for region in REGIONS:
        host = numbers[region.host_number]
        assert host.names[0] == region.host
        assert host.region == region.name
    assert {county: region.name for region in REGIONS for county in region.counties} == {
        one.county: one.region for one in ALL
    }


def test_facts_are_those_of_the_source() -> None:
    shared = Path(os.environ.get("KUNNSKAPSBROEN_SHARED", Path(__file__).resolve().parents[2] / ".." / "shared"))
    source = shared / "reference" / "municipalities.csv"
    if not source.exists():
        pytest.skip("the reference list of municipalities is not here")
    rows = [line.split(",") for line in source.read_text(encoding="utf-8").splitlines()[1:]]
    assert {(row[0], row[1], row[3], row[4]) for row in rows} == {
        (one.number, one.name, one.county, one.region) for one in ALL
    }


FIRST = [
    ("301", "0301"), ("0301", "0301"), ("Oslo", "0301"), ("oslove kommune", "0301"), ("BERGEN", "4601"),
    ("aalesund", "1508"), ("Ålesund kommune", "1508"), ("baerum", "3201"), ("tromso", "5501"), ("tromsoe", "5501"),
    ("kautokeino", "5612"), ("Guovdageaidnu", "5612"), ("snasa", "5041"), ("Snåase", "5041"), ("tråante", "5001"),
    ("vaaler innlandet", "3419"), ("Våler, Østfold", "3114"), ("Herøy (Nordland)", "1818"), ("nord aurdal", "3451"),
    ("trondhjem", "5001"), ("  drammen ", "3301"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "number"), FIRST)
def test_finds_first(query: str, number: str) -> None:
    assert find(ALL, query)[0].number == number


SEVERAL = [
    ("våler", ["Våler (Østfold)", "Våler (Innlandet)"]),
    ("heroy", ["Herøy (Møre og Romsdal)", "Herøy (Nordland)"]),
    ("aurdal", ["Nord-Aurdal (Innlandet)", "Sør-Aurdal (Innlandet)"]),
    ("kárášj", ["Kárášjohka - Karasjok (Finnmark)"]),
    ("", []), ("   ", []), ("kommunevåpen", []), ("9999", []), ("qq", []), ("<script>", []),
]  # fmt: skip


@pytest.mark.parametrize(("query", "labels"), SEVERAL)
def test_finds_all_and_tells_them_apart(query: str, labels: list[str]) -> None:
    assert [one.label for one in find(ALL, query)] == labels


def test_a_whole_name_goes_before_its_beginning() -> None:
    assert [one.names[0] for one in find(ALL, "nes", 3)] == ["Nes", "Nesbyen", "Nesna"]


def test_first_digits_come_in_order_of_number_and_up_to_the_limit() -> None:
    assert [one.number for one in find(ALL, "33", 3)] == ["3301", "3303", "3305"]


def test_every_municipality_is_found_by_each_of_its_names() -> None:
    for one in ALL:
        for name in one.names:
            assert one in find(ALL, name), name
        assert find(ALL, one.number)[0] == one
        assert find(ALL, one.label)[0] == one


def test_a_name_no_longer_in_force_is_not_offered() -> None:
    old = Municipality("9901", "Oppdiktet", "Fylket", "Nord", "2020-01-01", "2025-12-31")
    assert find([old], "oppdiktet") == ()


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ("", "places_columns", {"missing": "number, name, county, ksf_region, valid_from, valid_to"}),
        ("number,name,county\n", "places_columns", {"missing": "ksf_region, valid_from, valid_to"}),
        (HEAD + "12,Kort,F,Nord,2026-01-01,\n", "places_row_broken", {"line": 2}),
        (HEAD + "9901,A,F\n", "places_row_broken", {"line": 2}),
        (HEAD + "9901,A,F,Nord,2026-01-01,\n9901,B,F,Nord,2026-01-01,\n", "places_number_twice", {"number": "9901"}),
    ],
)
def test_a_broken_list_is_named(text: str, code: str, params: dict[str, str | int]) -> None:
    with pytest.raises(BadInput) as problem:
        load_municipalities(text)
    assert (problem.value.code, problem.value.params) == (code, params)


def test_a_renamed_municipality_keeps_its_old_row() -> None:
    both = load_municipalities(HEAD + "9901,Gammel,F,Nord,2020-01-01,2025-12-31\n9901,Ny,F,Nord,2026-01-01,\n")
    assert [one.name for one in find(both, "9901")] == ["Ny"]
