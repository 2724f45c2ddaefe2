"""Pages without a browser: open one by its address, press and fill as a person does, read what was drawn.

`AppTest` knows pages that are files; ours are functions, so a page is chosen by the hash of its address, as Streamlit's
own client does.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element
from streamlit.util import calc_hash

import wiring
from pipeline import flow
from pipeline.ports import Store, View
from pipeline.rows import NOBODY, Actor

MAIN = Path(__file__).resolve().parents[2] / "ui" / "main.py"
ADDRESSES = {step.id: step.address for step in flow.STEPS} | {
    "home": "",
    "register": "register",
    "structure": "ksf",
    "about": "om",
    "glossary": "ordliste",
    "account": "konto",
    "settings": "innstillinger",
    "people": "kommunen",
    "team": "lag",
    "method": "metode",
}

# Fields of Streamlit's messages whose text is never read as Markdown. The options of a list are plain, those of round
# buttons are not.
PLAIN = {"id", "form_id", "default", "value", "raw_value", "raw_values", "placeholder", "page", "page_script_hash",
         "query_string", "url", "shortcut", "icon", "file_type", "url_pathname", "wrap", "srcdoc", "language"}  # fmt: skip
PLAIN_OPTIONS = {"selectbox", "multiselect"}


def opened(page: str = "home", question_id: str = "", *, reader: Actor | None = None) -> AppTest:
    """A new session on a page, drawn once; of `reader`, or of the one person of an installation without accounts."""
    at = AppTest.from_file(MAIN, default_timeout=30)
    if reader is not None:
        at.session_state["person_id"] = reader.person_id
    if question_id:
        at.query_params["q"] = question_id
    if ADDRESSES[page]:
        at._page_hash = calc_hash(ADDRESSES[page])
    at.run()
    at._page_hash = ""  # from here on the reader stays on the page that a run ended on
    return at


def store() -> Store:
    """The store that the pages write to."""
    return wiring.house().store


def place(number: str = "0301") -> str:
    """The id of a municipality as it is called today; Oslo unless another number is given."""
    return next(one.id for one in store().seen_by(NOBODY).places() if one.number == number)


def me() -> Actor:
    """Whoever the pages take the reader for."""
    person = store().only_person()
    return Actor(person.id) if person else NOBODY


def view() -> View:
    """What the reader may see."""
    return store().seen_by(me())


def elements(at: AppTest) -> Iterator[Element]:
    """Everything on the page, from top to bottom."""
    yield from _below(at._tree)


def _below(block: Block) -> Iterator[Any]:
    for child in block.children.values():
        yield child
        if isinstance(child, Block):
            yield from _below(child)


def html(at: AppTest) -> str:
    """All HTML that our own code made, but for the style sheet."""
    bodies = (element.proto.body for element in elements(at) if element.type == "html")
    return "\n".join(body for body in bodies if not body.startswith("<style>"))


def read_as_markdown(at: AppTest) -> Iterator[tuple[str, str]]:
    """(where, text) of every text that Streamlit reads as Markdown: labels, helps, alerts, options, headings."""
    for element in elements(at):
        if element.type in ("html", "iframe", "code") or getattr(element, "proto", None) is None:
            continue
        for path, text in _strings(element.proto):
            name = path.rpartition(".")[2]
            if name in PLAIN or (name == "options" and element.type in PLAIN_OPTIONS):
                continue
            yield f"{element.type}.{path}", text


def _strings(message: Message, path: str = "") -> Iterator[tuple[str, str]]:
    for field, value in message.ListFields():
        here = f"{path}.{field.name}" if path else field.name
        for one in value if field.is_repeated else (value,):
            if isinstance(one, Message):
                yield from _strings(one, here)
            elif isinstance(one, str):
                yield here, one


def said(at: AppTest) -> list[str]:
    """What the boxes on the page say: errors, warnings, information, success."""
    return [box.value for boxes in (at.error, at.warning, at.info, at.success) for box in boxes]


def labels(at: AppTest) -> list[str]:
    """The names of all buttons."""
    return [button.label for button in at.button]


def press(at: AppTest, label: str) -> AppTest:
    """Press the first button whose name begins so."""
    return next(button for button in at.button if button.label.startswith(label)).click().run()


def box(at: AppTest, label: str) -> Any:
    """The first field whose label begins so."""
    fields = (*at.text_area, *at.text_input, *at.selectbox, *at.radio, *at.multiselect, *at.checkbox, *at.toggle)
    return next(field for field in fields if field.label.startswith(label))


def wait_for_jobs(question_id: str, seconds: float = 20) -> None:
    """Wait until the workers of this process have nothing more to do for a question."""
    until = time.monotonic() + seconds
    while any(job.state in ("queued", "running") for job in view().jobs(question_id)):
        assert time.monotonic() < until, "a job did not end"
        time.sleep(0.05)
