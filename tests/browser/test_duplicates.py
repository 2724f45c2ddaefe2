"""Duplicates among 3,000 made-up records from three files: groups, doubtful pairs by key, undo, and the flow numbers."""

from __future__ import annotations

import csv
import io
import os
import re
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.store import SqliteStore
from pipeline.flow_counts import problems
from pipeline.formats import ris
from pipeline.records import Record
from pipeline.rows import Actor
from pipeline.steps import dedupe, search
from tests.browser.beside import begun, somebody, store_of
from tests.browser.conftest import Workbench
from tests.browser.hands import breaches, choose, fill, opened, press, settle, unfold
from tests.pipeline.steps.test_dedupe import counted

PICTURES = os.environ.get("PICTURES", "")  # a folder to keep pictures in, to look at
WORDS = "walking dancing swimming reading sleeping cooking knitting singing rowing painting gardening weaving".split()
ARTICLES, IN_BOTH, UNSURE = 2_200, 790, 5
LEFT, RIGHT = "Example trial of {} and {} among made-up people in town {}", "Example review of {} and {}, number {}"


def article(n: int) -> Record:
    """The n-th article as the first file has it."""
    title = (LEFT, RIGHT)[n % 2].format(WORDS[n % 12], WORDS[n // 12 % 12], n)
    return Record(
        title=title,
        authors=(f"Family{n % 700}, Given", f"Second{n % 90}, Author", f"Third{n % 50}, Author"),
        year=1990 + n % 35,
        journal=f"Journal of Made-up {WORDS[n % 12].title()}",
        volume=str(1 + n % 60),
        issue=str(1 + n % 4),
        pages=f"{100 + n}-{108 + n}",
        doi=f"10.9999/made-up.{n}",
        abstract=f"AIM: Example number {n}.",
    )


def as_other(one: Record, n: int) -> Record:
    """The same article as another database has it."""
    return replace(one, title=one.title.upper(), issue="", doi=one.doi if n % 3 else "", abstract="")


def nbib(records: Sequence[Record]) -> bytes:
    """A file in the format of PubMed."""
    lines = []
    for n, one in enumerate(records, 1):
        lines += [f"PMID- {80_000_000 + n}", f"TI  - {one.title}", *(f"FAU - {name}" for name in one.authors)]
        lines += [f"DP  - {one.year}", f"JT  - {one.journal}", f"VI  - {one.volume}", f"PG  - {one.pages}"]
        lines += [f"LID - {one.doi} [doi]"] if one.doi else []
        lines.append("")
    return "\n".join(lines).encode()


def table(records: Sequence[Record]) -> bytes:
    """A file as a spreadsheet saves it."""
    file = io.StringIO()
    names = ("title", "authors", "year", "journal", "volume", "pages", "doi")
    rows = csv.writer(file)
    rows.writerow(names)
    rows.writerows(_row(one, names) for one in records)
    return file.getvalue().encode()


def _row(one: Record, names: Sequence[str]) -> list[str]:
    values = (getattr(one, name) for name in names)
    return ["; ".join(value) if isinstance(value, tuple) else str(value) for value in values]


def files() -> tuple[tuple[str, bytes, str], ...]:
    """Three files of 3,000 records: 2,200 articles, some in two or three of them, some that may be others, two versions."""
    made = [article(n) for n in range(ARTICLES - UNSURE - 1)]
    again = [as_other(one, n) for n, one in enumerate(made[:IN_BOTH])]
    unsure = [
        replace(made[n], doi="", pages=f"{n + 7}", volume="90", year=made[n].year + 1) for n in range(900, 900 + UNSURE)
    ]  # type: ignore[operator]
    old = replace(
        made[1000], doi="10.9999/preprint.1", journal="medRxiv", volume="", pages="", issue="", kind="preprint"
    )
    all_of_them = [*made, *again, *unsure, old]
    assert len(all_of_them) == ARTICLES + IN_BOTH
    more = [as_other(one, n) for n, one in enumerate(made[:10])]
    first, second, third = all_of_them[:1100], all_of_them[1100:2100], [*all_of_them[2100:], *more]
    return (
        ("en.ris", ris.write(first).encode(), "embase"),
        ("to.nbib", nbib(second), "pubmed"),
        ("tre.csv", table(third), "scopus"),
    )


HOLDER = "browser-test"  # the worker that holds a search for duplicates, so that the next waits until it lets go


@pytest.fixture
def question_id(workbench: Workbench) -> str:
    """A question with the three files taken in; the search for duplicates that follows by itself waits to begin."""
    with store_of(workbench) as store:
        me = somebody(store)
        question = begun(store, me, "Eksempel: dubletter fra tre filer")
        hold(store, me, question)
        for name, content, source in files():
            search.start_import(store, me, question, name, content, source)
        wait_for_files(store, me, question)
        return question


def hold(store: SqliteStore, me: Actor, question_id: str) -> None:
    """Be the worker of a search for duplicates: of one question no two run side by side."""
    for _try in range(50):
        dedupe.start_dedupe(store, me, question_id)
        if job := store.claim_job(HOLDER, 30):
            assert job.question_id == question_id
            return
        time.sleep(0.2)  # the server's own workers were quicker
    raise AssertionError("the search was never ours")


def let_go(workbench: Workbench, question_id: str) -> None:
    """The held search ends; what waits behind it begins."""
    with store_of(workbench) as store:
        jobs = store.seen_by(somebody(store)).jobs(question_id)
        assert sorted(job.state for job in jobs if job.kind == "dedupe" and job.state != "done") == [
            "queued",
            "running",
        ]
        (held,) = (job for job in jobs if job.kind == "dedupe" and job.state == "running")
        store.end_job(held.id, "done", worker=HOLDER)


def wait_for_files(store: SqliteStore, me: Actor, question_id: str) -> None:
    """The server's own workers take them in."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        jobs = store.seen_by(me).jobs(question_id)
        for held in (job for job in jobs if job.kind == "dedupe" and job.state == "running"):
            store.beat(held.id, worker=HOLDER)
        if all(job.state == "done" for job in jobs if job.kind == "import"):
            return
        assert all(job.state in ("queued", "running", "done") for job in jobs), [job.error_code for job in jobs]
        time.sleep(0.2)
    raise AssertionError("the files were not taken in")


def numbers(page: Page) -> list[int]:
    """Found, duplicates, left: as they stand on the page."""
    said = page.locator(".kb-numbers strong").all_inner_texts()
    return [int(re.sub(r"\D", "", one)) for one in said]


def waiting(page: Page) -> int:
    """How many doubtful pairs the page says that there are."""
    heading = page.locator("h2", has_text="kanskje er samme artikkel")
    return int(heading.inner_text().split()[0]) if heading.count() else 0


def picture(page: Page, name: str) -> None:
    """Keep pictures of the page, wide and narrow, where a folder is given."""
    for width in (1280, 390) if PICTURES else ():
        page.set_viewport_size({"width": width, "height": 3200})
        settle(page)
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_duplicates_of_three_files(workbench: Workbench, question_id: str, page: Page, outside: list[str]) -> None:
    address = f"{workbench.url}/referanser?q={question_id}"
    opened(page, address)
    assert numbers(page) == [3000, 0, 3000]
    found = looked_for(page, workbench, address, question_id)
    assert found[0] == 3000 and found[1] >= IN_BOTH
    wrong = {"found": breaches(page)}
    picture(page, "duplicates-pairs")
    left = answered_by_key(page, found)
    linked(page)
    undone(page, left)
    wrong["undone"] = breaches(page)
    whole(page)
    picked(page)
    wrong["whole"] = breaches(page)
    told_in_the_flow(page, workbench, question_id)
    assert removed_in_the_flow(workbench, question_id) == left[1]
    wrong["flow"] = breaches(page)
    assert {name: lines for name, lines in wrong.items() if lines} == {}
    assert outside == []


def looked_for(page: Page, workbench: Workbench, address: str, question_id: str) -> list[int]:
    """It begins by itself; while it works, the page says so, and one can read and decide elsewhere."""
    expect(page.get_by_role("status").filter(has_text=re.compile(r"Sammenligner 3\s000 referanser"))).to_be_visible()
    opened(page, f"{workbench.url}/utvelgelse?q={question_id}")
    press(page, re.compile("^Ta med"))
    expect(page.get_by_text(re.compile(r"^2\s\d\d\d igjen"))).to_be_visible()
    opened(page, f"{workbench.url}/sok?q={question_id}")
    expect(page.get_by_role("status").filter(has_text="Sammenligner")).to_be_visible()
    opened(page, address)
    let_go(workbench, question_id)
    told = page.get_by_role("status").filter(has_text=re.compile(r"I siste runde, .*: 3\s000 sammenlignet"))
    expect(told).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name="Let etter dubletter")).to_be_visible()
    settle(page)
    return numbers(page)


def answered_by_key(page: Page, found: list[int]) -> list[int]:
    """S merges, D keeps apart, H asks later; none of them does anything while keys are off. Gives the numbers after."""
    begun_with = waiting(page)
    assert begun_with >= UNSURE
    table = page.get_by_role("region", name="To referanser ved siden av hverandre")
    assert table.locator(".kb-differs").count() > 0
    page.keyboard.press("h")
    expect(page.get_by_text("Hoppet over: 1.")).to_be_visible()
    settle(page)
    assert waiting(page) == begun_with, "nothing is decided"
    page.keyboard.press("s")
    expect(page.locator("h2", has_text=f"{begun_with - 1} som kanskje er samme artikkel")).to_be_visible()
    settle(page)
    assert numbers(page) == [3000, found[1] + 1, found[2] - 1]
    page.keyboard.press("d")
    expect(page.locator("h2", has_text=f"{begun_with - 2} som kanskje er samme artikkel")).to_be_visible()
    settle(page)
    press(page, "Slå av taster")
    page.keyboard.press("s")
    settle(page)
    assert waiting(page) == begun_with - 2
    press(page, "Slå på taster")
    assert numbers(page) == [3000, found[1] + 1, found[2] - 1]
    return numbers(page)


def linked(page: Page) -> None:
    """The preprint and its article stay two; somebody confirms that they belong together."""
    unfold(page, "Hører sammen, men er to: 1")
    expect(page.get_by_text("Fortrykk. Artikkelen finnes").first).to_be_visible()
    settle(page)
    picture(page, "duplicates-linked")
    press(page, "Det stemmer")
    expect(page.get_by_text("bekreftet av et menneske")).to_be_visible()


def whole(page: Page) -> None:
    """One reference of two sources: why it was merged, and what is shown from where."""
    fill(page, "Finn i tittel, forfatter eller sammendrag", "number 781")
    choose(page, "Se én referanse nærmere", "number 781")
    expect(page.get_by_text("Hvorfor den er slått sammen")).to_be_visible()
    unfold(page, "Hva som vises, og hvor det er hentet fra")
    picture(page, "duplicates-whole")
    expect(page.get_by_role("region", name="Felt for felt")).to_be_visible()


def picked(page: Page) -> None:
    """Another value of a field is chosen by hand, is what is shown from now on, and is let go again."""
    field = page.get_by_role("region", name="Felt for felt")
    first = field.locator("tr", has_text="Tittel").first.locator("td").first.inner_text()
    choose(page, "Tittel", "tre.csv")
    expect(field.locator("tr", has_text="Tittel").first).to_contain_text("valgt av")
    expect(field.locator("tr", has_text="Tittel").first.locator("td").first).to_have_text(first.upper())
    choose(page, "Tittel", "Det beste, valgt av programmet")
    expect(field.locator("tr", has_text="Tittel").first.locator("td").first).to_have_text(first)
    settle(page)


def removed_in_the_flow(workbench: Workbench, question_id: str) -> int:
    """Duplicates removed, as the flow diagram counts them; the sums of the diagram add up."""
    with store_of(workbench) as store:
        numbers = store.seen_by(somebody(store)).flow(question_id)
    assert problems(counted(numbers)) == ()
    return numbers.duplicates


def undone(page: Page, before: list[int]) -> None:
    """The newest merge is the one by key: it is split again, and merged again after all."""
    unfold(page, "Slått sammen")
    picture(page, "duplicates-merged")
    press(page, "Del dem igjen")
    assert numbers(page) == [3000, before[1] - 1, before[2] + 1]
    joining = page.get_by_role("button", name="Slå dem sammen")
    expect(joining).to_have_count(2)
    joining.last.click()
    expect(joining).to_have_count(1)
    settle(page)
    assert numbers(page) == before


def told_in_the_flow(page: Page, workbench: Workbench, question_id: str) -> None:
    """The diagram and the method say who merged what."""
    opened(page, f"{workbench.url}/oppsummering?q={question_id}")
    text = page.content()
    assert "slått sammen av mennesker" in text and "slått sammen av programmet" in text
