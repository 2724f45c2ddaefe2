"""Where GRADE starts for a question and its studies: the answer to propose to the first item of the instrument `grade`.

The steps down and up, their limits and the levels are data (`data/checklists/grade@...yaml`, rule of kind `levels`), judged
by `appraisal/judge.py`. Source of the method: Guyatt GH et al. GRADE guidelines 3. J Clin Epidemiol 2011;64:401-6.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

EXPERIENCE = "experience"  # question type whose findings are judged with CERQual
# Question type that is not about an effect -> where all studies that answer it start, which is high. Prognosis: Iorio A et al.
# BMJ 2015;350:h870. Prevalence goes the same way. Test accuracy: Schunemann HJ et al. J Clin Epidemiol 2020;122:129-41.
ABOUT_NO_EFFECT: Mapping[str, str] = {"prevalence": "prognosis", "prognosis": "prognosis", "diagnosis": "diagnostic"}


def proposed_start(question_type: str, kinds: Collection[str]) -> str:
    """The answer to propose, or "" where a person must say.

    `kinds`: what the studies behind the result are: "randomised" (start high), "non_randomised" (low), "robins_i" (not
    randomised, but rated with ROBINS-I: high). None is known: nothing is proposed. Several: GRADE judges each by itself.
    """
    if question_type in ABOUT_NO_EFFECT:
        return ABOUT_NO_EFFECT[question_type]
    found = set(kinds)
    return found.pop() if len(found) == 1 else ""


def instrument_for(question_type: str) -> str:
    """The id of the instrument for certainty: `cerqual` for findings about experience, else `grade`."""
    return "cerqual" if question_type == EXPERIENCE else "grade"
