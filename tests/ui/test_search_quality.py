"""How good the search is, on the page: findings that are mended, pieces that are counted, known articles, peer review."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import wiring
from pico.vocabulary import Word
from pipeline.errors import BadInput, NotThere, Refused
from pipeline.press import ELEMENTS, reviews
from pipeline.rows import Actor
from pipeline.steps import question, search, search_quality, team
from pipeline.steps.fields import save_field
from pipeline.steps.undo import undo_last
from tests.local_sources.corpus import FIRST_PMID
from tests.local_sources.server import Running, local_sources
from tests.makers import World, make_person, record, take_in
from tests.ui.pages import box, html, labels, me, opened, place, press, said, store, view, wait_for_jobs
from ui.steps import search_keys

STRATEGY = '("Accidental Falls"[mh] OR falls[ti]) AND (exercise[ti] OR "Exercise"[mh])'

PRESS = "Fagfellevurdering av søket (PRESS)"


@pytest.fixture
def pubmed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """PubMed as the local server plays it, with 60 articles."""
    with local_sources() as running:
        monkeypatch.setenv("KUNNSKAPSBROEN_PUBMED_URL", running.eutils_url)
        monkeypatch.setenv("KUNNSKAPSBROEN_NCBI_KEY", running.api_key)
        yield running


def keep(question_id: str, text: str = STRATEGY) -> str:
    return search.save_strategy(store(), me(), question_id, "pubmed", text)


def colleague(question_id: str) -> Actor:
    """Somebody else of the research team."""
    other = make_person(store(), "Eksempel Kollega", place("5601"))
    need_id = view().question(question_id).need_id
    team.appoint(store(), me(), other.person_id, "research", "need", need_id)
    return other


def test_a_finding_is_mended_by_one_press_and_kept_as_a_version(new_question: str) -> None:
    keep(new_question, "(asthma OR copd)[tiab] and “cough”[ti]")
    at = opened("search", new_question)
    assert any("Dette må rettes før det kan søkes" in one for one in said(at))
    assert "<mark>(asthma OR copd)[tiab]</mark>" in html(at)
    at = press(at, "Skriv (asthma[tiab] OR copd[tiab])")
    assert box(at, "Søketekst for PubMed").value == "(asthma[tiab] OR copd[tiab]) and “cough”[ti]"
    at = press(at, "Rett alle 3")
    assert box(at, "Søketekst for PubMed").value == '(asthma[tiab] OR copd[tiab]) AND "cough"[ti]'
    assert not at.exception and not at.error
    assert view().strategies(new_question)["pubmed"].version == 3
    assert "Tidligere utgaver (2)" in [one.label for one in at.expander]


def test_an_older_version_is_taken_up_again(new_question: str) -> None:
    keep(new_question, "falls[ti]")
    keep(new_question, "slips[ti]")
    at = press(opened("search", new_question), "Ta denne i bruk igjen")
    kept = view().strategies(new_question)["pubmed"]
    assert (kept.text, kept.version) == ("falls[ti]", 3)
    assert box(at, "Søketekst for PubMed").value == "falls[ti]"


def test_a_strategy_is_shown_as_blocks_and_counted_piece_by_piece(pubmed: Running, new_question: str) -> None:
    keep(new_question)
    at = opened("search", new_question)
    assert "Del 1" in html(at) and "falls[ti]" in html(at) and "eller" in html(at)
    press(at, "Tell treff for hver del")
    wait_for_jobs(new_question)
    (job,) = [one for one in view().jobs(new_question) if one.kind == "hits"]
    hits = job.cursor["hits"]
    assert hits["all"] > 0 and hits["block:1"] >= hits["all"] and hits["without:1:1"] <= hits["all"]
    shown = html(opened("search", new_question))
    assert f"Hele strategien: {hits['all']} treff" in shown
    assert "Treff som bare dette ordet gir" in shown
    assert view().runs(new_question) == (), "counting pieces is no search that was done"


def test_what_is_not_answered_is_not_known_and_not_none(pubmed: Running, new_question: str) -> None:
    strategy_id = keep(new_question)
    search_quality.ask_hits(store(), me(), strategy_id, {"all": "((", "block:1": "falls[ti]"})
    wiring.house().pool.wake()
    wait_for_jobs(new_question)
    hits = next(one for one in view().jobs(new_question) if one.kind == "hits").cursor["hits"]
    assert hits["all"] is None and hits["block:1"] > 0
    assert "Hele strategien: ukjent antall treff" in html(opened("search", new_question))


def test_known_articles_are_looked_up_and_tried(pubmed: Running, new_question: str) -> None:
    keep(new_question)
    at = opened("search", new_question)
    found, lost = FIRST_PMID, FIRST_PMID + 12
    box(at, "PMID eller DOI").set_value(f"{found}\n{lost}, doi:10.5555/example.6")
    press(at, "Legg til")
    wait_for_jobs(new_question)
    known = view().key_articles(new_question)
    assert [bool(one.record) for one in known] == [True, True, True]
    assert view().count_references(new_question) == 0, "what is looked up is no hit"
    at = opened("search", new_question)
    assert "kjente artikler er funnet" in html(at) and "mister den" in html(at)
    assert "recall" not in html(at).lower() and "100 %" not in html(at)
    assert "Emneord og artikler" in html(at)
    for one in known[1:]:
        search_quality.remove_key(store(), me(), one.id)
    at = opened("search", new_question)
    assert "Den ene kjente artikkelen er funnet." in said(at)


def test_what_the_record_does_not_tell_is_asked_of_pubmed(pubmed: Running, new_question: str) -> None:
    keep(new_question, "falls[ti] AND systematic[sb]")
    search_quality.add_keys(store(), me(), new_question, str(FIRST_PMID))
    wiring.house().pool.wake()
    wait_for_jobs(new_question)
    at = opened("search", new_question)
    assert "Kan ikke avgjøres av artikkelen alene: del 2." in html(at)
    press(at, "Spør PubMed om det som ikke kan avgjøres her")
    wait_for_jobs(new_question)
    assert "Den ene kjente artikkelen er funnet." in said(opened("search", new_question))


@pytest.mark.parametrize(("typed", "code"), [("", "key_articles_empty"), ("hello", "key_article_unread")])
def test_what_is_no_article_is_named(typed: str, code: str, new_question: str) -> None:
    with pytest.raises(BadInput) as caught:
        search_quality.add_keys(store(), me(), new_question, typed)
    assert caught.value.code == code


def test_the_articles_go_in_and_the_rest_is_named_by_its_line(pubmed: Running, new_question: str) -> None:
    keep(new_question, "falls[ti]")
    at = opened("search", new_question)
    box(at, "PMID eller DOI, én på hver linje").set_value("12345678\ntull og tøys\nPMID: 23456789, eller").run()
    at = next(one for one in at.button if (one.key or "").startswith("keys-")).click().run()
    assert [one.pmid for one in store().seen_by(me()).key_articles(new_question)] == ["12345678", "23456789"]
    told = "2 er lagt til. Resten er verken PMID eller DOI, og står igjen i boksen: linje 2: «tull og tøys», linje 3: «eller»."
    assert told in [one.value.replace("\\", "") for one in at.error]
    assert box(at, "PMID eller DOI, én på hver linje").value == "tull og tøys\neller"


def test_what_was_left_is_said_though_the_look_up_ends_while_the_page_is_drawn(
    pubmed: Running, new_question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(new_question, "falls[ti]")
    looking = search_keys._looking

    def slowly(question_id: str) -> None:
        wait_for_jobs(question_id)
        looking(question_id)

    monkeypatch.setattr(search_keys, "_looking", slowly)
    at = opened("search", new_question)
    box(at, "PMID eller DOI, én på hver linje").set_value(f"{FIRST_PMID}\ntull og tøys").run()
    at = next(one for one in at.button if (one.key or "").startswith("keys-")).click().run()
    assert [one.value for one in at.error if "tull og tøys" in one.value] != []
    assert not at.run().error, "said once"


READ = [
    ("12345678", ("12345678", "")),
    ("PMID: 123", ("123", "")),
    ("https://doi.org/10.1000/Ab.c", ("", "10.1000/ab.c")),
]


@pytest.mark.parametrize(("typed", "wanted"), READ)
def test_how_an_article_may_be_named(typed: str, wanted: tuple[str, str]) -> None:
    assert search_quality.read_key(typed) == wanted


def test_a_pasted_ovid_strategy_is_read_and_used(new_question: str) -> None:
    text = "1. exp Accidental Falls/ (100)\n2. fall$.ti,ab.\n3. or/1-2\n4. wom#n.ti.\n5. 3 and 4"
    at = opened("search", new_question)
    box(at, "Strategien, med eller uten linjenumre").set_value(text).run()
    at = box(at, "Hva er den skrevet for?").set_value("ovid").run()
    assert "Slik ble den lest:" in html(at)
    at = press(at, "Bruk den i PubMed")
    assert not at.exception
    kept = view().strategies(new_question)["pubmed"].text
    assert kept.splitlines()[0] == '#1 "Accidental Falls"[mh]' and kept.splitlines()[4] == "#5 #3 AND #4"
    assert "Det er skrevet om til *" in html(at), "what became otherwise is said"


def test_numbers_that_were_read_as_lines_are_not_warned_of(new_question: str) -> None:
    at = opened("search", new_question)
    pasted = "1. fall*[tiab]\n2. exercis*[tiab]\n3. 1 AND 2"
    box(at, "Strategien, med eller uten linjenumre").set_value(pasted).run()
    read = html(opened("search", new_question))
    assert "Slik ble den lest:" in read and "skrives #1 i PubMed" not in read


def test_a_list_of_lines_is_sent_on_one(pubmed: Running, new_question: str) -> None:
    strategy_id = keep(new_question, "#1 falls[ti]\n#2 exercise[ti]\n#3 #1 AND #2")
    search.start_search(store(), me(), strategy_id)
    wiring.house().pool.wake()
    wait_for_jobs(new_question)
    run = view().runs(new_question)[0]
    assert run.state == "counted" and run.receipt["term"] == "falls[ti] AND exercise[ti]"


def test_a_filter_tells_where_it_comes_from(new_question: str) -> None:
    keep(new_question, "falls[tiab] OR slips[tiab]")
    at = box(opened("search", new_question), "Filter for PubMed").select("rct_cochrane_sensitive").run()
    assert any("Ikke kontrollert mot kilden" in one for one in said(at))
    assert "Glanville 2020" in html(at)
    press(at, "Legg filteret til søketeksten")
    assert view().strategies(new_question)["pubmed"].text.startswith("(falls[tiab] OR slips[tiab]) AND ((randomized")


def test_other_databases_get_a_text_and_what_it_does_not_say(new_question: str) -> None:
    keep(new_question)
    at = opened("search", new_question)
    codes = [one.value for one in at.code]
    assert any("exp Accidental Falls/ or falls.ti." in one for one in codes)
    assert any('[mh "Accidental Falls"]' in one for one in codes)
    assert "tar ikke med smalere emneord" in html(at)


def test_who_wrote_a_strategy_is_not_its_second_person(new_question: str) -> None:
    strategy_id = keep(new_question)
    with pytest.raises(BadInput, match="remark_own"):
        search_quality.remark(store(), me(), strategy_id, "words", "none")
    assert "Du har lagret den nyeste utgaven selv" in html(opened("search", new_question))


def test_a_second_person_reviews_and_it_stands_in_the_account(new_question: str) -> None:
    strategy_id, other = keep(new_question, "#1 falls[ti]\n#2 exercise[ti]\n#3 #1 AND #2"), colleague(new_question)
    at = opened("search", new_question, reader=other)
    at = box(at, "Hva vurderer du?").select("words").run()
    at = box(at, "Hva mener du?").set_value("suggested").run()
    at = box(at, "Hvilken linje?").select(2).run()
    box(at, "Merknad").set_value("Eksempel: ta med training*")
    at = press(at, "Lagre merknaden")
    assert not at.exception and not at.error
    assert "Ikke vurdert ennå" in html(at) and "endring foreslått" in html(at) and "#2" in html(at)
    for element in ELEMENTS:
        if element != "words":
            search_quality.remark(store(), other, strategy_id, element, "none")
    (one,) = reviews(view().remarks(new_question))
    assert one.whole and one.outcome == "suggested" and one.remarks[0].line == 2
    search_quality.remove_remark(store(), other, one.remarks[0].id)
    assert not reviews(view().remarks(new_question))[0].whole
    with pytest.raises(BadInput, match="remark_empty"):
        search_quality.remark(store(), other, strategy_id, "words", "required")


def test_a_search_is_reviewed_before_it_is_run(new_question: str) -> None:
    save_field(store(), me(), "question", new_question, "profile", "rapid")
    question.add_words(store(), me(), new_question, "P", [Word("falls")])
    peer = make_person(store(), "Eksempel Fagfelle", place("5601"))
    team.appoint(store(), me(), peer.person_id, "peer", "need", view().question(new_question).need_id)
    assert view().strategies(new_question) == {}
    waits = "Søketeksten for PubMed er ikke tatt vare på slik den står nå."
    at = opened("search", new_question, reader=peer)
    assert waits in html(at) and "Be laget" in html(at)
    keeps = "Ta vare på søketeksten for PubMed, så en annen kan vurdere den"
    assert keeps not in labels(at), "who may not save a search text is not offered to"
    at = opened("search", new_question)
    assert PRESS in [one.label for one in at.expander] and waits in html(at)
    at = press(at, keeps)
    assert not at.exception and not at.error
    kept = view().strategies(new_question)["pubmed"]
    assert (kept.version, kept.origin) == (1, "built") and view().runs(new_question) == ()
    assert keeps not in labels(at) and "Du har lagret den nyeste utgaven selv" in html(at)
    at = press(opened("search", new_question, reader=peer), "Lagre merknaden")
    assert not at.exception and not at.error and len(reviews(view().remarks(new_question))) == 1
    question.add_words(store(), me(), new_question, "P", [Word("slips")])
    assert keeps in labels(opened("search", new_question)), "the text has changed since"


def test_without_a_search_text_the_review_says_what_it_waits_for(new_question: str) -> None:
    for word in view().words(new_question):
        question.remove_word(store(), me(), word.id)
    save_field(store(), me(), "question", new_question, "profile", "quick")
    assert PRESS not in [one.label for one in opened("search", new_question).expander]
    save_field(store(), me(), "question", new_question, "profile", "full")
    assert "Det er ingen søketekst å vurdere ennå." in html(opened("search", new_question))


def test_what_the_profile_asks_for_follows_the_review(new_question: str) -> None:
    strategy_id, other = keep(new_question), colleague(new_question)
    save_field(store(), me(), "question", new_question, "profile", "rapid")
    take_in(World(store(), me(), view().question(new_question).need_id, new_question), [record(1)])
    missing = "Søket er ikke sett gjennom av en annen"
    assert missing in html(opened("question", new_question))
    for element in ELEMENTS:
        assert missing in html(opened("question", new_question)), "half a review is none"
        search_quality.remark(store(), other, strategy_id, element, "none")
    assert missing not in html(opened("question", new_question))


def test_who_does_not_work_on_it_says_nothing(new_question: str) -> None:
    strategy_id = keep(new_question)
    stranger = make_person(store(), "Eksempel Fremmed", place("5601"))
    with pytest.raises((Refused, NotThere)):
        search_quality.remark(store(), stranger, strategy_id, "words", "none")
    assert "Lagre merknaden" not in labels(opened("search", new_question))


def test_a_text_that_would_be_another_search_is_not_started_by_any_way(new_question: str) -> None:
    strategy_id = keep(new_question, "(asthma OR copd)[tiab]")
    with pytest.raises(BadInput, match="strategy_stopped"):
        search.start_search(store(), me(), strategy_id)
    assert view().runs(new_question) == ()


def test_each_later_page_says_what_the_profile_asks_for_and_begins_with_it(new_question: str) -> None:
    keep(new_question)
    save_field(store(), me(), "question", new_question, "profile", "rapid")
    at = opened("search", new_question)
    assert "Arbeidsprofil: Hurtigoversikt" in html(at)
    assert "○ en annen ser gjennom søket før det kjøres (PRESS), ikke gjort ennå" in html(at)
    assert box(at, "Filter for PubMed").value == "systematic_reviews", "a default, not yet in the text"
    assert box(at, "Søketekst for PubMed").value == STRATEGY
    assert "én vurderer, og en til kontrollerer: 0 av 0 er kontrollert" in html(opened("appraise", new_question))
    assert "Ingenting er gjort med mindre enn profilen ber om." in html(opened("summarise", new_question))
    save_field(store(), me(), "question", new_question, "profile", "full")
    at = opened("search", new_question)
    assert "søk i alle kilder" in html(at) and box(at, "Filter for PubMed").value is None
    assert "to leser alle, hver for seg" in html(opened("screen", new_question))


def test_what_pubmed_left_out_is_marked_in_the_text(pubmed: Running, new_question: str) -> None:
    strategy_id = keep(new_question, 'falls[ti] OR "body battery"[tiab]')
    search.start_search(store(), me(), strategy_id)
    wiring.house().pool.wake()
    wait_for_jobs(new_question)
    at = opened("search", new_question)
    assert any("Databasen utelot noe da dette ble søkt etter sist." in one for one in said(at))
    assert "<mark>&quot;body battery&quot;[tiab]</mark>" in html(at)
    keep(new_question, "falls[ti]")
    at = opened("search", new_question)
    assert not any("utelot noe" in one for one in said(at)), "that was another text"


def test_a_remark_and_known_articles_are_taken_back_and_brought_again(new_question: str) -> None:
    strategy_id, other = keep(new_question), colleague(new_question)
    search_quality.add_keys(store(), me(), new_question, "12345678 10.5555/example.6")
    assert undo_last(store(), me(), new_question, "search") == "key.add"
    assert view().key_articles(new_question) == ()
    search_quality.add_keys(store(), me(), new_question, "12345678")
    (known,) = view().key_articles(new_question)
    search_quality.remove_key(store(), me(), known.id)
    at = press(opened("search", new_question), "Angre siste endring")
    assert not at.exception and not at.error
    assert [one.id for one in view().key_articles(new_question)] == [known.id]
    search_quality.remark(store(), other, strategy_id, "words", "suggested", "Eksempel: ta med trial*")
    assert undo_last(store(), other, new_question, "search") == "remark.write"
    assert view().remarks(new_question) == ()
    remark_id = search_quality.remark(store(), other, strategy_id, "words", "suggested", "Eksempel: ta med trial*")
    search_quality.remove_remark(store(), other, remark_id)
    assert undo_last(store(), other, new_question, "search") == "remark.remove"
    assert [one.id for one in view().remarks(new_question)] == [remark_id]
    assert undo_last(store(), me(), new_question, "search") == "key.add", "each takes back only their own"
