"""A strategy cut into what can be counted: all of it, its lines, its blocks, and all of it without each word."""

from __future__ import annotations

from dataclasses import replace

from pico.query.keys import BlockOf, blocks_of
from pico.query.tree import Group, Node, Term, Tree, flat, joined
from pico.query.write import write_node

ALL = "all"


def pieces(tree: Tree, *, words: bool = True, most: int = 120) -> dict[str, str]:
    """name -> text for PubMed: "all", "line:3", "block:1", and "without:1:2", the whole without the second word of block 1.

    Words come last, and are left out from where there would be more than `most`. Raises BadInput as `tree.flat`.
    """
    whole = flat(tree)
    if whole is None:
        return {}
    found = {ALL: write_node(whole, "pubmed")}
    if tree.numbered:
        for line in tree.lines:
            above = Tree(tuple(one for one in tree.lines if one.number <= line.number), True)
            if node := flat(above):
                found[f"line:{line.number}"] = write_node(node, "pubmed")
    listed = blocks_of(tree)
    if len(listed) > 1:
        found |= {f"block:{one.number}": one.text for one in listed}
    for one in listed if words else ():
        for number, _ in enumerate(words_of(one)):
            if len(found) < most and (text := _without(listed, one, number)):
                found[f"without:{one.number}:{number + 1}"] = text
    return {name: text for name, text in found.items() if text}


def words_of(block: BlockOf) -> tuple[Node, ...]:
    """What a block joins by OR, where it does: each is a word that could go."""
    node = block.node
    if block.op == "AND" and isinstance(node, Group) and node.op == "OR":
        return node.items
    return ()


def word_text(node: Node) -> str:
    """A word of a block as PubMed would have it."""
    text = write_node(node, "pubmed")
    return text if isinstance(node, Term) else f"({text})"


def _without(listed: tuple[BlockOf, ...], block: BlockOf, number: int) -> str:
    left = [item for at, item in enumerate(words_of(block)) if at != number]
    if not left:
        return ""
    shorter = replace(block, node=joined("OR", left))
    made: Node | None = None
    for one in listed:
        node = shorter.node if one is block else one.node
        made = node if made is None else Group((made, node), (one.op,))
    return write_node(made, "pubmed") if made is not None else ""
