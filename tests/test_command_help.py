"""Every command line speaks bokmål, argparse's own words too, and says in one sentence which argument it cannot use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.command import run_here

COMMANDS = {
    "pico": ("build", "narrow", "mesh", "check"),
    "appraisal": ("list", "check", "judge", "picture", "agree", "effect", "overlap"),
    "pipeline": ("import", "dedupe", "export", "questions", "jobs"),
    "data": ("backup", "restore", "check", "export-all", "verify", "rights", "structure", "new-password"),
}
EACH = [(package, name) for package, names in COMMANDS.items() for name in ("", *names)]
ENGLISH = re.compile(
    r"\b(usage|options|arguments|optional|positional|show this|exit|default|required|invalid|error)\b", re.I
)


def test_every_command_is_looked_at(tmp_path: Path) -> None:
    for package, names in COMMANDS.items():
        listed = re.findall(r"^    ([a-z-]+) ", run_here(tmp_path, "--help", package=package).out, re.M)
        assert listed == list(names)


@pytest.mark.parametrize(("package", "name"), EACH)
def test_help_is_in_bokmal_and_tells_every_argument(package: str, name: str, tmp_path: Path) -> None:
    done = run_here(tmp_path, *filter(None, [name, "--help"]), package=package)
    assert done.code == 0 and done.out.startswith(f"bruk: python -m {package}")
    assert ENGLISH.findall(done.out) == []
    lines = [*done.out.splitlines(), ""]
    arguments = [n for n, line in enumerate(lines) if re.match(r"  (-\w|--\w|[A-ZÆØÅ.a-z]+$)", line)]
    untold = [
        lines[n] for n in arguments if not re.search(r"\S  +\S", lines[n]) and not lines[n + 1].startswith("    ")
    ]
    assert untold == [], "an argument without a word about it"


@pytest.mark.parametrize(("package", "name"), EACH)
def test_an_argument_that_is_not_there_is_named_in_one_sentence(package: str, name: str, tmp_path: Path) -> None:
    run_here(tmp_path, *filter(None, [name, "--finnes-ikke"]), package=package).says()
