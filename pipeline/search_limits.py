"""What a source is asked for only, beside the search text: who repeats a search by its text alone would find something else.

Reviews come first in the method, and Epistemonikos sorts its documents into classes (`pipeline/document_class.py`), so only
reviews are asked for there. PRISMA-S item 9 wants each such limit named, as it was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.document_class import CLASSES

Say = Callable[[str, Mapping[str, object]], str]

LIMITS: Mapping[str, tuple[str, ...]] = {"epistemonikos": ("systematic-review", "broad-synthesis")}
NAME = "classification"


def parameter(classes: tuple[str, ...]) -> str:
    """The limit as it is sent and kept in the receipt; empty = none."""
    return f"{NAME}={','.join(classes)}" if classes else ""


def in_words(limits: str, say: Say) -> str:
    """The classes of a limit as people call them, in one line; empty where it is none that is known here."""
    name, _, given = limits.partition("=")
    classes = given.split(",")
    if name != NAME or not all(one in CLASSES for one in classes):
        return ""
    return ", ".join(say("class_" + one.replace("-", "_"), {}) for one in classes)


def told(limits: str, say: Say) -> str:
    """The limit in words with the exact parameter beside it; as it stands where it has no words; empty = there is none."""
    words = in_words(limits, say)
    return say("limited_to", {"classes": words, "parameter": limits}) if words else limits


def beside(limits: str, say: Say) -> str:
    """What stands beside the text of a search that was run; empty = it had no limit."""
    return say("search_limited", {"limits": told(limits, say)}) if limits else ""


def before(source: str, say: Say) -> str:
    """What is said of a source before it is searched; empty = it has no limit."""
    limits = parameter(LIMITS.get(source, ()))
    if not limits:
        return ""
    said = {"source": say(f"source_{source}", {}), "classes": in_words(limits, say), "parameter": limits}
    return say("searched_only_for", said)
