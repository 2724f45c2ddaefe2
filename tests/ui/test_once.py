"""What a page says once: kept until a page that said it was drawn to its end, and said once in each run."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def page() -> None:
    """Says what the last press left, and is drawn anew in the middle as often as it is told to."""
    import streamlit as st

    from ui import once

    def pressed(begins_anew: int) -> None:
        st.session_state.update({"said": "Lagret.", "anew": begins_anew})

    once.begin()
    for place in ("over", "under"):
        if said := once.take("said"):
            st.success(f"{place}: {said}")
    if left := st.session_state.get("anew", 0):
        st.session_state["anew"] = left - 1
        st.rerun()
    for n in (0, 1, 3):
        st.button(f"{n}", on_click=pressed, args=(n,))
    once.end()


def part() -> None:
    """A part of a page that is drawn alone: no run of the whole page has begun."""
    import streamlit as st

    from ui import once

    st.button("press", on_click=lambda: st.session_state.update(said="Lagret."))
    st.text(str(once.take("said", "ingenting")))


def test_it_is_seen_once_however_often_the_page_begins_anew() -> None:
    at = AppTest.from_function(page).run()
    assert not at.success
    for place in range(3):
        at.button[place].click().run()
        assert [one.value for one in at.success] == ["over: Lagret."], place
        at.run()
        assert not at.success, place


def test_a_part_that_is_drawn_alone_says_it_once() -> None:
    at = AppTest.from_function(part).run()
    assert at.text[0].value == "ingenting"
    assert at.button[0].click().run().text[0].value == "Lagret."
    assert at.run().text[0].value == "ingenting"
