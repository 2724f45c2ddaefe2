"""What every test shares: no outside network, no real data folder, Chromium or a clear word, the shared folder."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
REQUIRE_BROWSER = "KUNNSKAPSBROEN_REQUIRE_BROWSER"
SHARED = "KUNNSKAPSBROEN_SHARED"
# A wait of the browser that ran out, as Playwright says it.
RAN_OUT = [r"TimeoutError: .*Timeout \d+ms exceeded", r"AssertionError: Locator expected"]
KEPT_SETTINGS = {REQUIRE_BROWSER, SHARED}  # of the settings in the environment, all that a test may see


class OutsideNetwork(AssertionError):
    """A test tried to leave the machine. No `OSError`, so that no code under test takes it for a failed source."""


def find_chromium() -> str | None:
    """The path of an installed Chromium, or None."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def is_loopback(host: object) -> bool:
    """True for localhost, 127.0.0.0/8 and ::1, given as text or bytes."""
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def refuse_outside(family: int, address: Any) -> None:
    """Raise `OutsideNetwork` unless the address is a Unix socket or on the loopback."""
    if family == socket.AF_UNIX or is_loopback(address[0]):
        return
    raise OutsideNetwork(f"a test tried to reach {address!r}: tests may only talk to 127.0.0.1")


def pytest_configure() -> None:
    """Hide the settings of whoever runs the tests: no token of theirs is used, no database of theirs is opened.

    In the gate the same examples are made up each time; at the desk and in the soak new ones.
    """
    hypothesis.settings.register_profile("gate", derandomize=True)
    if os.environ.get(REQUIRE_BROWSER):
        hypothesis.settings.load_profile("gate")
    for name in [each for each in os.environ if each.startswith("KUNNSKAPSBROEN_")]:
        if name not in KEPT_SETTINGS:
            del os.environ[name]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in tests/browser is a browser test. A file's tests share one workbench: `--dist loadfile` keeps them together.

    No `xdist_group`: pytest 9.2 builds node ids anew, so the suffix by which xdist 3.8 groups them is lost without a word.
    """
    for item in items:
        if (ROOT / "tests" / "browser") in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if os.environ.get(
                REQUIRE_BROWSER
            ):  # two busy cores: one wait that ran out is tried again, and told as such
                item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=RAN_OUT))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A browser test without Chromium is skipped with a clear word, or fails where a browser is required."""
    if item.get_closest_marker("browser") is None or find_chromium() is not None:
        return
    if os.environ.get(REQUIRE_BROWSER):
        pytest.fail(f"Chromium is not installed, and {REQUIRE_BROWSER} says that it must be", pytrace=False)
    pytest.skip("Chromium is not installed: browser tests need it (Debian: apt-get install chromium)")


@pytest.fixture(scope="session", autouse=True)
def no_outside_network() -> Iterator[None]:
    """Refuse every connection, and every look-up of a name, that leaves the machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    look_up = socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        refuse_outside(self.family, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        refuse_outside(self.family, address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host and not is_loopback(host) and not is_address(host):
            raise OutsideNetwork(f"a test tried to look up {host!r}: tests may only talk to 127.0.0.1")
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


def is_address(host: object) -> bool:
    """True for a numeric address: looking it up asks nobody (connecting to it is another matter)."""
    try:
        ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return True


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder that settings name while tests run: a fresh one, never the real one."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("data")
        patch.setenv("KUNNSKAPSBROEN_DATA", str(folder))
        yield folder


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of shared references and fixtures: named by KUNNSKAPSBROEN_SHARED, or beside the checkout."""
    named = os.environ.get(SHARED)
    folder = Path(named) if named else ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"the shared folder is not here: {folder} (name another with {SHARED})")
    return folder


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of Chromium, for Playwright's `executable_path`; only tests marked `browser` may ask for it."""
    path = find_chromium()
    assert path is not None, "mark the test with pytest.mark.browser"
    return path
