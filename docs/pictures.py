"""Makes the pictures of the README anew: `make pictures`. Needs Chromium; asks nothing outside this machine.

A workbench is started on a data folder that is thrown away afterwards. A made-up person opens the example, asks a
question of their own and imports made-up references by the command line; a picture is taken on the way.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from playwright.sync_api import Page, ViewportSize, sync_playwright  # noqa: E402

from pipeline import flow  # noqa: E402
from tests.browser.conftest import QUIET, Workbench, free_port  # noqa: E402
from tests.browser.hands import choose, fill, opened, pick, press, settle  # noqa: E402
from tests.conftest import find_chromium  # noqa: E402
from tests.local_sources.server import local_sources  # noqa: E402

FOLDER = Path(__file__).with_name("pictures")
SIZE = ViewportSize(width=1280, height=800)
MENU = 72  # pixels at the top that the menu covers
COLOURS = 128  # of a picture; text stays sharp
LARGEST = 150_000  # bytes of one picture
ADDRESS = {step.id: step.address for step in flow.STEPS}

# picture, step, where on the page it begins (a CSS selector; "" = at the top)
EXAMPLE_PAGES = (
    ("sporsmal", "question", ".kb-sentence"),
    ("sok", "search", "h2:has-text('Søk i databasene')"),
    ("vurdering", "appraise", "h2:has-text('Sjekkliste')"),
    ("oppsummering", "summarise", ""),
)

NEED = "Mange av de eldre vi besøker, faller hjemme. Hva slags trening hjelper?"
ELEMENTS = {"P: ": "hjemmeboende eldre", "I: ": "trening"}
CRITERIA = {
    "Ta med": "Systematiske oversikter om trening for eldre som bor hjemme",
    "Ikke ta med": "Studier på sykehjem eller sykehus",
}
REFERENCES = """\
TY  - JOUR
TI  - Example review of balance training for older people living at home
AU  - Example, Anna
AU  - Example, Bo
PY  - 2021
JO  - Journal of Made-up Examples
VL  - 1
DO  - 10.5555/example.pictures.1
AB  - BACKGROUND: This made-up abstract is here to be looked at. No such review exists. OBJECTIVE: To show how an
  abstract about exercise and older people is read in the workbench, with the search words of the question marked.
  METHODS: The made-up authors looked in three made-up databases for made-up trials of exercise at home and in groups.
  Two of them chose trials, each without seeing what the other chose, and they wrote down why the rest were left out.
  RESULTS: The example has no results, since nothing was studied. Whoever reads this far has seen what there is to see:
  a title, a few lines of text, and three buttons with their keys. CONCLUSIONS: Balance training for older adults is a
  good example of a subject that community-dwelling people and those who visit them at home may well wonder
  about, and this made-up sentence is the last one.
ER  -

TY  - JOUR
TI  - Example trial of strength training in a made-up nursing home
AU  - Example, Cato
PY  - 2019
JO  - Journal of Made-up Examples
DO  - 10.5555/example.pictures.2
AB  - This made-up abstract is here to be looked at.
ER  -
"""


def main() -> None:
    """Take every picture."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("Chromium er ikke installert: bildene kan ikke lages (på Debian: apt-get install chromium).")
    FOLDER.mkdir(exist_ok=True)
    with workbench() as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        page = browser.new_context(locale="nb-NO", viewport=SIZE, color_scheme="light").new_page()
        page.set_default_timeout(30_000)
        walk(page, running)
        browser.close()


@contextmanager
def workbench() -> Iterator[Workbench]:
    """A server on a fresh folder, with the sources that the tests play."""
    with tempfile.TemporaryDirectory() as folder, local_sources(records=20) as sources:
        one = Workbench(Path(folder), sources, free_port())
        one.start()
        try:
            yield one
        finally:
            one.stop()


def walk(page: Page, running: Workbench) -> None:
    """The first start, the example, a question of one's own."""
    opened(page, running.url)
    fill(page, "Hva heter du?", "Kari Eksempel")
    choose(page, "Hvilken kommune arbeider du i?", "4005")
    press(page, "Se eksempelet først")
    page.wait_for_url("**/behov?q=*")
    settle(page)
    example = question_in(page)
    own = ask(page, running)
    for name, step, start in EXAMPLE_PAGES:
        opened(page, f"{running.url}/{ADDRESS[step]}?q={example}")
        take(page, name, start)
    opened(page, f"{running.url}/{ADDRESS['screen']}?q={own}")
    take(page, "utvelgelse")
    opened(page, running.url)
    take(page, "hjem")


def ask(page: Page, running: Workbench) -> str:
    """A question of one's own, with words, criteria and two references that wait; gives its id."""
    opened(page, running.url)
    fill(page, "Skriv det med egne ord", NEED)
    press(page, "Begynn på spørsmålet")
    page.wait_for_url("**/behov?q=*")
    own = question_in(page)
    opened(page, f"{running.url}/{ADDRESS['question']}?q={own}")
    pick(page, "Hva virker?")
    for label, text in (ELEMENTS | CRITERIA).items():
        fill(page, label, text)
    proposals = page.get_by_role("button", name="Ta med forslagene")
    while proposals.count():
        proposals.first.click()
        settle(page)
    import_references(running, own)
    return own


def import_references(running: Workbench, question_id: str) -> None:
    """Import the made-up references beside the running server, as a person would by the command line."""
    file = running.folder / "eksempel.ris"
    file.write_text(REFERENCES, encoding="utf-8")
    command = [sys.executable, "-m", "pipeline", "import", str(file), "--question", question_id]
    settings = os.environ | {"KUNNSKAPSBROEN_DATA": str(running.folder)}
    subprocess.run(command, cwd=ROOT, env=settings, check=True, stdout=subprocess.DEVNULL)


def question_in(page: Page) -> str:
    """The question that the address names."""
    return parse_qs(urlsplit(page.url).query)["q"][0]


def take(page: Page, name: str, start: str = "") -> None:
    """Take one picture of what is in sight, from an element on or from the top; stops at one that is too large."""
    settle(page)
    if start:
        page.locator(start).first.evaluate(
            f"one => {{ one.style.scrollMarginTop = '{MENU}px'; one.scrollIntoView(); }}"
        )
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(300)
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    target = FOLDER / f"{name}.png"
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    size = target.stat().st_size
    print(f"{target.relative_to(ROOT)}  {size // 1000} kB")
    if size > LARGEST:
        sys.exit(f"{target.name} er større enn {LARGEST // 1000} kB.")


if __name__ == "__main__":
    main()
