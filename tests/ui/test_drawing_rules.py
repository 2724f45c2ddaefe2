"""How pages may draw: text from people and files goes through `ui/safe.py`, and through nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

UI = Path(__file__).resolve().parents[2] / "ui"
FILES = sorted(UI.rglob("*.py"))
MAY_MAKE_HTML = {"safe.py", "main.py"}
NEVER = {"write", "latex", "echo", "help", "write_stream", "metric", "json", "exception"}
BOXES = {"error", "warning", "info", "success", "toast", "caption", "title", "header", "subheader"}
# What gives text that a box or a label may hold: our own sentences without foreign text, or text made plain.
PLAIN_CALLS = {"for_label", "_plain", "number", "clock", "day", "len", "title_of", "team_name", "str", "int"}


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """(name of the function, call) of every call in a file; `st.error(...)` is `error`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr, node
            elif isinstance(node.func, ast.Name):
                yield node.func.id, node


def of_streamlit(call: ast.Call) -> bool:
    """True for a call written `st.name(...)`."""
    return isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == "st"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(UI).as_posix())
def test_no_call_that_guesses_what_text_means(path: Path) -> None:
    for name, call in calls(path):
        assert not (of_streamlit(call) and name in NEVER), f"line {call.lineno}: st.{name}"
        keywords = {one.arg for one in call.keywords}
        assert not keywords & {"unsafe_allow_html", "unsafe_allow_javascript"}, f"line {call.lineno}"
        if name == "markdown" and of_streamlit(call):
            assert isinstance(call.args[0], ast.Constant), f"line {call.lineno}: st.markdown of what is not a literal"
        if name == "html" and of_streamlit(call):
            assert path.name in MAY_MAKE_HTML, f"line {call.lineno}: st.html outside ui/safe.py"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(UI).as_posix())
def test_boxes_hold_our_own_sentences_or_text_made_plain(path: Path) -> None:
    for name, call in calls(path):
        if of_streamlit(call) and name in BOXES:
            assert all(is_plain(one) for one in call.args), f"line {call.lineno}: {ast.unparse(call)}"


def is_plain(node: ast.expr) -> bool:
    """True for a literal, a sentence of ours filled with what is plain, and text that `safe` has made plain."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        return node.id in {"who", "said"}  # made plain just above, or a sentence of ours that was kept for this draw
    if isinstance(node, ast.JoinedStr):
        return all(is_plain(one.value) if isinstance(one, ast.FormattedValue) else True for one in node.values)
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in PLAIN_CALLS:
            return True
        if name in ("_", "text"):
            return all(isinstance(one, ast.Constant) for one in node.args[:1]) and all(
                is_plain(one.value) for one in node.keywords
            )
        if name == "sentence":
            return len(node.args) == 1 or (
                isinstance(node.args[1], ast.Dict) and all(is_plain(one) for one in node.args[1].values)
            )
        if name == "join":
            return all(isinstance(one, ast.GeneratorExp) and is_plain(one.elt) for one in node.args)
    return False


def test_the_rule_sees_what_it_should() -> None:
    for text, plain in {
        "_('Navnet mangler.')": True,
        "_('{n} igjen', n=number(left))": True,
        "_('{n} igjen', n=found['who'])": False,
        "safe.for_label(told(problem))": True,
        "told(problem)": False,
        "sentence(code)": True,
        "sentence(code, params)": False,
        "f'{title}'": False,
    }.items():
        node = ast.parse(text, mode="eval").body
        assert is_plain(node) is plain, text
