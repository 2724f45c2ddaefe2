"""Where the certainty starts, on the page: proposed with what names the studies, asked for where nothing does."""

from __future__ import annotations

import pytest

from pipeline.steps.fields import save_field
from tests.ui import pages
from tests.ui.pages import html, opened

ASKED = "Ingenting her sier hva slags studier resultatet bygger på"
SEVERAL = "Her er det flere slag studier"


@pytest.mark.parametrize(
    ("written", "warned", "told"),
    [
        ("randomiserte studier", "", ("Forslag: randomiserte studier.", "Sherrington 2019", "skrevet opp av dere")),
        ("kohortstudier", "", ("Forslag: andre studier av effekt.",)),
        ("108 studier", ASKED, ("Svaret avgjør hvor tilliten starter",)),
        ("randomiserte og ikke-randomiserte", SEVERAL, ("Svaret avgjør hvor tilliten starter",)),
    ],
)
def test_the_start_is_proposed_or_asked_for(
    written: str, warned: str, told: tuple[str, ...], example_question: str
) -> None:
    part = pages.view().parts(example_question, "extraction")[0]
    save_field(pages.store(), pages.me(), "extraction", part.id, "text.designs", written)
    at = opened("summarise", example_question)
    starts = [one for one in at.radio if "Hva slags studier" in one.label]
    assert starts and all(one.value is None for one in starts), "nobody has chosen"
    assert (
        any(warned in one.value for one in at.warning)
        if warned
        else not any(one.value.startswith((ASKED, SEVERAL)) for one in at.warning)
    )
    assert [one for one in told if one not in html(at)] == []
