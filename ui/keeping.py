"""What stands in a field against what is stored: saved as it is left, and never written over without a person saying so.

A field is known by its widget's key, `<object id>:<name>`. Three things are kept of each: the version that it showed, what was
heard of it last, and the id of its next save. They live with the session. A browser outlives its session (a server that
restarts, a telephone that slept): what it then brings is saved where nobody has written since it was shown, and stands
beside what is stored where somebody has.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from pipeline.errors import Conflict, Problem
from pipeline.ids import new_id
from pipeline.rows import Saved
from ui import here, safe, unsettled
from ui.words import told

Save = Callable[[str, int | None, str], int]  # value, expected version, client id -> new version
_SHOWN_AT = "shown-at"
LOOKED_BACK = 500  # events of a question


def token(key: str) -> str:
    """The client id of a widget: made when it is drawn, the same until its act is done, so that a resend is one event."""
    held: str = books("tokens").setdefault(key, new_id())
    return held


def spend(key: str) -> str:
    """The client id of a widget whose act is now being done; the next draw makes a new one."""
    return str(books("tokens").pop(key, new_id()))


def books(name: str) -> dict[str, Any]:
    """What is kept of each widget, in one place: every drawn text field goes through all keys of the session state."""
    books: dict[str, Any] = st.session_state.setdefault(f"kit {name}", {})
    return books


def standing(key: str) -> str:
    """What the server holds of a widget. It is also given as the widget's own beginning: where a run is broken off, Streamlit
    forgets to tell the browser what was set, and an empty box would be sent back, and kept, as if somebody had emptied it.
    """
    return str(st.session_state.get(key) or "")


def begin() -> None:
    """First on every page: when it was drawn, told to the browser, which brings it along to a session that knows nothing."""
    state = st.session_state
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if _SHOWN_AT in state:
        state[_SHOWN_AT] = now
    # The box is hidden by `ui/style.css`.
    state["shown-at-before"] = st.text_input(_SHOWN_AT, now, key=_SHOWN_AT, label_visibility="collapsed")


def follow(key: str, saved: Saved, save: Save) -> str:
    """Before the field is drawn: let it show what is stored, unless this reader is in the middle of settling a conflict, from an
    earlier day even; save what came without anybody being told. Gives what the widget is to begin with.

    In a session that has not shown the field nothing is set, so that what a browser brings from an earlier one is seen.
    """
    state = st.session_state
    if found := state.get(f"{key}#conflict"):
        state.setdefault(key, found["yours"])  # the box is gone while another page is shown: its words are not
        return standing(key)
    if key not in state:
        if (refused := state.get(f"{key}#refused")) is not None:  # what could not be saved waits for whoever comes back
            state[key] = refused
            token(key)
            return standing(key)
        state.pop(f"{key}#problem", None)
        if _takes_up_again(key, saved):
            return standing(key)
    elif _unheard(key) and standing(key):
        left(key, save)
        return standing(key)
    if key in books("heard") and (key not in state or _unheard(key) or books("versions").get(key) != saved.version):
        state[key] = saved.value
    books("versions")[key] = saved.version
    token(key)
    return standing(key) if key in state else saved.value


def heard(key: str, begins: str, saved: Saved, save: Save) -> None:
    """After the field is drawn: what stands in it is known; what a browser brought from an earlier session is kept."""
    first, value = key not in books("heard"), standing(key)
    books("heard")[key] = hash(value)
    if not first or value == begins or f"{key}#conflict" in st.session_state or f"{key}#refused" in st.session_state:
        return
    shown_at = st.session_state.get("shown-at-before", "")
    written = bool(value) and value != _stood(key, shown_at)  # an empty box is no text
    if not written:
        books("versions").pop(key)
        st.rerun()  # which shows what is stored
    elif saved.at <= shown_at:
        keep(key, save, value, saved.version, spend(key))
    else:
        _both(key, saved, value)
        unsettled.put_by(key, value)


def nothing_since(question_id: str) -> bool:
    """Whether nothing was written in a question since the browser's page was shown."""
    newest = here.view().events(question_id, limit=1)
    return not newest or newest[0].at <= st.session_state.get("shown-at-before", "")


def _stood(key: str, at: str) -> str | None:
    """What stood in a field at a time, if it has been written over since; None where it has not, or where it cannot be known."""
    object_id, _sign, name = key.partition(":")
    if not (question_id := here.question_id()):
        return None
    since = (one for one in here.view().events(question_id, limit=LOOKED_BACK) if one.at > at)
    return next((one.old or "" for one in reversed([*since]) if (one.object_id, one.field) == (object_id, name)), None)


def _unheard(key: str) -> bool:
    """True for a text that came while another page was on its way: Streamlit then knows it, and calls nobody. An empty one
    is no text, for a box that was taken from the page says the same: what is stored is shown again.
    """
    return books("heard").get(key, hash(standing(key))) != hash(standing(key))


def left(key: str, save: Save) -> None:
    """The reader left the field: save what stands in it."""
    keep(key, save, standing(key), books("versions").get(key), spend(key))


def keep(key: str, save: Save, value: str, expected: int | None, client_id: str) -> bool:
    """Save a text; True when it stands. If not, the field says why, and no word of it is lost."""
    state = st.session_state
    books("heard")[key] = hash(value)
    try:
        try:
            books("versions")[key] = save(value, expected, client_id)
        except Conflict as conflict:
            state[f"{key}#conflict"] = {**conflict.params, "yours": value}
            unsettled.put_by(key, value)
            return False
        if state.pop(f"{key}#conflict", None):
            unsettled.let_go(key)
    except Problem as problem:
        state[f"{key}#problem"], state[f"{key}#refused"] = safe.for_label(told(problem)), value
        return False
    forget(key)
    return True


def forget(key: str) -> None:
    """What could not be saved in a field is no longer meant."""
    for mark in ("problem", "refused"):
        st.session_state.pop(f"{key}#{mark}", None)


def _takes_up_again(key: str, saved: Saved) -> bool:
    """After a reload or a restart: a conflict that nobody settled is shown again, with the words that stand now."""
    state = st.session_state
    yours = unsettled.kept(key)
    if yours is None:
        return False
    if yours == saved.value:
        unsettled.let_go(key)
        return False
    _both(key, saved, yours)
    state[key], books("versions")[key] = yours, unsettled.NEVER_SHOWN
    token(key)
    return True


def _both(key: str, saved: Saved, yours: str) -> None:
    """Two texts of one field, to be chosen between."""
    who = next((one.name for one in here.view().people() if one.id == saved.person_id), "")
    found = {"theirs": saved.value, "yours": yours, "who": who, "version": saved.version}
    st.session_state[f"{key}#conflict"] = found


def unsaved() -> int:
    """How many fields hold words that could not be saved, or two texts that nobody has chosen between."""
    marks = [str(key).rpartition("#") for key in st.session_state]
    return len(
        {key for key, _sign, mark in marks if key and mark in ("problem", "conflict") and key in st.session_state}
    )
