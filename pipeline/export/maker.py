"""What every maker of a section reads, and how a date, a count and a link are written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline import days
from pipeline.export.blocks import Block, Run, one_line, safe_link, typed_blocks
from pipeline.export.citation import pmid_link
from pipeline.export.summary import Summary
from pipeline.export.template import Template
from pipeline.flow_counts import grouped
from pipeline.wording import Wording

_LINKS = re.compile(r"https?://[^\s\"'<>\\^`{|}]+|\bPMID: ?(\d{1,9})\b")


@dataclass(frozen=True, slots=True)
class Maker:
    """What every maker reads."""

    summary: Summary
    template: Template
    wording: Wording
    language: str

    @property
    def typed_in(self) -> str:
        """The language of what people typed, where it is another than the document's; else empty."""
        typed = self.summary.typed_in
        return typed if typed != self.language else ""

    def label(self, key: str) -> str:
        """A label of the template in the document's language."""
        return self.template.labels[self.language][key]

    def count(self, value: int | None) -> str:
        """A count, or the word for "not stated": an unknown number is never shown as 0."""
        return self.label("not_known") if value is None else grouped(value, self.language)

    def said(self, value: str) -> str:
        """A text on one line, or the word for "not stated"."""
        return one_line(value) or self.label("not_known")


def linked(text: str) -> tuple[Run, ...]:
    """Runs of one line where web addresses and "PMID: n" are links. Everything else stays text."""
    runs, place = [], 0
    for hit in _LINKS.finditer(text):
        shown = hit[0] if hit[1] else hit[0].rstrip(".,;:)")
        href = pmid_link(hit[1]) if hit[1] else safe_link(shown)
        runs += [Run(text[place : hit.start()])] if hit.start() > place else []
        runs.append(Run(shown, href=href))
        place = hit.start() + len(shown)
    return (*runs, Run(text[place:])) if text[place:] else tuple(runs)


def shown_date(text: str, language: str) -> str:
    """A day as people of that language write it (21.11.2026, 21 November 2026); anything else as it was typed."""
    return one_line(days.shown(text, language))


def no_review(maker: Maker, section_id: str) -> list[Block]:
    return typed_blocks(maker.template.no_review.get(section_id, {}).get(maker.language, ""))
