"""What the method team's own texts cost a page: `python -m benchmarks.own_texts`.

Each kind is published with the words that ship, several times over. Prints how long a page waits for the library: where
nothing is published, the first time after a publication, and after that; what it takes to look up what a question stays
with; and the same for a method team that has corrected every concept of the glossary, which is the most it can do, with how
long one correction of such a draft takes, and how much of it the others wait for. Milliseconds, the median of many.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import wiring
from pico.concepts import as_mapping, as_yaml
from pipeline import own_texts
from pipeline.rows import NOBODY, Actor
from pipeline.steps import glossary, need, people, question, text_entries
from pipeline.steps import own_texts as verbs
from pipeline.text_edits import values_of
from pipeline.text_form_table import FORMS
from pipeline.text_forms import rows_of

LOOKS, EDITIONS = 200, 5

FIRST = re.compile(r"(?m)^([^#\n]*?\bnb: [\"'])")  # the first words of a text


def took(look: Callable[[], object], times: int = LOOKS) -> float:
    """The median of so many looks, in milliseconds."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        look()
        found.append((time.perf_counter() - begun) * 1e3)
    return median(found)


class Held:
    """How long each write of a store keeps the others waiting, in milliseconds."""

    def __init__(self, store: Any) -> None:
        self.ms, self._store, self._write = list[float](), store, store.write

    def __enter__(self) -> Held:
        @contextmanager
        def write(*what: Any, **more: Any) -> Iterator[Any]:
            with self._write(*what, **more) as change:
                begun = time.perf_counter()
                yield change
            self.ms.append((time.perf_counter() - begun) * 1e3)

        self._store.write = write
        return self

    def __exit__(self, *_fault: object) -> None:
        del self._store.write


def write_in(store: Any, actor: Actor, kind: str) -> float:
    """How long it takes to save what was written in the first box of a kind, in milliseconds."""
    draft = verbs.start_draft(store, actor, kind, wiring.library().texts[kind])
    group = FORMS[kind][0]
    name = next(iter(rows_of(FORMS[kind], values_of(wiring.library().texts[kind]), (group.name,)).places))
    turn, said = count(), [""]
    common = (store, actor, kind, draft, (group.name, name), group.boxes[0].name)
    version = [1]

    def save() -> None:
        text = f"Eksempel {next(turn)}"
        version[0] = text_entries.save_text(*common, text, language="nb", seen=said[0], expected=version[0])
        said[0] = text

    return took(save, 10)


def main() -> int:
    """Measure, and print a table."""
    shipped = wiring.library().texts
    with tempfile.TemporaryDirectory() as folder:
        store = wiring.open_store(Path(folder) / "texts.sqlite")
        home = store.seen_by(NOBODY).places()[0].id
        actor = people.register(store, "Eksempel Person", home)
        question_id = question.start_question(store, actor, need.raise_need(store, actor, "Eksempel", home))
        view = store.seen_by(actor)

        def bound() -> object:
            return own_texts.bound(view, question_id, view.own_texts_held())

        rows = [("library, nothing published", took(lambda: wiring.library_here(view)))]
        for edition in range(EDITIONS):
            for kind, text in shipped.items():  # what says the same as what holds is not published
                own = FIRST.sub(rf"\g<1>{edition} ", text, count=1)
                if own == text:  # the glossary, which ships with nothing of a team's own
                    continue
                draft = verbs.start_draft(store, actor, kind, own)
                verbs.publish(store, actor, draft, shipped=shipped, seen=1)
        rows.append((f"library, first time, {EDITIONS} x {len(shipped)}", took(lambda: wiring.library_here(view), 1)))
        rows.append(("library, after that", took(lambda: wiring.library_here(view))))
        rows.append(("what a question stays with", took(bound)))
        concepts = wiring.library().entries.concepts
        draft = verbs.start_draft(store, actor, own_texts.GLOSSARY, as_yaml(tuple(concepts.values())))

        def correct() -> None:
            value = as_mapping(concepts["falls"]) | {"en": [f"example {time.perf_counter_ns()}"]}
            glossary.save_concept(store, actor, "falls", value, shipped=shipped, draft_id=draft)

        with Held(store) as held:
            rows.append((f"one concept of a draft of {len(concepts)}", took(correct, 5)))
        rows.append(("of that with the store's writer held", median(held.ms)))
        longest = max((kind for kind in shipped if kind in FORMS), key=lambda one: len(shipped[one]))
        rows.append((f"one box of {longest}, {len(shipped[longest]) // 1000} kB", write_in(store, actor, longest)))
        seen = glossary.drafts(view)[0].text.version
        verbs.publish(store, actor, draft, shipped=shipped, seen=seen)
        rows.append((f"library, first time, {len(concepts)} own concepts", took(lambda: wiring.library_here(view), 1)))
        rows.append(("library, after that", took(lambda: wiring.library_here(view))))
        store.close()
    for what, ms in rows:
        print(f"{what:<40} {ms:>8.2f} ms")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
