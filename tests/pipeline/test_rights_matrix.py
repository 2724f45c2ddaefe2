"""Every verb and every read, by somebody in every role, in and out of the municipality, on a need that is the team's own,
shared, shared no more, put aside, and on an id that was guessed.

Made from the table of verbs (`pipeline/rights.py`) and the table of reads (`tests/data/test_seen_by.py`): a verb or a read
that is new and has no row here fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from data.queries.view import SqliteView
from pipeline.errors import NotThere, Problem, Refused
from pipeline.ids import new_id
from pipeline.rights import VERBS, may_give
from pipeline.steps.team import appoint
from tests.data.test_seen_by import LOOKS, MORE_LOOKS, OF_EVERYBODY, sees, with_file
from tests.makers import OSLO
from tests.pipeline.cast import CAST, STATES, Stage, set_stage

# verb -> the kind of row it is done on. Below a need, all but the first column of `CAST` decides.
ON_NEED = "need.edit need.move need.delete question.start question.split question.take_back".split()
ON_NEED += "team.appoint team.hand_over share.add invite.send example.load".split()
ON_ROW = {
    "word.remove": "word",
    "strategy.ask_hits": "strategy",
    "strategy.hits": "strategy",
    "key.remove": "key_article",
    "remark.write": "strategy",
    "remark.remove": "remark",
    "search.start": "strategy",
    "search.count": "run",
    "search.ask_fetch": "run",
    "search.fetch": "run",
    "search.finish": "run",
    "search.cancel": "run",
    "run.fail": "run",
    "import.take": "run",
    "import.ask": "run",
    "import.columns": "run",
    "import.use": "run",
    "import.again": "run",
    "import.finish": "run",
    "import.remove": "run",
    "run.take_out": "run",
    "run.bring_back": "run",
    "reference.correct": "reference",
    "reference.fill": "reference",
    "place.edit": "part",
    "place.remove": "part",
    "dedupe.cancel": "job",
    "dedupe.merge": "pair",
    "dedupe.part": "pair",
    "dedupe.undo": "merge",
    "link.make": "pair",
    "link.confirm": "link",
    "link.refuse": "link",
    "link.undo": "link",
    "reference.pick": "reference",
    "screen.vote": "reference",
    "appraise.start": "reference",
    "appraise.edit": "appraisal",
    "appraise.move": "appraisal",
    "appraise.abstain": "reference",
    "paper.add": "reference",
    "paper.remove": "paper",
    "appraise.agree": "reference",
    "appraise.settle": "appraisal",
    "extract.edit": "part",
    "finding.edit": "part",
    "finding.remove": "part",
    "summary.edit": "part",
    "summary.cancel_export": "job",
    "research_need.edit": "research_need",
    "research_need.remove": "research_need",
    "comment.settle": "comment",
    "comment.remove": "comment",
    "team.remove": "appointment",
    "team.leave": "appointment",
    "share.end": "share_row",
    "invite.withdraw": "invitation",
}
ON_QUESTION = """question.take_texts screen.take_texts summary.take_texts
    question.edit question.ask_reviews question.count_reviews
    criteria.edit word.add strategy.save import.start reference.add
    reference.ask_fill reference.ask_export reference.export place.add dedupe.start
    dedupe.run screen.undo study.group study.split study.refuse study.ask_again
    extract.start finding.add summary.start summary.ask_export summary.export key.add key.look_up
    research_need.raise draft.edit comment.write keep.search keep.dedupe keep.screen keep.appraise keep.summarise
    keep.research_need""".split()
BELOW_A_NEED: Mapping[str, str] = (
    dict.fromkeys(ON_NEED, "need") | dict.fromkeys(ON_QUESTION, "question") | ON_ROW | {"need.restore": "need"}
)
# Verbs that are not below a need: `tests/pipeline/test_rights_elsewhere.py` plays each.
ELSEWHERE = frozenset(verb for verb in VERBS if verb not in BELOW_A_NEED)
# Reads of what only those inside hear; the others are for everybody that the need is open to.
INSIDE_ONLY = frozenset(
    "events comments comment waiting_comments history votes votes_told vote file_bytes columns_chosen shares my_work"
    " papers paper paper_bytes abstained".split()
)
# Lists of all that is open to somebody: they take no id to guess.
LISTS = frozenset(
    "questions count_questions waiting_comments research_needs known_questions known_answers places_asked my_work".split()
)
# What is one's own: whether there is something to see is not the same for all.
OWN = frozenset(
    "me my_votes my_last_write my_appointments next_to_screen count_to_screen roles my_work shared_with_me".split()
)


class Undone(Exception):
    """Takes a write back that was let through: the stage is left as it was."""


@pytest.fixture(scope="module", params=[*STATES, "guessed"])
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, str]]:
    """The stage in one state; nothing that a test does on it stays."""
    made = set_stage(tmp_path_factory.mktemp("stage"))
    if request.param != "guessed":
        STATES[request.param][0](made)
    yield made, request.param
    made.store.close()  # type: ignore[attr-defined]


def test_every_verb_has_a_row_here() -> None:
    from tests.pipeline.test_rights_elsewhere import PLAYED
    from tests.pipeline.test_rights_of_accounts import SIGNED

    played = [*BELOW_A_NEED, *PLAYED, *SIGNED]
    assert sorted(played) == sorted(VERBS), "each once"


def outcome(stage: Stage, name: str, verb: str, kind: str, object_id: str) -> str:
    """What becomes of a verb: "done" (and taken back), "refused" or "not there"."""
    try:
        with stage.store.write(stage.cast[name], verb, kind, object_id) as change:
            change.note(kind, object_id)
            raise Undone
    except Undone:
        return "done"
    except Refused as refused:
        assert refused.params["roles"].split() == list(VERBS[verb].roles), "a refusal says which role is missing"
        return "refused"
    except NotThere:
        return "not there"


def expected(name: str, verb: str, state: str) -> str:
    """What the two tables say."""
    part = CAST[name]
    if state == "guessed":
        return "not there"
    if verb == "need.restore":
        if not (state == "put aside" and part.inside):
            return "not there"
        return "done" if part.roles & set(VERBS[verb].roles) else "refused"
    shared = STATES[state][1] and name != "nobody"
    if state == "put aside" or not (part.inside or shared):
        return "not there"
    roles = part.roles | ({"reader"} if shared else set())
    return "done" if roles & set(VERBS[verb].roles) else "refused"


@pytest.mark.parametrize("verb", sorted(BELOW_A_NEED))
def test_who_may_do_what_below_a_need(stage: tuple[Stage, str], verb: str) -> None:
    made, state = stage
    kind = BELOW_A_NEED[verb].removesuffix("_row")
    if verb == "share.end" and state != "shared":
        pytest.skip("there is no share to end")
    share_id = made.store.seen_by(made.first).shares(made.full.world.need_id)[0].id if verb == "share.end" else ""
    object_id = new_id() if state == "guessed" else share_id or made.full.ids[kind]
    found = {name: outcome(made, name, verb, kind, object_id) for name in CAST}
    assert found == {name: expected(name, verb, state) for name in CAST}


@pytest.mark.parametrize("look", sorted(LOOKS | MORE_LOOKS))
def test_who_sees_what_of_a_need(stage: tuple[Stage, str], look: str) -> None:
    made, state = stage
    if look in OF_EVERYBODY or look in ("put_aside", "example_needs", "open_needs"):
        pytest.skip("not of this need: see below")
    if state == "guessed" and look in LISTS:
        pytest.skip("takes no id to guess")
    ids = with_file(made.full)
    if state == "guessed":
        ids = {kind: new_id() for kind in ids}
    see: Callable[..., Any] = (LOOKS | MORE_LOOKS)[look]
    for name, part in CAST.items():
        seen = sees(see, made.store.seen_by(made.cast[name]), ids) is not None
        shared = state in STATES and STATES[state][1] and name != "nobody"
        if look in ("invitation", "invitations") and part.roles.isdisjoint({"lead", "contact"}):
            assert not seen, f"{name} sees {look}: it holds an address, and is for those who may invite"
            continue
        may_see = state in STATES and state != "put aside" and (part.inside or (shared and look not in INSIDE_ONLY))
        if not may_see:
            assert not seen, f"{name} sees {look} of a need that is {state}"
        elif look not in OWN:
            everything = sees(see, made.store.seen_by(made.first), ids) is not None
            assert seen == everything, f"{name} does not see {look} of a need that is {state}"


def test_nobody_gets_a_need_into_a_list_by_words_or_municipality(stage: tuple[Stage, str]) -> None:
    made, state = stage
    for name, part in CAST.items():
        view = made.store.seen_by(made.cast[name])
        shared = state in STATES and STATES[state][1] and name != "nobody"
        open_to = (part.inside and state != "put aside") or shared
        listed = [one.id for text in ("", "trening", "Oslo") for one in view.questions(text=text)]
        assert (made.full.world.question_id in listed) == open_to, name
        assert view.count_questions(text="trening") == int(open_to), name
        registered = view.research_needs(municipality_id=OSLO)
        assert bool(registered) == open_to, name
        assert not view.example_needs(), "an example is seen by whoever loaded it"


def test_lists_and_single_looks_agree(stage: tuple[Stage, str]) -> None:
    """What is in a list can be opened, and what can be opened is in a list: the two conditions are one."""
    made, _ = stage
    need_ids = [made.full.ids[kind] for kind in ("need", "empty_need", "example_need")]
    for name in CAST:
        view = made.store.seen_by(made.cast[name])
        assert isinstance(view, SqliteView)
        listed = {one.need_id for one in view.questions()} | {one.id for one in view.open_needs()}
        opened = set()
        for need_id in need_ids:
            try:
                opened.add(view.need(need_id).id)
            except NotThere:
                continue
        assert listed == opened, name


@pytest.mark.parametrize("role", ["lead", "practice", "research", "peer"])
def test_who_may_give_a_role_at_a_need(stage: tuple[Stage, str], role: str) -> None:
    """The verb is open to several; which roles one of them may give is a question of its own."""
    made, state = stage
    if state != "shared":
        pytest.skip("asked once")
    for name, part in CAST.items():
        somebody = made.cast["works in Bergen"].person_id
        try:
            appointed = appoint(made.store, made.cast[name], somebody, role, "need", made.full.world.need_id)
        except Problem:
            appointed = ""
        assert bool(appointed) == may_give(role, "need", part.roles), name
        if appointed:
            with made.store.write(made.first, "team.remove", "appointment", appointed) as change:
                change.end("appointment", appointed)
