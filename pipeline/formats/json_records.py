"""JSON of references besides CSL-JSON: one reader, and a `JsonKind` for each kind (`json_kinds`).

An object that cannot be read is rejected with its line, and takes no other along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.file_sources import MOST_RECORDS
from pipeline.formats import clean, csl_json, table_headings
from pipeline.formats.decoding import Text
from pipeline.formats.fields import build
from pipeline.formats.json_items import Item, inner, items
from pipeline.formats.json_kinds import GENERAL, PEOPLE, SPECIAL, JsonKind
from pipeline.formats.limits import too_many
from pipeline.formats.ris import is_usable
from pipeline.records import Parsed, Reading, Record, Rejected

_DEEPEST = 6  # keys below one another
_FAMILY = ("family", "lastName", "last_name", "lastname", "familyName", "family_name", "surname", "ce:surname")
_GIVEN = (
    "given",
    "firstName",
    "first_name",
    "firstname",
    "givenName",
    "forename",
    "given_name",
    "initials",
    "ce:given-name",
)
_NAME = ("fullName", "full_name", "display_name", "name", "authname", "literal", "collectiveName", "raw_author_name")
_PERSON = ("author", "identity", "person_or_org")  # where a person is within an object of a list of persons
_TOLD = frozenset({"authors", "year", "abstract", "journal", "doi", "pmid"})


def parse(text: Text) -> Reading | None:
    """Read the records of a JSON text: of a kind that we know, else as CSL-JSON, else by what its keys are called. None if
    it holds none."""
    if not text.text.lstrip().startswith(("[", "{")):
        return None
    if found := _read(text, SPECIAL):
        return found
    csl = csl_json.parse(text)
    if csl and any(one.record.authors or one.record.year for one in csl.parsed):
        return csl
    general = _read(text, (GENERAL,))  # "type" and "title" are names that others use too
    return csl if csl and (general is None or general.record_starts < csl.record_starts) else general


def _read(text: Text, kinds: Sequence[JsonKind]) -> Reading | None:
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    line, last, form = 1, 0, ""
    number, broken = 0, False
    for found in items(text.text, lambda item: _kind_of(item, kinds) is not None):
        if number > MOST_RECORDS:
            return too_many(number)
        line += text.text.count("\n", last, found.at)
        last = found.at
        kind = _kind_of(found.item, kinds) if found.item is not None else None
        if kind is None and found.item is not None and broken:  # a part of the one that is broken
            continue
        number, broken = number + 1, found.item is None
        if found.item is None:
            rejected.append(Rejected(line, "record_cut", {"number": number}, found.text))
            continue
        record = record_of(found.item, kind) if kind else Record()
        if kind is None or not is_usable(record):
            rejected.append(Rejected(line, "record_empty", {"number": number}, found.text))
            continue
        form = form or kind.format
        behind = line + found.text.count("\n")
        codes = clean.unique(code for at, code in text.marks if line <= at <= behind) if text.marks else ()
        parsed.append(Parsed(number, line, record, found.text, codes))
    if not any(one.record.title for one in parsed):
        return None
    return Reading(form, len(parsed) + len(rejected), tuple(parsed), tuple(rejected))


def _kind_of(item: Item, kinds: Sequence[JsonKind]) -> JsonKind | None:
    for kind in kinds:
        if any(all(name in item for name in signs) for signs in kind.signs):
            return kind
        if kind is GENERAL and _tells(item):
            return kind
    return None


def _tells(item: Item) -> bool:
    """Whether the keys of an object say that it is a reference: a title, and something that goes with one."""
    told = {
        name: rank for key in list(item)[:200] for name, rank in [table_headings.known(key) or ("", 99)] if item[key]
    }
    title = item.get("title") or item.get("Title") or item.get("tittel") or item.get("article_title")
    named = isinstance(title, str | list) and bool(title)
    return named and len(told.keys() & _TOLD) >= 2


def record_of(item: Item, kind: JsonKind) -> Record:
    """The neutral fields of one object."""
    item = inner(item)
    values: dict[str, list[str]] = {}
    for path in kind.people:
        if people := [name for one in _at(item, path.split("/")) if (name := _person(one))]:
            values.setdefault(PEOPLE, []).extend(people)
            break
    taken = {path for path in kind.people if PEOPLE in values}
    for name, value in item.items():
        if name == kind.inverted and isinstance(value, dict):
            values[name] = [_unfolded(value)]
        else:
            _flat(table_headings.normal(name) if kind is GENERAL else name, value, values, taken, 0)
    return build(values, kind.meaning)


def _flat(path: str, value: Any, values: dict[str, list[str]], taken: set[str], depth: int) -> None:
    if path in taken or depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for name, below in value.items():
            _flat(f"{path}/{name}", below, values, taken, depth + 1)
    elif isinstance(value, list):
        for one in value:
            _flat(path, one, values, taken, depth + 1)
    elif value is not None and value != "" and not isinstance(value, bool):
        values.setdefault(path, []).append(_lines(str(value)))


_HEADING = re.compile(r"<h4>([^<]{1,200})</h4>")


def _lines(text: str) -> str:
    """Headings of an abstract (`<h4>Background</h4>`) before their text, on a line of their own."""
    return _HEADING.sub(r"\n\1: ", text).strip() if "<h4>" in text else text


def _at(item: Any, path: list[str]) -> Iterator[Any]:
    """What stands at a path, the parts of a list one by one."""
    if isinstance(item, list):
        for one in item:
            yield from _at(one, path)
    elif not path:
        yield item
    elif isinstance(item, dict) and path[0] in item:
        yield from _at(item[path[0]], path[1:])


def _person(person: Any) -> str:
    if isinstance(person, str):
        return person
    if not isinstance(person, dict):
        return ""
    family, given, name = (_first(person, names) for names in (_FAMILY, _GIVEN, _NAME))
    if family:
        return f"{family}, {given}" if given else family
    inside = next((person[key] for key in _PERSON if isinstance(person.get(key), dict)), None)
    return _person(inside) or name if inside is not None else name


def _first(item: Mapping[str, Any], names: Sequence[str]) -> str:
    return next(
        (str(item[name]).strip() for name in names if isinstance(item.get(name), str) and item[name].strip()), ""
    )


def _unfolded(words: Mapping[str, Any]) -> str:
    """A text that is kept as word -> places, as OpenAlex does."""
    placed = [
        (at, word) for word, places in words.items() if isinstance(places, list) for at in places if isinstance(at, int)
    ]
    return " ".join(word for _, word in sorted(placed))
