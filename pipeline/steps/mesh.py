"""MeSH files that somebody brings: loaded for all of this installation, and taken away again. The log keeps which and when.

The names are NLM's, or a translator's: they stand in a table of their own (`data/mesh.py`), which the log does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import BinaryIO, Protocol

from pico.mesh import Heading
from pipeline.errors import Refused
from pipeline.formats.mesh import read_mesh, unpacked
from pipeline.ports import Store
from pipeline.rights import VERBS, givers_of, open_to
from pipeline.rows import NATION, Actor


class Table(Protocol):
    """The table of headings."""

    def load(self, headings: Iterable[Heading], file: str) -> int: ...
    def remove(self, language: str) -> int: ...


def load_mesh(
    store: Store,
    actor: Actor,
    table: Table,
    stream: BinaryIO,
    name: str,
    *,
    alive: Callable[[int, int], object] = lambda _headings, _bytes: None,
) -> int:
    """Load a descriptor file, or a translation of one, in place of the last of its kind; gives how many headings.

    Nothing is changed by a file that has a fault. BadInput as in `pipeline.formats.mesh` and `data.mesh`; Refused.
    """
    _may(store, actor, "mesh.load")  # before minutes are spent on it; the write asks again
    name = " ".join(name.split())[-200:]
    with unpacked(stream, name) as opened:
        count = table.load(read_mesh(opened, name, alive=alive), name)
    with store.write(actor, "mesh.load", "nation", NATION) as change:
        change.note("nation", NATION, field="mesh", new=f"{name}: {count}")
    return count


def remove_mesh(store: Store, actor: Actor, table: Table, language: str) -> int:
    """Take away the names that were loaded in a language ("en", "nb", "nn"); gives how many there were."""
    with store.write(actor, "mesh.remove", "nation", NATION) as change:
        gone = table.remove(language)
        change.note("nation", NATION, field="mesh", old=f"{language}: {gone}")
    return gone


def _may(store: Store, actor: Actor, verb: str) -> None:
    if not open_to(verb, store.seen_by(actor).roles("nation", NATION)):
        roles = VERBS[verb].roles
        raise Refused("refused", verb=verb, roles=" ".join(roles), givers=" ".join(givers_of(roles)))
