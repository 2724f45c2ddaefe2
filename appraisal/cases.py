"""Rows of a file of answers, read by an instrument -> cases: answers, judgements of domains, and what was stated of the whole."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from appraisal.answer_files import ANSWERS, STUDY, Row
from appraisal.judge import Step, Verdict, judge, judge_domains
from appraisal.values import Instrument, Part
from appraisal.words import MINUS, NOT_JUDGED, SIGNS, find, meaning, plain
from pipeline.errors import BadInput

OVERALL = (
    "overall",
    "samlet",
    "samlet vurdering",
    "overall judgement",
    "overall bias",
    "overall risk",
    "totalt",
    "stated",
)
OVERALL_MORE = ("overall rating", "overall risk of bias", "samla", "samla vurdering", "conclusion", "konklusjon")
WEIGHT = ("weight", "vekt")
VARIANT = ("variant", "effect", "effekt", "aim", "formål", "effect of interest", "design", "category", "kategori")
CRITICAL = ("critical", "kritiske", "critical items", "kritiske punkter")
UNUSED = (
    "unique id",
    "result id",
    "instrument",
    "version",
    "versjon",
    "outcome",
    "utfall",
    "result",
    "resultat",
    "id",
    "year",
    "år",
    "assessor",
)
REMARKS = (
    "comment",
    "kommentar",
    "note",
    "notes",
    "merknad",
    "reason",
    "begrunnelse",
    "support",
    "quote",
    "sitat",
    "page",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One study (or outcome, or finding) as the file has it."""

    study: str
    instrument: Instrument  # within the variant, with the team's own sets
    answers: Mapping[str, str]  # item -> answer
    domains: Mapping[str, str]  # part -> judgement, where the file holds judgements of domains
    stated: str = ""  # id of the judgement the file states for the whole
    stated_word: str = ""  # as it is written
    weight: str = ""
    notes: tuple[Step, ...] = ()  # what was read in another way than it stands
    left_out: tuple[str, ...] = ()  # parts of which the file says that they are not judged
    faults: tuple[Step, ...] = ()  # what could not be read, while the rest was


@dataclass(frozen=True, slots=True)
class Judged:
    """A case and what comes of it. `worst` is the worst domain of a table whose instrument has no rule for the whole."""

    case: Case
    verdict: Verdict
    worst: str | None = None

    @property
    def computed(self) -> str | None:
        return self.verdict.proposed or self.worst

    @property
    def differs(self) -> bool:
        """The file states another judgement than the rule, or than the worst domain, gives. What is stated stands."""
        return bool(self.case.stated and self.computed and self.case.stated != self.computed)


def read_cases(
    instrument: Instrument, rows: Iterable[Row], file: str, *, variant: str = "", refused: list[BadInput] | None = None
) -> list[Case]:
    """A case for each row of which something can be read; what cannot be read of it is told with it (`faults`).

    Raises BadInput, with study and heading named, for a row of which nothing can be read; with `refused` it is put there
    and the other rows are read, as long as there is one.
    """
    listed = list(rows)
    signs = any(plain(cell) in (*SIGNS, "?") for row in listed for cell in row.cells.values())
    cases = list[Case]()
    for row in listed:
        try:
            cases.append(_Case(instrument, row, file, variant, signs=signs).read())
        except BadInput as fault:
            if refused is None:
                raise
            refused.append(fault)
    if refused and not any(one.answers or one.domains for one in cases):
        raise refused[0]
    return cases


def judge_case(case: Case) -> Judged:
    """By the answers, or by the judgements of domains."""
    instrument = case.instrument
    if case.domains:
        return Judged(case, judge_domains(instrument, case.domains, left_out=case.left_out))
    verdict = judge(instrument, case.answers)
    if verdict.proposed or instrument.rule.steps or not case.stated:
        return Judged(case, verdict)
    known = [one.id for one in instrument.judgements]
    found = [judgement for _, judgement in verdict.domains if judgement]
    return Judged(case, verdict, max(found, key=known.index, default=None))


class _Case:
    """Reads one row."""

    def __init__(self, instrument: Instrument, row: Row, file: str, variant: str, *, signs: bool) -> None:
        self._row, self._file, self._signs = row, file, signs
        self._notes = list[Step]()
        self._faults = [BadInput("appraisal_answer_twice", file=file, item=item[:60]) for item in row.twice]
        self._left_out = list[str]()
        self._cells = dict(row.cells)
        self._instrument = instrument
        self._instrument = self._chosen(variant)

    def read(self) -> Case:
        overall, weight = self._take((*OVERALL, *OVERALL_MORE)), self._take(WEIGHT)
        answers, domains = dict[str, str](), dict[str, str]()
        unknown = list[str]()
        for heading, word in self._cells.items():
            if not self._one(heading, word, answers, domains):
                unknown.append(heading)
        for heading, cells in self._row.inside.items():
            part = self._part(heading)
            for inner, word in cells.items():
                if plain(inner) in (*ANSWERS, "judgement", "judgment", "vurdering") and part:
                    self._one(heading, word, answers, domains)
                elif not self._one(inner, word, answers, domains, within=part) and not self._one(
                    f"{heading} {inner}", word, answers, domains
                ):
                    unknown.append(inner)
        known = bool(answers or domains)
        if self._faults and not known:
            raise self._faults[0]
        self._refuse(unknown, known=known)
        if answers and domains:
            raise BadInput("appraisal_answers_mixed", file=self._file, study=self._row.study[:60])
        said = "high" if self._signs and overall.strip() in MINUS else overall
        stated = find(said, self._instrument.judgements) if said else None
        notes = self._notes + (
            [] if stated or not overall else [Step("appraisal_stated_unknown", {"word": overall[:60]})]
        )
        faults = tuple(Step(one.code, dict(one.params)) for one in self._faults)
        left_out = tuple(self._left_out)
        whole = (answers, domains, stated or "", overall, weight, _once(notes), left_out, faults)
        return Case(self._row.study, self._instrument, *whole)

    def _chosen(self, variant: str) -> Instrument:
        """Within the variant that was named, with the critical items that the file names."""
        instrument = self._instrument
        said = variant or (self._take(VARIANT) if instrument.variants else "")
        chosen = find(said, instrument.variants) if said else ""
        if chosen is None:
            allowed = ", ".join(one.id for one in instrument.variants)
            raise BadInput("appraisal_variant_unknown", variant=said[:60], allowed=allowed)
        within = instrument.within(chosen)
        wanted = self._take(CRITICAL)
        if not wanted or not within.rule.sets:
            return within
        items = [item for one in re.split(r"[,; ]+", wanted) for item in self._items(one, within)]
        return within.with_set(within.rule.sets[0].id, items)

    def _items(self, number: str, instrument: Instrument) -> tuple[str, ...]:
        found = items_of(number, instrument)
        if not found:
            raise BadInput("appraisal_item_unknown", item=number[:60], instrument=instrument.key)
        return found

    def _take(self, headings: Collection[str]) -> str:
        """The cell under the first of these headings, which is then read."""
        for heading in list(self._cells):
            if plain(heading) in headings and not items_of(heading, self._instrument):
                return self._cells.pop(heading)
        return ""

    def _part(self, heading: str) -> Part | None:
        return part_of(heading, self._instrument)

    def _one(
        self, heading: str, word: str, answers: dict[str, str], domains: dict[str, str], *, within: Part | None = None
    ) -> bool:
        """Reads one cell into an answer or a judgement; False if the heading is none of the instrument's."""
        items = item_within(heading, within) if within else ()
        items = items or items_of(heading, self._instrument) or self._below_part(heading)
        if items:
            for item in items:
                self._answer(item, heading, word, answers)
            return True
        part = self._part(heading)
        if part is None:
            return False
        if self._instrument.rule.kind == "domains":
            self._domain(part, heading, word, domains)
        else:
            self._answer(part.items[0].id, heading, word, answers)
        return True

    def _below_part(self, heading: str) -> tuple[str, ...]:
        """ "D1 applicability": an item by its words within its domain."""
        said = plain(heading).replace(".", " ").replace(":", " ")
        first, _, rest = said.partition(" ")
        part = self._part(first) if rest else None
        if part is None and (found := _APPLIES.search(said)):
            rest, part = "applicability", self._part(said.replace(found.group(), " "))
        return item_within(rest.strip(), part) if part else ()

    def _answer(self, item_id: str, heading: str, word: str, answers: dict[str, str]) -> None:
        if not word.strip():
            return
        item = self._instrument.item(item_id)
        offered = [self._instrument.answer(one) for one in item.answers]
        found = find(word, offered)
        if found is None:
            self._faults.append(self._bad_word(heading, word, item.answers))
            return
        if item_id in answers and answers[item_id] != found:
            raise BadInput("appraisal_answer_twice", file=self._file, item=heading[:60])
        answers[item_id] = found
        self._read_as(heading, word, found)

    def _domain(self, part: Part, heading: str, word: str, domains: dict[str, str]) -> None:
        said = "high" if self._signs and word.strip() in MINUS else word
        found = find(said, self._instrument.judgements) if word.strip() else None
        if found is not None:
            domains[part.id] = found
            self._read_as(heading, word, found)
            return
        if plain(word) not in ("", *NOT_JUDGED):
            self._faults.append(self._bad_word(heading, word, tuple(one.id for one in self._instrument.judgements)))
            return
        if word.strip():
            self._left_out.append(part.id)
            self._notes.append(Step("appraisal_no_judgement", {"heading": heading[:60], "word": word[:60]}))

    def _read_as(self, heading: str, word: str, found: str) -> None:
        """Told where the file says another thing than the instrument: "Some concerns" read as "unclear"."""
        meant = meaning(word)
        if meant and meant != found:
            self._notes.append(Step("appraisal_read_as", {"heading": heading[:60], "word": word[:60], "answer": found}))

    def _bad_word(self, heading: str, word: str, allowed: Collection[str]) -> BadInput:
        names = ", ".join(allowed)
        if self._row.study:
            told = {"study": self._row.study[:60], "item": heading[:60], "answer": word[:60], "allowed": names}
            return BadInput("appraisal_answer_unknown_in", **told)
        return BadInput("appraisal_answer_unknown", item=heading[:60], answer=word[:60], allowed=names)

    def _refuse(self, unknown: list[str], *, known: bool) -> None:
        """Remarks are passed over; a column of a table that is not ours is told of; anything else is an error."""
        for heading in unknown:
            said = plain(heading)
            if said in (*UNUSED, *REMARKS, *STUDY, *VARIANT, *CRITICAL) or said.startswith(REMARKS):
                continue
            fault = BadInput("appraisal_item_unknown", item=heading[:60], instrument=self._instrument.key)
            if not known:
                raise fault
            if not self._row.line:
                self._faults.append(fault)
                continue
            self._notes.append(Step("appraisal_column_unused", {"heading": heading[:60]}))


def _once(notes: list[Step]) -> tuple[Step, ...]:
    return tuple(note for at, note in enumerate(notes) if note not in notes[:at])


def items_of(heading: str, instrument: Instrument) -> tuple[str, ...]:
    """The items a heading speaks of: by id, number ("1.2", "q1_2", "Item 9" for 9a and 9b), text or its own words."""
    said = plain(heading)
    for item in instrument.items:
        if said in {
            plain(item.id),
            item.number,
            *map(plain, item.words),
            *(plain(text) for _, text in item.text.pairs),
        }:
            return (item.id,)
    bare = re.sub(
        r"^(?:(?:q|sq|x|item|punkt|spm|spørsmål|question|amstar|d)?[ .]*|[a-z]{3,9}[0-9]? )(?=[0-9])", "", said
    )
    number = re.sub(r"[ \-]", ".", bare)
    plain_heading = said == bare or not said.startswith("d") or "." in number
    for item in instrument.items:
        if number == item.number and plain_heading:
            return (item.id,)
    lettered = tuple(item.id for item in instrument.items if re.fullmatch(rf"{re.escape(number)}[a-z]", item.number))
    return lettered if plain_heading else ()


def item_within(heading: str, part: Part) -> tuple[str, ...]:
    """The item of a domain that a heading below it speaks of: by id, number or its own words."""
    said = plain(heading)
    return tuple(item.id for item in part.items if said in {plain(item.id), item.number, *map(plain, item.words)})[:1]


def part_of(heading: str, instrument: Instrument) -> Part | None:
    """The domain a heading speaks of: "D2", "Domain 2", its id or its title."""
    said = " ".join(plain(heading).replace(".", " ").replace(":", " ").replace(",", " ").split())
    number = re.fullmatch(r"(?:d|domain|domene)? ?([0-9]{1,2})(?: .*)?", said)
    for part in instrument.parts:
        if said in (plain(part.id), *(plain(text) for _, text in part.title.pairs)):
            return part
        if number and re.fullmatch(rf"d{number[1]}(_.*)?", part.id):
            return part
    domains = [part for part in instrument.parts if re.match(r"d[0-9]", part.id)]
    found = [part for part in domains if any(_alike(said, title) for _, title in part.title.pairs)]
    return found[0] if len(found) == 1 else None


_APPLIES = re.compile(r"\b(?:applicability(?: concerns?)?|concerns? regarding applicability|overførbarhet)\b")
_NOISE = frozenset("bias risk of the a in from to due arising domain and for judgement om i av fra og ved på".split())


def _alike(said: str, title: str) -> bool:
    """Whether a heading says a domain in other words: "Bias due to missing outcome data". It has all words of the title, or
    some of them, the first among those."""
    wanted, given = (_stems(re.sub(r"\(.*?\)", "", text)) for text in (title, said))
    if not wanted or not given:
        return False
    return set(wanted) <= set(given) or (set(given) <= set(wanted) and wanted[0] in given)


def _stems(text: str) -> list[str]:
    return [word[:5] for word in re.findall(r"[^\W\d_]+", plain(text)) if word not in _NOISE]
