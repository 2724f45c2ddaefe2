"""A client that waits hears at once that it should stop, wherever it waits; proxies, certificates, and what is not told."""

from __future__ import annotations

import logging
import subprocess
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

import wiring
from pipeline.errors import SourceFailed
from pipeline.search.client import Ask, Client
from pipeline.search.epistemonikos import Epistemonikos
from pipeline.search.pubmed import PubMed
from pipeline.search.source import Source
from tests.local_sources.faults import Kind
from tests.local_sources.server import Running
from tests.pipeline.search.conftest import SETTINGS, MakeClient, NoLimit


class Enough(Exception):
    """Whoever waited was told to stop."""


def after(seconds: float) -> Callable[[], None]:
    """What raises from so long after now on."""
    end = time.monotonic() + seconds

    def heed() -> None:
        if time.monotonic() > end:
            raise Enough

    return heed


@pytest.mark.parametrize(
    ("kind", "value"), [("delay", 8.0), ("trickle", 0.05), ("rate_limited", 10.0), ("bad_gateway", 0.0)]
)
@pytest.mark.parametrize("name", ["pubmed", "epistemonikos"])
def test_a_stop_is_heard_in_a_slow_answer_and_between_tries(
    local: Running, kind: Kind, value: float, name: str
) -> None:
    """Silence before the status line, a body that trickles, the pause a source asks for, our own back-off."""
    local.faults.add(kind, times=99, value=value)
    client = Client(SETTINGS, limiters=NoLimit(), jitter=lambda: 1.0)
    sources: dict[str, Source] = {
        "pubmed": PubMed(client, local.eutils_url),
        "epistemonikos": Epistemonikos(client, local.epistemonikos_url, local.token),
    }
    began = time.monotonic()
    with pytest.raises(Enough):
        sources[name].heeding(after(0.3)).search("exercise")
    assert time.monotonic() - began < 7.5


def test_a_source_that_heeds_leaves_the_other_as_it_was(local: Running, pubmed: PubMed) -> None:
    heeding = pubmed.heeding(after(-1.0))
    local.faults.add("delay", value=0.3, times=2)
    with pytest.raises(Enough):
        heeding.search("exercise")
    assert pubmed.search("exercise").count > 0


def test_the_deadline_holds_where_no_read_limit_would(local: Running) -> None:
    """Each read may take a minute, the whole call half a second."""
    local.faults.add("delay", value=20.0)
    client = Client(SETTINGS.__class__("t", "", timeout=(60.0, 60.0), deadline_s=0.5), limiters=NoLimit())
    began = time.monotonic()
    with pytest.raises(SourceFailed, match="source_timeout"):
        PubMed(client, local.eutils_url).search("exercise")
    assert time.monotonic() - began < 10


def test_a_connection_is_used_again_and_never_by_two(local: Running, make_client: MakeClient) -> None:
    client = make_client()
    source = PubMed(client, local.eutils_url)
    for _ in range(5):
        source.search("exercise")
    assert len(client._sessions) == 1
    local.faults.add("delay", value=0.3, times=4)
    threads = [threading.Thread(target=source.search, args=("exercise",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 < len(client._sessions) <= 4


# -- proxy and certificates


class Proxy(BaseHTTPRequestHandler):
    """Refuses everything with 407, and writes down what it was asked."""

    asked: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        """An address with its host: this is how a proxy is asked."""
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.asked.append(self.path)
        self.send_response(407)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_CONNECT(self) -> None:
        """As it is asked for an address with TLS."""
        self.do_POST()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def proxy() -> Iterator[str]:
    """The address of a proxy on this machine."""
    Proxy.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://somebody:hidden@127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize(
    ("base", "asked"), [("http://far.example/x", "http://far.example/x/esearch.fcgi"), ("https://far.example/x", "far")]
)
def test_searches_go_through_the_proxy_of_the_settings(
    proxy: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, base: str, asked: str
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("KUNNSKAPSBROEN_PROXY", proxy)
    monkeypatch.setenv("KUNNSKAPSBROEN_PUBMED_URL", base)
    source = wiring.sources()["pubmed"].heeding(after(0.7))
    with pytest.raises((SourceFailed, Enough)) as failed:
        source.search("exercise")
    assert Proxy.asked[0].startswith(asked)
    assert isinstance(failed.value, Enough) or failed.value.code == "source_proxy_failed"
    client = source.__dict__["_client"]
    told = "".join(traceback.format_exception(failed.value)) + caplog.text + repr(client.settings)
    assert "hidden" not in told


def test_a_proxy_that_is_no_address_is_told(make_client: MakeClient) -> None:
    client = make_client(proxies={"https": "http://", "http": "http://"}, tries=1)
    with pytest.raises(SourceFailed, match="source_proxy_failed"):
        PubMed(client, "https://far.example").search("exercise")


def test_a_file_of_certificates_that_is_not_there_is_told(
    local: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KUNNSKAPSBROEN_PUBMED_URL", local.eutils_url)
    monkeypatch.setenv("KUNNSKAPSBROEN_CA_BUNDLE", str(tmp_path / "none.pem"))
    with pytest.raises(SourceFailed, match="source_ca_missing"):
        wiring.sources()["pubmed"].search("exercise")


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server with a certificate that only those trust who name it: its address, the file of the certificate."""
    import ssl

    folder = tmp_path_factory.mktemp("tls")
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    )
    try:
        subprocess.run([*command.split(), "-keyout", folder / "key.pem", "-out", folder / "ca.pem"], check=True,
                       capture_output=True)  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("openssl is not installed: no certificate to try with")

    class Count(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = b'{"esearchresult":{"count":"0","idlist":[]}}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that does not trust us goes away."""

    with Quiet(("127.0.0.1", 0), Count) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"https://127.0.0.1:{server.server_address[1]}", folder / "ca.pem"
        server.shutdown()


def test_a_certificate_of_the_network_is_trusted_where_it_is_named(
    secure: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address, certificate = secure
    monkeypatch.setenv("KUNNSKAPSBROEN_DATA", str(tmp_path))
    monkeypatch.setenv("KUNNSKAPSBROEN_PUBMED_URL", address)
    with pytest.raises(SourceFailed, match="source_certificate"):
        wiring.sources()["pubmed"].search("exercise")
    monkeypatch.setenv("KUNNSKAPSBROEN_CA_BUNDLE", str(certificate))
    assert wiring.sources()["pubmed"].search("exercise").count == 0


# -- what is never told


@pytest.mark.parametrize("kind", ["rate_limited", "server_error", "cut_body", "no_answer", "invalid_json", "redirect"])
def test_no_traceback_tells_a_key_or_a_body(
    local: Running, make_client: MakeClient, caplog: pytest.LogCaptureFixture, kind: Kind
) -> None:
    caplog.set_level(logging.DEBUG)
    local.faults.add(kind, times=99)
    for source in (
        PubMed(make_client(tries=2), local.eutils_url, "example-api-key"),
        Epistemonikos(make_client(tries=2), local.epistemonikos_url, local.token),
    ):
        with pytest.raises(SourceFailed) as failed:
            source.search("exercise")
        logging.getLogger("example").exception("as the pool logs it", exc_info=failed.value)
        told = "".join(traceback.format_exception(failed.value)) + caplog.text
        secrets = ("example-api-key", "example-token", "someone@example.org", "Example error page", "API rate limit")
        assert [secret for secret in secrets if secret in told] == []
        assert failed.value.__context__ is None


@pytest.mark.parametrize("text", ["bad\nheader", "æøå\u2013"])
def test_a_header_that_cannot_be_sent_is_not_repeated(local: Running, make_client: MakeClient, text: str) -> None:
    ask = Ask("pubmed", "GET", local.epistemonikos_url, headers={"Authorization": text})
    with pytest.raises(SourceFailed, match="source_bad_settings") as failed:
        make_client().ask(ask, bytes)
    assert text not in "".join(traceback.format_exception(failed.value))
