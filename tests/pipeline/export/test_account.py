"""The account of the search as a document of its own: sixteen items, strategies word for word, the flow diagram."""

from __future__ import annotations

from dataclasses import replace

import pytest

import messages
import wiring
from pipeline.export.account import compose_account
from pipeline.export.blocks import BulletList, Document, Figure, Heading, Paragraph, Verbatim, plain
from pipeline.gather import gather
from pipeline.jobs import Pool
from pipeline.search_account import ITEMS
from pipeline.steps import search
from pipeline.steps.fields import save_field
from pipeline.steps.summarise import FORMATS, account_name, export, start_summary
from tests.makers import World
from tests.pipeline.test_search_account import searched

TERM = '"made-up falls"[tiab]\nAND example[tiab]'
ANSWER = "Eksempel: lest av en bibliotekar."


def document(world: World, language: str = "nb") -> Document:
    view = world.store.seen_by(world.actor)
    forms = wiring.library().forms
    say = lambda code, params: messages.text(code, params, language)  # noqa: E731
    summary = gather(view, world.question_id, forms, say, language=language)
    return compose_account(summary, forms.template, forms.wording)


def below(document: Document, number: int) -> list[object]:
    """The blocks of one item."""
    at = next(
        n for n, one in enumerate(document.blocks) if isinstance(one, Heading) and one.text.startswith(f"{number}. ")
    )
    found: list[object] = []
    for one in document.blocks[at + 1 :]:
        if isinstance(one, Heading) and one.level == 2:
            break
        found.append(one)
    return found


@pytest.fixture
def accounted(world: World) -> World:
    searched(world, range(1, 4), TERM)
    search.start_import(
        world.store, world.actor, world.question_id, "embase.ris", b"TY  - JOUR\nTI  - Example\nER  - \n", "embase"
    )
    work_off(world)
    part_id = start_summary(world.store, world.actor, world.question_id)
    save_field(world.store, world.actor, "summary", part_id, "search_report.14", ANSWER)
    return world


def work_off(world: World) -> None:
    Pool(world.store, wiring.job_verbs()).work_off()


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_it_has_every_item_in_order_and_says_what_is_not_stated(accounted: World, language: str) -> None:
    made = document(accounted, language)
    levels = [one.level for one in made.blocks if isinstance(one, Heading)]
    assert levels[0] == 1 and levels.count(1) == 1
    numbers = [one.text.partition(".")[0] for one in made.blocks if isinstance(one, Heading) and one.level == 2]
    assert [one for one in numbers if one.isdigit()] == [str(n) for n in range(1, ITEMS + 1)]
    (peer,) = below(made, 14)
    assert isinstance(peer, Paragraph) and peer.runs[0].text == ANSWER
    (registries,) = below(made, 3)
    assert isinstance(registries, Paragraph)
    assert registries.runs[0].text == wiring.library().forms.template.labels[language]["not_known"]
    assert sum(isinstance(one, Figure) for one in made.blocks) == 1


def test_strategies_stand_word_for_word_under_their_item(accounted: World) -> None:
    assert [one.text for one in below(document(accounted), 8) if isinstance(one, Verbatim)] == [TERM]


def test_what_is_answered_of_a_files_search_stands_in_for_it(accounted: World) -> None:
    def headings() -> list[str]:
        return [one.text for one in below(document(accounted), 8) if isinstance(one, Heading)]

    assert len(headings()) == 2 and headings()[0] == "Søkestrategi: PubMed, 21.11.2026"
    part_id = start_summary(accounted.store, accounted.actor, accounted.question_id)
    save_field(accounted.store, accounted.actor, "summary", part_id, "search_report.8", "Embase: fall*.ti,ab.")
    assert len(headings()) == 1
    assert Paragraph(plain("Embase: fall*.ti,ab.")) in below(document(accounted), 8)


def test_a_file_has_the_day_it_came_and_not_that_of_its_search(accounted: World) -> None:
    (dates, *_) = below(document(accounted), 13)
    assert isinstance(dates, BulletList)
    first, second = ("".join(run.text for run in item) for item in dates.items)
    assert first == "PubMed: 21.11.2026."
    assert second.startswith("Embase") and "filen ble hentet inn" in second


@pytest.mark.parametrize("to", FORMATS)
def test_it_goes_out_in_every_format_and_that_is_an_event(accounted: World, to: str) -> None:
    content = export(
        accounted.store,
        accounted.actor,
        accounted.question_id,
        to,
        wiring.library().forms,
        messages.text,
        composing=compose_account,
    )
    assert len(content) > 1_000
    if to in ("html", "markdown"):
        assert ANSWER in content.decode() and "made-up falls" in content.decode()
    event = accounted.store.seen_by(accounted.actor).events(accounted.question_id, limit=1)[0]
    assert (event.verb, event.new) == ("summary.export", to)
    assert account_name(to, "2026-11-27").startswith("redegjorelse-for-soket-2026-11-27.")


def test_an_example_says_that_it_is_one(accounted: World) -> None:
    forms = wiring.library().forms
    view = accounted.store.seen_by(accounted.actor)
    summary = gather(view, accounted.question_id, forms, messages.text, language="nb")
    made = compose_account(replace(summary, is_example=True), forms.template, forms.wording)
    assert made.metadata["subject"] == "EKSEMPEL"
