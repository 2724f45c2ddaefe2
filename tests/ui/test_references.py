"""Steps 4 and 5: duplicates, all references, one by one through both stages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from pipeline.steps import dedupe, need, people, question, screen
from tests.makers import World, pairs_found, record, take_in
from tests.ui import pages
from tests.ui.pages import box, html, labels, me, opened, press, said, store, view, wait_for_jobs
from ui.steps import reference_list
from wiring import library

HOW_MANY = 32


def with_references() -> str:
    """A question with references that wait, two of them perhaps the same."""
    who = people.register(store(), "Eksempel Person", pages.place())
    need_id = need.raise_need(store(), who, "Eksempel: mange referanser", pages.place())
    question_id = question.start_question(store(), who, need_id)
    records = [record(n) for n in range(1, HOW_MANY + 1)]
    twin = record(1, doi="", pmid="99999999", volume="", pages="", authors=("Family1, Given",))
    take_in(World(store(), who, need_id, question_id), [*records, twin])
    return question_id


@pytest.fixture
def many(filled: Callable[[Callable[[], str]], str]) -> str:
    """The id of that question."""
    return filled(with_references)


def test_duplicates_are_looked_for_by_the_workers_and_can_be_told_apart_and_joined(many: str) -> None:
    at = press(opened("dedupe", many), "Let etter dubletter")
    assert not at.exception
    wait_for_jobs(many)
    before = view().count_references(many)
    at = opened("dedupe", many)
    assert not at.exception and not at.error
    if view().pairs(many):
        at = press(at, "Samme artikkel")
        assert view().count_references(many) == before - 1
        told = html(at)
        assert "I siste runde, " in told and ", 0 slått sammen, 1 til dere å avgjøre, " in told
        assert "Hvordan det står nå, med alle rundene og det dere har bestemt, ser dere under." in told
        assert "Slått sammen: 1 i alt. Holdt fra hverandre: 0." in labels_of_expanders(at)
    at = press(at, "Del dem igjen")
    assert not at.exception
    assert view().count_references(many) == HOW_MANY + 1


def test_the_list_is_shown_page_by_page_and_narrowed(many: str) -> None:
    at = opened("dedupe", many)
    assert f"{HOW_MANY + 1} referanser" in html(at) and html(at).count('scope="row"') == 25
    at = box(at, "Finn i tittel").set_value("number 30 ").run()
    assert "Én referanse" in html(at) and html(at).count('scope="row"') == 1
    at = box(at, "Finn i tittel").set_value("100 % finnes_ikke").run()
    assert not at.exception and "Ingen referanser passer." in html(at)


@pytest.mark.parametrize("status", ["unscreened", "unread", "included", "excluded", "out", "conflict"])
def test_the_list_by_where_a_reference_stands(status: str, many: str) -> None:
    first = [one.id for one in view().references(many, limit=3)]
    for reference_id, answer in zip(first, ("include", "maybe", "exclude"), strict=True):
        screen.vote(store(), me(), reference_id, "abstract", answer)
    screen.vote(store(), me(), first[0], "full_text", "include")
    at = box(opened("dedupe", many), "Vis").set_value(status).run()
    assert not at.exception
    wanted = {"unscreened": 25, "unread": 1, "included": 1, "excluded": 1}.get(status, 0)
    assert html(at).count('scope="row"') == wanted


def test_one_of_another_page_can_be_opened_without_turning_to_it(many: str, monkeypatch: pytest.MonkeyPatch) -> None:
    last = view().references(many, limit=100)[-1]
    at = box(opened("dedupe", many), "Se én referanse nærmere").set_value(last.id).run()
    assert not at.exception and "Hvor den kom fra" in html(at)
    monkeypatch.setattr(reference_list, "OFFERED", 30)
    at = opened("dedupe", many)
    assert len(box(at, "Se én referanse nærmere").options) == 25 and "Her står de 25 på siden over." in html(at)


def test_one_reference_whole_and_corrected_beside_its_source(many: str) -> None:
    at = box(opened("dedupe", many), "Se én referanse nærmere").select_index(0).run()
    assert not at.exception and "Hvor den kom fra" in html(at)
    reference_id = view().references(many, limit=1)[0].id
    field = next(field for field in at.text_input if str(field.key) == f"{reference_id}:title:correct")
    field.set_value("Rettet tittel").run()
    assert view().reference(reference_id).record.title == "Rettet tittel"
    assert view().journey(reference_id)[0].record.title.startswith("Example trial")


def test_a_correction_that_cannot_be_is_told_and_nothing_is_changed(many: str) -> None:
    at = box(opened("dedupe", many), "Se én referanse nærmere").select_index(0).run()
    reference_id = view().references(many, limit=1)[0].id
    before = view().reference(reference_id).record
    at = (
        next(field for field in at.text_input if str(field.key) == f"{reference_id}:year:correct")
        .set_value("i fjor")
        .run()
    )
    assert not at.exception
    assert len(said(at)) == 1 and "i fjor" in said(at)[0]
    assert view().reference(reference_id).record == before


def test_screening_goes_one_by_one_and_back(many: str) -> None:
    at = opened("screen", many)
    title = view().next_to_screen(many, "abstract")
    assert title is not None and title.record.title in html(at)
    assert f"{HOW_MANY + 1} igjen" in html(at)
    at = press(at, "Ta med")
    assert not at.exception and title.record.title not in html(at)
    assert f"{HOW_MANY} igjen" in html(at)
    at = press(at, "Angre forrige")
    assert title.record.title in html(at) and "Angre forrige" not in labels(at)


def test_the_last_one_says_that_all_are_done_and_leads_on(many: str) -> None:
    for reference in view().references(many, limit=100):
        screen.vote(store(), me(), reference.id, "abstract", "maybe")
    at = opened("screen", many)
    assert not at.exception
    assert at.button(key="to-full_text").label == "● Fulltekst", "what waits is shown first"
    at = at.button(key="to-abstract").click().run()
    assert "Alle er vurdert på tittel og sammendrag." in said(at)
    at = at.button(key="on-to-full-text").click().run()
    assert at.button(key="to-full_text").label == "● Fulltekst"


def test_exclusion_on_full_text_takes_its_reason_with_it(many: str) -> None:
    reference = view().references(many, limit=1)[0]
    screen.vote(store(), me(), reference.id, "abstract", "include")
    at = opened("screen", many)
    at = at.button(key="to-full_text").click().run()
    reasons = [button for button in at.button if str(button.key).startswith("vote-full_text-exclude-")]
    assert len(reasons) >= 5
    reasons[1].click().run()
    (vote,) = view().my_votes(many, "full_text")
    assert (vote.answer, vote.reason) == ("exclude", library().reasons[1].id)


def test_two_reasons_for_putting_one_aside_are_both_shown_with_the_one_that_is_counted(many: str) -> None:
    reference = view().references(many, limit=1)[0]
    other = people.register(store(), "Eksempel Kollega", pages.place())
    first, second = library().reasons[2], library().reasons[1]
    for actor, reason in ((me(), first), (other, second)):
        screen.vote(store(), actor, reference.id, "abstract", "include")
        screen.vote(store(), actor, reference.id, "full_text", "exclude", reason=reason.id)
    at = box(opened("dedupe", many), "Se én referanse nærmere").select_index(0).run()
    counted = next(one for one in (first, second) if one.id == view().reference(reference.id).reason)
    assert f"({first.say('nb')} · {second.say('nb')})" in html(at)
    assert f"i flytdiagrammet telles «{counted.say('nb')}»" in html(at)
    screen.vote(store(), other, reference.id, "full_text", "exclude", reason=first.id, change_mind=True)
    at = box(opened("dedupe", many), "Se én referanse nærmere").select_index(0).run()
    assert f"({first.say('nb')})" in html(at) and "Grunnene er ulike" not in html(at)


def test_merging_after_screening_keeps_the_votes(many: str) -> None:
    for reference in view().references(many, limit=100):
        screen.vote(store(), me(), reference.id, "abstract", "include")
    dedupe.start_dedupe(store(), me(), many)
    wait_for_jobs(many)
    for page in ("dedupe", "screen"):
        assert not opened(page, many).exception
    assert view().count_to_screen(many, "abstract") == 0


def test_two_that_belong_together_say_so_of_each_other_and_are_confirmed(many: str) -> None:
    first, second = (one.id for one in view().references(many, limit=2))
    with store().write(me(), "dedupe.run", "question", many) as change:
        dedupe.keep_found(change, many, pairs_found(linked=[(first, second)]), 2)
    at = opened("dedupe", many)
    assert "Hører sammen, men er to: 1 i alt" in labels_of_expanders(at)
    assert "Fortrykk. Artikkelen finnes" in html(at) and "Fortrykk finnes" in html(at)
    at = press(at, "Det stemmer")
    assert not at.exception and view().links(many)[0].state == "confirmed"
    at = press(at, "Angre")
    assert view().links(many)[0].state == "found"
    at = opened("screen", many)
    assert "Fortrykk. Artikkelen finnes" in html(at), "and where it is screened"


def test_a_doubtful_pair_is_said_to_belong_together(many: str) -> None:
    first, second = (one.id for one in view().references(many, limit=2))
    with store().write(me(), "dedupe.run", "question", many) as change:
        dedupe.keep_found(change, many, pairs_found(doubtful=[(first, second)]), 2)
    at = box(opened("dedupe", many), "Hvordan hører de sammen?").set_value("notice 1").run()
    at = press(at, "De hører sammen")
    assert not at.exception
    (link,) = view().links(many)
    assert (link.a_id, link.b_id, link.kind, link.state) == (second, first, "notice", "confirmed")


def test_what_is_shown_is_picked_from_the_other_source(many: str) -> None:
    reference_id = view().references(many, limit=1)[0].id
    twin = view().references(many, limit=100)[-1].id
    with store().write(me(), "dedupe.run", "question", many) as change:
        dedupe.keep_found(change, many, pairs_found((reference_id, twin)), 2)
    other = next(one for one in view().journey(reference_id) if one.record.pmid == "99999999")
    at = box(opened("dedupe", many), "Se én referanse nærmere").select_index(0).run()
    assert "Hvorfor den er slått sammen" in html(at)
    picker = next(one for one in at.selectbox if str(one.key) == f"pick-{reference_id}-pmid")
    at = picker.set_value(other.id).run()
    assert not at.exception and view().reference(reference_id).record.pmid == "99999999"
    assert "valgt av Eksempel Person" in html(at)
    picker = next(one for one in at.selectbox if str(one.key) == f"pick-{reference_id}-pmid")
    picker.set_value("").run()
    assert view().reference(reference_id).record.pmid == record(1).pmid


def test_a_split_says_what_it_means_for_votes(many: str) -> None:
    reference_id, other = (one.id for one in view().references(many, limit=2))
    screen.vote(store(), me(), other, "abstract", "include")
    with store().write(me(), "dedupe.run", "question", many) as change:
        dedupe.keep_found(change, many, pairs_found((reference_id, other)), 2)
    shown = html(opened("dedupe", many))
    assert "følger valgene den referansen de ble gjort på: 0 · 1." in shown
    assert "Den som ikke har noen, venter på utvelgelse igjen." in shown


def test_a_study_is_proposed_refused_and_asked_about_again(many: str) -> None:
    two = take_in(
        World(store(), me(), "", many),
        [record(50 + n, abstract="Registered as NCT09999999.") for n in range(2)],
        "epistemonikos",
    )[1].added
    for reference_id in two:
        screen.vote(store(), me(), reference_id, "abstract", "include")
    at = opened("screen", many).button(key="to-full_text").click().run()
    assert "1 forslag: rapporter om samme studie" in html(at)
    assert "Samme nummer i studieregisteret: NCT09999999." in html(at)
    at = press(at, "Nei, ulike studier")
    assert not at.exception and "forslag: rapporter om samme studie" not in html(at)
    assert len(view().studies_apart(many)) == 1
    at = press(at, "La programmet foreslå dem igjen")
    at = press(at, "Ja, samme studie")
    assert not at.exception and set(view().studies(many)) == set(two)
    assert "Samme studie: " in html(at), "said on the report that is read"


def labels_of_expanders(at: AppTest) -> str:
    return " ".join(one.label for one in at.expander)
