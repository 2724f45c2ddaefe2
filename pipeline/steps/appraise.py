"""Step 6, appraisal: one person's answers to one version of an instrument, and what the review itself says."""

from __future__ import annotations

from appraisal.instrument import Instrument
from pipeline.errors import BadInput
from pipeline.ports import Store
from pipeline.rows import Actor


def start_appraisal(
    store: Store, actor: Actor, reference_id: str, instrument: Instrument, *, client_id: str = ""
) -> str:
    """Begin, or find again, this person's appraisal of an included reference. It stays bound to this version."""
    with store.write(actor, "appraise.start", "reference", reference_id, client_id=client_id) as change:
        reference = change.view.reference(reference_id)
        if reference.status != "included":
            raise BadInput("not_included")
        for one in change.view.appraisals(reference.question_id):
            mine = (one.reference_id, one.person_id) == (reference.id, actor.person_id)
            if mine and (one.instrument, one.version) == (instrument.id, instrument.version):
                return one.id
        return change.add(
            "appraisal",
            {
                "question_id": reference.question_id,
                "reference_id": reference.id,
                "instrument": instrument.id,
                "version": instrument.version,
                "person_id": actor.person_id,
            },
        )


def start_extraction(store: Store, actor: Actor, reference_id: str, *, client_id: str = "") -> str:
    """Begin, or find again, the extraction from an included reference."""
    with store.write(actor, "extract.start", "reference", reference_id, client_id=client_id) as change:
        reference = change.view.reference(reference_id)
        for one in change.view.parts(reference.question_id, "extraction"):
            if one.reference_id == reference.id:
                return one.id
        values = {"question_id": reference.question_id, "kind": "extraction", "reference_id": reference.id}
        return change.add("part", values | {"created_at": change.at})
