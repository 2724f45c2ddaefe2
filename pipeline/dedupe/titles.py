"""Titles made comparable: what sources add is taken off, wordings in two languages are told apart, notices are known.

Everything here is a table of what sources and journals are known to do; nothing looks at more than one title.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

SHORT = 25  # letters below which a title says little by itself; a letter of a script without blanks counts as three

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa", "λ": "lambda", "μ": "mu",
    "µ": "mu", "π": "pi", "σ": "sigma", "τ": "tau", "ω": "omega",
}  # fmt: skip
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch - y - e iu ia".split(),
        strict=True,
    )
)
_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "å": "a", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
    | {letter: latin.strip("-") for letter, latin in _CYRILLIC.items()}
)
_MARKUP = re.compile(r"</?[a-z][^<>]{0,40}>", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_NO_BLANKS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

# What a source adds to a title of its own accord; a bracket may hold another, or have lost its end where it was cut.
_REMARKS = (
    r"(?:see |published )?(?:comments?|errat(?:um|a)|corrections?|corrected|summary for patients|retraction|"
    r"republished|update)\b|in process citation|review\b|\d+ refs?|(?:conference |meeting )?abstracts?\b|poster\b|"
    r"letter\]|article in |in [a-z]+\]|author'?s transl|translated from"
)
_REMARK = re.compile(rf"(?<=\S)\s*\[(?:{_REMARKS})[^\[\]]*\]", re.IGNORECASE)
_REMARK_CUT = re.compile(rf"(?<=\S)\s*\[(?:{_REMARKS})[^\]]*$", re.IGNORECASE)
_ADDED = re.compile(  # the last one is the section of a magazine: "- [careers]"
    r"\(provisional abstract\)|\((?:structured abstract|review|author'?s transl)\)\s*$|\s[-–—]\s*\[[^\[\]\d]{3,20}\]\s*$",
    re.IGNORECASE,
)
_RETRACTED = re.compile(r"^\W*(?:retracted(?: article| paper)?|withdrawn)\s*[:.\-–—]\s*", re.IGNORECASE)
_TWO_WORDINGS = re.compile(r"\s*<original>\s*|\s*;\s+|\s+=\s+|\s*\[\s*|\s*\]\s*", re.IGNORECASE)

# What kind of notice a title says that it is. Two kinds never become one report by themselves.
_MARKERS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile("|".join(patterns)))
    for name, *patterns in (
        ("correction",
         r"^(?:publish\w+ |author )?(?:erratum|errata|corrigend(?:um|a)|corrections?(?= (?:to|for|of|in)\b|$))",
         r"\b(?:erratum|corrigendum)$", r"^(?:rettelse|rettelser|rattelse)\b"),
        ("retraction", r"^(?:retraction|notice of retraction|expression of concern)\b", r"\bretraction (?:note|notice)\b"),
        ("comment", r"^(?:comments?|letter|(?:invited )?commentary|editorial comment|editorial on)\b",
         r"\bcomment(?:ary)? on\b", r"^kommentar(?: til)?\b"),
        ("reply", r"^(?:in reply|reply|response to|authors? (?:s )?(?:reply|response)|re(?= [a-z]+ [a-z]+ ))\b",
         r"\bauthors? (?:s )?repl(?:y|ies)\b", r"^(?:svar|tilsvar|replik)\b"),
        ("protocol", r"^protocol\b", r"\b(?:study|trial|review) protocol\b", r"\bprotocol (?:for|of) an?\b",
         r"\b(?:studie|forsoks)?protokoll$"),
        ("abridged", r"\babridged\b", r"\b(?:summary|short version) of (?:a|the) cochrane\b"),
        ("book review", r"\bbook review\b", r"\b(?:bokanmeldelse|boganmeldelse|bokrecension)\b"),
    )
)  # fmt: skip

_PROTOCOL_LAST = re.compile(r"[:.?(–—-]\s*(?:\w+ ){0,2}protocol\W*$", re.IGNORECASE)  # as a subtitle
_MARKING = frozenset(  # words without which no marker is there
    "erratum errata corrigendum corrigenda correction corrections rettelse rettelser rattelse retraction notice "
    "expression comment comments commentary letter editorial kommentar reply replies response re svar tilsvar replik "
    "protocol protokoll studieprotokoll forsoksprotokoll abridged summary short review bokanmeldelse boganmeldelse "
    "bokrecension".split()
)

# Titles that a journal uses again and again; the title alone says nothing.
_RECURRING = re.compile(
    r"^(?:guest |from the |welcome )?(?:editors? |s )*(?:editorials?|introduction|preface|foreword|comments?|notes?|"
    r"letters?|correspondence|reply|erratum|corrigendum|correction|book reviews?|in this issue|abstracts?|news|index|"
    r"announcements?|annual report|table of contents|call for papers|leder|lederartikkel|ledare|forord|innledning|"
    r"debatt|redaksjonelt|arsmelding|arsrapport|arsberetning|bokanmeldelser?)\b"
    r"|\b(?:editorial|editors? (?:s )?(?:comments?|notes?|page)|annual report)(?: \d{4})?$"
)

_ALWAYS_RECURRING = re.compile(
    r"^(?:(?:guest editorial )?special (?:section|issue|feature)|call for papers|introduction to the (?:special|mini))\b"
    r"|^(?:obituary|books?|untitled|no title|highlights?|viewpoints?|perspectives?|interview|calendar|quiz|contents|"
    r"contributors|acknowledge?ments?|responses?|authors reply|the authors reply|in reply|posters?|case reports?|"
    r"research highlights?|media reviews?|president s (?:message|page)|nytt|nyheter|notiser|kronikk|intervju)$"
)

# Words that tell two reports of one wording apart, as numbers do.
_ROMAN = frozenset(("ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"))
_COUNTED = frozenset(
    "part parts phase study studies stage type del delen paper trial experiment chapter volume".split()
)
_TELLING = frozenset(
    "men women man woman male female males females boys girls children adults adolescents mothers fathers parents "
    "without not before after increased decreased increase decrease acute chronic left right upper lower short long "
    "high low early late update updated "
    "menn kvinner kvinnor gutter jenter barn voksne vuxna uten utan for etter akutt kronisk akut kronisk".split()
)  # fmt: skip
_COUNTS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "twelve": "12", "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5",
}  # fmt: skip
_OPPOSED = tuple(  # beginnings that turn a word into another
    (one, other)
    for words in ("hypo hyper", "intra inter", "pre post", "mono bi", "mono multi", "uni bi", "uni multi", "anti pro")
    for one, other in (words.split(), words.split()[::-1])
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title made ready to compare. All texts are lower case without accents."""

    words: str  # one blank between
    compact: str  # the same without blanks, transliterations folded
    tokens: tuple[str, ...]
    wordings: frozenset[str]  # compact forms of its parts, where it is given in two languages
    numbers: tuple[str, ...]  # the digits as they follow each other, then roman numerals and letters of parts
    telling: frozenset[str]  # words that make another report of the same wording
    marker: str  # "" or the kind of notice
    retracted: bool  # marked as retracted or withdrawn
    recurring: bool
    short: bool


def plain(text: str) -> str:
    """Words of `text` in lower case without accents, markup or punctuation, one blank between."""
    if "&" in text:
        text = html.unescape(text).replace("&", " and ")
    if "<" in text:
        text = _MARKUP.sub("", text)
    text = text.lower()
    if not text.isascii():
        text = "".join(_GREEK.get(letter, letter) for letter in text)
        text = unicodedata.normalize("NFKD", text).translate(_LETTERS)
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(text))


def compact(words: str) -> str:
    """Letters and digits only, with "aa", "ae", "oe" and "ue" as the letters that they stand for (sjoegren, paa)."""
    glued = words.replace(" ", "")
    return glued.replace("aa", "a").replace("ae", "a").replace("oe", "o").replace("ue", "u")


@lru_cache(maxsize=4096)
def read_title(text: str) -> Title:
    """The comparable form of a title."""
    bare, retracted = _RETRACTED.subn("", text)
    if "[" in bare:
        bare = _REMARK_CUT.sub(" ", _REMARK.sub(" ", _REMARK.sub(" ", bare)))
    if "(" in bare or "[" in bare:
        bare = _ADDED.sub(" ", bare)
    words = plain(bare)
    tokens = tuple(words.split())
    letters = compact(words)
    weight = len(letters) if letters.isascii() else len(letters) + 2 * len(_NO_BLANKS.findall(letters))
    return Title(
        words=words,
        compact=letters,
        tokens=tokens,
        wordings=_wordings(bare),
        numbers=_numbers(tokens),
        telling=_TELLING.intersection(tokens),
        marker="" if _MARKING.isdisjoint(tokens) else _marker(words, bare),
        retracted=bool(retracted),
        recurring=bool(_ALWAYS_RECURRING.search(words)) or (len(tokens) <= 8 and bool(_RECURRING.search(words))),
        short=weight < SHORT,
    )


def respelt(a: Title, b: Title) -> bool:
    """Whether nothing in them speaks of two reports: the same numbers, parts and telling words, no word turned."""
    return a.numbers == b.numbers and a.telling == b.telling and not _turned(a, b)


def another_part(a: Title, b: Title) -> bool:
    """Whether the words that only the longer title has say that it is a part of several ("part 2", "III", "in women")."""
    short, long = sorted((a.tokens, b.tokens), key=len)
    left = Counter(long) - Counter(short)
    counted = any(
        word in left and (following in _ROMAN or following in _COUNTS or len(following) == 1 or following.isdigit())
        for word, following in pairwise(long)
        if word in _COUNTED
    )
    return counted or not _ROMAN.isdisjoint(left) or a.telling != b.telling


def _turned(a: Title, b: Title) -> bool:
    """Whether a word of the one stands in the other with the opposite beginning: hypotension and hypertension."""
    there = set(b.tokens)
    words = [word for word in a.tokens if word not in there]
    return any(other + word[len(one) :] in there for word in words for one, other in _OPPOSED if word.startswith(one))


def _marker(words: str, text: str) -> str:
    found = next((name for name, pattern in _MARKERS if pattern.search(words)), "")
    return found or ("protocol" if _PROTOCOL_LAST.search(text) else "")


def _wordings(text: str) -> frozenset[str]:
    """The parts of "English; Portuguese", "[English] Norwegian" and "English <ORIGINAL> German", if each is long."""
    if not any(sign in text for sign in ("[", ";", "=", "<")):
        return frozenset()
    parts = [compact(plain(part)) for part in _TWO_WORDINGS.split(text)]
    long = [part for part in parts if len(part) >= SHORT]
    return frozenset(long) if len(long) > 1 else frozenset()


def _numbers(tokens: tuple[str, ...]) -> tuple[str, ...]:
    parts = [
        token
        for before, token in zip(("", *tokens), tokens, strict=False)
        if token in _ROMAN or (before in _COUNTED and len(token) == 1 and token.isalpha())
    ]
    counted = (_COUNTS.get(token, "") if token.isalpha() else "".join(filter(str.isdigit, token)) for token in tokens)
    return ("".join(counted), *parts)
