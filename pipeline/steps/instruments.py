"""The method team's checklists: drafts that are edited, versions that are published and never change. Each act is an event.

A draft's text is the field "text" of its row, saved with `pipeline.steps.fields.save_field`, which knows versions and
conflicts; it may be wrong while it is being written. What is published has passed `load_instrument`, and the database
itself refuses to change it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from appraisal.instrument import Instrument, dump_instrument, load_instrument
from appraisal.versions import compare, version_order
from pipeline.appraised import NOT_FOR_ARTICLES
from pipeline.errors import BadInput
from pipeline.instruments import SET, OwnInstrument
from pipeline.ports import Change, Store
from pipeline.rows import NATION, Actor
from pipeline.steps.fields import LONGEST_CHECKLIST, clean
from pipeline.steps.own_texts import text_of_file

# verb -> (state before, state after)
_TURNS: Mapping[str, tuple[str, str]] = {
    "instrument.retire": ("published", "retired"),
    "instrument.discard": ("draft", "discarded"),
}
_BACK: Mapping[str, str] = {"retired": "published", "discarded": "draft"}


def start_draft(store: Store, actor: Actor, text: str, *, based_on: str = "", client_id: str = "") -> str:
    """A new draft with this text, which must be a whole checklist; gives its id. `based_on`: "id@version", or "".

    BadInput: checklist_... with line, key and what to do; personal_number.
    """
    text = clean(text, LONGEST_CHECKLIST)
    instrument = load_instrument(text)
    with store.write(actor, "instrument.start", "nation", NATION, client_id=client_id) as change:
        values = {
            "name": instrument.id,
            "version": instrument.version,
            "state": "draft",
            "based_on": based_on,
            "created_at": change.at,
            "created_by": change.person_id,
        }
        made = change.add("instrument", values)
        change.set_field("instrument", made, "text", text)
        return made


def copy(store: Store, actor: Actor, instrument: Instrument, taken: Collection[str], *, client_id: str = "") -> str:
    """A draft of the version after this one: the first number that is not among `taken` ("id@version")."""
    version = next_version(instrument.version)
    while f"{instrument.id}@{version}" in taken:
        version = next_version(version)
    text = dump_instrument(replace(instrument, version=version))
    return start_draft(store, actor, text, based_on=instrument.key, client_id=client_id)


def next_version(version: str) -> str:
    """ "1.1" after "1.0"; a version that does not end in a number gets one."""
    before, dot, last = version.rpartition(".")
    return f"{before}{dot}{int(last) + 1}" if last.isdecimal() else f"{version}.1"


def import_file(store: Store, actor: Actor, content: bytes, *, client_id: str = "") -> str:
    """A file of somebody's as a draft; gives its id. BadInput: checklist_..., checklist_not_utf8."""
    text = text_of_file(content)
    load_instrument(text)  # before anything is taken out of it
    return start_draft(store, actor, text, client_id=client_id)


def publish(
    store: Store,
    actor: Actor,
    instrument_id: str,
    *,
    shipped: Mapping[str, Instrument],
    seen: int,
    client_id: str = "",
) -> str:
    """Publish a draft, for good; gives "id@version". `shipped`: those that ship, by "id@version"; `seen`: the version of the
    text one has seen.

    BadInput: instrument_not_draft, instrument_changed (somebody has saved another text since), checklist_...,
    instrument_kept (GRADE and CERQual follow the program), instrument_version_taken, instrument_version_older,
    text_nothing_new (a version that is offered says the same, but for its number).
    """
    with store.write(actor, "instrument.publish", "nation", NATION, client_id=client_id) as change:
        own = change.view.own_instruments()
        one = _own(own, instrument_id)
        if change.replayed:
            return one.key
        if one.state != "draft":
            raise BadInput("instrument_not_draft")
        if one.text.version != seen:
            raise BadInput("instrument_changed")
        instrument = load_instrument(one.text.value)
        _refuse_unfit(instrument, [*shipped, *(other.key for other in own if other.state in SET)])
        if any(compare(other, instrument).same for other in _offered(instrument.id, own, shipped)):
            raise BadInput("text_nothing_new")
        values = {"name": instrument.id, "version": instrument.version, "state": "published", "published_at": change.at}
        change.put("instrument", one.id, values)
        return instrument.key


def retire(store: Store, actor: Actor, key: str, *, shipped: Collection[str], client_id: str = "") -> None:
    """Offer a published or shipped version no longer; appraisals that use it go on. BadInput: instrument_not_published."""
    with store.write(actor, "instrument.retire", "nation", NATION, client_id=client_id) as change:
        found = [one for one in change.view.own_instruments() if one.key == key and one.state in SET]
        if found:
            _turn(change, found[0], "instrument.retire")
        elif key in shipped:
            name, _, version = key.rpartition("@")
            values = {"name": name, "version": version, "state": "retired", "shipped": 1}
            change.add("instrument", values | {"created_at": change.at, "created_by": change.person_id})
        else:
            raise BadInput("instrument_not_published")


def bring_back(store: Store, actor: Actor, instrument_id: str, *, client_id: str = "") -> None:
    """Undo `retire` or `discard`. BadInput: instrument_not_away."""
    with store.write(actor, "instrument.bring_back", "nation", NATION, client_id=client_id) as change:
        one = _own(change.view.own_instruments(), instrument_id)
        if change.replayed:
            return
        if one.state not in _BACK:
            raise BadInput("instrument_not_away")
        change.put("instrument", one.id, {"state": _BACK[one.state]})


def discard(store: Store, actor: Actor, instrument_id: str, *, client_id: str = "") -> None:
    """Put a draft away; its text stays, and it can be brought back. BadInput: instrument_not_draft."""
    with store.write(actor, "instrument.discard", "nation", NATION, client_id=client_id) as change:
        _turn(change, _own(change.view.own_instruments(), instrument_id), "instrument.discard")


def _turn(change: Change, one: OwnInstrument, verb: str) -> None:
    before, after = _TURNS[verb]
    if change.replayed:
        return
    if one.state != before:
        raise BadInput(f"instrument_not_{before}")
    change.put("instrument", one.id, {"state": after})


def _own(own: Collection[OwnInstrument], instrument_id: str) -> OwnInstrument:
    found = next((one for one in own if one.id == instrument_id), None)
    if found is None:
        raise BadInput("instrument_not_found")
    return found


def _offered(name: str, own: Collection[OwnInstrument], shipped: Mapping[str, Instrument]) -> Iterator[Instrument]:
    """The versions of a checklist that appraisals can begin with now."""
    away = {one.key for one in own if one.shipped and one.state == "retired"}
    yield from (one for key, one in shipped.items() if one.id == name and key not in away)
    for row in own:
        if row.name == name and row.state == "published" and not row.shipped and (read := row.read):
            yield read


def _refuse_unfit(instrument: Instrument, taken: Collection[str]) -> None:
    """`taken`: "id@version" of every version that is there."""
    if NOT_FOR_ARTICLES & set(instrument.fits):
        raise BadInput("instrument_kept", instrument=instrument.id)
    if instrument.key in taken:
        raise BadInput("instrument_version_taken", instrument=instrument.key)
    versions = [key.rpartition("@")[2] for key in taken if key.rpartition("@")[0] == instrument.id]
    newest = max(versions, key=version_order, default="")
    if newest and version_order(instrument.version) < version_order(newest):
        raise BadInput("instrument_version_older", instrument=instrument.key, newest=newest)
