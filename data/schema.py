"""The tables. Made only here, by migrations, in order; each is one whole step or none (sqlite-utils `Migrations`).

Every row leads to one need or question, and only `need` says which municipality owns it. Text ids of our own are the
keys; numbers, PMIDs and names are attributes. SQL is kept to what SQLite and PostgreSQL share.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from data.carry_glossary import carry_glossary
from data.carry_over import carry_over
from data.schema_later import AGREED, BELONGING, GLOSSARY, INSTRUMENTS, OWN_TEXTS, PAPERS, SEARCH_QUALITY

SET = "kunnskapsbroen"
migrations = Migrations(SET)

FIRST = """
CREATE TABLE municipality (id TEXT PRIMARY KEY) STRICT;
CREATE TABLE municipality_name (
    municipality_id TEXT NOT NULL REFERENCES municipality(id), number TEXT NOT NULL, name TEXT NOT NULL,
    county TEXT NOT NULL, ksf_region TEXT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT,
    PRIMARY KEY (municipality_id, valid_from)) STRICT;
CREATE INDEX municipality_number ON municipality_name(number, valid_from);
CREATE TABLE person (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, municipality_id TEXT NOT NULL REFERENCES municipality(id),
    language TEXT NOT NULL CHECK (language IN ('nb', 'nn', 'en')), created_at TEXT NOT NULL) STRICT;
CREATE TABLE event (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, write_id TEXT NOT NULL, at TEXT NOT NULL, person_id TEXT NOT NULL,
    municipality_id TEXT NOT NULL, verb TEXT NOT NULL, kind TEXT NOT NULL, object_id TEXT NOT NULL,
    need_id TEXT, question_id TEXT, field TEXT NOT NULL DEFAULT '', old_value TEXT, new_value TEXT,
    why TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX event_object ON event(object_id, seq);
CREATE INDEX event_question ON event(question_id, verb, seq);
CREATE INDEX event_need ON event(need_id, seq);
CREATE INDEX event_write ON event(write_id);
CREATE TABLE field (
    object_id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0), at TEXT NOT NULL, person_id TEXT NOT NULL REFERENCES person(id),
    PRIMARY KEY (object_id, name)) STRICT;
CREATE TABLE need (
    id TEXT PRIMARY KEY, municipality_id TEXT NOT NULL REFERENCES municipality(id),
    example INTEGER NOT NULL DEFAULT 0 CHECK (example IN (0, 1)), created_at TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES person(id), deleted_at TEXT) STRICT;
CREATE INDEX need_municipality ON need(municipality_id);
CREATE TABLE question (
    id TEXT PRIMARY KEY, need_id TEXT NOT NULL REFERENCES need(id), created_at TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES person(id)) STRICT;
CREATE INDEX question_need ON question(need_id);
CREATE TABLE word (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id), element TEXT NOT NULL,
    text TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('text', 'mesh')),
    origin TEXT NOT NULL CHECK (origin IN ('glossary', 'hand')), concept TEXT NOT NULL DEFAULT '',
    removed_at TEXT) STRICT;
CREATE UNIQUE INDEX word_once ON word(question_id, element, kind, text) WHERE removed_at IS NULL;
CREATE TABLE strategy (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id), source TEXT NOT NULL,
    version INTEGER NOT NULL, text TEXT NOT NULL, origin TEXT NOT NULL CHECK (origin IN ('built', 'edited')),
    created_at TEXT NOT NULL, UNIQUE (question_id, source, version)) STRICT;
CREATE TABLE file (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id), sha256 TEXT NOT NULL,
    name TEXT NOT NULL, size INTEGER NOT NULL, bytes BLOB NOT NULL, received_at TEXT NOT NULL,
    UNIQUE (question_id, sha256)) STRICT;
CREATE TABLE run (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id),
    kind TEXT NOT NULL CHECK (kind IN ('search', 'import', 'hand')), source TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('waiting', 'counting', 'counted', 'fetching', 'done', 'failed', 'cancelled')),
    counted INTEGER, strategy_id TEXT REFERENCES strategy(id), file_id TEXT REFERENCES file(id),
    receipt TEXT NOT NULL DEFAULT '{}', account TEXT NOT NULL DEFAULT '{}', asked_at TEXT NOT NULL,
    finished_at TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX run_question ON run(question_id);
CREATE TABLE reference (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id), group_id TEXT NOT NULL,
    shown TEXT NOT NULL, title TEXT NOT NULL, year INTEGER, created_at TEXT NOT NULL) STRICT;
CREATE INDEX reference_group ON reference(question_id, group_id, id);
CREATE TABLE source_record (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id), source TEXT NOT NULL,
    source_key TEXT NOT NULL, version INTEGER NOT NULL, content_hash TEXT NOT NULL, raw TEXT NOT NULL,
    record TEXT NOT NULL, reference_id TEXT NOT NULL REFERENCES reference(id), received_at TEXT NOT NULL,
    UNIQUE (question_id, source, source_key, version)) STRICT;
CREATE INDEX source_record_reference ON source_record(reference_id);
CREATE TABLE hit (
    run_id TEXT NOT NULL REFERENCES run(id), source_record_id TEXT NOT NULL REFERENCES source_record(id),
    is_new INTEGER NOT NULL CHECK (is_new IN (0, 1)), PRIMARY KEY (run_id, source_record_id)) STRICT;
CREATE INDEX hit_record ON hit(source_record_id);
CREATE TABLE pair (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id),
    a_id TEXT NOT NULL REFERENCES reference(id), b_id TEXT NOT NULL REFERENCES reference(id),
    state TEXT NOT NULL CHECK (state IN ('doubtful', 'same', 'different')), reason_code TEXT NOT NULL,
    reason_params TEXT NOT NULL, score REAL NOT NULL, UNIQUE (question_id, a_id, b_id)) STRICT;
CREATE TABLE merge (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id),
    kept_id TEXT NOT NULL REFERENCES reference(id), moved TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('auto', 'person')), reason_code TEXT NOT NULL, reason_params TEXT NOT NULL,
    at TEXT NOT NULL, undone_at TEXT) STRICT;
CREATE INDEX merge_question ON merge(question_id, kept_id);
CREATE TABLE vote (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id),
    reference_id TEXT NOT NULL REFERENCES reference(id),
    stage TEXT NOT NULL CHECK (stage IN ('abstract', 'full_text')), person_id TEXT NOT NULL REFERENCES person(id),
    answer TEXT NOT NULL CHECK (answer IN ('include', 'maybe', 'exclude')), reason TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '', at TEXT NOT NULL, seq INTEGER NOT NULL, ended_seq INTEGER) STRICT;
CREATE UNIQUE INDEX vote_in_force ON vote(reference_id, stage, person_id) WHERE ended_seq IS NULL;
CREATE INDEX vote_question ON vote(question_id, person_id, seq);
CREATE TABLE study (id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id)) STRICT;
CREATE TABLE study_report (
    id TEXT PRIMARY KEY, study_id TEXT NOT NULL REFERENCES study(id), question_id TEXT NOT NULL REFERENCES question(id),
    reference_id TEXT NOT NULL REFERENCES reference(id), removed_at TEXT) STRICT;
CREATE UNIQUE INDEX study_report_once ON study_report(reference_id) WHERE removed_at IS NULL;
CREATE TABLE appraisal (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id),
    reference_id TEXT NOT NULL REFERENCES reference(id), instrument TEXT NOT NULL, version TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person(id), UNIQUE (reference_id, instrument, version, person_id)) STRICT;
CREATE INDEX appraisal_question ON appraisal(question_id);
CREATE TABLE part (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id),
    kind TEXT NOT NULL CHECK (kind IN ('finding', 'extraction', 'other_place', 'summary')),
    reference_id TEXT REFERENCES reference(id), created_at TEXT NOT NULL, removed_at TEXT) STRICT;
CREATE INDEX part_question ON part(question_id, kind);
CREATE TABLE research_need (
    id TEXT PRIMARY KEY, need_id TEXT NOT NULL REFERENCES need(id), question_id TEXT REFERENCES question(id),
    created_at TEXT NOT NULL, removed_at TEXT) STRICT;
CREATE INDEX research_need_question ON research_need(question_id);
CREATE TABLE job (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, question_id TEXT NOT NULL REFERENCES question(id),
    person_id TEXT NOT NULL REFERENCES person(id),
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    params TEXT NOT NULL, cursor TEXT NOT NULL DEFAULT '{}', done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0, worker TEXT NOT NULL DEFAULT '', heartbeat_at TEXT NOT NULL DEFAULT '',
    error_code TEXT NOT NULL DEFAULT '', error_params TEXT NOT NULL DEFAULT '{}', created_at TEXT NOT NULL) STRICT;
CREATE INDEX job_state ON job(state, created_at);
CREATE INDEX job_question ON job(question_id, created_at)
"""

COMMENTS = """
CREATE TABLE comment (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id), step TEXT NOT NULL, text TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person(id), at TEXT NOT NULL,
    waits_for TEXT NOT NULL CHECK (waits_for IN ('', 'practice', 'research')), settled_at TEXT, removed_at TEXT) STRICT;
CREATE INDEX comment_question ON comment(question_id, step);
CREATE INDEX comment_waiting ON comment(waits_for, settled_at)
"""

DOCUMENTS = """
CREATE TABLE document (
    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES question(id), format TEXT NOT NULL, name TEXT NOT NULL,
    mime TEXT NOT NULL, language TEXT NOT NULL CHECK (language IN ('nb', 'nn', 'en')), sha256 TEXT NOT NULL,
    size INTEGER NOT NULL, bytes BLOB, draft INTEGER NOT NULL CHECK (draft IN (0, 1)), made_at TEXT NOT NULL,
    made_by TEXT NOT NULL REFERENCES person(id), based_on_seq INTEGER NOT NULL) STRICT;
CREATE INDEX document_question ON document(question_id, format, id)
"""

# Who belongs where, who works on what, who may read it. Periods are days ("2026-01-01"; the end is the first day that it
# holds no longer); what people do is told in UTC times. Empty `until_at` or `valid_to` (NULL) = still. A period that ends on
# the day it begins never held: that is what is left of one that was taken back.
STRUCTURE = """
ALTER TABLE municipality_name RENAME TO municipality_name_before;
CREATE TABLE municipality_name (
    id TEXT PRIMARY KEY, municipality_id TEXT NOT NULL REFERENCES municipality(id), number TEXT NOT NULL, name TEXT NOT NULL,
    county TEXT NOT NULL, ksf_region TEXT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT) STRICT;
INSERT INTO municipality_name SELECT lower(hex(randomblob(16))), municipality_id, number, name, county, ksf_region, valid_from,
    valid_to FROM municipality_name_before;
DROP TABLE municipality_name_before;
CREATE INDEX municipality_number ON municipality_name(number, valid_from);
CREATE INDEX municipality_name_place ON municipality_name(municipality_id, valid_from);
CREATE UNIQUE INDEX municipality_name_once ON municipality_name(municipality_id, valid_from)
    WHERE valid_to IS NULL OR valid_to > valid_from;
CREATE TABLE reform (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('merge', 'split', 'name')), valid_from TEXT NOT NULL,
    created_at TEXT NOT NULL, undone_at TEXT) STRICT;
CREATE TABLE succession (
    id TEXT PRIMARY KEY, reform_id TEXT NOT NULL REFERENCES reform(id), from_id TEXT NOT NULL REFERENCES municipality(id),
    to_id TEXT NOT NULL REFERENCES municipality(id), valid_from TEXT NOT NULL, heir INTEGER NOT NULL CHECK (heir IN (0, 1)),
    undone_at TEXT) STRICT;
CREATE UNIQUE INDEX succession_one_heir ON succession(from_id) WHERE heir = 1 AND undone_at IS NULL;
CREATE INDEX succession_from ON succession(from_id);
CREATE INDEX succession_to ON succession(to_id);
CREATE TABLE region (id TEXT PRIMARY KEY, created_at TEXT NOT NULL) STRICT;
CREATE TABLE region_host (
    id TEXT PRIMARY KEY, region_id TEXT NOT NULL REFERENCES region(id),
    municipality_id TEXT NOT NULL REFERENCES municipality(id), valid_from TEXT NOT NULL, valid_to TEXT) STRICT;
CREATE INDEX region_host_region ON region_host(region_id, valid_from);
CREATE INDEX region_host_municipality ON region_host(municipality_id, valid_from);
CREATE TABLE cluster (
    id TEXT PRIMARY KEY, region_id TEXT NOT NULL REFERENCES region(id), created_at TEXT NOT NULL,
    valid_from TEXT NOT NULL, valid_to TEXT) STRICT;
CREATE TABLE cluster_member (
    id TEXT PRIMARY KEY, cluster_id TEXT NOT NULL REFERENCES cluster(id),
    municipality_id TEXT NOT NULL REFERENCES municipality(id), valid_from TEXT NOT NULL, valid_to TEXT) STRICT;
CREATE INDEX cluster_member_cluster ON cluster_member(cluster_id, valid_from);
CREATE INDEX cluster_member_municipality ON cluster_member(municipality_id, valid_from);
CREATE TABLE cluster_motor (
    id TEXT PRIMARY KEY, cluster_id TEXT NOT NULL REFERENCES cluster(id),
    municipality_id TEXT NOT NULL REFERENCES municipality(id), valid_from TEXT NOT NULL, valid_to TEXT) STRICT;
CREATE INDEX cluster_motor_cluster ON cluster_motor(cluster_id, valid_from);
CREATE INDEX cluster_motor_municipality ON cluster_motor(municipality_id, valid_from);
CREATE TABLE appointment (
    id TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES person(id), role TEXT NOT NULL CHECK (role IN
        ('lead', 'practice', 'research', 'peer', 'contact', 'coordinator', 'method', 'administrator')),
    scope_kind TEXT NOT NULL CHECK (scope_kind IN
        ('need', 'municipality', 'cluster', 'region', 'nation', 'installation')),
    scope_id TEXT NOT NULL, from_at TEXT NOT NULL, until_at TEXT) STRICT;
CREATE UNIQUE INDEX appointment_once ON appointment(person_id, scope_kind, scope_id, role) WHERE until_at IS NULL;
CREATE INDEX appointment_scope ON appointment(scope_kind, scope_id, person_id);
CREATE TABLE share (
    id TEXT PRIMARY KEY, need_id TEXT NOT NULL REFERENCES need(id),
    audience_kind TEXT NOT NULL CHECK (audience_kind IN ('person', 'cluster', 'region', 'everybody', 'published')),
    audience_id TEXT NOT NULL, from_at TEXT NOT NULL, until_at TEXT) STRICT;
CREATE UNIQUE INDEX share_once ON share(need_id, audience_kind, audience_id) WHERE until_at IS NULL;
CREATE INDEX share_audience ON share(audience_kind, audience_id, need_id) WHERE until_at IS NULL
"""

SIGN_IN = """
ALTER TABLE person ADD COLUMN erased_at TEXT;
CREATE TABLE account (
    id TEXT PRIMARY KEY, person_id TEXT NOT NULL UNIQUE REFERENCES person(id), login TEXT UNIQUE,
    password_hash TEXT NOT NULL, created_at TEXT NOT NULL, disabled_at TEXT) STRICT;
CREATE TABLE identity (
    id TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES person(id), issuer TEXT NOT NULL, subject TEXT NOT NULL,
    created_at TEXT NOT NULL, UNIQUE (issuer, subject)) STRICT;
CREATE TABLE session (
    id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, person_id TEXT NOT NULL REFERENCES person(id),
    way TEXT NOT NULL, device TEXT NOT NULL, browser TEXT NOT NULL, opened_at TEXT NOT NULL, seen_at TEXT NOT NULL,
    ends_at TEXT NOT NULL, ended_at TEXT) STRICT;
CREATE INDEX session_person ON session(person_id, ended_at);
CREATE TABLE sign_in (
    id TEXT PRIMARY KEY, issuer TEXT NOT NULL, nonce TEXT NOT NULL, verifier TEXT NOT NULL, browser TEXT NOT NULL,
    invitation TEXT NOT NULL, onward TEXT NOT NULL, at TEXT NOT NULL, used_at TEXT, subject TEXT NOT NULL DEFAULT '',
    mapping_id TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE attempt (id TEXT PRIMARY KEY, key TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX attempt_key ON attempt(key, at);
CREATE TABLE invitation (
    id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, role TEXT NOT NULL, scope_kind TEXT NOT NULL,
    scope_id TEXT NOT NULL, municipality_id TEXT NOT NULL REFERENCES municipality(id), email TEXT NOT NULL,
    invited_by TEXT NOT NULL REFERENCES person(id), at TEXT NOT NULL, ends_at TEXT NOT NULL, used_at TEXT,
    used_by TEXT REFERENCES person(id), withdrawn_at TEXT) STRICT;
CREATE INDEX invitation_scope ON invitation(scope_kind, scope_id);
CREATE TABLE mapping (
    id TEXT PRIMARY KEY, issuer TEXT NOT NULL, claim TEXT NOT NULL CHECK (claim IN ('domain', 'organisation')),
    value TEXT NOT NULL, municipality_id TEXT NOT NULL REFERENCES municipality(id),
    role TEXT NOT NULL DEFAULT '', at TEXT NOT NULL, removed_at TEXT) STRICT;
CREATE UNIQUE INDEX mapping_once ON mapping(issuer, claim, value) WHERE removed_at IS NULL
"""

# Nothing that was logged or received can be changed, deleted or replaced, by this program or by another on the file.
APPEND_ONLY = ("event", "source_record", "strategy", "file")
# table -> its other unique key: by it, too, a row could be replaced
KEYS = {
    "event": ("seq",),
    "source_record": ("question_id", "source", "source_key", "version"),
    "strategy": ("question_id", "source", "version"),
    "file": ("question_id", "sha256"),
}


def protect(db: Database, table: str) -> None:
    """Triggers that make `table` append-only. `INSERT OR REPLACE` skips delete triggers, so inserts are looked at too."""
    taken = "id = NEW.id OR " + " AND ".join(f"{name} = NEW.{name}" for name in KEYS[table])
    for verb in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    db.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


@migrations()
def m001_the_walk(db: Database) -> None:
    """Everything the first walk needs: people, needs, questions, searches, references, votes, appraisals, summaries."""
    for statement in FIRST.split(";"):
        db.execute(statement)
    for table in APPEND_ONLY:
        protect(db, table)


@migrations()
def m002_comments(db: Database) -> None:
    """What practice team and research team say to each other at a step, and whom it waits for."""
    for statement in COMMENTS.split(";"):
        db.execute(statement)


@migrations()
def m003_documents(db: Database) -> None:
    """Documents that a job has made, to be fetched later. They can be made again, so they are not append-only: the bytes
    of old ones are let go (`bytes` is NULL then), and the row tells what was made, by whom and from what."""
    for statement in DOCUMENTS.split(";"):
        db.execute(statement)


@migrations()
def m004_people_and_rights(db: Database) -> None:
    """Structure, roles, sharing and sign-in. Whoever worked on a need keeps it: see `data/carry_over.py`."""
    for statement in (STRUCTURE + ";" + SIGN_IN).split(";"):
        db.execute(statement)
    carry_over(db)


@migrations()
def m005_deeper_steps(db: Database) -> None:
    """What belongs together among references, peer review of strategies and known articles, the method team's own
    concepts, and what two appraisers agree on."""
    for statement in (BELONGING + ";" + SEARCH_QUALITY + ";" + GLOSSARY + ";" + AGREED).split(";"):
        db.execute(statement)


@migrations()
def m006_instruments(db: Database) -> None:
    """The method team's own checklists, whose published versions never change."""
    for statement in INSTRUMENTS:
        db.execute(statement)


@migrations()
def m007_papers(db: Database) -> None:
    """Articles as PDF beside the checklist, and who has said that they are not going to appraise one."""
    for statement in PAPERS.split(";"):
        db.execute(statement)


@migrations()
def m008_own_texts(db: Database) -> None:
    """The method team's own editions of the other texts that ship: frameworks, step cards, reasons and their like."""
    for statement in OWN_TEXTS:
        db.execute(statement)


@migrations()
def m009_glossary_editions(db: Database) -> None:
    """The glossary becomes a text with editions like the others: what the method team had put in is its first."""
    carry_glossary(db)
