"""The method team's own glossary: concepts added to the one that ships, and corrections of it. Each change is an event.

What ships is never changed: a concept of the same id takes its place as long as it stands, and when it is taken away the
shipped one holds again. Every proposal of such a concept says that it is the team's.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any

from pico.concepts import as_mapping, as_yaml, own_concepts, read_concept, read_entries
from pipeline.errors import BadInput
from pipeline.ports import Change, Store, View
from pipeline.rows import NATION, Actor
from pipeline.safe_text import read_safely
from pipeline.steps.fields import clean
from pipeline.steps.own_texts import text_of_file

MOST = 5_000  # concepts in one file
MOST_BYTES, MOST_VALUES = 4_000_000, 200_000


def save_concept(
    store: Store, actor: Actor, concept_id: str, value: Mapping[str, Any], *, why: str = "", client_id: str = ""
) -> str:
    """Add a concept, or correct the one of this id; `value` has the keys of the glossary's files. Gives the id of its row.

    BadInput: data_key_missing, data_key_wrong, data_key_unknown, each with the key; see `pico.concepts`.
    """
    concept = read_concept(concept_id.strip(), value)
    text = clean(json.dumps(as_mapping(concept), ensure_ascii=False))
    with store.write(actor, "glossary.edit", "nation", NATION, client_id=client_id) as change:
        return _keep(change, concept.id, text, why)


def remove_concept(store: Store, actor: Actor, concept_id: str, *, why: str = "", client_id: str = "") -> None:
    """Take the team's version of a concept away; what ships under this id holds again. BadInput: concept_not_own."""
    with store.write(actor, "glossary.remove", "nation", NATION, client_id=client_id) as change:
        own = {one.name for one in change.view.glossary_concepts()}
        if concept_id not in own and not change.replayed:
            raise BadInput("concept_not_own", concept=concept_id[:60])
        change.put("glossary_concept", change.view.glossary_row(concept_id), {"removed_at": change.at}, why=why)


def import_concepts(store: Store, actor: Actor, text: str, *, client_id: str = "") -> int:
    """Take in a glossary file (YAML of the shape that ships); gives how many concepts are new or changed.

    Nothing is taken in of a file that has a fault; the error names line and key. BadInput: `read_safely`'s,
    glossary_too_many(longest).
    """
    read = functools.partial(read_safely, most_bytes=MOST_BYTES, most_values=MOST_VALUES)
    concepts = read(clean_lines(text), lambda whole: read_entries([whole], "team")).concepts
    if len(concepts) > MOST:
        raise BadInput("glossary_too_many", longest=MOST)
    changed = 0
    with store.write(actor, "glossary.edit", "nation", NATION, client_id=client_id) as change:
        here = {one.name: one.text for one in change.view.glossary_concepts()}
        for concept in concepts.values():
            value = json.dumps(as_mapping(concept), ensure_ascii=False)
            if here.get(concept.id) != value:
                _keep(change, concept.id, value, "")
                changed += 1
    return changed


def export_concepts(view: View) -> str:
    """The team's own concepts as a file that `import_concepts` takes, here or elsewhere."""
    return as_yaml(tuple(own_concepts(view.glossary_concepts()).values()))


def import_file(store: Store, actor: Actor, content: bytes, *, client_id: str = "") -> int:
    """`import_concepts` of a file. BadInput: also checklist_too_big, checklist_not_utf8 with its line."""
    return import_concepts(store, actor, text_of_file(content, MOST_BYTES), client_id=client_id)


def clean_lines(text: str) -> str:
    """A file's text with one kind of line break. BadInput: personal_number in any of its lines."""
    return "\n".join(clean(line) for line in text.replace("\r\n", "\n").split("\n"))


def _keep(change: Change, name: str, text: str, why: str) -> str:
    row_id = change.view.glossary_row(name)
    if row_id:
        change.put("glossary_concept", row_id, {"concept": text, "removed_at": None}, why=why)
        return row_id
    values = {"name": name, "concept": text, "created_at": change.at, "created_by": change.person_id}
    return change.add("glossary_concept", values, why=why)
