"""What every check is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pico.query.headings import Headings
from pico.query.pubmed import Read


@dataclass(frozen=True, slots=True)
class Context:
    """A strategy that was read, and what is known of headings and Norwegian words."""

    text: str  # as it was given
    read: Read
    syntax: str  # pubmed | ovid | epistemonikos
    database: str
    norwegian: Callable[[str], bool]
    headings: Headings
