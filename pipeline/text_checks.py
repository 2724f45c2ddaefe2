"""Checks on the text of a research summary, and its readability. Word lists come from the method team's table.

Rules: no effect word without its certainty word; words and stored certainty agree; never "no effect" for an
imprecise result; no "significant"; no recommendation; numbers in the text are those of the findings (GRADE
guidelines 26; Cochrane Norway's advice for plain language summaries). Every check is an advice with a place;
none changes the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.wording import Finding, TextRules, Wording, known_language

LONG_WORD = 6  # letters; a longer word counts as long (LIX)
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}"
_DATE = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}\.?\s+[^\W\d_]{3,9}\s+(?:19|20)\d{2}\b")
_NUMBER = re.compile(
    rf"(?<![\w.,-])(?:\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d)|\d+(?:[.,]\d+)*)(?![\w])"
    rf"|(?<=\d[-–−])\d+(?:[.,]\d+)*"
)
_END = re.compile(r"(?<![.!?…:])[.!?…:]+[)»\"”]*\s+")  # the look behind keeps a long row of dots linear
_YEAR = re.compile(r"(?:19|20)\d{2}")
_ARROW = re.compile(r"(\d+(?:[.,]\d+)?)[^\d]*?(?:->|→|–>|\btil\b|\bto\b)\s*(\d+(?:[.,]\d+)?)")
_HOLE = re.compile(r"\{\w+\}")
_ABBREVIATIONS = (
    "bl.a",
    "ca",
    "dvs",
    "f.eks",
    "jf",
    "kl",
    "mv",
    "nr",
    "osv",
    "pst",
    "s",
    "t.d",
    "tab",
    "fig",
    "vol",
    "vs",
    "e.g",
    "i.e",
    "al",
)


@dataclass(frozen=True, slots=True)
class Check:
    """One remark: `code` and `params` make its sentence elsewhere; `start`, `end` are places (0, 0 = the whole)."""

    code: str
    level: str  # "stop" | "warn" | "hint"
    start: int = 0
    end: int = 0
    params: dict[str, str | int] = field(default_factory=dict)


def lix(text: str) -> int | None:
    """Readability index: words / sentences + 100 x long words / words, rounded half up (Björnsson 1968).

    Below 30 very easy, 30-40 easy, 40-50 medium, 50-60 hard, above 60 very hard. An indicator. None without words.
    """
    words = _WORD.findall(text)
    if not words:
        return None
    sentences = max(1, sum(1 for start, end in sentence_spans(text) if _WORD.search(text, start, end)))
    long_words = sum(1 for word in words if sum(letter.isalnum() for letter in word) > LONG_WORD)
    return int(len(words) / sentences + 100 * long_words / len(words) + 0.5)


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Places of the sentences. A line is at most one paragraph: a heading or bullet ends without a full stop."""
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for mark in _END.finditer(line[0]):
            before, after = line[0][max(0, mark.start() - 12) : mark.start()], line[0][mark.end() : mark.end() + 1]
            last = before.rsplit(None, 1)[-1].casefold() if before.strip() else ""
            inside = "." in mark[0] and (last.lstrip("(") in _ABBREVIATIONS or after.islower())
            if inside or (mark[0].lstrip().startswith(":") and after.islower()):
                continue
            yield start, line.start() + mark.end()
            start = line.start() + mark.end()
        if text[start : line.end()].strip():
            yield start, line.end()


def check_text(
    text: str,
    findings: Sequence[Finding],
    wording: Wording,
    language: str = "nb",
    *,
    claims: bool = True,
    also: Sequence[str] = (),
) -> tuple[Check, ...]:
    """All remarks on one typed text, in the order of their places.

    `claims=False` leaves out what only holds where results are told (certainty words, numbers): for background and
    transferability. `also` are texts whose numbers count as known beside the findings.
    """
    rules = wording.rules[known_language(language)]
    found: list[Check] = [*_words(text, rules), *_no_effect(text, wording, language)]
    if claims:
        found += [
            *_certainty(text, findings, wording, language),
            *_numbers(text, findings, also),
            *_synonyms(text, rules),
        ]
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.code)))


def _pattern(entries: Sequence[str]) -> re.Pattern[str]:
    """Whole words of a list, one linear alternation; longest first so that the fullest phrase is the one named."""
    parts = [
        r"\s+".join(re.escape(word) for word in entry.rstrip("*").split()) + (r"\w*" if entry.endswith("*") else "")
        for entry in sorted(entries, key=len, reverse=True)
    ]
    return re.compile(r"\b(?:" + "|".join(parts) + r")\b" if parts else r"(?!)", re.IGNORECASE)


def _words(text: str, rules: TextRules) -> Iterator[Check]:
    """`text_significant` and `text_recommendation`: words that do not belong in a summary."""
    for hit in _pattern(rules.significant).finditer(text):
        yield Check("text_significant", "warn", hit.start(), hit.end(), {"word": hit[0]})
    for entry, level in rules.recommendation.items():
        for hit in _pattern((entry,)).finditer(text):
            yield Check("text_recommendation", level, hit.start(), hit.end(), {"word": hit[0]})


def _offered(wording: Wording, language: str) -> dict[str, str | int]:
    """Words to put in a text instead, in the language of the text, whatever language the advice is read in."""
    words = wording.rules[language].certainty_words
    return {
        "probably": next(iter(words.get("moderate", ())), "").rstrip("*"),
        "sure": wording.phrases["high"][language],
        "same": _HOLE.sub("…", wording.sentences[language]["high"]["trivial"]),
        "unsure": next(iter(words.get("very_low", ())), "").rstrip("*"),
    }


def _no_effect(text: str, wording: Wording, language: str) -> Iterator[Check]:
    """`text_no_effect`; `text_no_studies_no_effect` where "no studies" stands in the same or the sentence before."""
    rules, offered = wording.rules[language], _offered(wording, language)
    no_effect, no_studies = _pattern(rules.no_effect), _pattern(rules.no_studies)
    before = False
    for start, end in sentence_spans(text):
        here = no_studies.search(text, start, end) is not None
        for hit in no_effect.finditer(text, start, end):
            code = "text_no_studies_no_effect" if here or before else "text_no_effect"
            yield Check(code, "stop", hit.start(), hit.end(), {"word": hit[0], **offered})
        before = here


def _certainty(text: str, findings: Sequence[Finding], wording: Wording, language: str) -> Iterator[Check]:
    """`text_effect_without_certainty` and `text_certainty_disagrees`, sentence by sentence. Questions claim nothing."""
    rules, read = wording.rules[language], _level_reader(wording, language)
    effect, unknown = _pattern(rules.effect_words), _pattern((*rules.not_known, *rules.no_studies))
    spans, offered = list(sentence_spans(text)), _offered(wording, language)
    for number, (start, end) in enumerate(spans):
        sentence = text[start:end]
        if sentence.rstrip().endswith("?"):
            continue
        levels = read(sentence)
        about = [one for one in findings if _mentions(sentence, one.outcome)]
        stored = {one.certainty for one in about or findings if one.certainty}
        for level in sorted(levels - stored if stored else ()):
            words = ", ".join(wording.phrases[one][language] for one in sorted(stored))
            yield Check(
                "text_certainty_disagrees",
                "stop",
                start,
                start + len(sentence.rstrip()),
                {
                    "said": wording.phrases[level][language],
                    "stored": words,
                    "outcome": ", ".join(one.outcome for one in about),
                },
            )
        claim = effect.search(text, start, end)
        if claim and not levels and not unknown.search(text, start, end):
            following = text[slice(*spans[number + 1])] if number + 1 < len(spans) else ""
            if not (read(following) and not effect.search(following)):  # "... fall. Høy tillit."
                yield Check(
                    "text_effect_without_certainty", "warn", claim.start(), claim.end(), offered | {"word": claim[0]}
                )


def _level_reader(wording: Wording, language: str) -> Callable[[str], set[str]]:
    """A function that tells which levels a sentence claims, by phrase ("høy tillit") or by word ("trolig")."""
    phrases = {entry[language].casefold(): level for level, entry in wording.phrases.items()}
    spelled = _pattern(tuple(phrases))
    words = {level: _pattern(entries) for level, entries in wording.rules[language].certainty_words.items()}

    def read(sentence: str) -> set[str]:
        levels = {phrases[" ".join(hit[0].casefold().split())] for hit in spelled.finditer(sentence)}
        levels |= {level for level, symbol in wording.symbols.items() if symbol in sentence}
        levels |= {level for level, pattern in words.items() if pattern.search(sentence)}
        return levels - {"low"} if "very_low" in levels else levels  # "may reduce ..., but very uncertain" is one level

    return read


def _mentions(sentence: str, outcome: str) -> bool:
    """True where every longer word of the outcome stands in the sentence, by its first letters ("falls", "fallene")."""
    words = [word.casefold() for word in _WORD.findall(outcome)]
    wanted = [word for word in words if len(word) > 3] or words
    there = [word.casefold() for word in _WORD.findall(sentence)]
    return bool(wanted) and all(any(word.startswith(one[: max(4, len(one) - 2)]) for word in there) for one in wanted)


def _synonyms(text: str, rules: TextRules) -> Iterator[Check]:
    """`text_certainty_synonym`: a second word for a level that the text has already named otherwise."""
    for entries in rules.certainty_words.values():
        hits = [(hit.start(), hit.end(), entry) for entry in entries for hit in _pattern((entry,)).finditer(text)]
        hits.sort()
        for start, end, entry in hits:
            if entry != hits[0][2] and entry[:6] != hits[0][2][:6]:
                yield Check("text_certainty_synonym", "hint", start, end, {"word": entry, "first": hits[0][2]})


def _numbers(text: str, findings: Sequence[Finding], also: Sequence[str]) -> Iterator[Check]:
    """`text_number_unknown`: a number that no finding holds. Years and dates are let through."""
    known: set[str] = set()
    for one in findings:
        for said in (one.relative, one.absolute, one.outcome, one.comparison, one.size_reason, one.certainty_reason):
            known |= {form for _, _, number in _number_places(said) for form in _forms(number)}
        known |= {str(count) for count in (one.studies, one.people) if count is not None}
        for before, after in _ARROW.findall(one.absolute):
            known |= _forms(f"{abs(float(before.replace(',', '.')) - float(after.replace(',', '.'))):g}")
    for said in also:
        known |= {form for _, _, number in _number_places(said) for form in _forms(number)}
    for start, end, number in _number_places(text):
        if not _YEAR.fullmatch(number) and not _forms(number) & known:
            yield Check("text_number_unknown", "warn", start, end, {"number": number})


def _number_places(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, number as written) of every number that is not part of a date or a word."""
    blank = _DATE.sub(lambda date: " " * len(date[0]), text)
    for hit in _NUMBER.finditer(blank):
        yield hit.start(), hit.end(), hit[0]


def _forms(number: str) -> set[str]:
    """The readings of a number as written: "12 981", "12.981" and "12,981" may be 12981; "0,77" is 0.77."""
    plain = re.sub(rf"[{_SPACES}]", "", number)
    forms = {plain.replace(",", ".")}
    if re.fullmatch(r"[1-9]\d{0,2}(?:[.,]\d{3})+", plain):
        forms.add(re.sub(r"[.,]", "", plain))
    return forms
