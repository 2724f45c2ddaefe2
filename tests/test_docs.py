"""The documents say what is so: what a person can set, type or open is told of, and what is told of is there."""

from __future__ import annotations

import argparse
import importlib
import re
import shlex
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import wiring
from pipeline import flow
from pipeline.steps.summarise import FORMATS
from tests.test_repository import SETTING, TEST_SETTINGS, project_files, targets

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("pipeline", "pico", "appraisal", "data")  # those with a command line
PICTURES = ROOT / "docs" / "pictures"
PICTURE_SIZE = (1280, 800)
LARGEST_PICTURE = 150_000  # bytes

LINK = re.compile(r"!?\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
CODE = re.compile(r"^```[^\n]*\n(?P<code>.*?)^```", re.M | re.S)
INLINE = re.compile(r"`([^`\n]+)`")
MAKE = re.compile(r"\bmake (?P<target>[a-z][a-z-]*)")
FILE = re.compile(r"[\w.-]+(?:/[\w.@-]+)*\.(?:py|md|yaml|csv|css|toml|in)|(?:[\w.-]+/)+")
HOLDER = re.compile(r"NAME|@versjon|@version|^\.venv/$")  # stands for a name, or is made by `make`


def text(name: str) -> str:
    """A document of the project by its path."""
    return (ROOT / name).read_text(encoding="utf-8")


README, ARCHITECTURE, CONTRIBUTING = (text(name) for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"))
DOCUMENTS = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in project_files() if path.suffix == ".md"
}


def in_code(document: str) -> str:
    """What stands in code blocks and between backticks."""
    return "\n".join([*(found["code"] for found in CODE.finditer(document)), *INLINE.findall(CODE.sub("", document))])


def parser_of(package: str) -> argparse.ArgumentParser:
    """The command line of a package."""
    made: argparse.ArgumentParser = importlib.import_module(f"{package}.__main__")._parser()
    return made


def commands(package: str) -> list[str]:
    """The commands that a package takes."""
    actions = parser_of(package)._actions
    return [name for one in actions if isinstance(one, argparse._SubParsersAction) for name in one.choices]


def shown_commands() -> list[str]:
    """The lines with `python -m` in the code blocks of the README."""
    lines = (line for found in CODE.finditer(README) for line in found["code"].splitlines())
    return [line for line in lines if line.startswith("python -m ")]


def links() -> Iterator[tuple[str, str]]:
    """Document and target of every link and picture that stays in the tree."""
    for name, document in DOCUMENTS.items():
        for found in LINK.finditer(CODE.sub("", document)):
            if "://" not in found["target"] and not found["target"].startswith("mailto:"):
                yield name, found["target"]


# -- settings


@pytest.mark.parametrize("name", sorted(wiring.SETTINGS))
def test_readme_has_each_setting_in_its_table_with_what_holds_without_it(name: str) -> None:
    row = next((line for line in README.splitlines() if line.startswith(f"| `{name}` |")), "")
    _, _, without, meaning, _ = row.split("|") if row else ("",) * 5
    assert len(meaning.split()) >= 2
    default = wiring.SETTINGS[name][0]
    assert not default or f"`{default}`" == without.strip()


def test_documents_name_no_setting_that_is_not_there() -> None:
    named = {one for document in DOCUMENTS.values() for one in SETTING.findall(document)}
    assert named - set(wiring.SETTINGS) - TEST_SETTINGS == set()


def test_readme_says_where_data_live(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KUNNSKAPSBROEN_DATA", raising=False)
    assert f"`~/{wiring.data_folder().relative_to(Path.home())}`" in README
    assert f"`{wiring.database_path().name}`" in README


# -- commands


@pytest.mark.parametrize(("package", "command"), [(one, name) for one in PACKAGES for name in commands(one)])
def test_readme_shows_each_command(package: str, command: str) -> None:
    assert any(line.startswith(f"python -m {package} {command} ") for line in shown_commands())


@pytest.mark.parametrize("line", shown_commands())
def test_each_command_shown_can_be_given(line: str) -> None:
    _, _, package, *arguments = shlex.split(line, comments=True)
    parser_of(package).parse_args(arguments)


@pytest.mark.parametrize("package", PACKAGES)
def test_each_command_line_explains_itself(package: str) -> None:
    command = [sys.executable, "-m", package, "--help"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert [name for name in commands(package) if name not in shown.stdout] == []


def test_documents_name_no_make_target_that_is_not_there() -> None:
    named = {found["target"] for document in DOCUMENTS.values() for found in MAKE.finditer(in_code(document))}
    assert named - set(targets()) == set()


@pytest.mark.parametrize("target", ["run", "test", "check", "pictures"])
def test_readme_names_what_people_need_of_make(target: str) -> None:
    assert f"make {target}" in in_code(README)


@pytest.mark.parametrize("ending", sorted(one.ending for one in FORMATS.values()))
def test_readme_names_each_kind_of_document(ending: str) -> None:
    assert ending in in_code(README)


# -- the house


@pytest.mark.parametrize("kind", sorted(wiring.job_verbs()))
def test_architecture_names_each_kind_of_job(kind: str) -> None:
    assert f"`{kind}` (" in ARCHITECTURE


@pytest.mark.parametrize("key", sorted(wiring.library().instruments))
def test_each_shipped_checklist_is_told_of(key: str) -> None:
    for document in (README, ARCHITECTURE, text("CHANGELOG.md")):
        assert f"`{key}`" in document
    assert f"`{key}.yaml`" in text("data/checklists/README.md")


def test_documents_have_the_eight_steps_in_their_order() -> None:
    titles = {one["id"]: one["title"]["nb"] for one in yaml.safe_load(text("data/templates/steps.yaml"))["steps"]}
    assert re.findall(r"^\d\. \*\*(.+?)\*\*:", README, re.M) == [titles[step.id] for step in flow.STEPS]
    shown = re.findall(r"^\| `(\w+)` \| (\S+) \(`(\w+)`\) \|", ARCHITECTURE, re.M)
    assert shown == [(step.id, titles[step.id], step.address) for step in flow.STEPS]


def test_architecture_names_each_room() -> None:
    packages = [path.parent.relative_to(ROOT) for path in ROOT.glob("*/__init__.py")]
    inner = [path.parent.name for path in (ROOT / "pipeline").glob("*/__init__.py")]
    rooms = [*(str(one) for one in packages), *inner, "ui"]
    assert [room for room in rooms if f"{room}/" not in ARCHITECTURE] == []


# -- files, links, pictures


@pytest.mark.parametrize(("document", "target"), sorted(set(links())))
def test_link_leads_somewhere(document: str, target: str) -> None:
    path = (ROOT / document).parent / target.partition("#")[0]
    assert path.resolve().is_relative_to(ROOT)
    assert path.exists()


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_files_that_are_named_are_there(name: str) -> None:
    """In code, a path or the end of one: `pipeline/flow.py`, `steps/fields.py`, `tests/browser/`."""
    files = ["/" + str(path.relative_to(ROOT)) for path in project_files()]
    named = {one for one in INLINE.findall(CODE.sub("", DOCUMENTS[name])) if FILE.fullmatch(one)}

    def there(one: str) -> bool:
        return any(f"/{one}" in file if one.endswith("/") else file.endswith(f"/{one}") for file in files)

    assert {one for one in named if not HOLDER.search(one) and not there(one)} == set()


def test_readme_shows_the_pictures_that_the_script_makes() -> None:
    shown = [found["target"] for found in LINK.finditer(README) if found[0].startswith("!")]
    assert len(shown) >= 5
    assert sorted(shown) == sorted(str(path.relative_to(ROOT)) for path in PICTURES.iterdir())


@pytest.mark.parametrize("picture", sorted(PICTURES.glob("*.png")), ids=lambda one: one.name)
def test_picture_is_small_and_told_in_words(picture: Path) -> None:
    head = picture.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:24]) == PICTURE_SIZE
    assert picture.stat().st_size < LARGEST_PICTURE
    words = next(found["text"] for found in LINK.finditer(README) if found["target"].endswith(f"/{picture.name}"))
    assert len(words.split()) >= 5


# -- versions


def test_change_log_begins_with_this_version() -> None:
    assert re.findall(r"^## (\S+)", text("CHANGELOG.md"), re.M)[0] == wiring.VERSION
    assert f'\nversion = "{wiring.VERSION}"\n' in text("pyproject.toml")
