"""Random trees, as far as a syntax can say them."""

from __future__ import annotations

from hypothesis import strategies as st

from pico.query.tree import Group, Line, Node, Op, Ref, Term, Tree

WORDS = st.sampled_from(
    "falls exercise home older nurse care risk training frail gait pain dose school infant β-blocker alzheimer's covid-19".split()
)
STARRED = st.sampled_from(("exercis*", "nurs*ing", "frail*", "older*"))
HEADINGS = st.sampled_from(
    ("Accidental Falls", "Aged", "Aged, 80 and over", "Wounds and Injuries", "Vision, Low", "Exercise")
)
CODES = st.sampled_from(("pc", "th", "rh"))


def words(*, stars: bool = True) -> st.SearchStrategy[str]:
    return st.one_of(WORDS, STARRED, st.just("organi*ation*")) if stars else WORDS


@st.composite
def phrases(draw: st.DrawFn, fields: tuple[str, ...], *, loose: bool) -> Term:
    """A text word or phrase; `loose` = several words may stand without quotes."""
    listed = draw(st.lists(words(), min_size=1, max_size=3))
    quoted = draw(st.booleans()) or (len(listed) > 1 and not loose)
    return Term(" ".join(listed), draw(st.sampled_from(fields)), quoted)


def pubmed_terms() -> st.SearchStrategy[Term]:
    near = st.builds(
        lambda one, other, n, field: Term(f"{one} {other}", field, True, within=n),
        WORDS, WORDS, st.integers(0, 20), st.sampled_from(("tiab", "ti", "ad")),
    )  # fmt: skip
    heading = st.builds(
        lambda text, field, explode, codes: Term(text, field, True, explode, tuple(codes)),
        HEADINGS, st.sampled_from(("mesh", "majr")), st.booleans(), st.lists(CODES, max_size=1),
    )  # fmt: skip
    other = st.sampled_from(
        (Term("english", "la"), Term("2010:2026", "dp"), Term("last 5 years", "dp", True), Term("systematic", "sb"),
         Term("Example A", "au"), Term("12345678", "uid"), Term("Therapy/Broad", "filter"), Term("drug therapy", "sh"),
         Term("randomized controlled trial", "pt", True))
    )  # fmt: skip
    return st.one_of(phrases(("auto", "tiab", "ti", "ab", "tw", "all", "kw"), loose=True), near, heading, other)


def ovid_terms() -> st.SearchStrategy[Term]:
    heading = st.builds(
        lambda text, field, explode, codes: Term(text, field, True, explode, tuple(codes)),
        HEADINGS, st.sampled_from(("mesh", "majr")), st.booleans(), st.lists(CODES, max_size=2),
    )  # fmt: skip
    wild = st.sampled_from((Term("wom#n", "tiab"), Term("behavio?r", "ti"), Term("fall*3", "ab")))
    other = st.sampled_from((Term("english", "la"), Term("2010:2026", "dp"), Term("pc", "sh"), Term("12345678", "uid")))
    text = phrases(("tiab", "ti", "ab", "tw", "all", "kw", "mp", "tiabkw"), loose=False)
    return st.one_of(text, heading, wild, other)


def ovid_near() -> st.SearchStrategy[Group]:
    def made(items: list[list[str]], within: int, ordered: bool, field: str) -> Group:
        sides = [
            Term(one[0], field)
            if len(one) == 1
            else Group(tuple(Term(word, field) for word in one), ("OR",) * (len(one) - 1))
            for one in items
        ]
        return Group(tuple(sides), ("NEAR",) * (len(sides) - 1), 0 if ordered else within, ordered)

    side = st.lists(words(), min_size=1, max_size=3)
    return st.builds(
        made, st.lists(side, min_size=2, max_size=3), st.integers(0, 8), st.booleans(), st.sampled_from(("tiab", "ti"))
    )


def grown(leaves: st.SearchStrategy[Node], *, mixed: bool) -> st.SearchStrategy[Node]:
    """Groups of groups; `mixed` = AND, OR and NOT may stand on one level."""

    def group(items: list[Node], ops: list[Op], one: Op) -> Node:
        chosen = tuple(ops[: len(items) - 1]) if mixed else (one,) * (len(items) - 1)
        return Group(tuple(items), chosen)

    op = st.sampled_from(("AND", "OR", "NOT"))
    return st.recursive(
        leaves,
        lambda below: st.builds(
            group, st.lists(below, min_size=2, max_size=4), st.lists(op, min_size=3, max_size=3), op
        ),
        max_leaves=12,
    )


@st.composite
def trees(draw: st.DrawFn, nodes: st.SearchStrategy[Node], *, spans: bool) -> Tree:
    """A strategy on one line, or a list whose lines name those above them."""
    if draw(st.booleans()):
        return Tree((Line(1, draw(nodes)),))
    lines = [Line(1, draw(nodes)), Line(2, draw(nodes))]
    for number in range(3, 3 + draw(st.integers(0, 4))):
        above = st.integers(1, number - 1)
        ref = st.builds(lambda one: Ref((one,)), above)
        if spans:
            ref = st.one_of(
                ref,
                st.builds(
                    lambda ns, op: Ref(tuple(sorted(ns)), op),
                    st.sets(above, min_size=2, max_size=4),
                    st.sampled_from(("OR", "AND")),
                ),
            )
        op = draw(st.sampled_from(("AND", "OR", "NOT")))
        items = draw(st.lists(st.one_of(ref, nodes), min_size=1, max_size=3))
        lines.append(Line(number, items[0] if len(items) == 1 else Group(tuple(items), (op,) * (len(items) - 1))))
    return Tree(tuple(lines), True)


PUBMED = trees(grown(pubmed_terms(), mixed=True), spans=False)
OVID = trees(grown(st.one_of(ovid_terms(), ovid_near()), mixed=False), spans=True)
