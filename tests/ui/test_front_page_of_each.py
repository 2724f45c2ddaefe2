"""The front page of each: what waits for them and for nobody else, what is theirs, what was shared, and what is alike."""

from __future__ import annotations

import pytest

from pipeline.steps import need, question, share
from pipeline.steps.fields import save_field
from pipeline.steps.talk import settle
from tests.ui import pages
from tests.ui.pages import box, elements, html, labels, opened, press, store
from tests.ui.staged import BERGEN, OSLO, SECRET, admin, who

PEER = "Oppsummeringen venter på din fagfellevurdering."


def links(at: object) -> list[str]:
    return [one.proto.label for one in elements(at) if one.type == "page_link"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "waits"),
    [("researches", SECRET), ("peer", PEER), ("practises", ""), ("contact", ""), ("reads", ""), ("outsider", "")],
)
def test_what_waits_is_each_ones_own(name: str, waits: str, stage: str) -> None:
    text = html(opened(reader=who(name)))
    assert [one for one in (SECRET, PEER) if one in text] == ([waits] if waits else [])


def test_an_answer_takes_it_away(stage: str) -> None:
    researcher = who("researches")
    comment = store().seen_by(researcher).waiting_comments()[0]
    settle(store(), researcher, comment.id)
    assert SECRET not in html(opened(reader=researcher))


def test_who_leads_is_asked_while_nobody_is_in_the_research_team(stage: str) -> None:
    assert SECRET not in html(opened(reader=who("leads")))
    press(opened("team", stage, reader=who("leads")), "Ta ut Eksempel researches")
    assert SECRET in html(opened(reader=who("leads")))


def test_what_was_shared_comes_after_ones_own_with_where_it_is_from(stage: str) -> None:
    reader = who("reads")
    own = need.raise_need(store(), reader, "Eksempel: eget spørsmål", pages.place(BERGEN))
    question.start_question(store(), reader, own)
    text = html(opened(reader=reader))
    mine, shared = text.index("Eksempel: eget spørsmål"), text.index("Delt med deg")
    assert mine < shared and "delt med deg " in text[shared:] and "Oslo" in text[shared:]


def test_a_need_without_a_question_is_made_one_by_those_who_may(stage: str) -> None:
    lead = who("leads")
    other = need.raise_need(store(), lead, "Eksempel uten spørsmål ennå", pages.place(OSLO))
    share.share(store(), lead, other, "everybody")
    at = opened(reader=lead)
    assert "Behovet er tatt imot, men ingen har laget spørsmålet ennå." in html(at)
    assert "Gjør det til et spørsmål" in labels(at)
    at = opened(reader=who("outsider"))
    assert "Eksempel uten spørsmål ennå" in html(at) and "Gjør det til et spørsmål" not in labels(at)


def test_the_municipality_narrows_the_list(stage: str) -> None:
    reader = who("reads")
    for number in range(6):
        own = need.raise_need(store(), reader, f"Eksempel: eget {number}", pages.place(BERGEN))
        question.start_question(store(), reader, own)
    at = opened(reader=reader)
    box(at, "Kommune").set_value(pages.place(OSLO)).run()
    assert [one for one in links(at) if one.startswith("Les")] and not [
        one for one in links(at) if one.startswith("Neste")
    ]
    box(at, "Kommune").set_value(pages.place(BERGEN)).run()
    assert len([one for one in links(at) if one.startswith("Neste")]) == 6 and "Les →" not in links(at)


@pytest.mark.parametrize(
    ("name", "seen"), [("reads", True), ("practises", True), ("outsider", False), ("employed", False)]
)
def test_what_is_like_it_is_told_to_those_who_may_see_it(name: str, seen: bool, stage: str) -> None:
    at = opened(reader=who(name))
    box(at, "Skriv det med egne ord").set_value("Kan trening hindre fall hos eldre hjemme?").run()
    assert ("Noen har allerede oppsummert noe lignende" in html(at)) is seen
    assert ("Les oppsummeringen →" in links(at)) is seen


def test_the_need_step_tells_of_others_and_not_of_itself(stage: str) -> None:
    lead = who("leads")
    assert "noe lignende" not in html(opened("need", stage, reader=lead))
    other = need.raise_need(store(), lead, "Eksempel: hjelper trening mot fall?", pages.place(OSLO))
    question_id = question.start_question(store(), lead, other)
    assert "Noen har allerede oppsummert noe lignende" in html(opened("need", question_id, reader=lead))
    save_field(store(), lead, "need", other, "text", "Eksempel: tannhelse i barnehagen")
    assert "noe lignende" not in html(opened("need", question_id, reader=lead))
    third = need.raise_need(store(), lead, "Eksempel: tannhelse i barnehagen og på skolen", pages.place(OSLO))
    question.start_question(store(), lead, third)
    assert "Noen har spurt om noe lignende" in html(opened("need", question_id, reader=lead))


def test_the_example_is_each_ones_own(stage: str) -> None:
    at = press(opened(reader=who("reads")), "Åpne eksempelet")
    assert not at.exception
    assert "Slett eksempelet" in labels(opened(reader=who("reads")))
    for one in (who("outsider"), admin()):
        assert "Åpne eksempelet" in labels(opened(reader=one)), "somebody else's example is not theirs"
