"""Checklist files: what is read, what is refused and where, and the way back to YAML."""

from __future__ import annotations

import pytest

from appraisal.instrument import OPEN_LICENCES, dump_instrument, load_instrument
from pipeline.errors import BadInput
from tests.appraisal.samples import SMALL, worst_domain_instrument


def test_a_file_is_read_as_values() -> None:
    small = load_instrument(SMALL)
    assert small.key == "small@1.0"
    assert small.title.get("en") == "Small sample"
    assert [part.id for part in small.parts] == ["first", "second"]
    assert [item.number for item in small.items] == ["1.1", "1.2", "2.1"]
    assert [item.id for item in small.gate_items] == ["one"]
    assert small.item("one").answers == ("yes", "no")
    assert small.item("two").answers == ("yes", "no", "not_done")
    assert (small.item("one").quote, small.item("two").quote) == (False, True)
    assert small.item("two").mistake is None
    assert small.judgement("low").colour == "#882255"
    assert small.answer("no").label.get("nb") == "Nei"


def test_yes_and_no_are_words_and_versions_are_text() -> None:
    small = load_instrument(SMALL)
    assert [answer.id for answer in small.answers] == ["yes", "no", "not_done"]
    assert small.version == "1.0"
    assert load_instrument(SMALL.replace("version: 1.0", "version: 1.10")).version == "1.10"


def test_text_in_a_language_never_written_falls_back_to_bokmaal() -> None:
    assert load_instrument(SMALL).title.get("nn") == "Liten prøve"


@pytest.mark.parametrize("source", [SMALL, worst_domain_instrument(["d1", "d2"], ["good", "bad"])])
def test_round_trip(source: str) -> None:
    instrument = load_instrument(source)
    written = dump_instrument(instrument)
    assert load_instrument(written) == instrument
    assert dump_instrument(load_instrument(written)) == written


@pytest.mark.parametrize(
    "odd", ["~", "null", "true", "- a: b", "#x", "a: b", "1.0", "&x", "*x", "!t", "«æøå» 漢字", "%", "@"]
)
def test_round_trip_of_odd_text(odd: str) -> None:
    instrument = load_instrument(SMALL.replace("nb: Hjelp to", f"nb: '{odd}'"))
    assert instrument.item("two").help.get("nb") == odd
    assert load_instrument(dump_instrument(instrument)) == instrument


@pytest.mark.parametrize("licence", ["CC-BY-NC-ND-4.0", "CC-BY-NC-SA-4.0", "CC-BY-SA-4.0", "unknown", "cc-by-4.0"])
def test_verbatim_text_loads_only_under_an_open_licence(licence: str) -> None:
    assert licence not in OPEN_LICENCES
    closed = SMALL.replace("licence: CC-BY-4.0", f"licence: {licence}")
    with pytest.raises(BadInput) as caught:
        load_instrument(closed)
    assert caught.value.code == "checklist_closed_licence"
    assert caught.value.params["line"] == 7
    assert load_instrument(closed.replace("verbatim", "gist")).licence == licence


# (what is replaced, by what, code, key, text on the line that is named)
BROKEN = [
    ("id: small\n", "", "checklist_key_missing", "id", "version: 1.0"),
    ("rule:\n", "rules:\n", "checklist_key_unknown", "rules", "rules:"),
    ("licence: CC-BY-4.0\n", "licence: MIT\nlicence: MIT\n", "checklist_key_twice", "licence", None),
    ("title: {nb: Liten prøve, en", "title: {nb: Liten prøve, de", "checklist_key_unknown", "title.de", "Liten prøve"),
    ("{nb: To?, en: Two?}", "{nb: To?}", "checklist_key_missing", "parts[0].items[1].text.en", "To?"),
    ("{nb: To?, en: Two?}", "To?", "checklist_wants_map", "parts[0].items[1].text", "text: To?"),
    ("{nb: To?, en: Two?}", "{nb: [To], en: Two?}", "checklist_wants_text", "parts[0].items[1].text.nb", "[To]"),
    ("{nb: To?, en: Two?}", "{nb: '', en: Two?}", "checklist_text_empty", "parts[0].items[1].text.nb", "nb: ''"),
    ("{nb: To?, en: Two?}", "{nb: ~, en: Two?}", "checklist_text_empty", "parts[0].items[1].text.nb", "nb: ~"),
    ("number: 1.2", "number: 1.1", "checklist_id_twice", "parts[0].items[1].number", None),
    ("number: 1.2", "number: to", "checklist_bad_value", "parts[0].items[1].number", "number: to"),
    ("id: three", "id: one", "checklist_id_twice", "parts[1].items[0].id", None),
    ("id: three", "id: Three!", "checklist_bad_id", "parts[1].items[0].id", "Three!"),
    ("id: second", "id: first", "checklist_id_twice", "parts[1].id", None),
    ("{id: low, label", "{id: high, label", "checklist_id_twice", "judgements[1].id", None),
    ("answers: [yes, no]", "answers: [yes, maybe]", "checklist_not_one_of", "parts[0].items[0].answers[1]", "maybe"),
    ("answers: [yes, no]", "answers: [yes, yes]", "checklist_id_twice", "parts[0].items[0].answers[1]", "[yes, yes]"),
    ("answers: [yes, no]", "answers: []", "checklist_wants_list", "parts[0].items[0].answers", "answers: []"),
    ("gate: true", "gate: perhaps", "checklist_wants_true_or_false", "parts[0].items[0].gate", "perhaps"),
    ("  answers: [no]\n  ask", "  answers: [never]\n  ask", "checklist_not_one_of", "gate.answers[0]", "never"),
    ("languages: [nb, en]", "languages: [en]", "checklist_no_source_language", "languages", "languages:"),
    ("languages: [nb, en]", "languages: nb", "checklist_wants_list", "languages", "languages:"),
    ("https://example.org", "http://example.org", "checklist_bad_url", "source_url", "http://"),
    ("https://example.org", "javascript:alert(1)//", "checklist_bad_url", "source_url", "javascript"),
    ('"#882255"', "red", "checklist_bad_colour", "judgements[1].colour", "colour: red"),
    ("text_kind: verbatim", "text_kind: copied", "checklist_not_one_of", "text_kind", "copied"),
    ("kind: judgement", "kind: sum", "checklist_not_one_of", "rule.kind", "kind: sum"),
    ("proposes: high", "proposes: best", "checklist_not_one_of", "rule.steps[1].proposes", "best"),
    ("at_least: 2", "at_least: many", "checklist_bad_count", "rule.steps[0].at_least", "many"),
    ("at_least: 2", "at_least: 4", "checklist_count_too_high", "rule.steps[0].at_least", "4"),
    ("at_least: 2", "at_least: -1", "checklist_bad_count", "rule.steps[0].at_least", "-1"),
    (
        "items: all\n      answers: [no]",
        "items: [four]\n      answers: [no]",
        "checklist_not_one_of",
        "rule.steps[0].items[0]",
        "four",
    ),
    (
        "items: all\n      answers: [no]",
        "items: some\n      answers: [no]",
        "checklist_not_one_of",
        "rule.steps[0].items",
        "some",
    ),
    ("kind: judgement", "kind: worst_domain", "checklist_key_unknown", "rule.steps", "steps:"),
    ("parts:\n", "parts: 3\nolder:\n", "checklist_key_unknown", "older", "older:"),
    ("title: {nb: Liten prøve, en: Small sample}", "title: {nb: Liten", "checklist_not_yaml", "title", None),
    ("title: {nb", "title: &a {nb", "checklist_alias", "title", "&a"),
    ("source: {nb: Laget for prøver, en: Made for tests}", "source: *a", "checklist_alias", "source", "*a"),
    ("title: {nb", "title: !!python/object:os.system {nb", "checklist_tag", "title", "python"),
    ("version: 1.0", "version: !!str 1.0", "checklist_tag", "version", "!!str"),
    ("version: 1.0", "version: 1\x001", "checklist_unprintable", "", "version"),
    ("rule:\n", "---\nrule:\n", "checklist_second_document", "", None),
]


@pytest.mark.parametrize(("old", "new", "code", "key", "at"), BROKEN)
def test_a_broken_file_is_refused_with_line_and_key(old: str, new: str, code: str, key: str, at: str | None) -> None:
    assert SMALL.count(old) >= 1, "the sample has changed"
    broken = SMALL.replace(old, new, 1)
    with pytest.raises(BadInput) as caught:
        load_instrument(broken)
    assert (caught.value.code, caught.value.params["key"]) == (code, key)
    line = caught.value.params["line"]
    assert isinstance(line, int)
    assert 1 <= line <= broken.count("\n") + 1
    if at:
        assert at in broken.splitlines()[line - 1]


def test_both_places_of_a_repeated_key_are_named() -> None:
    with pytest.raises(BadInput) as caught:
        load_instrument(SMALL.replace("fits: [cohort]", "fits: [cohort]\nversion: 2"))
    assert caught.value.params == {"line": 10, "key": "version", "first": 2}


def test_a_gate_item_needs_the_gate_question() -> None:
    start = SMALL.index("gate:\n")
    without = SMALL[:start] + SMALL[SMALL.index("parts:\n") :]
    with pytest.raises(BadInput) as caught:
        load_instrument(without)
    assert (caught.value.code, caught.value.params["key"]) == ("checklist_gate_missing", "parts[0].items[0].gate")


def test_a_rule_on_gate_items_needs_one() -> None:
    source = SMALL.replace("        gate: true\n", "").replace("items: all", "items: gate", 1)
    with pytest.raises(BadInput) as caught:
        load_instrument(source)
    assert (caught.value.code, caught.value.params["key"]) == ("checklist_no_gate_item", "rule.steps[0].items")


def test_worst_domain_needs_a_judgement_for_every_answer() -> None:
    source = worst_domain_instrument(["d1"], ["good", "bad"])
    without = source.replace("judgements:\n  - {id: good,", "judgements:\n  - {id: fine,")
    with pytest.raises(BadInput) as caught:
        load_instrument(without)
    assert (caught.value.code, caught.value.params["answer"]) == ("checklist_grade_missing", "good")
    graded = without.replace("{kind: worst_domain}", "{kind: worst_domain, grades: {good: fine, bad: bad}}")
    instrument = load_instrument(graded)
    assert instrument.rule.grades == (("good", "fine"), ("bad", "bad"))
    assert load_instrument(dump_instrument(instrument)) == instrument


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "checklist_empty"),
        ("# nothing\n", "checklist_empty"),
        ("just words", "checklist_no_keys"),
        ("- a\n- b\n", "checklist_no_keys"),
        ("%PDF-1.7\n%\u00e2\u00e3\n", "checklist_not_yaml"),
        ("<html><body>Not found</body></html>", "checklist_no_keys"),
        ("[a]: b\n", "checklist_not_yaml"),
        ("\ud800", "checklist_unprintable"),
    ],
)
def test_what_is_no_checklist_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        load_instrument(text)
    assert caught.value.code == code
    assert caught.value.params["line"] == 1
