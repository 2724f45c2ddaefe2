"""What PubMed has in the fields that hold one of a list: publication types, languages, subheadings; and how dates are written.

Publication types: MeSH "Publication Characteristics" that PubMed offers; languages: NLM's table of languages, by name or code.
"""

from __future__ import annotations

import difflib
import functools
import re

from pico.query.fields import QUALIFIERS, qualifier

PUBLICATION_TYPES = frozenset(
    one.strip()
    for one in """adaptive clinical trial;address;autobiography;bibliography;biography;case reports;classical article
clinical conference;clinical study;clinical trial;clinical trial protocol;clinical trial, phase i
clinical trial, phase ii;clinical trial, phase iii;clinical trial, phase iv;clinical trial, veterinary
collected work;collected works;comment;comparative study;congress;congresses;consensus development conference
consensus development conference, nih;consensus statement;controlled clinical trial
corrected and republished article;dataset;dictionary;directory;duplicate publication;editorial;english abstract
equivalence trial;evaluation study;evaluation studies;evidence synthesis;expression of concern;festschrift
government publication;guideline;historical article;interactive tutorial;interview;introductory journal article
journal article;lecture;legal case;legislation;letter;meta-analysis;multicenter study;network meta-analysis;news
newspaper article;observational study;observational study, veterinary;patient education handout;periodical index
personal narrative;portrait;practice guideline;pragmatic clinical trial;preprint;published erratum
randomized controlled trial;randomized controlled trial, veterinary
research support, american recovery and reinvestment act;research support, n.i.h., extramural
research support, n.i.h., intramural;research support, non-u.s. gov't;research support, u.s. gov't, non-p.h.s.
research support, u.s. gov't, p.h.s.;research support, u.s. government;retracted publication
retraction of publication;retraction notice;review;scientific integrity review;scoping review;systematic review
technical report;twin study;validation study;validation studies;video-audio media;webcast;umbrella review
rapid review;living systematic review;review literature;review, multicase;review, tutorial;review, academic
review of reported cases;academic review""".replace("\n", ";").split(";")
)
LANGUAGES = frozenset(
    """afrikaans albanian amharic arabic armenian azerbaijani bengali bosnian bulgarian catalan chinese croatian czech danish
dutch english esperanto estonian finnish french gaelic georgian german greek hebrew hindi hungarian icelandic indonesian
italian japanese kinyarwanda korean latin latvian lithuanian macedonian malay malayalam maori multilingual norwegian persian
polish portuguese pushto romanian russian sami sanskrit serbian slovak slovenian slovene spanish swedish thai turkish ukrainian
undetermined urdu vietnamese welsh""".split()
)
_LANGUAGE_CODES = frozenset(
    """afr alb amh ara arm aze ben bos bul cat chi cze dan dut eng epo est fin fre gla geo ger gre heb hin hrv hun ice ind ita
jpn kin kor lat lav lit mac mal mao may mul nor per pol por pus rum rus san scc scr slo slv spa srp swe tha tur ukr und urd
vie wel""".split()
)
_OLD_QUALIFIERS = frozenset(  # no longer given, still in older strategies
    """contraindications;pathogenicity;radionuclide imaging;radiography;ultrasonography;secretion;ra;ri;us;se;ct
antagonists and inhibitors;utilization;manpower;nursing;surgery;isolation & purification""".replace("\n", ";").split(
        ";"
    )
)
_DAY = r"\d{4}(?:[/ ](?:\d{1,2}|[a-z]{3})(?:[/ ]\d{1,2})?)?"
_DATE = re.compile(rf"(?:(?P<one>{_DAY})|(?P<from>{_DAY})\s*:\s*(?P<to>{_DAY}))$", re.IGNORECASE)
_YEARS = re.compile(r"(\d{4})\s*(?:-|to)\s*(\d{4}|$)")
_LAST = re.compile(r"last\s+(?:\d{1,5}\s+)?(?:day|week|month|year)s?$", re.IGNORECASE)
_PARTS = re.compile(r"[/ ]")
_CLOSE = 0.85


def date_mend(text: str) -> str | None:
    """What is to stand in the place of a date: "" where no mend is known, None where nothing is wrong with it."""
    bare = " ".join(text.split())
    if _LAST.match(bare) or "*" in bare:
        return None
    match = _DATE.match(bare)
    if match is None:
        years = _YEARS.fullmatch(bare)
        return f"{years[1]}:{years[2] or 3000}" if years else ""
    days = [one for one in (match["one"], match["from"], match["to"]) if one]
    if not all(map(_is_day, days)):
        return ""
    if len(days) == 2 and days[0][:4] > days[1][:4]:
        return f"{days[1]}:{days[0]}"
    return None


def _is_day(text: str) -> bool:
    """2019, 2019/12, 2019/12/31, 2019 Dec 31."""
    _, *rest = _PARTS.split(text)
    limits = (12, 31)
    return all(not part.isdigit() or 0 < int(part) <= most for part, most in zip(rest, limits, strict=False))


@functools.lru_cache(maxsize=1_000)
def value_mend(key: str, text: str) -> str | None:
    """As `date_mend`, of a publication type, a language, a PMID or a subheading."""
    low = " ".join(text.lower().split()).replace("\u2019", "'")
    if not low or "*" in low:
        return None
    if key == "pt":
        return None if low in PUBLICATION_TYPES else _near(low, PUBLICATION_TYPES)
    if key == "la":
        return None if low in LANGUAGES | _LANGUAGE_CODES or low == "multiple languages" else _near(low, LANGUAGES)
    if key == "uid":
        return None if re.fullmatch(r"\d{1,8}(?:\.\d)?(?:\s*:\s*\d{1,8})?(?:[ ,]+\d{1,8})*", low) else ""
    if key == "sh":
        bare = low.lstrip("/")
        return (None if bare == low else bare) if is_qualifier(bare) else ""
    return None


def _near(text: str, known: frozenset[str]) -> str:
    swapped = (
        text.replace("randomised", "randomized").replace("metaanalys", "meta-analys").replace(" analys", "-analys")
    )
    swapped = {"rct": "randomized controlled trial", "norsk": "norwegian", "engelsk": "english"}.get(swapped, swapped)
    if swapped in known:
        return swapped
    return next(iter(difflib.get_close_matches(swapped[:60], known, 1, _CLOSE)), "")


def is_qualifier(text: str) -> bool:
    """Whether MeSH has a subheading, by its two letters or its name."""
    code = qualifier(text)
    return code in QUALIFIERS or code in _OLD_QUALIFIERS
