"""`python -m appraisal list|check|judge|picture|agree|effect|overlap`: checklists, answers -> proposal, pictures, numbers.

Ends with 0, or with 2 and one sentence on the error stream when something given cannot be used.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import messages
from appraisal.agreement import agreement_2x2
from appraisal.answer_files import read_rows
from appraisal.cases import Judged, items_of, judge_case, read_cases
from appraisal.effects import MEASURES, absolute, read_estimate, read_number, steps
from appraisal.instrument import Instrument, load_instrument
from appraisal.judge import Step, spoken
from appraisal.overlap import overlap
from appraisal.overlap_files import MOST_BYTES, read_table, studies_by_review
from appraisal.picture_grid import grid
from appraisal.pictures import KINDS
from appraisal.tree import MAX_BYTES
from appraisal.versions import version_order
from appraisal.words import find
from data import reference
from pipeline.command_line import Output, Parser, language_of, plain, read_bytes, run
from pipeline.errors import BadInput, NotThere
from pipeline.export.typesetting import png

LIST = "Vis sjekklistene som følger med: id og utgave, tittel, antall punkter og språk."
CHECK = """\
Sjekk en sjekklistefil før den tas i bruk. Er noe galt, sies det hvor i filen.

Sluttkode 0: den kan brukes; 2: den kan ikke brukes, eller ikke leses.
"""
JUDGE = """\
Vis hva regelen i en sjekkliste foreslår for et sett svar, område for område, og veien dit. Regelen foreslår; mennesker
vurderer.

FIL er JSON eller CSV: svar på punktene ({"1.1": "ja"}, {"studie": {"1.1": "ja"}}, eller en linje for hver studie), eller
en tabell med en vurdering for hvert område (kolonnene Study, D1, D2 ..., Overall, Weight). Står det en samlet vurdering
der, vises den ved siden av den som er regnet ut, og endres aldri.
Sluttkode 0: alt er lest; 1: noe kunne ikke leses (hva, står på stderr), resten er vurdert; 2: ingenting kunne leses.
"""
PICTURE = """\
Tegn vurderingene som trafikklys (en linje for hver studie) eller søyler (andel av studiene), som SVG eller PNG. Hver farge
har et tegn og et ord, og bildet har alt i ord.
"""
AGREE = """\
Hvor enige er to som har vurdert hver for seg? Fire antall: begge ja, bare den første ja, bare den andre ja, begge nei.
"""
EFFECT = """\
Fra forholdstall til antall: hvor mange før, hvor mange etter, og forskjellen med usikkerhet.

MÅL er rate, risk, odds, hazard, mean (forskjell i snitt) eller smd (standardisert forskjell; da er BASIS standardavviket).
"""
OVERLAP = """\
Hvilke studier er med i flere oversikter? Viser tabellen, korrigert dekket område (CCA) i prosent og hva det betyr.

FIL er CSV eller Excel: en linje for hver studie og en kolonne for hver oversikt med kryss; kolonnene oversikt og studie; eller
en kolonne for hver oversikt med studiene under.
"""
EXAMPLE = """\
eksempel:
  python -m appraisal judge --instrument fhi-oversikt --answers svar.json
  python -m appraisal agree 40 5 5 50
  python -m appraisal effect rate "0,77 (0,71-0,83)" --baseline 850
"""
MOST_ANSWERS = 5_000_000  # bytes


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit code."""
    return run(_parser(), arguments, messages.text)


def _parser() -> Parser:
    parser = Parser("python -m appraisal", "Sjekklister og kritisk vurdering.", epilog=EXAMPLE)
    commands = parser.add_subparsers(required=True, metavar="KOMMANDO")

    listing = commands.add_parser("list", help="vis sjekklistene som følger med", description=LIST)
    listing.set_defaults(command=_list)

    check = commands.add_parser("check", help="sjekk en sjekklistefil", description=CHECK)
    check.add_argument("file", metavar="FIL.yaml", type=Path, help="sjekklisten som skal sjekkes")
    check.set_defaults(command=_check)

    judging = commands.add_parser("judge", help="vis hva regelen foreslår for et sett svar", description=JUDGE)
    help_text = "sjekklisten (uten versjon: den nyeste), eller en sjekklistefil"
    judging.add_argument("--instrument", required=True, metavar="ID[@VERSJON]", help=help_text)
    judging.add_argument("--answers", required=True, metavar="FIL", type=Path, help="svarene, som JSON eller CSV")
    help_text = "måten sjekklisten brukes på, for eksempel adherence i rob2"
    judging.add_argument("--variant", "--effect", default="", metavar="ID", help=help_text)
    help_text = "punktene laget har valgt som kritiske, for eksempel 2,4,7,9"
    judging.add_argument("--critical", default="", metavar="PUNKT,PUNKT", help=help_text)
    judging.add_argument("--json", action="store_true", help="skriv svaret som JSON")
    judging.set_defaults(command=_judge)

    picture = commands.add_parser("picture", help="tegn trafikklys eller søyler", description=PICTURE)
    picture.add_argument("--instrument", required=True, metavar="ID[@VERSJON]", help="sjekklisten, eller en fil")
    picture.add_argument("--answers", required=True, metavar="FIL", type=Path, help="svarene, som for judge")
    picture.add_argument("--variant", "--effect", default="", metavar="ID", help="som for judge")
    picture.add_argument("--critical", default="", metavar="PUNKT,PUNKT", help="som for judge")
    kinds = "lights (trafikklys) eller bars (søyler); uten: lights"
    picture.add_argument("--kind", choices=tuple(KINDS), default="lights", metavar="SLAG", help=kinds)
    picture.add_argument("--out", required=True, metavar="FIL.svg|FIL.png", type=Path, help="hvor bildet skal ligge")
    picture.add_argument("--force", action="store_true", help="skriv over filen om den finnes")
    picture.set_defaults(command=_picture)

    agreeing = commands.add_parser("agree", help="hvor enige to er", description=AGREE)
    for name, told in (("A", "begge ja"), ("B", "bare den første"), ("C", "bare den andre"), ("D", "begge nei")):
        agreeing.add_argument(name, type=_count, help=told)
    agreeing.add_argument("--json", action="store_true", help="skriv svaret som JSON")
    agreeing.set_defaults(command=_agree)

    effect = commands.add_parser("effect", help="fra forholdstall til antall", description=EFFECT)
    effect.add_argument("measure", metavar="MÅL", choices=MEASURES, help="rate, risk, odds, hazard, mean eller smd")
    effect.add_argument("estimate", metavar="TALL", help='tallet med spennet, for eksempel "0,77 (0,71-0,83)"')
    help_text = "hvor mange som får utfallet uten tiltaket; snittet eller standardavviket for mean og smd"
    effect.add_argument("--baseline", metavar="BASIS", default="", help=help_text)
    help_text = "antallet BASIS gjelder for (uten: 1000)"
    effect.add_argument("--per", type=_count, default=1000, metavar="ANTALL", help=help_text)
    effect.add_argument("--json", action="store_true", help="skriv svaret som JSON")
    effect.set_defaults(command=_effect)

    shared = commands.add_parser("overlap", help="hvilke studier flere oversikter deler", description=OVERLAP)
    shared.add_argument("file", metavar="FIL", type=Path, help="tabellen, som CSV eller Excel (.xlsx)")
    shared.add_argument("--json", action="store_true", help="skriv svaret som JSON")
    shared.set_defaults(command=_overlap)
    return parser


def _list(chosen: argparse.Namespace) -> int:
    for instrument in _shipped():
        _say(chosen, "appraisal_listed", **_about(instrument, language_of(chosen)))
    return 0


def _check(chosen: argparse.Namespace) -> int:
    instrument = load_instrument(_read(chosen.file))
    _say(chosen, "appraisal_checked", file=chosen.file.name, **_about(instrument, language_of(chosen)))
    return 0


def _judge(chosen: argparse.Namespace) -> int:
    """Each case of the file, as text or as JSON: one object for a single set of answers, else a list of studies."""
    judged, whole = _judged(chosen)
    language = language_of(chosen)
    if chosen.json:
        every = [_as_json(one, language) for one in judged]
        alone = len(every) == 1 and not judged[0].case.study
        told = every[0] if alone else {"instrument": judged[0].case.instrument.key, "studies": every}
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return int(not whole)
    for one in judged:
        _tell(chosen, one)
    if len(judged) > 1:
        differing = ", ".join(one.case.study for one in judged if one.differs)
        _say(chosen, "appraisal_studies", n=len(judged))
        if differing:
            _say(chosen, "appraisal_studies_differ", studies=differing)
    return int(not whole)


def _judged(chosen: argparse.Namespace) -> tuple[list[Judged], bool]:
    """The cases of the file that was named, judged, and whether all of the file was read. What was not is told on stderr."""
    instrument = _with_critical(_named(chosen.instrument), chosen.critical)
    name = chosen.answers.name
    rows = read_rows(read_bytes(chosen.answers, MOST_ANSWERS), name)
    variant = _variant(instrument, chosen.variant)
    refused: list[BadInput] = []
    cases = read_cases(instrument, rows, name, variant=variant, refused=refused)
    faults = [(step.code, step.params) for case in cases for step in case.faults]
    for code, params in (*((one.code, one.params) for one in refused), *faults):
        print(messages.text(code, params, language=language_of(chosen)), file=sys.stderr)
    return [judge_case(case) for case in cases], not refused and not faults


def _picture(chosen: argparse.Namespace) -> int:
    ending = chosen.out.suffix.lower()
    if ending not in (".svg", ".png"):
        raise BadInput("picture_ending", file=chosen.out.name)
    with Output(chosen.out, force=chosen.force) as out:
        judged, _ = _judged(chosen)
        drawn = KINDS[chosen.kind](grid(judged), language_of(chosen))
        out.write(png(drawn) if ending == ".png" else drawn.encode("utf-8"))
    _say(chosen, "picture_made", file=chosen.out.name, n=len(judged))
    return 0


def _tell(chosen: argparse.Namespace, one: Judged) -> None:
    """One case in sentences: the proposal, what was stated, the path, what is missing."""
    language, case, verdict = language_of(chosen), one.case, one.verdict
    instrument = case.instrument
    if case.study:
        print(f"\n{plain(case.study)}")
    if verdict.proposed:
        _say(chosen, "appraisal_proposed", judgement=instrument.judgement(verdict.proposed).label.get(language))
    else:
        _say(chosen, "appraisal_not_proposed")
    for step in (*verdict.path, *case.notes, *_stated(one)):
        print("-", _sentence(instrument, step, language))
    if verdict.unanswered:
        missing = ", ".join(instrument.item(item).number for item in verdict.unanswered)
        _say(chosen, "appraisal_unanswered", items=missing)


def _stated(one: Judged) -> list[Step]:
    """What the file states of the whole, beside what the rule or the worst domain gives."""
    if not one.case.stated:
        return []
    stated: dict[str, str | int] = {"word": one.case.stated_word, "stated": one.case.stated}
    steps = [Step("appraisal_stated", stated)]
    if one.worst:
        steps.append(Step("appraisal_convention", {"judgement": one.worst}))
    if one.differs and one.computed:
        steps.append(Step("appraisal_stated_differs", stated | {"judgement": one.computed}))
    return steps


def _agree(chosen: argparse.Namespace) -> int:
    found = agreement_2x2(chosen.A, chosen.B, chosen.C, chosen.D)
    if chosen.json:
        numbers = {"n": found.n, "percent": found.percent, "kappa": found.kappa, "pabak": found.pabak, "ac1": found.ac1}
        print(json.dumps(numbers | {"advice": found.advice}, indent=2))
        return 0
    language = language_of(chosen)
    kappa = messages.text("agreement_no_kappa", language=language) if found.kappa is None else f"{found.kappa:.3f}"
    numbers_said = {"percent": f"{found.percent:.3f}", "pabak": f"{found.pabak:.3f}", "ac": f"{found.ac1:.3f}"}
    _say(chosen, "agreement_told", agree=found.agree, n=found.n, kappa=kappa, **numbers_said)
    _say(chosen, found.advice)
    return 0


def _effect(chosen: argparse.Namespace) -> int:
    baseline = read_number(chosen.baseline) if chosen.baseline.strip() else None
    found = absolute(chosen.measure, read_estimate(chosen.estimate), baseline, chosen.per)
    if chosen.json:
        names = ("before", "after", "difference", "low", "high")
        numbers = {name: None if (one := getattr(found, name)) is None else float(one) for name in names}
        print(json.dumps({"measure": found.measure, "per": found.per} | numbers, indent=2))
        return 0
    for step in steps(found):
        print(messages.text(step.code, step.params, language=language_of(chosen)))
    return 0


def _overlap(chosen: argparse.Namespace) -> int:
    name = chosen.file.name
    found = overlap(studies_by_review(read_table(read_bytes(chosen.file, MOST_BYTES), name), name))
    if chosen.json:
        matrix = {study: dict(zip(found.reviews, held, strict=True)) for study, held in found.rows}
        numbers = {"reviews": list(found.reviews), "studies": len(found.rows), "inclusions": found.inclusions}
        told = numbers | {"shared": found.shared, "cca": found.cca, "degree": found.degree, "pairs": found.pairs}
        print(json.dumps(told | {"matrix": matrix}, ensure_ascii=False, indent=2))
        return 0
    for number, review in enumerate(found.reviews, 1):
        print(f"{number} = {plain(review)}")
    width = max(len(plain(study)) for study, _ in found.rows)
    print(f"\n{'':{width}}  {'  '.join(f'{n:>2}' for n in range(1, len(found.reviews) + 1))}")
    for study, held in found.rows:
        print(f"{plain(study):{width}}  {'  '.join(' ✓' if one else ' –' for one in held)}")
    print()
    _say(chosen, "overlap_told", shared=found.shared, all=len(found.rows), n=found.inclusions)
    if found.cca is None:
        _say(chosen, "overlap_one_review")
        return 0
    degree = messages.text(found.degree, language=language_of(chosen)).lower()
    _say(chosen, "overlap_cca", cca=f"{found.cca:.1f}", degree=degree)
    for one, other, shared, cca in found.pairs:
        _say(chosen, "overlap_pair", one=plain(one), other=plain(other), n=shared, cca=f"{cca or 0:.1f}")
    return 0


def _say(chosen: argparse.Namespace, code: str, **params: str | int) -> None:
    print(messages.text(code, params, language=language_of(chosen)))


def _sentence(instrument: Instrument, step: Step, language: str) -> str:
    return messages.text(step.code, spoken(instrument, step, language), language=language)


def _about(instrument: Instrument, language: str) -> dict[str, str | int]:
    return {
        "instrument": instrument.key,
        "title": instrument.title.get(language),
        "items": len(instrument.items),
        "languages": ", ".join(instrument.languages),
    }


def _as_json(one: Judged, language: str) -> dict[str, object]:
    case, verdict = one.case, one.verdict
    instrument = case.instrument
    path = [
        {"code": step.code, "params": step.params, "text": _sentence(instrument, step, language)}
        for step in (*verdict.path, *case.notes, *_stated(one))
    ]
    return {
        "instrument": instrument.key,
        **({"study": case.study} if case.study else {}),
        **({"variant": instrument.variants[0].id} if instrument.variants else {}),
        "domains": dict(verdict.domains),
        "proposed": verdict.proposed,
        "stated": case.stated or None,
        "stated_as": case.stated_word or None,
        "worst_domain": one.worst,
        "agrees": None if not case.stated or not one.computed else not one.differs,
        "path": path,
        "unanswered": list(verdict.unanswered),
        "gate_failed": list(verdict.gate_failed),
        "not_read": [_sentence(instrument, step, language) for step in case.faults],
    }


def _shipped() -> list[Instrument]:
    return [load_instrument(reference.text(name)) for name in reference.names("checklists")]


def _named(wanted: str) -> Instrument:
    """By `id@version`, the newest version by `id`, or a checklist file by its path."""
    if wanted.lower().endswith((".yaml", ".yml")):
        return load_instrument(_read(Path(wanted)))
    shipped = sorted(_shipped(), key=lambda instrument: version_order(instrument.version))
    for instrument in reversed(shipped):
        if wanted in (instrument.id, instrument.key):
            return instrument
    known = ", ".join(sorted(instrument.key for instrument in shipped))
    raise NotThere("appraisal_instrument_unknown", instrument=wanted[:60], known=known)


def _variant(instrument: Instrument, said: str) -> str:
    if not said:
        return ""
    found = find(said, instrument.variants)
    if found is None:
        allowed = ", ".join(one.id for one in instrument.variants) or "–"
        raise BadInput("appraisal_variant_unknown", variant=said[:60], allowed=allowed)
    return found


def _with_critical(instrument: Instrument, said: str) -> Instrument:
    """With the team's own critical items."""
    if not said:
        return instrument
    if not instrument.rule.sets:
        raise BadInput("appraisal_no_critical", instrument=instrument.key)
    chosen = list[str]()
    for number in re.split(r"[,; ]+", said.strip()):
        items = items_of(number, instrument)
        if not items:
            raise BadInput("appraisal_item_unknown", item=number[:60], instrument=instrument.key)
        chosen += items
    return instrument.with_set(instrument.rule.sets[0].id, chosen)


def _count(text: str) -> int:
    """A whole number that is not negative, for argparse."""
    try:
        number = int(text)
    except ValueError as error:
        raise BadInput("argument_wants_count", given=text[:40]) from error
    if not 0 <= number <= 10**9:
        raise BadInput("argument_wants_count", given=text[:40])
    return number


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput("checklist_too_big", bytes=path.stat().st_size, limit=MAX_BYTES)
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadInput("appraisal_file_unreadable", file=path.name) from error
    except UnicodeDecodeError as error:
        raise BadInput("appraisal_file_not_utf8", file=path.name) from error


if __name__ == "__main__":
    sys.exit(main())
