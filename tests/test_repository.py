"""The project's own files: nothing of one machine in them, everything locked, every command and setting told of."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import wiring

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements", "requirements-dev")
SKIPPED_FOLDERS = {".git", ".venv", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"}

# Written in pieces, so that this file does not find itself.
MACHINE_PATHS = tuple(f"/{folder}/" for folder in ("work", "root", "opt/py" + "pi", "tmp/bash" + "_jobs"))
REGISTRY_HOSTS = ("py" + "pi.org", "python" + "hosted.org", "registry.npm" + "js.org")
INDEX_OPTION = re.compile(r"^\s*(-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host|--no-index)\b", re.M)
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?: ; [^\\]+)? \\$")
SETTING = re.compile(r"\bKUNNSKAPSBROEN_[A-Z_]*[A-Z]\b")
TEST_SETTINGS = {"KUNNSKAPSBROEN_REQUIRE_BROWSER", "KUNNSKAPSBROEN_SHARED"}  # read by tests only


def project_files() -> list[Path]:
    """Every file that belongs to the project: what git tracks or would track; without git, all but caches."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not SKIPPED_FOLDERS & set(path.relative_to(ROOT).parts)]
    return sorted({path for path in found if path.is_file()})


def texts() -> Iterator[tuple[str, str]]:
    """Name and text of every text file of the project."""
    for path in project_files():
        content = path.read_bytes()
        if b"\0" not in content:
            yield str(path.relative_to(ROOT)), content.decode("utf-8", errors="replace")


def targets() -> list[str]:
    """The targets of the Makefile that people use."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return [name for line in re.findall(r"^\.PHONY: (.+)$", makefile, re.M) for name in line.split()]


def pins(lock: str) -> dict[str, str]:
    """Name and version of each package in a lock file; fails on a line that is neither pin, hash nor comment."""
    found: dict[str, str] = {}
    for line in (ROOT / f"{lock}.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.lstrip().startswith(("#", "--hash=sha256:")):
            continue
        match = PINNED.match(line)
        assert match, f"{lock}.txt: not pinned with a hash: {line}"
        found[match["name"]] = match["version"]
    return found


@pytest.mark.parametrize("word", [*MACHINE_PATHS, *REGISTRY_HOSTS])
def test_nothing_of_one_machine_is_in_the_files(word: str) -> None:
    assert [name for name, text in texts() if word in text] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_index(lock: str) -> None:
    for suffix in ("in", "txt"):
        text = (ROOT / f"{lock}.{suffix}").read_text(encoding="utf-8")
        assert not INDEX_OPTION.search(text)
        assert "://" not in text


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_hashed(lock: str) -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9])", (ROOT / f"{lock}.txt").read_text(encoding="utf-8"), flags=re.M)
    packages = [block for block in blocks if "==" in block.partition("\n")[0]]
    assert len(packages) == len(pins(lock)) > 0
    assert [block.partition("\n")[0] for block in packages if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_all_that_is_asked_for(lock: str) -> None:
    lines = (ROOT / f"{lock}.in").read_text(encoding="utf-8").splitlines()
    asked = {re.split(r"[<>=!~\[ ]", line)[0].lower() for line in lines if line and not line.startswith(("#", "-r"))}
    assert asked - set(pins(lock)) == set()


def test_tests_run_on_the_versions_that_people_run() -> None:
    tested = pins("requirements-dev")
    assert {name: tested.get(name) for name in pins("requirements")} == pins("requirements")


def test_help_lists_every_target() -> None:
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    listed = re.findall(r"^  make (\S+)", shown.stdout, re.M)
    assert sorted(listed) == sorted(targets())


@pytest.mark.parametrize("target", targets())
def test_target_is_told_of(target: str) -> None:
    told = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md"))
    assert re.search(rf"\bmake {target}\b", told)


@pytest.mark.parametrize("setting", sorted(wiring.SETTINGS))
def test_setting_is_told_of(setting: str) -> None:
    assert SETTING.fullmatch(setting)
    assert setting in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_in_the_code_is_declared() -> None:
    used = {
        setting
        for name, text in texts()
        if name.endswith(".py") and not name.startswith(("tests/", "docs/", "benchmarks/"))
        for setting in SETTING.findall(text)
    }
    assert used - set(wiring.SETTINGS) - TEST_SETTINGS == set()


@pytest.mark.parametrize(
    "name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"]
)
def test_document_is_there(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8")) > 200


def test_ci_can_be_run() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True)
