"""The way through the page of an article: what to do now, and a list of its parts with how far each has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from appraisal.extraction import Form
from appraisal.instrument import Instrument
from appraisal.judge import judge
from pipeline.appraised import answers_of, in_use
from pipeline.rows import Appraisal, Part
from pipeline.steps.appraise import to_agree
from ui import here, keeping, safe
from ui.steps import checklist
from ui.words import _, language

CHECKLIST, AGREE, EXTRACTION, PICTURES = "kb-sjekkliste", "kb-enige", "kb-skjema", "kb-bilder"  # ids on the page


@dataclass(frozen=True, slots=True)
class Stop:
    """A part of the page: where it is ("" = not on it yet), what it is called, how far it has come, and what to do there, if anything."""

    place: str
    name: str
    state: str
    task: str = ""
    waits: str = ""  # what others must do first: said where nothing is left to do oneself


def draw(stops: Sequence[Stop], otherwise: str) -> None:
    """What to do now is the first task on the way; `otherwise` is said where none is left."""
    now = next((one for one in stops if one.task), None)
    waits = " ".join(one.waits for one in stops if one.waits) or otherwise
    said = _link(now.place, now.task) if now else escape(waits)
    lines = (f"<li>{_link(one.place, one.name)}{_state(one)}</li>" for one in stops)
    safe.show(
        f'<nav class="kb-way" aria-label="{escape(_("På denne siden"))}"><p><strong>{escape(_("Gjør dette nå:"))}</strong> {said}</p>'
        f"<ol>{''.join(lines)}</ol></nav>"
    )


def named(instrument: Instrument) -> str:
    """A title as it stands inside a sentence: names that begin with capitals keep them."""
    title = instrument.title.get(language())
    return title if title[1:2].isupper() or title[1:3].isupper() else title[:1].lower() + title[1:]


def _link(place: str, text: str) -> str:
    return f'<a href="#{place}">{escape(text)}</a>' if place else escape(text)


def _state(one: Stop) -> str:
    return f" <span>– {escape(one.state)}</span>" if one.state else ""


def of_checklist(mine: Appraisal | None, instrument: Instrument) -> Stop:
    """One's own checklist: begun, answered, concluded."""
    name = _("Sjekkliste: {title}", title=named(instrument))
    if mine is None:
        return Stop(CHECKLIST, name, _("ikke begynt"), _("Begynn på sjekklisten."))
    used = in_use(instrument, mine.fields)
    items = checklist.asked(used, mine.fields)
    left = sum(1 for item in items if not mine.fields.text(f"answer.{item.id}"))
    if left:
        state = _("{n} av {all} besvart", n=len(items) - left, all=len(items))
        return Stop(CHECKLIST, name, state, _("Svar på punktene som gjenstår i sjekklisten ({n}).", n=left))
    if not mine.finished:
        proposed = judge(used, answers_of(used, mine.fields)).proposed
        task = (
            _("Skriv den samlede vurderingen. Siden har et forslag.")
            if proposed
            else _("Skriv den samlede vurderingen.")
        )
        return Stop(CHECKLIST, name, _("alle punkter er besvart"), task)
    if not mine.fields.text("overall_reason").strip():
        return Stop(CHECKLIST, name, _("grunnen mangler"), _("Skriv grunnen til den samlede vurderingen."))
    return Stop(CHECKLIST, name, _("✓ ferdig"))


def of_agreeing(made: Sequence[Appraisal], instrument: Instrument, *, two: bool) -> Iterable[Stop]:
    """Where two have appraised, or are to: what they differ on. `two`: the work profile asks for two."""
    instrument, own = to_agree(made, instrument, here.instruments())
    name, me = _("Bli enige"), here.actor().person_id
    finished = [one for one in own if one.finished]
    if len(own) < 2:
        if two and any(one.person_id == me for one in finished):
            waits = _("Du er ferdig med sjekklisten. En til skal vurdere artikkelen før dere kan bli enige.")
            yield Stop("", name, _("venter på at en til vurderer"), waits=waits)
        return
    if len(finished) < 2:
        waits = _("Du er ferdig med sjekklisten. Når en til er ferdig, kan dere bli enige.")
        yield Stop(AGREE, name, _("når to er ferdige hver for seg"), waits=waits)
        return
    bound = (instrument.id, instrument.version)
    agreed = next((one for one in made if one.agreed and (one.instrument, one.version) == bound), None)
    if agreed is None:
        yield Stop(AGREE, name, _("ikke begynt"), _("Gå gjennom svarene sammen, og bli enige."))
        return
    differing = [
        item.id for item in instrument.items if len({one.fields.text(f"answer.{item.id}") for one in finished}) > 1
    ]
    left = sum(1 for item in differing if not agreed.fields.text(f"answer.{item}"))
    if left:
        yield Stop(
            AGREE,
            name,
            _("gjenstår: {n}", n=left),
            _("Bli enige om punktene dere svarte ulikt på ({n}).", n=left),
        )
    elif not agreed.finished:
        yield Stop(AGREE, name, _("samlet vurdering gjenstår"), _("Bli enige om den samlede vurderingen."))
    else:
        yield Stop(AGREE, name, _("✓ ferdig"))


def of_extraction(part: Part | None, form: Form, *, asked: bool) -> Stop:
    """What the article says of itself. `asked`: this reader may write it down."""
    name = form.heading.get(language())
    n = sum(1 for one in form.fields if part and part.fields.text(one.name).strip())
    if not n:
        return Stop(EXTRACTION, name, _("ikke begynt"), _("Skriv opp det viktigste fra artikkelen.") if asked else "")
    every = len(form.fields)
    state = _("{n} av {all} felt fylt ut", n=n, all=every)
    if asked and (refused := keeping.unsaved()):
        return Stop(EXTRACTION, name, state, _("Rett det som ikke er lagret ({n} felt).", n=refused))
    waits = ""
    if asked and every - n == 1:
        waits = _("Ett felt i skjemaet står tomt: fyll det ut, eller la det stå om artikkelen ikke sier det.")
    elif asked and n < every:
        waits = _(
            "{n} felt i skjemaet står tomme: fyll dem ut, eller la dem stå om artikkelen ikke sier det.",
            n=every - n,
        )
    return Stop(EXTRACTION, name, state, waits=waits)
