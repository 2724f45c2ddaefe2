"""All queries of one looker, put together. See `pipeline.ports.View`."""

from __future__ import annotations

import sqlite3
from contextlib import nullcontext

from data.queries.access import AccessReads
from data.queries.after import AfterReads
from data.queries.belonging import BelongingReads
from data.queries.documents import DocumentReads
from data.queries.effort import EffortReads
from data.queries.instruments import InstrumentReads
from data.queries.own_texts import OwnTextReads
from data.queries.papers import PaperReads
from data.queries.progress import ProgressReads
from data.queries.search_quality import SearchQualityReads
from data.queries.structure import StructureReads
from data.queries.talk import TalkReads
from data.queries.work import WorkReads
from pipeline.rows import Actor


class SqliteView(
    SearchQualityReads,
    ProgressReads,
    AfterReads,
    BelongingReads,
    TalkReads,
    DocumentReads,
    PaperReads,
    EffortReads,
    InstrumentReads,
    OwnTextReads,
    StructureReads,
    WorkReads,
    AccessReads,
):
    """Everything one person may see."""

    @classmethod
    def inside(cls, connection: sqlite3.Connection, actor: Actor) -> SqliteView:
        """A view inside a write: it sees what the write has done so far."""
        return cls(actor, lambda: nullcontext(connection))
