"""What the step to editions of the glossary does with the concepts that a method team had put in before: edition 1, published.

Until then each concept was a row of its own that held at once. Those in force become one text; the rows stay as they were,
and so does what this program could not read of them, which held nowhere.
"""

from __future__ import annotations

from sqlite_utils import Database

from data.rowing import dump, utc_now
from pico.concepts import as_yaml, kept_concepts
from pipeline.edition import SHIPPED
from pipeline.ids import new_id

WHY = "carried over: before there were editions of the glossary, each concept held at once"


def carry_glossary(db: Database) -> None:
    """Publish what holds of the team's own concepts as its first edition, with events; nothing where there is none."""
    rows = db.execute(
        "SELECT name, concept, created_by FROM glossary_concept WHERE removed_at IS NULL ORDER BY created_at, id"
    ).fetchall()
    concepts = kept_concepts((name, text) for name, text, _by in rows)
    if not concepts:
        return
    now, write_id, edition, person = utc_now(), new_id(), new_id(), rows[0][2]
    text = as_yaml(concepts)
    draft = {
        "kind": "glossary",
        "state": "draft",
        "based_on": SHIPPED,
        "created_at": now,
        "created_by": person,
    }
    published = {"number": 1, "state": "published", "published_at": now}
    # A published text takes no new words: the text is there before its edition is published, as when a person does it.
    db.execute(
        "INSERT INTO own_text (id, kind, state, based_on, created_at, created_by)"
        " VALUES (:id, :kind, :state, :based_on, :created_at, :created_by)",
        {"id": edition, **draft},
    )
    db.execute(
        "INSERT INTO field (object_id, name, kind, value, version, at, person_id) VALUES (?, 'text', 'own_text', ?, 1, ?, ?)",
        (edition, text, now, person),
    )
    db.execute(
        "UPDATE own_text SET number = :number, state = :state, published_at = :published_at WHERE id = :id",
        {"id": edition, **published},
    )
    before = dump({"number": 0, "state": "draft", "published_at": None})
    for field, old, new in (("", None, dump(draft)), ("text", None, text), ("", before, dump(published))):
        db.execute(
            "INSERT INTO event (seq, id, write_id, at, person_id, municipality_id, verb, kind, object_id, need_id,"
            " question_id, field, old_value, new_value, why)"
            " SELECT (SELECT coalesce(max(seq), 0) + 1 FROM event), ?, ?, ?, id, municipality_id, 'text.publish', 'own_text',"
            " ?, NULL, NULL, ?, ?, ?, ? FROM person WHERE id = ?",
            (new_id(), write_id, now, edition, field, old, new, WHY, person),
        )
