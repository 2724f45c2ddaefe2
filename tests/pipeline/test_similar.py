"""Which questions are found to be like a text, as somebody from the field would say it."""

from __future__ import annotations

import pytest

from pipeline.similar import content_words, similar
from pipeline.work import Known

ASKED = {
    "falls": "Mange eldre som bor hjemme, faller. Hva hjelper mot fall? Hjelper trening mot fall hos hjemmeboende eldre?",
    "sleep": "Ungdommer på ungdomsskolen sover for lite. Hva hjelper mot søvnvansker hos ungdom?",
    "unrest": "Pasienter med demens er urolige om natten på sykehjemmet. Virker musikk mot uro hos personer med demens?",
    "parents": "Foreldre til barn med autisme trenger støtte. Hvordan oppleves veiledning av foreldre?",
}
KNOWN = tuple(Known(name, f"need of {name}", text) for name, text in ASKED.items())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mange av de eldre vi besøker, faller hjemme. Hva hjelper?", ["falls"]),
        ("Fallforebygging hos eldre", ["falls"]),
        ("Urolige pasienter med demens", ["unrest"]),
        ("Uro ved demenssykdom", ["unrest"]),
        ("Søvnvansker blant ungdommar", ["sleep"]),
        ("musikk", ["unrest"]),
        ("Korleis opplever foreldra rettleiing når barnet har autisme?", ["parents"]),
        ("Hva hjelper mot tannråte hos barnehagebarn?", []),
        ("Hva virker?", []),
        ("", []),
    ],
)
def test_what_is_alike(text: str, expected: list[str]) -> None:
    assert [one.question_id for one in similar(text, KNOWN)] == expected


def test_the_most_alike_comes_first_and_each_need_once() -> None:
    more = (
        *KNOWN,
        Known("falls again", "need of falls", ASKED["falls"]),
        Known("other", "n", "Fall hos eldre på sykehus"),
    )
    found = similar("Trening mot fall hos eldre", more)
    assert [one.question_id for one in found] == ["falls", "other"]


def test_the_need_itself_is_not_like_itself() -> None:
    assert similar(ASKED["falls"], KNOWN, but_need="need of falls") == ()


def test_words_that_are_everywhere_say_nothing() -> None:
    assert content_words("Hva hjelper for dem som er på et sykehjem?") == ("sykehjem",)
