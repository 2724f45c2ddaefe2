"""The pages: navigation and steps made from the one list in `pipeline/flow.py`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from pipeline import flow  # noqa: E402
from pipeline.errors import Problem  # noqa: E402
from pipeline.rights import open_to  # noqa: E402
from pipeline.rows import HERE, NATION  # noqa: E402
from ui import (  # noqa: E402
    about,
    account,
    frame,
    glossary,
    here,
    home,
    keeping,
    method_room,
    once,
    people,
    register,
    safe,
    settings,
    signed_out,
    structure,
    team,
    unsettled,
    welcome,
)
from ui.steps import appraise, dedupe, need, question, research_need, screen, search, summarise  # noqa: E402
from ui.words import _, told  # noqa: E402

STEP_PAGES = {
    "need": need.draw,
    "question": question.draw,
    "search": search.draw,
    "dedupe": dedupe.draw,
    "screen": screen.draw,
    "appraise": appraise.draw,
    "summarise": summarise.draw,
    "research_need": research_need.draw,
}
ICON = Path(__file__).with_name("icon.png")


def main() -> None:
    """One run of the script: one page for whoever is looking."""
    once.begin()
    _page()
    once.end()


def _page() -> None:
    st.set_page_config(page_title="Kunnskapsbroen", page_icon=str(ICON), layout="centered")
    st.html(Path(__file__).with_name("style.css").read_text(encoding="utf-8"))
    try:
        person = here.view().me()
    except Problem as problem:
        st.title("Kunnskapsbroen")
        st.error(safe.for_label(told(problem)))
        return
    signed_out.make_way_for(person)
    if person is None and here.store().accounts_on():
        st.navigation([st.Page(signed_out.page, title=_("Logg inn"), default=True)], position="hidden").run()
        return
    if person is None:
        st.navigation([st.Page(welcome.page, title=_("Velkommen"), default=True)], position="hidden").run()
        return
    st.session_state["language"] = person.language
    here.begin_texts("")  # until a step's page says which question it is about
    unsettled.read_own()
    keeping.begin()
    theirs = pages()
    frame.PAGES.update(theirs)  # shared by all readers: where links lead, not who may go there
    chosen = st.navigation(list(theirs.values()), position="top")
    st.set_page_config(page_title=f"{chosen.title} · Kunnskapsbroen")
    try:
        chosen.run()
    except Problem as problem:
        st.error(safe.for_label(told(problem)))


def pages() -> dict[str, st.Page]:  # type: ignore[valid-type]
    """Every page by name; step pages are reached by the stepper, the others by the menu."""
    national = here.view().roles("nation", NATION)
    menu = {
        "home": st.Page(home.page, title=_("Hjem"), default=True),
        "people": st.Page(people.page, title=_("Kommunen"), url_path="kommunen"),
        "register": st.Page(register.page, title=_("Forskningsbehov"), url_path="register"),
        "structure": st.Page(structure.page, title="KSF", url_path="ksf"),
        "glossary": st.Page(glossary.page, title=_("Ordliste"), url_path="ordliste"),
        "method": st.Page(
            method_room.page,
            title=_("Metode"),
            url_path="metode",
            visibility="visible" if open_to("instrument.edit", national) else "hidden",
        ),
        "about": st.Page(about.page, title=_("Om"), url_path="om"),
        "account": st.Page(account.page, title=_("Min side"), url_path="konto"),
    }
    if open_to("account.start", here.view().roles("installation", HERE)):
        menu["settings"] = st.Page(settings.page, title=_("Innstillinger"), url_path="innstillinger")
    steps = {
        step.id: st.Page(
            frame.step_page(step.id, STEP_PAGES[step.id]),
            title=frame.title_of(step.id),
            url_path=step.address,
            visibility="hidden",
        )
        for step in flow.STEPS
    }
    beside = {"team": st.Page(team.page, title=_("Lag og deling"), url_path="lag", visibility="hidden")}
    return menu | steps | beside


main()
