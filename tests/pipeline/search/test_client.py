"""Every way in which an answer can fail, and what is never told."""

from __future__ import annotations

import logging
import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from pipeline.errors import SourceFailed
from pipeline.search.client import Ask, Client, is_loopback, retry_after
from pipeline.search.epistemonikos import Epistemonikos
from pipeline.search.pubmed import PubMed
from tests.local_sources.faults import Kind
from tests.local_sources.server import Running
from tests.pipeline.search.conftest import SETTINGS, MakeClient, NoLimit, SkippingClock

PASSING: tuple[Kind, ...] = (
    "rate_limited",
    "rate_limited_200",
    "server_error",
    "bad_gateway",
    "html",
    "outage",
    "invalid_json",
    "cut_body",
    "no_answer",
    "no_count",
)
LASTING: tuple[tuple[Kind, str], ...] = (
    ("rate_limited", "source_rate_limited"),
    ("rate_limited_200", "source_rate_limited"),
    ("server_error", "source_server_error"),
    ("bad_gateway", "source_server_error"),
    ("html", "source_bad_answer"),
    ("outage", "source_server_error"),
    ("invalid_json", "source_bad_answer"),
    ("cut_body", "source_unreachable"),
    ("no_answer", "source_unreachable"),
    ("no_count", "source_bad_answer"),
)


@pytest.mark.parametrize("kind", PASSING)
def test_a_fault_that_passes_is_got_over(local: Running, pubmed: PubMed, kind: Kind) -> None:
    local.faults.add(kind, "esearch", times=2)
    assert pubmed.search("exercise[tiab]").count > 0
    assert len(local.requests) == 3


@pytest.mark.parametrize(("kind", "code"), LASTING)
def test_a_fault_that_stays_is_named_after_three_tries(
    local: Running, pubmed: PubMed, clock: SkippingClock, kind: Kind, code: str
) -> None:
    local.faults.add(kind, "esearch", times=99, value=0.0)
    with pytest.raises(SourceFailed) as failed:
        pubmed.search("exercise[tiab]")
    assert failed.value.code == code
    assert failed.value.params["source"] == "pubmed"
    assert len(local.requests) == 3
    assert clock.naps == ([0.0, 0.0] if kind == "rate_limited" else [1.0, 2.0])


@pytest.mark.parametrize("kind", ["bad_gateway", "cut_body", "invalid_json", "rate_limited"])
def test_epistemonikos_gets_over_the_same_faults(local: Running, epistemonikos: Epistemonikos, kind: Kind) -> None:
    local.faults.add(kind, "documents")
    assert epistemonikos.search("exercise").count > 0


@pytest.mark.parametrize(("asked", "slept"), [(2.0, 2.0), (86_400.0, 60.0)])
def test_retry_after_is_kept_up_to_a_minute(
    local: Running, make_client: MakeClient, clock: SkippingClock, asked: float, slept: float
) -> None:
    local.faults.add("rate_limited", value=asked)
    PubMed(make_client(deadline_s=300.0), local.eutils_url).search("exercise")
    assert clock.naps == [slept]


def test_redirects_are_refused_and_nothing_is_sent_there(local: Running, pubmed: PubMed) -> None:
    local.faults.add("redirect")
    with pytest.raises(SourceFailed) as failed:
        pubmed.search("exercise")
    assert (failed.value.code, len(local.requests)) == ("source_redirected", 1)


def test_a_body_that_is_too_large_is_dropped_on_the_way(local: Running, make_client: MakeClient) -> None:
    local.faults.add("oversize", value=8 * 1024 * 1024)
    with pytest.raises(SourceFailed) as failed:
        PubMed(make_client(max_bytes=1024 * 1024), local.eutils_url).search("exercise")
    assert failed.value.code == "source_too_large"
    assert failed.value.params["limit_mib"] == 1
    assert len(local.requests) == 1


def test_silence_ends_by_the_read_limit(local: Running, make_client: MakeClient) -> None:
    local.faults.add("delay", value=20.0, times=9)
    began = time.monotonic()
    with pytest.raises(SourceFailed) as failed:
        PubMed(make_client(timeout=(1.0, 0.2), tries=2), local.eutils_url).search("exercise")
    assert failed.value.code == "source_timeout"
    assert time.monotonic() - began < 15


def test_a_trickling_body_ends_by_the_deadline(local: Running, make_client: MakeClient) -> None:
    """A byte each 30 ms would take over 10 s and never break the read limit."""
    local.faults.add("trickle", value=0.03, times=9)
    began = time.monotonic()
    with pytest.raises(SourceFailed) as failed:
        PubMed(make_client(deadline_s=0.5), local.eutils_url).search("exercise")
    assert failed.value.code == "source_timeout"
    assert 0.4 < time.monotonic() - began < 9
    assert len(local.requests) == 1


def test_nobody_at_home(make_client: MakeClient) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(SourceFailed) as failed:
        PubMed(make_client(), f"http://127.0.0.1:{port}").search("exercise")
    assert failed.value.code == "source_unreachable"


def test_no_new_try_where_the_pause_would_pass_the_deadline(local: Running, make_client: MakeClient) -> None:
    local.faults.add("rate_limited", value=50.0, times=9)
    with pytest.raises(SourceFailed) as failed:
        PubMed(make_client(deadline_s=10.0), local.eutils_url).search("exercise")
    assert failed.value.code == "source_rate_limited"
    assert len(local.requests) == 1


def test_wrong_settings_are_said_at_once(local: Running, make_client: MakeClient) -> None:
    with pytest.raises(SourceFailed) as failed:
        PubMed(make_client(), local.eutils_url, "wrong-key").search("exercise")
    assert failed.value.code == "source_bad_key"
    with pytest.raises(SourceFailed) as failed:
        PubMed(make_client(), "no address").search("exercise")
    assert failed.value.code == "source_bad_settings"
    assert len(local.requests) == 1


@pytest.mark.parametrize("kind", [kind for kind, _ in LASTING] + ["redirect"])
def test_secrets_are_in_no_error_and_no_log(
    local: Running, make_client: MakeClient, caplog: pytest.LogCaptureFixture, kind: Kind
) -> None:
    """E-utilities repeats the key in its own error bodies."""
    caplog.set_level(logging.DEBUG)
    local.faults.add(kind, times=99)
    secrets = ("example-api-key", "example-token", "someone@example.org")
    for source in (
        PubMed(make_client(tries=2), local.eutils_url, local.api_key),
        Epistemonikos(make_client(tries=2), local.epistemonikos_url, local.token),
    ):
        if source.name == "epistemonikos" and kind in ("outage", "no_count"):
            continue
        with pytest.raises(SourceFailed) as failed:
            source.search("exercise")
        told = f"{failed.value} {failed.value!r} {failed.value.params} {source!r} {source.__dict__['_client']!r}"
        assert not [secret for secret in secrets if secret in told + caplog.text]


def test_a_wrong_key_is_not_repeated(local: Running, make_client: MakeClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for source in (
        PubMed(make_client(), local.eutils_url, "wrong-secret"),
        Epistemonikos(make_client(), local.epistemonikos_url, "wrong-secret"),
    ):
        with pytest.raises(SourceFailed) as failed:
            source.search("exercise")
        assert failed.value.code == "source_bad_key"
        assert "wrong-secret" not in f"{failed.value!r} {caplog.text}"


def test_fields_and_headers_are_not_shown() -> None:
    ask = Ask("pubmed", "POST", "http://127.0.0.1", {"api_key": "hidden"}, {"Authorization": "hidden"})
    assert "hidden" not in repr(ask)


def test_neither_proxies_nor_netrc_of_the_environment_touch_this_machine(
    local: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    source = Epistemonikos(Client(SETTINGS, limiters=NoLimit()), local.epistemonikos_url, local.token)
    assert source.search("exercise").count > 0


def test_proxies_come_from_settings_or_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "near.example")
    client = Client(SETTINGS)
    assert client._proxies("https://far.example/x")["https"] == "http://proxy.example:3128"
    assert "https" not in client._proxies("https://near.example/x")


@pytest.mark.parametrize(
    ("text", "seconds"), [("2", 2.0), (" 120 ", 120.0), ("", None), ("soon", None), ("-1", None), ("1.5", None)]
)
def test_retry_after_as_a_number(text: str, seconds: float | None) -> None:
    assert retry_after(text) == seconds


def test_retry_after_as_a_date() -> None:
    when = datetime.now(UTC) + timedelta(seconds=30)
    assert 27.0 < (retry_after(format_datetime(when, usegmt=True)) or 0) <= 30.0
    assert retry_after("Mon, 01 Jan 2001 00:00:00 GMT") == 0.0


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:80/x", True),
        ("http://localhost/x", True),
        ("http://[::1]/", True),
        ("https://a.example", False),
    ],
)
def test_what_is_this_machine(address: str, here: bool) -> None:
    assert is_loopback(address) is here
