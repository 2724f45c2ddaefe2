"""Titles as sources write them. All are made up."""

from __future__ import annotations

import pytest

from pipeline.dedupe.titles import compact, plain, read_title, respelt

ONE_TITLE = [
    ("case and marks", "EXAMPLE: A Made-up Title.", "Example - a made-up title"),
    ("entities and markup", "Fish &amp; <i>chips</i> in H<sub>2</sub>O", "Fish and chips in H2O"),
    ("less than is no markup", "Sleep < 6 hours and > 9 hours", "Sleep 6 hours and 9 hours"),
    ("Greek letters", "TNF-α in samples", "TNF-alpha in samples"),
    ("Norwegian and Danish letters", "Gjærbakst på øya", "Gjaerbakst paa oeya"),
    ("Swedish letters", "Äldre på ön", "Aldre pa on"),
    ("German letters", "Übung für große Leute", "Uebung fuer grosse Leute"),
    ("Cyrillic letters", "Пример", "Primer"),
    ("references counted", "Made-up title [Review] [12 refs]", "Made-up title"),
    ("a remark with a bracket in it", "Made-up title [Erratum appears in J Ex 2009;4:5 N: A [corrected to B]]", "Made-up title"),
    ("a remark that was cut", "Made-up title.[Comment in Example J. 2003;1(2):3-4; PMID: 1", "Made-up title"),
    ("a remark in the middle", "Sample or example [corrected], with more", "Sample or example, with more"),
    ("language of the article", "Made-up title [Article in Norwegian]", "Made-up title"),
    ("the section of a magazine", "Made-up title - [careers]", "Made-up title"),
    ("a translated title", "[Made-up title]", "Made-up title"),
    ("retracted", "RETRACTED ARTICLE: Made-up title", "Made-up title"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), [row[1:] for row in ONE_TITLE], ids=[row[0] for row in ONE_TITLE])
def test_is_one_title(a: str, b: str) -> None:
    assert read_title(a).compact == read_title(b).compact != ""


MARKED = [
    ("Erratum: a made-up title", "correction"),
    ("Correction to: a made-up title", "correction"),
    ("Corrections in schools: a made-up title", "correction"),
    ("Correctional health in made-up towns", ""),
    ("Rettelse: en oppdiktet tittel", "correction"),
    ("Retraction note: a made-up title", "retraction"),
    ("Traction and retraction of made-up tissue", ""),
    ("Comment on a made-up title", "comment"),
    ("Kommentar til en oppdiktet tittel", "comment"),
    ("A made-up title: authors' reply", "reply"),
    ("Tilsvar: en oppdiktet tittel", "reply"),
    ("A made-up title: study protocol", "protocol"),
    ("A made-up title: protocol", "protocol"),
    ("A made-up title (study protocol)", "protocol"),
    ("A made-up title: a protocol for a sample review", "protocol"),
    ("A made-up title: results from the SAMPLE1 protocol", ""),
    ("A made-up protocol in daily use", ""),
    ("A made-up title: an abridged Cochrane review", "abridged"),
    ("Book review: a made-up title", "book review"),
    ("A made-up title", ""),
]


@pytest.mark.parametrize(("title", "marker"), MARKED)
def test_says_what_kind_of_notice_it_is(title: str, marker: str) -> None:
    assert read_title(title).marker == marker


@pytest.mark.parametrize(
    "title",
    ["Editorial", "Guest editorial: sample things", "Editor's Comments", "Letter to the editor", "Leder", "Forord",
     "Årsmelding 2019", "In this issue", "Special issue on made-up things and what we know of them in our time", "Obituary"],
)  # fmt: skip
def test_comes_again_and_again(title: str) -> None:
    assert read_title(title).recurring


@pytest.mark.parametrize(
    "title", ["Home care", "Perspectives on made-up care", "Ledelse i oppdiktede hjem", "虚构的训练"]
)
def test_does_not_come_again(title: str) -> None:
    assert not read_title(title).recurring


OTHER_REPORT = [
    ("Made-up care, part I", "Made-up care, part II"),
    ("Made-up care, part A", "Made-up care, part B"),
    ("Made-up care in 2019", "Made-up care in 2020"),
    ("Five-year follow-up of samples", "Six-year follow-up of samples"),
    ("Samples in men", "Samples in women"),
    ("Prøver hos menn", "Prøver hos kvinner"),
    ("Samples of hypotension", "Samples of hypertension"),
    ("Prenatal samples", "Postnatal samples"),
    ("Samples with sugar", "Samples without sugar"),
]


@pytest.mark.parametrize(("a", "b"), OTHER_REPORT)
def test_differs_in_a_word_that_tells(a: str, b: str) -> None:
    assert not respelt(read_title(a), read_title(b))


@pytest.mark.parametrize(
    ("a", "b"),
    [("A 2-year sample", "A two-year sample"), ("The 2nd trial", "The second trial"), ("Prevention", "Pervention")],
)
def test_differs_in_spelling(a: str, b: str) -> None:
    assert respelt(read_title(a), read_title(b))


def test_two_wordings_are_told_apart() -> None:
    english, other = "An English made-up title of samples", "En norsk oppdiktet tittel om prøver"
    wanted = {compact(plain(english)), compact(plain(other))}
    for text in (
        f"{english}; {other}",
        f"{other} [{english}]",
        f"{english} <ORIGINAL> {other}",
        f"{english} = {other}",
    ):
        assert read_title(text).wordings == wanted
    assert read_title(f"{english}; short").wordings == frozenset()


def test_nothing_is_no_title() -> None:
    empty = read_title("")
    assert (empty.words, empty.compact, empty.tokens, empty.marker) == ("", "", (), "")
