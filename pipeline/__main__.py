"""The way of a question on the command line: `python -m pipeline import|dedupe|export|questions|jobs`.

Ends with 0, or with 2 and one sentence on the error stream for what could not be done.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import messages
from pipeline.command_help import HELP, OVERVIEW
from pipeline.command_import import Account, as_json, as_table, counted
from pipeline.command_line import Output, Parser, language_of, plain, read_bytes, run, table
from pipeline.dedupe.engine import dedupe, with_versions
from pipeline.dedupe.files import prefixes, read_items
from pipeline.dedupe.table import write_clusters, write_doubtful, write_linked, write_merges
from pipeline.dedupe.values import Item
from pipeline.errors import BadInput, NotThere, Problem, StoreFailed
from pipeline.file_sources import FILE_SOURCES, LARGEST_FILE
from pipeline.formats import guarded
from pipeline.jobs import Pool
from pipeline.ports import Store, View
from pipeline.records import Rejected
from pipeline.rows import Actor, Job, Question

LARGEST_TABLE = 512 * 1024 * 1024  # bytes
SOURCE_OF_FORMAT = {"nbib": "pubmed", "pubmed_xml": "pubmed"}
OPEN = ("queued", "running")
PAGE = 500


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    return run(_parser(), arguments, messages.text)


def _parser() -> Parser:
    parser = Parser("python -m pipeline", OVERVIEW.description, epilog=OVERVIEW.example)
    commands = parser.add_subparsers(required=True, metavar="KOMMANDO")

    one = _command(commands, "import")
    one.add_argument("files", nargs="+", metavar="FIL", type=Path, help="filene, én eller flere")
    one.add_argument("--dry-run", action="store_true", help="bare les og vis: ingenting lagres, ingen database åpnes")
    one.add_argument("--json", action="store_true", help="skriv svaret som JSON")
    one.add_argument("--question", metavar="ID", help="spørsmålet som referansene hører til")
    one.add_argument("--source", choices=FILE_SOURCES, help="databasen filene kommer fra (uten: pubmed eller other)")
    _add_person(one, _import)

    one = _command(commands, "dedupe")
    one.add_argument("files", nargs="+", metavar="FIL", type=Path, help="filene, én eller flere")
    one.add_argument("--out", required=True, metavar="CSV", type=Path, help="hit skrives gruppene")
    one.add_argument("--doubtful", metavar="CSV", type=Path, help="hit skrives par som et menneske bør se på")
    one.add_argument("--linked", metavar="CSV", type=Path, help="hit skrives par som hører sammen uten å være like")
    one.add_argument("--merges", metavar="CSV", type=Path, help="hit skrives hvert par som er slått sammen, med grunn")
    one.add_argument(
        "--versions",
        choices=("together", "apart"),
        default="together",
        help="utgaver av en Cochrane-oversikt med samme tittel: i én gruppe (uten valg) eller hver for seg",
    )
    one.set_defaults(command=_dedupe)

    one = _command(commands, "export")
    one.add_argument("question", metavar="SPØRSMÅL", help="id-en til spørsmålet")
    one.add_argument("--to", required=True, metavar="FIL", type=Path, help="endelsen velger formatet")
    which = one.add_mutually_exclusive_group()
    for name, told in (("all", "alle referansene, ikke bare de inkluderte"), ("excluded", "de som ikke ble tatt med")):
        which.add_argument(f"--{name}", dest="which", action="store_const", const=name, default="included", help=told)
    one.add_argument("--decisions", action="store_true", help="ta med hva som er bestemt om hver referanse")
    one.add_argument("--account", action="store_true", help="redegjørelsen for søket i stedet for omtalen")
    one.add_argument("--force", action="store_true", help="skriv over filen hvis den finnes")
    _add_person(one, _export)

    one = _command(commands, "questions")
    one.add_argument("--text", default="", metavar="ORD", help="bare de som har ordet i tittel eller kommune")
    one.add_argument("--json", action="store_true", help="skriv svaret som JSON")
    _add_person(one, _questions)

    one = _command(commands, "jobs")
    one.add_argument("--work-off", action="store_true", help="gjør det som venter, her og nå")
    _add_person(one, _jobs)
    return parser


def _command(commands: argparse._SubParsersAction[Parser], name: str) -> Parser:
    told = HELP[name]
    return commands.add_parser(name, help=told.line, description=told.description, epilog=told.example)


def _add_person(parser: argparse.ArgumentParser, command: object) -> None:
    parser.add_argument("--as", dest="person", metavar="PERSON_ID", help="hvem du er (uten: den først registrerte)")
    parser.set_defaults(command=command)


# -- the workbench: who acts, on which store


@dataclass(frozen=True, slots=True)
class Workbench:
    """The store of this installation, opened beside a server that may be running, and who acts."""

    store: Store
    actor: Actor
    pool: Pool

    @property
    def view(self) -> View:
        """What that person may see."""
        return self.store.seen_by(self.actor)

    def question(self, question_id: str) -> Question:
        """One question. Raises NotThere: question_unknown(question)."""
        try:
            return self.view.question(question_id)
        except NotThere:
            raise NotThere("question_unknown", question=question_id[:80]) from None


@contextmanager
def _workbench(chosen: argparse.Namespace) -> Iterator[Workbench]:
    """Raises StoreFailed: workbench_not_started; BadInput: nobody_registered, person_unknown(person)."""
    import wiring
    from data.backup import readable

    path = wiring.database_path()
    if not path.exists():
        raise StoreFailed("workbench_not_started")
    readable(path)
    store = wiring.open_store(path)
    try:
        known = store.people_ids()
        if not known:
            raise BadInput("nobody_registered")
        if chosen.person and chosen.person not in known:
            raise BadInput("person_unknown", person=chosen.person[:80])
        yield Workbench(store, Actor(chosen.person or known[0]), Pool(store, wiring.job_verbs(), workers=0))
    finally:
        store.close()


def _say(chosen: argparse.Namespace, code: str, **params: str | int) -> str:
    return messages.text(code, params, language_of(chosen))


# -- import


def _import(chosen: argparse.Namespace) -> int:
    if chosen.dry_run:
        accounts = [_account(chosen, path, None) for path in chosen.files]
    elif not chosen.question:
        raise BadInput("question_missing")
    else:
        with _workbench(chosen) as bench:
            bench.question(chosen.question)
            accounts = [_account(chosen, path, bench) for path in chosen.files]
    if chosen.json:
        print(json.dumps({"files": [as_json(one) for one in accounts]}, ensure_ascii=False, indent=2))
    else:
        print(*as_table(accounts, partial(_say, chosen)), sep="\n")
    for one in accounts:
        if one.reason:
            named = Path(one.file).name in one.reason
            told = one.reason if named else _say(chosen, "in_file", file=one.file, reason=one.reason)
            print(plain(told), file=sys.stderr)
    return 2 if any(one.reason for one in accounts) else 0


def _account(chosen: argparse.Namespace, path: Path, bench: Workbench | None) -> Account:
    """Read one file and, with a workbench, keep it. A file that fails is told of; the others still go."""
    one = Account(str(path))
    try:
        content = read_bytes(path, LARGEST_FILE)
        with guarded.read(content, name=path.name, records=False) as held:
            one = counted(one, held, partial(_say, chosen))
        if bench is None:
            return one
        if one.format is None:
            return replace(one, reason=one.reasons[0], new=0)
        source = chosen.source or SOURCE_OF_FORMAT.get(one.format, "other")
        new, known = _keep(bench, chosen.question, path.name, content, source)
        return replace(one, new=new, known=known)
    except Problem as problem:
        return replace(one, reason=_say(chosen, problem.code, **problem.params))


def _keep(bench: Workbench, question_id: str, name: str, content: bytes, source: str) -> tuple[int, int]:
    """Import one file and wait until it has been read, here or by a server beside us. Gives (new, known) records."""
    from pipeline.steps.search import start_import  # with its network and export, of no use to `dedupe`

    run_id = start_import(bench.store, bench.actor, question_id, name, content, source, as_proposed=True)
    job_id = next(job.id for job in bench.view.jobs(question_id) if job.params.get("run_id") == run_id)
    bench.pool.work_off()
    while (job := bench.view.job(job_id)).state in OPEN:
        time.sleep(0.2)
        bench.pool.work_off()
    if job.state != "done":
        raise BadInput(job.error_code or "job_cancelled", **job.error_params)
    kept = bench.view.run(run_id)
    return kept.new, kept.fetched - kept.new


def _reasons(chosen: argparse.Namespace, rejected: Sequence[Rejected]) -> list[tuple[int, str]]:
    return [(one.line, _say(chosen, one.code, **one.params)) for one in rejected]


# -- dedupe


def _dedupe(chosen: argparse.Namespace) -> int:
    paths = list({path.resolve(): path for path in chosen.files}.values())
    named = (chosen.out, chosen.doubtful, chosen.linked, chosen.merges)
    outs = [path for path in named if path]
    if len({path.resolve() for path in (*paths, *outs)}) < len(paths) + len(outs):
        raise BadInput("output_is_input")
    items = [one for path, prefix in prefixes(paths).items() for one in _items(chosen, path, prefix, len(paths) == 1)]
    found = dedupe(items)
    clusters = with_versions(found) if chosen.versions == "together" else found.clusters

    def say(code: str, params: Mapping[str, str | int]) -> str:
        return _say(chosen, code, **params)

    texts = (
        write_clusters(clusters),
        write_doubtful(found.doubtful, say),
        write_linked(found.linked, say),
        write_merges(found.reasons, say),
    )
    with ExitStack() as stack:
        outputs = [(stack.enter_context(Output(path)), text) for path, text in zip(named, texts, strict=True) if path]
        for output, text in outputs:
            output.write(text.encode("utf-8", "backslashreplace"))
    counts = {
        "dedupe_read": len(items),
        "dedupe_groups": len(clusters),
        "dedupe_duplicates": len(items) - len(clusters),
        "dedupe_doubtful": len(found.doubtful),
        "dedupe_linked": len(found.linked),
    }
    told = (_say(chosen, code, n=n) for code, n in counts.items())
    print(*told, _say(chosen, "dedupe_written", file=str(chosen.out)))
    return 0


def _items(chosen: argparse.Namespace, path: Path, prefix: str, alone: bool) -> Sequence[Item]:
    """The records of one file; what could not be read is told on the error stream, or raised as in_file(file, reason)."""
    content = read_bytes(path, LARGEST_TABLE)
    try:
        found = read_items(content, prefix, alone=alone)
    except BadInput as problem:
        raise BadInput("in_file", file=prefix, reason=_say(chosen, problem.code, **problem.params)) from problem
    for line, reason in _reasons(chosen, found.rejected):
        told = _say(chosen, "on_line", line=line, reason=reason)
        print(plain(_say(chosen, "in_file", file=prefix, reason=told)), file=sys.stderr)
    return found.items


# -- export, questions, jobs


def _export(chosen: argparse.Namespace) -> int:
    from pipeline.export.account import compose_account
    from pipeline.export.document import compose
    from pipeline.formats.write.writers import WRITERS
    from pipeline.reference_files import entries
    from pipeline.steps.reference_export import NONE
    from pipeline.steps.summarise import FORMATS, export

    endings = {one.ending: name for name, one in FORMATS.items()}
    ending = chosen.to.suffix.lower()
    if ending not in (*endings, *WRITERS):
        raise BadInput("format_unknown", format=ending or chosen.to.name, known=", ".join((*endings, *WRITERS)))
    with _workbench(chosen) as bench, Output(chosen.to, force=chosen.force) as output:
        question = bench.question(chosen.question)
        import wiring

        def say(code: str, params: Mapping[str, object]) -> str:
            return messages.text(code, params, language_of(chosen))

        forms, language = wiring.library().forms, language_of(chosen)
        if ending in WRITERS:
            telling = "votes" if chosen.decisions else ""
            found = entries(bench.view, question.id, forms, say, language, which=chosen.which, telling=telling)
            if not found:
                raise BadInput(NONE[chosen.which])
            output.write(WRITERS[ending](found))
            print(_say(chosen, "export_references_done", file=str(chosen.to), references=len(found)))
            return 0
        composing = compose_account if chosen.account else compose
        to = endings[ending]
        content = export(bench.store, bench.actor, question.id, to, forms, say, language=language, composing=composing)
        output.write(content)
        print(_say(chosen, "export_done", file=str(chosen.to), kilobytes=-(-len(content) // 1024)))
    return 0


def _all_questions(view: View, text: str = "") -> Iterator[Question]:
    for start in range(0, view.count_questions(text=text), PAGE):
        yield from view.questions(text=text, limit=PAGE, offset=start)


def _questions(chosen: argparse.Namespace) -> int:
    with _workbench(chosen) as bench:
        found = list(_all_questions(bench.view, chosen.text))
    if chosen.json:
        names = ("id", "title", "municipality", "created_at", "example")
        told = [{name: getattr(one, name) for name in names} for one in found]
        print(json.dumps({"questions": told}, ensure_ascii=False, indent=2))
    elif found:
        head = [_say(chosen, f"column_{name}") for name in ("id", "date", "municipality", "title")]
        example = f" ({_say(chosen, 'word_example')})"
        rows = [
            [one.id, one.created_at[:10], one.municipality, one.title + (example if one.example else "")]
            for one in found
        ]
        print(table([head, *rows]))
    else:
        print(_say(chosen, "no_questions"))
    return 0


def _jobs(chosen: argparse.Namespace) -> int:
    with _workbench(chosen) as bench:
        if chosen.work_off:
            print(_say(chosen, "jobs_done", number=bench.pool.work_off()))
        found = [job for one in _all_questions(bench.view) for job in bench.view.jobs(one.id)]
    rows = [_job_row(chosen, job) for job in found if job.state in (*OPEN, "failed")]
    if rows:
        head = [_say(chosen, f"column_{name}") for name in ("question", "work", "state", "done", "of", "reason")]
        print(table([head, *rows]))
    elif not chosen.work_off:
        print(_say(chosen, "no_jobs"))
    return 0


def _job_row(chosen: argparse.Namespace, job: Job) -> list[str | int]:
    reason = _say(chosen, job.error_code, **job.error_params) if job.error_code else ""
    kind, state = _say(chosen, f"work_{job.kind}"), _say(chosen, f"state_{job.state}")
    return [job.question_id, kind, state, job.done, job.total, reason]


if __name__ == "__main__":
    sys.exit(main())
