"""A running workbench with its own data folder, the local sources, and a browser that may not leave the machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from tests.browser.hands import own_browser
from tests.local_sources.server import Running, local_sources

expect.set_options(timeout=20_000)  # two shared cores; a source that is asked once a second
ROOT = Path(__file__).resolve().parents[2]
QUIET = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that is tried again begins on a workbench that its first try has not changed."""
    if getattr(item, "execution_count", 1) > 1 and isinstance(item, pytest.Function):
        for one in item._fixtureinfo.name2fixturedefs.get("workbench", ()):
            one.finish(item._request)  # and what was made on it


@dataclass
class Workbench:
    """One server process on one data folder. `start` and `stop` may be called again and again."""

    folder: Path
    sources: Running
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None)
    settings: dict[str, str] = field(default_factory=dict)  # more of them

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server as `make run` does and wait until it is well."""
        settings = {
            "KUNNSKAPSBROEN_DATA": str(self.folder),
            "KUNNSKAPSBROEN_PUBMED_URL": self.sources.eutils_url,
            "KUNNSKAPSBROEN_EPISTEMONIKOS_URL": self.sources.epistemonikos_url,
            "KUNNSKAPSBROEN_EPISTEMONIKOS_TOKEN": self.sources.token,
            "KUNNSKAPSBROEN_NCBI_KEY": self.sources.api_key,
            "KUNNSKAPSBROEN_MESH_URL": self.sources.epistemonikos_url,
        }
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)]
        log = (self.folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | settings | self.settings, stdout=log, stderr=log
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                    if answer.read() == b"ok":
                        return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError((self.folder / "server.log").read_text(encoding="utf-8", errors="replace")[-2000:])

    def stop(self) -> None:
        """Stop the server as an operating system does."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(folder: Path, sources: Running, settings: Mapping[str, str] | None = None) -> Iterator[Workbench]:
    """A workbench that runs until it is let go."""
    one = Workbench(folder, sources, free_port(), settings=dict(settings or {}))
    one.start()
    try:
        yield one
    finally:
        one.stop()


@pytest.fixture(scope="session")
def sources() -> Iterator[Running]:
    """PubMed and Epistemonikos as the local server plays them."""
    with local_sources(records=120) as running:
        yield running


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory, sources: Running) -> Iterator[Workbench]:
    """A fresh workbench for the tests of one file; each begins on something of its own, and a second try on a fresh one."""
    with serving(tmp_path_factory.mktemp("workbench"), sources) as one:
        yield one


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=chromium_path, args=QUIET)
        yield one
        one.close()


@pytest.fixture
def outside() -> list[str]:
    """The addresses outside this machine that a page asked for; a test says that it stays empty."""
    return []


@pytest.fixture
def context(browser: Browser, outside: list[str]) -> Iterator[BrowserContext]:
    """A browser of its own, in Norwegian, that writes down and stops what would leave the machine."""
    one = own_browser(browser, reduced_motion="no-preference")

    def look(route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname not in ("127.0.0.1", "localhost"):
            outside.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    one.route("**/*", look)
    yield one
    one.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """One tab."""
    one = context.new_page()
    return one
