"""The long verb of exporting: read a question's summary or references, make the document or file, keep it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

import messages
from pipeline.export.document import compose, is_draft
from pipeline.gather import Forms, gather
from pipeline.jobs import Alive, still_wanted
from pipeline.ports import Store, View
from pipeline.rows import Actor, Job
from pipeline.steps import reference_export
from pipeline.steps.own_texts import stay
from pipeline.steps.summarise import FORMATS, file_name, newest_change

Read = TypeVar("Read")
KEPT = 3  # documents of one question and format whose bytes are kept
STEPS = 3  # read, drawn, kept: what the progress counts
TRIES = 3  # times that it is read again because somebody wrote meanwhile, before writers wait for it


def make(store: Store, job: Job, alive: Alive, forms: Forms) -> None:
    """Make what a job asks for."""
    maker = make_references if job.params.get("format") in reference_export.DOCUMENTS else make_document
    maker(store, job, alive, forms)


def make_document(store: Store, job: Job, alive: Alive, forms: Forms) -> None:
    """Make the document that a job asks for (`format`, `language`) and keep it. One that broke off is begun anew.

    A cancelled job stops after what it is at; nothing of it is kept. Where a worker that was thought dead comes to its
    end as well, the document is there once.
    """
    to, language = str(job.params["format"]), str(job.params["language"])
    say = partial(_say, language)
    alive.beat(done=0, total=STEPS)
    (summary, here), based_on = _read(
        store,
        job,
        alive,
        "summary.export",
        lambda view, today: (
            gather(view, job.question_id, forms, say, language=language, today=today),
            forms.as_here(view, job.question_id),
        ),
    )
    alive.beat(done=1)
    content = FORMATS[to].write(compose(summary, here.template, here.wording))
    alive.beat(done=2)
    draft = is_draft(summary)
    told = {"mime": FORMATS[to].mime, "language": language, "draft": int(draft), "based_on_seq": based_on}
    _keep(store, job, "summary.export", to, content, lambda day: file_name(to, day, draft=draft), told)
    alive.beat(done=STEPS)


def make_references(store: Store, job: Job, alive: Alive, forms: Forms) -> None:
    """Make the file of references that a job asks for, of what the person who asked may see, and keep it."""
    asked = reference_export.wanted(job.params)
    say = partial(_say, asked.language)
    alive.beat(done=0, total=STEPS)
    content, based_on = _read(
        store, job, alive, "reference.export", lambda view, _: asked.content(view, job.question_id, forms, say)
    )
    alive.beat(done=2)
    mime = reference_export.FORMATS[asked.to].mime
    told = {"mime": mime, "language": asked.language, "draft": 0, "based_on_seq": based_on}
    _keep(store, job, "reference.export", asked.document, content, asked.file_name, told)
    alive.beat(done=STEPS)


def _keep(
    store: Store, job: Job, verb: str, to: str, content: bytes, name: Callable[[str], str], told: Mapping[str, object]
) -> None:
    """Keep what was made; `name` gives its name from the day. Nothing is kept for a job that was cancelled."""
    with store.write(Actor(job.person_id), verb, "question", job.question_id, client_id=job.id) as change:
        still_wanted(change, job)
        if verb == "summary.export":
            stay(change, job.question_id, "summarise")
        change.add(
            "document",
            {
                "question_id": job.question_id,
                "format": to,
                "name": name(change.at[:10]),
                "sha256": hashlib.sha256(content).hexdigest(),
                "size": len(content),
                "bytes": content,
                "made_at": change.at,
                "made_by": job.person_id,
                **told,
            },
        )
        change.keep_newest_documents(job.question_id, to, KEPT)


def _read(store: Store, job: Job, alive: Alive, verb: str, read: Callable[[View, str], Read]) -> tuple[Read, int]:
    """What `read` gives of a view and a day, as it stood at one event, and that event's `seq`.

    Nobody waits for the reading, if it can be helped.
    """
    actor = Actor(job.person_id)
    view = store.seen_by(actor)
    for _ in range(TRIES):
        before = newest_change(view, job.question_id)
        found = read(view, job.created_at[:10])
        alive.beat()
        if newest_change(view, job.question_id) == before:
            return found, before
    with store.write(actor, verb, "question", job.question_id) as change:
        before = newest_change(change.view, job.question_id)
        return read(change.view, change.at[:10]), before


def _say(language: str, code: str, params: Mapping[str, object]) -> str:
    return messages.text(code, params, language)
