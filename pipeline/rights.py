"""Who may do what: a table of verbs, the roles that each is open to, and who can give a role. One row a verb.

The store asks `may` inside each write, with the roles that this person holds at the object in that very moment; pages
ask `open_to` only to hide what would be refused. A verb that is not in the table is refused to all. The table can be
read with `python -m data rights`.

A role is held at a **scope**: one need, a municipality, a cluster, a region, the nation or the installation. Which roles
somebody holds at a need is worked out by the store: those they hold at the need itself, those that their municipality's
team lists give them there, and what being employed, named in a share or a coordinator gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.rows import EXAMPLE_PLACE, HERE

OWN_DOCUMENT = "references_decided"  # format of a document that only whoever asked for it may fetch: it names people


@dataclass(frozen=True, slots=True)
class Role:
    """A role that can be given: at which kinds of scope, and to whom it is given by (roles held at the same scope)."""

    id: str
    scopes: tuple[str, ...]
    givers: tuple[str, ...]


def _role(name: str, scopes: str, givers: str) -> Role:
    return Role(name, tuple(scopes.split()), tuple(givers.split()))


# What each means, in words for people, is the sentence `role_means_<id>` of locale/sentences/rights.yaml.
ROLES: Mapping[str, Role] = {
    one.id: one
    for one in (
        _role("lead", "need", "lead contact"),
        _role("practice", "need municipality", "lead contact administrator"),
        _role("research", "need municipality", "lead contact administrator"),
        _role("peer", "need", "lead contact"),
        _role("contact", "municipality", "contact coordinator administrator"),
        _role("coordinator", "cluster region nation", "coordinator administrator"),
        _role("method", "nation", "coordinator administrator"),
        _role("administrator", "installation", "administrator"),
    )
}
# Roles that nobody gives: they follow from something else.
#   self      it is one's own (a person's account, a comment)
#   employee  the municipality is the one where this person works
#   reader    the need was shared so that this person may read it
#   known     whoever has said who they are, or has signed in
#   invited   holds an open invitation, or comes from a provider that vouches for them to a municipality
#   newcomer  nobody has signed in, and this installation has no accounts yet
DERIVED = ("self", "employee", "reader", "known", "invited", "newcomer")
EVERY_ROLE = (*ROLES, *DERIVED)


@dataclass(frozen=True, slots=True)
class Row:
    """One verb: the step of the walk that it belongs to ("" = none), and the roles that may do it."""

    step: str
    roles: tuple[str, ...]


_TEAM = "lead practice research"
_RESEARCH = "lead research"
_INSIDE = "lead practice research peer contact"
_OVER = "coordinator administrator"

# verb -> (step, roles). Those who lead a need may do all that is done with it.
_TABLE: Mapping[str, tuple[str, str]] = {
    "person.register": ("", "newcomer"),
    "person.edit": ("", "self"),
    "person.put_by": ("", "self"),
    "person.move": ("", "administrator"),
    "person.erase": ("", "self administrator"),
    "example.load": ("", "lead"),
    "need.raise": ("need", "employee practice research contact"),
    "need.edit": ("need", _TEAM),
    "need.move": ("need", "lead"),
    "need.delete": ("need", "lead contact"),
    "need.restore": ("need", "lead contact"),
    "question.start": ("question", _TEAM),
    "question.edit": ("question", _TEAM),
    "question.take_texts": ("question", _TEAM),
    "question.split": ("question", _TEAM),
    "question.take_back": ("question", _TEAM),
    "question.ask_reviews": ("question", _TEAM),
    "question.count_reviews": ("question", _TEAM),
    "criteria.edit": ("question", _TEAM),
    "word.add": ("question", _TEAM),
    "word.remove": ("question", _TEAM),
    "strategy.save": ("search", _RESEARCH),
    "strategy.ask_hits": ("search", _RESEARCH),
    "strategy.hits": ("search", _RESEARCH),
    "key.add": ("search", _TEAM),
    "key.remove": ("search", _TEAM),
    "key.look_up": ("search", _TEAM),
    "remark.write": ("search", "lead practice research peer"),
    "remark.remove": ("search", "self lead"),
    "search.start": ("search", _RESEARCH),
    "search.count": ("search", _RESEARCH),
    "search.ask_fetch": ("search", _RESEARCH),
    "search.fetch": ("search", _RESEARCH),
    "search.finish": ("search", _RESEARCH),
    "search.cancel": ("search", _RESEARCH),
    "run.fail": ("search", _RESEARCH),
    "import.start": ("search", _RESEARCH),
    "import.take": ("search", _RESEARCH),
    "import.ask": ("search", _RESEARCH),
    "import.columns": ("search", _RESEARCH),
    "import.use": ("search", _RESEARCH),
    "import.again": ("search", _RESEARCH),
    "import.finish": ("search", _RESEARCH),
    "import.remove": ("search", _RESEARCH),
    "run.take_out": ("search", _RESEARCH),
    "run.bring_back": ("search", _RESEARCH),
    "reference.add": ("search", _TEAM),
    "reference.correct": ("search", _RESEARCH),
    "reference.ask_fill": ("dedupe", _RESEARCH),
    "reference.fill": ("dedupe", _RESEARCH),
    "reference.ask_export": ("dedupe", f"{_INSIDE} reader"),
    "reference.export": ("dedupe", f"{_INSIDE} reader"),
    "place.add": ("search", _TEAM),
    "place.edit": ("search", _TEAM),
    "place.remove": ("search", _TEAM),
    "dedupe.start": ("dedupe", _RESEARCH),
    "dedupe.run": ("dedupe", _RESEARCH),
    "dedupe.cancel": ("dedupe", _RESEARCH),
    "dedupe.merge": ("dedupe", _RESEARCH),
    "dedupe.part": ("dedupe", _RESEARCH),
    "dedupe.undo": ("dedupe", _RESEARCH),
    "link.make": ("dedupe", _RESEARCH),
    "link.confirm": ("dedupe", _RESEARCH),
    "link.refuse": ("dedupe", _RESEARCH),
    "link.undo": ("dedupe", _RESEARCH),
    "reference.pick": ("dedupe", _RESEARCH),
    "screen.vote": ("screen", _RESEARCH),
    "screen.undo": ("screen", _RESEARCH),
    "screen.take_texts": ("screen", _RESEARCH),
    "study.group": ("screen", _RESEARCH),
    "study.split": ("screen", _RESEARCH),
    "study.refuse": ("screen", _RESEARCH),
    "study.ask_again": ("screen", _RESEARCH),
    "appraise.start": ("appraise", _RESEARCH),
    "appraise.edit": ("appraise", _RESEARCH),
    "appraise.move": ("appraise", _RESEARCH),
    "appraise.abstain": ("appraise", _RESEARCH),
    "appraise.agree": ("appraise", _RESEARCH),
    "appraise.settle": ("appraise", _RESEARCH),
    "paper.add": ("appraise", _RESEARCH),
    "paper.remove": ("appraise", _RESEARCH),
    "extract.start": ("appraise", _RESEARCH),
    "extract.edit": ("appraise", _RESEARCH),
    "finding.add": ("summarise", _RESEARCH),
    "finding.edit": ("summarise", _RESEARCH),
    "finding.remove": ("summarise", _RESEARCH),
    "summary.start": ("summarise", _TEAM),
    "summary.edit": ("summarise", _TEAM),
    "summary.take_texts": ("summarise", _TEAM),
    "summary.ask_export": ("summarise", f"{_INSIDE} reader"),
    "summary.export": ("summarise", f"{_INSIDE} reader"),
    "summary.cancel_export": ("summarise", f"{_INSIDE} reader"),
    "research_need.raise": ("research_need", _TEAM),
    "research_need.edit": ("research_need", f"{_TEAM} contact"),
    "research_need.remove": ("research_need", _TEAM),
    "draft.edit": ("", _INSIDE),
    "comment.write": ("", _INSIDE),
    "comment.settle": ("", _INSIDE),
    "comment.remove": ("", "self lead contact"),
    "keep.search": ("search", _RESEARCH),
    "keep.dedupe": ("dedupe", _RESEARCH),
    "keep.screen": ("screen", _RESEARCH),
    "keep.appraise": ("appraise", _RESEARCH),
    "keep.summarise": ("summarise", _TEAM),
    "keep.research_need": ("research_need", _TEAM),
    # who works on what, and who may read it
    "team.appoint": ("", f"lead contact {_OVER}"),
    "team.remove": ("", f"lead contact {_OVER}"),
    "team.leave": ("", "self"),
    "team.hand_over": ("", "lead contact"),
    # coming and going
    "invite.send": ("", f"lead contact {_OVER}"),
    "invite.withdraw": ("", f"self lead contact {_OVER}"),
    "invite.accept": ("", "invited"),
    "person.admit": ("", "invited"),
    "account.start": ("", "administrator"),
    "account.password": ("", "self"),
    "account.reset": ("", "administrator"),
    "account.disable": ("", "administrator"),
    "account.enable": ("", "administrator"),
    "session.end": ("", "self"),
    "session.end_all": ("", "self administrator"),
    "mapping.add": ("", "administrator"),
    "mapping.remove": ("", "administrator"),
    "share.add": ("", "lead contact"),
    "share.end": ("", "lead contact"),
    # what the method team keeps for all
    "glossary.edit": ("", "method administrator"),
    "glossary.remove": ("", "method administrator"),
    "mesh.load": ("", "method administrator"),
    "mesh.remove": ("", "method administrator"),
    "instrument.start": ("", "method administrator"),
    "instrument.edit": ("", "method administrator"),
    "instrument.publish": ("", "method administrator"),
    "instrument.retire": ("", "method administrator"),
    "instrument.bring_back": ("", "method administrator"),
    "instrument.discard": ("", "method administrator"),
    "text.start": ("", "method administrator"),
    "text.edit": ("", "method administrator"),
    "text.publish": ("", "method administrator"),
    "text.retire": ("", "method administrator"),
    "text.bring_back": ("", "method administrator"),
    "text.discard": ("", "method administrator"),
    # who belongs where
    "municipality.edit": ("", f"contact {_OVER}"),
    "cluster.make": ("", _OVER),
    "cluster.rename": ("", _OVER),
    "cluster.end": ("", _OVER),
    "cluster.join": ("", _OVER),
    "cluster.leave": ("", f"contact {_OVER}"),
    "cluster.motor": ("", _OVER),
    "region.host": ("", _OVER),
    "structure.merge": ("", _OVER),
    "structure.split": ("", _OVER),
    "structure.rename": ("", _OVER),
    "structure.take_back": ("", _OVER),
}
VERBS: Mapping[str, Row] = {verb: Row(step, tuple(roles.split())) for verb, (step, roles) in _TABLE.items()}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of `may`: which verb, with which roles held at the object, and on what (a scope where it is new)."""

    verb: str
    roles: frozenset[str] = field(default_factory=frozenset)
    kind: str = ""
    object_id: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """Why not: the roles that may, and the roles that can give one of them (empty where nobody can)."""

    verb: str
    roles: tuple[str, ...]
    givers: tuple[str, ...] = ()


def may(asked: Asked) -> Missing | None:
    """None: yes. Otherwise which role is missing, and who can give it."""
    row = VERBS.get(asked.verb)
    if row is None:
        return Missing(asked.verb, ())
    if asked.roles.isdisjoint(row.roles):
        return Missing(asked.verb, row.roles, givers_of(row.roles))
    return None


def open_to(verb: str, roles: frozenset[str]) -> bool:
    """Whether a verb would be allowed with these roles: for pages, which hide what would be refused."""
    return may(Asked(verb, roles)) is None


def may_give(role: str, scope_kind: str, roles: frozenset[str]) -> bool:
    """Whether somebody with these roles at a scope may give a role there, or take it from somebody."""
    known = ROLES.get(role)
    return known is not None and scope_kind in known.scopes and not roles.isdisjoint(known.givers)


def first_roles(person_id: str, municipality_id: str, *, first: bool) -> Iterator[tuple[str, str, str, str]]:
    """(person, role, kind of scope, id of scope) of what somebody holds who says who they are where there are no accounts:
    the installation is theirs to use, all of it, and the first of them is its administrator.
    """
    if first:
        yield (person_id, "administrator", "installation", HERE)
    if municipality_id != EXAMPLE_PLACE:
        for role in ("contact", "practice", "research"):
            yield (person_id, role, "municipality", municipality_id)


def givers_of(roles: tuple[str, ...]) -> tuple[str, ...]:
    """Who can give one of these roles."""
    found = (giver for role in roles if role in ROLES for giver in ROLES[role].givers)
    return tuple(dict.fromkeys(found))
