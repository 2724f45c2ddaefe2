"""References as a file of a format that others read: at once, or by a job where that takes more than a second."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.errors import BadInput
from pipeline.formats.write.writers import WRITERS
from pipeline.gather import Forms, Say
from pipeline.ports import Store, View
from pipeline.reference_files import WHICH, entries
from pipeline.rights import OWN_DOCUMENT
from pipeline.rows import Actor, Job
from pipeline.steps.summarise import OPEN
from pipeline.wording import known_language

DOCUMENT = "references"  # what a kept file of references is called in `MadeDocument.format`; `OWN_DOCUMENT` with what was decided
DOCUMENTS = (DOCUMENT, OWN_DOCUMENT)
WAIT_S = 1.0  # expected seconds that a person waits for
NONE: Mapping[str, str] = {"all": "none_to_export", "included": "none_included", "excluded": "none_excluded"}
"""Which references -> what is said where there are none."""
_NAMES = {"all": "alle", "included": "inkluderte", "excluded": "utelatte"}


@dataclass(frozen=True, slots=True)
class Format:
    """How one format is told to a browser, and the milliseconds that a reference takes to be read and written in it."""

    mime: str
    each_ms: float


# Measured on 2 cores with 5,000 references whose abstracts have 1,500 characters: reading 0.06 to 0.16 ms each, writing RIS
# 0.06, CSV 0.05, XLSX 0.31, BibTeX 0.04, CSL-JSON 0.05.
FORMATS: Mapping[str, Format] = {
    "ris": Format("application/x-research-info-systems", 0.17),
    "csv": Format("text/csv", 0.16),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 0.42),
    "bib": Format("application/x-bibtex", 0.15),
    "json": Format("application/vnd.citationstyles.csl+json", 0.16),
}
"""Ending without its dot -> what is to be known of it. The writers stand in `pipeline/formats/write/`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for: a format of `FORMATS`, which of `WHICH`, with or without what was decided, in which language."""

    to: str
    which: str = "included"
    decided: bool = False
    language: str = "nb"

    @property
    def document(self) -> str:
        """What a kept file is called in `MadeDocument.format`."""
        return OWN_DOCUMENT if self.decided else DOCUMENT

    def params(self) -> dict[str, object]:
        """As the row of a job keeps it."""
        return {
            "format": self.document,
            "to": self.to,
            "which": self.which,
            "decided": self.decided,
            "language": known_language(self.language),
        }

    def file_name(self, day: str) -> str:
        """What the file is called; `day` is an ISO date."""
        return f"referanser-{_NAMES[self.which]}-{'med-avgjorelser-' if self.decided else ''}{day}.{self.to}"

    def content(self, view: View, question_id: str, forms: Forms, say: Say) -> bytes:
        """The file, of what `view` may see. Raises `BadInput` with a code of `NONE` where there is nothing to write."""
        telling = "votes" if self.decided else ""
        found = entries(view, question_id, forms, say, self.language, which=self.which, telling=telling)
        if not found:
            raise BadInput(NONE[self.which])
        return WRITERS[f".{self.to}"](found)


def wanted(params: Mapping[str, object]) -> Wanted:
    """What a job's row asks for."""
    told = {name: str(params[name]) for name in ("to", "which", "language")}
    return Wanted(told["to"], told["which"], bool(params["decided"]), told["language"])


def takes_long(references: int, to: str) -> bool:
    """Whether so many references are to be written by a job, not while somebody waits."""
    return references * FORMATS[to].each_ms / 1_000 > WAIT_S


def export_references(store: Store, actor: Actor, question_id: str, asked: Wanted, forms: Forms, say: Say) -> bytes:
    """The file, at once. That it went out is an event."""
    _known(asked)
    with store.write(actor, "reference.export", "question", question_id) as change:  # may this person? then read
        content = asked.content(change.view, question_id, forms, say)
        change.note("question", question_id, field="export", new=asked.to)
    return content


def ask_references(store: Store, actor: Actor, question_id: str, asked: Wanted, *, client_id: str = "") -> str:
    """Queue the making of the file (`pipeline.export.job`); gives the job, also one that is under way already."""
    _known(asked)
    with store.write(actor, "reference.ask_export", "question", question_id, client_id=client_id) as change:
        for job in change.view.jobs(question_id):
            same = job.kind == "export" and job.state in OPEN and job.params == asked.params()
            if same and (not asked.decided or job.person_id == change.person_id):
                return job.id
        values = {"kind": "export", "question_id": question_id, "person_id": change.person_id, "state": "queued"}
        return change.add("job", values | {"params": json.dumps(asked.params()), "created_at": change.at})


def newest_job(view: View, question_id: str) -> Job | None:
    """The newest job that makes a file of a question's references."""
    jobs = view.jobs(question_id)
    return next((job for job in jobs if job.kind == "export" and job.params.get("format") in DOCUMENTS), None)


def _known(asked: Wanted) -> None:
    if asked.to not in FORMATS or asked.which not in WHICH:
        raise BadInput("format_unknown", format=asked.to, known=", ".join(FORMATS))
