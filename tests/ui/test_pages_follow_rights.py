"""Pages show to each what is open to them, and nothing that would be refused; the walls hold on every page."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

import messages
from pipeline import flow
from pipeline.steps.share import end_share, share
from tests.ui.pages import elements, html, labels, opened, read_as_markdown, said, store
from tests.ui.staged import INSIDE, SECRET, TITLE, who

STEPS = [step.id for step in flow.STEPS]
PAGES = [*STEPS, "team"]
REFUSED = messages.sentences()["refused"].partition("{")[0]
NOT_HERE = "Det du ser etter, finnes ikke, eller det er ikke ditt."
OWN = (
    "Finn ",
    "Vis",
    "Hvilke referanser",
    "Filformat",
    "Hvilken artikkel",
    "Velg",
    "Se én referanse",
    "Lag og deling",
)  # filters: they change nothing


def refused(at: AppTest) -> bool:
    return any(one.startswith(REFUSED) for one in said(at))


def boxes(at: AppTest) -> list[str]:
    """The labels of all fields that something can be typed or chosen in."""
    return [
        one.label
        for one in (*at.text_area, *at.text_input, *at.selectbox, *at.radio, *at.multiselect)
        if one.key != "shown-at"
    ]


@pytest.mark.parametrize("step", PAGES)
@pytest.mark.parametrize("name", [*INSIDE, "reads"])
def test_each_page_is_drawn_to_each(name: str, step: str, stage: str) -> None:
    at = opened(step, stage, reader=who(name))
    assert not at.exception and not at.error, said(at)
    assert TITLE in html(at) or "trening" in html(at).casefold()


@pytest.mark.parametrize("step", PAGES)
@pytest.mark.parametrize("name", ["practises", "researches", "peer", "contact", "reads"])
def test_no_button_is_refused(name: str, step: str, stage: str) -> None:
    reader = who(name)
    buttons = [one for one in opened(step, stage, reader=reader).button if not one.disabled]
    seen = {str(one.key)[:9]: one.key for one in buttons}  # one of each kind: "drop-<id>", "vote-abstract-..."
    for key in seen.values():
        at = opened(step, stage, reader=reader)
        found = [one for one in at.button if one.key == key]
        if found and not key.startswith(("leave-", "delete-")):
            at = found[0].click().run()
            assert not at.exception, key
            assert not refused(at), (key, said(at))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", ["practises", "peer", "contact"])
def test_no_field_is_refused(name: str, step: str, stage: str) -> None:
    at = opened(step, stage, reader=who(name))
    for number in range(len(at.text_area)):
        at = opened(step, stage, reader=who(name))
        at = at.text_area[number].set_value("Eksempel på tekst").run()
        assert not at.exception and not refused(at), (number, said(at))


@pytest.mark.parametrize("step", STEPS)
def test_a_reader_reads_and_changes_nothing(step: str, stage: str) -> None:
    at = opened(step, stage, reader=who("reads"))
    assert "Du leser dette fordi det er delt med deg. Du kan ikke endre noe." in html(at)
    assert [one for one in boxes(at) if not one.startswith(OWN)] == []
    assert not at.get("file_uploader")
    folded = [text for where, text in read_as_markdown(at) if where == "expander.label"]
    assert not [one for one in folded if one.startswith(("Kommentarer", "Historikk", "Legg bort"))]
    assert SECRET not in html(at)
    assert "kb-saved" not in html(at)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("need", ("Hva lurer dere på?", "Hvordan er det hos dere?")),
        ("question", ("Engelske søkeord", "Spørsmålstype: ")),
        ("search", ("Søketekst for PubMed", "3. Filer som er hentet inn")),
        ("dedupe", ("funnet", "Alle referanser")),
        ("screen", ("venter på utvelgelse", "Vi spør om", "Tatt med")),
        ("appraise", ("Samlet vurdering: ", "Kommentar", "Hva sier oversikten om seg selv?")),
        ("summarise", ("kb-sentence", "Dokumentene")),
        ("research_need", ("Meldt inn ",)),
    ],
)
def test_what_a_reader_is_there_to_see(step: str, words: tuple[str, ...], stage: str) -> None:
    text = html(opened(step, stage, reader=who("reads")))
    assert [one for one in words if one not in text] == []


@pytest.mark.parametrize("step", PAGES)
@pytest.mark.parametrize("name", ["outsider", "employed"])
def test_to_others_it_is_not_there(name: str, step: str, stage: str) -> None:
    at = opened(step, stage, reader=who(name))
    assert not at.exception
    assert [one[: len(NOT_HERE)] for one in said(at)] == [NOT_HERE]
    assert "Eksempel leads" not in html(at) and "trening" not in html(at).casefold()


@pytest.mark.parametrize("page", ["home", "register", "people"])
@pytest.mark.parametrize("name", ["outsider", "employed"])
def test_no_list_names_it_to_others(name: str, page: str, stage: str) -> None:
    at = opened(page, reader=who(name))
    assert not at.exception
    assert TITLE not in html(at) and stage not in str([one.proto for one in elements(at) if one.type == "page_link"])


def test_a_share_that_ends_ends_on_the_next_draw(stage: str) -> None:
    at = opened("summarise", stage, reader=who("reads"))
    assert "kb-sentence" in html(at)
    lead = who("leads")
    for one in store().seen_by(lead).shares(store().seen_by(lead).question(stage).need_id):
        end_share(store(), lead, one.id)
    at = at.run()
    assert not at.exception and "kb-sentence" not in html(at)


def test_who_reads_it_from_the_cluster_is_told_so(stage: str) -> None:
    lead = who("leads")
    share(store(), lead, store().seen_by(lead).question(stage).need_id, "everybody")
    at = opened("need", stage, reader=who("outsider"))
    assert "Du leser dette fordi det er delt med alle. Du kan ikke endre noe." in html(at)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("leads", "Du leder dette behovet."),
        ("practises", "Du er i praksislaget. Dette steget gjøres av forskerlaget."),
        ("researches", "Du er i forskerlaget. Eksempel leads leder"),
        ("peer", "Du er fagfelle. Dette steget gjøres av forskerlaget."),
        ("contact", "Du er kontaktperson i kommunen."),
    ],
)
def test_each_is_told_as_what_they_read(name: str, words: str, stage: str) -> None:
    assert words in html(opened("screen", stage, reader=who(name)))


def test_comments_are_removed_by_whom_they_may_be(stage: str) -> None:
    assert "Ta bort kommentaren" in labels(opened("screen", stage, reader=who("leads")))
    assert "Ta bort kommentaren" not in labels(opened("screen", stage, reader=who("practises")))
    assert "Det er besvart" in labels(opened("screen", stage, reader=who("practises")))
