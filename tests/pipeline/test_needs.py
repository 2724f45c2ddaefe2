"""Research needs, the words for them, and the shipped templates and example that go with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from appraisal.effects import absolute, read_estimate
from appraisal.instrument import load_instrument
from pico.question import load_frameworks, load_question_types
from pipeline.dedupe.engine import Item, dedupe
from pipeline.errors import BadInput
from pipeline.needs import (
    LISTS,
    Evidence,
    NeedFilter,
    ResearchNeed,
    filter_needs,
    from_fields,
    from_question,
    load_choices,
    load_needs,
    missing,
    propose_reason,
    to_fields,
)
from pipeline.records import Record
from pipeline.summarise import check_text
from pipeline.wording import Finding, load_wording

DATA = Path(__file__).resolve().parents[2] / "data"


def shipped(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


WORDS = load_needs(shipped("templates/needs.yaml"))
EXAMPLE: Mapping[str, Any] = yaml.safe_load(shipped("example/example.yaml"))
STEPS: Mapping[str, Any] = yaml.safe_load(shipped("templates/steps.yaml"))
NEED = ResearchNeed(
    title="Virker det?",
    population="eldre",
    reason="E",
    outcomes=("fall", "brudd"),
    raised_by="3407",
    supported_by=("0301", "4601"),
    asked_by=("staff",),
    service_area="home-care",
)


class TestNeed:
    def test_carries_the_question(self) -> None:
        need = from_question(
            " Virker trening? ",
            "effect",
            {"P": "eldre ", "I": "trening", "O": "fall\n\n brudd ", "X": "annet"},
            evidence=Evidence("Noe er kjent.", "Made-Up 2019", "2018-05-02", "low"),
            reason="A",
            raised_by="3407",
        )
        assert need == ResearchNeed(
            title="Virker trening?",
            question_type="effect",
            evidence="Noe er kjent.",
            evidence_review="Made-Up 2019",
            evidence_searched="2018-05-02",
            certainty="low",
            population="eldre",
            intervention="trening",
            outcomes=("fall", "brudd"),
            reason="A",
            raised_by="3407",
        )
        assert (need.status, need.level) == ("new", "municipality")

    def test_carries_experiences_too(self) -> None:
        need = from_question(
            "Hvordan oppleves det?", "experience", {"P": "pårørende", "I": "avlastning", "Co": "hjemme"}
        )
        assert (need.population, need.intervention, need.context) == ("pårørende", "avlastning", "hjemme")

    @pytest.mark.parametrize(
        ("included", "certainties", "transferable", "reason"),
        [
            (0, [], None, "E"),
            (0, ["high"], False, "E"),
            (1, ["high"], False, "F"),
            (1, ["high", "low"], None, "A"),
            (2, ["very_low"], True, "A"),
            (1, ["high", "moderate"], True, ""),
            (1, [], None, ""),
        ],
    )
    def test_proposes_a_reason(
        self, included: int, certainties: list[str], transferable: bool | None, reason: str
    ) -> None:
        assert propose_reason(included, certainties, transferable) == reason

    def test_goes_through_text_and_back(self) -> None:
        texts = to_fields(NEED)
        assert texts["outcomes"] == "fall\nbrudd"
        assert "burden" not in texts
        assert from_fields({**texts, "unknown": "x"}) == NEED

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            ({}, []),
            ({"title": " "}, [("need_title_empty", {})]),
            ({"title": "Trening"}, [("need_title_not_question", {})]),
            ({"reason": "", "population": ""}, [("need_reason_empty", {}), ("need_population_empty", {})]),
            ({"reason": "Z"}, [("need_choice_unknown", {"field": "reason", "value": "Z"})]),
            ({"asked_by": "staff\nrobot"}, [("need_choice_unknown", {"field": "asked_by", "value": "robot"})]),
        ],
    )
    def test_says_what_is_missing(self, change: dict[str, str], found: list[tuple[str, dict[str, str]]]) -> None:
        assert list(missing(from_fields({**to_fields(NEED), **change}), WORDS)) == found


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (NeedFilter(), True),
        (NeedFilter(text="VIRKER brudd"), True),
        (NeedFilter(text="virker demens"), False),
        (NeedFilter(status="new", reason="E"), True),
        (NeedFilter(status="answered"), False),
        (NeedFilter(municipality="0301"), True),
        (NeedFilter(municipality="3407"), True),
        (NeedFilter(municipality="1103"), False),
        (NeedFilter(service_area="child-welfare"), False),
    ],
)
def test_filter(wanted: NeedFilter, fits: bool) -> None:
    assert filter_needs([NEED], wanted) == ((NEED,) if fits else ())


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ("a: [", "data_yaml_broken", {"line": 2}),
        ("", "data_key_missing", {"key": "reasons"}),
        ("reasons: {}", "data_key_wrong", {"key": "reasons", "wanted": "list"}),
        ("reasons: [x]", "data_key_wrong", {"key": "reasons[0]", "wanted": "id, label"}),
        ("reasons: [{id: A}]", "data_key_missing", {"key": "reasons[0].label"}),
        ("reasons: [{id: A, label: x}]", "data_key_wrong", {"key": "reasons[0].label", "wanted": "nb: ..."}),
        ("reasons: [{id: A, label: {en: x}}]", "data_key_missing", {"key": "reasons[0].label.nb"}),
        ("reasons: [{id: no, label: {nb: x}}]", "data_key_wrong", {"key": "reasons[0].id", "wanted": "text"}),
        (
            "reasons: [{id: A, label: {nb: x}}, {id: A, label: {nb: y}}]",
            "data_key_twice",
            {"key": "reasons[1].id", "line": 0},
        ),
    ],
)
def test_a_broken_template_is_named(text: str, code: str, params: dict[str, str | int]) -> None:
    with pytest.raises(BadInput) as problem:
        load_choices(text, "reasons")
    assert (problem.value.code, problem.value.params) == (code, params)


def texts_of(value: object, at: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every map of languages in a template, with its place."""
    if isinstance(value, dict):
        if "nb" in value:
            yield at, value
        else:
            for key, inner in value.items():
                yield from texts_of(inner, f"{at}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts_of(inner, f"{at}[{number}]")


class TestTemplates:
    @pytest.mark.parametrize("name", ["needs", "exclusion_reasons", "steps", "other_places"])
    def test_every_text_is_there_in_three_languages(self, name: str) -> None:
        found = list(texts_of(yaml.safe_load(shipped(f"templates/{name}.yaml"))))
        assert found
        for place, texts in found:
            assert set(texts) == {"nb", "nn", "en"}, place
            assert all(text.strip() for text in texts.values()), place

    def test_words_of_needs(self) -> None:
        assert [one.id for one in WORDS.reasons] == list("ABCDEF")
        assert [one.id for one in WORDS.statuses] == [
            "new",
            "verified",
            "merged",
            "answered_elsewhere",
            "forwarded",
            "funded",
            "under_study",
            "answered",
        ]
        assert [one.id for one in WORDS.levels] == ["municipality", "cluster", "region", "national"]
        assert all(WORDS.list(name) for name in LISTS)
        assert WORDS.levels[1].say("nn") == "Klynge"
        assert WORDS.levels[1].say("se") == "Klynge"

    def test_designs_are_those_of_the_question_types(self) -> None:
        types = load_question_types(shipped("templates/question_types.yaml"))
        used = {design.id for one in types.values() for design in one.designs}
        assert used <= {one.id for one in WORDS.designs}

    def test_exclusion_reasons_have_the_keys_1_to_9(self) -> None:
        rows = yaml.safe_load(shipped("templates/exclusion_reasons.yaml"))["reasons"]
        assert [row["key"] for row in rows] == list(range(1, 10))
        assert [row["id"] for row in rows if row.get("not_retrieved")] == ["no-full-text"]
        assert len(load_choices(shipped("templates/exclusion_reasons.yaml"), "reasons")) == 9

    def test_steps_and_their_cards(self) -> None:
        assert [step["id"] for step in STEPS["steps"]] == [
            "need",
            "question",
            "search",
            "dedupe",
            "screen",
            "appraise",
            "summarise",
            "research_need",
        ]
        for step in STEPS["steps"]:
            assert list(step["card"]) == list(STEPS["card_labels"])
            assert len({len(text.splitlines()) for text in step["card"]["how"].values()}) == 1, step["id"]
            assert len(step["why"]["nb"]) <= 110

    def test_other_places_go_down_the_pyramid(self) -> None:
        root = yaml.safe_load(shipped("templates/other_places.yaml"))
        order = [kind["id"] for kind in root["kinds"]]
        places = [order.index(row["kind"]) for row in root["places"]]
        assert places == sorted(places)
        assert all(row["url"].startswith("https://") or row["id"] == "other" for row in root["places"])
        assert {row["access"] for row in root["places"]} <= {"open", "login", "paid"}


def record_of(key: str, changes: Mapping[str, Any] | None = None) -> Record:
    values = {**EXAMPLE["records"][key], **(changes or {})}
    return Record(**{**values, "authors": tuple(values["authors"])})


HITS = [(f"{run['key']}:{hit['record']}", hit) for run in EXAMPLE["runs"] for hit in run["hits"]]


class TestExample:
    def test_one_report_found_twice_becomes_one_reference_and_the_short_version_a_question(self) -> None:
        result = dedupe([Item(name, record_of(hit["record"], hit.get("changes"))) for name, hit in HITS])
        assert [one for one in result.clusters if len(one) > 1] == [
            ("epistemonikos:exercise-2019", "pubmed:exercise-2019")
        ]
        assert [one.reason_code for one in result.reasons] == ["dedupe_same_doi"]
        assert [(one.kind, one.reason_code) for one in result.linked] == [("short_form", "dedupe_abridged")]
        asked = {name.split(":")[1] for name in (result.linked[0].a, result.linked[0].b)}
        assert asked == {EXAMPLE["pairs"][0]["a"], EXAMPLE["pairs"][0]["b"]}

    def test_no_abstract_is_shipped(self) -> None:
        assert not any("abstract" in record for record in EXAMPLE["records"].values())

    def test_only_verified_pmids(self) -> None:
        pmids = {key: record.get("pmid", "") for key, record in EXAMPLE["records"].items()}
        assert pmids == {
            "exercise-2019": "30703272",
            "environment-2023": "36893804",
            "multifactorial-2018": "",
            "activity-2020": "",
            "abridged-2020": "31792067",
        }

    def test_question_uses_a_known_type_and_its_elements(self) -> None:
        question = EXAMPLE["question"]
        frameworks = load_frameworks(shipped("templates/frameworks.yaml"))
        types = load_question_types(shipped("templates/question_types.yaml"), frameworks)
        assert types[question["type"]].framework == question["framework"]
        codes = {one.code for one in frameworks[question["framework"]].elements}
        assert set(question["elements"]) == codes
        assert set(question["search_elements"]) == set(EXAMPLE["words"]) <= codes
        assert {word["kind"] for words in EXAMPLE["words"].values() for word in words} == {"text", "mesh"}

    def test_every_reference_is_decided_and_each_full_text_out_has_a_reason(self) -> None:
        reasons = {one.id for one in load_choices(shipped("templates/exclusion_reasons.yaml"), "reasons")}
        votes = {(vote["record"], vote["stage"]): vote for vote in EXAMPLE["votes"]}
        assert len(votes) == len(EXAMPLE["votes"])
        for key in EXAMPLE["records"]:
            assert ((key, "full_text") in votes) == (votes[key, "abstract"]["answer"] != "exclude")
        for vote in votes.values():
            needs_reason = vote["stage"] == "full_text" and vote["answer"] == "exclude"
            assert (vote["reason"] in reasons) == needs_reason
        included = {key for (key, stage), vote in votes.items() if stage == "full_text" and vote["answer"] == "include"}
        assert (
            included
            == {one["record"] for one in EXAMPLE["appraisals"]}
            == {one["record"] for one in EXAMPLE["extractions"]}
        )

    def test_appraisal_answers_every_item(self) -> None:
        one = EXAMPLE["appraisals"][0]
        instrument = load_instrument(shipped(f"checklists/{one['instrument']}@{one['version']}.yaml"))
        assert list(one["answers"]) == [item.id for item in instrument.items]
        for item in instrument.items:
            assert one["answers"][item.id]["answer"] in item.answers
            assert one["answers"][item.id]["comment"].startswith("Eksempel:")
        assert one["judgement"] in {judgement.id for judgement in instrument.judgements}

    def test_numbers_follow_from_each_other(self) -> None:
        rate = EXAMPLE["findings"][0]
        effect = absolute(rate["measure"], read_estimate(rate["relative"]), Decimal(rate["baseline"]))
        assert (effect.after, effect.difference, effect.low, effect.high) == (655, -195, -246, -144)
        assert rate["absolute"] == "850 → 655 fall per 1000 personår (195 færre, fra 144 til 246 færre)"

    def test_what_was_written_down_of_the_review_is_what_the_findings_say(self) -> None:
        written = EXAMPLE["extractions"][0]["outcomes"]
        for outcome, row in zip(written, EXAMPLE["findings"], strict=True):
            assert (outcome["name"], outcome["numbers"]) == (row["outcome"], row["relative"])
            studies, people = (re.sub(r"\D", "", one) for one in outcome["studies"].split(","))
            assert (studies, people) == (str(row["studies"]), str(row["people"]))

    def test_summary_texts_pass_their_own_checks(self) -> None:
        wording = load_wording(shipped("templates/wording.yaml"))
        sections = {one["id"] for one in yaml.safe_load(shipped("templates/summary.yaml"))["sections"]}
        left_out = ("record", "baseline", "measure")
        findings = [
            Finding(**{name: value for name, value in row.items() if name not in left_out})
            for row in EXAMPLE["findings"]
        ]
        extraction = EXAMPLE["extractions"][0]
        known = [
            str(extraction["studies"]),
            str(extraction["people"]),
            "2018-05-02",
            extraction["countries"],
            "2019 2020 60",
            "116 25 160",  # of the update, which is named and not rested on
        ]
        assert EXAMPLE["summary"]["title"].endswith("?")
        for name, text in EXAMPLE["summary"]["sections"].items():
            assert name in sections
            assert check_text(text, findings, wording, "nb", also=known) == (), name

    def test_research_need_is_whole(self) -> None:
        given = dict(EXAMPLE["research_need"])
        assert given.pop("evidence_record") in EXAMPLE["records"]
        need = from_fields(
            {name: "\n".join(value) if isinstance(value, list) else value for name, value in given.items()}
        )
        assert missing(need, WORDS) == ()
        assert set(given) <= set(ResearchNeed.__dataclass_fields__)

    def test_places_exist(self) -> None:
        places = {one.id for one in load_choices(shipped("templates/other_places.yaml"), "places")}
        assert {one["place"] for one in EXAMPLE["other_places"]} <= places
        assert EXAMPLE["need"]["service_area"] in {one.id for one in WORDS.service_areas}
        assert "municipality" not in EXAMPLE["need"]  # no real municipality is given words it has not said
