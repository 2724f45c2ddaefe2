"""Bad days in a real browser (T3, T4): reloads, closed tabs, a server that restarts, a line that is cut."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pipeline.steps.fields import save_field
from pipeline.steps.need import raise_need
from pipeline.steps.people import register
from pipeline.steps.question import start_question
from pipeline.steps.search import save_strategy
from tests.browser.beside import oslo, somebody, store_of
from tests.browser.conftest import Workbench
from tests.browser.hands import field, fill, opened, own_browser, press, settle
from tests.local_sources.server import Running
from tests.makers import World, make_references, rows

NAME = "kunnskapsbroen.sqlite"
FIELDS = {
    "Hvorfor er det viktig?": "why",
    "Hvordan er det hos dere?": "context",
    "Hva har dere selv erfart?": "experience",
    "Hva sier brukere og pårørende?": "users",
}


@dataclass
class Bench:
    """A workbench with one person and one question at which there is something to screen."""

    workbench: Workbench
    need_id: str
    question_id: str

    @property
    def path(self) -> Path:
        """The database, to look into past the program."""
        return self.workbench.folder / NAME

    def at(self, step: str, base: str = "") -> str:
        """The address of a step of the question."""
        return f"{base or self.workbench.url}/{step}?q={self.question_id}"

    def saved(self, name: str) -> list[str]:
        """Every text that was ever kept of a field of the need, in order."""
        found = rows(
            self.path, "SELECT new_value FROM event WHERE object_id = ? AND field = ? ORDER BY seq", self.need_id, name
        )
        return [text for (text,) in found]

    def votes(self) -> list[str]:
        """The references that have a vote in force, each as often as it has one."""
        found = self.of_question(
            "SELECT reference_id FROM vote WHERE question_id = ? AND ended_seq IS NULL ORDER BY seq"
        )
        return [one for (one,) in found]

    def votes_cast(self) -> int:
        """How many votes there were, by the events."""
        ((count,),) = self.of_question("SELECT count(*) FROM event WHERE question_id = ? AND verb = 'screen.vote'")
        return int(count)

    def of_question(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the question, whose id is the one parameter."""
        return rows(self.path, sql, self.question_id)


@pytest.fixture
def bench(workbench: Workbench) -> Bench:
    """A question of its own for each storm."""
    with store_of(workbench) as store:
        actor = somebody(store)
        need_id = raise_need(store, actor, "Mange eldre faller hjemme. Hjelper det å trene?", oslo(store))
        world = World(store, actor, need_id, start_question(store, actor, need_id))
        make_references(world, 30)
        save_strategy(store, actor, world.question_id, "pubmed", "exercise")
    return Bench(workbench, need_id, world.question_id)


class Line:
    """A line to the server that can be cut and joined again: it passes on every byte, until it does not."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._whole = True
        self._open: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        """End every connection, and let none through."""
        self._whole = False
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def join(self) -> None:
        """Let connections through again."""
        self._whole = True

    def close(self) -> None:
        """For good."""
        self._door.close()
        self.cut()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                if not self._whole:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._port))
                self._open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while content := one.recv(65536):
                other.sendall(content)
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def line(bench: Bench) -> Iterator[Line]:
    """A line to the bench."""
    one = Line(bench.workbench.port)
    yield one
    one.close()


def test_a_reload_in_the_middle_of_typing(bench: Bench, page: Page) -> None:
    opened(page, bench.at("behov"))
    labels = list(FIELDS)
    for label in labels[:3]:
        fill(page, label, f"Skrevet i {label}")
    typing = field(page, labels[3])
    typing.click()
    typing.press_sequentially("Halvferdig set", delay=10)
    page.reload()
    settle(page)
    for label in labels[:3]:
        expect(field(page, label)).to_have_value(f"Skrevet i {label}")
        assert bench.saved(FIELDS[label]) == [f"Skrevet i {label}"]
    assert field(page, labels[3]).input_value() in ("", "Halvferdig set")
    assert len(bench.saved(FIELDS[labels[3]])) <= 1


def test_a_server_that_restarts_under_two_sessions(bench: Bench, browser: Browser, page: Page) -> None:
    other_context = own_browser(browser)
    other = other_context.new_page()
    for one in (page, other):
        opened(one, bench.at("behov"))
    labels = list(FIELDS)
    fill(page, labels[0], "Fra den ene")
    fill(other, labels[1], "Fra den andre")
    field(page, labels[2]).fill("Holder på å skrive")  # not left yet
    bench.workbench.stop()
    field(page, labels[2]).press("Tab")  # nobody is there to hear it
    bench.workbench.start()
    for one in (page, other):
        one.reload()
        expect(one.locator("h1").first).to_be_visible()
        settle(one)
        expect(field(one, labels[0])).to_have_value("Fra den ene")
        expect(field(one, labels[1])).to_have_value("Fra den andre")
        shown = field(one, labels[2]).input_value()
        assert [shown] == (bench.saved("experience") or [""]), (
            "what is shown is what is kept, and it is kept once at most"
        )
    fill(other, labels[3], "Etter omstarten")
    assert bench.saved("why") == ["Fra den ene"]
    assert bench.saved("context") == ["Fra den andre"]
    assert bench.saved("users") == ["Etter omstarten"]
    other_context.close()


def test_a_line_that_is_cut_while_screening(bench: Bench, line: Line, context: BrowserContext, page: Page) -> None:
    opened(page, bench.at("utvelgelse", line.url))
    left = page.locator("p[role=status]", has_text="igjen")
    title = page.locator(".kb-title")

    def vote() -> None:
        shown = title.inner_text()
        page.keyboard.press("l")
        expect(title).not_to_have_text(shown)
        settle(page)

    for _ in range(3):
        vote()
    line.cut()
    context.set_offline(True)
    page.keyboard.press("l")
    page.wait_for_timeout(300)
    page.keyboard.press("l")
    page.wait_for_timeout(700)
    context.set_offline(False)
    line.join()
    page.wait_for_function(
        "document.querySelector('[data-testid=\"stApp\"]')?.dataset.testConnectionState === 'CONNECTED'"
    )
    settle(page)
    seen = bench.votes()
    assert 3 <= len(seen) <= 4, "what was pressed while nobody heard it counts once at most"
    for _ in range(2):
        vote()
    # in the middle of a vote: the press is on its way when the line goes
    page.keyboard.press("l")
    line.cut()
    page.wait_for_timeout(500)
    line.join()
    page.reload()
    expect(title).to_be_visible()
    settle(page)
    voted = bench.votes()
    assert len(voted) == len(set(voted)), "two votes of one person on one reference"
    assert set(seen) <= set(voted) and len(seen) + 2 <= len(voted) <= len(seen) + 3
    expect(left).to_contain_text(f"{30 - len(voted)} igjen")
    assert bench.votes_cast() == len(voted)


# -- every kind of storm in the middle of every kind of work


@dataclass
class Storm:
    """What can break, and how a person comes back afterwards."""

    bench: Bench
    line: Line
    context: BrowserContext

    def page(self, address: str) -> Page:
        """A tab whose line can be cut."""
        one = self.context.new_page()
        opened(one, self.bench.at(address, self.line.url))
        return one

    def reload(self, page: Page, _address: str) -> Page:
        page.reload()
        return page

    def close_the_tab(self, page: Page, address: str) -> Page:
        page.close()
        return self.page(address)

    def restart_the_server(self, page: Page, _address: str) -> Page:
        self.bench.workbench.stop()
        self.bench.workbench.start()
        page.reload()
        return page

    def restart_under_the_page(self, page: Page, _address: str) -> Page:
        self.bench.workbench.stop()
        self.bench.workbench.start()
        return self._connected(page)

    def cut_the_line(self, page: Page, _address: str) -> Page:
        self.line.cut()
        page.wait_for_timeout(1000)
        self.line.join()
        return self._connected(page)

    def _connected(self, page: Page) -> Page:
        page.wait_for_function(
            "document.querySelector('[data-testid=\"stApp\"]')?.dataset.testConnectionState === 'CONNECTED'"
        )
        return page


STORMS = {
    one.__name__: one
    for one in (
        Storm.reload,
        Storm.close_the_tab,
        Storm.restart_the_server,
        Storm.restart_under_the_page,
        Storm.cut_the_line,
    )
}


@pytest.fixture
def storm(bench: Bench, line: Line, context: BrowserContext) -> Storm:
    return Storm(bench, line, context)


@pytest.mark.parametrize("kind", STORMS)
def test_typing_loses_at_most_the_field_in_focus(storm: Storm, kind: str) -> None:
    page, labels = storm.page("behov"), list(FIELDS)
    for label in labels[:2]:
        fill(page, label, f"Skrevet i {label}")
    field(page, labels[2]).press_sequentially("Halvferdig")  # not left yet
    page = STORMS[kind](storm, page, "behov")
    settle(page)
    for label in labels[:2]:
        expect(field(page, label)).to_have_value(f"Skrevet i {label}")
        assert storm.bench.saved(FIELDS[label]) == [f"Skrevet i {label}"]
    fill(page, labels[2], "Skrevet etterpå")
    assert storm.bench.saved(FIELDS[labels[2]])[-1:] == ["Skrevet etterpå"]
    assert set(storm.bench.saved(FIELDS[labels[2]])) <= {"Halvferdig", "Skrevet etterpå"}


def test_the_first_words_to_a_server_that_knows_nobody_are_kept(storm: Storm) -> None:
    page, labels = storm.page("behov"), list(FIELDS)
    fill(page, labels[0], "Skrevet før")
    storm.restart_under_the_page(page, "behov")
    fill(page, labels[0], "Skrevet før, og etter")
    expect(field(page, labels[0])).to_have_value("Skrevet før, og etter")
    assert storm.bench.saved(FIELDS[labels[0]]) == ["Skrevet før", "Skrevet før, og etter"]


def test_a_need_and_a_search_text_outlive_a_restart(storm: Storm) -> None:
    page = storm.page("")
    box = page.get_by_role("textbox", name="Skriv det med egne ord.").first
    box.press_sequentially("Mange faller hjemme")
    storm.restart_under_the_page(page, "")
    page.wait_for_timeout(1000)
    settle(page)
    expect(box).to_have_value("Mange faller hjemme")
    page = storm.page("sok")
    text = field(page, "Søketekst for PubMed")
    storm.restart_under_the_page(page, "sok")
    text.fill("exercise AND falls[ti]")
    text.press("Tab")
    page.wait_for_timeout(1000)
    settle(page)
    expect(field(page, "Søketekst for PubMed")).to_have_value("exercise AND falls[ti]")
    kept = storm.bench.of_question("SELECT text FROM strategy WHERE question_id = ? ORDER BY rowid")
    assert kept[-1] == ("exercise AND falls[ti]",)


def test_keys_are_heard_by_a_server_that_was_started_anew(storm: Storm) -> None:
    page = storm.page("utvelgelse")
    storm.restart_under_the_page(page, "utvelgelse")
    page.wait_for_timeout(1000)
    settle(page)
    title = page.locator(".kb-title").first
    for n in (1, 2):
        shown = title.inner_text()
        page.keyboard.press("l")
        expect(title).not_to_have_text(shown)
        settle(page)
        assert len(storm.bench.votes()) == n


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(storm: Storm) -> None:
    page, labels = storm.page("behov"), list(FIELDS)
    fill(page, labels[0], "Skrevet før")
    fill(page, labels[1], "Skrevet før")
    storm.bench.workbench.stop()
    with store_of(storm.bench.workbench) as store:
        other = register(store, "Eksempel Kollega", oslo(store))
        for name in (FIELDS[labels[0]], FIELDS[labels[1]]):
            save_field(store, other, "need", storm.bench.need_id, name, "Skrevet av en annen")
    storm.bench.workbench.start()
    storm._connected(page)
    fill(page, labels[0], "Skrevet før, og etter")
    expect(page.get_by_text("Eksempel Kollega har endret dette feltet mens du skrev.")).to_be_visible()
    expect(field(page, labels[1])).to_have_value("Skrevet av en annen")
    assert storm.bench.saved(FIELDS[labels[0]])[-1] == "Skrevet av en annen"
    press(page, "Bruk min tekst")
    assert storm.bench.saved(FIELDS[labels[0]])[-1] == "Skrevet før, og etter"


def test_what_was_typed_while_nobody_heard_is_saved_when_somebody_does(storm: Storm) -> None:
    page, labels = storm.page("behov"), list(FIELDS)
    fill(page, labels[0], "Skrevet før")
    box, said = field(page, labels[0]), page.locator(".kb-saved").first
    box.press_sequentially(", og etter")
    expect(said).to_have_text("Ikke lagret ennå. Det skjer når du går ut av feltet.", use_inner_text=True)
    storm.line.cut()
    expect(said).to_have_text("Ingen forbindelse. Det du skriver nå, lagres når den er tilbake.", use_inner_text=True)
    field(page, labels[1]).press("Tab")
    storm.line.join()
    storm._connected(page)
    expect(said).to_contain_text("Alt er lagret kl.", use_inner_text=True)
    settle(page)
    assert storm.bench.saved(FIELDS[labels[0]])[-1] == "Skrevet før, og etter"


# -- the page is left in the very moment that a field is

# A server that answers what is saved before the page is left: then Streamlit puts the address of that page back.
AT_ONCE = "{ const wait = setTimeout; window.setTimeout = (act, ms) => wait(act, ms === 100 ? 1500 : ms); }"


def back_once(page: Page) -> None:
    page.evaluate(AT_ONCE)
    page.go_back()
    page.wait_for_timeout(1600)


LEAVES = {
    "a finger": lambda page, link: link.tap(),
    "a short press": lambda page, link: link.click(delay=0),
    "the way back": lambda page, link: back_once(page),
    # The link before the field: how the server meets it where the script in the page does not help.
    "the wrong order": lambda page, link: link.evaluate("one => { document.activeElement.blur(); one.click(); }"),
}


@pytest.mark.parametrize("way", LEAVES)
def test_a_field_is_left_by_leaving_the_page(bench: Bench, browser: Browser, way: str) -> None:
    context = own_browser(browser, viewport={"width": 390, "height": 844}, has_touch=True)
    page, labels = context.new_page(), list(FIELDS)
    opened(page, bench.at("sporsmal"))
    page.get_by_role("link", name=re.compile("^1 ")).click()
    expect(field(page, labels[0])).to_be_visible()
    settle(page)
    fill(page, labels[0], "Skrevet først")
    field(page, labels[1]).press_sequentially("Skrevet sist")
    LEAVES[way](page, page.get_by_role("link", name=re.compile("^2 ")))
    settle(page)
    if way != "the wrong order":
        expect(page).to_have_url(re.compile("/sporsmal"))
        expect(page.get_by_role("heading", name="Hva skal med, og hva skal ikke med?")).to_be_visible()
    opened(page, bench.at("behov"))
    for label, text in zip(labels, ("Skrevet først", "Skrevet sist", "", ""), strict=True):
        expect(field(page, label)).to_have_value(text)
        assert bench.saved(FIELDS[label]) == [text] * bool(text)
    context.close()


@pytest.mark.parametrize("kind", STORMS)
def test_screening_keeps_every_vote_that_was_seen_and_none_twice(storm: Storm, kind: str) -> None:
    page = storm.page("utvelgelse")
    title = page.locator(".kb-title")
    for _ in range(2):
        shown = title.inner_text()
        page.keyboard.press("l")
        expect(title).not_to_have_text(shown)
        settle(page)
    page.keyboard.press("l")  # on its way when it breaks
    page = STORMS[kind](storm, page, "utvelgelse")
    expect(page.locator(".kb-title")).to_be_visible()
    settle(page)
    voted = storm.bench.votes()
    assert 2 <= len(voted) == len(set(voted)) <= 3
    expect(page.locator("p[role=status]", has_text="igjen")).to_contain_text(f"{30 - len(voted)} igjen")
    assert storm.bench.votes_cast() == len(voted)


@pytest.mark.parametrize("kind", STORMS)
def test_a_search_goes_on_and_fetches_each_hit_once(storm: Storm, kind: str, sources: Running) -> None:
    page, bench = storm.page("sok"), storm.bench
    press(page, "Tell treff i PubMed")
    fetch = page.get_by_role("button", name=re.compile(r"^Hent \d+ treff")).first
    fetch.wait_for()
    settle(page)
    sources.faults.add("delay", "efetch", value=3.0)  # so that it breaks in the middle
    fetch.click()
    deadline = time.monotonic() + 20
    while not bench.of_question("SELECT 1 FROM job WHERE question_id = ? AND kind = 'fetch' AND state = 'running'"):
        time.sleep(0.005)
        assert time.monotonic() < deadline, "the press did not reach the server"
    page = STORMS[kind](storm, page, "sok")
    sql = "SELECT counted, state FROM run WHERE question_id = ? AND kind = 'search' AND strategy_id IS NOT NULL"
    deadline = time.monotonic() + 30
    while bench.of_question(sql)[0][1] != "done":
        time.sleep(0.05)
        assert time.monotonic() < deadline, "the search did not go on"
    sources.faults.clear()
    ((counted, _state),) = bench.of_question(sql)
    expect(page.get_by_text(re.compile(rf"^Ferdig\b.*\b{counted}\b")).first).to_be_visible()
    sql = """SELECT count(*), count(DISTINCT source_key) FROM source_record
             WHERE question_id = ? AND raw LIKE '%PubmedArticle%'"""
    assert counted > 0 and bench.of_question(sql) == [(counted, counted)]
