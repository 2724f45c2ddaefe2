"""Step 7, the research summary: findings, typed sections, and the documents that go out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline import finding_sources
from pipeline.errors import BadInput
from pipeline.export.blocks import Document, Table
from pipeline.export.document import compose
from pipeline.export.docx import to_docx
from pipeline.export.html import to_html
from pipeline.export.markdown import to_markdown
from pipeline.export.pdf import to_pdf
from pipeline.export.summary import Summary
from pipeline.export.template import Template
from pipeline.gather import Forms, Say, gather
from pipeline.ports import Store, View
from pipeline.rows import Actor, Fields, Job
from pipeline.steps.certainty import kind_of
from pipeline.steps.own_texts import stay
from pipeline.summarise import gate
from pipeline.wording import Wording, known_language

WAIT_S = 1.0  # expected seconds that a person waits for; on a machine half as fast it is two
OPEN = ("queued", "running")  # states of a job that is under way
# Verbs after which a document still says what the summary says. Every other verb makes it out of date: who begins to
# appraise, or says that they will not, closes or opens the judgements of others (`pipeline/settled.py`).
SILENT = frozenset(
    """person.register person.edit draft.edit comment.write comment.settle comment.remove strategy.save search.start
    search.count search.ask_fetch reference.ask_fill reference.ask_export reference.export import.start
    dedupe.start appraise.agree paper.add paper.remove
    summary.start summary.ask_export summary.export summary.cancel_export
    research_need.raise research_need.edit research_need.remove keep.search keep.dedupe keep.screen
    keep.appraise keep.summarise keep.research_need""".split()
)


@dataclass(frozen=True, slots=True)
class Format:
    """One format that a summary goes out in; `start_s` and `cell_s` are what drawing takes: at all, and for each cell."""

    ending: str
    mime: str
    write: Callable[[Document], bytes]
    start_s: float = 0.0
    cell_s: float = 0.0


FORMATS: Mapping[str, Format] = {
    "docx": Format(
        ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", to_docx, 0.25, 0.0013
    ),
    "pdf": Format(".pdf", "application/pdf", to_pdf, 0.2, 0.0006),
    "html": Format(".html", "text/html", lambda document: to_html(document).encode("utf-8")),
    "markdown": Format(".md", "text/markdown", lambda document: to_markdown(document).encode("utf-8")),
}


def start_summary(store: Store, actor: Actor, question_id: str, *, client_id: str = "") -> str:
    """Begin, or find again, the summary of a question."""
    kept = store.seen_by(actor).parts(question_id, "summary")
    if kept:
        return kept[0].id
    with store.write(actor, "summary.start", "question", question_id, client_id=client_id) as change:
        again = change.view.parts(question_id, "summary")
        if again:
            return again[0].id
        return change.add("part", {"question_id": question_id, "kind": "summary", "created_at": change.at})


def add_finding(store: Store, actor: Actor, question_id: str, *, client_id: str = "") -> str:
    """A new, empty finding; gives its id. On a question about experience it is one that CERQual is for.

    Where one article is included, the finding is tied to it at once, and not to the one that may be there tomorrow.
    """
    with store.write(actor, "finding.add", "question", question_id, client_id=client_id) as change:
        made = change.add("part", {"question_id": question_id, "kind": "finding", "created_at": change.at})
        kind = kind_of(Fields(), change.view.fields("question", question_id).text("type"))
        if not change.replayed:
            change.set_field("part", made, "kind", kind)
            included = change.view.references(question_id, status="included", limit=2)
            if len(included) == 1:
                change.set_field("part", made, finding_sources.FIELD, included[0].id)
        return made


def remove_finding(store: Store, actor: Actor, part_id: str, *, why: str = "") -> None:
    """Take a finding out of the summary; it can be brought back."""
    with store.write(actor, "finding.remove", "part", part_id) as change:
        change.put("part", part_id, {"removed_at": change.at}, why=why)


def bring_back_finding(store: Store, actor: Actor, part_id: str) -> None:
    """Undo `remove_finding`."""
    with store.write(actor, "finding.add", "part", part_id) as change:
        change.put("part", part_id, {"removed_at": None})


def to_mend(view: View, question_id: str, forms: Forms) -> int:
    """How much must be mended before the summary may go out; its words are of no account here."""
    summary = gather(view, question_id, forms, lambda code, _params: code, language=view.question(question_id).language)
    return sum(check.level == "stop" for check in gate(summary))


def expected_s(summary: Summary, document: Document, to: str) -> float:
    """How many seconds making a document will take, before it is made: reading the summary and drawing its tables.

    Measured on 2 cores (seconds; cells are those of all tables):

    | findings | included | references | cells | reading | DOCX | PDF  | HTML | Markdown |
    |---------:|---------:|-----------:|------:|--------:|-----:|-----:|-----:|---------:|
    |        5 |        3 |         60 |    67 |    0.04 | 0.29 | 0.22 | 0.00 |     0.01 |
    |       20 |       20 |        200 |   323 |    0.05 | 0.57 | 0.38 | 0.00 |     0.01 |
    |       50 |       50 |      2,000 |   803 |    0.12 | 1.32 | 0.70 | 0.00 |     0.01 |
    |      200 |      500 |     20,000 | 5,612 |    0.79 | 6.23 | 2.72 | 0.02 |     0.06 |

    Words weigh little, and 20,000 references in the flow 0.06 s. Composing takes 0.1 s at most.
    """
    cells = sum(len(one.header) * (len(one.rows) + 1) for one in document.blocks if isinstance(one, Table))
    return 1.6e-3 * len(summary.included) + FORMATS[to].start_s + FORMATS[to].cell_s * cells


def takes_long(summary: Summary, document: Document, to: str) -> bool:
    """Whether a document is to be made by a job, not while somebody waits."""
    return expected_s(summary, document, to) > WAIT_S


def newest_change(view: View, question_id: str) -> int:
    """`seq` of the last event that a summary may say something about. A document based on an older one is out of date."""
    return max((seq for verb, seq in view.last_changes(question_id).items() if verb not in SILENT), default=0)


def file_name(to: str, day: str, *, draft: bool) -> str:
    """What a document's file is called; a draft is told by its name too. `day` is an ISO date."""
    return f"forskningsomtale-{'utkast-' if draft else ''}{day}{FORMATS[to].ending}"


def account_name(to: str, day: str) -> str:
    """What the account of the search is called as a file; `day` is an ISO date."""
    return f"redegjorelse-for-soket-{day}{FORMATS[to].ending}"


Compose = Callable[[Summary, Template, Wording], Document]


def export(
    store: Store,
    actor: Actor,
    question_id: str,
    to: str,
    forms: Forms,
    say: Say,
    *,
    language: str = "nb",
    composing: Compose = compose,
) -> bytes:
    """The summary as a document in one of `FORMATS`, at once; with `compose_account` the account of its search. That it
    went out is an event.

    It is read whole while nobody writes, and drawn (see `expected_s`) while others may.
    """
    _known(to)
    with store.write(actor, "summary.export", "question", question_id) as change:  # may this person? then read
        forms = forms.as_here(change.view, question_id)
        summary = gather(change.view, question_id, forms, say, language=language, today=change.at[:10])
    content = FORMATS[to].write(composing(summary, forms.template, forms.wording))
    with store.write(actor, "summary.export", "question", question_id) as change:
        stay(change, question_id, "summarise")
        change.note("question", question_id, field="export", new=to)
    return content


def ask_export(
    store: Store, actor: Actor, question_id: str, to: str, *, language: str = "nb", client_id: str = ""
) -> str:
    """Queue the making of a document (`pipeline.export.job`); gives the job, also one that is under way already."""
    _known(to)
    params = {"format": to, "language": known_language(language)}
    with store.write(actor, "summary.ask_export", "question", question_id, client_id=client_id) as change:
        for job in change.view.jobs(question_id):
            if job.kind == "export" and job.state in OPEN and job.params == params:
                return job.id
        values = {"kind": "export", "question_id": question_id, "person_id": change.person_id, "state": "queued"}
        return change.add("job", values | {"params": json.dumps(params), "created_at": change.at})


def cancel_export(store: Store, actor: Actor, job_id: str) -> None:
    """Stop the making of a document. What it was drawing is not kept."""
    with store.write(actor, "summary.cancel_export", "job", job_id) as change:
        if change.view.job(job_id).state in OPEN:
            change.put("job", job_id, {"state": "cancelled"})


def newest_job(view: View, question_id: str, to: str) -> Job | None:
    """The newest job that makes a question's document in a format."""
    jobs = view.jobs(question_id)
    return next((job for job in jobs if job.kind == "export" and job.params.get("format") == to), None)


def _known(to: str) -> None:
    if to not in FORMATS:
        raise BadInput("format_unknown", format=to, known=", ".join(FORMATS))
