"""An article as PDF: what is taken in, who may read it, that it goes away and comes back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from data.backup import copy_database
from data.store import SqliteStore
from pipeline.errors import BadInput, NotThere, Refused
from pipeline.rights import may
from pipeline.rows import Actor
from pipeline.steps.papers import LARGEST, LONGEST_NAME, add_paper, remove_paper
from pipeline.steps.share import share
from pipeline.steps.team import appoint
from pipeline.steps.undo import undo_last
from tests.makers import ALTA, PDF, World, make_person, make_references


@pytest.fixture
def reference_id(world: World) -> str:
    return make_references(world, 1)[0]


def test_an_article_is_kept_once_and_read_back(world: World, reference_id: str) -> None:
    kept = add_paper(world.store, world.actor, reference_id, "Example article.pdf", PDF)
    assert add_paper(world.store, world.actor, reference_id, "again.pdf", PDF) == kept
    (one,) = world.store.seen_by(world.actor).papers(reference_id)
    assert (one.id, one.name, one.size, one.reference_id) == (kept, "Example article.pdf", len(PDF), reference_id)
    assert world.store.seen_by(world.actor).paper_bytes(kept) == PDF


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "paper_empty"),
        (b"<html><script>alert(1)</script></html>", "paper_no_pdf"),
        (b"PK\x03\x04 not a PDF %%EOF", "paper_no_pdf"),
        (PDF[:-8], "paper_cut_off"),
        (b"\0" * 2000 + PDF, "paper_no_pdf"),
        (PDF + b"\0" * LARGEST, "paper_too_big"),
    ],
)
def test_what_is_no_whole_pdf_is_refused(world: World, reference_id: str, content: bytes, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        add_paper(world.store, world.actor, reference_id, "x.pdf", content)
    assert caught.value.code == code
    assert world.store.seen_by(world.actor).papers(reference_id) == ()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\me\\article.pdf", "article.pdf"),
        ("../../etc/passwd", "passwd"),
        ("", "artikkel.pdf"),
        ("line\x00break.pdf", "linebreak.pdf"),
    ],
)
def test_a_name_leads_nowhere(world: World, reference_id: str, given: str, kept: str) -> None:
    add_paper(world.store, world.actor, reference_id, given, PDF)
    assert world.store.seen_by(world.actor).papers(reference_id)[0].name == kept
    long = add_paper(world.store, world.actor, reference_id, "x" * 500 + ".pdf", PDF + b"\n")
    assert len(world.store.seen_by(world.actor).paper(long).name) <= LONGEST_NAME


def test_it_is_for_those_who_work_on_the_need(world: World, reference_id: str) -> None:
    kept = add_paper(world.store, world.actor, reference_id, "Example.pdf", PDF)
    outside, peer = (make_person(world.store, name, ALTA) for name in ("Eksempel Utenfor", "Eksempel Fagfelle"))
    share(world.store, world.actor, world.need_id, "everybody")
    appoint(world.store, world.actor, peer.person_id, "peer", "need", world.need_id)
    view = world.store.seen_by(outside)
    assert view.papers(reference_id) == (), "a share opens what was found, not another's article"
    for look in (view.paper, view.paper_bytes):
        with pytest.raises(NotThere):
            look(kept)
    assert world.store.seen_by(peer).paper_bytes(kept) == PDF
    with pytest.raises(Refused):
        add_paper(world.store, peer, reference_id, "y.pdf", PDF + b"\n")
    with pytest.raises(NotThere):
        world.store.seen_by(Actor("")).paper_bytes(kept)


def test_what_is_taken_away_is_shown_to_nobody_and_comes_back(world: World, reference_id: str) -> None:
    kept = add_paper(world.store, world.actor, reference_id, "Example.pdf", PDF)
    remove_paper(world.store, world.actor, kept)
    view = world.store.seen_by(world.actor)
    assert view.papers(reference_id) == ()
    with pytest.raises(NotThere):
        view.paper_bytes(kept)
    assert undo_last(world.store, world.actor, world.question_id, "appraise") == "paper.remove"
    assert view.paper_bytes(kept) == PDF


def test_a_copy_of_the_database_holds_it(world: World, reference_id: str, path: Path, tmp_path: Path) -> None:
    kept = add_paper(world.store, world.actor, reference_id, "Example.pdf", PDF)
    copy_database(path, tmp_path / "copy.sqlite")
    with closing(SqliteStore(tmp_path / "copy.sqlite", may)) as copied:
        assert copied.seen_by(world.actor).paper_bytes(kept) == PDF
