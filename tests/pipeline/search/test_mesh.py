"""MeSH headings live: what NLM's look-up answers, and what a failure is told as."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.errors import SourceFailed
from pipeline.search.mesh import MeshLookup
from tests.local_sources.server import Running
from tests.pipeline.search.conftest import MakeClient


def test_headings_by_a_part_of_their_name(local: Running, make_client: MakeClient) -> None:
    lookup = MeshLookup(make_client(), local.epistemonikos_url)
    assert [one.heading for one in lookup.descriptors(" example  d")] == ["Example Disease"]
    assert len(lookup.descriptors("exampl")) == 3
    assert len(lookup.descriptors("exampl", limit=1)) == 1
    assert lookup.descriptors("example disease", match="exact")[0].ui == "D900000"
    assert lookup.descriptors("nothing of the kind") == () == lookup.descriptors("  ")


@pytest.mark.parametrize("kind", ["html", "server_error", "cut_body"])
def test_a_failure_is_never_no_heading(local: Running, make_client: MakeClient, kind: Any) -> None:
    local.faults.add(kind, "/lookup/descriptor", times=10)
    with pytest.raises(SourceFailed):
        MeshLookup(make_client(), local.epistemonikos_url).descriptors("example")
