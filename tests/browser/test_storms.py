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

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import wiring
from pipeline.rows import NOBODY, Actor
from pipeline.steps.need import raise_need
from pipeline.steps.people import register
from pipeline.steps.question import start_question
from pipeline.steps.search import save_strategy
from tests.browser.conftest import Workbench, free_port
from tests.browser.hands import field, fill, opened, press, settle
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
        return [one for (one,) in rows(self.path, "SELECT reference_id FROM vote WHERE ended_seq IS NULL ORDER BY seq")]


@pytest.fixture
def bench(tmp_path: Path, sources: Running) -> Iterator[Bench]:
    """A server of its own for each storm."""
    store = wiring.open_store(tmp_path / NAME)
    place = store.seen_by(NOBODY).places()[0].id
    actor: Actor = register(store, "Prøve Eksempel", place)
    need_id = raise_need(store, actor, "Mange eldre faller hjemme. Hjelper det å trene?", place)
    world = World(store, actor, need_id, start_question(store, actor, need_id))
    make_references(world, 30)
    save_strategy(store, actor, world.question_id, "pubmed", "exercise")
    store.close()
    one = Workbench(tmp_path, sources, free_port())
    one.start()
    yield Bench(one, need_id, world.question_id)
    one.stop()


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


def test_a_tab_that_is_closed_while_hits_are_fetched(bench: Bench, context: BrowserContext) -> None:
    page = context.new_page()
    opened(page, bench.at("sok"))
    press(page, "Tell treff i PubMed")
    fetch = page.get_by_role("button", name=re.compile(r"^Hent \d+ treff")).first
    fetch.wait_for()
    settle(page)
    fetch.click()
    deadline = time.monotonic() + 20
    while not rows(bench.path, "SELECT 1 FROM job WHERE kind = 'fetch'"):
        time.sleep(0.005)
        assert time.monotonic() < deadline, "the press did not reach the server"
    page.close()
    page = context.new_page()
    opened(page, bench.at("sok"))
    expect(page.get_by_text(re.compile("^Ferdig")).first).to_be_visible(timeout=20_000)
    counted, state = rows(
        bench.path, "SELECT counted, state FROM run WHERE kind = 'search' AND strategy_id IS NOT NULL"
    )[0]
    got = rows(
        bench.path, "SELECT count(*), count(DISTINCT source_key) FROM source_record WHERE raw LIKE '%PubmedArticle%'"
    )
    assert state == "done"
    assert got == [(counted, counted)], "every hit, each once"


def test_a_server_that_restarts_under_two_sessions(bench: Bench, browser: Browser, page: Page) -> None:
    other_context = browser.new_context(locale="nb-NO")
    other = other_context.new_page()
    other.set_default_timeout(20_000)
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
    assert rows(bench.path, "SELECT count(*) FROM event WHERE verb = 'screen.vote'") == [(len(voted),)]
