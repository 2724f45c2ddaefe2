"""Numbers of studies and people as people write them in three languages; a number of something else is none of either."""

from __future__ import annotations

import pytest

from pipeline.study_counts import people, studies


@pytest.mark.parametrize(
    ("text", "of_studies", "of_people"),
    [
        ("6 studier, 300 elever", "6", "300"),
        ("6 studiar, 300 elevar", "6", "300"),
        ("6 studies, 300 pupils", "6", "300"),
        ("59 studier, 12 981 personer", "59", "12 981"),
        ("59 studies (12,981 participants)", "59", "12 981"),
        ("59 studies; 12\u202f981 people", "59", "12 981"),
        ("7 RCT-er med 1.204 deltakere", "7", "1 204"),
        ("2 RCTs, 84 older women", "2", "84"),
        ("3 randomiserte, kontrollerte studier og 41 hjemmeboende eldre", "3", "41"),
        ("4 cluster-randomised controlled trials, 950 nursing home residents", "4", "950"),
        ("1 studie, 20 barn", "1", "20"),
        ("5 kohortstudier, 210 slagpasienter", "5", "210"),
        ("5 forsøk, 210 sykehjemsbeboere", "5", "210"),
        ("8 studier, 640 ungdommer", "8", "640"),
        ("8 studiar, 640 ungdommar", "8", "640"),
        ("8 studies, 640 families", "8", "640"),
        ("120 brukarar", "", "120"),
        ("120 menn og 130 kvinner", "", "120"),
        ("120 adults, 6 trials", "6", "120"),
        ("300 students in 6 trials", "6", "300"),  # "stud" alone is no study
        ("300 studenter", "", "300"),
        ("59", "59", ""),
        (" 1 204 ", "1 204", ""),
        ("6 studier av barn", "6", ""),  # how many is not said
        ("barn på 12 år", "", ""),
        ("12 år gamle elever", "", ""),
        ("400 personår", "", ""),
        ("12 selvmordsforsøk", "", ""),
        ("12 regimen, 3 specimens", "", ""),
        ("0,77 personer", "", ""),
        ("2019", "2019", ""),
        ("i 2019 deltok 300 elever", "", "300"),
        ("mange studier", "", ""),
        ("", "", ""),
    ],
)
def test_what_was_counted(text: str, of_studies: str, of_people: str) -> None:
    assert (studies(text), people(text)) == (of_studies, of_people)
