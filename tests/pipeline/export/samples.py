"""A made-up summary and a hostile one for the export tests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.export.document import Author, IncludedReview, OtherPlace, SearchAccount, Summary, load_template
from pipeline.flow_counts import FlowCounts
from pipeline.summarise import Finding, load_wording

TEMPLATES = Path(__file__).resolve().parents[3] / "data" / "templates"
TEMPLATE = load_template((TEMPLATES / "summary.yaml").read_text(encoding="utf-8"))
WORDING = load_wording((TEMPLATES / "wording.yaml").read_text(encoding="utf-8"))

CITATION = (
    "Eksempel A, Prøve B. Example review of exercise for preventing falls. J Examples. 2019;1:1-9. PMID: 11111111. "
    "https://doi.org/10.1000/example.1"
)
FLOW = FlowCounts(
    identified=(("PubMed", 12),),
    duplicates=2,
    screened=10,
    excluded_screening=8,
    sought=2,
    assessed=2,
    excluded_full_text=(("Feil tiltak", 1),),
    included_reports=1,
    included_studies=1,
)
SAMPLE = Summary(
    title="Virker trening for å forebygge fall?",
    language="nb",
    question="Hva er effekten av trening for hjemmeboende eldre?",
    elements=(("Populasjon", "hjemmeboende eldre"), ("Tiltak", "trening")),
    sections={
        "background": "Hjemmetjenesten spurte.\n\nMange faller:\n- hjemme\n- ute",
        "makers": "Ingen interesser i saken.",
    },
    findings=(
        Finding(
            "f1",
            "antall fall",
            "trening",
            "reduces",
            "moderate",
            "195 færre fall",
            "high",
            "Ingen trekk.",
            relative="RaR 0,77",
            absolute="850 per 1000 -> 655 per 1000",
            studies=59,
            people=12981,
            review="Eksempel 2019",
            judged_by="review",
        ),
        Finding(
            "f2",
            "brudd",
            "trening",
            "reduces",
            "moderate",
            "viktig",
            "low",
            "Få hendelser.",
            judged_by="us",
            review="Eksempel 2019",
        ),
    ),
    included=(
        IncludedReview(
            CITATION,
            2019,
            "2018-05-02",
            "25 land",
            108,
            23407,
            "Små bekymringer",
            "fhi-oversikt, versjon 1",
            "Godt søk.",
        ),
    ),
    searches=(
        SearchAccount(
            "PubMed",
            '("Accidental Falls"[mh] OR fall*[tiab])\nAND exercis*[tiab]',
            "2026-11-21",
            12,
            '"accidental falls"[MeSH Terms]',
            ("Ingen",),
        ),
        SearchAccount("Epistemonikos"),
    ),
    other_places=(OtherPlace("Oppslagsverket Eksempel", "oppslagsverk", "2026-11-20", "ingen treff"),),
    flow=FLOW,
    references=(CITATION,),
    authors=(Author("Kari Eksempel", "skrev"), Author("Ola Prøve", "leste gjennom")),
    date="2026-11-21",
    version="1",
    review_by="2028-11-21",
    is_example=True,
)
# The same with nothing to mend: the second search of `SAMPLE` has no date, so that is a draft.
READY = replace(SAMPLE, searches=SAMPLE.searches[:1])

ATTACKS = (
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "=cmd|' /C calc'!A0",
    "{{7*7}}",
    "a\x00\x07\x1b\u202eb",
    "</style><img src=x onerror=alert(1)>",
    "![x](https://evil.example/p.png)",
    "```\n# hei\n`` ` ``",
    '" onmouseover="alert(1)',
    "# overskrift",
    "1. liste",
    "- punkt",
    "| a | b |",
    "*fet* _kursiv_ ~~strek~~",
    "<!-- ",
    "]]>",
    "&lt;script&gt;",
    'https://evil.example/a"b',
    "$x$ :red[y]",
    "\\`a",
    "---",
    "===",
    "> sitat",
    "<javascript:alert(1)>",
    "[r]: javascript:alert(1)",
    "\ud800",
    "\u2028</pre><b>",
)
EVIL = "\n\n".join(ATTACKS)


def hostile() -> Summary:
    """The attacks in every field that people, files or databases fill."""
    return Summary(
        title=EVIL,
        language="nb",
        question=EVIL,
        elements=((EVIL, EVIL),),
        sections={section.id: EVIL for section in TEMPLATE.sections if section.id != "key_messages"},
        findings=(
            Finding("f", EVIL, EVIL, "reduces", "large", EVIL, "low", EVIL, "uncertain", EVIL, EVIL, 1, 2, EVIL, "us"),
            Finding("g", EVIL, EVIL, "reduces", "large", "", "low", sentence=EVIL),
            Finding("h", EVIL),
        ),
        included=(IncludedReview(EVIL, 2019, EVIL, EVIL, 1, 2, EVIL, EVIL, EVIL),),
        searches=(SearchAccount(EVIL, EVIL, EVIL, 3, EVIL, (EVIL, *ATTACKS)),),
        other_places=(OtherPlace(EVIL, EVIL, EVIL, EVIL),),
        flow=FlowCounts(identified=((EVIL, 1),), screened=1, sought=1, assessed=1, excluded_full_text=((EVIL, 1),)),
        references=(EVIL, *ATTACKS, *("https://doi.org/10.1000/" + one for one in ATTACKS)),
        authors=(Author(EVIL, EVIL),),
        date=EVIL,
        version=EVIL,
        review_by=EVIL,
        is_example=True,
    )
