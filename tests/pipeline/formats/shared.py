"""Where the shared fixtures stand, and the counts that their README gives."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("KUNNSKAPSBROEN_SHARED") or Path(__file__).resolve().parents[3] / ".." / "shared")
FIXTURES = SHARED / "fixtures"

needs_shared = pytest.mark.skipif(not FIXTURES.is_dir(), reason="the shared fixtures are not beside this checkout")


def counts(group: str) -> dict[str, int]:
    """File name -> the `records` column of the README's table for a group; empty without the fixtures."""
    if not FIXTURES.is_dir():
        return {}
    text = (FIXTURES / "README.md").read_text("utf-8")
    section = re.search(rf"^## {re.escape(group)} .*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| (\S+) \| (\d+) \|", section.group() if section else "", re.MULTILINE)
    return {name: int(records) for name, records in rows}


def load(group: str, name: str) -> bytes:
    """The bytes of one fixture."""
    return (FIXTURES / group / name).read_bytes()
