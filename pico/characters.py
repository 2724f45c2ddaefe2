"""Characters that look right and are not: what word processors and PDF files make of quotes, asterisks and blanks.

PubMed takes U+2217 for no truncation (`intervent∗[ti]`: 9 hits against 269,566), so they are put right and shown.
"""

from __future__ import annotations

CURLY_QUOTES = dict.fromkeys("“”„‟«»″❝❞＂", '"') | dict.fromkeys("‘’‚‛′´`＇", "'")
ASTERISKS = dict.fromkeys("∗＊⁎✱﹡", "*")
DASHES = dict.fromkeys("‐‑‒–—−", "-")
BLANKS = dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u3000", " ")
NO_WIDTH = dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", "")
FULL_WIDTH = {sign: chr(ord(sign) - 0xFEE0) for sign in "（）［］：；，．／＃？＆＋－＝～"}  # of East Asian keyboards

_ALL = str.maketrans({**CURLY_QUOTES, **ASTERISKS, **DASHES, **BLANKS, **NO_WIDTH, **FULL_WIDTH})


def straighten(text: str) -> str:
    """The text with plain quotes, asterisks, hyphens and blanks. Zero-width characters go, so places may move."""
    return text.translate(_ALL)
