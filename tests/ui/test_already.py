"""Is it answered already? Reviews counted at triage, and what others have asked and summed up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import wiring
from pipeline.errors import BadInput
from pipeline.steps import need, question, summarise
from pipeline.steps.fields import save_field
from pipeline.steps.reviews import ask_reviews
from pipeline.steps.share import share
from tests.local_sources.server import Running, local_sources
from tests.makers import make_person
from tests.ui.pages import box, html, labels, me, opened, place, press, said, store, view, wait_for_jobs

TEXT = "Vi har mange eldre som faller hjemme, hva kan vi gjøre?"
BUTTON = "Tell systematiske oversikter"


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """PubMed and Epistemonikos as the local server plays them."""
    with local_sources() as running:
        monkeypatch.setenv("KUNNSKAPSBROEN_PUBMED_URL", running.eutils_url)
        monkeypatch.setenv("KUNNSKAPSBROEN_NCBI_KEY", running.api_key)
        monkeypatch.setenv("KUNNSKAPSBROEN_EPISTEMONIKOS_URL", running.epistemonikos_url)
        monkeypatch.setenv("KUNNSKAPSBROEN_EPISTEMONIKOS_TOKEN", running.token)
        yield running


def worried(question_id: str, text: str = TEXT) -> str:
    save_field(store(), me(), "need", view().question(question_id).need_id, "text", text)
    return question_id


def found(question_id: str) -> dict[str, dict[str, object]]:
    job = next(one for one in view().jobs(question_id) if one.kind == "reviews")
    return dict(job.cursor["found"])


def test_reviews_are_counted_in_both_sources_and_stay(sources: Running, new_question: str) -> None:
    at = opened("need", worried(new_question))
    press(at, BUTTON)
    wait_for_jobs(new_question)
    kept = found(new_question)
    assert set(kept) == {"pubmed", "epistemonikos"}
    assert str(kept["pubmed"]["term"]).endswith("AND (systematic[sb])")
    for page in ("need", "question"):
        at = opened(page, new_question)
        shown = html(at)
        assert f"PubMed: {kept['pubmed']['count'] or 'ingen'} treff på systematiske oversikter" in shown
        assert "Epistemonikos:" in shown and " kl. " in shown
        assert any(one.value == kept["pubmed"]["term"] for one in at.code), "for which text"
        assert "Tell på nytt" in labels(at)
    assert view().runs(new_question) == (), "a count at triage is no search of the account"
    verbs = [one.verb for one in view().events(new_question)]
    assert "question.ask_reviews" in verbs and verbs.count("question.count_reviews") == 2


def test_a_failure_is_never_none(sources: Running, new_question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUNNSKAPSBROEN_EPISTEMONIKOS_TOKEN", "no-such-token")
    press(opened("need", worried(new_question)), BUTTON)
    wait_for_jobs(new_question)
    kept = found(new_question)
    assert kept["epistemonikos"]["count"] is None and kept["pubmed"]["count"] is not None
    at = opened("need", new_question)
    assert any(one.replace("\\", "").startswith("Epistemonikos: ikke talt") for one in said(at))
    assert "Det er ikke det samme som null." in html(at)
    assert f"PubMed: {kept['pubmed']['count'] or 'ingen'} treff på systematiske oversikter" in html(at)


def test_without_a_token_there_is_a_text_to_take_along(
    sources: Running, new_question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUNNSKAPSBROEN_EPISTEMONIKOS_TOKEN", "")
    at = opened("need", worried(new_question))
    assert "Epistemonikos kan ikke telles herfra" in html(at)
    assert any("falls" in one.value and "[mh]" not in one.value for one in at.code)
    press(at, BUTTON)
    wait_for_jobs(new_question)
    assert set(found(new_question)) == {"pubmed"}


def test_a_question_that_was_changed_since_says_so(sources: Running, new_question: str) -> None:
    press(opened("need", worried(new_question)), BUTTON)
    wait_for_jobs(new_question)
    worried(new_question, "Hvordan kan vi redusere ensomhet hos eldre?")
    assert any("endret siden tellingen" in one for one in said(opened("need", new_question)))


def test_one_count_at_a_time_and_never_of_nothing(new_question: str) -> None:
    first = ask_reviews(store(), me(), new_question, {"pubmed": "falls"})
    assert ask_reviews(store(), me(), new_question, {"pubmed": "slips"}) == first
    for asks in ({}, {"pubmed": " "}):
        with pytest.raises(BadInput) as caught:
            ask_reviews(store(), me(), new_question, asks)
        assert caught.value.code == "strategy_empty"
    wiring.house().pool.wake()


def answered(text: str, said_in_it: str, number: str, *, name: str, shared: bool = False) -> None:
    """Somebody of a municipality has a need with a summary, shared with everybody or not."""
    other = make_person(store(), name, place(number))
    need_id = need.raise_need(store(), other, text, place(number))
    question_id = question.start_question(store(), other, need_id)
    part_id = summarise.start_summary(store(), other, question_id)
    save_field(store(), other, "summary", part_id, "section.key_messages", said_in_it)
    if shared:
        share(store(), other, need_id, "everybody")


def test_own_summaries_are_found_and_those_behind_a_wall_are_not(new_question: str) -> None:
    own = "Eksempel: Balansetrening gir trolig færre fall hos eldre som bor hjemme. Annet vet vi lite om."
    other = "Eksempel: Hemmelig svar om eldre som faller hjemme."
    answered("Eksempel: hva nytter?", own, "0301", name="Eksempel Kollega")
    answered("Eksempel: hva nytter der?", other, "5601", name="Eksempel Nabo")
    assert {one.text.splitlines()[0] for one in view().known_answers()} == {own}, "the wall"
    lent = "Eksempel: Hoftebeskyttere hjelper eldre som faller."
    answered("Eksempel: hva nytter til låns?", lent, "5601", name="Eksempel Tredje", shared=True)
    assert {one.text for one in view().known_answers()} == {own, lent}, "what is shared is there"
    at = opened("need", worried(new_question))
    shown = html(at)
    assert "Noen har allerede oppsummert noe lignende" in shown
    assert "Balansetrening gir trolig færre fall hos eldre som bor hjemme." in shown and "Annet vet vi" not in shown
    assert "Hemmelig" not in shown
    at = box(at, "Søk selv i oppsummeringer").set_value("balanse FALL").run()
    assert html(at).count("Fra oppsummeringen:") == 2, "once as alike, once as looked for"
    at = box(at, "Søk selv i oppsummeringer").set_value("hemmelig").run()
    assert "Ingen oppsummeringer, spørsmål eller behov har alle disse ordene." in html(at)
