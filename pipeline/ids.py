"""Our own identifiers: time-ordered UUIDs (version 7, RFC 9562) as text. Numbers, PMIDs and names are attributes, never ids."""

from __future__ import annotations

import os
import threading
import time

_lock = threading.Lock()
_last = 0


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
