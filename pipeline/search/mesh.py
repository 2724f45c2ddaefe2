"""MeSH headings live from NLM: `GET /lookup/descriptor?label=..&match=contains&limit=10` gives [{resource, label}].

English names of active headings only; no key is needed. A look-up that fails is told as such, never as "no heading".
"""

from __future__ import annotations

import json

from pico.mesh import Heading, MeshTerm
from pipeline.search.client import Ask, Client, TryAgain

MESH = "https://id.nlm.nih.gov/mesh/"
MATCHES = ("exact", "contains", "startswith")
PER_SECOND = 5.0


class MeshLookup:
    """Asks NLM for headings by their name."""

    name = "mesh"

    def __init__(self, client: Client, base_url: str = MESH) -> None:
        self._client = client
        self._base = (base_url or MESH).rstrip("/")

    def descriptors(self, label: str, *, match: str = "contains", limit: int = 10) -> tuple[Heading, ...]:
        """The headings whose name matches, as NLM orders them. Raises `SourceFailed`."""
        name = " ".join(label.split())
        if not name:
            return ()
        ask = Ask(
            source=self.name,
            method="GET",
            address=f"{self._base}/lookup/descriptor",
            fields={
                "label": name,
                "match": match if match in MATCHES else "contains",
                "limit": str(max(1, min(limit, 50))),
            },
            per_second=PER_SECOND,
        )
        return self._client.ask(ask, _read)


def _read(body: bytes) -> tuple[Heading, ...]:
    try:
        rows = json.loads(body)
        return tuple(
            Heading(str(row["resource"]).rsplit("/", 1)[-1], str(row["label"]), (MeshTerm(str(row["label"]), "en"),))
            for row in rows
        )
    except (ValueError, TypeError, KeyError) as fault:
        raise TryAgain("source_bad_answer") from fault
