"""The history on a page: who did what, and when, in the words of the pages; one press is one line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from html import escape
from typing import Any

import streamlit as st

from pico.question import say
from pipeline import history
from pipeline.errors import NotThere
from pipeline.history import TYPED, Changed, Line, Said, Values
from pipeline.needs import Choice
from pipeline.own_texts import KINDS
from pipeline.rights import VERBS
from pipeline.rows import Event, Question, Share
from ui import here, safe
from ui.words import _, language, moment, sentence

PER_PAGE = 50  # lines
CHUNK = 500  # events that are read at a time: one write may have many
MOST_CHUNKS = 40
SHORT = 160  # characters of a text that are shown at once


MADE = {  # kinds of rows that are only marked as taken away later -> the verb that makes them
    "word": "word.add", "study_report": "study.group", "pick": "reference.pick", "study_apart": "study.refuse",
    "paper": "paper.add", "abstention": "appraise.abstain",
}  # fmt: skip
_TEAM = frozenset(("team", one) for one in ("team", "share", "invite"))  # belongs to no step: what its verbs begin with


def draw(question_id: str, step_id: str) -> None:
    """The newest lines of a step, or of team and sharing ("team"), and a button for older ones: read when asked for."""
    key = f"history-{question_id}-{step_id}"
    if not st.toggle(_("Vis historikken"), key=key):
        return
    question = here.view().question(question_id)
    wanted = PER_PAGE * int(st.session_state.get(f"{key}-pages", 1))
    verbs = [verb for verb, row in VERBS.items() if row.step == step_id or (step_id, verb.partition(".")[0]) in _TEAM]
    shelf = Shelf(question)
    found = history.lines(_events(question.id, verbs, wanted + 1), shelf)
    shown = "".join(_line(one, question.language) for one in found[:wanted])
    if not found:
        safe.show(safe.tag("p", _("Ingenting er gjort her ennå.")))
        return
    safe.show(f'<ol class="kb-history" aria-label="{escape(_("Historikk"))}">{shown}</ol>')
    if len(found) > wanted:
        st.button(_("Vis flere"), key=f"{key}-more", on_click=_more, args=(f"{key}-pages",))


def _more(key: str) -> None:
    st.session_state[key] = int(st.session_state.get(key, 1)) + 1


def _events(question_id: str, verbs: Sequence[str], writes: int) -> list[Event]:
    """The newest events of so many writes (the last one may be cut short, and is not shown)."""
    found: list[Event] = []
    for number in range(MOST_CHUNKS):
        some = here.view().history(question_id, verbs, limit=CHUNK, offset=number * CHUNK)
        found += some
        if len(some) < CHUNK or len({one.write_id for one in found}) > writes:
            break
    return found


# -- lines as HTML: every text escaped


def _line(one: Line, typed: str) -> str:
    marks = [_("tatt tilbake senere")] if one.undone else []
    head = safe.tag("p", " · ".join((moment(one.at), *marks)), css="kb-legend")
    verb = sentence(f"verb_{one.verb}")
    did = _("angret: {what}", what=verb) if one.undoes else verb
    about = f": {_said(one.about, typed)}" if one.about else ""
    rows = [_changed(each, typed) for each in one.changes]
    if one.more:
        rows.append(escape(_("… og {n} til", n=one.more)))
    if one.why:
        rows.append(f"{escape(_('Hvorfor'))}: {_said(one.why, typed)}")
    listed = f"<ul>{''.join(f'<li>{row}</li>' for row in rows)}</ul>" if rows else ""
    return f"<li>{head}<div><strong>{escape(one.person)}</strong> {escape(did)}{about}</div>{listed}</li>"


def _changed(one: Changed, typed: str) -> str:
    what = escape(_words(one.what))
    if one.old and one.new:
        before, after = escape(_("før")), escape(_("nå"))
        return f"{what} – {before}: {_values(one.old, typed)} → {after}: {_values(one.new, typed)}"
    if one.old:
        return f"{what} – {escape(_('tatt bort'))}: {_values(one.old, typed)}"
    return f"{what}: {_values(one.new, typed)}" if one.new else what


def _values(values: Values, typed: str) -> str:
    return ", ".join(_said(one, typed) for one in values)


def _said(one: Said, typed: str) -> str:
    """Words with the language they are in; a long text short, with the whole of it a press away."""
    text = _words(one)
    lang = typed if one.lang == TYPED else one.lang
    quoted = f"«{text}»" if one.lang else text
    if len(text) <= SHORT:
        return safe.tag("span", quoted, lang=lang)
    mark = f' lang="{escape(lang)}"' if lang else ""
    whole = "".join(safe.tag("p", row) for row in text.splitlines() if row.strip())
    return f"<details{mark}><summary>{escape(text[:SHORT].rstrip())} …</summary>{whole}</details>"


def _words(one: Said) -> str:
    return sentence(one.code, one.params) if one.code else one.text


def in_short(question: Question, events: Sequence[Event]) -> str:
    """One write in a few words: what was done, and to which field or thing."""
    told = history.lines(list(reversed(events)), Shelf(question))
    if not told:
        return ""
    verb = sentence(f"verb_{told[0].verb}")
    what = ", ".join(dict.fromkeys(_words(one.what) for one in told[0].changes[:2]))
    return f"{verb} ({what})" if what else verb


class Shelf:
    """What the log names by id, as the pages call it. Made for one drawing; each thing is looked up once."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._library = here.library()
        self._instruments = here.instruments()
        self._view = here.view()
        self._abouts: dict[tuple[str, str], Said | None] = {}

    def label(self, words: str, value: str, object_id: str) -> str:
        """The label of a choice in the reader's language; empty = not known."""
        if words == "column":
            return self._heading(object_id, value)
        found = self._labels.get(words)
        if found is not None:
            return found.get(value, "")
        return self._of_instrument(words, value, object_id)

    def about(self, kind: str, object_id: str, verb: str) -> Said | None:
        """What an object is known by. What is not to be seen (any more) has no name."""
        if (kind, object_id) not in self._abouts:
            try:
                self._abouts[kind, object_id] = self._about(kind, object_id, verb)
            except NotThere:
                self._abouts[kind, object_id] = None
        return self._abouts[kind, object_id]

    def row(self, kind: str, object_id: str) -> Mapping[str, Any]:
        """A row that an event takes away or brings back."""
        try:
            if kind == "vote":
                vote = self._view.vote(object_id)
                return {name: getattr(vote, name) for name in ("reference_id", "stage", "answer", "reason", "note")}
            if kind == "comment":
                return {"text": self._view.comment(object_id).text}
            if kind == "merge":
                merge = self._view.merge(object_id)
                return {
                    "kept_id": merge.kept_id,
                    "reason_code": merge.reason_code,
                    "reason_params": merge.reason_params,
                }
            if kind in ("appointment", "invitation"):
                one = self._view.appointment(object_id) if kind == "appointment" else self._view.invitation(object_id)
                return {"person_id": getattr(one, "person_id", ""), "role": one.role}
            if kind == "share":
                return next(
                    (
                        {"audience_kind": one.audience_kind, "audience_id": one.audience_id}
                        for one in self._shares
                        if one.id == object_id
                    ),
                    {},
                )
        except NotThere:
            return {}
        return self._made.get(object_id, {}) if kind in MADE else {}

    def _about(self, kind: str, object_id: str, verb: str) -> Said | None:
        view = self._view
        if kind == "reference":
            record = view.reference(object_id).record
            return Said(safe.title_of(record), lang=safe.language_of(record))
        if kind in ("pair", "link"):
            pair = view.pair(object_id) if kind == "pair" else view.link(object_id)
            first, second = self.about("reference", pair.a_id, ""), self.about("reference", pair.b_id, "")
            return _both(first, second)
        if kind == "run":
            run = view.run(object_id)
            source = Said(code=f"source_{run.source}")
            return Said(f"{_words(source)}: {run.file_name}") if run.file_name else source
        if kind == "appraisal":
            found = self._appraisals.get(object_id)
            return self.about("reference", found[0], "") if found else None
        if kind == "research_need":
            return _typed(view.fields(kind, object_id).text("title"))
        return self._part(object_id, verb) if kind == "part" else None

    def _part(self, part_id: str, verb: str) -> Said | None:
        if verb.startswith("extract."):
            return self.about("reference", self._extractions.get(part_id, ""), "")
        fields = self._view.fields("part", part_id)
        if verb.startswith("place."):
            name = fields.text("name")
            return Said(self.label("place", name, "") or name) if name else None
        return _typed(fields.text("outcome")) if verb.startswith("finding.") else None

    def _heading(self, run_id: str, place: str) -> str:
        """What a column ("0.3": the fourth of the first table) is called in the file that a run has asked about."""
        receipt = self._view.run(run_id).receipt
        plans = receipt.get("plans") or [one["plan"] for one in receipt.get("columns", ())]
        try:
            table, position = (int(one) for one in place.split("."))
            return str(plans[table]["columns"][position]["heading"])
        except (ValueError, IndexError):
            return ""

    def _of_instrument(self, words: str, value: str, appraisal_id: str) -> str:
        """Answers, judgements and items belong to the version that the appraisal is bound to."""
        found = self._appraisals.get(appraisal_id)
        instrument = self._instruments.get(found[1]) if found else None
        if instrument is None:
            return ""
        if words == "item":
            return next((one.number for one in instrument.items if one.id == value), "")
        if words == "variant":
            return next((one.label.get(language()) for one in instrument.variants if one.id == value), "")
        if words == "answer":
            return next((one.label.get(language()) for one in instrument.answers if one.id == value), "")
        return next((one.label.get(language()) for one in instrument.judgements if one.id == value), "")

    @cached_property
    def _labels(self) -> Mapping[str, Mapping[str, str]]:
        library, spoken = self._library, language()
        wording, needs = library.forms.wording, library.needs

        def of(choices: Sequence[Choice]) -> dict[str, str]:
            return {one.id: one.say(spoken) for one in choices}

        grades = [one for one in library.instruments.values() if one.id in ("grade", "cerqual")]
        lists = ("service_areas", "askers", "reasons", "statuses", "levels", "designs")
        return {name: of(needs.list(name)) for name in lists} | {
            "place": of(library.places),
            "exclusion_reason": of(library.reasons),
            "question_type": {one.id: say(one.plain, spoken) for one in library.question_types.values()},
            "framework": {one.id: say(one.label, spoken) for one in library.frameworks.values()},
            "element": self._elements,
            "search_item": {str(one.number): one.label[spoken] for one in library.forms.report},
            "section": {one.id: one.heading[spoken] for one in library.forms.template.sections},
            "instrument": {one.id: one.title.get(spoken) for one in self._instruments.values()},
            "direction": {name: one[spoken]["verb"] for name, one in wording.directions.items()}
            | {"none": _("ingen forskjell")},
            "size": {name: one[spoken] for name, one in wording.sizes.items()},
            "certainty": {name: one[spoken] for name, one in wording.words.items()},
            "municipality": {one.municipality_id: one.name for one in self._view.names()}
            | {self._question.municipality_id: self._question.municipality},
            "person": self._people,
            "grade_item": {one.id: one.text.get(spoken) for kind in grades for one in kind.items},
            "grade_answer": {one.id: one.label.get(spoken) for kind in grades for one in kind.answers},
            "outcome": {},
            "extraction_field": library.extraction.labels(spoken),
            "extraction_form": {one.id: one.title.get(spoken) for one in library.extraction.forms},
            "text_kind": {name: sentence(f"text_kind_{name}") for name in KINDS},
            "edition": {one.id: _("utgave {n}", n=one.number) for one in self._view.own_texts_held()},
            "audience": {one.audience_id: one.audience for one in self._shares},
        }

    @cached_property
    def _shares(self) -> tuple[Share, ...]:
        return self._view.shares(self._question.need_id, ended=True)

    @cached_property
    def _people(self) -> Mapping[str, str]:
        """Everybody who is or was in the team, and those it was shared with, by name."""
        team = {one.person_id: one.person for one in self._view.team(self._question.need_id)}
        return {one.id: one.name for one in self._view.people()} | team

    @property
    def _elements(self) -> dict[str, str]:
        """Codes mean the same in every framework, but the one in use has the words that stand on the page."""
        chosen = self._view.fields("question", self._question.id).text("framework")
        frameworks = [*self._library.frameworks.values(), *filter(None, [self._library.frameworks.get(chosen)])]
        return {one.code: say(one.label, language()) for framework in frameworks for one in framework.elements}

    @cached_property
    def _appraisals(self) -> Mapping[str, tuple[str, str]]:
        """appraisal -> the reference it is of, and the instrument with its version."""
        found = self._view.appraisals(self._question.id)
        return {one.id: (one.reference_id, f"{one.instrument}@{one.version}") for one in found}

    @cached_property
    def _extractions(self) -> Mapping[str, str]:
        return {one.id: one.reference_id for one in self._view.parts(self._question.id, "extraction")}

    @cached_property
    def _made(self) -> Mapping[str, Mapping[str, Any]]:
        """Rows as they were added: of those that are only marked as taken away later."""
        events = self._view.history(self._question.id, list(MADE.values()), limit=5000)
        return {one.object_id: json.loads(one.new or "{}") for one in events if not one.field and one.old is None}


def _both(first: Said | None, second: Said | None) -> Said | None:
    """Two names as one."""
    if first is None or second is None:
        return first or second
    return Said(f"{first.text} / {second.text}", lang=first.lang)


def _typed(text: str) -> Said | None:
    return Said(text, lang=TYPED) if text else None
