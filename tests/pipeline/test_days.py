"""A day as it is typed and as it is shown in each language."""

from __future__ import annotations

import pytest

from pipeline import days


@pytest.mark.parametrize(
    ("text", "norwegian", "english"),
    [
        ("2018-05-02", "02.05.2018", "2 May 2018"),
        ("2018-05-02T09:10:11.123Z", "02.05.2018", "2 May 2018"),
        ("2.5.2018", "02.05.2018", "2 May 2018"),
        ("02/05-2018", "02.05.2018", "2 May 2018"),
        ("2. mai 2018", "02.05.2018", "2 May 2018"),
        ("21 November 2026", "21.11.2026", "21 November 2026"),
        ("mai 2018", "mai 2018", "mai 2018"),
        ("2018", "2018", "2018"),
        ("31.2.2026", "31.2.2026", "31.2.2026"),
        ("snart", "snart", "snart"),
        ("٢.٥.2018", "٢.٥.2018", "٢.٥.2018"),
        ("", "", ""),
    ],
)
def test_a_day_in_the_usual_form_of_each_language(text: str, norwegian: str, english: str) -> None:
    assert (days.shown(text, "nb"), days.shown(text, "nn"), days.shown(text, "en")) == (norwegian, norwegian, english)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Embase: søkt 2. mai 2018.", ["2018-05-02"]),
        ("Søkt 02.05.2018, og igjen 2018-06-03", ["2018-06-03", "2018-05-02"]),
        ("Run on 21 November 2020 (Ovid)", ["2020-11-21"]),
        ("31.2.2018, 108 RCT 2018, 1.2.2018.3, mai 2018", []),
        ("", []),
    ],
)
def test_the_days_that_stand_in_a_text(text: str, found: list[str]) -> None:
    assert [one.isoformat() for one in days.within(text)] == found
