"""How thoroughly the question is to be answered: three ways to work, with what each costs in time and trust."""

from __future__ import annotations

import streamlit as st

from pico.question import say
from pipeline.profiles import chosen, departures, screens_alone
from pipeline.rows import Fields, Question
from pipeline.steps.fields import save_field
from ui import expectations, here, kit, reader, safe
from ui.words import _, language, sentence


def draw(question: Question, fields: Fields) -> None:
    """The profile: chosen by the team, told to everybody else."""
    profiles = here.library().profiles
    profile = chosen(profiles, fields.text("profile"))
    safe.heading(2, _("Hvor grundig skal dere gå fram?"))
    if reader.may("question.edit"):
        key = f"{question.id}:profile"
        st.session_state[key] = profile.id

        def picked() -> None:
            value = str(st.session_state[key])
            kit.act(key, lambda: save_field(here.store(), here.actor(), "question", question.id, "profile", value))

        st.radio(
            _("Arbeidsprofil"),
            list(profiles),
            key=key,
            on_change=picked,
            format_func=lambda one: f"{say(profiles[one].label, language())} ({say(profiles[one].time, language())})",
            captions=[say(one.means, language()) for one in profiles.values()],
        )
    else:
        safe.show(safe.tag("p", _("Arbeidsprofil: {profile}", profile=say(profile.label, language()))))
    safe.paragraph(say(profile.trust, language()), css="kb-legend")
    if screens_alone(profile):
        safe.paragraph(sentence("profile_screened_by_one"), css="kb-legend")
    for code, params in departures(profile, expectations.done(question.id)):
        safe.show(safe.tag("p", f"▲ {sentence(code, params)}"))
