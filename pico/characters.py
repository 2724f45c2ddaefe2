"""Characters that look right and are not: what word processors and PDF files make of quotes, asterisks and blanks.

PubMed takes U+2217 for no truncation (`intervent∗[ti]`: 9 hits against 269,566), so they are put right and shown.
"""

from __future__ import annotations

CURLY_QUOTES = dict.fromkeys("“”„‟«»″❝❞〝〞＂", '"') | dict.fromkeys("‘’‚‛′´`‹›＇", "'")
ASTERISKS = dict.fromkeys("∗＊⁎✱﹡", "*")
DASHES = dict.fromkeys("‐‑‒–—―−﹣", "-")
BLANKS = dict.fromkeys(
    "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " "
) | dict.fromkeys("\u2028\u2029", "\n")
NO_WIDTH = dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff", "")
# Of East Asian keyboards; quotes and asterisk are above.
FULL_WIDTH = {chr(sign): chr(sign - 0xFEE0) for sign in range(0xFF01, 0xFF5F) if chr(sign) not in "＂＇＊"}
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}  # of PDF files
# Cyrillic letters that look like Latin ones, wrong only in a word with Latin letters.
LOOKALIKES = dict(zip("аеорсухіјѕАВЕКМНОРСТХІЈЅ", "aeopcyxijsABEKMHOPCTXIJS", strict=True))

_ALL = str.maketrans({**CURLY_QUOTES, **ASTERISKS, **DASHES, **BLANKS, **NO_WIDTH, **FULL_WIDTH})


def straighten(text: str) -> str:
    """The text with plain quotes, asterisks, hyphens and blanks. Zero-width characters go, so places may move."""
    return text.translate(_ALL)
