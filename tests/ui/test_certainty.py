"""Where the certainty starts, on the page: proposed with what names the studies, asked for where nothing does."""

from __future__ import annotations

import pytest

from pipeline.steps.fields import save_field
from pipeline.steps.screen import vote
from pipeline.steps.summarise import add_finding
from tests.makers import World, record, take_in
from tests.ui import pages
from tests.ui.pages import html, opened

ASKED = "Ingenting her sier hva slags studier resultatet bygger på"
SEVERAL = "Her er det flere slag studier"


@pytest.mark.parametrize(
    ("written", "warned", "told"),
    [
        ("randomiserte studier", "", ("Forslag: randomiserte studier.", "Sherrington 2019", "skrevet opp av dere")),
        ("kohortstudier", "", ("Forslag: andre studier av effekt.",)),
        ("108 studier", ASKED, ("Svaret avgjør hvor tilliten starter",)),
        ("randomiserte og ikke-randomiserte", SEVERAL, ("Svaret avgjør hvor tilliten starter",)),
    ],
)
def test_the_start_is_proposed_or_asked_for(
    written: str, warned: str, told: tuple[str, ...], example_question: str
) -> None:
    part = pages.view().parts(example_question, "extraction")[0]
    save_field(pages.store(), pages.me(), "extraction", part.id, "text.designs", written)
    at = opened("summarise", example_question)
    starts = [one for one in at.radio if "Hva slags studier" in one.label]
    assert starts and all(one.value is None for one in starts), "nobody has chosen"
    assert (
        any(warned in one.value for one in at.warning)
        if warned
        else not any(one.value.startswith((ASKED, SEVERAL)) for one in at.warning)
    )
    assert [one for one in told if one not in html(at)] == []


@pytest.mark.parametrize(
    ("rests_on", "warned", "told", "untold"),
    [
        (("review",), True, ("Ikke kjent: Review 2020",), ("Forslag:", "Trial 2020", "Alle artikler")),
        (("trial",), False, ("Forslag: randomiserte studier.", "Trial 2020"), ("Review 2020", "Alle artikler")),
        ((), False, ("Forslag: randomiserte studier.", "Ikke kjent: Review 2020", "Alle artikler som er tatt med"), ()),
    ],
)
def test_a_finding_starts_where_its_own_articles_do(
    rests_on: tuple[str, ...], warned: bool, told: tuple[str, ...], untold: tuple[str, ...], new_question: str
) -> None:
    store, me = pages.store(), pages.me()
    world = World(store, me, pages.view().question(new_question).need_id, new_question)
    kinds = {"Review, A": ("Systematic Review",), "Trial, B": ("Randomized Controlled Trial",)}
    take_in(
        world,
        [
            record(number, authors=(author,), year=2020, publication_types=types)
            for number, (author, types) in enumerate(kinds.items(), 1)
        ],
    )
    articles = {}
    for one in pages.view().references(new_question):
        articles[one.record.authors[0].partition(",")[0].lower()] = one.id
        for stage in ("abstract", "full_text"):
            vote(store, me, one.id, stage, "include")
    part = add_finding(store, me, new_question)
    if rests_on:
        save_field(store, me, "finding", part, "review", "\n".join(articles[one] for one in rests_on))
    at = opened("summarise", new_question)
    steps = html(at).partition("kb-legend")[2]
    assert any(one.value.startswith(ASKED) for one in at.warning) is warned
    assert [one for one in told if one not in steps] == []
    assert [one for one in untold if one in steps] == []
