"""Writes the tree for a database. What cannot be said there is told, code and parameters; nothing is left out in silence.

| code | level | params | what is done instead |
|---|---|---|---|
| cannot_field | warn | text, field, database | left out |
| cannot_heading | hint | text, database | sought as words in title and abstract |
| cannot_explode | warn | text, database | the heading alone |
| cannot_major | warn | text, database | the heading, major or not |
| cannot_qualifier | warn | text, database | the heading with any subheading |
| cannot_near | warn | database | both words, anywhere |
| cannot_wildcard | warn | text, database | `*`, or the word without it |
| cannot_starred_phrase | hint | text, database, written | the words beside each other, which means the same |
| cannot_starred_phrase_apart | warn | text, database, written | all its words, anywhere in the field: it finds more |
| cannot_starred_phrase_not | warn | text, database, written | taken away without its wildcard: less is taken away |
| cannot_untagged | hint | text, database | the words as they are: only PubMed maps them |
| cannot_lines | hint | database | all on one line |
| field_wider | hint | text, database | in a wider field |
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pico.query import pubmed
from pico.query.fields import FIELDS, HEADING_KEYS, QUALIFIERS, TEXT_KEYS
from pico.query.finding import Finding
from pico.query.shapes import (
    alternatives,
    anded,
    is_or,
    leaves,
    leaves_or_groups,
    natural,
    near_field,
    runs,
)
from pico.query.starred import apart
from pico.query.syntaxes import SYNTAXES, Syntax
from pico.query.tree import AUTO, Group, Node, Ref, Term, Tree, flat, joined, single
from pipeline.errors import BadInput

MOST_PAIRS = 60  # phrases that one proximity between groups may become in PubMed
_WORD = re.compile(r"[^\s()\[\]\":/]+")
_OVID_WILD = re.compile(r"\*\d|[?#]")
_INNER_STAR = re.compile(r"\*(?=\w)")
_QUOTED_IN_OVID = re.compile(r"\b(?:and|or|not|adj\d*)\b|[(),/&]", re.IGNORECASE)
_RANGE = re.compile(r"(\d{4})(?:[/\d]*)(?::(\d{4})[/\d]*)?$")


@dataclass(frozen=True, slots=True)
class Written:
    """A strategy's text and what it does not say as the tree did, each once. Places are those of the tree."""

    text: str
    notes: tuple[Finding, ...] = ()


def write(tree: Tree, syntax: str) -> Written:
    """Write a strategy for `pubmed`, `epistemonikos`, `europepmc`, `cochrane` or `ovid`.

    Raises BadInput: syntax_unknown(syntax, known); strategy_empty; line_unknown; strategy_too_large.
    """
    if syntax not in SYNTAXES:
        raise BadInput("syntax_unknown", syntax=syntax, known=", ".join(SYNTAXES))
    writer = _Writer(SYNTAXES[syntax])
    if tree.numbered and writer.rules.line is not None:
        texts = [
            writer.rules.number.replace("{n}", str(one.number)) + (writer.whole(one.node) or "") for one in tree.lines
        ]
        text = "\n".join(texts)
    else:
        if tree.numbered:
            writer.say("cannot_lines", "hint", Term(""))
        text = writer.whole(flat(tree)) or ""
    if not text.strip():
        raise BadInput("strategy_empty")
    return Written(text, tuple({_key(one): one for one in writer.notes}.values()))


def write_node(node: Node, syntax: str) -> str:
    """One node without references, as it would stand in a strategy; empty where it cannot be said there."""
    return _Writer(SYNTAXES[syntax]).whole(node) or ""


def _key(one: Finding) -> tuple[str, tuple[tuple[str, str | int], ...]]:
    return one.code, tuple(sorted(one.params.items()))


class _Writer:
    """Writes nodes for one database and keeps what could not be said."""

    def __init__(self, rules: Syntax) -> None:
        self.rules = rules
        self.notes: list[Finding] = []
        self.taken_away = False  # within what NOT takes away, where the broader is the narrower
        self._special: dict[str, Callable[[Term], str | None]] = {
            "pubmed": self._pubmed,
            "ovid": self._ovid,
            "cochrane": self._cochrane,
            "europepmc": self._europepmc,
            "epistemonikos": self._epistemonikos,
        }

    def say(self, code: str, level: str, at: Term | Group, **params: str | int) -> None:
        params = {"database": self.rules.name, **params}
        self.notes.append(Finding(code, level, at.start, at.end, params))  # type: ignore[arg-type]

    def whole(self, node: Node | None) -> str | None:
        """A node without brackets around it."""
        if node is None:
            return ""
        if isinstance(node, Group):
            return self._group(node)
        return self._leaf(node)

    def _part(self, node: Node) -> str | None:
        """A node as a part of a group."""
        text = self.whole(node)
        bare = isinstance(node, (Term, Ref)) or (isinstance(node, Group) and self.rules.lists and self._is_list(node))
        return text if text is None or bare else f"({text})"

    def _leaf(self, node: Term | Ref) -> str | None:
        return self._ref(node) if isinstance(node, Ref) else self._special[self.rules.id](node)

    def _ref(self, node: Ref) -> str:
        line = self.rules.line or "#{n}"
        one_by_one = [line.replace("{n}", str(number)) for number in node.lines]
        if len(node.lines) == 1:
            return one_by_one[0]
        if self.rules.id == "ovid":
            return f"{node.op.lower()}/{runs(node.lines)}"
        return "(" + f" {node.op} ".join(one_by_one) + ")"

    def _group(self, node: Group) -> str | None:
        if node.op == "NEAR":
            return self._near(node)
        if self.rules.lists and self._is_list(node):
            return self._list(node)
        pieces: list[str] = []
        opens, before = 0, ""
        for number, item in enumerate(node.items):
            op = node.ops[number - 1] if number else ""
            self.taken_away ^= op == "NOT"
            text = self._part(item)
            self.taken_away ^= op == "NOT"
            if text is not None and not pieces and op == "NOT":
                self._untold(item)  # what it is taken away from cannot be said there
                text = None
            if text is None:
                continue
            if pieces:
                if before and op != before and self.rules.id != "pubmed":
                    pieces.append(")")  # the others have an order of their own: brackets keep PubMed's
                    opens += 1
                pieces.append(f" {self.rules.operators[op]} ")
                before = op
            pieces.append(text)
        return "(" * opens + "".join(pieces) or None

    def _untold(self, node: Node) -> None:
        for term in leaves(node):
            self.say("cannot_field", "warn", term, text=term.text, field="NOT")

    # -- nearness

    def _near(self, node: Group) -> str | None:
        if self.rules.id == "pubmed":
            return self._near_pubmed(node)
        if self.rules.near is None:
            self.say("cannot_near", "warn", node)
            return self._group(anded(node))
        keys = {one.field for one in leaves(node)}
        if len(keys) > 1 or not all(isinstance(one, Term) or is_or(one) for one in leaves_or_groups(node)):
            self.say("cannot_near", "warn", node)
            return self._group(anded(node))
        joins = f"{self._near_word(node)}"
        inner = f" {joins} ".join(self._bare(one) for one in node.items)
        key = next(iter(keys))
        field = getattr(FIELDS.get(key, FIELDS["mp"]), self.rules.field) if key != AUTO else ""
        return self.rules.word.replace("{word}", f"({inner})").replace("{field}", field) if field else f"({inner})"

    def _near_word(self, node: Group) -> str:
        n = (node.within or 0) + self.rules.near_from
        if node.ordered and self.rules.next:
            return self.rules.next
        return f"adj{n}" if self.rules.id == "ovid" else f"NEAR/{n}"

    def _bare(self, node: Node) -> str:
        """Words and groups of words without their fields."""
        if isinstance(node, Term):
            return self._phrase(node)
        if isinstance(node, Group) and node.op == "NEAR":
            return "(" + f" {self._near_word(node)} ".join(self._bare(one) for one in node.items) + ")"
        return "(" + f" {self.rules.operators['OR']} ".join(self._bare(one) for one in getattr(node, "items", ())) + ")"

    def _near_pubmed(self, node: Group) -> str | None:
        """Every pair as a phrase of its own: PubMed knows nearness within one pair of quotes only, without wildcards."""
        choices = [alternatives(one) for one in node.items]
        total = 1
        for one in choices:
            total *= len(one or ())
        leaves = [term for one in choices for term in one or ()]
        keys = {near_field(one.field) for one in leaves}
        plain = len(keys) == 1 and all("*" not in one.text and not _OVID_WILD.search(one.text) for one in leaves)
        if not plain or not 0 < total <= MOST_PAIRS or None in keys:
            self.say("cannot_near", "warn", node)
            return self._group(anded(node))
        field = FIELDS[str(next(iter(keys)))].pubmed
        written = [
            f'"{" ".join(one.text for one in pair)}"[{field}:~{node.within or 0}]'
            for pair in itertools.product(*(one or () for one in choices))
        ]
        text = " OR ".join(written)
        return f"({text})" if len(written) > 1 else text

    # -- words

    def _phrase(self, term: Term) -> str:
        """A text word with its quotes and its wildcards."""
        return self._all_of(self._pieces(term))

    def _all_of(self, pieces: Sequence[str]) -> str:
        return pieces[0] if len(pieces) == 1 else "(" + f" {self.rules.operators['AND']} ".join(pieces) + ")"

    def _pieces(self, term: Term) -> Sequence[str]:
        """A text word as it is written; several where a truncated phrase can only be said as words that must all be there."""
        text = self._wildcards(term)
        many = " " in text.strip() or not _WORD.fullmatch(text) or text.lower() in ("and", "or", "not")
        if not (term.quoted or many):
            return (text,)
        if "*" not in text or self.rules.starred_phrase:
            return (f'"{text}"',)
        if not many and "-" not in text:
            return (text,)
        plain = (f'"{text.replace("*", "")}"',)
        if self.rules.next:
            code, level = "cannot_starred_phrase", "hint"
            pieces: Sequence[str] = ("(" + f" {self.rules.next} ".join(text.split()) + ")",)
        elif self.taken_away:
            code, level, pieces = "cannot_starred_phrase_not", "warn", plain
        else:
            code, level, pieces = "cannot_starred_phrase_apart", "warn", apart(text) or plain
        self.say(code, level, term, text=term.text, written=self._all_of(pieces).strip("()"))
        return pieces

    def _wildcards(self, term: Term) -> str:
        text = term.text
        if self.rules.stars == "ovid":
            return text
        if _OVID_WILD.search(text):
            self.say("cannot_wildcard", "warn", term, text=text)
            text = _OVID_WILD.sub("*", text)
        if self.rules.stars == "end" and _INNER_STAR.search(text):
            self.say("cannot_wildcard", "warn", term, text=text)
            text = " ".join(one.split("*")[0] + "*" if "*" in one else one for one in text.split())
        return text

    def _in_field(self, term: Term) -> str | None:
        key = "tiab" if term.field == AUTO else term.field
        name = getattr(FIELDS[key], self.rules.field) if key in FIELDS else ""
        if not name:
            self.say("cannot_field", "warn", term, text=term.text, field=term.field)
            return None
        return self._all_of(
            [self.rules.word.replace("{word}", one).replace("{field}", name) for one in self._pieces(term)]
        )

    # -- a database each

    def _pubmed(self, term: Term) -> str | None:
        if term.field in HEADING_KEYS:
            names = [f"{term.text}/{QUALIFIERS.get(one, one).replace(' & ', ' and ')}" for one in term.qualifiers] or [
                term.text
            ]
            tag = FIELDS[term.field].pubmed + ("" if term.explode else ":noexp")
            written = [f'"{one}"[{tag}]' for one in names]
            return written[0] if len(written) == 1 else f"({' OR '.join(written)})"
        text = self._wildcards(term) if term.field in TEXT_KEYS else term.text
        shown = f'"{text}"' if term.quoted or text in ("AND", "OR", "NOT") else text
        if term.field == AUTO:
            return shown
        tag = FIELDS[term.field].pubmed if term.field in FIELDS else ""
        if not tag:
            self.say("cannot_field", "warn", term, text=term.text, field=term.field)
            return None
        if term.field in ("mp", "tiabkw"):
            self.say("field_wider", "hint", term, text=term.text)
        return f"{shown}[{tag}{'' if term.within is None else f':~{term.within}'}]"

    def _ovid(self, term: Term) -> str | None:
        if term.field in HEADING_KEYS:
            name = f'"{term.text}"' if _QUOTED_IN_OVID.search(term.text) else term.text
            star, exp = "*" if term.field == "majr" else "", "exp " if term.explode else ""
            return f"{exp}{star}{name}/{', '.join(term.qualifiers)}"
        if term.within is not None and " " in term.text:
            pieces = tuple(Term(one, term.field) for one in term.text.split())
            return self._near(Group(pieces, ("NEAR",) * (len(pieces) - 1), term.within))  # type: ignore[arg-type]
        if term.field == "dp":
            return f"{term.text}.(sa_year)."
        if term.field == AUTO:
            self.say("cannot_untagged", "hint", term, text=term.text)
            return f"{self._phrase(term)}.mp."
        return self._in_field(term)

    def _cochrane(self, term: Term) -> str | None:
        if term.field in HEADING_KEYS:
            major = "[mj]" if term.field == "majr" else ""
            behind = f"/{','.join(one.upper() for one in term.qualifiers)}" if term.qualifiers else ""
            return f'[mh {"" if term.explode else "^"}"{term.text}"{behind}{major}]'
        if term.within is not None and " " in term.text:
            pieces = tuple(Term(one, term.field) for one in term.text.split())
            return self._near(Group(pieces, ("NEAR",) * (len(pieces) - 1), term.within))  # type: ignore[arg-type]
        if term.field in (AUTO, "all"):
            return self._phrase(term)
        return self._in_field(term)

    def _europepmc(self, term: Term) -> str | None:
        if term.field in HEADING_KEYS:
            for told, code in ((term.explode, "cannot_explode"), (term.qualifiers, "cannot_qualifier")):
                if told:
                    self.say(code, "warn", term, text=term.text)
            if term.field == "majr":
                self.say("cannot_major", "warn", term, text=term.text)
            return f'KW:"{term.text}"'
        if term.within is not None:
            self.say("cannot_near", "warn", term)
            pieces = tuple(Term(one, term.field) for one in term.text.split())
            return f"({self._group(joined('AND', pieces))})" if len(pieces) > 1 else self._in_field(pieces[0])  # type: ignore[arg-type]
        if term.field == "dp":
            if years := _RANGE.match(term.text):
                return f"PUB_YEAR:[{years[1]} TO {years[2] or years[1]}]"
            self.say("cannot_field", "warn", term, text=term.text, field=term.field)
            return None
        if term.field in (AUTO, "all"):
            return self._phrase(term)
        return self._in_field(term)

    def _epistemonikos(self, term: Term) -> str | None:
        return self._list(term)

    # -- Epistemonikos: a whole block looks in the title, and the whole block looks in the abstract

    def _is_list(self, node: Node) -> bool:
        if isinstance(node, Term):
            return True
        return isinstance(node, Group) and node.op == "OR" and all(isinstance(one, Term) for one in node.items)

    def _list(self, node: Node) -> str | None:
        """`(title:(a OR b) OR abstract:(a OR b))`; words of other fields in brackets of their own."""
        wanted: dict[str, dict[str, str]] = {}
        for term in (one for one in (getattr(node, "items", None) or (node,)) if isinstance(one, Term)):
            fields, text = self._listed(term)
            if text:
                wanted.setdefault(fields, {}).setdefault(text.lower(), text)
        parts = []
        for fields, words in wanted.items():
            inner = " OR ".join(words.values())
            parts += [f"{name}:({inner})" for name in fields.split()]
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"

    def _listed(self, term: Term) -> tuple[str, str]:
        if term.field in HEADING_KEYS:
            self.say("cannot_heading", "hint", term, text=term.text)
            return "title abstract", self._phrase(replace(term, text=natural(term.text), quoted=False))
        if term.within is not None:
            self.say("cannot_near", "warn", term)
            return "title abstract", "(" + " AND ".join(term.text.split()) + ")"
        if term.field == AUTO:
            self.say("cannot_untagged", "hint", term, text=term.text)
        fields = (
            "title abstract" if term.field == AUTO else FIELDS[term.field].epistemonikos if term.field in FIELDS else ""
        )
        if not fields:
            self.say("cannot_field", "warn", term, text=term.text, field=term.field)
            return "", ""
        return fields, self._phrase(term)


def one_line(text: str) -> str:
    """A strategy for PubMed as it is sent: a numbered list is put together to one line, anything else stays as it is.

    Raises BadInput as `write`.
    """
    tree = pubmed.read(text).tree
    return write(single(flat(tree)), "pubmed").text if tree.numbered else text
