"""How fast the pages are, in a real browser: `python -m benchmarks.pages [--references 2000 20000] [--presses 100]`.

Cold start: from starting the server to its health, and to the first page drawn. Page loads: from asking for the
address until the page is at rest, with the browser's cache warm, median of `LOADS`. Key presses:
from the key going down to the next title standing on the page, both by the browser's own clock.
Each size on a new database in a folder that is thrown away; the records are made up, with abstracts of about 1,500
characters. Needs Chromium.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

import wiring
from benchmarks.formats import synthetic
from pipeline import flow
from pipeline.formats import ris
from pipeline.records import Record
from pipeline.rows import NOBODY
from pipeline.steps import need, people, question, screen

ROOT = Path(__file__).resolve().parents[1]
LOADS = 5
COLD_STARTS = 3
SCREENED = 40  # of them, so that every page has something to show
QUIET = (
    "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync".split()
)

# Resolves with the milliseconds from the call until Streamlit has not been at work for `quiet` milliseconds.
AT_REST = """quiet => new Promise(done => {
    let last = performance.now();
    const look = () => {
        const app = document.querySelector('[data-testid="stApp"]'), now = performance.now();
        const busy = !app || app.getAttribute('data-test-script-state') === 'running' || !document.querySelector('h1')
            || document.querySelector('[data-testid="stSkeleton"]') || document.querySelector('[data-stale="true"]');
        if (busy) last = now;
        if (now - last > quiet) done(last); else setTimeout(look, 4);
    };
    look();
})"""
# Writes down, for each key that goes down, the milliseconds until another title stands on the page.
WATCH = """() => {
    window.waits = [];
    let down = 0;
    const title = () => (document.querySelector('.kb-title') || {}).textContent || '';
    let before = title();
    document.addEventListener('keydown', () => { down = performance.now(); before = title(); }, true);
    new MutationObserver(() => {
        const now = title();
        if (down && now && now !== before) { window.waits.push(performance.now() - down); down = 0; }
    }).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def server(folder: Path) -> Iterator[tuple[str, float]]:
    """A workbench on a data folder: its address, and the seconds from start to health."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    settings = os.environ | {"KUNNSKAPSBROEN_DATA": str(folder)}
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
                    if answer.read() == b"ok":
                        break
            except OSError:
                if process.poll() is not None or time.perf_counter() - began > 120:
                    raise SystemExit("the server did not start") from None
                time.sleep(0.01)
        yield f"http://127.0.0.1:{port}", time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(30)


def made_up(count: int) -> Iterator[Record]:
    """Records with titles and identifiers of their own."""
    whole = [one.record for one in ris.parse(synthetic(200)).parsed]
    for number in range(count):
        one = whole[number % len(whole)]
        yield Record(
            title=f"Example trial {number} of made-up intervention {number % 97}",
            authors=one.authors,
            year=one.year,
            abstract=one.abstract,
            journal=one.journal,
            volume=one.volume,
            pages=one.pages,
            doi=f"10.9999/example.{number}",
            pmid=str(10_000_000 + number),
        )


def furnish(folder: Path, references: int) -> str:
    """A question with that many references, some of them screened; gives its id."""
    os.environ["KUNNSKAPSBROEN_DATA"] = str(folder)
    store = wiring.open_store()
    place = store.seen_by(NOBODY).places()[0].id
    me = people.register(store, "Eksempel Person", place)
    question_id = question.start_question(store, me, need.raise_need(store, me, "Eksempel: mange referanser", place))
    with store.write(me, "import.finish", "question", question_id) as change:
        values = {"question_id": question_id, "kind": "search", "source": "pubmed", "state": "done"}
        run_id = change.add("run", values | {"asked_at": change.at, "finished_at": change.at, "counted": references})
        change.add_records(run_id, (("pubmed", one.pmid, one, one.abstract) for one in made_up(references)))
    for number, one in enumerate(store.seen_by(me).references(question_id, limit=SCREENED)):
        screen.vote(store, me, one.id, "abstract", ("include", "exclude", "maybe")[number % 3])
        if number % 3 == 0:
            screen.vote(store, me, one.id, "full_text", "include")
    store.close()
    return question_id


def load_ms(page: Page, address: str) -> float:
    """Milliseconds from asking for an address until its page is at rest."""
    page.goto(address, wait_until="commit")
    return float(page.evaluate(AT_REST, 250))


def press_ms(page: Page, address: str, presses: int) -> list[float]:
    """Milliseconds from key to next title, for each of many presses, each after the page has come to rest."""
    load_ms(page, address)
    page.evaluate(WATCH)
    for number in range(presses):
        page.keyboard.press("jkl"[number % 3])
        page.wait_for_function("n => window.waits.length > n", arg=number)
        page.evaluate(AT_REST, 60)
    return [float(one) for one in page.evaluate("window.waits")]


def cold_start(browser: Browser, folder: Path) -> tuple[float, float]:
    """Seconds to health and to the first page, of a server that starts on an empty folder."""
    page = browser.new_page()
    began = time.perf_counter()
    with server(folder) as (url, health):
        page.goto(url)
        page.locator("h1").first.wait_for()
        first = time.perf_counter() - began
        page.close()
    return health, first


def measure(browser: Browser, references: int, presses: int) -> None:
    """Print the figures of one size."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        question_id = furnish(folder, references)
        with server(folder) as (url, _health):
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(60_000)
            load_ms(page, url)
            print(f"\n{references} references\n{'page':<16}{'ms until at rest, median':>26}{'slowest':>10}")
            for name, address in [("home", ""), *((one.id, f"{one.address}?q={question_id}") for one in flow.STEPS)]:
                taken = [load_ms(page, f"{url}/{address}") for _ in range(LOADS)]
                print(f"{name:<16}{median(taken):>26.0f}{max(taken):>10.0f}")
            waits = press_ms(page, f"{url}/{flow.BY_ID['screen'].address}?q={question_id}", presses)
            p95 = quantiles(waits, n=20)[-1]
            print(f"key to next abstract, {len(waits)} presses: p50 {median(waits):.0f} ms, p95 {p95:.0f} ms")
            page.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--references", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--presses", type=int, default=100)
    options = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        print(f"{'cold start':<12}{'s to health':>12}{'s to first page':>17}")
        for number in range(1, COLD_STARTS + 1):
            with tempfile.TemporaryDirectory() as name:
                health, first = cold_start(browser, Path(name))
            print(f"{number:<12}{health:>12.2f}{first:>17.2f}")
        for references in options.references:
            measure(browser, references, options.presses)
        browser.close()


if __name__ == "__main__":
    main()
