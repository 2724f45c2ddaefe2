"""The workbench's own store, opened beside the running server: to begin where a test begins, and to see what was kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager

from data.store import SqliteStore
from pipeline.records import Record
from pipeline.rights import may
from pipeline.rows import EXAMPLE_PLACE, NOBODY, Actor
from pipeline.steps import need, people, question
from tests.browser.conftest import Workbench


@contextmanager
def store_of(workbench: Workbench) -> Iterator[SqliteStore]:
    """The store of a workbench that runs."""
    with closing(SqliteStore(workbench.folder / "kunnskapsbroen.sqlite", may)) as one:
        yield one


def oslo(store: SqliteStore) -> str:
    """The id of a municipality."""
    return next(one.id for one in store.seen_by(NOBODY).places() if one.number == "0301")


def somebody(store: SqliteStore) -> Actor:
    """The one person of the installation; made known if there is none yet, and given a municipality if only a guest."""
    known = store.only_person()
    if known is None:
        return people.register(store, "Eksempel Person", oslo(store))
    if known.municipality_id == EXAMPLE_PLACE:
        people.move_person(store, Actor(known.id), known.id, oslo(store))
    return Actor(known.id)


def begun(store: SqliteStore, person: Actor, text: str) -> str:
    """A question under a need of one's own; gives its id."""
    return question.start_question(store, person, need.raise_need(store, person, text, oslo(store)))


def take_in(store: SqliteStore, person: Actor, question_id: str, records: Iterable[Record]) -> None:
    """Keep records as a finished search does."""
    made = [("pubmed", one.pmid or str(n), one, one.title) for n, one in enumerate(records)]
    with store.write(person, "import.finish", "question", question_id) as change:
        values = {"question_id": question_id, "kind": "search", "source": "pubmed", "state": "done"}
        run_id = change.add("run", values | {"asked_at": change.at, "finished_at": change.at, "counted": len(made)})
        change.add_records(run_id, made)
