"""Tables: each cell knows its heading, which a telephone shows beside it, and the roles are those of a table all the same."""

from __future__ import annotations

from ui import safe


def test_each_cell_knows_its_heading_and_its_role() -> None:
    row = '<tr><th scope="row">Eksempel<br><span>thing</span></th><td lang="en">1</td><td>2</td></tr>'
    made = safe.table("Tall", ("Hva", '"A" & <B>', "C"), [row])
    assert '<th role="rowheader" data-label="Hva" scope="row">Eksempel<br><span>thing</span></th>' in made
    assert '<td role="cell" data-label="&quot;A&quot; &amp; &lt;B&gt;" lang="en">1</td>' in made
    assert '<td role="cell" data-label="C">2</td>' in made
    assert made.count('role="row"') == 2 and made.count('role="columnheader"') == 3 and made.count("<thead") == 1


def test_a_row_with_more_cells_than_headings_is_shown_whole() -> None:
    assert '<td role="cell" data-label="">2</td>' in safe.table("Tall", ("A",), ["<tr><th>1</th><td>2</td></tr>"])
