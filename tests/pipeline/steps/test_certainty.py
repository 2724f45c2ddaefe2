"""The team's own certainty of a finding: each step kept with its reason, bound to a version, and told in the documents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appraisal.instrument import Instrument, load_instrument
from data import reference
from pipeline.errors import BadInput
from pipeline.export.document import compose
from pipeline.export.markdown import to_markdown
from pipeline.gather import gather
from pipeline.steps import certainty, summarise
from pipeline.steps.fields import save_field
from pipeline.steps.undo import undo_last
from tests.makers import World
from wiring import library

GRADE = load_instrument(reference.text("checklists/grade@1.0.yaml"))  # findings stay with it
CERQUAL = load_instrument(reference.text("checklists/cerqual@1.0.yaml"))
TOLD = "Upresise resultater: Få hendelser i eksempelet"


class Case:
    """A finding of a question, and the one who judges it."""

    def __init__(self, world: World, question_type: str = "effect") -> None:
        self.world, self.store, self.one = world, world.store, world.actor
        with self.store.write(self.one, "question.edit", "question", world.question_id) as change:
            change.set_field("question", world.question_id, "type", question_type)
        self.part_id = summarise.add_finding(self.store, self.one, world.question_id)

    def step(self, instrument: Instrument = GRADE, **values: str) -> None:
        for name, value in values.items():
            field = name.replace("why_", certainty.REASON) if name.startswith("why_") else f"{certainty.GIVEN}{name}"
            certainty.save_step(self.store, self.one, self.part_id, field, value, instrument)

    def set(self, **values: str) -> None:
        for name, value in values.items():
            save_field(self.store, self.one, "finding", self.part_id, name, value)

    def use(self, instrument: Instrument = GRADE, reasons: str = TOLD) -> None:
        certainty.use_steps(self.store, self.one, self.part_id, instrument, reasons)

    def said(self) -> dict[str, str]:
        fields = self.store.seen_by(self.one).fields("part", self.part_id)
        return {name: saved.value for name, saved in fields.items()}

    def document(self, language: str = "nb") -> str:
        forms = library().forms
        summary = gather(
            self.store.seen_by(self.one), self.world.question_id, forms, lambda code, _params: code, language=language
        )
        return to_markdown(compose(summary, forms.template, forms.wording))


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def test_the_first_step_binds_the_finding_to_a_version(case: Case) -> None:
    case.step(start="randomised")
    assert case.said()[certainty.BOUND] == "grade@1.0"
    newer = replace(GRADE, version="1.1")
    every = {one.key: one for one in (GRADE, newer)}
    fields = case.store.seen_by(case.one).fields("part", case.part_id)
    bound = certainty.certainty_instrument(every, fields, "effect")
    assert bound is GRADE, "a newer version moves nothing"
    certainty.move_steps(case.store, case.one, case.part_id, GRADE, newer)
    assert case.said()[certainty.BOUND] == "grade@1.1" and case.said()["grade.start"] == "randomised"
    with pytest.raises(BadInput) as caught:
        case.step(imprecision="serious")
    assert caught.value.code == "certainty_other_version"


def test_a_step_needs_a_reason_before_the_level_is_used(case: Case) -> None:
    case.step(start="randomised", imprecision="serious")
    with pytest.raises(BadInput) as caught:
        case.use()
    assert caught.value.code == "certainty_not_whole"
    case.step(why_imprecision="Få hendelser i eksempelet")
    case.use()
    said = case.said()
    assert (said["certainty"], said["judged_by"], said["certainty_reason"]) == ("moderate", "us", TOLD)


def test_the_reviews_own_level_stays_beside_the_teams(case: Case) -> None:
    case.set(certainty="high", judged_by="review", certainty_agree="Nei, få hendelser.")
    case.step(start="randomised", imprecision="very_serious", why_imprecision="Få hendelser i eksempelet")
    case.use()
    assert (case.said()["certainty"], case.said()["review_certainty"]) == ("low", "high")


def test_what_nobody_said_whose_it_is_is_not_the_reviews(case: Case) -> None:
    case.set(outcome="antall fall", comparison="trening", direction="reduces", size="moderate", certainty="low")
    told = case.document()
    assert "Lav tillit" in told
    for said in ("oversiktens egen vurdering", "Vurdert i oversikten", "vår vurdering", "Vurdert av oss"):
        assert said not in told
    case.step(start="randomised", imprecision="serious", why_imprecision="Få hendelser i eksempelet")
    case.use()
    assert (case.said()["certainty"], case.said()["judged_by"]) == ("moderate", "us")
    assert not case.said().get("review_certainty"), "the team's own first answer is nothing that the review said"
    assert "Oversikten selv sier" not in case.document()


def in_use(case: Case) -> tuple[int, int]:
    """(finished, running) of GRADE, as the method team sees it."""
    use = case.store.seen_by(case.one).instruments_in_use()[GRADE.key]
    return use.finished, use.running


def test_using_the_steps_is_one_write_that_is_taken_back_whole(case: Case) -> None:
    case.set(certainty="high", judged_by="review")
    case.step(start="randomised", imprecision="serious", why_imprecision="Få hendelser i eksempelet")
    case.use()
    assert in_use(case) == (1, 0)
    undo_last(case.store, case.one, case.world.question_id, "summarise")
    said = case.said()
    assert (said["certainty"], said["judged_by"]) == ("high", "review")
    assert in_use(case) == (0, 1), "the method team is told that a finding is under way with it"
    assert not said.get("review_certainty") and said["grade.imprecision"] == "serious", "the steps stay"


def test_cerqual_gives_no_level_by_rule(world: World) -> None:
    case = Case(world, "experience")
    assert case.said()["kind"] == "qualitative"
    answers = dict.fromkeys((item.id for item in CERQUAL.items), "none")
    case.step(CERQUAL, **answers | {"adequacy": "moderate"})
    fields = case.store.seen_by(case.one).fields("part", case.part_id)
    found = certainty.taken(fields, CERQUAL)
    assert found.verdict.proposed is None and [item.id for item in found.lacking] == ["adequacy"]
    case.step(CERQUAL, why_adequacy="Lite materiale")
    case.set(certainty="moderate")
    case.use(CERQUAL, "Nok materiale: Lite materiale")
    assert (case.said()["certainty"], case.said()["certainty_reason"]) == ("moderate", "Nok materiale: Lite materiale")
    assert case.said()[certainty.BOUND] == "cerqual@1.0"


def test_documents_tell_the_steps_and_whose_judgement_it_is(case: Case) -> None:
    case.set(outcome="antall fall", comparison="trening", direction="reduces", size="moderate")
    case.set(certainty="high", judged_by="review", certainty_agree="Nei, vi ser for få hendelser.")
    assert "oversiktens egen vurdering" in case.document()
    case.step(start="randomised", imprecision="serious", why_imprecision="Få hendelser i eksempelet")
    case.use()
    told = case.document()
    for part in (
        "vår vurdering",
        "Trinn for trinn med GRADE 1.0",
        "Upresise resultater: alvorlig, ned ett nivå. Få hendelser i eksempelet",
        "Oversikten selv sier:",
        "Nei, vi ser for få hendelser.",
    ):
        assert part in told
    assert told.count("Få hendelser i eksempelet") == 1, "what the steps say is not said twice"
    assert "Step by step with GRADE 1.0" in case.document("en")
