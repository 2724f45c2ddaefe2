"""The way of a question. Read this first: eight steps in order, when each is done, and what depends on what.

Navigation, the stepper, the front page, the documentation and the tests are all made from `STEPS`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from pipeline.rows import Progress


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the walk. Its texts for people are in `data/templates/steps.yaml` under its id."""

    id: str
    address: str  # the last part of the page's address
    begun: Callable[[Progress], bool]
    done: Callable[[Progress], bool]


STEPS: tuple[Step, ...] = (
    Step("need", "behov", lambda p: p.need_written > 0, lambda p: p.need_written > 0),
    Step("question", "sporsmal", lambda p: p.elements > 0, lambda p: p.elements >= 2 and p.words > 0),
    Step("search", "sok", lambda p: p.runs > 0 or p.open_jobs > 0, lambda p: p.runs > 0),
    Step("dedupe", "referanser", lambda p: p.dedupe_runs > 0, lambda p: p.dedupe_runs > 0 and p.doubtful == 0),
    Step(
        "screen",
        "utvelgelse",
        lambda p: p.screened > 0,
        lambda p: p.references > 0 and p.unscreened == 0 and p.unread == 0 and p.conflicts == 0,
    ),
    Step(
        "appraise",
        "vurdering",
        lambda p: p.appraised + p.half_appraised > 0,
        lambda p: 0 < p.included <= p.appraised,
    ),
    Step("summarise", "oppsummering", lambda p: p.sections + p.findings > 0, lambda p: p.sections >= 3),
    Step("research_need", "forskningsbehov", lambda p: p.research_needs > 0, lambda p: p.research_needs > 0),
)
BY_ID: Mapping[str, Step] = {step.id: step for step in STEPS}


@dataclass(frozen=True, slots=True)
class Dependency:
    """A later result, the verbs that make it, and the earlier verbs after which it is out of date.

    Nothing is deleted by that: the page says so, and a person looks again or says that it still holds (`keep.<step>`).
    """

    step: str
    made_by: tuple[str, ...]
    depends_on: tuple[str, ...]


DEPENDENCIES: tuple[Dependency, ...] = (
    Dependency("search", ("search.finish",), ("question.edit", "word.add", "word.remove")),
    Dependency(
        "dedupe",
        ("dedupe.run",),
        ("search.fetch", "import.finish", "reference.add", "reference.correct", "run.bring_back"),
    ),
    Dependency("screen", ("screen.vote",), ("question.edit", "criteria.edit")),
    Dependency("appraise", ("appraise.edit", "appraise.settle"), ("question.edit",)),
    Dependency(
        "summarise",
        ("finding.edit", "summary.edit"),
        (
            "question.edit",
            "search.finish",
            "import.finish",
            "run.take_out",
            "run.bring_back",
            "screen.vote",
            "screen.undo",
            "appraise.edit",
            "appraise.settle",
            "extract.edit",
        ),
    ),
    Dependency("research_need", ("research_need.raise", "research_need.edit"), ("question.edit", "finding.edit")),
)


def state(step: Step, progress: Progress) -> str:
    """ "done", "begun" or "open"."""
    return "done" if step.done(progress) else "begun" if step.begun(progress) else "open"


def states(progress: Progress, *, unready: bool = False) -> Mapping[str, str]:
    """step id -> its state. A summary in which something must be mended (`unready`) is only begun."""
    found = {step.id: state(step, progress) for step in STEPS}
    return found | {"summarise": "begun"} if unready else found


def next_step(stand: Mapping[str, str], late: Collection[str] = ()) -> Step | None:
    """The first step that is not done, or is out of date (`late`); None when there is none. `stand`: see `states`."""
    return next((step for step in STEPS if stand[step.id] != "done" or step.id in late), None)


def after(step: Step) -> Step | None:
    """The step that follows in the walk."""
    place = STEPS.index(step)
    return STEPS[place + 1] if place + 1 < len(STEPS) else None


def out_of_date(last_changes: Mapping[str, int]) -> Mapping[str, tuple[str, ...]]:
    """step id -> the verbs that came after its newest result, given verb -> `seq` of its last event."""
    late: dict[str, tuple[str, ...]] = {}
    for one in DEPENDENCIES:
        made = max((last_changes.get(verb, 0) for verb in one.made_by), default=0)
        if made:
            looked_at = max(made, last_changes.get(f"keep.{one.step}", 0))
            newer = tuple(verb for verb in one.depends_on if last_changes.get(verb, 0) > looked_at)
            if newer:
                late[one.step] = newer
    return late
