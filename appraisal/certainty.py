"""GRADE: how certain we are of one outcome's result, in four levels, with the reasons for each step up or down.

Source of the method: Guyatt GH et al. GRADE guidelines 3. Rating the quality of evidence. J Clin Epidemiol
2011;64:401-6 (start and limits), and 9. Rating up the quality of evidence. J Clin Epidemiol 2011;64:1311-6.
The words are our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from appraisal.judge import Step
from appraisal.text import Text
from pipeline.errors import BadInput

LevelId = Literal["very_low", "low", "moderate", "high"]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of certainty; the symbol is always shown with the word."""

    id: LevelId
    label: Text
    symbol: str


@dataclass(frozen=True, slots=True)
class Domain:
    """A reason to go down or up, with the steps that may be chosen."""

    id: str
    label: Text
    help: Text
    steps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rating:
    """The level, the path (a step per reason, in the order of the domains) and codes of what is out of the ordinary."""

    level: LevelId
    path: tuple[Step, ...] = ()
    warnings: tuple[str, ...] = ()


def _text(nb: str, nn: str, en: str) -> Text:
    return Text.of({"nb": nb, "nn": nn, "en": en})


LEVELS: tuple[Level, ...] = (  # from the lowest
    Level("very_low", _text("svært lav tillit", "svært låg tillit", "very low certainty"), "⊕○○○"),
    Level("low", _text("lav tillit", "låg tillit", "low certainty"), "⊕⊕○○"),
    Level("moderate", _text("middels tillit", "middels tillit", "moderate certainty"), "⊕⊕⊕○"),
    Level("high", _text("høy tillit", "høg tillit", "high certainty"), "⊕⊕⊕⊕"),
)

_DOWN, _UP = (0, -1, -2), (0, 1)

DOWN_DOMAINS: tuple[Domain, ...] = (
    Domain(
        "risk_of_bias",
        _text("Risiko for skjevheter", "Risiko for skeivskapar", "Risk of bias"),
        _text(
            "Studiene er gjort slik at resultatet kan ha blitt for godt eller for dårlig.",
            "Studiane er gjorde slik at resultatet kan ha vorte for godt eller for dårleg.",
            "The studies were done in a way that may have made the result look too good or too bad.",
        ),
        _DOWN,
    ),
    Domain(
        "inconsistency",
        _text("Sprikende resultater", "Sprikande resultat", "Inconsistency"),
        _text(
            "Studiene peker i ulike retninger, og forskjellene er ikke forklart.",
            "Studiane peikar i ulike retningar, og skilnadene er ikkje forklarte.",
            "The studies point in different directions, and the differences are not explained.",
        ),
        _DOWN,
    ),
    Domain(
        "indirectness",
        _text("Manglende direkthet", "Manglande direktheit", "Indirectness"),
        _text(
            "Deltakerne, tiltaket, sammenligningen eller utfallet er et annet enn det spørsmålet gjelder.",
            "Deltakarane, tiltaket, samanlikninga eller utfallet er eit anna enn det spørsmålet gjeld.",
            "The people, the measure, the comparison or the outcome differ from those in the question.",
        ),
        _DOWN,
    ),
    Domain(
        "imprecision",
        _text("Upresise resultater", "Upresise resultat", "Imprecision"),
        _text(
            "Få deltakere eller hendelser: svaret kan ligge innenfor et bredt spenn.",
            "Få deltakarar eller hendingar: svaret kan liggje innanfor eit breitt spenn.",
            "Few people or events: the answer may lie anywhere in a wide range.",
        ),
        _DOWN,
    ),
    Domain(
        "publication_bias",
        _text("Skjev publisering", "Skeiv publisering", "Publication bias"),
        _text(
            "Det er grunn til å tro at studier med andre resultater ikke er gitt ut.",
            "Det er grunn til å tru at studiar med andre resultat ikkje er gitte ut.",
            "There is reason to believe that studies with other results were never published.",
        ),
        _DOWN,
    ),
)

UP_DOMAINS: tuple[Domain, ...] = (
    Domain(
        "large_effect",
        _text("Stor effekt", "Stor effekt", "Large effect"),
        _text(
            "Forskjellen er så stor at skjevheter alene neppe forklarer den.",
            "Skilnaden er så stor at skeivskapar åleine neppe forklarer han.",
            "The difference is so large that bias alone is unlikely to explain it.",
        ),
        (0, 1, 2),
    ),
    Domain(
        "dose_response",
        _text("Mer gir mer", "Meir gir meir", "Dose-response"),
        _text(
            "Effekten øker når folk får mer av tiltaket.",
            "Effekten aukar når folk får meir av tiltaket.",
            "The effect grows as people get more of the measure.",
        ),
        _UP,
    ),
    Domain(
        "plausible_confounding",
        _text("Skjevheter som trekker motsatt vei", "Skeivskapar som dreg motsett veg", "Opposing confounding"),
        _text(
            "De skjevhetene som er sannsynlige, ville ha gjort effekten mindre enn den som ble funnet.",
            "Dei skeivskapane som er sannsynlege, ville ha gjort effekten mindre enn den som vart funnen.",
            "The biases that are likely would have made the effect smaller than the one found.",
        ),
        _UP,
    ),
)

_ORDER: tuple[LevelId, ...] = tuple(level.id for level in LEVELS)


def level(level_id: str) -> Level:
    """Raises BadInput for an unknown id."""
    return LEVELS[_rank(level_id)]


def starting_level(*, randomised: bool, about_effect: bool = True, robins_i: bool = False) -> LevelId:
    """Where GRADE starts. Questions of effect: randomised high, others low, or high if rated with ROBINS-I.

    Questions of prognosis and prevalence (`about_effect=False`) start high for observational studies too.
    """
    return "high" if randomised or robins_i or not about_effect else "low"


def rate(start: str, downs: Mapping[str, int], ups: Mapping[str, int] | None = None) -> Rating:
    """The level after the steps down (0, -1, -2 per domain) and up (0, 1; large effect also 2), within the four levels.

    Warns when something is raised although something was taken off (`certainty_up_after_down`) or although the start
    was high (`certainty_up_from_high`): normally only non-randomised studies with nothing taken off are raised.
    Raises BadInput for an unknown level or domain, or for a step that the domain does not have.
    """
    rank = _rank(start)
    down = _steps(DOWN_DOMAINS, downs, "certainty_down")
    up = _steps(UP_DOMAINS, ups or {}, "certainty_up")
    moved = rank + sum(int(step.params["steps"]) for step in (*down, *up))
    end = _ORDER[min(max(moved, 0), len(_ORDER) - 1)]
    warned = {"certainty_up_after_down": up and down, "certainty_up_from_high": up and start == "high"}
    return Rating(end, (*down, *up), tuple(code for code, holds in warned.items() if holds))


def spoken(step: Step, language: str) -> dict[str, str | int]:
    """The params of a step of a rating's path with the domain's words in place of its id."""
    words = {domain.id: domain.label.get(language) for domain in (*DOWN_DOMAINS, *UP_DOMAINS)}
    return {**step.params, "domain": words[str(step.params["domain"])]}


def _rank(level_id: str) -> int:
    for rank, known in enumerate(_ORDER):
        if known == level_id:
            return rank
    raise BadInput("certainty_level_unknown", level=level_id[:60], allowed=", ".join(_ORDER))


def _steps(domains: tuple[Domain, ...], chosen: Mapping[str, int], code: str) -> tuple[Step, ...]:
    """A step per domain that moves the level."""
    known = {domain.id: domain for domain in domains}
    for name, steps in chosen.items():
        if name not in known:
            raise BadInput("certainty_domain_unknown", domain=name[:60], allowed=", ".join(known))
        if steps not in known[name].steps:
            allowed = ", ".join(str(step) for step in known[name].steps)
            raise BadInput("certainty_step_unknown", domain=name, steps=steps, allowed=allowed)
    return tuple(Step(code, {"domain": name, "steps": chosen[name]}) for name in known if chosen.get(name))
