"""Makes settings, store, network clients, shipped texts and job pool: once per process, lazily, under a lock."""

from __future__ import annotations

import functools
import os
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from data import reference
from data.health import Item, Report, Watch
from data.mesh import MeshTable
from data.store import SqliteStore
from pico.query.headings import Headings
from pipeline import places
from pipeline.access import oidc
from pipeline.access.mail import PostBox
from pipeline.access.providers import read_providers
from pipeline.access.sessions import Limits
from pipeline.errors import BadInput, Problem, StoreFailed
from pipeline.export.job import make
from pipeline.formats.job import read_kept_file
from pipeline.jobs import JobVerb, Pool
from pipeline.rights import may
from pipeline.rows import EXAMPLE_PLACE
from pipeline.search.client import Client, ClientSettings
from pipeline.search.crossref import Crossref
from pipeline.search.epistemonikos import Epistemonikos
from pipeline.search.europepmc import EuropePMC
from pipeline.search.fill import fill
from pipeline.search.job import count, fetch
from pipeline.search.mesh import MeshLookup
from pipeline.search.pubmed import PubMed
from pipeline.search.quality_job import count_pieces, find_keys
from pipeline.search.rate import Limiters
from pipeline.search.reviews_job import count_reviews
from pipeline.search.source import Lookup, Source
from pipeline.steps.dedupe import find_duplicates
from wiring_texts import Library, glossary_with, library, library_here

__all__ = ["Library", "MeshTable", "glossary_with", "library", "library_here"]

VERSION = "0.1.0"

# name -> (what it is when not set, what it is for); the README lists every one
SETTINGS: dict[str, tuple[str, str]] = {
    "KUNNSKAPSBROEN_DATA": ("", "folder of the database; not set: ~/.local/share/kunnskapsbroen"),
    "KUNNSKAPSBROEN_EMAIL": ("", "address that PubMed can write to about this installation"),
    "KUNNSKAPSBROEN_NCBI_KEY": ("", "your own NCBI key: 10 requests a second instead of 3"),
    "KUNNSKAPSBROEN_EPISTEMONIKOS_TOKEN": (
        "",
        "token from Epistemonikos; without one the search is copied and its file imported",
    ),
    "KUNNSKAPSBROEN_PUBMED_URL": ("https://eutils.ncbi.nlm.nih.gov/entrez/eutils/", "base address of E-utilities"),
    "KUNNSKAPSBROEN_EPISTEMONIKOS_URL": ("https://api.epistemonikos.org/", "base address of Epistemonikos"),
    "KUNNSKAPSBROEN_EUROPEPMC_URL": (
        "https://www.ebi.ac.uk/europepmc/webservices/rest/",
        "base address of Europe PMC, where gaps are filled from by DOI",
    ),
    "KUNNSKAPSBROEN_CROSSREF_URL": ("https://api.crossref.org/", "base address of Crossref, likewise"),
    "KUNNSKAPSBROEN_MESH_URL": ("https://id.nlm.nih.gov/mesh/", "base address of NLM's look-up of MeSH headings"),
    "KUNNSKAPSBROEN_PROXY": ("", "proxy that searches go through; not set: what HTTPS_PROXY and NO_PROXY say"),
    "KUNNSKAPSBROEN_CA_BUNDLE": ("", "file of certificates (PEM) to trust, where the network has one of its own"),
    "KUNNSKAPSBROEN_PUBLIC_URL": ("", "the https address that people use, where others than this machine may come in"),
    "KUNNSKAPSBROEN_SIGN_IN": ("", "TOML file of the providers that people sign in at; not set: local accounts only"),
    "KUNNSKAPSBROEN_SESSION_HOURS": ("8", "hours that somebody stays signed in"),
    "KUNNSKAPSBROEN_IDLE_HOURS": ("2", "hours without use after which somebody is signed out"),
    "KUNNSKAPSBROEN_SMTP": (
        "",
        "mail server that sends invitations, smtps://user:password@host:465; not set: links are copied",
    ),
    "KUNNSKAPSBROEN_MAIL_FROM": ("", "address that invitations are sent from"),
    "KUNNSKAPSBROEN_WORKERS": ("2", "long jobs that may run side by side"),
    "KUNNSKAPSBROEN_OSLO_REGION": (
        "Øst",
        'KSF region that Oslo belongs to; "ingen": none. A change holds from that day on',
    ),
}


def setting(name: str) -> str:
    """One setting: from the environment, else as it ships."""
    return os.environ.get(name, "").strip() or SETTINGS[name][0]


def data_folder() -> Path:
    """Where the database lives: outside the program's own tree."""
    return Path(setting("KUNNSKAPSBROEN_DATA") or Path.home() / ".local" / "share" / "kunnskapsbroen")


def database_path() -> Path:
    """The one database file."""
    return data_folder() / "kunnskapsbroen.sqlite"


# Where the example question and a guest are at home. It was never a municipality, so nobody can choose it.
NOWHERE = {
    "municipality_id": EXAMPLE_PLACE,
    "number": "0000",
    "name": "Eksempelkommunen (finnes ikke)",
    "county": "",
    "ksf_region": "",
    "valid_from": "2026-01-01",
    "valid_to": "2026-01-01",
}


OSLO, NO_REGION = "0301", "ingen"


def oslo_region(regions: Sequence[places.Region]) -> str:
    """The KSF region of Oslo, which the sources leave open; "" = none. BadInput: oslo_region_unknown(given, known)."""
    given = setting("KUNNSKAPSBROEN_OSLO_REGION")
    known = {one.name.casefold(): one.name for one in regions} | {NO_REGION: ""}
    if given.casefold() not in known:
        raise BadInput("oslo_region_unknown", given=given, known=", ".join((*(one.name for one in regions), NO_REGION)))
    return known[given.casefold()]


def _as_row(one: places.Municipality, oslo: str) -> dict[str, str | None]:
    return {
        "number": one.number,
        "name": one.name,
        "county": one.county,
        "ksf_region": oslo if one.number == OSLO else one.region,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
    }


def open_store(path: Path | None = None) -> SqliteStore:
    """The store, at today's schema and with the municipalities and regions in it."""
    known = places.load_municipalities(reference.text("ksf/municipalities.csv"))
    regions = places.load_regions(reference.text("ksf/regions.csv"))
    oslo = oslo_region(regions)
    since = {one.number: one.valid_from for one in reversed(known)}
    store = SqliteStore(path or database_path(), may)
    store.keep_places((NOWHERE, *(_as_row(one, oslo) for one in known)))
    store.keep_regions((one.name, one.host_number, since[one.host_number]) for one in regions)
    store.keep_region_of(OSLO, oslo)
    return store


def searchable() -> tuple[str, ...]:
    """The sources that this installation can ask."""
    return ("pubmed", "epistemonikos") if setting("KUNNSKAPSBROEN_EPISTEMONIKOS_TOKEN") else ("pubmed",)


def _client() -> Client:
    settings = ClientSettings(
        tool="kunnskapsbroen",
        version=VERSION,
        email=setting("KUNNSKAPSBROEN_EMAIL"),
        proxies=_proxies(),
        ca=setting("KUNNSKAPSBROEN_CA_BUNDLE") or None,
    )
    return Client(settings, limiters=Limiters(folder=data_folder() / "rate"))


def lookups() -> tuple[Lookup, ...]:
    """Where gaps are filled from, by PMID or DOI."""
    client = _client()
    return (
        _pubmed(client),
        EuropePMC(client, setting("KUNNSKAPSBROEN_EUROPEPMC_URL")),
        Crossref(client, setting("KUNNSKAPSBROEN_CROSSREF_URL")),
    )


def _pubmed(client: Client) -> PubMed:
    return PubMed(client, setting("KUNNSKAPSBROEN_PUBMED_URL"), setting("KUNNSKAPSBROEN_NCBI_KEY") or None)


def mesh_lookup() -> MeshLookup:
    """NLM's own look-up of headings. One who waits on a page is not kept waiting: few tries, seconds only."""
    hurried = replace(_client().settings, tries=2, deadline_s=8.0, timeout=(3.0, 5.0))
    return MeshLookup(
        Client(hurried, limiters=Limiters(folder=data_folder() / "rate")), setting("KUNNSKAPSBROEN_MESH_URL")
    )


def mesh_table() -> MeshTable:
    """The headings that somebody has loaded."""
    return MeshTable(data_folder())


def headings() -> Headings:
    """The headings that the checker knows: the glossary's own, and those that somebody has loaded."""
    return _headings(mesh_table().stamp())


@functools.lru_cache(maxsize=1)
def _headings(_stamp: float) -> Headings:
    return mesh_table().headings(one for concept in library().glossary.concepts.values() for one in concept.mesh)


def sources() -> dict[str, Source]:
    """The databases that can be asked from here. Epistemonikos only with a token."""
    client = _client()
    found: dict[str, Source] = {"pubmed": _pubmed(client)}
    if token := setting("KUNNSKAPSBROEN_EPISTEMONIKOS_TOKEN"):
        found["epistemonikos"] = Epistemonikos(client, setting("KUNNSKAPSBROEN_EPISTEMONIKOS_URL"), token)
    return found


def job_verbs() -> dict[str, JobVerb]:
    """job kind -> verb. The clients are made when the first search needs them."""
    asked, looked = functools.cache(sources), functools.cache(lookups)
    return {
        "count": lambda store, job, alive: count(store, job, alive, asked()),
        "fetch": lambda store, job, alive: fetch(store, job, alive, asked()),
        "hits": lambda store, job, alive: count_pieces(store, job, alive, asked()),
        "reviews": lambda store, job, alive: count_reviews(store, job, alive, asked()),
        "keys": lambda store, job, alive: find_keys(store, job, alive, asked()),
        "import": read_kept_file,
        "fill": lambda store, job, alive: fill(store, job, alive, looked()),
        "dedupe": lambda store, job, alive: find_duplicates(store, job, alive, version=VERSION),
        "export": lambda store, job, alive: make(store, job, alive, library().forms),
    }


@dataclass
class House:
    """What the pages need. Made once a process by `house()`."""

    store: SqliteStore
    pool: Pool
    running: FileLock = field(repr=False)
    watch: Watch = field(repr=False)

    def close(self) -> None:
        """Let jobs end what they are in the middle of, and let go of the database."""
        self.watch.close()
        self.pool.stop()
        self.store.close()
        self.running.release()


_lock = threading.Lock()
_house: House | None = None


def house() -> House:
    """The house of this process.

    Raises `StoreFailed` where another server has the same folder open, or where the database is damaged.
    """
    global _house
    with _lock:
        if _house is None:
            path = database_path()
            path.parent.mkdir(parents=True, exist_ok=True)
            running = FileLock(str(path) + ".running", timeout=0, thread_local=False)
            try:
                running.acquire()
            except Timeout as taken:
                raise StoreFailed("store_in_use") from taken
            watch = Watch(path)
            try:
                watch.start()
                store = open_store(path)
            except Problem:
                watch.close()
                running.release()  # so that a copy can be restored meanwhile; the next page tries again
                raise
            watch.when_damaged(store.only_read)
            pool = Pool(store, job_verbs(), workers=int(setting("KUNNSKAPSBROEN_WORKERS")))
            pool.start()
            _house = House(store, pool, running, watch)
        return _house


def reader_language() -> str:
    """The language of the one person of this installation, until there are accounts; bokmål before anybody is known."""
    try:
        person = house().store.only_person()
    except Problem:
        return "nb"
    return person.language if person else "nb"


SESSION_COOKIE, BROWSER_COOKIE = "kunnskapsbroen_session", "kunnskapsbroen_browser"


def public_url() -> str:
    """The address that people use, without a slash at its end; empty where only this machine comes in.

    Raises `BadInput`: public_url_wrong.
    """
    address = setting("KUNNSKAPSBROEN_PUBLIC_URL").rstrip("/")
    parts = urlsplit(address)
    if address and (parts.scheme != "https" or not parts.hostname or parts.path or parts.query):
        raise BadInput("public_url_wrong")
    return address


def cookie_name(name: str) -> str:
    """A cookie as it is called here. With `__Host-` no page but ours, and nobody on the way, can have set it."""
    return f"__Host-{name}" if public_url() else name


def session_limits() -> Limits:
    """How long somebody stays signed in."""
    return Limits(float(setting("KUNNSKAPSBROEN_SESSION_HOURS")), float(setting("KUNNSKAPSBROEN_IDLE_HOURS")))


def _proxies() -> dict[str, str] | None:
    proxy = setting("KUNNSKAPSBROEN_PROXY")
    return {"http": proxy, "https": proxy} if proxy else None


@functools.cache
def providers() -> Mapping[str, oidc.Client]:
    """The providers that people can sign in at, by id. Raises `BadInput` for a file that cannot be used."""
    path = setting("KUNNSKAPSBROEN_SIGN_IN")
    way = oidc.Way(_proxies(), setting("KUNNSKAPSBROEN_CA_BUNDLE") or None)
    return {name: oidc.Client(one, way) for name, one in read_providers(Path(path)).items()} if path else {}


def post_box() -> PostBox | None:
    """What sends invitations; None where there is no mail server."""
    server, sender = setting("KUNNSKAPSBROEN_SMTP"), setting("KUNNSKAPSBROEN_MAIL_FROM")
    return PostBox(server, sender, setting("KUNNSKAPSBROEN_CA_BUNDLE")) if server else None


def health() -> dict[str, Any]:
    """How the database is doing, quickly: counts, size, free disk, SQLite's version."""
    from data.backup import state

    return state(database_path())


AGAIN_S = 10  # a house that cannot be opened is not tried again by `self_check` before
_refused: tuple[float, Report] | None = None


def self_check() -> Report:
    """What the house stands on: see `data/health.py`. One that cannot be opened is a report too, without any names."""
    global _refused
    if _house is None and _refused is not None and time.monotonic() - _refused[0] < AGAIN_S:
        return _refused[1]
    try:
        return house().watch.report()
    except Problem as problem:
        numbers = {name: value for name, value in problem.params.items() if isinstance(value, int)}
        _refused = (time.monotonic(), Report((Item("open", "fail", problem.code, numbers),)))
        return _refused[1]


def close_house() -> None:
    """At the program's end."""
    global _house, _refused
    with _lock:
        _refused = None
        if _house is not None:
            _house.close()
            _house = None
