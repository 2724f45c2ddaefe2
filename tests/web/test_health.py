"""`GET /health`: what is told, with which status, and what is never told."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse

import wiring
from data import health
from data.health import Item
from tests.command import begin
from tests.data.test_command_line import damage
from web.health import ROUTES
from web.health import health as answer_health


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder with a small database."""
    wiring.close_house()
    begin(tmp_path / "secret-place")
    monkeypatch.setenv("KUNNSKAPSBROEN_DATA", str(tmp_path / "secret-place"))
    yield tmp_path / "secret-place"
    wiring.close_house()


def ask() -> tuple[JSONResponse, str]:
    """What `GET /health` answers, and its body as text."""
    answer = answer_health(Request({"type": "http", "method": "GET", "path": "/health", "headers": []}))
    return answer, bytes(answer.body).decode()


def test_a_sound_database(data: Path) -> None:
    answer, body = ask()
    told = json.loads(body)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert told["status"] in ("ok", "warn")
    items = {one["id"]: one for one in told["items"]}
    assert set(items) == {"sqlite", "promises", "whole", "links", "disk", "backup", "leftovers"}
    assert [items[one]["status"] for one in ("promises", "whole", "links", "leftovers")] == ["ok"] * 4
    assert items["backup"]["code"] == "check_no_backup"
    assert all(one["text"] and "…" not in one["text"] for one in told["items"])


def test_nothing_that_is_nobodys_business(data: Path) -> None:
    for word in ("secret-place", str(data), "Prøveperson", "oppdiktet", "/tmp"):
        assert word not in ask()[1]


def test_a_damaged_database_is_503_until_a_copy_is_back(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = data / "kunnskapsbroen.sqlite"
    whole = path.read_bytes()
    damage(path)
    answer, body = ask()
    assert answer.status_code == 503
    assert [(one["id"], one["code"]) for one in json.loads(body)["items"]] == [("open", "store_check_failed")]
    assert "python -m data restore" in body and "secret-place" not in body
    path.write_bytes(whole)
    assert ask()[0].status_code == 503, "not tried again at once"
    monkeypatch.setattr(wiring, "AGAIN_S", 0)
    assert ask()[0].status_code == 200


def test_it_can_only_be_read() -> None:
    assert [one.methods for one in ROUTES] == [{"GET", "HEAD"}]


def test_a_report_is_as_bad_as_its_worst_item() -> None:
    def report(*statuses: health.Status) -> str:
        return health.Report(tuple(Item(one, one, "health_whole_ok") for one in statuses)).status

    assert [report(), report("ok", "checking"), report("checking", "warn"), report("warn", "fail")] == [
        *("ok", "ok", "warn", "fail")
    ]
    assert json.dumps(health.as_json(health.Report((health.WHOLE,))))


def test_an_address_of_the_real_application() -> None:
    """The route does not get in the way of Streamlit's own."""
    import app

    assert any(getattr(one, "path", "") == "/health" for one in app.ROUTES)


def test_links_that_are_broken_are_told(data: Path) -> None:
    with closing(sqlite3.connect(data / "kunnskapsbroen.sqlite")) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("DELETE FROM need")
        connection.commit()
    answer, body = ask()
    assert answer.status_code == 200
    assert {one["id"]: one["status"] for one in json.loads(body)["items"]}["links"] == "warn"
