"""An article as PDF, beside the checklist: kept in the store with what it belongs to, for those who work on the need."""

from __future__ import annotations

import hashlib

from pipeline.errors import BadInput
from pipeline.ports import Store
from pipeline.rows import Actor
from pipeline.steps.fields import clean

LARGEST = 50_000_000  # bytes
LONGEST_NAME = 120  # characters
_HEAD, _TAIL = 1024, 4096  # bytes in which a PDF says that it begins, and that it ends (ISO 32000-1, annex H)


def add_paper(store: Store, actor: Actor, reference_id: str, name: str, content: bytes, *, client_id: str = "") -> str:
    """Keep an article's PDF with its reference; gives its id, that of the one which is there where it is the same file.

    BadInput: paper_empty, paper_too_big(bytes, limit), paper_no_pdf(file), paper_cut_off(file), personal_number.
    """
    name = tidy(name)
    check(name, content)
    sha256 = hashlib.sha256(content).hexdigest()
    with store.write(actor, "paper.add", "reference", reference_id, client_id=client_id) as change:
        reference = change.view.reference(reference_id)
        for one in change.view.papers(reference.id):
            if one.sha256 == sha256:
                return one.id
        values = {"question_id": reference.question_id, "reference_id": reference.id, "name": name, "sha256": sha256}
        kept = {"size": len(content), "bytes": content, "added_at": change.at, "added_by": change.person_id}
        return change.add("paper", values | kept)


def remove_paper(store: Store, actor: Actor, paper_id: str, *, client_id: str = "") -> None:
    """Take an article's PDF away: it is shown to nobody any more. Undo brings it back."""
    with store.write(actor, "paper.remove", "paper", paper_id, client_id=client_id) as change:
        if not change.view.paper(paper_id).removed:
            change.put("paper", paper_id, {"removed_at": change.at})


def tidy(name: str) -> str:
    """What a file is called, without a path, and not longer than a line."""
    last = clean(name).replace("\\", "/").rpartition("/")[2].strip() or "artikkel.pdf"
    return last if len(last) <= LONGEST_NAME else f"{last[: LONGEST_NAME - 5].rstrip()}….pdf"


def check(name: str, content: bytes) -> None:
    """Refuse what is no whole PDF. What a PDF holds is shown by the browser's own reader, which lets nothing out of it."""
    if not content:
        raise BadInput("paper_empty", file=name)
    if len(content) > LARGEST:
        raise BadInput("paper_too_big", bytes=len(content), limit=LARGEST)
    if b"%PDF-" not in content[:_HEAD]:
        raise BadInput("paper_no_pdf", file=name)
    if b"%%EOF" not in content[-_TAIL:]:
        raise BadInput("paper_cut_off", file=name)
