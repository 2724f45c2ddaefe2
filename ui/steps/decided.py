"""What has been decided at a stage of the screening, the newest first: to look over, to change, and to agree on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from pipeline.needs import offered
from pipeline.rows import Reference, Vote
from pipeline.steps import screen
from ui import here, kit, reader, safe
from ui.words import _, language, moment, number

PER_PAGE = 10
DIFFERENT = "conflict"
REASONS = "reasons"


def draw(question_id: str, stage: str, *, again: bool = False) -> None:
    """Folded away, and looked up only when it is opened: it stands beside what is screened by key. `again`: on the page of the
    stage that follows.
    """
    if not here.view().my_votes(question_id, stage):
        return
    key = f"decided-{question_id}-{stage}"
    label = _("Se og endre det som er bestemt")
    if again:
        label = _("Se og endre det som er bestemt på tittel og sammendrag")
    with st.expander(label, key=key, on_change="rerun") as folded:
        if not folded.open:
            return
        told = _told(question_id, stage)
        labels = {answer: f"{label} ({number(n)})" for answer, (label, n) in _counted(told, stage).items() if n}
        answer = st.radio(_("Vis"), list(labels), format_func=lambda one: labels[one], horizontal=True, key=f"{key}-of")
        shown = [group for group, votes in told.items() if verdict(votes, stage) == answer]
        page = st.pagination(-(-len(shown) // PER_PAGE), key=f"{key}-{answer}") if len(shown) > PER_PAGE else 1
        names = {one.id: one.name for one in here.view().people()}
        for group in shown[(page - 1) * PER_PAGE : page * PER_PAGE]:
            with st.container(border=True):
                _one(here.view().reference(group), stage, told[group], names)


def _told(question_id: str, stage: str) -> dict[str, tuple[Vote, ...]]:
    """Each person's decision at the stage, by reference; those decided last first."""
    found = {}
    for group, votes in here.view().votes_told(question_id).items():
        newest = {vote.person_id: vote for vote in votes if vote.stage == stage}
        if newest:
            found[group] = tuple(newest.values())
    return dict(sorted(found.items(), key=lambda one: max(vote.at for vote in one[1]), reverse=True))


def verdict(votes: Sequence[Vote], stage: str) -> str:
    """What people's decisions come to at a stage: an answer, or that they differ, in it or in why (at the first, "maybe" goes on
    too).
    """
    answers = {vote.answer for vote in votes}
    if len({vote.reason for vote in votes}) > 1 and answers == {"exclude"}:
        return REASONS
    if len(answers) == 1:
        return answers.pop()
    return "maybe" if stage == "abstract" and "exclude" not in answers else DIFFERENT


def _counted(told: Mapping[str, Sequence[Vote]], stage: str) -> dict[str, tuple[str, int]]:
    labels = {DIFFERENT: _("Dere er uenige"), REASONS: _("Ikke ta med, av ulike grunner"), **answers()}
    come_to = [verdict(votes, stage) for votes in told.values()]
    return {answer: (label, come_to.count(answer)) for answer, label in labels.items()}


def answers() -> dict[str, str]:
    """The answers of the first stage as its buttons say them."""
    return {"include": _("Ta med"), "maybe": _("Kanskje"), "exclude": _("Ikke ta med")}


def _one(reference: Reference, stage: str, votes: Sequence[Vote], names: Mapping[str, str]) -> None:
    """A reference, who decided what and why, and another answer of one's own."""
    reasons = {reason.id: reason.say(language()) for reason in here.library().reasons}
    safe.record_card(reference.record, level=3, abstract=False)
    lines = []
    for vote in votes:
        why = f" ({reasons.get(vote.reason, vote.reason)})" if vote.reason else ""
        who, when = names.get(vote.person_id, "–"), moment(vote.at)
        lines.append(safe.tag("p", f"{answers()[vote.answer]}{why} · {who}, {when}", css="kb-legend"))
        if vote.note:
            lines.append(safe.typed("p", vote.note, kit.written_in()))
    safe.show(*lines)
    own = next((vote for vote in votes if vote.person_id == here.actor().person_id), None)
    if own is None or not reader.may("screen.vote"):
        return
    if verdict(votes, stage) in (DIFFERENT, REASONS):
        safe.paragraph(_("Snakk sammen. Den som vil noe annet nå, endrer valget sitt her."))
    with st.container(horizontal=True):
        if stage == "abstract":
            for answer, label in answers().items():
                if answer != own.answer:
                    _change(reference, own, answer, _("Endre til: {answer}", answer=label))
        else:
            _change_in_full(reference, own)


def _change_in_full(reference: Reference, own: Vote) -> None:
    if own.answer != "include":
        _change(reference, own, "include", _("Endre til: {answer}", answer=_("Ta med")))
    for reason in offered(here.library().reasons):
        if reason.id != own.reason:
            label = _("Endre til: ikke ta med, {reason}", reason=safe.for_label(reason.say(language())))
            _change(reference, own, "exclude", label, reason=reason.id)


def _change(reference: Reference, own: Vote, answer: str, label: str, *, reason: str = "") -> None:
    kit.button(
        label,
        f"change-{own.id}-{answer}-{reason}",
        lambda client_id: screen.vote(
            here.store(),
            here.actor(),
            reference.id,
            own.stage,
            answer,
            reason=reason,
            note=own.note,
            change_mind=True,
            client_id=client_id,
        ),
    )
