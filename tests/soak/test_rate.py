"""Four processes of one installation ask as fast as they may, for long."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.local_sources.server import local_sources
from tests.pipeline.search.test_rate_across_processes import PROCESSES, ask_from_four, check

EACH = 32  # requests


@pytest.mark.soak
@pytest.mark.parametrize(("key", "limit"), [("", 3), ("example-api-key", 10)])
def test_four_processes_stay_within_the_limit_for_long(tmp_path: Path, key: str, limit: int) -> None:
    with local_sources() as local:
        check(ask_from_four(local, tmp_path, key, EACH), PROCESSES * EACH, limit)
