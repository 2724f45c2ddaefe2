"""Whether the pages can be used while a large file comes in: `python -m benchmarks.import_beside [--records 20000]`.

A RIS file of made-up records is uploaded in one tab of a real browser and taken in by the server's own worker. Meanwhile
another tab opens pages of another question, one after the other, and saves a field in between; the same is done before, with
nothing beside. Told are the milliseconds of each, and the seconds from the press until the page says that the file is in. In a
folder that is thrown away. Needs Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.formats import repeated, synthetic
from benchmarks.pages import AT_REST, QUIET, furnish, load_ms, server
from pipeline import flow

OPENED = ("need", "search", "screen", "summarise")  # pages, by turns
BESIDE = 200  # references of the question in the other tab
LONGEST_S = 180.0


def saved_ms(page: Page, text: str) -> float:
    """Milliseconds from leaving a field until its page is at rest again, with what was typed saved."""
    box = page.get_by_role("textbox", name="Hva har dere selv erfart?").first
    box.fill(text)
    began = time.perf_counter()
    box.press("Tab")
    page.wait_for_timeout(20)
    page.evaluate(AT_REST, 120)
    return (time.perf_counter() - began) * 1000 - 120


def used(page: Page, url: str, question_id: str, going_on: Callable[[], bool]) -> dict[str, list[float]]:
    """Open pages and save a field for as long as something goes on; gives the milliseconds of each kind of act."""
    taken: dict[str, list[float]] = {name: [] for name in (*OPENED, "a field saved")}
    while going_on():
        for name in OPENED:
            taken[name].append(load_ms(page, f"{url}/{flow.BY_ID[name].address}?q={question_id}"))
            if name == "need":
                taken["a field saved"].append(saved_ms(page, f"Eksempel {time.perf_counter()}"))
            if not going_on():
                break
    return taken


def brought_in(page: Page, url: str, question_id: str, file: Path) -> float:
    """Upload the file and press the button; gives the moment of the press."""
    load_ms(page, f"{url}/{flow.BY_ID['search'].address}?q={question_id}")
    box = page.get_by_role("combobox", name="Hvilken database kommer filen fra?").first
    box.click()
    box.fill("Annen kilde")
    page.get_by_role("option", name="Annen kilde").first.wait_for()
    box.press("Enter")
    page.locator('input[type="file"]').set_input_files(file)
    button = page.get_by_role("button", name="Hent inn filene").first
    page.wait_for_function(
        "() => [...document.querySelectorAll('button')].some(b => b.innerText.trim() === 'Hent inn filene' && !b.disabled)"
    )
    began = time.perf_counter()
    button.click()
    return began


def measure(browser: Browser, records: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder, file = Path(name) / "data", Path(name) / "records.ris"
        file.write_text(repeated(synthetic(), records), "utf-8")
        question_id = furnish(folder, BESIDE)
        with server(folder) as (url, _health):
            first, second = (browser.new_page(viewport={"width": 1280, "height": 900}) for _ in range(2))
            for page in (first, second):
                page.set_default_timeout(LONGEST_S * 1000)
                load_ms(page, url)
            rounds = iter(range(3 * len(OPENED)))
            alone = used(second, url, question_id, lambda: next(rounds, None) is not None)
            done_at: list[float] = []

            def going_on() -> bool:
                """The first tab says so when the file is in."""
                if not done_at and first.get_by_text("poster er tatt inn", exact=False).count():
                    done_at.append(time.perf_counter())
                return not done_at and time.perf_counter() - began < LONGEST_S

            began = brought_in(first, url, question_id, file)
            beside = used(second, url, question_id, going_on)
            ended = done_at[0] if done_at else float("nan")
            print(f"{records} records, {file.stat().st_size / 2**20:.1f} MiB: in after {ended - began:.1f} s")
            print(f"{'act':<16}{'alone: median':>15}{'slowest':>9}{'beside: median':>16}{'slowest':>9}{'times':>7}")
            for act in alone:
                one, two = alone[act] or [float("nan")], beside[act] or [float("nan")]
                print(
                    f"{act:<16}{median(one):>15.0f}{max(one):>9.0f}{median(two):>16.0f}{max(two):>9.0f}{len(beside[act]):>7}"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=20_000)
    options = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        measure(browser, options.records)
        browser.close()


if __name__ == "__main__":
    main()
