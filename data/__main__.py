"""The database on the command line: `python -m data backup|restore|check|export-all|verify|...`.

Ends with 0, with 1 where a check found rows that point nowhere, or with 2 and one sentence on the error stream.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import messages
import wiring
from data import backup, export_all, health
from pipeline.command_line import Parser, language_of, run, table
from pipeline.errors import BadInput, Problem, Refused
from pipeline.formats import ris
from pipeline.rights import EVERY_ROLE, ROLES, VERBS
from pipeline.steps import accounts
from pipeline.steps.structure import day_of, said

BACKUP = """\
Lag en kontrollert kopi av databasen. Arbeidsbenken kan være i bruk imens.

Uten --to legges kopien i mappen backups ved siden av databasen, med tiden (UTC) i navnet. Er --to en mappe, får kopien
det samme navnet der. En fil som finnes, røres ikke.
"""
BACKUP_EXAMPLE = """\
eksempel:
  python -m data backup --to kopi.sqlite
"""
RESTORE = """\
Sett en kopi inn i stedet for databasen. Arbeidsbenken må være stoppet.

Kopien kontrolleres først. Den gamle databasen beholdes ved siden av, med endelsen .before-restore.
"""
RESTORE_EXAMPLE = """\
eksempel:
  python -m data restore kopi.sqlite --yes
"""
CHECK = """\
Kontroller databasen: om den er hel, om radene henger sammen, hvor stor den er. Arbeidsbenken kan være i bruk imens.

Sluttkode 0: i orden; 1: rader peker på noe som ikke finnes; 2: skadet eller kan ikke leses.
"""
CHECK_EXAMPLE = """\
eksempel:
  python -m data check --json
"""
EXPORT = """\
Skriv alt som er i databasen, til en ny mappe: hver tabell som CSV og JSON (loggen er tabellen event), referansene som en
RIS-fil for hvert spørsmål, og filene som ble hentet inn. Arbeidsbenken kan være i bruk imens.

Virker også på en kopi (--from) som ikke kan skrives til, eller som er skadet: da kommer det som kan leses.

Sluttkode 0: alt er med; 1: databasen er skadet, og noe mangler; 2: ikke laget.
"""
EXPORT_EXAMPLE = """\
eksempel:
  python -m data export-all --to mappe
"""
VERIFY = """\
Tell opp en mappe fra export-all, og sammenlign med manifestet i den.
"""
VERIFY_EXAMPLE = """\
eksempel:
  python -m data verify mappe
"""
RIGHTS = """\
Hvem som kan gjøre hva: én rad for hver handling, én kolonne for hver rolle. Rettighetene kontrolleres der handlingen
gjøres, ikke i menyen. Trenger ingen database.
"""
RIGHTS_EXAMPLE = """\
eksempel:
  python -m data rights --json
"""
STRUCTURE = """\
Skriv ut KSF slik det er en dag: hver kommune med nummer, fylke, region, vertskommune, klynge og motorkommune.
"""
STRUCTURE_EXAMPLE = """\
eksempel:
  python -m data structure --on 2027-01-01
"""
NEW_PASSWORD = """\
Lag en lenke til nytt passord for en administrator som har glemt sitt. For den som har ansvaret for maskinen; arbeidsbenken
kan være i bruk eller stoppet, men må gå når lenken skal åpnes. Alle andre får lenken av administratoren.

Lenken virker én gang og i 24 timer. Passordet er som før til den er brukt. Da logges administratoren ut alle steder. At
lenken ble laget på maskinen, står i loggen.

Sluttkode 0: laget; 2: ikke laget.
"""
NEW_PASSWORD_EXAMPLE = """\
eksempel:
  python -m data new-password kari@eksempel.kommune.no
"""
YES = ("ja", "j", "yes", "y")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    return run(_parser(), arguments, messages.text)


def _parser() -> Parser:
    overview = "Sikkerhetskopi, innhenting av kopi, kontroll av databasen, og alt ut av den."
    parser = Parser("python -m data", overview, epilog="eksempel:\n  python -m data check")
    commands = parser.add_subparsers(required=True, metavar="KOMMANDO")
    one = commands.add_parser("backup", help="lag en kopi", description=BACKUP, epilog=BACKUP_EXAMPLE)
    one.add_argument("--to", metavar="FIL", type=Path, help="hit skrives kopien")
    one.set_defaults(command=_backup)
    one = commands.add_parser("restore", help="hent inn en kopi", description=RESTORE, epilog=RESTORE_EXAMPLE)
    one.add_argument("file", metavar="FIL", type=Path, help="kopien")
    one.add_argument("--yes", action="store_true", help="ikke spør først")
    one.set_defaults(command=_restore)
    one = commands.add_parser("check", help="kontroller databasen", description=CHECK, epilog=CHECK_EXAMPLE)
    one.add_argument("--json", action="store_true", help="skriv svaret som JSON")
    one.set_defaults(command=_check)
    one = commands.add_parser("export-all", help="ta ut alt", description=EXPORT, epilog=EXPORT_EXAMPLE)
    one.add_argument("--to", metavar="MAPPE", type=Path, required=True, help="ny mappe som alt skrives til")
    one.add_argument("--from", metavar="FIL", type=Path, dest="source", help="en kopi (uten: databasen i bruk)")
    one.set_defaults(command=_export_all)
    one = commands.add_parser("verify", help="kontroller det som er tatt ut", description=VERIFY, epilog=VERIFY_EXAMPLE)
    one.add_argument("folder", metavar="MAPPE", type=Path, help="mappen fra export-all")
    one.set_defaults(command=_verify)
    one = commands.add_parser("rights", help="hvem kan gjøre hva", description=RIGHTS, epilog=RIGHTS_EXAMPLE)
    one.add_argument("--json", action="store_true", help="skriv tabellen som JSON")
    one.set_defaults(command=_rights)
    one = commands.add_parser("structure", help="hvem hører til hvor", description=STRUCTURE, epilog=STRUCTURE_EXAMPLE)
    one.add_argument("--on", metavar="DAG", default="", help="dagen, for eksempel 2027-01-01 (uten: i dag)")
    one.add_argument("--json", action="store_true", help="skriv svaret som JSON")
    one.set_defaults(command=_structure)
    one = commands.add_parser(
        "new-password", help="administratoren har glemt sitt", description=NEW_PASSWORD, epilog=NEW_PASSWORD_EXAMPLE
    )
    one.add_argument("login", metavar="BRUKERNAVN", help="administratorens brukernavn")
    one.set_defaults(command=_new_password)
    return parser


def _say(chosen: argparse.Namespace, code: str, **params: str | int) -> str:
    return messages.text(code, params, language_of(chosen))


def _counts(rows: Mapping[str, int]) -> dict[str, int]:
    return {"events": rows["event"], "references": rows["reference"]}


def _backup(chosen: argparse.Namespace) -> int:
    database = wiring.database_path()
    name = f"{database.stem}-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}{database.suffix}"
    target: Path = chosen.to or database.parent / backup.FOLDER / name
    if target.is_dir():
        target = target / name
    rows = backup.copy_database(database, target)
    backup.remember(database, target)
    print(_say(chosen, "backup_done", file=str(target), **_counts(rows)))
    return 0


def _restore(chosen: argparse.Namespace) -> int:
    database = wiring.database_path()
    if not chosen.yes:
        _ask(chosen)
    kept = backup.kept_as(database).name if database.exists() else ""
    rows = backup.restore(chosen.file, database)
    print(_say(chosen, "restore_counted", file=chosen.file.name, **_counts(rows)))
    if kept:
        print(_say(chosen, "restore_kept", file=kept))
    return 0


def _ask(chosen: argparse.Namespace) -> None:
    """Raises BadInput: restore_not_confirmed where nobody is there to answer, or the answer is no."""
    if not sys.stdin.isatty():
        raise BadInput("restore_not_confirmed")
    answer = input(_say(chosen, "restore_ask", file=chosen.file.name) + " ")
    if answer.strip().lower() not in YES:
        raise BadInput("restore_not_confirmed")


def _check(chosen: argparse.Namespace) -> int:
    database = wiring.database_path()
    try:
        found = backup.check(database)
    except Problem as problem:
        if chosen.json:
            reason = _say(chosen, problem.code, **problem.params)
            _print_json({"sound": False, "code": problem.code, "reason": reason} | _items_of_damaged(database))
        raise
    report = health.examined(database, health.WHOLE, health.links_item(found["broken_links"]))
    if chosen.json:
        _print_json(found | health.as_json(report))
        return int(not found["sound"])
    megabytes = f"{found['bytes'] / 2**20:.1f}".replace(".", ",")
    if found["sound"]:
        print(_say(chosen, "check_sound", megabytes=megabytes, **_counts(found["rows"])))
    if found["last_backup"]:
        print(_say(chosen, "check_last_backup", file=found["last_backup"]))
    for one in report.items:
        if one.status != "ok" or one.id in ("disk", "backup"):
            print(_say(chosen, one.code, **one.params))
    return int(not found["sound"])


def _items_of_damaged(database: Path) -> dict[str, Any]:
    if not database.exists():
        return {"status": "fail", "items": []}
    return health.as_json(health.examined(database, health.DAMAGED, health.LINKS_UNKNOWN))


def _print_json(found: Mapping[str, Any]) -> None:
    print(json.dumps(found, ensure_ascii=False, indent=2))


def _export_all(chosen: argparse.Namespace) -> int:
    manifest = export_all.export_all(chosen.source or wiring.database_path(), chosen.to, ris.write)
    print(_say(chosen, "export_all_done", folder=str(chosen.to), **_exported(manifest)))
    return _complete(chosen, manifest)


def _verify(chosen: argparse.Namespace) -> int:
    manifest = export_all.verify(chosen.folder)
    print(_say(chosen, "export_verified", folder=str(chosen.folder), **_exported(manifest)))
    return _complete(chosen, manifest)


def _rights(chosen: argparse.Namespace) -> int:
    """The table of verbs as people read it: the roles are numbered above, and each is said in words."""
    if chosen.json:
        _print_json({verb: {"step": row.step, "roles": list(row.roles)} for verb, row in VERBS.items()})
        return 0
    widest = max(len(verb) for verb in VERBS)
    for number, role in enumerate(EVERY_ROLE, 1):
        givers = ROLES[role].givers if role in ROLES else ()
        given = _say(chosen, "rights_given_by", givers=" ".join(givers)) if givers else _say(chosen, "rights_follows")
        print(f"{number:>2} {messages.text(f'role_{role}', {}, language_of(chosen))} ({role}). {given}")
    print(f"\n{'':{widest}}  " + " ".join(f"{number:>2}" for number in range(1, len(EVERY_ROLE) + 1)))
    for verb, row in VERBS.items():
        marks = " ".join(f"{'●' if role in row.roles else '·':>2}" for role in EVERY_ROLE)
        print(f"{verb:{widest}}  {marks}  {messages.text(f'verb_{verb}', {}, language_of(chosen))}")
    return 0


COLUMNS = ("number", "name", "county", "region", "host", "cluster", "motor")


def _structure(chosen: argparse.Namespace) -> int:
    """Every municipality of a day, and where it belongs."""
    day = day_of(chosen.on or f"{datetime.now(UTC):%Y-%m-%d}")
    store = wiring.open_store()
    try:
        found = store.structure(day)
    finally:
        store.close()
    if chosen.json:
        _print_json({"on": day, "municipalities": found})
        return 0
    print(
        table(
            [[_say(chosen, f"column_{name}") for name in COLUMNS], *([one[name] for name in COLUMNS] for one in found)]
        )
    )
    clusters = len({(one["region"], one["cluster"]) for one in found if one["cluster"]})
    print(_say(chosen, "structure_counted", municipalities=len(found), clusters=clusters, day=said(day)))
    return 0


HERE_BY_ITSELF = "http://127.0.0.1:8501"  # where `make run` answers, unless PORT says another


def _new_password(chosen: argparse.Namespace) -> int:
    """A link for an administrator; it is printed here and kept nowhere."""
    database = wiring.database_path()
    if not database.exists():
        raise BadInput("backup_source_missing", file=database.name)
    base = wiring.public_url()
    store = wiring.open_store()
    try:
        token = accounts.reset_at_the_machine(store, chosen.login)
    except Refused as refused:
        raise Refused("reset_not_administrator", login=chosen.login) from refused
    finally:
        store.close()
    print(_say(chosen, "reset_made"))
    print(f"{base or HERE_BY_ITSELF}/invitasjon/{token}")
    if not base:
        print(_say(chosen, "reset_port"))
    return 0


def _exported(manifest: Mapping[str, Any]) -> dict[str, int]:
    rows = {name: int(one["rows"]) for name, one in manifest["tables"].items()}
    return {
        "tables": len(rows),
        "rows": sum(rows.values()),
        "events": rows.get("event", 0),
        "references": sum(manifest["references"].values()),
        "files": int(manifest["files"]),
    }


def _complete(chosen: argparse.Namespace, manifest: Mapping[str, Any]) -> int:
    """Say it where the database was damaged; 1 then."""
    if manifest["complete"]:
        return 0
    damaged = [name for name, one in manifest["tables"].items() if one["holes"]]
    print(_say(chosen, "export_incomplete", names=", ".join(damaged)))
    return 1


if __name__ == "__main__":
    sys.exit(main())
