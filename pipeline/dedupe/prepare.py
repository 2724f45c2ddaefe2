"""First verb: a record's fields in the form in which they can be compared.

Sources write one report in many ways (case, accents, Greek letters, "&", markup, page ranges cut short, e-locators or
the number of pages in the page field), so nothing is compared as it came. The record itself is left as it is.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from pipeline.dedupe.values import Item

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa", "λ": "lambda", "μ": "mu",
    "µ": "mu", "π": "pi", "σ": "sigma", "τ": "tau", "ω": "omega",
}  # fmt: skip
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "å": "a", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_MARKUP = re.compile(r"<[^<>]{1,40}>")
_ADDED = re.compile(  # what a source adds to a title of its own accord
    r"\[(?:see |published )?(?:comments?|erratum|errata|correction|summary for patients|in process citation)\b[^\]]*\]"
    r"|\[review\]|\[\d+ refs?\]|<original>.*$|\(provisional abstract\)|\((?:structured abstract|review)\)\s*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_DOI = re.compile(r"10\.\d{4,9}/\S+", re.IGNORECASE)
_COCHRANE = re.compile(r"\b(?:cd|mr)(\d{6})(?:\.pub(\d+))?", re.IGNORECASE)
_RANGE = re.compile(r"^\D{0,3}?(\d+)\s*[-‐‑–—]+\s*\D{0,3}?\d+")
_ROMAN = frozenset(("ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"))
_COUNTED = frozenset(("part", "phase", "study", "stage", "type", "del", "paper", "trial"))

# What kind of notice a title says that it is. Two kinds never become one report by themselves.
_MARKERS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile("|".join(patterns)))
    for name, *patterns in (
        ("correction",
         r"^(?:publish\w+ |author )?(?:erratum|errata|corrigend\w+|corrections?(?= (?:to|for|of|in)\b|$))",
         r"\b(?:erratum|corrigendum)$"),
        ("retraction", r"^(?:retraction|retracted|withdrawn|expression of concern)\b"),
        ("comment", r"^(?:comments?|letter|(?:invited )?commentary|editorial comment)\b", r"\bcomment on\b"),
        ("reply", r"^(?:in reply|reply|response to|authors? (?:s )?(?:reply|response))\b",
         r"\bauthors? (?:s )?reply\b"),
        ("protocol", r"\bprotocol\b"),
        ("abridged", r"\babridged\b", r"\b(?:summary|short version) of (?:a|the) cochrane\b"),
    )
)  # fmt: skip

# Titles that a journal uses again and again; the title alone says nothing.
_RECURRING = re.compile(
    r"^(?:guest |from the )?(?:editors? |s )*(?:editorials?|introduction|preface|foreword|comments?|notes?|letters?|"
    r"correspondence|reply|erratum|corrigendum|correction|book reviews?|in this issue|abstracts?|news|index|"
    r"announcements?|leder|lederartikkel|forord|innledning|debatt)\b"
    r"|\b(?:editorial|editors? (?:s )?(?:comments?|notes?|page))$"
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record made ready to compare. Empty text, empty tuple and None mean that the source did not say."""

    id: str
    title: str  # words, lower case, one blank between
    compact: str  # the same without blanks
    tokens: tuple[str, ...]
    numbers: tuple[str, ...]  # the title's digits as they follow each other, then roman numerals and letters of parts
    marker: str  # "" or the kind of notice
    recurring: bool
    year: int | None
    first_author: tuple[str, ...]  # words of the first author's name, longer than one letter
    families: frozenset[str]  # longest word of each author's family name
    journal: tuple[str, ...]
    volume: str
    issue: str  # asked only of recurring titles, since some exports number their rows here
    first_page: str
    page_range: bool  # pages were given as a range: only then may they contradict
    doi: str
    pmid: str
    cochrane: str  # six digits of the review's number
    cochrane_version: int | None


def plain(text: str) -> str:
    """Words of `text` in lower case without accents, markup or punctuation, one blank between."""
    if not text.isascii():
        text = "".join(_GREEK.get(letter, letter) for letter in text.lower())
        text = unicodedata.normalize("NFKD", text).translate(_LETTERS)
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    if "&" in text:
        text = html.unescape(text).replace("&", " and ")
    if "<" in text:
        text = _MARKUP.sub("", text)
    return " ".join(_WORD.findall(text.lower()))


def prepare(item: Item) -> Prepared:
    """The comparable form of one record."""
    record = item.record
    title = plain(_ADDED.sub(" ", record.title))
    tokens = tuple(title.split())
    doi = _doi(record.doi)
    pages = _pages(record.pages)
    number, version = _cochrane(doi, record.pages, record.journal)
    return Prepared(
        id=item.id,
        title=title,
        compact=title.replace(" ", ""),
        tokens=tokens,
        numbers=_numbers(tokens),
        marker=next((name for name, pattern in _MARKERS if pattern.search(title)), ""),
        recurring=len(tokens) <= 2 or (len(tokens) <= 8 and bool(_RECURRING.search(title))),
        year=record.year,
        first_author=_name(record.authors[0]) if record.authors else (),
        families=frozenset(filter(None, (_family(one) for one in record.authors))),
        journal=_journal(record.journal),
        volume=_volume(record.volume, record.year),
        issue=_volume(record.issue, None),
        first_page=pages[0],
        page_range=pages[1],
        doi=doi,
        pmid=record.pmid.strip().lstrip("0"),
        cochrane=number,
        cochrane_version=version,
    )


def _numbers(tokens: tuple[str, ...]) -> tuple[str, ...]:
    parts = [
        token
        for before, token in zip(("", *tokens), tokens, strict=False)
        if token in _ROMAN or (before in _COUNTED and len(token) == 1 and token.isalpha())
    ]
    return ("".join(letter for token in tokens for letter in token if letter.isdigit()), *parts)


def _doi(text: str) -> str:
    found = _DOI.search(text)
    return found.group().rstrip(".,;").lower() if found else ""


def _cochrane(*texts: str) -> tuple[str, int | None]:
    """Number of a Cochrane review and its version: `.pub2` is 2, a DOI without `.pub` is the first, else not known."""
    for text in texts:
        found = _COCHRANE.search(text)
        if found:
            is_doi = text.startswith("10.")
            return found.group(1), int(found.group(2)) if found.group(2) else (1 if is_doi else None)
    return "", None


def _name(author: str) -> tuple[str, ...]:
    glued = re.sub(r"[-‐'’]", "", author)  # "St-Peter" and "O'Day" are one word in some sources, two in others
    return tuple(word for word in plain(glued).split() if len(word) > 1)


def _family(author: str) -> str:
    family, comma, given = author.partition(",")
    words = _name(family) if comma else _name(author)
    return max(words or _name(given), key=lambda word: (len(word), word), default="")


def _journal(text: str) -> tuple[str, ...]:
    """Words of a journal's name without articles, subtitle or place: "Lancet (London, England)" -> ("lancet",)."""
    main = re.split(r"\s*[(:=]|\s/\s|\. ?-", text, maxsplit=1)[0] or text
    small = {"the", "of", "and", "in", "for", "on", "a", "de", "la", "og", "i"}
    return tuple(word for word in plain(main).split() if word not in small)


def _volume(text: str, year: int | None) -> str:
    """First number of the volume; a volume that only repeats the year says nothing."""
    found = re.search(r"\d+", text)
    number = found.group().lstrip("0") if found else ""
    return "" if year is not None and number == str(year) else number


def _pages(text: str) -> tuple[str, bool]:
    """First page without leading zeros, and whether a true range was given ("01-Oct" is a date that a table made)."""
    text = text.strip().lower()
    found = _RANGE.match(text)
    if found:
        return found.group(1).lstrip("0"), True
    single = re.match(r"[a-z]*0*(\d+)$", text)
    return (single.group(1) if single else ""), False
