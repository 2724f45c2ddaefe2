"""The account of searches and imports: hits, progress, receipts; it follows long work and can be left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from pipeline import columns, search_limits
from pipeline.again import before
from pipeline.jobs import is_stale
from pipeline.rows import Job, Run
from pipeline.steps import search
from ui import here, kit, safe
from ui.steps import search_columns, search_out, search_taken
from ui.words import _, clock, day, moment, number, sentence

OPEN = ("queued", "running")
SHOWN = 50  # references of a list that are shown here


def draw(question_id: str, kind: str, source: str = "") -> None:
    """The runs of one kind (and source), newest first; while one works, the list follows it every second."""
    if _working(question_id, kind, source):
        st.fragment(_following, run_every=1.0)(question_id, kind, source)
    else:
        _list(question_id, kind, source)


def _following(question_id: str, kind: str, source: str) -> None:
    if not _working(question_id, kind, source):
        st.rerun()
    _list(question_id, kind, source)


def _of(question_id: str, kind: str, source: str) -> list[Run]:
    runs = here.view().runs(question_id)
    shown = [run for run in runs if run.kind == kind]
    return [run for run in reversed(shown) if source in ("", run.source)]


def _working(question_id: str, kind: str, source: str) -> bool:
    wanted = {run.id for run in _of(question_id, kind, source)}
    jobs = here.view().jobs(question_id)
    return any(job.state in OPEN and job.params.get("run_id") in wanted for job in jobs)


def _list(question_id: str, kind: str, source: str) -> None:
    jobs = {str(job.params.get("run_id")): job for job in reversed(here.view().jobs(question_id))}
    for run in _of(question_id, kind, source):
        with st.container(border=kind == "import"):
            _run(run, jobs.get(run.id))
    search_out.gone(question_id, kind, source)


def _run(run: Run, job: Job | None) -> None:
    source = sentence(f"source_{run.source}")
    if run.kind == "import":  # a search stands under the name of its source already
        title = f"{source}: {run.file_name}" if run.file_name else source
        safe.show(safe.tag("p", title, css="kb-label"))
    _STATES[run.state](run, job)
    if job is not None and is_stale(job, datetime.now(UTC)):
        silent = _("Arbeidet har stått stille siden kl. {when}. Det tas opp igjen av seg selv.")
        _status(silent.format(when=clock(job.heartbeat_at)))
    if run.receipt.get("example") and run.kind == "search":
        told = _("Eksempel: dette søket er ikke gjort på ordentlig. Et ekte søk med denne teksten gir flere treff.")
        safe.show(safe.tag("p", told, css="kb-legend"))
    elif run.receipt.get("example"):
        safe.show(safe.tag("p", _("Eksempel: filen er ikke hentet inn på ordentlig."), css="kb-legend"))
    if run.kind == "search" and run.receipt.get("term"):
        with st.expander(_("Kvittering: hva som ble sendt, og hva {source} svarte", source=source)):
            _receipt(run)
    if run.account:
        search_taken.draw(run)
    at_work = job is not None and job.state in OPEN
    if run.kind == "import" and run.state in ("failed", "cancelled") and not run.fetched and not at_work:
        kit.button(
            _("Ta bort denne filen"),
            f"drop-{run.id}",
            lambda cid: search.remove_import(here.store(), here.actor(), run.id, client_id=cid),
            help=_("Den tas bort fra siden. Angre med «Angre siste endring»."),
            verb="import.remove",
        )
    elif not at_work:
        search_out.draw(run)


def _counting(run: Run, job: Job | None) -> None:
    _status(_("Teller treff i {source} …", source=sentence(f"source_{run.source}")))
    _cancel(run)


def _counted(run: Run, job: Job | None) -> None:
    if run.counted is None:  # not known is not zero
        _failed(run, job)
        return
    hits = run.counted
    _status(_("{n} treff. Ingenting er hentet ennå.", n=number(hits)))
    _warnings(run)
    if hits == 0:
        safe.paragraph(_("Ingen treff. Prøv færre eller videre søkeord."))
    elif not search.limit_passed(run):
        many = hits > search.MANY
        if many:
            st.warning(safe.for_label(sentence("many_hits", {"count": number(hits), "limit": number(search.MANY)})))
        label = _("Ja, hent alle {n} treff", n=number(hits)) if many else _("Hent {n} treff", n=number(hits))
        kit.button(
            label,
            f"fetch-{run.id}",
            lambda cid: _go(lambda: search.ask_fetch(here.store(), here.actor(), run.id, many=many, client_id=cid)),
            verb="search.ask_fetch",
        )


def _fetching(run: Run, job: Job | None) -> None:
    total = run.counted or 0
    done = min(run.fetched, total)
    _status(
        _(
            "Henter: {done} av {total}. Du kan gå fra siden; arbeidet fortsetter.",
            done=number(done),
            total=number(total),
        )
    )
    st.progress(done / total if total else 0.0)
    _cancel(run)


def _waiting(run: Run, _job: Job | None) -> None:
    if columns.is_asked(run) and not (_job and _job.state in OPEN):
        search_columns.draw(run)
        return
    if _job and _job.total:
        said = _("Leser filen: {done} av {total}. Du kan gå fra siden; arbeidet fortsetter.")
        _status(said.format(done=number(_job.done), total=number(_job.total)))
    else:
        _status(_("Leser filen. Du kan gå fra siden; arbeidet fortsetter."))
    _cancel(run)


def _done(run: Run, _job: Job | None) -> None:
    known = run.fetched - run.new
    when = moment(run.finished_at or run.asked_at)
    all_of_them = _("én referanse") if run.fetched == 1 else _("{n} referanser", n=number(run.fetched))
    said = _("Ferdig {when}: {all}, {new} nye, {known} hadde dere fra før.")
    counts = {"all": all_of_them, "new": number(run.new), "known": number(known)}
    _status(said.format(when=when, **counts))
    if run.kind == "search":
        _since_last(run)
        _again(run)
    elif columns.can_be_read_again(run):
        _other_columns(run)
    _warnings(run)
    if missing := run.receipt.get("missing"):
        st.warning(
            _(
                "{n} treff ble talt, men ikke levert av databasen: {ids}",
                n=len(missing),
                ids=safe.for_label(", ".join(missing[:20])),
            )
        )


def _again(run: Run) -> None:
    """The newest search of a source can be run again, word for word."""
    newest = [one.id for one in _of(run.question_id, "search", run.source)][:1]
    if run.strategy_id and newest == [run.id]:
        kit.button(
            _("Søk på nytt"),
            f"again-{run.id}",
            lambda cid: _go(lambda: search.search_again(here.store(), here.actor(), run.id, client_id=cid)),
            help=_("Det samme søket, ord for ord. Dere får se hva som er nytt siden sist."),
            verb="search.start",
        )


def _other_columns(run: Run) -> None:
    """A table that was read with wrong columns can be read once more with others."""
    runs = _of(run.question_id, "import", "")
    if any(columns.reads_again(one) == run.id and one.state in ("waiting", "done") for one in runs):
        safe.show(
            safe.tag(
                "p", _("Filen er lest på nytt med andre kolonner. Det er den lesingen som gjelder."), css="kb-legend"
            )
            if run.id in columns.superseded(runs)
            else safe.tag("p", _("Filen skal leses på nytt: velg kolonnene øverst i listen."), css="kb-legend")
        )
        return
    kit.button(
        _("Les på nytt med andre kolonner"),
        f"other-columns-{run.id}",
        lambda cid: _go(lambda: search.read_again(here.store(), here.actor(), run.id, client_id=cid)),
        help=_("Postene blir lest en gang til, slik dere sier at kolonnene er. Stemmer og vurderinger blir stående."),
        verb="import.again",
    )


def _since_last(run: Run) -> None:
    """Beside the time before: what is new, what the source has changed, what it no longer finds."""
    if not before(run):
        return
    earlier = here.view().run(before(run))
    found = here.view().since_last(run.id, earlier.id)
    said = _("Siden forrige søk {day}: {new} nye, {changed} endret hos kilden, {gone} finnes ikke lenger.")
    numbers = {
        name: number(len(ids)) for name, ids in (("new", found.new), ("changed", found.changed), ("gone", found.gone))
    }
    safe.paragraph(said.format(day=day(earlier.asked_at), **numbers))
    lists = (
        (_("Se de nye"), found.new),
        (_("Se dem som er endret hos kilden"), found.changed),
        (_("Se dem som ikke finnes lenger"), found.gone),
    )
    for label, ids in lists:
        if ids:
            with st.expander(label):
                for reference_id in ids[:SHOWN]:
                    safe.record_card(here.view().reference(reference_id).record, level=4, abstract=False)
                if len(ids) > SHOWN:
                    safe.paragraph(_("… og {n} til. Alle står under «Referanser».", n=number(len(ids) - SHOWN)))


def _failed(run: Run, job: Job | None) -> None:
    failure: Any = run.receipt.get("failure") or {}
    if failure or job is not None:
        code = failure.get("code") or (job.error_code if job else "")
        params = failure.get("params") or (job.error_params if job else {})
        if code:
            st.error(safe.for_label(sentence(code, {**params, "source": sentence(f"source_{run.source}")})))
    if run.counted is None and run.kind == "search":
        safe.paragraph(_("Antall treff er ukjent. Det er ikke det samme som null."))
        safe.paragraph(
            _("Du kan også søke på nettstedet selv, eksportere treffene som RIS, og hente inn filen i del 3.")
        )
    _warnings(run)
    if run.kind == "search" or failure:
        _retry(run)


def _cancelled(run: Run, _job: Job | None) -> None:
    n = run.fetched
    one = _("Stoppet. Én referanse er hentet og tatt vare på.")
    _status(one if n == 1 else _("Stoppet. {n} referanser er hentet og tatt vare på.", n=number(n)))
    _retry(run)


_STATES: dict[str, Callable[[Run, Job | None], None]] = {
    "waiting": _waiting,
    "counting": _counting,
    "counted": _counted,
    "fetching": _fetching,
    "done": _done,
    "failed": _failed,
    "cancelled": _cancelled,
}


def _status(text: str) -> None:
    safe.show(f'<p role="status">{safe.marked(text)}</p>')


def _go(verb: Callable[[], Any]) -> None:
    verb()
    here.wake()


def _retry(run: Run) -> None:
    kit.button(
        _("Prøv igjen"),
        f"retry-{run.id}",
        lambda cid: _go(lambda: search.retry(here.store(), here.actor(), run.id, client_id=cid)),
        verb="search.start",
    )


def _cancel(run: Run) -> None:
    kit.button(
        _("Stopp"),
        f"cancel-{run.id}",
        lambda _id: search.cancel(here.store(), here.actor(), run.id),
        verb="search.cancel",
    )


def _warnings(run: Run) -> None:
    """What the source complained of: one box a run, the words it did not know on one line."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for one in run.receipt.get("warnings", ()):
        kinds.setdefault(str(one["code"]), []).append(dict(one.get("params", {})))
    lines = []
    for code, params in kinds.items():
        if all(set(each) == {"text"} for each in params):
            lines.append(sentence(code, {"text": ", ".join(dict.fromkeys(str(each["text"]) for each in params))}))
        else:
            lines += [sentence(code, each) for each in params]
    if lines:
        st.warning("\n".join(f"- {safe.for_label(line)}" for line in lines))


def _receipt(run: Run) -> None:
    rows = (
        (_("Sendt"), run.receipt.get("term")),
        (_("Bare søkt etter"), search_limits.told(str(run.receipt.get("limits", "")), sentence)),
        (_("Slik leste databasen det"), run.receipt.get("translation")),
        (_("Treff"), number(run.counted)),
        (_("Tid (UTC)"), run.receipt.get("asked_at")),
        (_("Adresse"), run.receipt.get("address")),
        (_("Program"), run.receipt.get("tool_version")),
    )
    for label, value in rows:
        if value:
            safe.show(safe.tag("p", label, css="kb-label"), safe.tag("p", str(value)))
    if errors := run.receipt.get("errors"):
        safe.show(safe.tag("p", _("Databasens egne ord"), css="kb-label"), safe.tag("p", " ".join(errors), lang="en"))
