"""Files that people bring: the databases they come from, and how large they may be."""

from __future__ import annotations

LARGEST_FILE = 100 * 1024 * 1024  # bytes
UNPACKED = 300 * 1024 * 1024  # bytes of an archive, all its members together
RATIO = 100  # unpacked to packed, for archives that unfold to more than a little
MOST_RECORDS = 100_000  # of one file
FILE_SOURCES = (
    "pubmed",
    "epistemonikos",
    "cochrane",
    "embase",
    "cinahl",
    "psycinfo",
    "web_of_science",
    "scopus",
    "other",
)
