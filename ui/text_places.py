"""What the places of a text are called: by the labels of its boxes where it has a form, else by its keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.rows import Saved
from pipeline.steps.text_paper import paper_of
from pipeline.text_differences import Place, named
from pipeline.text_form_table import FORMS
from pipeline.text_forms import LANGUAGE, Group, Way, place_of, value_at
from ui import text_form
from ui.words import _, sentence


def names(kind: str, *texts: str) -> dict[Place, str]:
    """Place -> what it is called, of all boxes of these texts, which can be read; those of the last text where two differ."""
    found: dict[Place, str] = {}
    for text in texts:
        if kind in FORMS:
            values = paper_of(kind).values(text)
            draft = text_form.Draft(kind, "", Saved(text), values)
            found |= dict(_of_groups(draft, FORMS[kind], (), ""))
    return found


def name(known: Mapping[Place, str], place: Place) -> str:
    """What a place is called; a place within a box by the box and what is within it."""
    for end in range(len(place), 0, -1):
        if said := known.get(place[:end]):
            return " › ".join((said, *place[end:]))
    return " › ".join(place)


def value(known: Mapping[Place, str], place: Place, text: str) -> str:
    """What stands at a place: of the order of entries, what these are called."""
    entries = [(*place, one) for one in text.split(", ")]
    if not text or not all(one in known for one in entries):
        return text
    return ", ".join(known[one].rpartition(" › ")[2] for one in entries)


def _of_groups(draft: text_form.Draft, groups: Sequence[Group], way: Way, above: str) -> Iterator[tuple[Place, str]]:
    for group in groups:
        rows = draft.rows((*way, group.name))
        title = sentence(f"text_group_{group.name}")
        if isinstance(value_at(draft.values, rows.at), list):
            yield named(draft.values, rows.at), " › ".join(filter(None, (above, _("{part}: rekkefølgen", part=title))))
        for entry, at in rows.places.items():
            called = title if group.single else draft.called(rows, entry)
            here = " › ".join(filter(None, (above, called)))
            yield named(draft.values, at), here
            for box in group.boxes:
                for spoken in box.languages(draft.values):
                    label = f"{here} › {text_form.label_of(box, spoken)}"
                    yield named(draft.values, place_of(box, at, entry, spoken)), label
                if box.at[-1] == LANGUAGE:  # all languages of it
                    whole = place_of(box, at, entry, "")[:-1]
                    yield named(draft.values, whole), f"{here} › {text_form.label_of(box, '')}"
            yield from _of_groups(draft, group.inside, (*way, group.name, entry), here)
