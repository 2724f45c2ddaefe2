"""The account says what was done, as the log knows it, in three languages; never what was planned, never a typed number."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial

import pytest

import messages
import wiring
from data import reference
from pipeline import search_limits
from pipeline.errors import BadInput
from pipeline.export.document import Table, compose
from pipeline.export.summary import Summary
from pipeline.formats.job import read_kept_file
from pipeline.gather import gather
from pipeline.jobs import Pool
from pipeline.press import ELEMENTS
from pipeline.search_account import ITEMS, load_report
from pipeline.steps import dedupe, references, screen, search, search_quality, team
from pipeline.steps.fields import save_field
from pipeline.steps.summarise import start_summary
from tests.makers import World, make_person, pairs_found, received, record


def say(language: str, code: str, params: Mapping[str, object]) -> str:
    return messages.text(code, params, language)


def summary(world: World, language: str = "nb") -> Summary:
    view = world.store.seen_by(world.actor)
    return gather(view, world.question_id, wiring.library().forms, partial(say, language), language=language)


def searched(world: World, numbers: range, term: str, *, again_of: str = "", **more: object) -> str:
    """A finished search in PubMed."""
    strategy_id = search.save_strategy(world.store, world.actor, world.question_id, "pubmed", term)
    with world.store.write(world.actor, "search.finish", "question", world.question_id) as change:
        receipt = {
            "term": term,
            "address": "https://example.org/esearch",
            **({"again_of": again_of} if again_of else {}),
        }
        row = {"question_id": world.question_id, "kind": "search", "source": "pubmed", "state": "done", **more}
        row |= {"strategy_id": strategy_id, "counted": len(numbers), "asked_at": "2026-11-21T10:00:00.000Z"}
        run_id = change.add("run", {**row, "receipt": json.dumps(receipt)})
        change.add_records(run_id, received([record(n) for n in numbers]))
    return run_id


def told(one: Summary, number: int) -> str:
    return " ".join(one.account[number - 1].told)


def test_nothing_is_said_before_anything_is_done(world: World) -> None:
    search.save_strategy(world.store, world.actor, world.question_id, "pubmed", "planned[tiab] AND never[tiab]")
    save_field(world.store, world.actor, "criteria", world.question_id, "inclusion", "Eksempel: eldre")
    one = summary(world)
    assert one.method == () and [item.told for item in one.account] == [()] * ITEMS


def test_what_was_done_is_said_with_the_numbers_of_the_log(world: World) -> None:
    first = searched(world, range(1, 6), "falls[tiab] AND systematic[sb] AND english[la]")
    searched(world, range(4, 9), "falls[tiab] AND systematic[sb] AND english[la]", again_of=first)
    references.add_by_hand(world.store, world.actor, world.question_id, record(40))
    place = search.add_place(world.store, world.actor, world.question_id)
    save_field(world.store, world.actor, "other_place", place, "name", "nice")
    save_field(world.store, world.actor, "other_place", place, "date", "2026-11-20")
    all_of_them = [one.id for one in world.store.seen_by(world.actor).references(world.question_id)]
    with world.store.write(world.actor, "dedupe.run", "question", world.question_id) as change:
        dedupe.keep_found(change, world.question_id, pairs_found((all_of_them[0], all_of_them[1])), 9, version="9.9")
    second = make_person(world.store, "Eksempel To")
    for reference_id in all_of_them[2:5]:
        screen.vote(world.store, world.actor, reference_id, "abstract", "include")
    screen.vote(world.store, second, all_of_them[2], "abstract", "include")
    screen.vote(world.store, world.actor, all_of_them[2], "full_text", "include")
    one = summary(world)
    assert one.method[:3] == (
        "Søkt i PubMed 21.11.2026: 5 treff.",
        "Søket i PubMed ble kjørt på nytt 21.11.2026: 5 treff, 3 av dem nye.",
        "Referanser lagt inn for hånd: 1.",
    )
    assert one.method[3] == "Vi så også etter svar her: NICE (Storbritannia)."
    day = datetime.now(UTC).strftime("%d.%m.%Y")
    assert one.method[4].startswith(
        f"Det ble lett etter dubletter {day}. Dubletter ble funnet med Kunnskapsbroen 9.9 ("
    )
    assert "Én post ble slått sammen med en annen automatisk. 8 referanser ble igjen." in one.method[4]
    assert one.method[5] == (
        "Vurdert på tittel og sammendrag av 2 personer: 3 referanser, hvorav 1 ble lest av flere enn én."
    )
    assert one.method[6:] == ("Vurdert i fulltekst av én person: 1.",)
    assert told(one, 1) == "PubMed, spurt direkte på https://example.org/esearch."
    assert told(one, 4) == "NICE (Storbritannia) (20.11.2026)"
    assert "english[la]" in told(one, 9) and "systematic[sb]" in told(one, 10)
    assert "3 av dem nye" in told(one, 12)
    assert "før dubletter ble fjernet: 9." in told(one, 15)
    assert "Dubletter fjernet: 1." in told(one, 16)


def test_a_vote_taken_back_is_not_said(world: World) -> None:
    searched(world, range(1, 3), "falls[tiab]")
    reference_id = world.store.seen_by(world.actor).references(world.question_id)[0].id
    vote_id = screen.vote(world.store, world.actor, reference_id, "abstract", "include")
    assert len(summary(world).method) == 2
    screen.undo_vote(world.store, world.actor, vote_id)
    assert len(summary(world).method) == 1


def test_the_rest_is_asked_once_and_stands_in_the_document(world: World) -> None:
    searched(world, range(1, 3), "falls[tiab]")
    part_id = start_summary(world.store, world.actor, world.question_id)
    save_field(world.store, world.actor, "summary", part_id, "search_report.14", "Eksempel: lest av en bibliotekar.")
    for language in ("nb", "nn", "en"):
        one = summary(world, language)
        asked = [item.number for item in one.account if item.ask]
        assert asked == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14]
        forms = wiring.library().forms
        document = compose(one, forms.template, forms.wording)
        (table,) = (block for block in document.blocks if isinstance(block, Table) and len(block.rows) == ITEMS)
        assert table.rows[13][1] == "Eksempel: lest av en bibliotekar."
        assert table.rows[2][1] == forms.template.labels[language]["not_known"]
        assert table.rows[0][1].startswith("PubMed")


@pytest.mark.parametrize(
    ("old", "new"), [("number: 7", "number: 8"), ("label: {nb: Avgrensninger, nn", "label: {nn"), ("items:", "itemz:")]
)
def test_a_form_that_is_not_whole_is_refused(old: str, new: str) -> None:
    text = reference.text("templates/search_report.yaml")
    assert len(load_report(text)) == ITEMS
    with pytest.raises(BadInput, match="template_broken"):
        load_report(text.replace(old, new, 1))


def test_a_second_person_s_review_is_told_with_its_outcome(world: World) -> None:
    strategy_id = search.save_strategy(world.store, world.actor, world.question_id, "pubmed", "falls[tiab]")
    second = make_person(world.store, "Eksempel To")
    team.appoint(world.store, world.actor, second.person_id, "research", "need", world.need_id)
    search_quality.remark(world.store, second, strategy_id, "words", "suggested", "Eksempel: ta med slips")
    assert "er begynt av Eksempel To" in told(summary(world), 14) and "1 av 6 punkter" in told(summary(world), 14)
    assert told(summary(world), 14).endswith("Så langt: endring foreslått."), (
        "what was found is said before it is whole"
    )
    for element in ELEMENTS:
        if element != "words":
            search_quality.remark(world.store, second, strategy_id, element, "none")
    assert "(utgave 1) er fagfellevurdert etter PRESS av Eksempel To" in told(summary(world), 14)
    assert told(summary(world), 14).endswith(": endring foreslått.")
    assert "revision suggested" in told(summary(world, "en"), 14)


AGAIN = [
    # the searches of PubMed, each its text and state; how many were run again; whether one says that the text was changed
    (["falls[tiab]"], 0, False),
    (["falls[tiab]", "falls[tiab]"], 1, False),
    (["falls[tiab]", "slips[tiab]"], 1, True),
    (["falls[tiab]", "slips[tiab]", "slips[tiab]"], 2, True),
    (["falls[tiab]!", "falls[tiab]"], 0, False),  # the first was stopped on its way
]  # fmt: skip


@pytest.mark.parametrize(("texts", "again", "changed"), AGAIN)
def test_a_search_that_is_run_twice_is_run_again_without_being_marked(
    world: World, texts: list[str], again: int, changed: bool
) -> None:
    for text in texts:
        searched(world, range(1, 4), text.rstrip("!"), **({"state": "cancelled"} if text.endswith("!") else {}))
    one = summary(world)
    lines = one.account[11].told
    assert ("Ingen søk er kjørt på nytt." in lines) == (again == 0)
    assert sum("ble kjørt på nytt" in line for line in lines) == again
    assert any("med endret søketekst" in line for line in lines) == changed
    assert sum("ble kjørt på nytt" in line for line in one.method) == again
    assert one.update is None, "an update of the diagram is what somebody asks for with «Søk på nytt»"


def test_another_source_or_a_file_is_no_search_run_again(world: World) -> None:
    searched(world, range(1, 4), "falls[tiab]")
    searched(world, range(1, 4), "falls[tiab]", source="epistemonikos")
    assert told(summary(world), 12) == "Ingen søk er kjørt på nytt."


def test_whether_the_version_that_was_run_is_the_reviewed_one(world: World) -> None:
    second = make_person(world.store, "Eksempel To")
    team.appoint(world.store, world.actor, second.person_id, "research", "need", world.need_id)
    first = search.save_strategy(world.store, world.actor, world.question_id, "pubmed", "falls[tiab]")
    search_quality.remark(world.store, second, first, "words", "required", "Eksempel: ta med slips")
    search.save_strategy(world.store, world.actor, world.question_id, "pubmed", "falls[tiab] OR slips[tiab]")
    searched(world, range(1, 4), "falls[tiab] OR slip*[tiab]")
    one = summary(world)
    assert "(utgave 1) er begynt av Eksempel To" in told(one, 14) and "Så langt: endring kreves." in told(one, 14)
    assert told(one, 14).endswith("Søket som ble kjørt i PubMed, er utgave 3. Den utgaven er ikke fagfellevurdert.")
    method = " ".join(one.method)
    assert "endring kreves" in method and "er utgave 3. Den utgaven er ikke fagfellevurdert." in method
    assert "Eksempel To" not in method, "people are named in the account, not in the method"
    third = world.store.seen_by(world.actor).strategies(world.question_id)["pubmed"].id
    search_quality.remark(world.store, second, third, "words", "none")
    assert told(summary(world), 14).endswith("er utgave 3. Vurderingen av den utgaven er ikke ferdig.")
    for element in ELEMENTS:
        search_quality.remark(world.store, second, third, element, "none")
    assert told(summary(world), 14).endswith("er utgave 3. Den utgaven er fagfellevurdert.")
    assert "Version 3 is the search that was run in PubMed. That version has been peer reviewed." in told(
        summary(world, "en"), 14
    )


PASTED = "TY  - JOUR\nTI  - Example trial of falls\nPY  - 2020\nER  - \n"


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("nb", "Annen kilde (innlimt liste)"),
        ("nn", "Anna kjelde (innlimt liste)"),
        ("en", "Other source (pasted list)"),
    ],
)
def test_a_pasted_list_is_another_method_and_no_database(world: World, language: str, name: str) -> None:
    search.start_list(world.store, world.actor, world.question_id, PASTED)
    Pool(world.store, {"import": read_kept_file}).work_off()
    one = summary(world, language)
    assert told(one, 1) == "" and told(one, 8) == "", "neither a database nor a search"
    assert told(one, 7) != "" and search.LIST_NAME not in told(one, 7)
    assert told(one, 13).startswith(f"{name}:") and told(one, 15).startswith(f"{name}, ")
    (pasted,) = one.searches
    assert (pasted.source, pasted.by_strategy) == (name, False), "and there is no strategy to ask for"
    assert name in one.method[0] and search.LIST_NAME not in " ".join(one.method)


def test_every_word_that_the_source_did_not_know_is_in_the_account(world: World) -> None:
    run_id = searched(world, range(1, 3), "falls[tiab]")
    told_of = [{"code": "phrase_not_found", "params": {"text": f"word{n}*"}} for n in range(9)]
    with world.store.write(world.actor, "search.finish", "run", run_id) as change:
        change.put("run", run_id, {"receipt": json.dumps({"warnings": told_of})})
    one = summary(world)
    (remarked,) = one.searches[0].warnings
    assert "9 av ordene" in remarked and "word8*" not in remarked
    assert "word8*" in told(one, 8)


def test_a_file_without_a_name_is_not_told_by_it(world: World) -> None:
    with world.store.write(world.actor, "import.finish", "question", world.question_id) as change:
        row = {"question_id": world.question_id, "kind": "import", "source": "epistemonikos", "state": "done"}
        run_id = change.add("run", {**row, "asked_at": "2026-11-21T10:00:00.000Z", "receipt": "{}"})
        change.add_records(run_id, received([record(1)]))
    assert told(summary(world), 1) == "Epistemonikos."


@pytest.mark.parametrize(
    ("language", "words"),
    [("nb", "Systematiske oversikter"), ("nn", "Systematiske oversikter"), ("en", "Systematic reviews")],
)
def test_what_a_source_was_asked_for_only_stands_in_words_beside_what_was_sent(
    world: World, language: str, words: str
) -> None:
    sent = search_limits.parameter(search_limits.LIMITS["epistemonikos"])
    assert sent == "classification=systematic-review,broad-synthesis"
    run_id = searched(world, range(1, 3), "falls")
    with world.store.write(world.actor, "search.finish", "run", run_id) as change:
        change.put("run", run_id, {"receipt": json.dumps({"limits": sent})})
    one = summary(world, language)
    for said in (told(one, 9), " ".join(one.method), one.searches[0].limits):
        assert words.lower() in said.lower() and sent in said, said
