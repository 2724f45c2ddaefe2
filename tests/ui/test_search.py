"""Step 3: what became of files and searches is told as it was, good and bad."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

import messages
from pipeline.errors import BadInput
from pipeline.formats import ris
from pipeline.rows import Run
from pipeline.steps import screen, search
from tests.makers import record
from tests.ui.pages import box, html, labels, me, opened, press, said, store, view, wait_for_jobs
from ui import safe


def take_file(question_id: str, name: str, content: bytes, source: str = "other") -> Run:
    """Let the page's own workers take in a file."""
    run_id = search.start_import(store(), me(), question_id, name, content, source)
    wait_for_jobs(question_id)
    return view().run(run_id)


def counted(question_id: str, **values: Any) -> str:
    """A search that a source has answered, or has failed to answer."""
    strategy_id = search.save_strategy(store(), me(), question_id, "pubmed", "exercise AND falls")
    with store().write(me(), "search.start", "strategy", strategy_id) as change:
        row = {"question_id": question_id, "kind": "search", "source": "pubmed", "strategy_id": strategy_id}
        return change.add("run", row | {"asked_at": change.at} | values)


def test_a_good_file_is_accounted_for(new_question: str) -> None:
    take_file(new_question, "eksempel.ris", ris.write([record(1), record(2)]).encode())
    at = opened("search", new_question)
    assert not at.exception and not at.error
    assert "2 av 2 poster er tatt inn." in html(at)


def test_what_cannot_be_read_is_named_with_its_line_and_the_good_part_goes_in(new_question: str) -> None:
    text = ris.write([record(1)]) + "\nTY  - JOUR\nER  - \n\n" + ris.write([record(2)])
    run = take_file(new_question, "halvgod.ris", text.encode())
    at = opened("search", new_question)
    assert run.account["rejected_count"] == 1 and run.fetched == 2
    assert not at.error and "2 av 3 poster er tatt inn. 2 som de sto, 0 reddet, 1 lagt til side." in html(at)
    assert "halvgod.ris" in html(at) and messages.text("record_empty", {"number": 2}) in html(at)


def test_a_file_that_is_no_reference_file_says_so_once(new_question: str) -> None:
    take_file(new_question, "bilde.png", b"\x89PNG\r\n\x1a\n" + bytes(200))
    at = opened("search", new_question)
    assert not at.exception
    assert len(said(at)) >= 1 and "poster er tatt inn" not in html(at)
    assert view().count_references(new_question) == 0


def test_the_same_file_again_adds_nothing_and_says_that_all_were_known(new_question: str) -> None:
    content = ris.write([record(1), record(2)]).encode()
    take_file(new_question, "eksempel.ris", content)
    again = take_file(new_question, "eksempel.ris", content)
    assert (again.new, again.fetched) == (0, 2)
    assert view().count_references(new_question) == 2
    assert not opened("search", new_question).exception


STATES = ("waiting", "counting", "counted", "fetching", "done", "failed", "cancelled")


@pytest.mark.parametrize("hits", [None, 0, 7, 2_000_000])
def test_a_search_draws_in_every_state_and_unknown_is_never_zero(hits: int | None, new_question: str) -> None:
    for state in STATES:
        counted(new_question, state=state, counted=hits)
    at = opened("search", new_question)
    assert not at.exception
    assert ("Antall treff er ukjent. Det er ikke det samme som null." in html(at)) == (hits is None)
    assert (">0 treff" in html(at)) == (hits == 0)
    assert ("Hent 7 treff" in labels(at)) == (hits == 7)
    assert "Prøv igjen" in labels(at)


def test_a_reference_by_hand_needs_a_title_and_keeps_what_was_typed(new_question: str) -> None:
    at = opened("search", new_question)
    box(at, "Årstall").set_value("2020")
    at = press(at, "Legg inn referansen")
    assert at.error and box(at, "Årstall").value == "2020"
    assert view().count_references(new_question) == 0


@pytest.mark.parametrize(("label", "wrong"), [("Årstall", "i fjor"), ("DOI", "ingen"), ("PMID", "PMC12")])
def test_a_reference_by_hand_says_what_is_wrong(label: str, wrong: str, new_question: str) -> None:
    at = opened("search", new_question)
    box(at, "Tittel").set_value("Eksempel på en rapport")
    box(at, label).set_value(wrong)
    at = press(at, "Legg inn referansen")
    assert len(at.error) == 1
    assert box(at, "Tittel").value == "Eksempel på en rapport", "what was typed is not lost"
    box(at, label).set_value("")
    at = press(at, "Legg inn referansen")
    assert not at.error and view().count_references(new_question) == 1


def test_a_strategy_is_kept_as_a_new_version_each_time_it_is_changed(new_question: str) -> None:
    for text in ("falls", "falls AND exercise", "falls AND exercise"):
        box(opened("search", new_question), "Søketekst for PubMed").set_value(text).run()
    kept = view().strategies(new_question)["pubmed"]
    assert (kept.text, kept.version) == ("falls AND exercise", 2)


def test_a_strategy_that_cannot_run_has_no_button_to_run_it(new_question: str) -> None:
    at = box(opened("search", new_question), "Søketekst for PubMed").set_value("(falls AND").run()
    assert at.error
    assert next(button for button in at.button if button.label.startswith("Tell treff i PubMed")).disabled


def test_a_place_is_noted_twice_only_when_somebody_says_so(new_question: str) -> None:
    at = opened("search", new_question)
    for _ in range(2):
        box(at, "Hvor har dere sett?").select("uptodate").run()
        at = press(at, "Skriv det opp")
    assert not at.exception and len(view().parts(new_question, "other_place")) == 1
    assert any("UpToDate" in one and "står i listen over, sett" in one for one in said(at))
    at = press(at, "La være")
    assert not [one for one in said(at) if "UpToDate" in one]
    at = press(at, "Skriv det opp")
    at = press(at, "Skriv det opp en gang til")
    assert len(view().parts(new_question, "other_place")) == 2
    assert not [one for one in said(at) if "UpToDate" in one]


def test_other_places_are_as_many_as_they_are(new_question: str) -> None:
    at = opened("search", new_question)
    for _ in range(2):
        box(at, "Hvor har dere sett?").select("other").run()
        at = press(at, "Skriv det opp")
    assert len(view().parts(new_question, "other_place")) == 2


def test_the_card_of_a_file_that_failed_is_taken_away_and_brought_back(new_question: str) -> None:
    take_file(new_question, "bilde.png", b"\x89PNG\r\n\x1a\n" + bytes(200))
    at = press(opened("search", new_question), "Ta bort denne filen")
    assert not at.exception and "bilde.png" not in html(at)
    assert [one.verb for one in view().events(new_question, limit=1)] == ["import.remove"]
    assert len(view().runs(new_question, taken_out=True)) == 1, "nothing is erased"
    at = press(at, "Angre siste endring")
    assert not at.exception and "bilde.png" in html(at)


def test_a_wrong_file_that_was_read_is_taken_out_with_a_reason_and_brought_back(new_question: str) -> None:
    take_file(new_question, "rett.ris", ris.write([record(1)]).encode())
    take_file(new_question, "feil.ris", ris.write([record(11), record(12)]).encode())
    (first,) = view().references(new_question, text=record(11).title, limit=1)
    screen.vote(store(), me(), first.id, "abstract", "include")
    at = opened("search", new_question)
    wrong = view().runs(new_question)[1]
    assert "2 referanser går ut av spørsmålet. Av dem er 1 alt valgt" in html(at)
    at = at.button(key=f"take-out-{wrong.id}").click().run()
    at = press(at, "Ja, ta ut feil.ris")
    assert any("Grunnen mangler" in one.value for one in at.error), "asked, and asked why"
    next(one for one in at.text_input if str(one.key).endswith(f"out.{wrong.id}")).set_value(
        "Eksempel: feil liste"
    ).run()
    at = at.button(key=f"take-out-{wrong.id}").click().run()
    assert view().count_references(new_question) == 3, "it is asked about once more"
    at = press(at, "Ja, ta ut feil.ris")
    assert not at.exception and view().count_references(new_question) == 1
    assert "Grunn: Eksempel: feil liste" in html(at)
    at = press(at, "Ta inn igjen")
    assert not at.exception and view().count_references(new_question, status="unread") == 1
    at = press(at, "Angre siste endring")
    assert view().count_references(new_question) == 1


def test_a_file_that_was_read_cannot_be_taken_away_so(new_question: str) -> None:
    run = take_file(new_question, "eksempel.ris", ris.write([record(1)]).encode())
    assert "Ta bort denne filen" not in labels(opened("search", new_question))
    with pytest.raises(BadInput, match="import_has_records"):
        search.remove_import(store(), me(), run.id)


def test_a_file_s_database_is_asked_for_anew_for_the_next_file(new_question: str) -> None:
    at = box(opened("search", new_question), "Hvilken database").select("embase").run()
    at.file_uploader[0].upload("eksempel.ris", ris.write([record(1)]).encode(), "text/plain").run()
    at = press(at, "Hent inn filene")
    wait_for_jobs(new_question)
    assert [run.source for run in view().runs(new_question)] == ["embase"]
    assert box(at, "Hvilken database").value is None


def test_of_several_files_each_may_come_from_a_database_of_its_own(new_question: str) -> None:
    at = box(opened("search", new_question), "Hvilken database").select("embase").run()
    uploader = at.file_uploader[0]
    for n in (1, 2):
        uploader = uploader.upload(f"eksempel-{n}.ris", ris.write([record(n)]).encode(), "text/plain")
    at = uploader.run()
    second = [one for one in at.selectbox if one.label.startswith("Kommer eksempel")][1]
    at = second.select("cinahl").run()
    press(at, "Hent inn filene")
    wait_for_jobs(new_question)
    assert sorted(run.source for run in view().runs(new_question)) == ["cinahl", "embase"]


UNKNOWN = "Hva;Hvem;Når\nEksempel på en studie av trening for eldre;Eksempel A;2020\nEn annen studie av trening;Annen B;2021\n"


def test_a_table_that_nobody_knows_is_asked_about_and_the_answer_is_kept(new_question: str) -> None:
    run = take_file(new_question, "ukjent.csv", UNKNOWN.encode())
    at = opened("search", new_question)
    assert not at.exception and "Vi er ikke sikre på hva kolonnene i denne tabellen er." in html(at)
    at = box(at, "Hva er «Hva»?").select("aside").run()
    assert "Velg en kolonne med titler, DOI-er eller PMID-er." in html(at)
    again = opened("search", new_question)  # another day
    assert box(again, "Hva er «Hva»?").value == "aside"
    again = box(again, "Hva er «Hva»?").select("title").run()
    assert "Slik blir de første postene" in html(again) and "En annen studie av trening" in html(again)
    assert "Hele filen gir 2 poster slik det er valgt." in html(again)
    again = press(again, "Bruk dette og hent inn filen")
    wait_for_jobs(new_question)
    assert view().run(run.id).fetched == 2
    at = opened("search", new_question)
    assert "2 av 2 poster er tatt inn." in html(at)
    assert "Kolonnene slik dere valgte: «Hva» = Tittel" in html(at)
    at = at.toggle(key=f"history-{new_question}-search").set_value(True).run()
    assert not at.exception
    told = html(at)
    assert "sa hva en kolonne er" in told and "Hva – før: Ta vare på, men ikke bruk → nå: Tittel" in told.replace(
        "<span>", ""
    ).replace("</span>", "")
    assert "columns." not in told, "what is kept for the next table is no line of its own"


def test_a_very_wide_table_is_asked_about_without_end(new_question: str) -> None:
    rows = [";".join(f"kolonne {'abcdefghij'[n // 20]}{'abcdefghijklmnopqrst'[n % 20]}" for n in range(200))]
    take_file(new_question, "bred.csv", "\n".join(rows + [";".join(["x y"] * 200)] * 4).encode())
    at = opened("search", new_question)
    assert not at.exception
    assert 0 < len([one for one in at.selectbox if one.label.startswith("Hva er ")]) <= 62
    assert "kolonner til. De blir tatt vare på slik de er." in html(at)


def test_a_table_that_is_not_wanted_is_taken_off_the_page(new_question: str) -> None:
    take_file(new_question, "budsjett.csv", b"Konto;Sum;Merknad\n1;2;x\n3;4;y\n")
    at = press(opened("search", new_question), "Ikke hent inn denne filen")
    at = press(at, "Ta bort denne filen")
    assert "budsjett.csv" not in html(at) and view().count_references(new_question) == 0


def test_a_pasted_list_is_taken_in_and_what_was_not_understood_is_told(new_question: str) -> None:
    at = opened("search", new_question)
    at = box(at, "Lim inn referanser").set_value("10000001\nnoe annet\n10.1000/ex.1").run()
    at = press(at, "Hent inn listen")
    wait_for_jobs(new_question)
    at = opened("search", new_question)
    assert "2 av 3 poster er tatt inn." in html(at)
    assert messages.text("identifier_unknown", {"line": 2}) in html(at) and "noe annet" in html(at)
    assert box(at, "Lim inn referanser").value == ""


def test_what_was_rescued_is_shown_with_its_line_and_what_was_mended(new_question: str) -> None:
    text = ris.write([record(1)]) + ris.write([record(2)]).replace("ER  - \n", "")
    take_file(new_question, "uten slutt.ris", text.encode())
    at = opened("search", new_question)
    assert "2 av 2 poster er tatt inn. 1 som de sto, 1 reddet, 0 lagt til side." in html(at)
    assert messages.text("missing_end") in html(at) and record(2).title in html(at)


def test_what_stands_outside_the_records_and_what_a_record_lacks_is_shown(new_question: str) -> None:
    text = ris.write([record(1)]) + "bare rot her\nTY  - JOUR\nAU  - Noname, N\nPY  - 20xx\nER  - \n"
    take_file(new_question, "rot.ris", text.encode())
    at = opened("search", new_question)
    assert "2 av 2 poster er tatt inn." in html(at) and "bare rot her" in html(at)
    assert messages.text("text_outside") in html(at) and messages.text("record_without_title", {"number": 2}) in html(
        at
    )
    assert messages.text("record_year_unreadable", {"number": 2, "year": "20xx"}) in html(at)


def test_a_file_that_would_unfold_to_too_much_is_refused_in_one_sentence(new_question: str) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("a.ris", b"TY  - JOUR\n" * 3_000_000)
    take_file(new_question, "bombe.zip", packed.getvalue())
    at = opened("search", new_question)
    assert [one.value for one in at.error] == [safe.for_label(messages.text("file_too_large_unpacked"))]
    assert view().count_references(new_question) == 0


def test_limits_stand_where_a_file_is_chosen(new_question: str) -> None:
    at = opened("search", new_question)
    for limit in ("100 MB", "100\u202f000 poster", "300 MB", "100 ganger"):
        assert limit in html(at)


SWAPPED = """Tittel;Forfattere;År
Eksempel A;Eksempel på en studie av trening for eldre;2020
Eksempel B;Eksempel på en annen studie av trening;2021
"""


def test_a_table_that_was_read_wrongly_is_read_again_from_its_card(new_question: str) -> None:
    run = take_file(new_question, "bytta.csv", SWAPPED.encode())
    at = press(opened("search", new_question), "Les på nytt med andre kolonner")
    wait_for_jobs(new_question)
    at = opened("search", new_question)
    assert not at.exception and "Si hva kolonnene er. Det som ble lest før, står" in html(at)
    assert "velg kolonnene øverst i listen" in html(at) and "Les på nytt med andre kolonner" not in labels(at)
    box(at, "Hva er «Tittel»?").select("authors").run()
    at = opened("search", new_question)
    box(at, "Hva er «Forfattere»?").select("title").run()
    at = press(opened("search", new_question), "Bruk dette og hent inn filen")
    wait_for_jobs(new_question)
    at = opened("search", new_question)
    assert not at.exception and "Det er den lesingen som gjelder." in html(at)
    assert labels(at).count("Les på nytt med andre kolonner") == 1, "the newest reading can be read again too"
    shown = {one.record.title for one in view().references(new_question)}
    assert "Eksempel på en studie av trening for eldre" in shown and view().count_references(new_question) == 2
    assert run.id in {one.receipt.get("reads_again") for one in view().runs(new_question)}


def test_the_search_that_follows_is_told_where_the_file_was_taken_in(new_question: str) -> None:
    take_file(new_question, "eksempel.ris", ris.write([record(1), record(2)]).encode())
    at = opened("search", new_question)
    assert "I siste runde, " in html(at) and ": 2 sammenlignet, 0 slått sammen, " in html(at)
    assert "Hvordan det står nå" not in html(at), "it does not stand on this page"
