"""How wide the columns of a table stand on a page, for the formats that have pages. Lengths are in letters."""

from __future__ import annotations

from pipeline.export.blocks import Table

LINE = 110  # letters across an A4 page at the size of a table
PADDING = 3  # what the edges of a column take
LONG_WORD = 12  # a column makes room for words up to this; longer ones are hyphenated or broken
BOLD = 1.2  # a bold letter against a plain one
MOST_LINES = 25  # of a row that is kept on one page, about a third of it
EVEN = 0.75  # 1 = as much as a column lacks, 0 = the same for all


def widths(table: Table) -> tuple[float, ...]:
    """A width per column that together are at most `LINE`.

    Where nothing need break, the longest cell; else room for the longest word, and the rest of the line shared out by
    what each still lacks (less than in proportion), so that one long text does not press the others together.
    """
    heads = [len(cell) * BOLD for cell in table.header]
    bodies = list(zip(*table.rows, strict=True)) or [()] * len(heads)
    longest = [max(head, *(len(cell) for cell in body), 1) + PADDING for head, body in zip(heads, bodies, strict=True)]
    if sum(longest) <= LINE:
        return tuple(longest)
    needs = [
        PADDING + min(LONG_WORD, max(_longest_word(title) * BOLD, *(_longest_word(cell) for cell in body), 1))
        for title, body in zip(table.header, bodies, strict=True)
    ]
    lacks = [max(0.0, wish - need) ** EVEN for wish, need in zip(longest, needs, strict=True)]
    rest = max(0.0, LINE - sum(needs))
    shared = [need + rest * lack / sum(lacks) if rest else need for need, lack in zip(needs, lacks, strict=True)]
    return tuple(round(one * LINE / sum(shared), 1) for one in shared)


def fits(table: Table) -> bool:
    """True where no cell need break over lines."""
    return sum(widths(table)) < LINE - 1


def keeps_together(table: Table) -> tuple[bool, ...]:
    """For each row whether it is low enough to be kept on one page."""
    letters = [max(1.0, width - PADDING) for width in widths(table)]
    return tuple(
        all(len(cell) <= MOST_LINES * width for cell, width in zip(row, letters, strict=True)) for row in table.rows
    )


def _longest_word(text: str) -> int:
    return max((len(word) for word in text.split()), default=0)
