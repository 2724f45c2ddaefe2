"""The numbers of a PRISMA 2020 flow diagram, whether they add up, and their labels (Page 2021, doi 10.1136/bmj.n71).

Records are found, references (a record and its duplicates) are screened, reports are read in full text, studies and
reviews are included. `awaiting_*` are ours: PRISMA draws finished work, this one is also drawn on the way.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from pipeline.wording import known_language

Named = tuple[tuple[str, int], ...]  # (source or reason, count)


@dataclass(frozen=True, slots=True)
class FlowCounts:
    """All counts of one question. The second column (`other_*`) has its own full-text stage, as in PRISMA 2020."""

    identified: Named = ()  # records per database or register
    duplicates: int = 0
    merged_by_program: int = 0  # of the duplicates: those that the program found sure of itself
    merged_by_people: int = 0  # the rest of them, where it is known
    automation: int = 0
    other_removed: int = 0
    screened: int = 0  # decided on title and abstract
    excluded_screening: int = 0
    awaiting_screening: int = 0  # no decision yet, or people disagree
    sought: int = 0
    not_retrieved: int = 0
    assessed: int = 0  # decided on full text
    excluded_full_text: Named = ()  # reports per reason
    awaiting_full_text: int = 0
    other_methods: Named = ()  # records per website, organisation, citation search
    other_duplicates: int = 0
    other_excluded_screening: int = 0  # PRISMA draws no screening in this column; where it is done, it is told
    other_awaiting_screening: int = 0
    other_sought: int = 0
    other_not_retrieved: int = 0
    other_assessed: int = 0
    other_excluded_full_text: Named = ()
    other_awaiting_full_text: int = 0
    included_reports: int = 0  # of both columns
    included_studies: int = 0
    update_since: str = (
        ""  # ISO date: these are the numbers of an update that began then; what was there is `previous_*`
    )
    previous_reports: int = 0
    previous_studies: int = 0

    @property
    def awaiting(self) -> int:
        """References and reports that nobody has decided on yet."""
        return (
            self.awaiting_screening
            + self.awaiting_full_text
            + self.other_awaiting_screening
            + self.other_awaiting_full_text
        )


@dataclass(frozen=True, slots=True)
class FlowProblem:
    """One sum that does not add up: `code` and the two sides in `params`."""

    code: str
    params: dict[str, str | int]


def total(named: Named) -> int:
    """The sum of a list of named counts."""
    return sum(count for _, count in named)


def problems(counts: FlowCounts) -> tuple[FlowProblem, ...]:
    """The sums that do not add up, in the order of the diagram. Empty = all do."""
    one = counts
    removed = one.duplicates + one.automation + one.other_removed
    sums = (
        ("flow_screening", total(one.identified) - removed, one.screened + one.awaiting_screening),
        ("flow_sought", one.screened - one.excluded_screening, one.sought),
        ("flow_assessed", one.sought - one.not_retrieved - one.awaiting_full_text, one.assessed),
        (
            "flow_other_sought",
            total(one.other_methods)
            - one.other_duplicates
            - one.other_excluded_screening
            - one.other_awaiting_screening,
            one.other_sought,
        ),
        (
            "flow_other_assessed",
            one.other_sought - one.other_not_retrieved - one.other_awaiting_full_text,
            one.other_assessed,
        ),
        (
            "flow_included",
            one.assessed - total(one.excluded_full_text) + one.other_assessed - total(one.other_excluded_full_text),
            one.included_reports,
        ),
    )
    found = [FlowProblem(code, {"expected": left, "got": right}) for code, left, right in sums if left != right]
    if one.included_studies > one.included_reports:
        found.append(FlowProblem("flow_studies", {"reports": one.included_reports, "studies": one.included_studies}))
    if one.included_reports and not one.included_studies and not one.previous_studies:
        found.append(FlowProblem("flow_studies", {"reports": one.included_reports, "studies": 0}))
    if one.merged_by_program > one.duplicates:
        found.append(FlowProblem("flow_duplicates", {"duplicates": one.duplicates, "merged": one.merged_by_program}))
    if one.previous_studies > one.previous_reports:
        found.append(FlowProblem("flow_studies", {"reports": one.previous_reports, "studies": one.previous_studies}))
    negative = [name for name, count in _all_numbers(one) if count < 0]
    return tuple([FlowProblem("flow_negative", {"field": name}) for name in negative] + found)


def _all_numbers(counts: FlowCounts) -> list[tuple[str, int]]:
    """(field, count) of every number."""
    pairs: list[tuple[str, int]] = []
    for field in fields(counts):
        name, value = field.name, getattr(counts, field.name)
        if isinstance(value, int):
            pairs.append((name, value))
        elif isinstance(value, tuple):
            pairs += [(name, count) for _, count in value]
    return pairs


def grouped(count: int, language: str = "nb") -> str:
    """A count with groups of three: narrow no-break space in Norwegian (from five digits), comma in English."""
    if language == "en":
        return f"{count:,}"
    return f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}") if abs(count) >= 10_000 else str(count)


def label(key: str, language: str) -> str:
    """The label of a box or line."""
    return LABELS[key][("nb", "nn", "en").index(known_language(language))]


# key: bokmål, nynorsk, English
LABELS: dict[str, tuple[str, str, str]] = {
    "title": (
        "Flytdiagram: fra treff til inkluderte",
        "Flytdiagram: frå treff til inkluderte",
        "Flow diagram: from records to included",
    ),
    "box": ("Trinn", "Steg", "Step"),
    "count": ("Antall", "Tal", "Number"),
    "of_which": ("herav", "av desse", "of which"),
    "identification": ("Funnet", "Funne", "Identification"),
    "screening": ("Utvelgelse", "Utveljing", "Screening"),
    "included": ("Tatt med", "Tekne med", "Included"),
    "databases": ("Fra databaser og registre", "Frå databasar og register", "From databases and registers"),
    "other_methods": ("På andre måter", "På andre måtar", "Via other methods"),
    "identified": (
        "Treff i databaser og registre",
        "Treff i databasar og register",
        "Records from databases and registers",
    ),
    "other_identified": ("Funnet på andre måter", "Funne på andre måtar", "Records via other methods"),
    "removed": ("Fjernet før utvelgelsen", "Fjerna før utveljinga", "Removed before screening"),
    "duplicates": ("Dubletter", "Dublettar", "Duplicates"),
    "merged_by_program": ("slått sammen av programmet", "slått saman av programmet", "merged by the program"),
    "merged_by_people": ("slått sammen av mennesker", "slått saman av menneske", "merged by people"),
    "update_title": (
        "Flytdiagram for det nye søket: fra treff til inkluderte",
        "Flytdiagram for det nye søket: frå treff til inkluderte",
        "Flow diagram of the update: from records to included",
    ),
    "previous": ("Tidligere utgave", "Tidlegare utgåve", "Previous version"),
    "previous_studies": (
        "Studier og oversikter fra før",
        "Studiar og oversikter frå før",
        "Studies and reviews from the previous version",
    ),
    "previous_reports": (
        "Publikasjoner om disse fra før",
        "Publikasjonar om desse frå før",
        "Reports of these from the previous version",
    ),
    "new_studies": (
        "Nye studier og oversikter tatt med",
        "Nye studiar og oversikter tekne med",
        "New studies and reviews included",
    ),
    "new_reports": ("Nye publikasjoner tatt med", "Nye publikasjonar tekne med", "New reports included"),
    "total_studies": ("Studier og oversikter i alt", "Studiar og oversikter i alt", "Studies and reviews in all"),
    "total_reports": ("Publikasjoner i alt", "Publikasjonar i alt", "Reports in all"),
    "since": ("Nytt søk fra", "Nytt søk frå", "Searched again from"),
    "automation": ("Fjernet av et verktøy", "Fjerna av eit verktøy", "Marked ineligible by automation tools"),
    "other_removed": ("Fjernet av andre grunner", "Fjerna av andre grunnar", "Removed for other reasons"),
    "screened": (
        "Vurdert på tittel og sammendrag",
        "Vurderte på tittel og samandrag",
        "Records screened on title and abstract",
    ),
    "excluded_screening": ("Utelatt på tittel og sammendrag", "Utelatne på tittel og samandrag", "Records excluded"),
    "awaiting_screening": ("Venter på utvelgelse", "Ventar på utveljing", "Awaiting screening"),
    "sought": ("Fulltekster vi søkte etter", "Fulltekstar vi søkte etter", "Reports sought for retrieval"),
    "not_retrieved": ("Fulltekster vi ikke fikk tak i", "Fulltekstar vi ikkje fekk tak i", "Reports not retrieved"),
    "assessed": ("Vurdert i fulltekst", "Vurderte i fulltekst", "Reports assessed for eligibility"),
    "excluded_full_text": ("Utelatt etter fulltekst", "Utelatne etter fulltekst", "Reports excluded"),
    "awaiting_full_text": (
        "Venter på vurdering i fulltekst",
        "Ventar på vurdering i fulltekst",
        "Awaiting full-text assessment",
    ),
    "included_studies": (
        "Studier og oversikter tatt med",
        "Studiar og oversikter tekne med",
        "Studies and reviews included",
    ),
    "included_reports": ("Publikasjoner om disse", "Publikasjonar om desse", "Reports of these"),
}
