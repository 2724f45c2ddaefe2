"""Reads a strategy written for PubMed into the tree, and says what PubMed would take otherwise than it looks.

PubMed works from left to right, drops a tag that it does not know, and does not see a tag behind a bracket; the tree
holds what PubMed does. Nothing is refused: what can be read is read, and the rest is found and placed.

| code | level | params |
|---|---|---|
| bracket_unclosed, bracket_unopened | stop | sign |
| bracket_empty, quote_unclosed | stop | |
| nested_too_deep | stop | limit |
| tag_unknown | stop | tag, database |
| tag_on_group | stop | tag |
| tag_on_bracket, tag_twice | warn | tag |
| tag_alone | stop | tag |
| operator_first, operator_last | stop | word |
| operator_twice | stop, or fix for AND NOT | word |
| operator_lower_case | fix | word, mend |
| operator_missing | warn | |
| operators_mixed | warn | |
| line_without_hash | fix | line |
| history_words | fix | text |
| filters_not_read | warn | text |
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pico.query import lines
from pico.query.fields import TAGS, TEXT_KEYS
from pico.query.finding import Finding
from pico.query.mends import closest, from_the_left, spread
from pico.query.tokens import Tag, Token, even, tag, term_of, tokens
from pico.query.tree import AUTO, MAX_DEPTH, Group, Line, Node, Op, Ref, Term, Tree

OPERATORS = ("AND", "OR", "NOT")
_BETWEEN = ".,;/&-"
_MOST_TURNS = 20  # changes of operator that get brackets at once
_REF = re.compile(r"#(\d{1,4})$")
_JOINS = re.compile(r"(?:#?\d{1,3}|and|or|not|[()])$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Read:
    """A strategy that was read: the tree, what was found on the way, its tokens by line, and the text with even signs."""

    tree: Tree
    found: tuple[Finding, ...]
    tokens: tuple[tuple[Token, ...], ...]
    text: str


@dataclass(slots=True)
class _Frame:
    """What stands within one pair of brackets, as far as it is read."""

    opened: Token | None
    items: list[Node] = field(default_factory=list)
    ops: list[Op] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)  # of the operators
    op: Token | None = None  # an operator that waits for what it joins
    end: int = 0  # of the newest item, its brackets with it
    hollow: bool = False  # it begins with an empty bracket, whose operator goes with it


def read(text: str, database: str = "PubMed", known: bool = True) -> Read:
    """Read a strategy or a numbered list of lines. `known` = PubMed's tags are known; else none is."""
    plain = even(text)
    raw = lines.cut(plain)
    numbers = frozenset(one.number for one in raw or ())
    found: list[Finding] = []
    made: list[Line] = []
    listed: list[tuple[Token, ...]] = []
    for one in raw or (lines.whole(plain),):
        found += lines.around(plain, one, alone=raw is None)
        parts = tokens(plain, one.start, one.end)
        reader = _Reader(plain, parts, found, numbers, database, known)
        made.append(Line(one.number, reader.node(one.end), one.start, one.end, one.hits))
        listed.append(tuple(parts))
    return Read(Tree(tuple(made), raw is not None), tuple(found), tuple(listed), plain)


class _Reader:
    """One line, token by token, with a stack of its own instead of recursion."""

    def __init__(
        self, text: str, parts: list[Token], found: list[Finding], numbers: frozenset[int], database: str, known: bool
    ) -> None:
        self.text, self.parts, self.found, self.numbers = text, parts, found, numbers
        self.database, self.known = database, known
        self.stack = [_Frame(None)]
        self.run: list[Token] = []  # words and a quote that wait for their tag
        self.closed: tuple[int, int] | None = None  # the bracket that was closed just now
        self.tagged: Token | None = None  # the tag that was read just now
        self.skipped = 0  # brackets beyond the limit
        self.refers = bool(numbers) and all(_JOINS.match(one.text) for one in parts)  # nothing but lines and joints

    def node(self, end: int) -> Node | None:
        """The line's node."""
        for at, token in enumerate(self.parts):
            self._take(at, token)
        self._flush(None)
        self._operator_ends(self.stack[-1])
        while len(self.stack) > 1:
            frame = self.stack.pop()
            opened = frame.opened
            if opened is not None:
                self._say("bracket_unclosed", "stop", opened.start, opened.end, sign="(")
            node = self._built(frame)
            if node is not None:
                self._add(node)
            self._operator_ends(self.stack[-1])
        return self._built(self.stack[0])

    def _say(self, code: str, level: str, start: int, end: int, fix: str | None = None, **params: str | int) -> None:
        self.found.append(Finding(code, level, start, end, params, fix))  # type: ignore[arg-type]

    # -- token by token

    def _take(self, at: int, token: Token) -> None:
        kind, text = token.kind, token.text
        if kind == "tag":
            self._tag(token)
        elif kind == "sign":
            self._flush(None)
            self._sign(at, token)
            return
        elif kind == "quote":
            if self.run and not (len(self.run) > 1 and self.run[-1].text == ":"):
                self._flush(None)
            self.run.append(token)
            self.tagged = None
        elif text in OPERATORS:
            self._flush(None)
            self._operator(token)
        elif not self.run and not text.strip(_BETWEEN):
            pass  # a comma or a stroke between two terms
        elif text.lower() in ("and", "or", "not") and self._is_operator(at):
            self._flush(None)
            self._say("operator_lower_case", "fix", token.start, token.end, text.upper(), word=text, mend=text.upper())
            self._operator(replace(token, text=text.upper()))
        elif text.startswith(":") and not self.run and self.stack[-1].items and self.tagged is not None:
            self._reopen(token)
        else:
            if self.run and self.run[-1].kind == "quote":
                self._flush(None)
            self.run.append(token)
            self.tagged = None
        if kind != "sign":
            self.closed = None

    def _is_operator(self, at: int) -> bool:
        """Whether an operator in small letters joins terms: it stands beside a tag, a quote, a bracket or a line."""
        before = self.parts[at - 1] if at else None
        after = self.parts[at + 1] if at + 1 < len(self.parts) else None
        if before is None or after is None or after.kind == "tag":
            return False
        return (
            before.kind != "word"
            or after.kind in ("quote", "sign")
            or before.text.endswith("*")
            or bool(_REF.match(before.text) or _REF.match(after.text))
        )

    def _sign(self, at: int, token: Token) -> None:
        text = token.text
        closed, self.closed, self.tagged = self.closed, None, None
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
                self._close(at, token)
        elif text == '"':
            self._open_quote(at, token)
        elif text == "[":
            self._open_tag(at, token)
        elif text == "]":
            self._say("bracket_unopened", "stop", token.start, token.end, "", sign="]")
            self.closed = closed

    def _open_quote(self, at: int, token: Token) -> None:
        """A quote without its end; where a tag, bracket or operator follows, that is where it was to end."""
        end = token.end
        for part in self.parts[at + 1 : at + 12]:
            if part.kind != "word" or part.text in OPERATORS:
                break
            end = part.end
        words = self.text[token.end : end]
        whole = f'"{words}"' if words.strip() and at + 1 < len(self.parts) else None
        self._say("quote_unclosed", "stop", token.start, end if whole else token.end, whole)

    def _open_tag(self, at: int, token: Token) -> None:
        after = self.parts[at + 1] if at + 1 < len(self.parts) else None
        fix = f"[{after.text}]" if after is not None and after.text.lower() in TAGS else None
        end = after.end if fix and after is not None else token.end
        self._say("bracket_unclosed", "stop", token.start, end, fix, sign="[")

    def _close(self, at: int, token: Token) -> None:
        frame = self.stack.pop()
        self._operator_ends(frame)
        start = frame.opened.start if frame.opened else token.start
        node = self._built(frame)
        if node is None:
            self._empty(start, at, token)
            return
        if isinstance(node, Group):
            node = replace(node, start=start, end=token.end)
        self._add(node, start, token.end)
        self.closed = (start, token.end)

    def _empty(self, start: int, at: int, token: Token) -> None:
        """An empty bracket; the operator before it, or else the one behind it, goes with it."""
        frame = self.stack[-1]
        after = self.parts[at + 1] if at + 1 < len(self.parts) else None
        if frame.op is not None:
            self._say("bracket_empty", "stop", frame.op.start, token.end, "")
            frame.op = None
        elif not frame.items and after is not None and after.text.upper() in OPERATORS:
            self._say("bracket_empty", "stop", start, after.end, "")
            frame.hollow = True
        else:
            self._say("bracket_empty", "stop", start, token.end, "")

    # -- operators

    def _operator(self, token: Token) -> None:
        frame = self.stack[-1]
        self.tagged = None
        if frame.op is not None:
            both = f"{frame.op.text} {token.text}"
            level, fix = (
                ("fix", "NOT")
                if both == "AND NOT"
                else ("stop", frame.op.text if frame.op.text == token.text else None)
            )
            self._say("operator_twice", level, frame.op.start, token.end, fix, word=both)
            frame.op = token if token.text == "NOT" else frame.op
        elif frame.hollow:
            frame.hollow = False
        elif not frame.items:
            self._say("operator_first", "stop", token.start, token.end, "", word=token.text)
        else:
            frame.op = token

    def _operator_ends(self, frame: _Frame) -> None:
        if frame.op is not None:
            self._say("operator_last", "stop", frame.op.start, frame.op.end, "", word=frame.op.text)
            frame.op = None

    def _add(self, node: Node, start: int | None = None, end: int | None = None) -> None:
        """Join a node to what stands before it; without an operator PubMed puts AND."""
        frame = self.stack[-1]
        if frame.items:
            if frame.op is None:
                before, here = frame.end, node.start if start is None else start
                gap = self.text[before:here]
                plain = not gap.strip(" \t\r\n" + _BETWEEN)
                self._say("operator_missing", "warn", before, max(here, before), " AND " if plain else None)
                frame.ops.append("AND")
                frame.places.append((before, here))
            else:
                frame.ops.append(frame.op.text)  # type: ignore[arg-type]
                frame.places.append((frame.op.start, frame.op.end))
        frame.op = None
        frame.items.append(node)
        frame.end = node.end if end is None else end

    def _built(self, frame: _Frame) -> Node | None:
        """The node of a frame; a level that mixes OR with others is found here."""
        if len(frame.items) < 2:
            return frame.items[0] if frame.items else None
        kinds = set(frame.ops)
        start = frame.opened.start if frame.opened else frame.items[0].start
        if "OR" in kinds and len(kinds) > 1:
            turns = [frame.places[n][0] for n in range(1, len(frame.ops)) if frame.ops[n] != frame.ops[n - 1]]
            turns = turns[:_MOST_TURNS]
            begins = frame.opened.end if frame.opened else self._first(frame)
            begins += len(self.text[begins : turns[0]]) - len(self.text[begins : turns[0]].lstrip())
            ends = begins + len(self.text[begins : turns[-1]].rstrip())
            self._say("operators_mixed", "warn", begins, ends, from_the_left(self.text, begins, turns))
        end = frame.items[-1].end
        return Group(tuple(frame.items), tuple(frame.ops), start=start, end=end)

    def _first(self, frame: _Frame) -> int:
        return self.parts[0].start if self.parts else frame.items[0].start

    # -- terms

    def _tag(self, token: Token) -> None:
        said = tag(token)
        if not said.key or not self.known:
            close = closest(said.name) if self.known else ""
            shown = token.text[1:-1].strip()
            self._say("tag_unknown", "stop", token.start, token.end, close, tag=shown, database=self.database)
        frame = self.stack[-1]
        if self.run:
            self._flush(said, token)
            self.tagged = token
        elif self.closed is not None:
            self._tag_behind_bracket(token, said)
        elif self.tagged is not None:
            self._say("tag_twice", "warn", token.start, token.end, "", tag=token.text[1:-1].strip())
        elif said.key and (not frame.items or frame.op is not None):
            self._say("tag_alone", "stop", token.start, token.end, "", tag=token.text[1:-1].strip())

    def _tag_behind_bracket(self, token: Token, said: Tag) -> None:
        start, end = self.closed or (token.start, token.start)
        if not said.key or not self.known:
            return
        node = self.stack[-1].items[-1]
        shown = token.text[1:-1].strip()
        inside = self.text[start:end]
        if isinstance(node, Group):
            self._say("tag_on_group", "stop", start, token.end, spread(node, inside, start, token.text), tag=shown)
        else:
            self._say("tag_on_bracket", "warn", start, token.end, spread(node, inside, start, token.text), tag=shown)

    def _reopen(self, token: Token) -> None:
        """`"2010"[dp] : "2020"[dp]` is one term: the first part waits for the second."""
        frame = self.stack[-1]
        node = frame.items[-1]
        if isinstance(node, Term):
            frame.items.pop()
            if frame.ops and len(frame.ops) >= len(frame.items) and frame.items:
                op, place = frame.ops.pop(), frame.places.pop()
                frame.op = Token("word", op, *place)
            self.run = [Token("word", node.text, node.start, node.end), token]
            if len(token.text) > 1:  # `2010[dp]:2020[dp]`
                self.run = [Token("word", node.text + token.text, node.start, token.end)]
        else:
            self.run = [token]

    def _flush(self, said: Tag | None, token: Token | None = None) -> None:
        """Make a term of the words that wait, with the tag that follows them."""
        run, self.run = self.run, []
        if not run:
            return
        key = (said.key if said and self.known else "") or AUTO
        if len(run) > 1 and key in TEXT_KEYS and run[0].kind == "word":
            run = self._split(run, tagged=bool(said))
        if not run:
            return
        start, end = run[0].start, token.end if token is not None else run[-1].end
        if key == AUTO and said is None and len(run) == 1 and (ref := self._line(run[0])):
            self._add(ref)
            return
        self._add(term_of(run, key, said, start, end))

    def _split(self, run: list[Token], *, tagged: bool) -> list[Token]:
        """Words with `and` and `or` among them, in small letters: PubMed may take those for operators."""
        piece: list[Token] = []
        for at, one in enumerate(run):
            low = one.text.lower()
            if low not in ("and", "or", "not") or one.text in OPERATORS or at in (0, len(run) - 1) or not piece:
                piece.append(one)
            elif low == "not" and tagged:
                mend = one.text.upper()
                self._say("operator_lower_case", "warn", one.start, one.end, mend, word=one.text, mend=mend)
                piece.append(one)
            else:
                mend = one.text.upper()
                self._say("operator_lower_case", "fix", one.start, one.end, mend, word=one.text, mend=mend)
                ref = self._line(piece[0]) if len(piece) == 1 else None
                self._add(ref or _of_run(piece))
                self._operator(replace(one, text=mend))
                piece = []
        return piece

    def _line(self, token: Token) -> Ref | None:
        if match := _REF.match(token.text):
            return Ref((int(match[1]),), start=token.start, end=token.end)
        if (
            self.numbers
            and token.kind == "word"
            and token.text.isdigit()
            and (int(token.text) in self.numbers or self.refers)
        ):
            self._say("line_without_hash", "fix", token.start, token.end, f"#{token.text}", line=int(token.text))
            return Ref((int(token.text),), start=token.start, end=token.end)
        return None


def _of_run(run: list[Token]) -> Term:
    return term_of(run, AUTO, None, run[0].start, run[-1].end)
