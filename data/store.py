"""The only door to the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from data import migrate, shipped
from data.access import AccessRows
from data.connections import Connections
from data.kept import Kept
from data.queries.search import JOB, job_of
from data.queries.structure import WHOLE
from data.queries.view import SqliteView
from data.rowing import ago, dump, load, utc_now
from data.walls import accounts_on
from data.writing import SqliteChange
from pipeline.errors import Refused
from pipeline.rights import Asked, Missing
from pipeline.rows import Actor, Job, Person

May = Callable[[Asked], Missing | None]


class SqliteStore(AccessRows):
    """A store on one SQLite file. `may(asked)` tells which role is missing, or None."""

    def __init__(self, path: Path, may: May) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._may = may
        self._connections = Connections(path)
        self._kept = Kept()
        migrate.bring_up_to_date(self._connections)

    def close(self) -> None:
        """Let go of the file."""
        self._connections.close()

    def only_read(self) -> None:
        """Let nothing be written from now on: the file is damaged."""
        self._connections.only_read()

    def seen_by(self, actor: Actor) -> SqliteView:
        """The only way to a row: what this person may see."""
        return SqliteView(actor, self._connections.reading, self._kept)

    def only_person(self) -> Person | None:
        """Whom an installation without accounts belongs to: the first who said who they are; None where people sign in."""
        with self._connections.reading() as connection:
            if accounts_on(connection):
                return None
            row = connection.execute(
                "SELECT id, name, municipality_id, language FROM person WHERE erased_at IS NULL ORDER BY created_at, id LIMIT 1"
            ).fetchone()
            return Person(**dict(row)) if row else None

    def people_ids(self) -> tuple[str, ...]:
        """The ids of everybody here, in the order they came: for the command line, which whoever runs the machine uses."""
        with self._connections.reading() as connection:
            rows = connection.execute("SELECT id FROM person WHERE erased_at IS NULL ORDER BY created_at, id")
            return tuple(row["id"] for row in rows)

    @contextmanager
    def write(
        self, actor: Actor, verb: str, kind: str, object_id: str, *, client_id: str = ""
    ) -> Iterator[SqliteChange]:
        """One write of one verb on one object ("" = a new one). Raises `Refused` and `NotThere` before anything is done."""
        with self._connections.writing() as connection:
            inside = SqliteView.inside(connection, actor)
            person = inside.me()
            change = SqliteChange(connection, actor, person.municipality_id if person else "", verb, client_id)
            if not change.replayed:  # sent again, it does nothing; the first time may have ended the right to do it
                roles = inside.roles(kind, object_id, verb)
                if missing := self._may(Asked(verb, roles, kind, object_id)):
                    raise _refused(missing)
            before = connection.total_changes
            yield change
            if connection.total_changes > before and not change.logged:
                raise ValueError(f"{verb} changed rows without an event")

    def keep_places(self, places: Iterable[Mapping[str, Any]]) -> int:
        """Keep names of municipalities that ship: see `data/shipped.py`. Gives how many are new or have an end by now."""
        with self._connections.writing() as connection:
            return shipped.keep_places(connection, places)

    def keep_regions(self, hosts: Iterable[tuple[str, str, str]]) -> int:
        """Keep the regions that ship: (region, number of its host, since when). Gives how many hosts are new."""
        with self._connections.writing() as connection:
            return shipped.keep_regions(connection, hosts)

    def keep_region_of(self, number: str, region: str) -> bool:
        """Let a municipality be in another region from today on; False where it is in that one already."""
        with self._connections.writing() as connection:
            return shipped.keep_region_of(connection, number, region)

    def structure(self, on: str) -> tuple[Mapping[str, str], ...]:
        """Every municipality of a day with region, host, cluster and motor: for the command line, which whoever runs the
        machine uses."""
        with self._connections.reading() as connection:
            return tuple(dict(row) for row in connection.execute(WHOLE, {"on": on}))

    # -- jobs: taken and kept alive by the program itself

    def claim_job(
        self, worker: str, stale_after_s: float, gone: Callable[[str], bool] = lambda worker: False
    ) -> Job | None:
        """Take the oldest job that waits, or that a worker which is gone left running.

        A worker is gone when `gone` knows it of its name, or when its heartbeat is so many seconds old; or so far ahead,
        because the clock has been set back since. The job tells in `error_params` how often it was taken up since its
        last step forward.
        """
        with self._connections.reading() as connection:
            if _next_job(connection, stale_after_s, gone) is None:
                return None
        with self._connections.writing() as connection:
            row = _next_job(connection, stale_after_s, gone)
            if row is None:
                return None
            told: dict[str, Any] = {}
            if row["state"] == "running":
                before = load(row["error_params"])
                times = before.get("taken_up", 0) if before.get("done") == row["done"] else 0
                told = {"taken_up": times + 1, "done": row["done"]}
            connection.execute(
                "UPDATE job SET state = 'running', worker = ?, heartbeat_at = ?, error_params = ? WHERE id = ?",
                (worker, utc_now(), dump(told), row["id"]),
            )
            return job_of(connection.execute(f"{JOB} WHERE id = ?", (row["id"],)).fetchone())

    def beat(self, job_id: str, *, done: int | None = None, total: int | None = None, worker: str = "") -> bool:
        """Tell that a job is alive and how far it is; False when somebody has stopped it, or taken it up, meanwhile."""
        with self._connections.writing() as connection:
            told = connection.execute(
                "UPDATE job SET heartbeat_at = ?, done = coalesce(?, done), total = coalesce(?, total)"
                " WHERE id = ? AND state = 'running' AND (worker = ? OR ? = '')",
                (utc_now(), done, total, job_id, worker, worker),
            )
            return told.rowcount > 0

    def end_job(
        self, job_id: str, state: str, code: str = "", params: Mapping[str, Any] | None = None, *, worker: str = ""
    ) -> None:
        """End a job that this worker still runs, as done or failed; "queued" hands it back."""
        with self._connections.writing() as connection:
            connection.execute(
                "UPDATE job SET state = ?, error_code = ?, error_params = ?, heartbeat_at = ?"
                " WHERE id = ? AND state = 'running' AND (worker = ? OR ? = '')",
                (state, code, dump(params or {}), utc_now(), job_id, worker, worker),
            )


def _next_job(connection: sqlite3.Connection, stale_after_s: float, gone: Callable[[str], bool]) -> sqlite3.Row | None:
    """The oldest job that can be taken. Of one question, one search for duplicates at a time."""
    rows = connection.execute(
        "SELECT id, state, worker, done, error_params, (heartbeat_at < ? OR heartbeat_at > ?) AS silent FROM job"
        " WHERE state = 'running' OR (state = 'queued' AND (kind <> 'dedupe' OR question_id NOT IN"
        " (SELECT question_id FROM job WHERE kind = 'dedupe' AND state = 'running'))) ORDER BY created_at, id",
        (ago(stale_after_s), ago(-abs(stale_after_s))),
    )
    return next((row for row in rows if row["state"] == "queued" or row["silent"] or gone(row["worker"])), None)


def _refused(missing: Missing) -> Refused:
    roles, givers = " ".join(missing.roles), " ".join(missing.givers)
    if givers:
        return Refused("refused", verb=missing.verb, roles=roles, givers=givers)
    return Refused("refused_to_all", verb=missing.verb, roles=roles)
