"""Step 7, the research summary: findings, typed sections, and the documents that go out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.errors import BadInput
from pipeline.export.blocks import Document
from pipeline.export.document import compose
from pipeline.export.docx import to_docx
from pipeline.export.html import to_html
from pipeline.export.markdown import to_markdown
from pipeline.export.pdf import to_pdf
from pipeline.gather import Forms, Say, gather
from pipeline.ports import Store
from pipeline.rows import Actor


@dataclass(frozen=True, slots=True)
class Format:
    """One format that a summary goes out in."""

    ending: str
    mime: str
    write: Callable[[Document], bytes]


FORMATS: Mapping[str, Format] = {
    "docx": Format(".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", to_docx),
    "pdf": Format(".pdf", "application/pdf", to_pdf),
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
    """A new, empty finding; gives its id."""
    with store.write(actor, "finding.add", "question", question_id, client_id=client_id) as change:
        return change.add("part", {"question_id": question_id, "kind": "finding", "created_at": change.at})


def remove_finding(store: Store, actor: Actor, part_id: str, *, why: str = "") -> None:
    """Take a finding out of the summary; it can be brought back."""
    with store.write(actor, "finding.remove", "part", part_id) as change:
        change.put("part", part_id, {"removed_at": change.at}, why=why)


def bring_back_finding(store: Store, actor: Actor, part_id: str) -> None:
    """Undo `remove_finding`."""
    with store.write(actor, "finding.add", "part", part_id) as change:
        change.put("part", part_id, {"removed_at": None})


def export(
    store: Store, actor: Actor, question_id: str, to: str, forms: Forms, say: Say, *, language: str = "nb"
) -> bytes:
    """The summary as a document in one of `FORMATS`. That it went out is an event.

    It is read whole while nobody writes, and drawn (up to half a second) while others may.
    """
    if to not in FORMATS:
        raise BadInput("format_unknown", format=to, known=", ".join(FORMATS))
    with store.write(actor, "summary.export", "question", question_id) as change:  # may this person? then read
        summary = gather(change.view, question_id, forms, say, language=language, today=change.at[:10])
    content = FORMATS[to].write(compose(summary, forms.template, forms.wording))  # seconds, and nobody waits for it
    with store.write(actor, "summary.export", "question", question_id) as change:
        change.note("question", question_id, field="export", new=to)
    return content
