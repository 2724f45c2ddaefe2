"""What has been merged, each with its reason and a way back that says what it means; and pairs told apart."""

from __future__ import annotations

import streamlit as st

from pipeline.rows import Merge, Pair
from pipeline.steps import dedupe
from ui import here, kit, reader, safe
from ui.words import _, number, sentence

PER_PAGE = 20


def draw(question_id: str) -> None:
    """The newest first, page by page."""
    total = here.view().count_merges(question_id)
    apart = here.view().pairs(question_id, "different")
    if not total and not apart:
        return
    said = _("Slått sammen: {n} i alt. Holdt fra hverandre: {m}.", n=number(total), m=number(len(apart)))
    with st.expander(said, key=f"merged-{question_id}"):  # its label counts: without a key it would close at each undo
        page = st.pagination(-(-total // PER_PAGE), key=f"merges-{question_id}") if total > PER_PAGE else 1
        for merge in here.view().merges(question_id, limit=PER_PAGE, offset=(page - 1) * PER_PAGE):
            one(merge)
        for pair in apart[:PER_PAGE]:
            _apart(pair)


def one(merge: Merge, *, titled: bool = True) -> None:
    """A merge: what, why, by whom, and the way back with what it means."""
    who = _("funnet av programmet") if merge.how == "auto" else _("bestemt av et menneske")
    why = safe.tag("p", f"{sentence(merge.reason_code, merge.reason_params)} ({who})", css="kb-legend")
    if titled:
        record = here.view().reference(merge.link[0]).record
        safe.show(safe.tag("p", record.title, lang=safe.language_of(record)), safe.flags(record), why)
    else:
        safe.show(why)
    if reader.may("dedupe.undo"):
        _what_it_means(merge)
    kit.button(
        _("Del dem igjen"),
        f"undo-{merge.id}{'' if titled else '-whole'}",
        lambda cid: dedupe.undo_merge(here.store(), here.actor(), merge.id, client_id=cid),
        help=_("De blir to referanser igjen. Valg som er gjort, følger hver sin."),
        verb="dedupe.undo",
    )


def _what_it_means(merge: Merge) -> None:
    """Said before it is done, where people have decided on the group already."""
    if not here.view().votes(merge.link[0]):
        return
    parts = dedupe.parted(here.view(), merge)
    said = " · ".join(number(votes) for _leader, votes in parts)
    lines = [_("Deles de, følger valgene den referansen de ble gjort på: {said}.", said=said)]
    if any(not votes for _leader, votes in parts):
        lines.append(_("Den som ikke har noen, venter på utvelgelse igjen."))
    safe.show(safe.tag("p", " ".join(lines), css="kb-legend"))


def _apart(pair: Pair) -> None:
    a, b = here.view().reference(pair.a_id).record, here.view().reference(pair.b_id).record
    safe.show(
        safe.tag("p", _("Holdt fra hverandre:"), css="kb-legend"),
        *(
            safe.tag("p", safe.title_of(one)[:90], css="kb-legend", lang=safe.language_of(one)) + safe.flags(one)
            for one in (a, b)
        ),
    )
    with st.container(horizontal=True):
        kit.button(
            _("Slå dem sammen"),
            f"join-{pair.id}",
            lambda cid: dedupe.same(here.store(), here.actor(), pair.id, client_id=cid),
            verb="dedupe.merge",
        )
        kit.button(
            _("Spør på nytt"),
            f"reopen-{pair.id}",
            lambda _id: dedupe.reopen(here.store(), here.actor(), pair.id),
            verb="dedupe.undo",
        )
