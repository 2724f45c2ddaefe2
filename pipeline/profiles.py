"""Work profiles: how thoroughly a question is answered, what that costs in time and in trust, and what later steps begin with.

The team picks one; it is stored on the question (field `profile`). It sets defaults and nothing else: what a method
section says is written from what was done (`pipeline/search_account.py`), and where that differs from the profile,
`departures` names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pico.shipped import Node, Texts, allow, read_yaml
from pipeline.errors import BadInput

Appraisal = Literal["one", "verified", "two"]
Sources = Literal["reviews_two", "reviews_all", "all"]
_APPRAISAL: tuple[Appraisal, ...] = ("one", "verified", "two")
_SOURCES: tuple[Sources, ...] = ("reviews_two", "reviews_all", "all")
_KEYS = ("label", "time", "trust", "means", "screening", "appraisal", "sources", "press", "default")
# step -> what may be expected there; the sentences are `expected_<code>`
EXPECTED = {
    "search": ("sources_two", "sources_all", "press"),
    "screen": ("screen_one", "screen_pilot", "screen_checked", "screen_two"),
    "appraise": ("appraise_one", "appraise_verified", "appraise_two"),
}
ALL_SOURCES = 3  # fewest that "all" can mean: PubMed, Epistemonikos and one more
CODES = (
    "profile_fewer_screeners",
    "profile_fewer_read_whole",
    "profile_fewer_appraisers",
    "profile_fewer_sources",
    "profile_not_reviewed",
)


@dataclass(frozen=True, slots=True)
class Profile:
    """One way to work. Texts are maps from language code to text."""

    id: str
    label: Texts
    time: Texts
    trust: Texts
    means: Texts
    screeners: int  # people who read each reference
    pilot: int  # percent that two read first
    check_excluded: bool  # a second person reads what was left out
    appraisal: Appraisal
    sources: Sources
    press: bool  # the search is reviewed by somebody else before it is run
    default: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What was done with a question, as far as the profiles speak of it."""

    screeners: int = 0
    sources: int = 0
    reviewed: bool = False  # the search, by a second person
    references: int = 0  # to be screened
    read: int = 0  # on title and abstract
    read_by_several: int = 0
    out_by_one: int = 0  # left out by one person, whom nobody has checked
    read_whole: int = 0  # in full text
    read_whole_by_several: int = 0
    included: int = 0  # to be appraised
    judged: int = 0  # with an appraisal that is finished
    judged_by_several: int = 0


@dataclass(frozen=True, slots=True)
class Expected:
    """One thing that a profile asks for at a step, as a code with params, and whether it is done."""

    code: str
    met: bool
    params: Mapping[str, str | int] = field(default_factory=dict)
    outside: bool = (
        False  # not met, and more than the workbench shares out: it is done beside it, and told as a departure
    )


def load_profiles(text: str) -> dict[str, Profile]:
    """Profiles by id, in the order of the file; exactly one is the default. BadInput as in `pico.shipped`."""
    found = {name: _profile(name, node) for name, node in read_yaml(text).pairs()}
    if sum(one.default for one in found.values()) != 1:
        raise BadInput("data_key_wrong", key="default", wanted="true once")
    return found


def chosen(profiles: Mapping[str, Profile], name: str) -> Profile:
    """The profile of a question, or the default where none was picked (or one that is gone)."""
    return profiles.get(name) or next(one for one in profiles.values() if one.default)


def departures(profile: Profile, done: Done) -> tuple[tuple[str, dict[str, str | int]], ...]:
    """(code, params) of where the work is less than its profile asks for; nothing for work that has not begun."""
    found: list[tuple[str, dict[str, str | int]]] = []
    if 0 < done.screeners < profile.screeners:
        found.append(("profile_fewer_screeners", {"done": done.screeners, "wanted": profile.screeners}))
    if profile.screeners > 1 and done.read_whole_by_several < done.read_whole:
        found.append(("profile_fewer_read_whole", {"done": done.read_whole_by_several, "all": done.read_whole}))
    if profile.appraisal != "one" and done.judged_by_several < done.judged:
        found.append(("profile_fewer_appraisers", {"done": done.judged_by_several, "all": done.judged}))
    if 0 < done.sources < 2:
        found.append(("profile_fewer_sources", {"done": done.sources, "wanted": 2}))
    if profile.press and done.sources and not done.reviewed:
        found.append(("profile_not_reviewed", {}))
    return tuple(found)


def expected(profile: Profile, step: str, done: Done) -> tuple[Expected, ...]:
    """What the profile asks for at a step, in the order it is worked; nothing for steps that it says nothing of."""
    if step not in EXPECTED:
        return ()
    return {"search": _at_search, "screen": _at_screen, "appraise": _at_appraise}[step](profile, done)


def _at_search(profile: Profile, done: Done) -> tuple[Expected, ...]:
    wanted = ALL_SOURCES if profile.sources == "all" else 2
    found = [
        Expected(
            "sources_all" if profile.sources == "all" else "sources_two",
            done.sources >= wanted,
            {"done": done.sources, "wanted": wanted},
        )
    ]
    if profile.press:
        found.append(Expected("press", done.reviewed))
    return tuple(found)


def _at_screen(profile: Profile, done: Done) -> tuple[Expected, ...]:
    all_read = 0 < done.references <= done.read
    counts: Mapping[str, str | int] = {"done": done.read_by_several, "all": done.references}
    if profile.screeners > 1:
        return (_by_two("screen_two", 0 < done.references <= done.read_by_several, counts),)
    found = [Expected("screen_one", all_read, {"done": done.read, "all": done.references})]
    if profile.pilot:
        wanted = -(-done.references * profile.pilot // 100)  # rounded up
        shares: Mapping[str, str | int] = {"done": done.read_by_several, "wanted": wanted, "percent": profile.pilot}
        found.insert(0, _by_two("screen_pilot", 0 < wanted <= done.read_by_several, shares))
    if profile.check_excluded:
        found.append(_by_two("screen_checked", all_read and not done.out_by_one, {"left": done.out_by_one}))
    return tuple(found)


def _by_two(code: str, met: bool, params: Mapping[str, str | int]) -> Expected:
    """What asks for a second person in the selection, which the workbench keeps as one person's work."""
    return Expected(code, met, params, outside=not met)


def screens_alone(profile: Profile) -> bool:
    """Whether a profile asks for more people in the selection than the workbench shares it out to."""
    return profile.screeners > 1 or profile.pilot > 0 or profile.check_excluded


def _at_appraise(profile: Profile, done: Done) -> tuple[Expected, ...]:
    n = done.judged if profile.appraisal == "one" else done.judged_by_several
    met = 0 < done.included <= n
    return (Expected(f"appraise_{profile.appraisal}", met, {"done": n, "all": done.included}),)


def _profile(name: str, node: Node) -> Profile:
    allow(node, _KEYS)
    screening = node.need("screening")
    allow(screening, ("people", "pilot", "check_excluded"))
    return Profile(
        id=name,
        label=node.need("label").texts(),
        time=node.need("time").texts(),
        trust=node.need("trust").texts(),
        means=node.need("means").texts(),
        screeners=_number(screening, "people", 1, 2),
        pilot=_number(screening, "pilot", 0, 100),
        check_excluded=screening.need("check_excluded").flag(),
        appraisal=_one_of(node, "appraisal", _APPRAISAL),
        sources=_one_of(node, "sources", _SOURCES),
        press=node.need("press").flag(),
        default=bool((flag := node.get("default")) and flag.flag()),
    )


def _number(node: Node, name: str, least: int, most: int) -> int:
    found = node.need(name)
    if not isinstance(found.value, int) or isinstance(found.value, bool) or not least <= found.value <= most:
        raise BadInput("data_key_wrong", key=found.key, wanted=f"{least}-{most}")
    return found.value


def _one_of(node: Node, name: str, known: tuple[Any, ...]) -> Any:
    found = node.need(name)
    if found.text() not in known:
        raise BadInput("data_key_wrong", key=found.key, wanted=", ".join(known))
    return found.text()
