"""Reads a strategy written for Ovid MEDLINE into the tree: `exp X/`, `.ti,ab.`, `adj3`, `or/1-3`, `$`, `?`, limits.

Ovid works off ADJ first, then AND, then NOT, then OR; the tree is nested that way. A field behind a bracket holds for all
in it, and words without one are sought in Ovid's usual fields (`.mp.`). What stands in square brackets behind a heading
or a field is Ovid's own explanation.

Beside the codes of `pico.query.pubmed` (Ovid's own table of operators):

| code | level | params |
|---|---|---|
| ovid_field_unknown | stop | field |
| looks_like_pubmed | stop | text |
| ovid_fields_merged | hint | field |
| ovid_limit_unread | warn | limit |
| ovid_heading_open | stop | text |
| ovid_near | stop | word, mend |
| ovid_near_parted | warn | word, mend |
| ovid_span_backwards | stop | text |
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pico.query import lines, ovid_limits
from pico.query.fields import TAGS, ovid_key, ovid_meant, qualifier
from pico.query.finding import Finding
from pico.query.pubmed import Read
from pico.query.tokens import Token, even
from pico.query.tree import AUTO, MAX_DEPTH, Group, Line, Node, Op, Ref, Term, Tree

DEFAULT = "mp"  # where Ovid looks when no field is named
_TOKEN = re.compile(
    r'(?P<quote>"[^"]*"?)|(?P<span>(?:or|and)/\d{1,4}(?:\s*[-,]\s*\d{1,4})*(?=[\s)]|$))|(?P<tag>\[[^\[\]]*\])|(?P<suffix>\.(?:\(sa_year\)|[a-z]\w{1,9}(?:\s*,\s*[a-z]\w{1,9})*,?)\.(?!\w)|\.(?:ti|ab|tw|mp|kf|kw|pt|af)'
    r'(?:\s*,\s*(?:ti|ab|tw|mp|kf|kw|pt|af))*(?=[\s)]|$))|(?P<sign>[()\[\]])|(?P<word>(?:(?!\.[a-z]\w(?:\.|,|\s|\)|$)|\.[a-z]\w{2,9}(?:,[a-z]\w{1,9})*,?\.(?!\w)|\.\(sa_)[^\s()\[\]"])+|\.)',
    re.IGNORECASE,
)
_ADJ = re.compile(r"adj(\d{0,2})$", re.IGNORECASE)
_NEAR = re.compile(r"(?:(?:NEAR|NEXT|ONEAR|PRE|N|W)/|NEAR)(\d{1,2})$", re.IGNORECASE)  # of other databases
_NEAR_SHORT = re.compile(r"[NW](\d{1,2})$")
_HEADING = re.compile(r"(?:(exp|explode)\s+)?(\*\s*)?(.+?)/\s*([a-z]{2}(?:\s*,\s*[a-z]{2})*)?$", re.IGNORECASE)
_ORDER: tuple[Op, ...] = ("NEAR", "AND", "NOT", "OR")  # what binds tightest comes first
_OLD_STAR = re.compile(r"(?<=\w):(?=\s|$)")
_FREQUENCY = re.compile(r"/?freq=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Joins:
    """An operator that was read."""

    op: Op
    within: int | None = None
    ordered: bool = False
    start: int = 0
    end: int = 0
    text: str = ""


@dataclass(slots=True)
class _Frame:
    opened: Token | None
    items: list[Node] = field(default_factory=list)
    ops: list[_Joins] = field(default_factory=list)
    op: _Joins | None = None
    end: int = 0


def read(text: str) -> Read:
    """Read a strategy or a numbered list of lines."""
    plain = even(text)
    raw = lines.cut(plain)
    numbers = frozenset(one.number for one in raw or ())
    found: list[Finding] = []
    made: list[Line] = []
    listed: list[tuple[Token, ...]] = []
    for one in raw or (lines.RawLine(1, 0, len(plain)),):
        node, parts = _line(plain, one.start, one.end, found, numbers)
        made.append(Line(one.number, node, one.start, one.end, one.hits))
        listed.append(parts)
    return Read(Tree(tuple(made), raw is not None), tuple(found), tuple(listed), plain)


def _line(
    text: str, start: int, end: int, found: list[Finding], numbers: frozenset[int]
) -> tuple[Node | None, tuple[Token, ...]]:
    limited = ovid_limits.read(text, start, end, found)
    if limited is not None:
        return limited, ()
    parts = _tokens(text, start, end)
    return _Reader(text, parts, found, numbers).node(), tuple(parts)


def _tokens(text: str, start: int, end: int) -> list[Token]:
    found: list[Token] = []
    at = start
    while (match := _TOKEN.search(text, at, end)) is not None:
        kind, begins, at = match.lastgroup or "word", match.start(), match.end()
        if kind == "quote" and (at - begins == 1 or text[at - 1] != '"'):
            kind, at = "sign", begins + 1
        found.append(Token(kind, text[begins:at], begins, at))
    return found


class _Reader:
    """One line, with a stack of its own."""

    def __init__(self, text: str, parts: list[Token], found: list[Finding], numbers: frozenset[int]) -> None:
        self.text, self.parts, self.found, self.numbers = text, parts, found, numbers
        self.stack = [_Frame(None)]
        self.run: list[Token] = []
        self.closed: tuple[int, int] | None = None
        self.skipped = 0
        self.passed = -1  # the token that was read with the one before it

    def node(self) -> Node | None:
        for at, token in enumerate(self.parts):
            self._take(at, token)
        self._flush("")
        self._ends(self.stack[-1])
        while len(self.stack) > 1:
            frame = self.stack.pop()
            if frame.opened is not None:
                self._say("bracket_unclosed", "stop", frame.opened.start, frame.opened.end, sign="(")
            if (node := self._built(frame)) is not None:
                self._add(node, node.start, node.end)
            self._ends(self.stack[-1])
        node = self._built(self.stack[0])
        return None if node is None else _with_field(node, DEFAULT)

    def _say(self, code: str, level: str, start: int, end: int, fix: str | None = None, **params: str | int) -> None:
        self.found.append(Finding(code, level, start, end, params, fix))  # type: ignore[arg-type]

    def _take(self, at: int, token: Token) -> None:
        kind, text = token.kind, token.text
        if at == self.passed:
            return
        if kind == "sign":
            self._flush("")
            self._sign(token)
            return
        if kind == "suffix":
            self._suffix(token)
        elif kind == "tag":
            if " ".join(text[1:-1].lower().split(":")[0].split()) in TAGS and (self.run or self.closed):
                self._say("looks_like_pubmed", "stop", token.start, token.end, text=text)
        elif kind == "word" and self._in_heading(at):
            self.run.append(token)
        elif kind == "word" and (joins := self._operator(at, token)):
            self._flush("")
            self._join(joins)
        elif kind == "span":
            self._flush("")
            self._span(token)
        elif kind == "word" and _FREQUENCY.match(text):
            self._say("ovid_limit_unread", "warn", token.start, token.end, limit=text[:80])
        else:
            self.run.append(token)
        self.closed = None

    def _in_heading(self, at: int) -> bool:
        """Whether an "and" belongs to a heading, `Wounds and Injuries/`, and does not come behind one."""
        if any("/" in one.text for one in self.run):
            return False
        after = self.parts[at + 1].text if at + 1 < len(self.parts) else ""
        begins = self.run[0].text.lstrip("*") if self.run else ""
        first = self.run[1].text if len(self.run) > 1 and begins.lower() == "exp" else begins
        return self.parts[at].text.lower() == "and" and after.endswith("/") and len(after) > 1 and first[:1].isupper()

    def _operator(self, at: int, token: Token) -> _Joins | None:
        low = token.text.lower()
        if low in ("and", "or", "not"):
            return _Joins(low.upper(), start=token.start, end=token.end, text=token.text)  # type: ignore[arg-type]
        if match := _ADJ.match(token.text):
            words = int(match[1]) - 1 if match[1] else self._parted(at, token)
            return _Joins("NEAR", max(words, 0), not match[1], token.start, token.end, token.text)
        if match := _NEAR.match(token.text) or (_NEAR_SHORT.match(token.text) if self._between(at) else None):
            words = int(match[1])
            mend = f"adj{words + 1}"
            self._say("ovid_near", "stop", token.start, token.end, mend, word=token.text, mend=mend)
            return _Joins("NEAR", words, False, token.start, token.end, token.text)
        return None

    def _parted(self, at: int, token: Token) -> int:
        """`adj 3` in front of a word: the number is hardly a word that is sought. Words between, 0 = beside each other."""
        number, word = (self.parts[n] if n < len(self.parts) else None for n in (at + 1, at + 2))
        follows = word is not None and (word.kind == "word" or word.text == "(") and not self._joins(word)
        if number is None or not number.text.isdigit() or len(number.text) > 2 or not follows:
            return 0
        mend = f"adj{int(number.text)}"
        self._say("ovid_near_parted", "warn", token.start, number.end, mend, word=f"adj {number.text}", mend=mend)
        self.passed = at + 1
        return int(number.text) - 1

    @staticmethod
    def _joins(token: Token) -> bool:
        return token.text.lower() in ("and", "or", "not") or bool(_ADJ.match(token.text))

    def _between(self, at: int) -> bool:
        """Whether a word stands between two that end with signs, as an operator does: `fall* N3 (risk or harm)`."""
        before = self.parts[at - 1] if at else None
        after = self.parts[at + 1] if at + 1 < len(self.parts) else None
        if before is None or after is None:
            return False
        ends = before.text == ")" or before.kind == "quote" or before.text[-1:] in "*$?"
        begins = after.text == "(" or after.kind == "quote" or (after.kind == "word" and after.text[-1:] in "*$?")
        return (ends or begins) and not self._joins(before) and before.text != "("

    def _span(self, token: Token) -> None:
        """`or/1-3,7`."""
        op, _, listed = token.text.partition("/")
        numbers: list[int] = []
        for part in listed.split(","):
            first, dash, last = (one.strip() for one in part.partition("-"))
            low, high = sorted((int(first), int(last if dash else first)))
            numbers += range(low, high + 1)
            if int(first) > low:
                mend = token.text.replace(part, f"{low}-{high}")
                self._say("ovid_span_backwards", "stop", token.start, token.end, mend, text=token.text)
        self._add(Ref(tuple(numbers), op.upper(), token.start, token.end), token.start, token.end)  # type: ignore[arg-type]

    def _sign(self, token: Token) -> None:
        text = token.text
        self.closed = None
        if text == "(":
            if len(self.stack) > MAX_DEPTH:
                if not self.skipped:
                    self._say("nested_too_deep", "stop", token.start, token.end, limit=MAX_DEPTH)
                self.skipped += 1
                return
            self.stack.append(_Frame(token))
        elif text == ")":
            if self.skipped:
                self.skipped -= 1
            elif len(self.stack) == 1:
                self._say("bracket_unopened", "stop", token.start, token.end, "", sign=")")
            else:
                self._close(token)
        elif text == '"':
            self._say("quote_unclosed", "stop", token.start, token.end)
        else:
            code = "bracket_unclosed" if text == "[" else "bracket_unopened"
            self._say(code, "stop", token.start, token.end, sign=text)

    def _close(self, token: Token) -> None:
        frame = self.stack.pop()
        self._ends(frame)
        start = frame.opened.start if frame.opened else token.start
        node = self._built(frame)
        if node is None:
            self._say("bracket_empty", "stop", start, token.end, "")
            return
        if isinstance(node, Group):
            node = replace(node, start=start, end=token.end)
        self._add(node, start, token.end)
        self.closed = (start, token.end)

    def _join(self, joins: _Joins) -> None:
        frame = self.stack[-1]
        if frame.op is not None:
            both = f"{frame.op.text} {joins.text}"
            self._say("operator_twice", "stop", frame.op.start, joins.end, word=both)
            return
        if not frame.items:
            self._say("operator_first", "stop", joins.start, joins.end, "", word=joins.text)
            return
        frame.op = joins

    def _ends(self, frame: _Frame) -> None:
        if frame.op is not None:
            self._say("operator_last", "stop", frame.op.start, frame.op.end, "", word=frame.op.text)
            frame.op = None

    def _add(self, node: Node, start: int, end: int) -> None:
        frame = self.stack[-1]
        if frame.items:
            if frame.op is None:
                self._say("operator_missing", "warn", frame.end, max(start, frame.end), " and ")
                frame.op = _Joins("AND", start=frame.end, end=start)
            frame.ops.append(frame.op)
        frame.op = None
        frame.items.append(node)
        frame.end = end

    def _built(self, frame: _Frame) -> Node | None:
        if not frame.items:
            return None
        kinds = {one.op for one in frame.ops if one.op != "NEAR"}
        if "OR" in kinds and len(kinds) > 1:
            self._say("operators_mixed", "warn", frame.items[0].start, frame.end)
        items, ops = frame.items, frame.ops
        for op in _ORDER:
            items, ops = _bound(items, ops, op)
        return items[0]

    def _suffix(self, token: Token) -> None:
        codes = token.text.strip(".").lower()
        key = "dp" if codes == "(sa_year)" else ovid_key(codes)
        if key is None:
            self._say("ovid_field_unknown", "stop", token.start, token.end, ovid_meant(codes), field=token.text)
            key = DEFAULT
        elif key == DEFAULT and codes != DEFAULT:
            self._say("ovid_fields_merged", "hint", token.start, token.end, field=token.text)
        if self.run:
            self._flush(key, token.end)
        elif self.closed is not None:
            items = self.stack[-1].items
            items[-1] = _with_field(items[-1], key)
            self.stack[-1].end = token.end
        else:
            self._say("tag_alone", "stop", token.start, token.end, "", tag=token.text)

    def _flush(self, key: str, end: int | None = None) -> None:
        run, self.run = self.run, []
        if not run:
            return
        start, end = run[0].start, run[-1].end if end is None else end
        quoted = len(run) == 1 and run[0].kind == "quote"
        text = " ".join(" ".join(one.text.strip('"') if one.kind == "quote" else one.text for one in run).split())
        if self.numbers and len(run) == 1 and not key and (found := re.fullmatch(r"#?(\d{1,4})", text)):
            self._add(Ref((int(found[1]),), start=start, end=end), start, end)
            return
        if not key and (
            heading := _HEADING.match(text.replace(" /", "/") if any(one.kind == "quote" for one in run) else text)
        ):
            self._add(_of_heading(heading, start, end), start, end)
            return
        if key == "mesh":  # `humans.sh.`: the heading alone
            self._add(Term(text, key, True, False, start=start, end=end), start, end)
            return
        if not key and len(run) > 1 and run[0].text.lower() in ("exp", "explode") and "/" not in text:
            self._say("ovid_heading_open", "stop", start, end, f"{self.text[start:end].rstrip()}/", text=text[:60])
        text = _neutral(text)
        self._add(Term(text, key or AUTO, quoted or " " in text, start=start, end=end), start, end)


def _neutral(text: str) -> str:
    """Ovid's `$` is `*`, and `$3` is `*3`; an older `:` at the end is `*` too."""
    return _OLD_STAR.sub("*", text.replace("$", "*"))


def _of_heading(heading: re.Match[str], start: int, end: int) -> Term:
    explode, major, name, behind = heading[1], heading[2], heading[3], heading[4]
    listed = tuple(qualifier(one) for one in (behind or "").split(",") if one.strip())
    return Term(name.strip(), "majr" if major else "mesh", True, bool(explode), listed, None, start, end)


def _bound(items: Sequence[Node], ops: Sequence[_Joins], op: Op) -> tuple[list[Node], list[_Joins]]:
    """What one operator joins, made into groups: the chain that is left has one item for each."""
    made: list[Node] = []
    left: list[_Joins] = []
    run: list[Node] = [items[0]]
    here: list[_Joins] = []
    for joins, item in zip(ops, items[1:], strict=True):
        same = joins.op == op and (
            not here or op != "NEAR" or (joins.within, joins.ordered) == (here[0].within, here[0].ordered)
        )
        if same:
            run.append(item)
            here.append(joins)
        elif joins.op == op:  # adj2 and adj5 in a row: from left to right
            run, here = [_grouped(run, here, op), item], [joins]
        else:
            made.append(_grouped(run, here, op))
            left.append(joins)
            run, here = [item], []
    made.append(_grouped(run, here, op))
    return made, left


def _grouped(run: list[Node], here: list[_Joins], op: Op) -> Node:
    if not here:
        return run[0]
    within, ordered = (here[0].within, here[0].ordered) if op == "NEAR" else (None, False)
    return Group(tuple(run), (op,) * len(here), within, ordered, run[0].start, run[-1].end)


def _with_field(node: Node, key: str) -> Node:
    """The node with a field on every word that has none."""
    if isinstance(node, Term):
        heading = {"quoted": True, "explode": False} if key == "mesh" else {}
        return replace(node, field=key, **heading) if node.field == AUTO else node  # type: ignore[arg-type]
    if isinstance(node, Group):
        return replace(node, items=tuple(_with_field(one, key) for one in node.items))
    return node
