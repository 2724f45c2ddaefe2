"""Signs that look right and are not (check 6 of the table): curly quotes, odd asterisks and dashes, blanks, HTML.

| code | level | params |
|---|---|---|
| quote_curly, asterisk_odd, character_odd | fix | sign, mend |
| letter_odd | fix | sign, mend |
| entity_html | fix | sign, mend |
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from pico.characters import LIGATURES, LOOKALIKES
from pico.query.finding import Finding
from pico.query.tokens import ODD

_ODD_SIGN = re.compile(f"[{''.join(map(re.escape, ODD))}]")
_LETTER = re.compile(f"[{''.join(LIGATURES)}]|(?<=[A-Za-z])[{''.join(LOOKALIKES)}]|[{''.join(LOOKALIKES)}](?=[A-Za-z])")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[0-9a-f]{1,6});", re.IGNORECASE)


def odd_characters(text: str) -> Iterator[Finding]:
    """Each odd sign with the plain one."""
    for match in _ODD_SIGN.finditer(text):
        code, mend = ODD[match.group()]
        params: dict[str, str | int] = {"sign": match.group(), "mend": mend}
        if code == "quote_curly":
            yield Finding("quote_curly", "fix", match.start(), match.end(), params, mend)
        elif code == "asterisk_odd":
            yield Finding("asterisk_odd", "fix", match.start(), match.end(), params, mend)
        else:
            yield Finding("character_odd", "fix", match.start(), match.end(), params, mend)
    for match in _LETTER.finditer(text):
        mend = LIGATURES.get(match.group()) or LOOKALIKES[match.group()]
        yield Finding("letter_odd", "fix", match.start(), match.end(), {"sign": match.group(), "mend": mend}, mend)
    for match in _ENTITY.finditer(text):
        mend = html.unescape(match.group()).replace("\u00a0", " ")
        yield Finding("entity_html", "fix", match.start(), match.end(), {"sign": match.group(), "mend": mend}, mend)
