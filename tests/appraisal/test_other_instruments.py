"""The model holds ROBINS-I, JBI, CASP, MMAT and AGREE II as well."""

from __future__ import annotations

from itertools import product

import pytest

from appraisal.instrument import dump_instrument, load_instrument
from appraisal.judge import domain_percents, judge
from tests.appraisal import other_instruments


@pytest.mark.parametrize("name", other_instruments.ALL)
def test_it_loads_in_three_languages_and_survives_the_way_out_and_in(name: str) -> None:
    instrument = load_instrument(other_instruments.ALL[name]())
    assert instrument.languages == ("nb", "nn", "en")
    again = load_instrument(dump_instrument(instrument))
    assert again == instrument
    answers = {item.id: item.answers[-1] for item in instrument.within().items}
    assert judge(again, answers) == judge(instrument, answers)


@pytest.mark.parametrize(
    ("domains", "whole"),
    [
        (["low"] * 7, "low"),
        (["low"] * 6 + ["moderate"], "moderate"),
        (["moderate"] * 6 + ["no_information"], "no_information"),
        (["serious"] + ["no_information"] * 6, "serious"),
        (["serious"] * 6 + ["critical"], "critical"),
    ],
)
def test_robins_i(domains: list[str], whole: str) -> None:
    instrument = load_instrument(other_instruments.robins_i())
    verdict = judge(instrument, {f"d{n}_risk": one for n, one in enumerate(domains, 1)})
    assert verdict.proposed == whole


def test_robins_i_several_serious_may_be_raised_by_a_person() -> None:
    instrument = load_instrument(other_instruments.robins_i())
    verdict = judge(instrument, {f"d{n}_risk": "serious" if n < 3 else "low" for n in range(1, 8)})
    assert (verdict.proposed, verdict.path[-1].code) == ("serious", "appraisal_offer")


def test_mmat_asks_only_what_belongs_to_the_design() -> None:
    instrument = load_instrument(other_instruments.mmat())
    assert len(instrument.items) == 27
    for variant in ("qualitative", "mixed"):
        assert len(instrument.within(variant).items) == 7
        assert len(judge(instrument, {}, variant).unanswered) == 7


def test_casp_gates() -> None:
    verdict = judge(load_instrument(other_instruments.casp()), {"aim": "no"})
    assert verdict.gate_failed == ("aim",) and verdict.proposed is None


def test_agree_ii_shares_of_domains() -> None:
    """(got - least) / (most - least): four appraisers, three items, as in the source's own kind of example."""
    instrument = load_instrument(other_instruments.agree_ii())
    rows = [(5, 6, 6), (6, 6, 7), (2, 4, 3), (3, 3, 2)]
    people = [{f"d1_{q}": f"p{points}" for q, points in enumerate(row, 1)} for row in rows]
    shares = domain_percents(instrument, people)
    assert shares["d1"] == pytest.approx((53 - 12) / (84 - 12) * 100)
    assert shares["d2"] is None
    for points, expected in product((1, 4, 7), (0,)):
        everything = [{item.id: f"p{points}" for item in instrument.items}] * 2
        assert set(domain_percents(instrument, everything).values()) == {(points - 1) / 6 * 100 + expected}
