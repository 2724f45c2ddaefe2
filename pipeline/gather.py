"""Everything a research summary rests on, read from one question as it stands. Nothing here is typed twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from appraisal.instrument import Instrument
from appraisal.picture_grid import grid
from pico.question import Framework, QuestionType, elements_for
from pipeline import days, file_days, finding_sources, instruments, own_texts, search_limits, settled
from pipeline.again import newest_round
from pipeline.appraised import fits_of, judged
from pipeline.columns import reads_again, superseded
from pipeline.designs import rests_on_others
from pipeline.export.blocks import one_line
from pipeline.export.citation import cite
from pipeline.export.summary import Author, IncludedReview, OtherPlace, SearchAccount, Summary
from pipeline.export.template import Template
from pipeline.file_sources import is_database
from pipeline.flow import out_of_date
from pipeline.flow_counts import FlowCounts
from pipeline.needs import Choice
from pipeline.notices import notices
from pipeline.ports import View
from pipeline.press import Review, reviews
from pipeline.reader_labels import to_readers
from pipeline.record_language import title_language
from pipeline.records import Record
from pipeline.remarks import remarks
from pipeline.rows import Appraisal, Fields, Part, Reference, Run
from pipeline.search_account import FIELD as REPORT
from pipeline.search_account import Logged, ReportItem, account, method, named
from pipeline.steps.appraise import counting
from pipeline.steps.certainty import BOUND, taken
from pipeline.sums import FlowNumbers
from pipeline.wording import Finding, Wording

Say = Callable[[str, Mapping[str, object]], str]  # code and params -> sentence in the summary's language


@dataclass(frozen=True, slots=True)
class Forms:
    """The shipped texts that a summary is made with."""

    frameworks: Mapping[str, Framework]
    question_types: Mapping[str, QuestionType]
    instruments: Mapping[str, Instrument]
    wording: Wording
    template: Template
    reasons: Sequence[Choice]  # of exclusion on full text
    places: Sequence[Choice] = ()  # where one looks first
    report: Sequence[ReportItem] = ()  # the account of the search

    def as_here(self, view: View, question_id: str) -> Forms:
        """With the method team's own: checklists beside those that ship, the other texts as this question uses them."""
        every = instruments.here(self.instruments, view.own_instruments())
        held = view.own_texts_held()
        stays = own_texts.bound(view, question_id, held)
        return own_texts.put_over(replace(self, instruments=every), view, held, stays)


def gather(view: View, question_id: str, forms: Forms, say: Say, *, language: str = "nb", today: str = "") -> Summary:
    """The summary of a question as it stands: typed sections, findings, included reviews, searches, flow."""
    forms = forms.as_here(view, question_id)
    question = view.question(question_id)
    fields = view.fields("question", question_id)
    kept = view.parts(question_id, "summary")
    typed = kept[0].fields if kept else Fields()
    included = view.references(question_id, status="included", limit=500)
    runs = view.runs(question_id)
    extracted = {one.reference_id: one.fields for one in reversed(view.parts(question_id, "extraction"))}
    judgements = settled.judgements(view, question_id)
    told = [one for each in judgements.values() for one in each.told]
    finished = view.finished_appraisals(question_id)
    fits = {
        each: fits_of((one for one in finished if one.reference_id == each), forms.instruments) for each in judgements
    }
    leaders = view.leaders(question_id)
    flow = flow_counts(view.flow(question_id), forms, say, language)
    looked = tuple(
        _place(one, forms, language) for one in view.parts(question_id, "other_place") if one.fields.text("name")
    )
    again, read_again = superseded(runs), {run.id for run in runs if reads_again(run) and run.state == "done"}
    counted = [run for run in runs if (_counts(run) or run.id in read_again) and run.id not in again]
    answer = typed.text(f"{REPORT}{file_days.DATES}")
    told_days = file_days.searched(answer, counted, lambda run: say(f"source_{run.source}", {}))
    logged = _logged(view, question_id, counted, looked, flow, forms, language)
    sections, from_need = _sections(view.fields("need", question.need_id), typed)
    return Summary(
        title=typed.text("title") or question.title,
        language=language,
        typed_in=question.language,
        question=question.title,
        elements=_elements(fields, forms, language),
        sections=sections,
        from_need=from_need,
        findings=tuple(
            _with_sources(view, one, _with_steps(one, forms, language), included, leaders, say)
            for one in view.parts(question_id, "finding")
        ),
        appraised=tuple(grid(cases) for cases in judged(told, included, forms.instruments).values()),
        included=tuple(
            _review(
                one, extracted.get(one.id, Fields()), judgements.get(one.id), fits.get(one.id, ()), forms, language, say
            )
            for one in included
        ),
        searches=tuple(_account(view, run, say, told_days.get(run.id, "")) for run in counted),
        other_places=looked,
        method=method(logged, say),
        account=account(forms.report, logged, typed, say),
        flow=flow,
        update=_update(view, question_id, runs, forms, say, language),
        references=tuple(_cited(one.record, say) for one in included),
        titled={
            _cited(one.record, say): (one_line(one.record.title), spoken)
            for one in included
            if (spoken := title_language(one.record))
        },
        authors=_authors(view, typed),
        date=max(typed.saved_at, question.created_at)[:10] or today,
        version=str(sum(one.version for one in typed.values()) or 1),
        review_by=typed.text("review_by"),
        no_review=not included and any(run.state == "done" for run in runs),
        is_example=question.example,
        late=out_of_date(view.last_changes(question_id)),
    )


def findings(view: View, question_id: str) -> tuple[Finding, ...]:
    """The findings as they stand, in the order they were made."""
    return tuple(finding(one) for one in view.parts(question_id, "finding"))


def finding(part: Part) -> Finding:
    """One finding from its fields."""
    text = part.fields.text
    return Finding(
        id=part.id,
        outcome=text("outcome"),
        comparison=text("comparison"),
        direction=text("direction") or "none",
        size=text("size"),
        size_reason=text("size_reason"),
        certainty=text("certainty"),
        certainty_reason=text("certainty_reason"),
        very_low_form=text("very_low_form") or "uncertain",
        relative=text("relative"),
        absolute=text("absolute"),
        studies=whole(text("studies")),
        people=whole(text("people")),
        judged_by=text("judged_by"),
        sentence=text("sentence"),
        kind=text("kind") or "effect",
        review_certainty=text("review_certainty"),
        certainty_agree=text("certainty_agree"),
    )


def _with_steps(part: Part, forms: Forms, language: str) -> Finding:
    """A finding with the steps that the team took to its certainty, where they did."""
    one, instrument = finding(part), forms.instruments.get(part.fields.text(BOUND))
    if instrument is None or one.judged_by != "us":
        return one
    steps = tuple(
        f"{item.text.get(language)}: {instrument.answer(answer).label.get(language).lower()}. {reason}".strip()
        for item, answer, reason in taken(part.fields, instrument).reasons
    )
    return replace(one, steps=steps, steps_with=f"{instrument.title.get(language)} {instrument.version}")


def _with_sources(
    view: View, part: Part, one: Finding, included: Sequence[Reference], leaders: Mapping[str, str], say: Say
) -> Finding:
    """A finding with the names of its articles; those that are no longer included are told as that, not left out."""
    lost = finding_sources.gone(view, part.fields, included, leaders)
    gone = tuple(dict.fromkeys(finding_sources.name_of(reference.record) for reference in lost))
    named = [finding_sources.names(part.fields, included, leaders)]
    named += [say("finding_source_gone", {"article": name}) for name in gone]
    return replace(one, review="; ".join(name for name in named if name), gone=gone)


def whole(text: str) -> int | None:
    """A number as people write it ("12 981", "12,981" as thousands is not read), or None."""
    digits = "".join(text.split()).replace("\u00a0", "").replace("\u202f", "")
    return int(digits) if digits.isascii() and digits.isdigit() else None


def _update(
    view: View, question_id: str, runs: Sequence[Run], forms: Forms, say: Say, language: str
) -> FlowCounts | None:
    """The flow of the newest round of searching again; None where nothing was searched again."""
    begin = newest_round(runs)
    if begin is None:
        return None
    numbers = view.flow(question_id, since=begin.id)
    return flow_counts(numbers, forms, say, language, since=days.on(begin.asked_at))


def flow_counts(numbers: FlowNumbers, forms: Forms, say: Say, language: str, *, since: str = "") -> FlowCounts:
    """The numbers of the flow diagram with the words people read. `since`: the day an update began; empty = no update."""
    reasons = {one.id: one.say(language) for one in forms.reasons}

    def named(counts: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
        return tuple((say(f"source_{source}", {}), n) for source, n in counts)

    def out(counts: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
        return tuple((reasons.get(reason, reason), n) for reason, n in counts)

    other = numbers.other
    return FlowCounts(
        identified=named(numbers.identified),
        duplicates=numbers.duplicates,
        merged_by_program=numbers.merged_by_program,
        merged_by_people=numbers.duplicates - numbers.merged_by_program,
        screened=numbers.screened,
        excluded_screening=numbers.excluded,
        awaiting_screening=numbers.waits_for_screening,
        sought=numbers.sought,
        not_retrieved=numbers.not_retrieved,
        assessed=numbers.assessed,
        excluded_full_text=out(numbers.out),
        awaiting_full_text=numbers.waits_for_full_text,
        other_methods=named(other.identified),
        other_duplicates=other.duplicates,
        other_excluded_screening=other.excluded,
        other_awaiting_screening=other.waits_for_screening,
        other_sought=other.sought,
        other_not_retrieved=other.not_retrieved,
        other_assessed=other.assessed,
        other_excluded_full_text=out(other.out),
        other_awaiting_full_text=other.waits_for_full_text,
        included_reports=numbers.included,
        included_studies=numbers.studies,
        update_since=since,
        previous_reports=numbers.previous_reports if since else 0,
        previous_studies=numbers.previous_studies if since else 0,
    )


def _elements(fields: Fields, forms: Forms, language: str) -> tuple[tuple[str, str], ...]:
    framework = forms.frameworks.get(fields.text("framework"))
    kind = forms.question_types.get(fields.text("type"))
    if framework is None or kind is None:
        return ()
    return tuple(
        (to_readers(one.label, language), fields.text(f"element.{one.code}"))
        for one in elements_for(framework, kind)
        if fields.text(f"element.{one.code}").strip()
    )


def _cited(record: Record, say: Say) -> str:
    """One line for a record, with what must be known before it is trusted."""
    return " ".join([cite(record), *(say(one.code, one.params) for one in notices(record))])


def _review(
    reference: Reference,
    extraction: Fields,
    appraised: settled.Settled | None,
    fits: Sequence[str],
    forms: Forms,
    language: str,
    say: Say,
) -> IncludedReview:
    appraised = appraised or settled.Settled(())
    one = counting(appraised.told)
    word, instrument, reason = judgement(one, forms, language) if one else ("", "", "")
    return IncludedReview(
        citation=_cited(reference.record, say),
        year=reference.record.year,
        search_date=extraction.text("search_date"),
        countries=extraction.text("countries"),
        studies=whole(extraction.text("studies")),
        people=whole(extraction.text("people")),
        judgement=word,
        instrument=instrument,
        judgement_reason=reason or (say(appraised.waits, {}) if appraised.waits else ""),
        waits=appraised.waits,
        notices=tuple(one.kind for one in notices(reference.record)),
        is_review=rests_on_others(reference.record, fits, extraction),
    )


def judgement(one: Appraisal, forms: Forms, language: str) -> tuple[str, str, str]:
    """(its word, title and version of the checklist, the reason) of an appraisal with an overall judgement."""
    given, reason = one.fields.text("overall"), one.fields.text("overall_reason")
    instrument = forms.instruments.get(f"{one.instrument}@{one.version}")
    if instrument is None:
        return given, f"{one.instrument} {one.version}", reason
    word = next((known.label.get(language) for known in instrument.judgements if known.id == given), given)
    return word, f"{instrument.title.get(language)} {instrument.version}", reason


def _counts(run: Run) -> bool:
    """A search or file to account for: one that gave records, or honestly none; not the same file once more."""
    if run.kind == "hand" or not (run.state == "done" or run.fetched):
        return False
    return run.kind == "search" or run.new > 0 or run.fetched == 0


def _account(view: View, run: Run, say: Say, told: str) -> SearchAccount:
    """One search as it was run. `told`: the day that people have written for the search behind a file."""
    strategy = view.strategy(run.strategy_id).text if run.strategy_id else ""
    remarked = remarks(run.receipt, say(f"source_{run.source}", {}), say)
    return SearchAccount(
        source=named(run, say),
        strategy=strategy,
        date=told if run.kind == "import" else days.on(run.asked_at),
        came_in=days.on(run.asked_at) if run.kind == "import" else "",
        hits=run.counted if run.kind == "search" else run.fetched,
        translation=str(run.receipt.get("translation", "")),
        warnings=remarked.lines,
        unknown=remarked.unknown,
        limits=search_limits.beside(str(run.receipt.get("limits", "")), say),
        by_strategy=is_database(run),
    )


def _logged(
    view: View,
    question_id: str,
    runs: Sequence[Run],
    looked: Sequence[OtherPlace],
    flow: FlowCounts,
    forms: Forms,
    language: str,
) -> Logged:
    """What the account of the search is made of."""
    return Logged(
        runs=runs,
        strategies={one: view.strategy(one).text for one in dict.fromkeys(run.strategy_id for run in runs) if one},
        places=tuple((one.name, one.date) for one in looked),
        flow=flow,
        work=view.work_done(question_id),
        instruments={key: f"{one.title.get(language)} {one.version}" for key, one in forms.instruments.items()},
        language=language,
        grouping=view.grouping(question_id),
        reviews=tuple(_reviewed(view, question_id)),
    )


def _reviewed(view: View, question_id: str) -> Iterator[tuple[Review, str, int]]:
    for one in reviews(view.remarks(question_id)):
        strategy = view.strategy(one.strategy_id)
        yield one, strategy.source, strategy.version


def _place(part: Part, forms: Forms, language: str) -> OtherPlace:
    text = part.fields.text
    names = {one.id: one.say(language) for one in forms.places}
    name = text("note") if text("name") == "other" and text("note") else names.get(text("name"), text("name"))
    return OtherPlace(name=name, kind=text("kind"), date=text("date"), result=text("result"))


def _sections(need: Fields, typed: Fields) -> tuple[dict[str, str], frozenset[str]]:
    """What people have typed; where a section is empty, what they wrote of the same in the need stands there. And which."""
    taken = set()
    sections = {name.removeprefix("section."): one.value for name, one in typed.items() if name.startswith("section.")}
    for section, names in (("background", ("text", "why")), ("practice", ("context", "experience", "users"))):
        written = "\n".join(need.text(name) for name in names if need.text(name).strip())
        if not sections.get(section, "").strip() and written:
            sections[section] = written
            taken.add(section)
    return sections, frozenset(taken)


def _authors(view: View, typed: Fields) -> tuple[Author, ...]:
    lines = [line.strip() for line in typed.text("authors").splitlines() if line.strip()]
    named = [line.partition(",") for line in lines]
    return tuple(Author(name.strip(), role.strip()) for name, _, role in named)
