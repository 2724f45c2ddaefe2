"""Made-up instruments for tests."""

from __future__ import annotations

from pathlib import Path

CHECKLISTS = Path(__file__).resolve().parents[2] / "data" / "checklists"
SHIPPED = tuple(sorted(CHECKLISTS.glob("*.yaml")))

SMALL = """\
id: small
version: 1.0
languages: [nb, en]
title: {nb: Liten prøve, en: Small sample}
source: {nb: Laget for prøver, en: Made for tests}
source_url: https://example.org/small
licence: CC-BY-4.0
text_kind: verbatim
fits: [cohort]
answers:
  - {id: yes, label: {nb: Ja, en: Yes}, symbol: "+"}
  - {id: no, label: {nb: Nei, en: No}, symbol: "-"}
  - {id: not_done, label: {nb: Ikke gjort, en: Not done}, symbol: "0"}
judgements:
  - {id: high, label: {nb: Høy, en: High}, symbol: H, colour: "#117733"}
  - {id: low, label: {nb: Lav, en: Low}, symbol: L, colour: "#882255"}
gate:
  answers: [no]
  ask: {nb: Legge bort?, en: Put aside?}
parts:
  - id: first
    title: {nb: Første del, en: First part}
    items:
      - id: one
        number: 1.1
        text: {nb: En?, en: One?}
        help: {nb: Hjelp en, en: Help one}
        look_for: {nb: Se en, en: Look one}
        mistake: {nb: Feil en, en: Mistake one}
        gate: true
        answers: [yes, no]
      - id: two
        number: 1.2
        text: {nb: To?, en: Two?}
        help: {nb: Hjelp to, en: Help two}
        look_for: {nb: Se to, en: Look two}
        quote: true
  - id: second
    title: {nb: Andre del, en: Second part}
    items:
      - id: three
        number: 2.1
        text: {nb: Tre?, en: Three?}
        help: {nb: Hjelp tre, en: Help three}
        look_for: {nb: Se tre, en: Look three}
rule:
  kind: judgement
  note: {nb: Bare en prøve, en: Only a test}
  steps:
    - id: two_flaws
      text: {nb: To nei, en: Two times no}
      items: all
      answers: [no]
      at_least: 2
      proposes: low
    - id: otherwise
      text: {nb: Ellers, en: Otherwise}
      items: all
      answers: [yes]
      at_least: 0
      proposes: high
"""


def worst_domain_instrument(domains: list[str], judgements: list[str]) -> str:
    """A file whose parts are domains with one item each; answers are the judgements, from the best to the worst."""
    lines = [
        "id: worst",
        "version: 1.0",
        "languages: [nb]",
        "title: {nb: Verste del}",
        "source: {nb: Laget for prøver}",
    ]
    lines += ["source_url: https://example.org/worst", "licence: MIT", "text_kind: gist", "fits: [rct]", "answers:"]
    lines += [f"  - {{id: {one}, label: {{nb: {one}}}, symbol: x}}" for one in judgements]
    lines += ["judgements:"]
    lines += [f"  - {{id: {one}, label: {{nb: {one}}}, symbol: x, colour: '#000000'}}" for one in judgements]
    lines += ["parts:"]
    for number, domain in enumerate(domains, start=1):
        texts = "text: {nb: a}, help: {nb: b}, look_for: {nb: c}"
        lines += [f"  - id: part_{domain}", f"    title: {{nb: Del {domain}}}", "    items:"]
        lines += [f"      - {{id: {domain}, number: {number}, {texts}}}"]
    return "\n".join([*lines, "rule: {kind: worst_domain}", ""])
