"""The flow diagram as a file of its own: SVG, PNG or PDF, each with the whole of it in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.export.typesetting import drawing, png
from pipeline.flow_counts import FlowCounts
from pipeline.flow_diagram import alt_text, svg, title


def _svg(counts: FlowCounts, language: str) -> bytes:
    return svg(counts, language).encode("utf-8")


def _png(counts: FlowCounts, language: str) -> bytes:
    return png(svg(counts, language))


def _pdf(counts: FlowCounts, language: str) -> bytes:
    return drawing(svg(counts, language), title(counts, language), alt_text(counts, language), language)


# ending -> (media type, maker). Makers raise StoreFailed: pdf_failed.
FORMATS: Mapping[str, tuple[str, Callable[[FlowCounts, str], bytes]]] = {
    "svg": ("image/svg+xml", _svg),
    "png": ("image/png", _png),
    "pdf": ("application/pdf", _pdf),
}
