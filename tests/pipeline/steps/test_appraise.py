"""Two people appraise for themselves, unseen by each other, and then agree: nothing of either is changed by that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appraisal.instrument import Instrument
from pipeline.errors import BadInput
from pipeline.export.document import compose
from pipeline.export.markdown import to_markdown
from pipeline.flow import BY_ID, state
from pipeline.gather import gather
from pipeline.reference_files import _words, entries
from pipeline.rows import Actor
from pipeline.steps.appraise import abstain, counting, how_alike, start_appraisal, start_consensus, to_agree
from pipeline.steps.fields import save_field
from pipeline.steps.screen import vote
from pipeline.steps.summarise import newest_change
from pipeline.steps.team import appoint, remove
from pipeline.steps.undo import undo_last
from pipeline.summarise import gate
from pipeline.sums import TWO_APPRAISE
from pipeline.turn import turns
from tests.makers import ALTA, BERGEN, World, instrument, make_person, make_references
from wiring import library


class Pair:
    """An included reference, and two people who may appraise it."""

    def __init__(self, world: World) -> None:
        self.world, self.store, self.one = world, world.store, world.actor
        self.two = make_person(world.store, "Eksempel To", ALTA)
        appoint(self.store, self.one, self.two.person_id, "research", "need", world.need_id)
        (self.reference_id,) = make_references(world, 1)
        for stage in ("abstract", "full_text"):
            vote(self.store, self.one, self.reference_id, stage, "include")

    def start(self, who: Actor) -> str:
        return start_appraisal(self.store, who, self.reference_id, instrument())

    def answer(self, who: Actor, appraisal_id: str, **answers: str) -> None:
        for item, value in answers.items():
            save_field(self.store, who, "appraisal", appraisal_id, f"answer.{item}", value)

    def finish(self, who: Actor, appraisal_id: str, overall: str) -> None:
        save_field(self.store, who, "appraisal", appraisal_id, "overall", overall)

    def agree(self, who: Actor) -> str:
        return start_consensus(self.store, who, self.reference_id, instrument())

    def done(self) -> tuple[tuple[tuple[str, int, int], ...], int, int]:
        work = self.store.seen_by(self.one).work_done(self.world.question_id)
        return work.appraised, work.judged, work.judged_by_several

    def seen(self, who: Actor, appraisal_id: str) -> dict[str, str]:
        one = self.store.seen_by(who).appraisal(appraisal_id)
        return {name: saved.value for name, saved in one.fields.items()}


@pytest.fixture
def pair(world: World) -> Pair:
    return Pair(world)


def test_what_the_other_answers_is_hidden_until_one_has_finished(pair: Pair) -> None:
    mine, theirs = pair.start(pair.one), pair.start(pair.two)
    pair.answer(pair.two, theirs, search="no")
    view = pair.store.seen_by(pair.one)
    assert pair.seen(pair.one, theirs) == {} and view.appraisal(theirs).hidden
    assert view.fields("appraisal", theirs) == {}
    assert [one.hidden for one in view.appraisals(pair.world.question_id)] == [False, True]
    told = [*view.events(pair.world.question_id), *view.history(pair.world.question_id, ["appraise.edit"])]
    assert [one for one in told if one.object_id == theirs and one.field] == []
    pair.finish(pair.one, mine, "some")
    assert pair.seen(pair.one, theirs) == {"answer.search": "no"}
    assert pair.seen(pair.two, mine) == {}, "the other has not finished"
    assert [one.new for one in view.history(pair.world.question_id, ["appraise.edit"]) if one.object_id == theirs] == [
        "no"
    ]


def asks_for_two(pair: Pair) -> None:
    save_field(pair.store, pair.one, "question", pair.world.question_id, "profile", "full")


def test_where_two_are_to_appraise_the_second_reads_nothing_before_their_own(pair: Pair) -> None:
    asks_for_two(pair)
    mine = pair.start(pair.one)
    pair.answer(pair.one, mine, search="no")
    pair.finish(pair.one, mine, "some")
    view = pair.store.seen_by(pair.two)
    assert pair.seen(pair.two, mine) == {} and view.fields("appraisal", mine) == {}
    assert view.appraisals(pair.world.question_id)[0].hidden
    told = [*view.events(pair.world.question_id), *view.history(pair.world.question_id, ["appraise.edit"])]
    assert [one for one in told if one.object_id == mine and one.field] == []
    theirs = pair.start(pair.two)
    assert pair.seen(pair.two, mine) == {}
    pair.finish(pair.two, theirs, "low")
    assert pair.seen(pair.two, mine) == {"answer.search": "no", "overall": "some"}


def test_whoever_says_that_they_will_not_appraise_may_read(pair: Pair) -> None:
    asks_for_two(pair)
    mine = pair.start(pair.one)
    pair.finish(pair.one, mine, "some")
    abstain(pair.store, pair.two, pair.reference_id)
    assert pair.seen(pair.two, mine) == {"overall": "some"}
    assert pair.store.seen_by(pair.one).abstained(pair.reference_id) == (pair.two.person_id,)
    with pytest.raises(BadInput) as caught:
        pair.start(pair.two)
    assert caught.value.code == "appraisal_abstained"
    assert undo_last(pair.store, pair.two, pair.world.question_id, "appraise") == "appraise.abstain"
    assert pair.seen(pair.two, mine) == {}
    theirs = pair.start(pair.two)
    with pytest.raises(BadInput) as caught:
        abstain(pair.store, pair.two, pair.reference_id)
    assert caught.value.code == "abstention_too_late" and theirs


def test_each_instrument_is_appraised_blind(pair: Pair) -> None:
    asks_for_two(pair)
    other = library().instruments["amstar2@1.0"]
    for who in (pair.one, pair.two):
        pair.finish(who, pair.start(who), "low")
    theirs = start_appraisal(pair.store, pair.two, pair.reference_id, other)
    pair.finish(pair.two, theirs, "high")
    assert pair.seen(pair.one, theirs) == {}, "the first checklist opens nothing of the second"
    abstain(pair.store, pair.one, pair.reference_id)
    assert pair.seen(pair.one, theirs) == {"overall": "high"}


def test_readers_who_do_not_appraise_and_a_third_person_are_not_blinded(pair: Pair) -> None:
    asks_for_two(pair)
    mine, peer = pair.start(pair.one), make_person(pair.store, "Eksempel Fagfelle", BERGEN)
    pair.finish(pair.one, mine, "some")
    appoint(pair.store, pair.one, peer.person_id, "peer", "need", pair.world.need_id)
    assert pair.seen(peer, mine) == {"overall": "some"}, "a peer reader does not appraise"
    pair.finish(pair.two, pair.start(pair.two), "low")
    third = make_person(pair.store, "Eksempel Tre", BERGEN)
    appoint(pair.store, pair.one, third.person_id, "research", "need", pair.world.need_id)
    assert pair.seen(third, mine) == {"overall": "some"}, "two have appraised: that was what was asked for"


def keep_compared(pair: Pair) -> None:
    """Its duplicates have been looked for, so that nothing else than the appraisal waits."""
    with pair.store.write(pair.one, "dedupe.run", "question", pair.world.question_id) as change:
        change.note("question", pair.world.question_id, field="duplicates")


def how_far(pair: Pair, who: Actor) -> tuple[int, int, int, list[str]]:
    """(appraised, half appraised, wait for others, what waits for them at their front page)."""
    view, question_id = pair.store.seen_by(who), pair.world.question_id
    come = view.progress([question_id])
    one = come[question_id]
    mine = [each for each in view.my_work() if each.question_id == question_id]
    waits = [f"{each.reason} {each.params.get('n', '')}".strip() for each in turns(mine, come)]
    return one.appraised, one.half_appraised, one.wait_for_others, waits


def test_where_two_are_to_appraise_an_article_waits_for_the_second(pair: Pair) -> None:
    appoint(pair.store, pair.one, pair.one.person_id, "research", "need", pair.world.need_id)
    keep_compared(pair)
    save_field(pair.store, pair.one, "question", pair.world.question_id, "profile", "quick")
    pair.finish(pair.one, pair.start(pair.one), "some")
    assert how_far(pair, pair.two) == (1, 0, 0, ["write 1"]), "one was asked for"
    asks_for_two(pair)
    assert how_far(pair, pair.one) == (0, 1, 1, [])
    assert how_far(pair, pair.two) == (0, 1, 0, ["appraise 1"])
    view = pair.store.seen_by(pair.two)
    step = BY_ID["appraise"]
    assert state(step, view.progress([pair.world.question_id])[pair.world.question_id]) == "begun"
    abstain(pair.store, pair.two, pair.reference_id)
    assert how_far(pair, pair.two) == (0, 1, 1, []), "it waits for somebody, but not for who will not"
    undo_last(pair.store, pair.two, pair.world.question_id, "appraise")
    pair.finish(pair.two, pair.start(pair.two), "low")
    for who in (pair.one, pair.two):
        assert how_far(pair, who) == (1, 0, 0, ["write 1"])


def document_of(pair: Pair, who: Actor) -> tuple[str, list[str], str]:
    """(the document, the codes about judgements in the check, what one's file of references says of it) to one person."""
    view, forms = pair.store.seen_by(who), library().forms
    summary = gather(view, pair.world.question_id, forms, lambda code, _params: code)
    codes = [one.code for one in gate(summary) if one.code.startswith("gate_judgement")]
    judged = _words(view, pair.world.question_id, forms, lambda code, _params: code, "nb").judged
    return to_markdown(compose(summary, forms.template, forms.wording)), codes, judged.get(pair.reference_id, "")


def the_same_to_all(pair: Pair, *others: Actor) -> tuple[list[str], str]:
    """What the check says of judgements, and the file of references; the documents of all are one."""
    first, *rest = [document_of(pair, who) for who in (pair.one, pair.two, *others)]
    assert all(one == first for one in rest)
    return first[1], first[2]


def test_documents_are_the_same_whoever_makes_them_while_two_appraise_blind(pair: Pair) -> None:
    asks_for_two(pair)
    peer = make_person(pair.store, "Eksempel Fagfelle", BERGEN)
    appoint(pair.store, pair.one, peer.person_id, "peer", "need", pair.world.need_id)
    assert the_same_to_all(pair, peer) == (["gate_judgement"], "")
    mine = pair.start(pair.one)
    pair.finish(pair.one, mine, "some")
    assert the_same_to_all(pair, peer) == (["gate_judgement_one_of_two"], ""), "the second has not begun"
    theirs = pair.start(pair.two)
    assert the_same_to_all(pair, peer) == (["gate_judgement_one_of_two"], "")
    pair.finish(pair.two, theirs, "low")
    assert the_same_to_all(pair, peer) == (["gate_judgement_not_agreed"], ""), "no one of the two is the judgement"
    agreed = pair.agree(pair.one)
    save_field(pair.store, pair.one, "consensus", agreed, "overall", "low")
    codes, judged = the_same_to_all(pair, peer)
    assert codes == [] and judged.startswith("Små bekymringer"), "as the two agreed"
    third = make_person(pair.store, "Eksempel Tre", BERGEN)
    appoint(pair.store, pair.one, third.person_id, "research", "need", pair.world.need_id)
    pair.start(third)
    assert the_same_to_all(pair, peer, third) == (codes, judged), "what is agreed on stays, whoever begins after"


def test_a_team_that_goes_on_with_one_says_so_and_all_get_that_judgement(pair: Pair) -> None:
    asks_for_two(pair)
    pair.finish(pair.one, pair.start(pair.one), "some")
    before = newest_change(pair.store.seen_by(pair.one), pair.world.question_id)
    abstain(pair.store, pair.two, pair.reference_id)
    assert newest_change(pair.store.seen_by(pair.one), pair.world.question_id) > before, (
        "older documents are out of date"
    )
    codes, judged = the_same_to_all(pair)
    assert codes == [] and judged
    undo_last(pair.store, pair.two, pair.world.question_id, "appraise")
    assert the_same_to_all(pair) == (["gate_judgement_one_of_two"], "")
    save_field(pair.store, pair.one, "question", pair.world.question_id, "profile", "quick")
    assert the_same_to_all(pair) == (codes, judged)


def test_who_is_in_the_middle_of_it_gets_no_judgement_from_a_document_and_holds_it_back_for_all(pair: Pair) -> None:
    pair.finish(pair.one, pair.start(pair.one), "some")
    theirs = pair.start(pair.two)
    assert the_same_to_all(pair) == (["gate_judgement_at_work"], "")
    pair.finish(pair.two, theirs, "low")
    codes, judged = the_same_to_all(pair)
    assert codes == [] and judged


def test_who_has_left_the_team_holds_nothing_back(pair: Pair) -> None:
    pair.finish(pair.one, pair.start(pair.one), "some")
    pair.start(pair.two)
    (place,) = [
        one for one in pair.store.seen_by(pair.one).team(pair.world.need_id) if one.person_id == pair.two.person_id
    ]
    remove(pair.store, pair.one, place.id)
    assert document_of(pair, pair.one)[1] == []


def test_the_profiles_where_two_appraise_are_those_that_ship() -> None:
    assert {one.id for one in library().profiles.values() if one.appraisal == "two"} == set(TWO_APPRAISE)


def test_an_appraisal_is_written_in_by_its_own_person_only(pair: Pair) -> None:
    mine = pair.start(pair.one)
    with pytest.raises(BadInput) as caught:
        pair.answer(pair.two, mine, search="no")
    assert caught.value.code == "appraisal_of_another"
    with pytest.raises(BadInput) as caught:
        save_field(pair.store, pair.one, "consensus", mine, "answer.search", "no")
    assert caught.value.code == "appraisal_not_agreed"


def test_agreeing_opens_when_two_have_finished_with_the_same_checklist(pair: Pair) -> None:
    mine, theirs = pair.start(pair.one), pair.start(pair.two)
    for _ in range(2):
        with pytest.raises(BadInput) as caught:
            pair.agree(pair.one)
        assert caught.value.code == "consensus_too_early"
        pair.finish(pair.one, mine, "some")
    pair.finish(pair.two, theirs, "low")
    assert pair.agree(pair.one) == pair.agree(pair.two), "there is one"


def test_answers_that_are_alike_are_taken_over_and_the_rest_is_left_open(pair: Pair) -> None:
    mine, theirs = pair.start(pair.one), pair.start(pair.two)
    pair.answer(pair.one, mine, search="no", criteria="yes", quality="yes")
    pair.answer(pair.two, theirs, search="yes", criteria="yes", combining="yes")
    save_field(pair.store, pair.one, "appraisal", mine, "comment.criteria", "Min kommentar")
    pair.finish(pair.one, mine, "some")
    pair.finish(pair.two, theirs, "some")
    agreed = pair.agree(pair.one)
    assert pair.seen(pair.one, agreed) == {"answer.criteria": "yes"}
    save_field(pair.store, pair.two, "consensus", agreed, "answer.search", "no")
    assert pair.seen(pair.one, mine)["answer.search"] == "no" and pair.seen(pair.one, theirs)["answer.search"] == "yes"
    events = pair.store.seen_by(pair.one).history(pair.world.question_id, ["appraise.agree", "appraise.settle"])
    assert next((one.verb, one.field, one.new) for one in events) == ("appraise.settle", "answer.search", "no")


def test_a_comment_stays_when_its_answer_changes(pair: Pair) -> None:
    mine = pair.start(pair.one)
    pair.answer(pair.one, mine, search="yes")
    save_field(pair.store, pair.one, "appraisal", mine, "comment.search", "To databaser")
    pair.answer(pair.one, mine, search="no")
    assert pair.seen(pair.one, mine)["comment.search"] == "To databaser"


def test_the_agreed_judgement_counts_before_each_ones_own(pair: Pair) -> None:
    mine, theirs = pair.start(pair.one), pair.start(pair.two)
    pair.finish(pair.one, mine, "low")
    pair.finish(pair.two, theirs, "serious")
    view = pair.store.seen_by(pair.one)

    def counts() -> str:
        one = counting(view.appraisals(pair.world.question_id))
        return one.id if one else ""

    assert counts() == mine
    agreed = pair.agree(pair.one)
    assert counts() == mine, "nothing is agreed on yet"
    save_field(pair.store, pair.one, "consensus", agreed, "overall", "some")
    assert counts() == agreed
    assert view.work_done(pair.world.question_id).appraised == (("fhi-oversikt@1.0", 1, 1),), "by two, once"
    assert view.progress([pair.world.question_id])[pair.world.question_id].appraised == 1


def test_how_alike_two_people_answered(pair: Pair) -> None:
    mine, theirs = pair.start(pair.one), pair.start(pair.two)
    pair.answer(pair.one, mine, search="no", criteria="yes", quality="yes")
    pair.answer(pair.two, theirs, search="yes", criteria="yes", combining="yes")
    pair.finish(pair.one, mine, "some")
    view = pair.store.seen_by(pair.one)
    found = how_alike(view.appraisal(mine), view.appraisal(theirs), instrument())
    assert found is not None and (found.agree, found.n, found.advice) == (1, 2, "agreement_few")
    assert how_alike(view.appraisal(mine), view.appraisal(mine), instrument()) is not None


def test_two_versions_are_two_appraisals(pair: Pair) -> None:
    from dataclasses import replace

    mine = pair.start(pair.one)
    assert pair.start(pair.one) == mine
    other = start_appraisal(pair.store, pair.one, pair.reference_id, replace(instrument(), version="2.0"))
    assert other != mine


def two_versions() -> tuple[Instrument, Instrument]:
    """A checklist, and a newer version of it that asks one thing more and no longer takes "unclear" to another."""
    old = instrument()
    first, *rest = old.parts
    asked = replace(first.items[0], id="asked_anew", number="99", gate=False)
    strict = replace(rest[0], items=(replace(rest[0].items[0], answers=("yes", "no")), *rest[0].items[1:]))
    return old, replace(old, version="1.1", parts=(replace(first, items=(*first.items, asked)), strict, *rest[1:]))


def test_two_versions_are_agreed_on_in_the_newer_one(pair: Pair) -> None:
    old, new = two_versions()
    strict = old.parts[1].items[0].id
    mine = pair.start(pair.one)
    theirs = start_appraisal(pair.store, pair.two, pair.reference_id, new)
    pair.answer(pair.one, mine, search="no", **{strict: "unclear"})
    pair.answer(pair.two, theirs, search="no", asked_anew="yes", **{strict: "no"})
    for who, one in ((pair.one, mine), (pair.two, theirs)):
        pair.finish(who, one, "some")
    every = {one.key: one for one in (old, new)}
    made = pair.store.seen_by(pair.one).appraisals(pair.world.question_id)
    target, read = to_agree(made, old, every)
    assert target is new and len(read) == 2
    assert read[0].fields.text(f"answer.{strict}") == "", "what cannot be answered so there is left out"
    agreed_id = start_consensus(pair.store, pair.one, pair.reference_id, old, others=every)
    agreed = pair.store.seen_by(pair.one).appraisal(agreed_id)
    assert (agreed.version, agreed.fields.text("answer.search")) == ("1.1", "no")
    assert agreed.fields.text("answer.asked_anew") == "" == agreed.fields.text(f"answer.{strict}"), "to be decided"
    assert pair.store.seen_by(pair.one).appraisal(mine).version == "1.0", "what was finished stays as it was made"
    assert pair.seen(pair.one, mine)[f"answer.{strict}"] == "unclear"


def test_two_with_the_same_version_agree_there_whatever_a_third_used(pair: Pair) -> None:
    old, new = two_versions()
    third = make_person(pair.store, "Eksempel Tre", BERGEN)
    appoint(pair.store, pair.one, third.person_id, "research", "need", pair.world.need_id)
    for who, used in ((pair.one, old), (pair.two, old), (third, new)):
        pair.finish(who, start_appraisal(pair.store, who, pair.reference_id, used), "some")
    made = pair.store.seen_by(pair.one).appraisals(pair.world.question_id)
    assert to_agree(made, new, {one.key: one for one in (old, new)})[0].version == "1.0"


def test_what_is_no_longer_included_is_not_counted_as_appraised(pair: Pair) -> None:
    """The account of the work says how many of the articles that count were judged by two, not how many ever were."""
    mine, theirs = pair.start(pair.one), pair.start(pair.two)
    pair.finish(pair.one, mine, "low")
    assert pair.done() == ((("fhi-oversikt@1.0", 1, 0),), 1, 0)
    pair.finish(pair.two, theirs, "serious")
    assert pair.done() == ((("fhi-oversikt@1.0", 1, 1),), 1, 1)
    vote(pair.store, pair.one, pair.reference_id, "full_text", "exclude", reason="population", change_mind=True)
    assert pair.done() == ((), 0, 0)


def test_the_references_that_are_taken_along_tell_the_agreed_judgement(pair: Pair) -> None:
    mine, theirs = pair.start(pair.one), pair.start(pair.two)
    pair.finish(pair.one, mine, "some")
    pair.finish(pair.two, theirs, "serious")
    save_field(pair.store, pair.one, "consensus", pair.agree(pair.one), "overall", "serious")
    for who in (pair.one, pair.two):
        view, forms = pair.store.seen_by(who), library().forms
        (told,) = entries(view, pair.world.question_id, forms, lambda code, _: code, "nb", telling="outcome")
        assert told.decision and told.decision.appraisal.startswith("Alvorlige")


def test_what_two_take_for_a_trial_is_called_no_review_before_they_have_agreed(pair: Pair) -> None:
    save_field(pair.store, pair.one, "question", pair.world.question_id, "profile", TWO_APPRAISE[0])
    forms = library().forms

    def article() -> tuple[bool, str]:
        (one,) = gather(pair.store.seen_by(pair.one), pair.world.question_id, forms, lambda code, _: code).included
        return one.is_review, one.waits

    assert article() == (True, ""), "nothing tells"
    for who in (pair.one, pair.two):
        made = start_appraisal(pair.store, who, pair.reference_id, forms.instruments["rob2@1.0"])
        pair.finish(who, made, "high")
        assert article()[0] is False
    assert article() == (False, "judged_not_agreed")
