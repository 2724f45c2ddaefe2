"""What the work profile asks for at a step, in one line, and whether it is done. A default to depart from, never a lock."""

from __future__ import annotations

from pico.question import say
from pipeline.file_sources import is_database
from pipeline.press import reviews
from pipeline.profiles import Done, Expected, Profile, chosen, departures, expected
from pipeline.rows import Progress
from ui import here, safe
from ui.words import _, language, sentence

STEPS = ("search", "screen", "appraise", "summarise")


def profile_of(question_id: str) -> Profile:
    """The profile of a question: the one that the team picked, or the usual one."""
    return chosen(here.library().profiles, here.view().fields("question", question_id).text("profile"))


def draw(question_id: str, step_id: str, progress: Progress) -> None:
    """The line of one of `STEPS`, as one element. `progress`: as the page was opened with."""
    profile, so_far = profile_of(question_id), done(question_id, progress)
    if step_id == "summarise":
        lines = [f"▲ {sentence(code, params)}" for code, params in departures(profile, so_far)]
        if any(code == "profile_fewer_screeners" for code, _params in departures(profile, so_far)):
            lines.append(sentence("profile_screened_by_one"))
        lines = lines or [_("Ingenting er gjort med mindre enn profilen ber om.")]
    else:
        asked = expected(profile, step_id, so_far)
        lines = [_line(one) for one in asked]
        if any(one.outside for one in asked):
            lines.append(sentence("profile_screened_by_one"))
    name = _("Arbeidsprofil: {profile}", profile=say(profile.label, language()))
    items = "".join(safe.tag("li", line) for line in lines)
    safe.show(f'<div class="kb-expected"><p>{safe.marked(name)}</p><ul>{items}</ul></div>')


def _line(one: Expected) -> str:
    said = sentence(f"expected_{one.code}", one.params)
    if one.outside:
        return f"▲ {said}"
    return f"✓ {said}, {_('gjort')}" if one.met else f"○ {said}, {_('ikke gjort ennå')}"


def done(question_id: str, progress: Progress | None = None) -> Done:
    """What was done so far, as the account of the work counts it. `progress`: where it was read already."""
    view = here.view()
    work, progress = view.work_done(question_id), progress or view.progress([question_id])[question_id]
    first, whole = work.stages.get("abstract"), work.stages.get("full_text")
    return Done(
        screeners=first.people if first else 0,
        sources=len({one.source for one in view.runs(question_id) if one.state == "done" and is_database(one)}),
        reviewed=any(one.whole for one in reviews(view.remarks(question_id))),
        references=progress.references,
        read=first.read if first else 0,
        read_by_several=first.by_several if first else 0,
        out_by_one=first.out_by_one if first else 0,
        read_whole=whole.read if whole else 0,
        read_whole_by_several=whole.by_several if whole else 0,
        included=progress.included,
        judged=work.judged,
        judged_by_several=work.judged_by_several,
    )
