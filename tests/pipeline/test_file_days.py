"""The day of a search that was made elsewhere is the one that people tell, never the day on which its file came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

import messages
import wiring
from pipeline.export.document import Table, compose
from pipeline.export.markdown import to_markdown
from pipeline.file_days import searched
from pipeline.gather import gather
from pipeline.rows import Run
from pipeline.steps import search
from pipeline.steps.fields import save_field
from pipeline.steps.summarise import start_summary
from pipeline.summarise import gate
from tests.makers import World
from tests.pipeline.test_jobs import RIS, pool

NAMES = {"embase": "Embase", "cochrane": "Cochrane Library", "pubmed": "PubMed"}
CAME = "2020-03-20T10:00:00.000Z"


def run(id: str, source: str, file_name: str = "", kind: str = "import") -> Run:
    return Run(id, "q", kind, source, "done", None, 1, 1, CAME, CAME, "", file_name, {}, {})


EMBASE, COCHRANE = run("e", "embase", "embase.ris"), run("c", "cochrane", "cochrane.txt")
PART_TWO, SEARCHED = run("e2", "embase", "del2.ris"), run("p", "pubmed", kind="search")


@pytest.mark.parametrize(
    ("answer", "runs", "found"),
    [
        ("12.03.2020", (EMBASE,), {"e": "2020-03-12"}),
        ("Søket ble kjørt 12. mars 2020 av biblioteket.", (SEARCHED, EMBASE), {"e": "2020-03-12"}),
        ("12.03.2020", (EMBASE, COCHRANE), {}),  # of two nobody knows whose day it is
        (
            "Embase: 12.03.2020\n13.03.2020 i Cochrane Library",
            (EMBASE, COCHRANE),
            {"e": "2020-03-12", "c": "2020-03-13"},
        ),
        ("Embase: 12.03.2020; Cochrane Library: i mars", (EMBASE, COCHRANE), {"e": "2020-03-12"}),
        ("Embase 12.03.2020, Cochrane Library 13.03.2020", (EMBASE, COCHRANE), {}),  # two days on one line
        ("Embase: 12.03.2020", (EMBASE, PART_TWO), {"e": "2020-03-12", "e2": "2020-03-12"}),
        ("del2.ris: 11.03.2020\nembase.ris: 12.03.2020", (EMBASE, PART_TWO), {"e": "2020-03-12", "e2": "2020-03-11"}),
        ("Embase: 12.03.2020\nEmbase: 14.03.2020", (EMBASE,), {}),
        ("12.03.2021", (EMBASE,), {}),  # after the file came in
        ("PubMed: 12.03.2020", (SEARCHED,), {}),  # the log knows
        ("i vår", (EMBASE,), {}),
        ("", (EMBASE,), {}),
    ],
)
def test_what_an_answer_tells_without_doubt(answer: str, runs: tuple[Run, ...], found: dict[str, str]) -> None:
    assert searched(answer, runs, lambda one: NAMES[one.source]) == found


@pytest.mark.parametrize(
    ("language", "came_in", "last"),
    [("nb", "hentet inn", "Siste søk"), ("nn", "henta inn", "Siste søk"), ("en", "brought in", "Last search")],
)
def test_a_document_calls_the_day_of_a_file_what_it_is(world: World, language: str, came_in: str, last: str) -> None:
    search.start_import(world.store, world.actor, world.question_id, "eksport.ris", RIS, "embase")
    search.start_import(world.store, world.actor, world.question_id, "annen.ris", RIS + b"\n", "cinahl")
    pool(world.store).work_off()
    part = start_summary(world.store, world.actor, world.question_id)
    forms = wiring.library().forms

    def say(code: str, params: Mapping[str, object]) -> str:
        return messages.text(code, params, language)

    def made() -> tuple[list[str], str]:
        """The cells for days, and the whole document."""
        summary = gather(world.store.seen_by(world.actor), world.question_id, forms, say, language=language)
        summary = replace(summary, language=language)
        assert "gate_search_date" not in {one.code for one in gate(summary)}
        document = compose(summary, forms.template, forms.wording)
        caption = forms.template.labels[language]["searches_table"]
        (table,) = [one for one in document.blocks if isinstance(one, Table) and one.caption == caption]
        return [row[1] for row in table.rows], to_markdown(document)

    cells, whole = made()
    assert len(cells) == 2 and all(one.startswith(f"{came_in} ") for one in cells)
    assert last not in whole, "nobody has said when anything was searched"
    save_field(world.store, world.actor, "summary", part, "search_report.13", "Embase: 12.03.2020\nCINAHL: i vår")
    cells, whole = made()
    assert cells[0] == ("12 March 2020" if language == "en" else "12.03.2020")
    assert cells[1].startswith(f"{came_in} ")
    assert last in whole and whole.count("CINAHL: i vår") == 2, "as it was typed, here and in the account"
