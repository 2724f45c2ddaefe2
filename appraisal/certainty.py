"""Where GRADE starts for a question and its studies: the answer to propose to the first item of the instrument `grade`.

The steps down and up, their limits and the levels are data (`data/checklists/grade@...yaml`, rule of kind `levels`), judged
by `appraisal/judge.py`. Source of the method: Guyatt GH et al. GRADE guidelines 3. J Clin Epidemiol 2011;64:401-6.
"""

from __future__ import annotations

from typing import Literal

Start = Literal["randomised", "non_randomised", "robins_i", "prognosis"]

ABOUT_NO_EFFECT = ("prevalence", "prognosis")  # question types for which observational studies start high
EXPERIENCE = "experience"  # question type whose findings are judged with CERQual


def proposed_start(question_type: str, *, randomised: bool, robins_i: bool = False) -> Start:
    """Effect: randomised high, others low, or high if rated with ROBINS-I. Prognosis and prevalence: high."""
    if question_type in ABOUT_NO_EFFECT:
        return "prognosis"
    if randomised:
        return "randomised"
    return "robins_i" if robins_i else "non_randomised"


def instrument_for(question_type: str) -> str:
    """The id of the instrument for certainty: `cerqual` for findings about experience, else `grade`."""
    return "cerqual" if question_type == EXPERIENCE else "grade"
