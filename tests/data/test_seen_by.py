"""The wall: what hangs on a need that was put aside, or on an id somebody guessed, is as if it were not there.

`LOOKS` has a row for every way to look. A new method of the view without a row fails here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sized
from typing import Any

import pytest

from pipeline.errors import NotThere
from pipeline.ids import new_id
from pipeline.ports import Store, View
from pipeline.steps.dedupe import undo_merge
from pipeline.steps.need import delete_need, restore_need
from tests.makers import FILE, OSLO, Furnished, furnish, make_world

Ids = Mapping[str, str]
Look = Callable[[View, Ids], Any]

# Facts that belong to no need.
OF_EVERYBODY = frozenset(
    "own_instruments instruments_in_use"
    " own_texts own_texts_held published_text is_draft_text my_last_edit"
    " me people places appointed_at my_audiences my_place regions region clusters cluster municipality names reforms"
    " reform_events".split()
)
# What an installation or one person has, below no need: `tests/pipeline/steps/test_accounts.py` looks at each.
OF_ACCOUNTS = frozenset("accounts account my_account my_sessions session_row mappings my_data".split())
OF_EVERYBODY |= OF_ACCOUNTS
# The list of what was put aside is there to bring it back from: a need's own words, and nothing that hangs on it.
OF_PUT_ASIDE = "put_aside"

LOOKS: dict[str, Look] = {
    "need": lambda v, i: v.need(i["need"]),
    "question": lambda v, i: v.question(i["question"]),
    "questions": lambda v, i: v.questions(),
    "count_questions": lambda v, i: v.count_questions(),
    "questions_of": lambda v, i: v.questions_of(i["need"]),
    "open_needs": lambda v, i: v.open_needs(),
    "example_needs": lambda v, i: v.example_needs(),
    "put_aside": lambda v, i: v.put_aside(),
    "progress": lambda v, i: v.progress([i["question"]]),
    "last_changes": lambda v, i: v.last_changes(i["question"]),
    "fields": lambda v, i: v.fields("question", i["question"]),
    "events": lambda v, i: v.events(i["question"]),
    "my_last_write": lambda v, i: v.my_last_write(i["question"], ["question.edit", "finding.edit"]),
    "comments": lambda v, i: v.comments(i["question"]),
    "comment": lambda v, i: v.comment(i["comment"]),
    "waiting_comments": lambda v, i: v.waiting_comments(),
    "history": lambda v, i: v.history(i["question"], ["screen.vote"]),
    "words": lambda v, i: v.words(i["question"]),
    "strategies": lambda v, i: v.strategies(i["question"]),
    "strategy": lambda v, i: v.strategy(i["strategy"]),
    "strategy_versions": lambda v, i: v.strategy_versions(i["question"], "pubmed"),
    "key_articles": lambda v, i: v.key_articles(i["question"]),
    "key_article": lambda v, i: v.key_article(i["key_article"]),
    "remarks": lambda v, i: v.remarks(i["question"]),
    "runs": lambda v, i: v.runs(i["question"]),
    "found_with_others": lambda v, i: v.found_with_others(i["run"]),
    "taking_out": lambda v, i: v.taking_out(i["run"]),
    "run": lambda v, i: v.run(i["run"]),
    "jobs": lambda v, i: v.jobs(i["question"]),
    "job": lambda v, i: v.job(i["job"]),
    "file_id": lambda v, i: v.file_id(i["question"], i["sha256"]),
    "file_of": lambda v, i: v.file_of(i["import"]),
    "file_bytes": lambda v, i: v.file_bytes(i["import"]),
    "columns_chosen": lambda v, i: v.columns_chosen(i["columns_key"]),
    "references": lambda v, i: v.references(i["question"]),
    "count_references": lambda v, i: v.count_references(i["question"]),
    "reference": lambda v, i: v.reference(i["reference"]),
    "journey": lambda v, i: v.journey(i["reference"]),
    "outlines": lambda v, i: v.outlines(i["question"]),
    "pairs": lambda v, i: v.pairs(i["question"]),
    "pair": lambda v, i: v.pair(i["pair"]),
    "merges": lambda v, i: v.merges(i["question"]),
    "merge": lambda v, i: v.merge(i["merge"]),
    "count_merges": lambda v, i: v.count_merges(i["question"]),
    "merges_of": lambda v, i: v.merges_of(i["reference"]),
    "to_compare": lambda v, i: v.to_compare(i["question"]),
    "count_to_compare": lambda v, i: v.count_to_compare(i["question"]),
    "leaders": lambda v, i: v.leaders(i["question"]),
    "shown": lambda v, i: v.shown(i["question"], [i["reference"]]),
    "own": lambda v, i: v.own(i["question"], [i["reference"]]),
    "links": lambda v, i: v.links(i["question"]),
    "all_links": lambda v, i: v.all_links(i["question"]),
    "links_of": lambda v, i: v.links_of(i["other_reference"]),
    "link": lambda v, i: v.link(i["link"]),
    "picks": lambda v, i: v.picks(i["reference"]),
    "picks_in": lambda v, i: v.picks_in(i["question"]),
    "pick_rows": lambda v, i: v.pick_rows(i["reference"], "title"),
    "told_apart": lambda v, i: v.told_apart(i["question"]),
    "studies_apart": lambda v, i: v.studies_apart(i["question"]),
    "grouping": lambda v, i: v.grouping(i["question"]),
    "members": lambda v, i: v.members(i["reference"]),
    "flow": lambda v, i: v.flow(i["question"]),
    "since_last": lambda v, i: v.since_last(i["run"], i["run"]),
    "work_done": lambda v, i: v.work_done(i["question"]),
    "next_to_screen": lambda v, i: v.next_to_screen(i["question"], "abstract"),
    "my_votes": lambda v, i: v.my_votes(i["question"], "abstract"),
    "votes": lambda v, i: v.votes(i["reference"]),
    "votes_told": lambda v, i: v.votes_told(i["question"]),
    "vote": lambda v, i: v.vote(i["vote"]),
    "count_to_screen": lambda v, i: v.count_to_screen(i["question"], "abstract"),
    "appraisals": lambda v, i: v.appraisals(i["question"]),
    "finished_appraisals": lambda v, i: v.finished_appraisals(i["question"]),
    "appraisal": lambda v, i: v.appraisal(i["appraisal"]),
    "abstained": lambda v, i: v.abstained(i["abstained_reference"]),
    "papers": lambda v, i: v.papers(i["reference"]),
    "paper": lambda v, i: v.paper(i["paper"]),
    "paper_bytes": lambda v, i: v.paper_bytes(i["paper"]),
    "parts": lambda v, i: v.parts(i["question"], "finding"),
    "studies": lambda v, i: v.studies(i["question"]),
    "study_rows": lambda v, i: v.study_rows(i["question"], [i["reference"]]),
    "research_needs": lambda v, i: v.research_needs(),
    "research_need": lambda v, i: v.research_need(i["research_need"]),
    "documents": lambda v, i: v.documents(i["question"]),
    "document": lambda v, i: v.document(i["document"]),
    "document_bytes": lambda v, i: v.document_bytes(i["document"]),
    "roles": lambda v, i: v.roles("question", i["question"]),
    "team": lambda v, i: v.team(i["need"]),
    "appointment": lambda v, i: v.appointment(i["appointment"]),
    "my_appointments": lambda v, i: [one for one in v.my_appointments() if one.scope_id == i["need"]],
    "shares": lambda v, i: v.shares(i["need"]),
    "invitations": lambda v, i: v.invitations("need", i["need"]),
    "invitation": lambda v, i: v.invitation(i["invitation"]),
    "places_asked": lambda v, i: v.places_asked(),
    "known_questions": lambda v, i: v.known_questions(),
    "known_answers": lambda v, i: v.known_answers(),
    "my_work": lambda v, i: v.my_work(),
    "shared_with_me": lambda v, i: v.shared_with_me([i["need"]]),
    "my_audiences": lambda v, i: v.my_audiences(),
    "accounts": lambda v, i: v.accounts(),
    "account": lambda v, i: v.account(i["account"]),
    "my_account": lambda v, i: v.my_account(),
    "my_sessions": lambda v, i: v.my_sessions(),
    "session_row": lambda v, i: v.session_row(i["session"]),
    "mappings": lambda v, i: v.mappings(),
    "my_data": lambda v, i: v.my_data(),
    "me": lambda v, i: v.me(),
    "appointed_at": lambda v, i: v.appointed_at("municipality", OSLO),
    "people": lambda v, i: v.people(),
    "places": lambda v, i: v.places(),
    "my_place": lambda v, i: v.my_place(),
    "regions": lambda v, i: v.regions(),
    "region": lambda v, i: v.region("Øst"),
    "clusters": lambda v, i: v.clusters(),
    "cluster": lambda v, i: v.cluster(new_id()),
    "municipality": lambda v, i: v.municipality(OSLO),
    "names": lambda v, i: v.names(),
    "reforms": lambda v, i: v.reforms(),
    "own_instruments": lambda v, i: v.own_instruments(),
    "instruments_in_use": lambda v, i: v.instruments_in_use(),
    "own_texts": lambda v, i: v.own_texts("exclusion_reasons"),
    "own_texts_held": lambda v, i: v.own_texts_held(),
    "published_text": lambda v, i: v.published_text(i["edition"]),
    "is_draft_text": lambda v, i: v.is_draft_text(i["own_text"]),
    "my_last_edit": lambda v, i: v.my_last_edit(i["own_text"]),
    "reasons_given": lambda v, i: v.reasons_given(i["question"]),
    "reform_events": lambda v, i: v.reform_events(new_id()),
}
# `fields` opens by kind and id: each kind that has fields is a door of its own.
MORE_LOOKS: dict[str, Look] = {
    f"fields of a {kind}": lambda v, i, kind=kind: v.fields(kind, i[kind])  # type: ignore[misc]
    for kind in ("need", "reference", "appraisal", "part", "research_need", "word", "run", "vote")
}
WALLED = {name: look for name, look in (LOOKS | MORE_LOOKS).items() if name not in OF_EVERYBODY | {OF_PUT_ASIDE}}


def methods(of: type) -> set[str]:
    """The public ways to look."""
    return {
        name
        for one in of.__mro__
        for name, value in vars(one).items()
        if callable(value) and not name.startswith("_") and not isinstance(value, classmethod)
    }


def sees(look: Look, view: View, ids: Ids) -> Any:
    """What a look gives; None where it is not there or empty."""
    try:
        got = look(view, ids)
    except NotThere as refused:
        assert set(refused.params) == {"kind"}, "a refusal tells nothing but what was asked for"
        return None
    empty = got in (None, 0, "") or (isinstance(got, Sized) and len(got) == 0)
    return None if empty else got


@pytest.fixture
def full(store: Store) -> Furnished:
    """One of everything, and what else can be looked for."""
    made = furnish(make_world(store))
    return Furnished(made.world, with_file(made))


def with_file(full: Furnished) -> Ids:
    """The ids with the fingerprint of the one file that `furnish` takes in."""
    return dict(full.ids) | {"sha256": hashlib.sha256(FILE).hexdigest()}


def test_every_way_to_look_is_in_the_table(store: Store) -> None:
    assert methods(View) - {"__init__"} == set(LOOKS)
    assert methods(type(store.seen_by(make_world(store).actor))) == set(LOOKS)


def test_everything_is_seen_while_it_is_there(full: Furnished) -> None:
    """So that the tests below prove something: each look finds what it looks for."""
    view = full.world.store.seen_by(full.world.actor)
    unseen = {name for name, look in WALLED.items() if sees(look, view, full.ids) is None}
    none_yet = {f"fields of a {kind}" for kind in ("reference", "word", "run", "vote")}
    assert unseen == none_yet | {"reasons_given", "found_with_others"}


def delete_all(full: Furnished) -> None:
    for kind in ("need", "empty_need", "example_need"):
        delete_need(full.world.store, full.world.actor, full.ids[kind])


@pytest.mark.parametrize("name", WALLED)
def test_nothing_is_seen_of_a_deleted_need(aside: Furnished, name: str) -> None:
    assert sees(WALLED[name], aside.world.store.seen_by(aside.world.actor), with_file(aside)) is None


@pytest.mark.parametrize("name", WALLED)
def test_nothing_is_seen_by_a_guessed_id(aside: Furnished, name: str) -> None:
    more = ("import", "sha256", "study", "link", "other_reference", "columns_key")
    guessed = {kind: new_id() for kind in (*_KINDS, *more)}
    assert sees(WALLED[name], aside.world.store.seen_by(aside.world.actor), guessed) is None


_KINDS = """need question person word strategy run job reference pair merge vote appraisal part research_need comment
    document appointment share invitation key_article remark paper abstained_reference""".split()


def test_a_living_question_opens_no_door_to_a_deleted_one(full: Furnished) -> None:
    """Looks that take two ids: a question that may be seen, and rows of one that may not."""
    other = furnish(make_world(full.world.store, full.world.actor))
    delete_all(full)
    view = full.world.store.seen_by(full.world.actor)
    question_id = other.world.question_id
    assert view.study_rows(question_id, [full.ids["reference"]]) == ()
    assert view.shown(question_id, [full.ids["reference"]]) == ()
    assert view.own(question_id, [full.ids["reference"]]) == {}
    assert view.file_id(question_id, "0" * 64) == ""
    assert view.progress([question_id, full.ids["question"]]).keys() == {question_id}
    for kind in ("need", "part", "appraisal"):
        with pytest.raises(NotThere):
            view.fields(kind, full.ids[kind])
    with pytest.raises(NotThere):
        view.fields("reference", full.ids["part"])


def test_only_words_of_the_need_are_listed_as_put_aside(full: Furnished) -> None:
    delete_all(full)
    aside = full.world.store.seen_by(full.world.actor).put_aside()
    assert {one.id for one in aside} == {full.ids["need"], full.ids["empty_need"]}, "an example is loaded again instead"


def test_restoring_brings_back_everything_as_it_was(full: Furnished) -> None:
    store, actor = full.world.store, full.world.actor
    # the log itself grows by the two acts; everything else is as before
    looks = {name: look for name, look in WALLED.items() if name not in ("events", "last_changes")}
    before = {name: sees(look, store.seen_by(actor), full.ids) for name, look in looks.items()}
    delete_all(full)
    for kind in ("need", "empty_need", "example_need"):
        restore_need(store, actor, full.ids[kind])
    assert {name: sees(look, store.seen_by(actor), full.ids) for name, look in looks.items()} == before


def test_a_deleted_need_is_not_deleted_twice(full: Furnished) -> None:
    delete_all(full)
    with pytest.raises(NotThere):
        delete_need(full.world.store, full.world.actor, full.ids["need"])


def test_no_verb_reaches_a_deleted_need(full: Furnished) -> None:
    delete_all(full)
    with pytest.raises(NotThere):
        undo_merge(full.world.store, full.world.actor, full.ids["merge"])
