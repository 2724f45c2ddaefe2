"""The account of how a question was searched and answered: PRISMA-S item by item, and the method in sentences.

Both say what was done, read from runs, votes and merges as they stand in the log; nothing that was only planned is
said, and no number is typed. What the log cannot know is asked once, item by item (`data/templates/search_report.yaml`).
PRISMA-S: Rethlefsen 2021, doi 10.1186/s13643-020-01542-z.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pico.shipped import read_yaml
from pipeline import days, search_limits
from pipeline.again import before, earlier
from pipeline.belonging import Grouping
from pipeline.dedupe import figures
from pipeline.errors import BadInput
from pipeline.file_sources import is_database
from pipeline.flow_counts import FlowCounts, grouped, total
from pipeline.press import Review
from pipeline.remarks import remarks
from pipeline.rows import Fields, Run
from pipeline.sums import WorkDone
from pipeline.wording import LANGUAGES

Say = Callable[[str, Mapping[str, object]], str]  # code and params -> sentence in the language of the account
FIELD = "search_report."  # followed by the number of the item: what people answered
ITEMS = 16
STRATEGIES = 8  # the item that asks for each strategy in full
_FILTER = re.compile(r"\[(?:sb|subset|filter)\]|/(?:broad|narrow)\[filter\]", re.IGNORECASE)
_LIMIT = re.compile(r"\[(?:la|lang|language|dp|pdat|date - publication|edat|crdt)\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReportItem:
    """One item of the form. `ask` is empty where the log knows all that is to be said. Mappings are language -> text."""

    number: int
    label: Mapping[str, str]
    ask: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AccountItem:
    """One item as it stands: what the log tells, what was asked ("" = nothing) and what people answered."""

    number: int
    label: str
    told: tuple[str, ...]
    ask: str
    answer: str

    @property
    def open(self) -> bool:
        """Whether neither log nor people have said anything yet."""
        return not self.told and not self.answer.strip()


@dataclass(frozen=True, slots=True)
class Logged:
    """What the account is made of."""

    runs: Sequence[Run]  # those that count, oldest first
    strategies: Mapping[str, str]  # strategy id -> text
    places: Sequence[tuple[str, str]]  # (name, ISO date) of other places looked in
    flow: FlowCounts
    work: WorkDone
    instruments: Mapping[str, str]  # "id@version" -> title and version
    language: str
    grouping: Grouping | None = None
    reviews: Sequence[tuple[Review, str, int]] = ()  # peer reviews with the source and version of their strategy


def load_report(text: str) -> tuple[ReportItem, ...]:
    """Parse the YAML of the form. Raises `BadInput("template_broken", place=...)`."""
    raw = read_yaml(text).value
    found = raw.get("items") if isinstance(raw, dict) else None
    items = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    for place, one in enumerate(items):
        texts = [one.get("label"), *([one["ask"]] if "ask" in one else [])]
        if not all(isinstance(text, dict) and all(_is_text(text.get(lang)) for lang in LANGUAGES) for text in texts):
            raise BadInput("template_broken", place=f"items[{place}]")
    if [one.get("number") for one in items] != list(range(1, ITEMS + 1)):
        raise BadInput("template_broken", place="items")
    return tuple(ReportItem(one["number"], one["label"], one.get("ask", {})) for one in items)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def account(items: Sequence[ReportItem], logged: Logged, typed: Fields, say: Say) -> tuple[AccountItem, ...]:
    """All sixteen items, in their order."""
    return tuple(
        AccountItem(
            one.number,
            one.label[logged.language],
            tuple(TELLERS[one.number](logged, say)) if one.number in TELLERS else (),
            one.ask.get(logged.language, ""),
            typed.text(f"{FIELD}{one.number}"),
        )
        for one in items
    )


# -- what the log tells of each item


def _databases(log: Logged, say: Say) -> list[str]:
    lines = []
    for run in filter(is_database, log.runs):
        params = {
            "source": say(f"source_{run.source}", {}),
            "file": run.file_name,
            "address": run.receipt.get("address", ""),
        }
        named = run.kind == "import" and run.file_name
        code = "account_file" if named else "account_asked" if params["address"] else "account_source"
        lines.append(say(code, params))
    return list(dict.fromkeys(lines))


def _one_at_a_time(log: Logged, say: Say) -> list[str]:
    return [say("account_one_at_a_time", {})] if any(run.kind == "search" for run in log.runs) else []


def _places(log: Logged, say: Say) -> list[str]:
    return [say("account_place", {"place": name, "day": _day(day, log)}) if day else name for name, day in log.places]


def _by_hand(log: Logged, say: Say) -> list[str]:
    hand = say("source_hand", {})
    return [say("method_hand", {"n": _n(n, log)}) for name, n in log.flow.other_methods if name == hand and n]


def _other_ways(log: Logged, say: Say) -> list[str]:
    """What was found in no known database or register: PRISMA 2020 counts it in its second column."""
    hand = say("source_hand", {})
    others = [(name, n) for name, n in log.flow.other_methods if name != hand and n]
    return [*_by_hand(log, say), *(say("account_other_way", {"source": name, "n": _n(n, log)}) for name, n in others)]


def _strategies(log: Logged, say: Say) -> list[str]:
    lines = []
    for run in log.runs:
        if run.strategy_id in log.strategies:
            unknown = remarks(run.receipt, say(f"source_{run.source}", {}), say).unknown
            lines += [say("account_strategy", _run(run, log, say)), *([unknown] if unknown else [])]
    return lines


def _limits(log: Logged, say: Say) -> list[str]:
    lines = [
        say("account_limits", {"source": say(f"source_{run.source}", {}), "limits": search_limits.told(limits, say)})
        for run in log.runs
        if (limits := str(run.receipt.get("limits", "")))
    ]
    return list(dict.fromkeys(lines + _found_in_strategies(log, say, _LIMIT, "account_limit_in_text")))


def _filters(log: Logged, say: Say) -> list[str]:
    return _found_in_strategies(log, say, _FILTER, "account_filter_in_text")


def _found_in_strategies(log: Logged, say: Say, pattern: re.Pattern[str], code: str) -> list[str]:
    lines = []
    for run in log.runs:
        terms = re.findall(
            rf"(?:\"[^\"]*\"|[^\s()\"]+)\s*{pattern.pattern}", log.strategies.get(run.strategy_id, ""), re.I
        )
        if terms:
            said = ", ".join(dict.fromkeys(str(one) for one in terms))
            lines.append(say(code, {"source": say(f"source_{run.source}", {}), "terms": said}))
    return list(dict.fromkeys(lines))


def _updates(log: Logged, say: Say) -> list[str]:
    lines = [say(code, _run(run, log, say)) for run in log.runs if (code := _again(run, log))]
    return lines or ([say("account_no_update", {})] if log.runs else [])


def _again(run: Run, log: Logged) -> str:
    """What is said of a search that was run again; empty = it was not."""
    first = earlier(run, log.runs)
    if first is None:
        return "method_again" if before(run) else ""
    texts = {log.strategies.get(one.strategy_id, "") for one in (first, run)}
    return "method_again_changed" if len(texts) > 1 else "method_again"


def _dates(log: Logged, say: Say) -> list[str]:
    """When each search was done; of a file only when it came in, since its own search was done elsewhere."""
    codes = {"import": "account_date_file"}
    return [say(codes.get(run.kind, "account_date"), _run(run, log, say)) for run in log.runs]


def _records(log: Logged, say: Say) -> list[str]:
    codes = {"import": "account_records_file"}
    lines = [say(codes.get(run.kind, "account_records"), _run(run, log, say)) for run in log.runs]
    every = total(log.flow.identified) + total(log.flow.other_methods)
    return [*lines, say("account_records_in_all", {"n": _n(every, log)})] if lines else []


def _duplicates(log: Logged, say: Say) -> list[str]:
    if not log.work.looked_for_duplicates:
        return [say("account_no_dedupe", {})] if log.runs else []
    lines = _looked_for_duplicates(log, say)
    removed = log.flow.duplicates + log.flow.other_duplicates
    return [*lines, say("account_duplicates", {"n": _n(removed, log)})]


def _reviews(log: Logged, say: Say) -> list[str]:
    """Who read which version, and what came of it; one that is not whole is told as begun."""
    return [*_reviewed(log, say, "account_press", "account_press_begun"), *_run_and_reviewed(log, say)]


def _reviewed(log: Logged, say: Say, whole: str, begun: str) -> list[str]:
    return [
        say(
            whole if one.whole else begun,
            {
                "source": say(f"source_{source}", {}),
                "version": version,
                "person": one.person,
                "day": _day(one.day, log),
                "n": len(one.elements),
                "outcome": say(f"value_press_outcome_{one.outcome}", {}),
            },
        )
        for one, source, version in log.reviews
    ]


def _run_and_reviewed(log: Logged, say: Say) -> list[str]:
    """Of each version that was run, whether it is one that was reviewed; only where something was reviewed at all."""
    run = (
        {(one.source, one.version): None for one in log.runs if one.kind == "search" and one.version}
        if log.reviews
        else {}
    )
    found = dict.fromkeys(run, "account_run_unreviewed")
    for one, source, version in sorted(log.reviews, key=lambda each: each[0].whole):
        if (source, version) in found:
            found[source, version] = "account_run_reviewed" if one.whole else "account_run_begun"
    return [say(code, {"source": say(f"source_{source}", {}), "version": n}) for (source, n), code in found.items()]


TELLERS: Mapping[int, Callable[[Logged, Say], list[str]]] = {
    1: _databases,
    2: _one_at_a_time,
    4: _places,
    7: _other_ways,
    8: _strategies,
    9: _limits,
    10: _filters,
    12: _updates,
    13: _dates,
    14: _reviews,
    15: _records,
    16: _duplicates,
}


# -- the method in sentences


def method(log: Logged, say: Say) -> tuple[str, ...]:
    """What was done, in the order of the work. What was not done is not said."""
    searched = [say("method_example", {})] if any(run.receipt.get("example") for run in log.runs) else []
    for run in log.runs:
        code = _again(run, log) or ("method_file" if run.kind == "import" else "method_searched")
        searched.append(say(code, _run(run, log, say)))
        if limits := search_limits.told(str(run.receipt.get("limits", "")), say):
            searched.append(say("method_limited", {"source": say(f"source_{run.source}", {}), "limits": limits}))
    searched += [*_reviewed(log, say, "method_press", "method_press_begun"), *_run_and_reviewed(log, say)]
    looked = (
        [say("method_places", {"places": ", ".join(dict.fromkeys(name for name, _ in log.places))})]
        if log.places
        else []
    )
    duplicates = [" ".join(_looked_for_duplicates(log, say))] if log.work.looked_for_duplicates else []
    appraised = [
        say(
            "method_appraised_one"
            if not several
            else "method_appraised_each"
            if several == n
            else "method_appraised_some",
            {"n": _n(n, log), "several": _n(several, log), "instrument": log.instruments.get(key, key)},
        )
        for key, n, several in log.work.appraised
    ]
    return (*searched, *_by_hand(log, say), *looked, *duplicates, *_screened(log, say), *appraised)


def _screened(log: Logged, say: Say) -> list[str]:
    lines = []
    for stage in ("abstract", "full_text"):
        done = log.work.stages.get(stage)
        if done is not None:
            said = {"n": _n(done.read, log), "people": done.people, "several": _n(done.by_several, log)}
            lines.append(say(_plural(f"method_{stage}", done.people), said))
    return lines


def _looked_for_duplicates(log: Logged, say: Say) -> list[str]:
    """When, with what, how many, and what people did: of rows in force, and of the version that stands in the log."""
    lines = [say("method_dedupe", {"days": ", ".join(_day(day, log) for day in log.work.looked_for_duplicates)})]
    if log.grouping is None:
        return lines
    told = figures.method(figures.of_question(log.grouping), log.grouping.made_with, log.grouping.reasons)
    for code, params in told:
        lines.append(say(code, {name: _n(n, log) if isinstance(n, int) else n for name, n in params.items()}))
    return lines


def named(run: Run, say: Say) -> str:
    """What a search or a file is called: its source, a file with its name; what was pasted is no file and is called that."""
    source = say(f"source_{run.source}", {})
    if run.kind != "import" or not run.file_name:
        return source
    if run.receipt.get("pasted"):
        return say("source_pasted", {"source": source})
    return say("source_from_file", {"source": source, "file": run.file_name})


def _run(run: Run, log: Logged, say: Say) -> dict[str, object]:
    """What the sentences on one run are filled with; a number that is not known is said to be so."""
    source = named(run, say)
    hits = say("account_unknown", {}) if run.counted is None else _n(run.counted, log)
    counts = {
        "hits": hits if run.kind == "search" else _n(run.fetched, log),
        "n": _n(run.fetched, log),
        "new": _n(run.new, log),
    }
    return {"source": source, "day": _day(run.asked_at, log), **counts}


def _plural(code: str, people: int) -> str:
    return f"{code}_one" if people == 1 else f"{code}_more"


def _n(value: int, log: Logged) -> str:
    return grouped(value, log.language)


def _day(at: str, log: Logged) -> str:
    """A time or a day as people of that language write a day; anything else as it was typed."""
    return days.shown(at, log.language)
