"""Where a question stands: one rule for its stepper and for the front page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from pipeline import flow
from pipeline.rows import Progress
from pipeline.steps.summarise import to_mend
from ui import here
from ui.words import language


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of each step (`flow.states`), what is out of date (`flow.out_of_date`), and the step to take next."""

    states: Mapping[str, str]
    late: Mapping[str, tuple[str, ...]]

    @property
    def following(self) -> flow.Step | None:
        """The step that its people should look at next; None when nothing is left."""
        return flow.next_step(self.states, self.late)

    @property
    def done(self) -> int:
        """How many steps are done and up to date."""
        return sum(state == "done" and step not in self.late for step, state in self.states.items())


def of(question_id: str, progress: Progress) -> Standing:
    """Read it; what must be mended in a summary is worked out anew only when anything has changed."""
    changes = here.view().last_changes(question_id)
    unready = _unready(question_id, progress, max(changes.values(), default=0))
    return Standing(flow.states(progress, unready=unready), flow.out_of_date(changes))


def _unready(question_id: str, progress: Progress, seq: int) -> bool:
    """Whether a summary that looks written has something that must be mended."""
    if not flow.BY_ID["summarise"].done(progress):
        return False
    books: dict[str, Any] = st.session_state.setdefault("unready", {})
    seen = (seq, language())
    if books.get(question_id, ("",))[0] != seen:
        books[question_id] = (seen, to_mend(here.view(), question_id, here.library().forms) > 0)
    return bool(books[question_id][1])
