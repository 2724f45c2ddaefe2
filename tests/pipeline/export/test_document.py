"""The order and the content of a composed summary."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from pipeline.errors import BadInput
from pipeline.export.blocks import typed_blocks
from pipeline.export.document import (
    BulletList,
    Document,
    Figure,
    Heading,
    Note,
    Paragraph,
    Run,
    Summary,
    Table,
    Verbatim,
    compose,
    load_template,
)
from pipeline.export.maker import linked, shown_date
from pipeline.export.template import LATER
from tests.pipeline.export.samples import READY, SAMPLE, TEMPLATE, TEMPLATES, WORDING

IN_ORDER = (
    "title",
    "key_messages",
    "background",
    "question",
    "results",
    "certainty",
    "included",
    "search",
    "transferability",
    "practice",
    "gaps",
    "makers",
    "dates",
    "references",
    "search_account",
    "words",
)


def below(document: Document, section_id: str) -> list[object]:
    """The blocks under one section's heading."""
    heading = next(one.heading[document.language] for one in TEMPLATE.sections if one.id == section_id)
    start = document.blocks.index(Heading(2, heading)) + 1
    length = next(
        (place for place, one in enumerate(document.blocks[start:]) if isinstance(one, Heading) and one.level == 2),
        None,
    )
    return list(document.blocks[start:] if length is None else document.blocks[start : start + length])


def words(blocks: list[object]) -> str:
    return repr(blocks)


def test_sections_in_order() -> None:
    assert tuple(one.id for one in TEMPLATE.sections) == IN_ORDER
    document = compose(SAMPLE, TEMPLATE, WORDING)
    assert document.blocks[0] == Heading(1, SAMPLE.title)
    assert [one.text for one in document.blocks if isinstance(one, Heading) and one.level == 2] == [
        one.heading["nb"] for one in TEMPLATE.sections[1:]
    ]


def test_example_says_so_before_anything_else() -> None:
    note = compose(SAMPLE, TEMPLATE, WORDING).blocks[1]
    assert isinstance(note, Note) and note.title == "EKSEMPEL"
    assert not any(isinstance(one, Note) for one in compose(replace(READY, is_example=False), TEMPLATE, WORDING).blocks)


def test_key_messages_are_made_from_the_findings_until_somebody_writes_them() -> None:
    made = below(compose(SAMPLE, TEMPLATE, WORDING), "key_messages")
    assert made == [
        BulletList(
            (
                (Run("Trening reduserer antall fall (høy tillit)."),),
                (Run("Trening reduserer muligens brudd (lav tillit)."),),
            )
        )
    ]
    typed = replace(SAMPLE, sections={"key_messages": "- Eget punkt"})
    assert below(compose(typed, TEMPLATE, WORDING), "key_messages") == [BulletList(((Run("Eget punkt"),),))]


def test_findings_table() -> None:
    (table,) = [one for one in below(compose(SAMPLE, TEMPLATE, WORDING), "results") if isinstance(one, Table)]
    assert table.rows[0] == (
        "antall fall",
        "Trening reduserer antall fall.",
        "RaR 0,77",
        "850 per 1000 → 655 per 1000",
        "59",
        "12\u202f981",
        "⊕⊕⊕⊕ Høy tillit (oversiktens egen vurdering)",
        "Eksempel 2019",
    )
    assert table.rows[1][4:6] == ("ikke oppgitt", "ikke oppgitt")  # never 0


@pytest.mark.parametrize(
    ("language", "review", "study", "searched"),
    [
        ("nb", "Oversikt", "Studie", "Oversikten søkte til"),
        ("nn", "Oversikt", "Studie", "Oversikta søkte til"),
        ("en", "Review", "Study", "Review searched to"),
    ],
)
def test_a_single_study_is_called_one_and_has_no_search_of_its_own(
    language: str, review: str, study: str, searched: str
) -> None:
    one = replace(SAMPLE.included[0], search_date="", studies=None)
    trial = replace(one, citation="Larsen E. Example of a pilot randomised trial. 2020.", is_review=False)
    both = replace(SAMPLE, included=(one, trial))
    reviews, studies = [
        each for each in below(compose(both, TEMPLATE, WORDING, language), "included") if isinstance(each, Table)
    ]
    assert (reviews.header[0], studies.header[0]) == (review, study)
    assert searched in reviews.header and searched not in studies.header
    assert TEMPLATE.labels[language]["studies"] not in studies.header
    assert [row[0] for row in (*reviews.rows, *studies.rows)] == [one.citation, trial.citation]
    (alone,) = [
        each
        for each in below(compose(replace(SAMPLE, included=(trial,)), TEMPLATE, WORDING, language), "included")
        if isinstance(each, Table)
    ]
    assert alone == studies
    typed = replace(SAMPLE, included=(replace(trial, search_date="2019-01-31", studies=2),))
    tables = [
        each for each in below(compose(typed, TEMPLATE, WORDING, language), "included") if isinstance(each, Table)
    ]
    assert searched in tables[0].header, "what people have written is not left out"


def test_a_text_of_the_teams_own_from_before_a_label_came_is_still_read() -> None:
    raw = yaml.safe_load((TEMPLATES / "summary.yaml").read_text(encoding="utf-8"))
    shipped = {lang: {key: raw["labels"][lang].pop(key) for key in LATER} for lang in raw["labels"]}
    assert load_template(yaml.safe_dump(raw, allow_unicode=True)).labels == TEMPLATE.labels
    assert shipped == {lang: {key: said[lang] for key, said in LATER.items()} for lang in shipped}


def test_search_account_has_the_full_strategy_and_no_made_up_zero() -> None:
    blocks = below(compose(SAMPLE, TEMPLATE, WORDING), "search")
    assert Verbatim(SAMPLE.searches[0].strategy, "en") in blocks
    table = next(one for one in blocks if isinstance(one, Table))
    assert table.rows == (("PubMed", "21.11.2026", "12"), ("Epistemonikos", "ikke oppgitt", "ikke oppgitt"))
    figure = next(one for one in blocks if isinstance(one, Figure))
    assert figure.table is not None and ("herav Feil tiltak", "1") in figure.table.rows


def test_certainty_gives_reason_judge_and_size() -> None:
    said = words(below(compose(SAMPLE, TEMPLATE, WORDING), "certainty"))
    for part in (
        "⊕⊕○○ Lav tillit",
        "Få hendelser. Vurdert av oss.",
        "Vurdert i oversikten.",
        "middels (195 færre fall)",
    ):
        assert part in said


def test_words_are_explained_only_where_they_stand() -> None:
    said = words(below(compose(SAMPLE, TEMPLATE, WORDING), "words"))
    assert "Rateratio" in said and "Metaanalyse" not in said and "Konfidensintervall" not in said


def test_no_review_found() -> None:
    document = compose(Summary("Virker lys mot fall?", no_review=True), TEMPLATE, WORDING)
    assert "Vi fant ingen systematisk oversikt" in words(below(document, "key_messages"))
    assert "Ingen oversikter er tatt med." in words(below(document, "included"))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_an_empty_summary_is_a_document_in_every_language(language: str) -> None:
    document = compose(Summary("", language), TEMPLATE, WORDING)
    assert document.language == language and len(document.blocks) > 20


def test_language_can_be_asked_for() -> None:
    assert below(compose(SAMPLE, TEMPLATE, WORDING, "en"), "key_messages")


def test_typed_text_becomes_paragraphs_and_bullets() -> None:
    assert typed_blocks("En\nto\n\n- a\nmer\n- b\ntre") == [
        Paragraph((Run("En to"),)),
        BulletList(((Run("a mer"),), (Run("b tre"),))),
    ]
    assert typed_blocks(" \r\n ") == []


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("2018-05-02", "nb", "02.05.2018"),
        ("2018-05-02", "en", "2 May 2018"),
        ("January 2021", "nb", "January 2021"),
        ("2018-13-40", "nb", "2018-13-40"),
        ("2026-11-21T10:00:00Z", "nb", "21.11.2026"),
        ("", "nb", ""),
    ],
)
def test_dates(text: str, language: str, shown: str) -> None:
    assert shown_date(text, language) == shown


def test_links_are_only_made_of_web_addresses_and_pmids() -> None:
    assert linked("Tittel. PMID: 12. https://doi.org/10.1/a.") == (
        Run("Tittel. "),
        Run("PMID: 12", href="https://pubmed.ncbi.nlm.nih.gov/12/"),
        Run(". "),
        Run("https://doi.org/10.1/a", href="https://doi.org/10.1/a"),
        Run("."),
    )
    assert linked("javascript:alert(1)") == (Run("javascript:alert(1)"),)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("fills: [messages]", "fills: [magic]", "sections[1].fills"),
        ("  nb: {example_title", "  xx: {example_title", "labels.nb"),
        ("checks: claims", "checks: some", "sections[1].checks"),
        ("id: dates", "id: search", "sections"),
    ],
)
def test_a_broken_template_is_refused(old: str, new: str, place: str) -> None:
    text = (TEMPLATES / "summary.yaml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(BadInput) as caught:
        load_template(text.replace(old, new))
    assert caught.value.code == "template_broken" and str(caught.value.params["place"]).startswith(place)
