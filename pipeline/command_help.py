"""What `python -m pipeline COMMAND --help` says: a line in the list, what the command does, an example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

IMPORT = """\
Hent inn referanser fra filer, eller se hva filene inneholder. Formatet kjennes på innholdet, ikke på navnet: RIS, .nbib,
PubMed XML, EndNote (XML og .enw), Web of Science, Ovid, RefWorks, BibTeX, CSV, TSV, Excel, en liste med PMID-er eller DOI-er.

Hver postbegynnelse i filen gjøres rede for: lest som den er, lest etter en reparasjon som nevnes, eller lagt til side
med linje og grunn. Samme fil to ganger gir ingen nye referanser. Sluttkode 2: en fil kunne ikke åpnes eller hentes inn.
"""
DEDUPE = """\
Finn dubletter i filer, og skriv hvilken gruppe hver post hører til (CSV: record_id,cluster_id).

En tabell (CSV, også .csv.gz) med kolonnen record_id beholder sine id-er. Andre filer, og flere filer sammen, får
FILNAVN#n, der n er postens plass i filen. Bare det som er sikkert, slås sammen; par som er tvilsomme, og par som hører
sammen uten å være like (fortrykk, konferansesammendrag, rettelser, nye utgaver), kan skrives til egne filer.
"""
EXPORT = """\
Skriv forskningsomtalen av et spørsmål som .docx, .pdf, .html eller .md, eller referansene som .ris, .csv, .xlsx, .bib
eller .json (CSL-JSON): de inkluderte, eller alle med --all. Med --decisions følger hva som er bestemt, grunnen og stemmene.

Filen skrives hel eller ikke i det hele tatt. En fil som finnes, røres ikke uten --force.
"""
QUESTIONS = "Vis spørsmålene i arbeidsbenken med id, det nyeste først."
JOBS = "Vis arbeid som venter, er i gang eller har stoppet: søk, innhenting av filer og leting etter dubletter."


@dataclass(frozen=True, slots=True)
class Help:
    """The texts of one command."""

    line: str
    description: str
    examples: tuple[str, ...]

    @property
    def example(self) -> str:
        """The lines that stand last."""
        return "\n".join(("eksempel:", *(f"  python -m pipeline {one}" for one in self.examples)))


OVERVIEW = Help("", "Veien fra treff til oppsummering, på kommandolinjen.", ("import --dry-run treff.ris",))
HELP: Mapping[str, Help] = {
    "import": Help(
        "hent inn filer", IMPORT, ("import --dry-run --json treff.ris", "import treff.ris pubmed.nbib --question ID")
    ),
    "dedupe": Help("finn dubletter", DEDUPE, ("dedupe pubmed.nbib embase.ris --out grupper.csv --doubtful tvil.csv",)),
    "export": Help(
        "skriv omtalen til en fil",
        EXPORT,
        ("export ID --to omtale.docx", "export ID --to referanser.xlsx --all --decisions"),
    ),
    "questions": Help("vis spørsmålene", QUESTIONS, ("questions --text fall",)),
    "jobs": Help("vis eller gjør arbeid som venter", JOBS, ("jobs --work-off",)),
}
