"""Files that people bring: the databases they come from, and how large they may be."""

from __future__ import annotations

from pipeline.rows import Run

LARGEST_FILE = 100 * 1024 * 1024  # bytes
UNPACKED = 300 * 1024 * 1024  # bytes of an archive, all its members together
RATIO = 100  # unpacked to packed, for archives that unfold to more than a little
MOST_RECORDS = 100_000  # of one file
UNKNOWN = "other"  # a file from somewhere that is no known database or register, or a list that somebody pasted
FILE_SOURCES = (
    "pubmed",
    "epistemonikos",
    "cochrane",
    "embase",
    "cinahl",
    "psycinfo",
    "web_of_science",
    "scopus",
    UNKNOWN,
)


def is_database(run: Run) -> bool:
    """Whether a run is of a database or register that is known by name, and no other way to find something (PRISMA 2020)."""
    return run.kind != "hand" and run.source != UNKNOWN
