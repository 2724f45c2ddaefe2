"""Our own identifiers: time-ordered UUIDs (version 7, RFC 9562) as text. Numbers, PMIDs and names are attributes, never ids;
what stands in a text that people edit has a name made of what they call it.
"""

from __future__ import annotations

import os
import re
import threading
import time
import unicodedata
from collections.abc import Collection

_lock = threading.Lock()
_last = 0


_LETTERS = {0xE6: "ae", 0xF8: "o", 0xE5: "a"}  # of Norwegian


def name_of(words: str, sign: str, taken: Collection[str]) -> str:
    """A name of letters a-z, numbers and `sign` for what people call something: "pa-horing" of "på høring"; numbered where it is
    among those that are `taken`.
    """
    letters = words.casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", sign, plain).lstrip(f"{sign}0123456789")[:40].strip(sign)
    stem = stem if len(stem) > 1 else f"ny{sign}{stem}".strip(sign)
    return next(one for n in range(1, len(taken) + 2) if (one := stem if n == 1 else f"{stem}{sign}{n}") not in taken)


def new_id() -> str:
    """A new id: 36 characters, sorted by the time it was made within this process even when the clock is set back."""
    global _last
    with _lock:
        # 48 bits of milliseconds and 12 bits that count within one millisecond
        stamp = max(_last + 1, int(time.time() * 1000) << 12)
        _last = stamp
    millis, counter = stamp >> 12, stamp & 0xFFF
    tail = int.from_bytes(os.urandom(8), "big") & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    value = f"{millis:012x}7{counter:03x}{tail:016x}"
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"
