"""A real server with a certificate of its own: refused without accounts, and with them only ever encrypted."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import Morsel, SimpleCookie
from pathlib import Path

import pytest
import requests

import wiring
from pipeline.rows import NOBODY
from pipeline.steps import accounts, people
from tests.browser.conftest import ROOT, free_port
from tests.certificates import Certificate, certificate

NAME = "kunnskapsbroen.example"
LOGIN, PASSWORD = "eksempel", "fire ganske vilkårlige ord"
SESSION, BROWSER = f"__Host-{wiring.SESSION_COOKIE}", f"__Host-{wiring.BROWSER_COOKIE}"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("own"), NAME)


@pytest.fixture(scope="module")
def with_accounts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an installation where somebody can sign in."""
    folder = tmp_path_factory.mktemp("data")
    store = wiring.open_store(folder / "kunnskapsbroen.sqlite")
    try:
        oslo = next(one.id for one in store.seen_by(NOBODY).places() if one.number == "0301")
        accounts.start_accounts(store, people.register(store, "Eksempel Person", oslo), LOGIN, PASSWORD)
    finally:
        store.close()
    return folder


def begin(data: Path, own: Certificate, address: str, port: int, public: str) -> subprocess.Popen[str]:
    """`streamlit run app.py` as docs/sign-in.md says."""
    options = {
        "server.address": address,
        "server.port": str(port),
        "server.sslCertFile": str(own.certificate),
        "server.sslKeyFile": str(own.key),
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    settings = {"KUNNSKAPSBROEN_DATA": str(data), "KUNNSKAPSBROEN_PUBLIC_URL": public}
    return subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", *arguments],
        cwd=ROOT,
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def running(data: Path, own: Certificate, address: str, port: int) -> Iterator[None]:
    """A server that answers."""
    process = begin(data, own, address, port, f"https://{NAME}:{port}")
    try:
        until = time.monotonic() + 60
        while True:
            try:
                if requests.get(f"https://127.0.0.1:{port}/_stcore/health", verify=str(own.certificate), timeout=2).ok:
                    break
            except (requests.ConnectionError, requests.Timeout):
                assert process.poll() is None and time.monotonic() < until, process.communicate(timeout=20)[0]
                time.sleep(0.1)
        yield
    finally:
        process.kill()  # a polite end waits half a minute for a client that does not say goodbye, as `requests` does not
        process.communicate(timeout=30)


def cookies(answer: requests.Response) -> dict[str, Morsel[str]]:
    """What an answer sets."""
    return {one.key: one for text in answer.raw.headers.getlist("Set-Cookie") for one in SimpleCookie(text).values()}


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_with_accounts_everything_is_encrypted_and_the_cookies_are_this_host_s_alone(
    with_accounts: Path, own: Certificate, address: str
) -> None:
    port = free_port()
    base, public = f"https://127.0.0.1:{port}", f"https://{NAME}:{port}"
    with running(with_accounts, own, address, port), requests.Session() as browser:
        browser.trust_env, browser.verify = False, str(own.certificate)
        browser.headers["Host"] = f"{NAME}:{port}"  # the name is looked up nowhere: the machine is this one
        page = browser.get(f"{base}/", headers={"Accept": "text/html"}, allow_redirects=False)
        assert (page.status_code, page.headers["Location"]) == (303, "/inn")
        page = browser.get(f"{base}/inn")
        mark = re.search(r'name="form_token" value="([^"]+)"', page.text)
        first = cookies(page)[BROWSER]
        assert mark and first["secure"] and first["path"] == "/" and not first["domain"]
        answer = browser.post(
            f"{base}/inn",
            data={"form_token": mark[1], "login": LOGIN, "password": PASSWORD},
            headers={"Origin": public, "Sec-Fetch-Site": "same-origin", "Cookie": f"{BROWSER}={first.value}"},
            allow_redirects=False,
        )
        assert answer.status_code == 303, answer.text
        key = cookies(answer)[SESSION]
        assert key["secure"] and key["httponly"] and key["samesite"] == "lax"
        assert key["path"] == "/" and not key["domain"], "else a browser would not take the name with __Host-"
        inside = browser.get(f"{base}/passord", headers={"Cookie": f"{SESSION}={key.value}"}, allow_redirects=False)
        assert inside.status_code == 200
        without_prefix = {"Cookie": f"{wiring.SESSION_COOKIE}={key.value}"}
        outside = browser.get(f"{base}/passord", headers=without_prefix, allow_redirects=False)
        assert outside.status_code == 303, "a cookie that a neighbour could have set opens nothing"
        foreign = browser.get(f"{base}/inn", headers={"Host": "evil.example"})
        assert foreign.status_code in (400, 403)
        with pytest.raises(requests.ConnectionError):  # nothing is said in the clear
            requests.get(f"http://127.0.0.1:{port}/inn", headers={"Host": f"{NAME}:{port}"}, timeout=5)
        with pytest.raises(requests.exceptions.SSLError):  # a certificate of its own is trusted by those told to
            requests.get(f"{base}/inn", timeout=5)


@pytest.mark.parametrize(
    ("address", "public", "accounts_on", "words"),
    [
        ("0.0.0.0", f"https://{NAME}", False, "uten kontoer"),
        ("0.0.0.0", "", False, "uten kontoer"),
        ("127.0.0.1", f"https://{NAME}", False, "uten kontoer"),
        ("0.0.0.0", "", True, "KUNNSKAPSBROEN_PUBLIC_URL"),
    ],
)
def test_a_certificate_alone_opens_for_nobody(
    tmp_path: Path, with_accounts: Path, own: Certificate, address: str, public: str, accounts_on: bool, words: str
) -> None:
    process = begin(with_accounts if accounts_on else tmp_path, own, address, free_port(), public)
    try:
        told, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 2, told
    assert words in told and "Traceback" not in told
