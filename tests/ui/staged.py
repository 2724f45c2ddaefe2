"""A question of Oslo with everything in it, and somebody in every role around it; all of them made up.

Each person is found by name: `who("leads")`. Nobody holds more than their name says.
"""

from __future__ import annotations

import wiring
from pipeline.rows import Actor
from pipeline.steps import example, need, share, talk, team
from pipeline.steps.people import register
from tests.pipeline.cast import bare
from tests.ui import pages

OSLO, BERGEN = "0301", "4601"
# name -> where they work, the role they are given, at the need or in the municipality
CAST = {
    "practises": (OSLO, "practice", "need"),
    "researches": (OSLO, "research", "need"),
    "peer": (BERGEN, "peer", "need"),
    "contact": (OSLO, "contact", "municipality"),
    "employed": (OSLO, "", ""),
    "reads": (BERGEN, "", ""),
    "outsider": (BERGEN, "", ""),
}
INSIDE = ("leads", "practises", "researches", "peer", "contact")
SECRET = "Eksempel: hva mener forskerlaget om dette?"
TITLE = "Eksempel: Hjelper trening mot fall?"


def staged() -> str:
    """Fill a folder: the question's id. It is shared with the one who reads, and with nobody else."""
    store, oslo = pages.store(), pages.place(OSLO)
    register(store, "Eksempel administrator", oslo)
    leads = bare(store, "Eksempel leads", oslo)
    employed = bare(store, "Eksempel raises", oslo)
    need_id = need.raise_need(store, employed, TITLE, oslo)
    question_id = example._build(store, employed, need_id, *wiring.library().for_example)
    for name, (place, role, at) in CAST.items():
        one = bare(store, f"Eksempel {name}", pages.place(place))
        giver = employed if at == "need" else admin()
        if role:
            team.appoint(store, giver, one.person_id, role, at, need_id if at == "need" else oslo)
    talk.say(store, employed, question_id, "screen", SECRET, waits_for="research")
    share.share(store, employed, need_id, "person", who("reads").person_id)
    team.hand_over(store, employed, need_id, leads.person_id)
    for one in store.seen_by(employed).my_appointments():
        team.leave(store, employed, one.id)
    for one in store.seen_by(admin()).my_appointments():
        if one.scope_kind == "municipality":
            team.leave(store, admin(), one.id)
    return question_id


def admin() -> Actor:
    """The first, who administers the installation."""
    return pages.me()


def who(name: str) -> Actor:
    """One of the cast."""
    people = pages.store().seen_by(admin()).people()
    return Actor(next(one.id for one in people if one.name == f"Eksempel {name}"))
