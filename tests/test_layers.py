"""The arrows of the house: who may import whom. RULES and LIBRARIES below are the whole of it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAX_LINES = 400
OURS = (
    "app",
    "appraisal",
    "benchmarks",
    "data",
    "docs",
    "messages",
    "pico",
    "pipeline",
    "tools",
    "ui",
    "web",
    "wiring",
    "wiring_texts",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """What the modules of one room may import of ours. `never` is an exception to `may`; both are name prefixes."""

    room: str
    may: tuple[str, ...]
    never: tuple[str, ...] = ()


VALUES = ("pipeline.records", "pipeline.errors")
DATA_VALUES = (
    *VALUES,
    "pipeline.ports",
    "pipeline.rows",
    "pipeline.quality_rows",
    "pipeline.sums",
    "pipeline.belonging",
    "pipeline.access.rows",
    "pipeline.work",
    "pipeline.ids",
    "pipeline.rights",
    "pipeline.structure",
    "pipeline.days",
    "pico.concepts",
    "pico.mesh",
    "pico.query.headings",
    "pico.question",
    "appraisal.instrument",
    "pipeline.edition",
    "pipeline.instruments",
)
DOOR_VALUES = (*VALUES, "pipeline.ports", "pipeline.rows")
DOMAIN = ("pipeline", "pico", "appraisal")
HOUSE = (*DOMAIN, "data", "wiring", "messages")

# The most particular room that a module lies in decides. A command line (`__main__`) is wired like `wiring` itself.
RULES = (
    Rule("app", may=(*VALUES, "wiring", "messages", "ui", "web")),
    Rule("web", may=("wiring", "messages", "web", "pipeline.access", "pipeline.steps", *DOOR_VALUES)),
    Rule("ui", may=(*DOMAIN, "wiring", "messages", "ui"), never=("pipeline.search", "pipeline.formats")),
    Rule("wiring", may=(*DOMAIN, "data", "messages", "wiring_texts")),
    Rule("wiring_texts", may=(*DOMAIN, "data")),
    Rule("messages", may=()),
    Rule("pico", may=("pico", *VALUES)),
    Rule("pico.__main__", may=HOUSE),
    Rule("pico.command_build", may=HOUSE),
    Rule("pico.command_narrow", may=HOUSE),
    Rule("pico.command_mesh", may=HOUSE),
    Rule("appraisal", may=("appraisal", *VALUES)),
    Rule("appraisal.__main__", may=HOUSE),
    Rule("pipeline", may=DOMAIN),
    Rule("pipeline.records", may=()),
    Rule("pipeline.errors", may=()),
    Rule("pipeline.export", may=(*DOMAIN, "messages")),
    Rule("pipeline.__main__", may=HOUSE),
    Rule("data", may=("data", *DATA_VALUES)),
    Rule("data.__main__", may=HOUSE),
    Rule("benchmarks", may=(*DOMAIN, "wiring", "benchmarks")),
    Rule("docs", may=(*HOUSE, "ui", "docs")),
    Rule("tools", may=("messages", "tools")),
)

# Libraries that belong to certain rooms only.
LIBRARIES = {
    "streamlit": ("app", "ui", "benchmarks.rights"),
    "sqlite3": ("data",),
    "sqlite_utils": ("data",),
    "requests": ("pipeline.search", "pipeline.access.oidc"),
    "authlib": ("pipeline.access.oidc",),
    "joserfc": ("pipeline.access.oidc",),
    "argon2": ("pipeline.access.passwords",),
    "docx": ("pipeline.export",),
    "starlette": ("app", "web", "ui.page_language"),
    "babel": ("tools",),
}


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module, the line of it, and whether it is seen by the type checker only."""

    name: str
    line: int
    typing_only: bool


def inside(name: str, prefix: str) -> bool:
    """True if the dotted name is the prefix or lies below it."""
    return name == prefix or name.startswith(f"{prefix}.")


def python_files() -> Iterator[Path]:
    """Every Python file of ours outside tests."""
    yield from (ROOT / f"{name}.py" for name in OURS if (ROOT / f"{name}.py").is_file())
    for name in OURS:
        yield from sorted((ROOT / name).rglob("*.py"))


def module_name(path: Path) -> str:
    """The dotted name of a file: `pipeline/steps/need.py` is `pipeline.steps.need`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in python_files()}


def is_typing_only(node: ast.AST) -> bool:
    """True for `if TYPE_CHECKING:`."""
    return isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """The modules that one statement imports; `from pipeline import records` is `pipeline.records`."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    base = node.module or ""
    for alias in node.names:
        whole = f"{base}.{alias.name}"
        yield "." * node.level + (whole if whole in MODULES else base)


def imports(node: ast.AST, typing_only: bool = False) -> Iterator[Import]:
    """Every import below a node, wherever it stands: at the top, in a function, for the type checker."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield from (Import(name, child.lineno, typing_only) for name in imported(child))
        elif is_typing_only(child):
            yield from imports(child, typing_only=True)
        else:
            yield from imports(child, typing_only)


IMPORTS = {name: tuple(imports(ast.parse(path.read_bytes(), str(path)))) for name, path in MODULES.items()}


def rule_for(module: str) -> Rule:
    """The rule of the most particular room that the module lies in."""
    return max((rule for rule in RULES if inside(module, rule.room)), key=lambda rule: len(rule.room))


def complaint(module: str, one: Import) -> str | None:
    """What is wrong with one import, or None."""
    where = f"{MODULES[module].relative_to(ROOT)}:{one.line}" if module in MODULES else module
    if one.name.startswith("."):
        return f"{where} imports {one.name}: write the whole name"
    rooms = LIBRARIES.get(one.name.partition(".")[0])
    if rooms is not None and not any(inside(module, room) for room in rooms):
        return f"{where} imports {one.name}, which belongs to {' and '.join(rooms)}"
    if one.name.partition(".")[0] not in OURS:
        return None
    rule = rule_for(module)
    allowed = any(inside(one.name, prefix) for prefix in rule.may)
    if not allowed or any(inside(one.name, prefix) for prefix in rule.never):
        return f"{where} imports {one.name}, and {rule.room} may import only {', '.join(rule.may) or 'nothing of ours'}"
    return None


@pytest.mark.parametrize("module", sorted(MODULES))
def test_module_imports_only_what_its_room_may(module: str) -> None:
    assert [text for one in IMPORTS[module] if (text := complaint(module, one))] == []


@pytest.mark.parametrize(
    ("module", "name", "allowed"),
    [
        ("ui.steps.need", "pipeline.steps.need", True),
        ("ui.steps.need", "data.store", False),
        ("ui.steps.need", "sqlite3", False),
        ("ui.steps.search", "pipeline.search.client", False),
        ("ui.steps.search", "requests", False),
        ("pipeline.steps.need", "data.store", False),
        ("pipeline.steps.need", "streamlit", False),
        ("pipeline.steps.need", "wiring", False),
        ("pipeline.__main__", "data.store", True),
        ("pipeline.__main__", "streamlit", False),
        ("pipeline.search.client", "requests", True),
        ("pico.question", "pipeline.errors", True),
        ("pico.question", "pipeline.steps.need", False),
        ("appraisal.judge", "pico.question", False),
        ("data.store", "pipeline.records", True),
        ("data.store", "pipeline.steps.need", False),
        ("data.store", "appraisal.judge", False),
        ("pipeline.records", "pipeline.errors", False),
        ("pipeline.export.docx", "messages", True),
        ("pipeline.screen", "messages", False),
        ("messages", "pipeline.errors", False),
        ("wiring", "data.store", True),
        ("wiring", "ui.main", False),
        ("app", "web.health", True),
        ("web.health", "wiring", True),
        ("web.health", "data.health", False),
        ("web.health", "ui.words", False),
        ("web.health", "streamlit", False),
        ("ui.about", "starlette", False),
        ("pipeline.rank", ".screen", False),
    ],
)
def test_rules_say_what_the_house_says(module: str, name: str, allowed: bool) -> None:
    assert (complaint(module, Import(name, 1, typing_only=False)) is None) is allowed


def test_no_module_imports_itself_in_a_circle() -> None:
    """At run time; what only the type checker sees makes no circle."""
    edges = {
        module: {one.name for one in found if one.name in MODULES and not one.typing_only}
        for module, found in IMPORTS.items()
    }
    assert find_circle(edges) == []


def test_a_circle_is_found() -> None:
    assert find_circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]


def find_circle(edges: dict[str, set[str]]) -> list[str]:
    """The first circle in a graph of imports, as a path that ends where it begins; empty if there is none."""
    done: set[str] = set()

    def walk(module: str, path: list[str]) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return []
        for target in sorted(edges.get(module, ())):
            if circle := walk(target, [*path, module]):
                return circle
        done.add(module)
        return []

    return next(filter(None, (walk(module, []) for module in sorted(edges))), [])


def test_every_init_file_is_empty() -> None:
    assert [
        str(path.relative_to(ROOT)) for path in python_files() if path.name == "__init__.py" and path.read_text()
    ] == []


def test_modules_stay_small() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()
    }
    assert {name: count for name, count in lengths.items() if count > MAX_LINES} == {}


def test_nothing_in_ui_hides_another_module() -> None:
    """Streamlit puts ui/ first on the search path, so `ui/appraisal.py` would be taken for the package."""
    libraries = {one.name.partition(".")[0] for found in IMPORTS.values() for one in found}
    taken = (set(OURS) | set(sys.stdlib_module_names) | libraries) - {"main"}
    assert sorted({path.stem for path in (ROOT / "ui").iterdir() if not path.name.startswith("__")} & taken) == []


def test_every_python_file_lies_in_a_room() -> None:
    skipped = {"tests", ".venv", ".git"}
    stray = [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        if path.relative_to(ROOT).parts[0] not in skipped and path not in MODULES.values()
    ]
    assert stray == []
