"""What the pages of the method room have in common: which row is meant, and two texts that somebody must choose between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff

import streamlit as st

from pipeline.errors import BadInput
from ui import safe, unsettled
from ui.words import _, sentence

KIND = "method-kind"  # the page's first choice: another kind has other editions


def show(page: str, row_id: str) -> None:
    """From now on the page is about this row."""
    st.session_state[f"{page}-chosen"] = row_id
    st.session_state.pop(f"{page}-missing", None)
    if page == KIND:
        st.query_params.pop("utgave", None)


def shown(page: str) -> str:
    """The row that the page is about; "" until one was chosen."""
    return str(st.session_state.get(f"{page}-chosen", ""))


def shows_away(kind: str) -> bool:
    """Whether this person has asked for the discarded drafts of a kind."""
    return bool(st.session_state.get(f"method-away-{kind}"))


def ask_for_away(kind: str, count: int) -> None:
    """The box that shows or hides the discarded drafts, where there are any."""
    if count:
        label = _("Vis også ett kastet utkast") if count == 1 else _("Vis også {n} kastede utkast", n=count)
        st.checkbox(label, key=f"method-away-{kind}")


def choose(page: str, name: str, label: str, options: Mapping[str, str]) -> str:
    """The box knows its options (id -> label) by their labels, and these change with what is done: which one is meant is
    kept beside it, and in the address under `name`, so that a reload shows the same.
    """
    state, chosen, box = st.session_state, f"{page}-chosen", f"{page}-box"
    if state.get(chosen) not in options:
        asked = (
            "" if chosen in state else str(st.query_params.get(name, ""))
        )  # what was chosen here is gone: not asked for
        if asked and asked not in options:
            state[f"{page}-missing"] = asked
        state[chosen] = asked if asked in options else next(iter(options))
    state[box] = state[chosen]
    if missing := state.get(f"{page}-missing"):
        said = _(
            "Adressen viser til «{asked}», som ikke finnes her, eller som du ikke kan se. Velg i listen i stedet.",
            asked=str(missing)[:60],
        )
        st.warning(safe.for_label(said))

    st.selectbox(
        label,
        list(options),
        format_func=lambda one: options[one],
        key=box,
        on_change=lambda: show(page, str(state[box])),
    )
    if st.query_params.get(name) != state[chosen]:
        st.query_params[name] = state[chosen]
    return str(state[chosen])


def differences(key: str) -> None:
    """Of two texts of the field with this key that somebody must choose between, the lines that differ; both stand whole
    above. Nothing where there is no conflict.
    """
    found = st.session_state.get(f"{key}#conflict")
    if not found:
        return
    theirs, yours = (str(found[name]).splitlines() for name in ("theirs", "yours"))
    lines = list(unified_diff(theirs, yours, n=1, lineterm=""))[2:]
    label = _("Linjene som er ulike: - står i deres tekst, + i din")
    safe.show(safe.tag("p", label, css="kb-label"), safe.box(label, "\n".join(lines)))


def in_boxes(kind: str, draft_id: str, *, readable: bool) -> bool:
    """Whether this person wants boxes; a text that cannot be read, or that two have written, is shown as it stands."""
    state, key, kept = st.session_state, f"text-way-{kind}", f"text-way-{kind}#kept"
    if not readable or f"{draft_id}:text#conflict" in state or "text" in unsettled.of(draft_id):
        state[kept] = "yaml"
        return False
    names = {"form": _("Skjema"), "yaml": _("Tekst (YAML)")}
    state[key] = state.get(kept, "form")  # the box forgets what was chosen while it is not drawn

    def keep() -> None:
        state[kept] = state[key]

    way = st.radio(
        _("Rediger som"), list(names), format_func=lambda one: names[one], key=key, on_change=keep, horizontal=True
    )
    return way == "form"


def unchosen(draft_id: str) -> bool:
    """Whether somewhere in a draft two texts stand that nobody has chosen between."""
    return bool(unsettled.of(draft_id)) or any(True for _key in _marked(draft_id, "conflict"))


def refused(draft_id: str) -> tuple[str, ...]:
    """The names of the fields of a draft that hold words which could not be saved, also those that are not on the page now."""
    return tuple(key.removeprefix(f"{draft_id}:") for key in _marked(draft_id, "refused"))


def look(draft_id: str) -> None:
    """Inside a press that publishes: BadInput text_box_refused where the draft is not what its fields say."""
    if refused(draft_id):
        raise BadInput("text_box_refused")


def _marked(draft_id: str, mark: str) -> Iterator[str]:
    """The keys of the fields of a draft that bear a mark."""
    for one in map(str, st.session_state):
        key, _sign, last = one.rpartition("#")
        if last == mark and key.startswith(f"{draft_id}:"):
            yield key


def why_not(draft_id: str, *, readable: bool, new: bool = True) -> str:
    """Why a draft cannot be published as it stands; "" = it can. `new`: it says something else than what holds."""
    if refused(draft_id):
        return sentence("text_box_refused")
    if unchosen(draft_id):
        return _("To har skrevet i det samme feltet. Velg hvilken tekst som skal stå, og publiser etterpå.")
    if not readable:
        return _("Teksten kan ikke brukes slik den står. Rett det som er sagt over, og publiser etterpå.")
    return "" if new else sentence("text_nothing_new")
