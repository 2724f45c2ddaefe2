"""`GET /artikkel/{id}`: for whoever may read it, as a PDF and nothing else; to all others as if it were not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

import wiring
from pipeline.access import sessions
from pipeline.access.sessions import Caller
from pipeline.ids import new_id
from pipeline.rows import Actor
from pipeline.steps import accounts, papers
from tests.makers import PDF, make_person, make_references, make_store, make_world
from web import guard
from web.papers import ROUTES
from web.threshold import Threshold

BASE, PASSWORD = "http://127.0.0.1:8501", "fire ganske vilkårlige ord"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Actor, str]]:
    """An article of somebody's, in an installation of their own."""
    wiring.close_house()
    monkeypatch.setenv("KUNNSKAPSBROEN_DATA", str(tmp_path))
    make_store(tmp_path / "kunnskapsbroen.sqlite").close()
    world = make_world(wiring.house().store)
    yield (
        world.actor,
        papers.add_paper(world.store, world.actor, make_references(world, 1)[0], "Eksempel – én.pdf", PDF),
    )
    wiring.close_house()


def browser(who: Actor | None = None) -> TestClient:
    app = Starlette(routes=list(ROUTES), middleware=[Middleware(guard.Guard), Middleware(Threshold)])
    client = TestClient(app, base_url=BASE, client=("127.0.0.1", 5000), follow_redirects=False)
    if who:
        store = wiring.house().store
        token = sessions.begin(store, who.person_id, "password", Caller("", "", "", ""), wiring.session_limits())
        client.cookies.set(wiring.cookie_name(wiring.SESSION_COOKIE), token)
    return client


def test_the_answer_is_a_pdf_and_nothing_else(kept: tuple[Actor, str]) -> None:
    _, paper_id = kept
    answer = browser().get(f"/artikkel/{paper_id}", headers={"Accept": "text/html"})
    assert answer.status_code == 200 and answer.content == PDF
    told = answer.headers
    assert told["content-type"] == "application/pdf" and told["x-content-type-options"] == "nosniff"
    assert told["cache-control"] == "private, no-store" and told["x-frame-options"] == "SAMEORIGIN"
    assert (
        "default-src 'none'" in told["content-security-policy"]
        and "frame-ancestors 'self'" in told["content-security-policy"]
    )
    assert told["content-disposition"] == "inline; filename*=UTF-8''Eksempel%20%E2%80%93%20%C3%A9n.pdf"
    assert told["cross-origin-resource-policy"] == "same-origin"


def test_with_accounts_only_whoever_works_on_the_need_gets_it(kept: tuple[Actor, str]) -> None:
    me, paper_id = kept
    store = wiring.house().store
    outside = make_person(store, "Eksempel Utenfor", "no-5601")
    accounts.start_accounts(store, me, "eksempel", PASSWORD)
    asked = f"/artikkel/{paper_id}"
    assert browser(me).get(asked).content == PDF
    for client in (browser(), browser(outside)):
        refused = client.get(asked)
        assert refused.status_code == 404 and PDF not in refused.content
    guessed, broken = browser(me).get(f"/artikkel/{new_id()}"), browser(me).get("/artikkel/..%2f..%2fetc")
    assert guessed.status_code == 404 and broken.status_code == 404
    assert browser(outside).get(asked).text == guessed.text, "what is hidden and what is not there look the same"
    assert browser(me).post(asked).status_code == 405


def test_what_was_taken_away_is_gone_from_the_address(kept: tuple[Actor, str]) -> None:
    me, paper_id = kept
    papers.remove_paper(wiring.house().store, me, paper_id)
    assert browser().get(f"/artikkel/{paper_id}").status_code == 404
