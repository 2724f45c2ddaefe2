"""How wide the columns of a table stand on a page, for the formats that have pages. Lengths are in letters."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.export.blocks import Table

LINE = 110  # letters across an A4 page at the size of a table
PADDING = 3  # what the edges of a column take
LONG_WORDS = (20, 17, 14, 12)  # columns make room for words up to this, the longest for which there is room;
# longer ones (an address) are hyphenated or broken, and ask for no more than the last of these
ROOM = 0.95  # of the line, that the longest words may take together
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
    words = [
        [*(len(word) * BOLD for word in title.split()), *(len(word) for cell in body for word in cell.split()), 1]
        for title, body in zip(table.header, bodies, strict=True)
    ]
    tried = [[PADDING + _whole(column, most) for column in words] for most in LONG_WORDS]
    needs = next((one for one in tried if sum(one) <= LINE * ROOM), tried[-1])
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


def _whole(lengths: Sequence[float], most: int) -> float:
    """The longest of the words that are to be kept whole; one that is longer counts as what every column can give."""
    return max(length if length <= most else LONG_WORDS[-1] for length in lengths)
