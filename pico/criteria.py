"""What is to be included and what is not, proposed from the filled-in form: the same form serves question, search and criteria.

A proposal for people to correct. The wording is the form's own: each filled element gives a line of what is included, and
those that say whom and what it is about give a line of what is not. Outcomes exclude nothing: a study may have measured
them without saying so in its abstract.
"""

from __future__ import annotations

from collections.abc import Mapping

from pico.phrasing import tidy
from pico.question import Framework, QuestionType, say

_OTHER = {"nb": "Andre enn dette", "nn": "Andre enn dette", "en": "Other than this"}
_DESIGN = {"nb": "Studier", "nn": "Studiar", "en": "Studies"}
_NOT = {
    "nb": "Lederartikler, protokoller og sammendrag fra konferanser",
    "nn": "Leiarartiklar, protokollar og samandrag frå konferansar",
    "en": "Editorials, protocols and conference abstracts",
}
_EXCLUDING = ("P", "S", "I", "E", "PI", "Cn", "Co")  # of what a study is about; what it measures excludes nothing


def criteria(
    framework: Framework, kind: QuestionType, elements: Mapping[str, str], language: str = "nb"
) -> tuple[str, str]:
    """(what is included, what is not), one line for each criterion; two empty texts where nothing is filled in."""
    filled = {one.code: tidy(elements.get(one.code, ""), language) for one in framework.elements}
    if not any(filled.values()):
        return "", ""
    wanted = [f"{code}: {text}" for code, text in filled.items() if text]
    design = ", ".join(say(one.label, language) for one in kind.designs)
    other = _OTHER.get(language, _OTHER["nb"])
    without = [f"{code}: {other.lower()}: {text}" for code, text in filled.items() if text and code in _EXCLUDING]
    return (
        "\n".join([*wanted, f"{_DESIGN.get(language, _DESIGN['nb'])}: {design}"]),
        "\n".join([*without, _NOT.get(language, _NOT["nb"])]),
    )


def renewed(current: str, before: str, now: str) -> str:
    """A text of criteria that was made from the form, as it reads when the form has changed.

    `before` is what the form gave then, `now` what it gives. People's own lines stay; what they took away of the form's
    lines stays away, unless the form says it otherwise now. The same text where nothing has to change.
    """
    held, old, new = (text.splitlines() for text in (current, before, now))
    wanted = [line for line in new if line not in old or line in held]
    own = [line for line in held if line not in old and line not in wanted]
    made = [*wanted, *own]
    return current if sorted(made) == sorted(held) else "\n".join(made)
