"""What an `XmlKind` is: one kind of XML that holds references, with the element that is a record, and where in it what is.

A name is the path below the record; `[x]` behind an element is an attribute of `named_by`, and `@x` an attribute by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields

from pipeline.formats.fields import Meaning

PEOPLE, OTHERS = "people", "others"
"""What the names of persons stand under: authors, and those with another role (editors)."""
FORM = "form"
"""What the name of an element of `through` stands under."""


@dataclass(frozen=True, slots=True)
class XmlKind:
    """One kind of XML."""

    format: str
    tag: str  # of the record's element, without prefix
    looks: re.Pattern[bytes]  # what stands in such a file and in no other
    meaning: Meaning
    named_by: tuple[str, ...] = ()  # attributes that are part of an element's name
    within: frozenset[str] = frozenset()  # of what stands right below a record only these are read; empty = all
    through: frozenset[str] = frozenset()  # elements right below a record that only tell its type
    whole: frozenset[str] = frozenset()  # elements of which all text counts, whatever is in them
    person: tuple[str, ...] = ()  # the element of one person; empty = names are plain text
    family: tuple[str, ...] = ()  # below a person, in names as above
    given: tuple[str, ...] = ()
    middle: tuple[str, ...] = ()  # behind the given name
    name: tuple[str, ...] = ()  # a name in one
    role: tuple[str, ...] = ()  # where another role than author is said
    envelope: re.Pattern[bytes] | None = None  # stands in an element of the same name that only holds a record
    joined: Callable[[bytes], bytes] | None = None  # puts what stands elsewhere in a document into its records
    values: Callable[[Mapping[str, list[str]]], dict[str, list[str]]] = dict  # what is read -> what `meaning` knows
    start: re.Pattern[bytes] = field(init=False)  # where a record starts
    attributes: frozenset[str] = field(init=False)  # those that the table names

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", re.compile(rb"<(?:[\w.-]{1,30}:)?" + self.tag.encode() + rb"(?=[\s>/])"))
        names = (name for one in fields(Meaning) for name in _names(getattr(self.meaning, one.name)))
        object.__setattr__(self, "attributes", frozenset(name for name in names if "@" in name))


def _names(told: object) -> tuple[str, ...]:
    return told if isinstance(told, tuple) else ()
