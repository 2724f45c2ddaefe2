"""The long verb of exporting: read a question's summary, draw it as a document, keep the document."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import partial

import messages
from pipeline.export.document import compose, is_draft
from pipeline.export.summary import Summary
from pipeline.gather import Forms, Say, gather
from pipeline.jobs import Alive, still_wanted
from pipeline.ports import Store, View
from pipeline.rows import Actor, Job
from pipeline.steps.summarise import FORMATS, file_name, newest_change

KEPT = 3  # documents of one question and format whose bytes are kept
STEPS = 3  # read, drawn, kept: what the progress counts
TRIES = 3  # times that it is read again because somebody wrote meanwhile, before writers wait for it


def make_document(store: Store, job: Job, alive: Alive, forms: Forms) -> None:
    """Make the document that a job asks for (`format`, `language`) and keep it. One that broke off is begun anew.

    A cancelled job stops after what it is at; nothing of it is kept. Where a worker that was thought dead comes to its
    end as well, the document is there once.
    """
    actor, to, language = Actor(job.person_id), str(job.params["format"]), str(job.params["language"])
    alive.beat(done=0, total=STEPS)
    summary, based_on = _read(store, job, alive, forms, partial(_say, language), language)
    alive.beat(done=1)
    content = FORMATS[to].write(compose(summary, forms.template, forms.wording))
    alive.beat(done=2)
    draft = is_draft(summary)
    with store.write(actor, "summary.export", "question", job.question_id, client_id=job.id) as change:
        still_wanted(change, job)
        change.add(
            "document",
            {
                "question_id": job.question_id,
                "format": to,
                "name": file_name(to, change.at[:10], draft=draft),
                "mime": FORMATS[to].mime,
                "language": language,
                "sha256": hashlib.sha256(content).hexdigest(),
                "size": len(content),
                "bytes": content,
                "draft": int(draft),
                "made_at": change.at,
                "made_by": job.person_id,
                "based_on_seq": based_on,
            },
        )
        change.keep_newest_documents(job.question_id, to, KEPT)
    alive.beat(done=STEPS)


def _read(store: Store, job: Job, alive: Alive, forms: Forms, say: Say, language: str) -> tuple[Summary, int]:
    """The summary as it stood at one event, and that event's `seq`. Nobody waits for the reading, if it can be helped."""
    actor = Actor(job.person_id)

    def read(view: View, today: str) -> tuple[Summary, int]:
        before = newest_change(view, job.question_id)
        return gather(view, job.question_id, forms, say, language=language, today=today), before

    view = store.seen_by(actor)
    for _ in range(TRIES):
        summary, based_on = read(view, job.created_at[:10])
        alive.beat()
        if newest_change(view, job.question_id) == based_on:
            return summary, based_on
    with store.write(actor, "summary.export", "question", job.question_id) as change:
        return read(change.view, change.at[:10])


def _say(language: str, code: str, params: Mapping[str, object]) -> str:
    return messages.text(code, params, language)
