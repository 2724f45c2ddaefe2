"""A file of answers -> rows of (heading, word): JSON as an object, by study or as a list; CSV with a line a study or an item.

Nothing here knows an instrument. What a heading or a word means is found out in `appraisal/cases.py`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from appraisal.words import plain
from pipeline.errors import BadInput

MAX_ROWS = 5_000
MAX_FIELD = 20_000
STUDY = ("study", "studie", "study id", "artikkel", "reference", "referanse", "author", "forfatter")
ITEM = ("item", "punkt", "question", "spørsmål", "item id", "domain", "domene")
ANSWER = ("answer", "svar", "judgement", "judgment", "vurdering", "response", "rating")
ANSWERS = ("answers", "svar", "items", "punkter", "domains", "domener", "judgements")
STUDIES = ("studies", "studier", "rows", "results")


@dataclass(frozen=True, slots=True)
class Row:
    """One study, or the only one (`study` ""): what was written under each heading; `line` is 0 where a file has none."""

    study: str
    cells: Mapping[str, str]
    line: int = 0
    inside: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # what stands below a heading: "D1" -> {"1.1": "Y"}
    twice: tuple[str, ...] = ()  # headings with two answers that differ, of which none is taken


def read_rows(content: bytes, name: str) -> list[Row]:
    """The rows of a file. JSON is told by its first sign, whatever the file is called.

    Raises BadInput: appraisal_file_not_utf8(file), appraisal_answers_not_json(file, line), appraisal_answers_not_map(file),
    appraisal_answers_none(file), appraisal_answers_too_many(file, limit), appraisal_answer_twice(file, item).
    """
    text = _decoded(content, name)
    json_like = text.lstrip()[:1] in ("{", "[") or name.lower().endswith(".json")
    rows = _from_json(text, name) if json_like else _from_csv(text, name)
    if not rows or not any(row.cells or row.inside for row in rows):
        raise BadInput("appraisal_answers_none", file=name)
    if len(rows) > MAX_ROWS:
        raise BadInput("appraisal_answers_too_many", file=name, limit=MAX_ROWS)
    return rows


def _decoded(content: bytes, name: str) -> str:
    """UTF-8, UTF-16 with its mark, or what Excel saves CSV as in Norway. Raises BadInput for what is no text."""
    marked = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for encoding in (marked, "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadInput("appraisal_file_not_utf8", file=name)


# -- JSON


def _from_json(text: str, name: str) -> list[Row]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict[str, Any]()
        for key, value in pairs:
            if key in found:
                raise BadInput("appraisal_answer_twice", file=name, item=key[:60])
            found[key] = value
        return found

    try:
        tree = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise BadInput("appraisal_answers_not_json", file=name, line=error.lineno) from error
    except (RecursionError, ValueError) as error:  # nested without end; a number of thousands of digits
        raise BadInput("appraisal_answers_not_map", file=name) from error
    return _Tree(name).rows(tree, "")


class _Tree:
    """Walks the shapes in which people write answers down."""

    def __init__(self, name: str) -> None:
        self._name = name

    def rows(self, value: Any, study: str) -> list[Row]:
        if isinstance(value, list):
            return self._listed(value)
        if not isinstance(value, dict):
            raise self._bad()
        by_plain = {plain(key): key for key in value}
        if (key := _named(by_plain, STUDIES)) and isinstance(value[key], dict | list):
            shared = {k: v for k, v in value.items() if k != key and _scalar(v) is not None}
            return [_with(row, shared) for row in self.rows(value[key], "")]
        if (key := _named(by_plain, ANSWERS)) and isinstance(value[key], dict | list):
            shared = {k: v for k, v in value.items() if k != key and _scalar(v) is not None}
            named = _named(by_plain, STUDY)
            return [_with(row, shared) for row in self.rows(value[key], str(value[named]) if named else study)]
        nested = {k: v for k, v in value.items() if isinstance(v, dict) and self._answered(v) is None}
        if nested and not any(isinstance(v, list) for v in value.values()):
            if all(_is_part(key) for key in nested):
                return [self._one(value, study)]
            if len(nested) == len(value):
                return [row for key, inner in value.items() for row in self.rows(inner, key)]
        return [self._one(value, study)]

    def _listed(self, values: list[Any]) -> list[Row]:
        if not values or not all(isinstance(one, dict) for one in values):
            raise self._bad()
        plains = [{plain(key): key for key in one} for one in values]
        if all(_named(keys, ITEM) and _named(keys, ANSWER) for keys in plains):
            lines = [_long(one, keys) for one, keys in zip(values, plains, strict=True)]
            return _grouped([(study, item, self._text(answer), 0) for study, item, answer in lines], self._name)
        rows = list[Row]()
        for one, keys in zip(values, plains, strict=True):
            named = _named(keys, STUDY)
            rows += self.rows(one, str(one[named]) if named else "")
        return rows

    def _one(self, value: dict[str, Any], study: str) -> Row:
        cells, inside = dict[str, str](), dict[str, dict[str, str]]()
        for key, inner in value.items():
            if isinstance(inner, dict) and self._answered(inner) is None:
                inside[key] = {k: self._text(v) for k, v in inner.items()}
            elif plain(key) in STUDY:
                study = self._text(inner)
            elif plain(key) == "critical" and isinstance(inner, list):
                cells[key] = ", ".join(self._text(one) for one in inner)
            else:
                cells[key] = self._text(inner)
        return Row(study, cells, inside=inside)

    def _answered(self, value: dict[str, Any]) -> Any:
        """The answer of {"answer": "Y", "reason": "..."}."""
        key = _named({plain(key): key for key in value}, ANSWER)
        return value[key] if key and _scalar(value[key]) is not None else None

    def _text(self, value: Any) -> str:
        if isinstance(value, dict):
            value = self._answered(value)
        said = _scalar(value)
        if said is None:
            raise self._bad()
        return said

    def _bad(self) -> BadInput:
        return BadInput("appraisal_answers_not_map", file=self._name)


def _scalar(value: Any) -> str | None:
    """A word; null is no answer, true and false are yes and no, -1.0 is -1."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, str | int | float) else None


def _is_part(key: str) -> bool:
    said = plain(key)
    return (said[:1] == "d" and said[1:2].isdigit()) or said.startswith(("domain", "domene", "part ", "del "))


def _with(row: Row, shared: Mapping[str, Any]) -> Row:
    """The row with what was said once for all of them."""
    outer = {key: _scalar(value) or "" for key, value in shared.items() if plain(key) not in STUDY}
    return replace(row, cells=outer | dict(row.cells))


# -- CSV

_SEPARATOR = re.compile(r"sep=([;,\t|])[^\n]*\n", re.IGNORECASE)  # Excel's own first line
_QUOTED = re.compile(r'(?:\s*"[^"\n]*(?:""[^"\n]*)*[;,\t][^"\n]*(?:""[^"\n]*)*"[ \t]*(?:\n|$)){2,}\s*')


def _from_csv(text: str, name: str) -> list[Row]:
    """A line a study with a column an item, or a line an item with the columns item and answer."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    if said := _SEPARATOR.match(text):
        text = text[said.end() :]
    if _QUOTED.fullmatch(text):  # a table that was once more saved as a table of one column
        text = "\n".join(line.strip()[1:-1].replace('""', '"') for line in text.splitlines())
    first = text.split("\n", 1)[0]
    separator = said[1] if said else max(";\t,", key=first.count)
    csv.field_size_limit(MAX_FIELD)
    lines = csv.reader(io.StringIO(text), delimiter=separator)
    try:
        every = [(lines.line_num, line) for line in lines if any(cell.strip() for cell in line)]
    except csv.Error as error:
        raise BadInput("appraisal_answers_not_csv", file=name, line=lines.line_num) from error
    if len(every) < 2 or len(every[0][1]) < 2:
        raise BadInput("appraisal_answers_not_csv", file=name, line=1)
    heads = [cell.strip() for cell in every[0][1]]
    twice = next((head for at, head in enumerate(heads) if head and plain(head) in map(plain, heads[:at])), None)
    if twice:
        raise BadInput("appraisal_answer_twice", file=name, item=twice[:60])
    body = [(number, [*line, *[""] * (len(heads) - len(line))]) for number, line in every[1:]]
    return _columns(heads, body, name)


def _columns(heads: list[str], body: list[tuple[int, list[str]]], name: str) -> list[Row]:
    named = {plain(head): head for head in heads}
    at = {head: place for place, head in enumerate(heads)}
    study, item, answer = _named(named, STUDY), _named(named, ITEM), _named(named, ANSWER)
    if item and answer:
        cells = [(line[at[study]].strip() if study else "", line[at[item]], line[at[answer]], n) for n, line in body]
        return _grouped(cells, name)
    return [
        Row(
            line[at[study]].strip() if study else str(n) if len(body) > 1 else "",
            {head: line[at[head]].strip() for head in heads if head and head != study},
            number,
        )
        for n, (number, line) in enumerate(body, 1)
    ]


def _grouped(cells: list[tuple[str, str, str, int]], name: str) -> list[Row]:
    """A line an item -> a row a study."""
    found = dict[str, tuple[int, dict[str, str], list[str]]]()
    for study, item, answer, line in cells:
        _, held, twice = found.setdefault(study, (line, {}, []))
        key = item.strip()
        if key not in held and key not in twice:
            held[key] = answer.strip()
        elif key in held and plain(held[key]) != plain(answer):
            held.pop(key)
            twice.append(key)
    if not any(held for _, held, _ in found.values()):
        item = next((one for *_, twice in found.values() for one in twice), "")
        raise BadInput("appraisal_answer_twice", file=name, item=item[:60])
    return [Row(study, held, line, twice=tuple(twice)) for study, (line, held, twice) in found.items()]


def _long(value: dict[str, Any], keys: Mapping[str, str]) -> tuple[str, str, Any]:
    study, item, answer = (_named(keys, names) for names in (STUDY, ITEM, ANSWER))
    return str(value[study]) if study else "", str(value[str(item)]), value[str(answer)]


def _named(keys: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    """The heading of the file that is one of the names."""
    return next((keys[name] for name in names if name in keys), None)
