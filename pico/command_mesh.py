"""`python -m pico mesh`: load NLM's descriptor file, or a Norwegian translation of it, and look headings up."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import BinaryIO

import messages
import wiring
from data.mesh import MeshTable
from pico.mesh import Heading
from pipeline.command_line import Parser, language_of
from pipeline.errors import BadInput
from pipeline.formats.mesh import read_mesh, unpacked

HELP = """\
Last inn MeSH, så emneord kan kontrolleres og foreslås uten nett. FIL er NLMs årlige fil (desc2026.xml, også som .gz eller .zip)
eller en norsk oversettelse av den (DescriptorRecordSet med LanguageCode="nor"). Begge kan lastes, hver for seg, og en
ny fil erstatter den forrige av samme slag. Uten FIL: si hva som er lastet.
"""


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command to a parser's commands."""
    parser = commands.add_parser("mesh", help="last inn MeSH, eller slå opp emneord", description=HELP)
    parser.add_argument("file", metavar="FIL", nargs="?", help="descriptorfil som XML")
    parser.add_argument("--look", metavar="ORD", help="emneord som har dette navnet, på engelsk eller norsk")
    parser.add_argument("--begins", metavar="ORD", help="emneord med et navn som begynner slik")
    parser.add_argument("--data", metavar="MAPPE", help="datamappen (uten: den som programmet bruker)")
    parser.add_argument("--json", action="store_true", help="skriv svaret som JSON")
    parser.set_defaults(command=_mesh)


def _mesh(choices: argparse.Namespace) -> int:
    table = MeshTable(Path(choices.data) if choices.data else wiring.data_folder())
    language = language_of(choices)
    if choices.file:
        name = Path(choices.file).name
        with _opened(Path(choices.file)) as packed, unpacked(packed, name) as stream:
            count = table.load(read_mesh(stream, name), name)
        print(messages.text("mesh_loaded", {"n": count}, language), file=sys.stderr)
    if choices.look or choices.begins:
        found = table.named(choices.look) if choices.look else table.beginning(choices.begins)
        return _told(found, choices)
    state = table.state()
    if choices.json:
        print(json.dumps({"headings": state.headings, "norwegian": state.norwegian, "loaded_at": state.loaded_at}))
    else:
        code = "mesh_state" if state.headings else "mesh_none"
        print(messages.text(code, {"n": state.headings, "norwegian": state.norwegian, "file": state.file}, language))
    return 0


def _told(found: tuple[Heading, ...], choices: argparse.Namespace) -> int:
    if choices.json:
        told = [{"ui": one.ui, "heading": one.heading, "norwegian": _norwegian(one)} for one in found]
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for one in found:
            print("\t".join((one.ui, one.heading, ", ".join(_norwegian(one)))))
        if not found:
            print(messages.text("mesh_nothing", {}, language_of(choices)))
    return 0 if found else 1


def _norwegian(one: Heading) -> list[str]:
    return [term.text for term in one.terms if term.language != "en"]


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as fault:
        raise BadInput("file_unreadable", file=path.name) from fault
