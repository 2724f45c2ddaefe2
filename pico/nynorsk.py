"""From a nynorsk word to how bokmål would write it: regular correspondences, for words that the glossary has in one form only.

A help for looking up, never shown: what comes of it is only used when it is a word that the glossary knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# (what nynorsk writes, what bokmål writes), tried in this order on the whole word. `^` and `$` are its ends.
_PAIRS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(nynorsk), bokmal)
    for nynorsk, bokmal in (
        ("sjuk", "syk"), ("heim", "hjem"), ("^kv", "hv"), ("skule", "skole"), ("tenest", "tjenest"), ("brukar", "bruker"),
        ("leiar", "leder"), ("leiing", "ledelse"), ("^frå", "fra"), ("born(?=$|a$|s$)", "barn"),
        ("fråvær", "fravær"), ("^føre", "fore"), ("^før", "for"),
        ("leik(?=$|ar|en)", "het"), ("heit", "het"), ("leg(?=$|e$|t$)", "lig"), ("ande$", "ende"), ("løyse", "løshet"),
        ("løys", "løs"), ("semd", "somhet"), ("aug", "øy"), ("høyr", "hør"), ("vatn", "vann"), ("mjølk", "melk"),
        ("hjart", "hjert"), ("medverknad", "medvirkning"), ("verknad", "virkning"), ("verk", "virk"), ("åtferd", "atferd"),
        ("vald", "vold"), ("val$", "valg"), ("tal$", "tall"), ("sjølv", "selv"), ("rettlei", "veiled"), ("hald", "hold"),
        ("bod(?=$|et|a|s)", "bud"), ("meistr", "mestr"), ("^ein", "en"), ("gjev", "giv"), ("spør", "spør"), ("lærar", "lærer"),
        ("pleiar", "pleier"), ("lækjar|lege", "lege"), ("arbeidar", "arbeider"), ("inga$", "ingen"), ("ingar$", "inger"),
        ("arane$", "erne"), ("ane$", "ene"), ("arar$", "ere"), ("ar$", "er"), ("nad$", "ning"), ("utgreiing", "utredning"),
        ("kjensle", "følelse"), ("skilnad", "forskjell"), ("omsetj", "overset"), ("tryggj", "trygg"), ("mogleg", "mulig"),
        ("ljos", "lys"), ("mjuk", "myk"), ("djup", "dyp"), ("kyrkj", "kirk"), ("veke", "uke"), ("snikk", "snekk"),
        ("hugs", "husk"), ("gløym", "glem"), ("tjukk", "tykk"),
        ("draum", "drøm"), ("straum", "strøm"), ("brot", "brudd"), ("rørsle", "bevegelse"),
        ("vass", "vann"), ("syster", "søster"), ("dotter", "datter"), ("golv", "gulv"), ("hovud", "hode"), ("bustad", "bolig"),
        ("framand", "fremmed"), ("høg", "høy"), ("låg", "lav"), ("spel", "spill"),
    )
)  # fmt: skip


def bokmal_of(word: str) -> Iterator[str]:
    """The word as bokmål may write it, by all correspondences together, and by those of its beginning and middle alone."""
    whole = inside = word
    for pattern, bokmal in _PAIRS:
        whole = pattern.sub(bokmal, whole)
        if not pattern.pattern.endswith("$"):
            inside = pattern.sub(bokmal, inside)
    yield from (one for one in dict.fromkeys((whole, inside)) if one != word)
