"""What later steps of the schema add, as SQL. `data/schema.py` names the steps; what was released is never changed."""

from __future__ import annotations

# What is held of references beside their groups. `compared`: what a reference said when it was compared with the others, and
# by which rules ("" = never). A link keeps two apart that belong together: `a_id` is the older version, or what is about
# `b_id`. A pick says which source record a field is shown from; the newest in a group counts. `study_apart` remembers that
# two reports are not of one study.
BELONGING = """
ALTER TABLE reference ADD COLUMN compared TEXT NOT NULL DEFAULT '';
CREATE INDEX reference_to_compare ON reference(question_id) WHERE compared = '';
ALTER TABLE pair RENAME TO pair_before;
CREATE TABLE pair (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id),
    a_id TEXT NOT NULL REFERENCES reference(id), b_id TEXT NOT NULL REFERENCES reference(id),
    state TEXT NOT NULL CHECK (state IN ('doubtful', 'same', 'different', 'linked')), reason_code TEXT NOT NULL,
    reason_params TEXT NOT NULL, score REAL NOT NULL, UNIQUE (question_id, a_id, b_id)) STRICT;
INSERT INTO pair SELECT id, question_id, a_id, b_id, state, reason_code, reason_params, score FROM pair_before;
DROP TABLE pair_before;
CREATE TABLE link (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id),
    a_id TEXT NOT NULL REFERENCES reference(id), b_id TEXT NOT NULL REFERENCES reference(id), kind TEXT NOT NULL CHECK
        (kind IN ('version', 'preprint', 'abstract', 'notice', 'protocol', 'short_form', 'registration', 'part')),
    state TEXT NOT NULL CHECK (state IN ('found', 'confirmed', 'refused', 'same')), reason_code TEXT NOT NULL,
    reason_params TEXT NOT NULL, pair_id TEXT REFERENCES pair(id), UNIQUE (question_id, a_id, b_id)) STRICT;
CREATE INDEX link_b ON link(b_id);
CREATE TABLE pick (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id),
    reference_id TEXT NOT NULL REFERENCES reference(id), field TEXT NOT NULL,
    source_record_id TEXT NOT NULL REFERENCES source_record(id), source TEXT NOT NULL, at TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person(id), removed_at TEXT) STRICT;
CREATE UNIQUE INDEX pick_once ON pick(reference_id, field) WHERE removed_at IS NULL;
CREATE INDEX pick_question ON pick(question_id);
CREATE TABLE study_apart (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id),
    a_id TEXT NOT NULL REFERENCES reference(id), b_id TEXT NOT NULL REFERENCES reference(id), removed_at TEXT) STRICT;
CREATE UNIQUE INDEX study_apart_once ON study_apart(question_id, a_id, b_id) WHERE removed_at IS NULL
"""

# What a method team adds to the glossary or corrects in it; a question that was taken back after a split; where a word is from.
GLOSSARY = """
CREATE TABLE glossary_concept (
    id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, concept TEXT NOT NULL, created_at TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES person(id), removed_at TEXT) STRICT;
ALTER TABLE question ADD COLUMN removed_at TEXT;
ALTER TABLE word RENAME TO word_before;
CREATE TABLE word (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id), element TEXT NOT NULL,
    text TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('text', 'mesh')),
    origin TEXT NOT NULL CHECK (origin IN ('glossary', 'team', 'mesh_file', 'mesh_live', 'hand')),
    concept TEXT NOT NULL DEFAULT '', removed_at TEXT) STRICT;
INSERT INTO word SELECT id, question_id, element, text, kind, origin, concept, removed_at FROM word_before;
DROP TABLE word_before;
CREATE UNIQUE INDEX word_once ON word(question_id, element, kind, text) WHERE removed_at IS NULL
"""

# Articles that a team knows beforehand, to try strategies against; and what somebody else says of a strategy (PRESS 2015).
SEARCH_QUALITY = """
CREATE TABLE key_article (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id), pmid TEXT NOT NULL, doi TEXT NOT NULL,
    record TEXT NOT NULL DEFAULT '', looked_at TEXT, created_at TEXT NOT NULL, removed_at TEXT,
    CHECK (pmid <> '' OR doi <> '')) STRICT;
CREATE INDEX key_article_question ON key_article(question_id);
CREATE TABLE remark (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id),
    strategy_id TEXT NOT NULL REFERENCES strategy(id), person_id TEXT NOT NULL REFERENCES person(id),
    element TEXT NOT NULL, outcome TEXT NOT NULL CHECK (outcome IN ('none', 'suggested', 'required')),
    line INTEGER NOT NULL DEFAULT 0, text TEXT NOT NULL, at TEXT NOT NULL, removed_at TEXT) STRICT;
CREATE INDEX remark_question ON remark(question_id, strategy_id)
"""

# Two people appraise, each for themselves; what they agree on is an appraisal of its own, one for an instrument's version.
AGREED = """
ALTER TABLE appraisal RENAME TO appraisal_before;
CREATE TABLE appraisal (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id),
    reference_id TEXT NOT NULL REFERENCES reference(id), instrument TEXT NOT NULL, version TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person(id), agreed INTEGER NOT NULL DEFAULT 0 CHECK (agreed IN (0, 1))) STRICT;
INSERT INTO appraisal SELECT id, question_id, reference_id, instrument, version, person_id, 0 FROM appraisal_before;
DROP TABLE appraisal_before;
CREATE INDEX appraisal_question ON appraisal(question_id);
CREATE UNIQUE INDEX appraisal_once ON appraisal(reference_id, instrument, version, person_id) WHERE agreed = 0;
CREATE UNIQUE INDEX appraisal_agreed_once ON appraisal(reference_id, instrument, version) WHERE agreed = 1
"""

# Checklists of the method team's own, and those that ship and are no longer offered (`shipped`; they have no text here). The
# text is the field "text" of the row, with its versions. A published one stays as it is: the triggers refuse any other.
_SET = "('published', 'retired')"
_KEPT = f"EXISTS (SELECT 1 FROM instrument WHERE id = {{row}}.object_id AND state IN {_SET})"
INSTRUMENTS = (
    """
CREATE TABLE instrument (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, version TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'retired', 'discarded')),
    shipped INTEGER NOT NULL DEFAULT 0 CHECK (shipped IN (0, 1)), based_on TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES person(id), published_at TEXT) STRICT
""",
    f"CREATE UNIQUE INDEX instrument_once ON instrument(name, version) WHERE state IN {_SET}",
    f"CREATE TRIGGER instrument_no_update BEFORE UPDATE ON instrument WHEN OLD.state IN {_SET} AND (NEW.state NOT IN {_SET}"
    " OR NEW.id <> OLD.id OR NEW.name <> OLD.name OR NEW.version <> OLD.version OR NEW.shipped <> OLD.shipped)"
    " BEGIN SELECT RAISE(ABORT, 'a published instrument stays as it is'); END",
    "CREATE TRIGGER instrument_no_delete BEFORE DELETE ON instrument"
    " BEGIN SELECT RAISE(ABORT, 'an instrument is never deleted'); END",
    "CREATE TRIGGER instrument_no_replace BEFORE INSERT ON instrument"
    " WHEN EXISTS (SELECT 1 FROM instrument WHERE id = NEW.id)"
    " BEGIN SELECT RAISE(ABORT, 'an instrument is never replaced'); END",
    *(
        f"CREATE TRIGGER instrument_text_no_{verb.lower()} BEFORE {verb} ON field WHEN {_KEPT.format(row=row)}"
        " BEGIN SELECT RAISE(ABORT, 'the text of a published instrument stays as it is'); END"
        for verb, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
    ),
)

# The articles themselves, as PDF beside the checklist; and who has said that they are not going to appraise one.
PAPERS = """
CREATE TABLE paper (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id),
    reference_id TEXT NOT NULL REFERENCES reference(id), name TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
    bytes BLOB NOT NULL, added_at TEXT NOT NULL, added_by TEXT NOT NULL REFERENCES person(id), removed_at TEXT) STRICT;
CREATE INDEX paper_question ON paper(question_id, reference_id);
CREATE UNIQUE INDEX paper_once ON paper(reference_id, sha256) WHERE removed_at IS NULL;
CREATE TABLE abstention (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id),
    reference_id TEXT NOT NULL REFERENCES reference(id), person_id TEXT NOT NULL REFERENCES person(id), at TEXT NOT NULL,
    removed_at TEXT) STRICT;
CREATE UNIQUE INDEX abstention_once ON abstention(reference_id, person_id) WHERE removed_at IS NULL;
CREATE INDEX abstention_question ON abstention(question_id)
"""
# Editions of the other texts that the method team owns: frameworks, step cards, reasons ... (`pipeline/own_texts.py` has the
# kinds). Numbered when they are published; that and the text then stay as they are, as with checklists.
_OWN_KEPT = f"EXISTS (SELECT 1 FROM own_text WHERE id = {{row}}.object_id AND state IN {_SET})"
OWN_TEXTS = (
    """
CREATE TABLE own_text (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, number INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'retired', 'discarded')),
    based_on TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL, created_by TEXT NOT NULL REFERENCES person(id),
    published_at TEXT) STRICT
""",
    f"CREATE UNIQUE INDEX own_text_once ON own_text(kind, number) WHERE state IN {_SET}",
    f"CREATE TRIGGER own_text_no_update BEFORE UPDATE ON own_text WHEN OLD.state IN {_SET} AND (NEW.state NOT IN {_SET}"
    " OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.number <> OLD.number)"
    " BEGIN SELECT RAISE(ABORT, 'a published text stays as it is'); END",
    "CREATE TRIGGER own_text_no_delete BEFORE DELETE ON own_text"
    " BEGIN SELECT RAISE(ABORT, 'a text of the method team is never deleted'); END",
    "CREATE TRIGGER own_text_no_replace BEFORE INSERT ON own_text"
    " WHEN EXISTS (SELECT 1 FROM own_text WHERE id = NEW.id)"
    " BEGIN SELECT RAISE(ABORT, 'a text of the method team is never replaced'); END",
    *(
        f"CREATE TRIGGER own_text_text_no_{verb.lower()} BEFORE {verb} ON field WHEN {_OWN_KEPT.format(row=row)}"
        " BEGIN SELECT RAISE(ABORT, 'a published text stays as it is'); END"
        for verb, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
    ),
)
