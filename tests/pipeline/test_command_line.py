"""`python -m pipeline`: what is printed, what is stored, where errors go."""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest

import wiring
from pipeline.command_line import Output
from pipeline.formats.read import read_file
from pipeline.rows import Actor, Run
from pipeline.steps.example import load_example
from tests.command import Done, begin, run, run_here
from tests.pipeline.formats.shared import FIXTURES, counts, needs_shared

GOOD = """\
TY  - JOUR
TI  - Example trial of walking in groups
AU  - Example, Anna
PY  - 2020
DO  - 10.1000/example.1
ER  -

TY  - JOUR
TI  - Example trial of balance at home
AU  - Sample, Bo
PY  - 2021
ER  -
"""
# one as it should be, one without its ER, one with nothing in it
MIXED = """\
TY  - JOUR
TI  - Example trial of reading aloud
PY  - 2019
ER  -

TY  - JOUR
TI  - Example review of naps
PY  - 2018

TY  - JOUR
ER  -
"""
NBIB = """\
PMID- 90000001
TI  - Example trial of walking in groups
FAU - Example, Anna
DP  - 2020 May
AID - 10.1000/example.1 [doi]

"""
KEYS = ["file", "format", "record_starts", "taken", "rescued", "repairs", "rejected", "notices"]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder of made-up files."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "good.ris").write_text(GOOD, encoding="utf-8")
    (folder / "mixed.ris").write_text(MIXED, encoding="utf-8")
    (folder / "pubmed.txt").write_text(NBIB, encoding="utf-8")
    (folder / "letter.txt").write_text("Kjære alle, her er listen.\n", encoding="utf-8")
    (folder / "empty.ris").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder that holds the example question, and the question's id."""
    data = tmp_path_factory.mktemp("example")
    person_id, _ = begin(data)
    store = wiring.open_store(data / "kunnskapsbroen.sqlite")
    try:
        return data, load_example(store, Actor(person_id), *wiring.library().for_example)
    finally:
        store.close()


def told(done: Done) -> dict[str, dict[str, Any]]:
    """name of the file -> what the JSON says of it."""
    return {Path(one["file"]).name: one for one in json.loads(done.out)["files"]}


def runs(data: Path, question_id: str, person_id: str) -> tuple[tuple[Run, ...], int]:
    """The runs of a question, and how many references it has."""
    store = wiring.open_store(data / "kunnskapsbroen.sqlite")
    try:
        view = store.seen_by(Actor(person_id))
        return view.runs(question_id), view.count_references(question_id)
    finally:
        store.close()


# -- import --dry-run


@needs_shared
def test_dry_run_counts_every_shared_ris_and_nbib_file(tmp_path: Path) -> None:
    data = tmp_path / "no" / "such" / "folder"
    paths = [path for group in ("ris", "nbib") for path in sorted((FIXTURES / group).iterdir())]
    done = run(data, "import", "--dry-run", "--json", *paths)
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)["files"]
    assert [one["file"] for one in found] == [str(path) for path in paths]
    expected = counts("ris") | counts("nbib")
    for one in found:
        assert list(one) == KEYS
        assert one["record_starts"] == expected[Path(one["file"]).name]
        assert one["taken"] + one["rescued"] + len(one["rejected"]) == one["record_starts"]
        assert one["rescued"] <= sum(one["repairs"].values())
    assert not data.exists() and not data.parent.exists()


def test_dry_run_names_what_was_mended_and_what_was_put_aside(tmp_path: Path, files: Path) -> None:
    done = run(tmp_path / "data", "import", "--dry-run", "--json", *sorted(files.iterdir()))
    assert (done.code, done.err) == (0, "")
    found = told(done)
    mixed = found["mixed.ris"]
    assert (mixed["format"], mixed["record_starts"], mixed["taken"], mixed["rescued"]) == ("ris", 3, 1, 1)
    assert mixed["repairs"] == {"missing_end": 1}
    assert [one["line"] for one in mixed["rejected"]] == [10]
    assert mixed["rejected"][0]["reason"].startswith("Post 3 har verken tittel")
    assert found["pubmed.txt"]["format"] == "nbib"
    for name in ("letter.txt", "empty.ris"):
        one = found[name]
        assert (one["format"], one["record_starts"], one["taken"], one["rescued"]) == (None, 0, 0, 0)
        assert len(one["rejected"]) == 1 and set(one["rejected"][0]) == {"line", "part", "code", "reason", "raw"}
    assert not (tmp_path / "data").exists()


def test_a_file_that_cannot_be_opened_does_not_stop_the_others(tmp_path: Path, files: Path) -> None:
    done = run(tmp_path, "import", "--dry-run", "--json", files / "absent.ris", files, files / "good.ris")
    assert done.code == 2
    assert done.err.count("\n") == 2 and "absent.ris finnes ikke" in done.err and "er en mappe" in done.err
    found = told(done)
    for name in ("absent.ris", files.name):
        assert list(found[name]) == KEYS and found[name]["format"] is None
        assert name in found[name]["rejected"][0]["reason"]
    assert found["good.ris"]["taken"] == 2


@pytest.mark.parametrize(
    "content", [b"\x00" * 5000, b"\xff\xfe\x00", b"%PDF-1.7", b"<a><b></a>", random.Random(1).randbytes(4000)]
)
def test_odd_bytes_are_told_of(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd").write_bytes(content)
    done = run_here(tmp_path / "data", "import", "--dry-run", "--json", tmp_path / "odd")
    assert (done.code, done.err) == (0, "")
    assert [told(done)["odd"][key] for key in ("format", "record_starts")] == [None, 0]


def test_table_for_people(tmp_path: Path, files: Path) -> None:
    done = run(tmp_path, "import", "--dry-run", files / "good.ris", files / "mixed.ris")
    lines = done.out.splitlines()
    assert lines[0].split("  ")[0] == "Fil" and lines[0].endswith("Lagt til side")
    assert lines[1].split()[1:] == ["ris", "2", "2", "0", "0"]
    assert lines[2].split()[1:] == ["ris", "3", "1", "1", "1"]
    assert "  linje 10: Post 3 har verken" in done.out
    assert "  1 × Slutten på posten (ER) manglet" in done.out


def test_a_terminal_that_knows_only_ascii_gets_no_trace(tmp_path: Path, files: Path) -> None:
    done = run(tmp_path, "import", "--dry-run", files / "letter.txt", PYTHONIOENCODING="ascii")
    assert (done.code, done.err) == (0, "")


# -- import for good


def test_import_keeps_each_reference_once(tmp_path: Path, files: Path) -> None:
    person_id, question_id = begin(tmp_path)
    done = run(tmp_path, "import", files / "good.ris", files / "pubmed.txt", "--question", question_id, "--json")
    assert (done.code, done.err) == (0, "")
    assert [(one["new"], one["known"]) for one in told(done).values()] == [(2, 0), (1, 0)]
    again = run(tmp_path, "import", files / "good.ris", "--question", question_id, "--source", "embase")
    assert again.code == 0
    assert again.out.splitlines()[1].split()[-2:] == ["0", "2"]
    kept, references = runs(tmp_path, question_id, person_id)
    assert [(one.source, one.state, one.new) for one in kept] == [
        ("other", "done", 2),
        ("pubmed", "done", 1),
        ("embase", "done", 0),
    ]
    assert references == 2, "the one that both files have is found to be the same, without being asked"


def test_import_takes_the_good_part(tmp_path: Path, files: Path) -> None:
    person_id, question_id = begin(tmp_path)
    done = run(tmp_path, "import", files / "letter.txt", files / "mixed.ris", "--question", question_id)
    done.says("letter.txt")
    kept, references = runs(tmp_path, question_id, person_id)
    assert ([one.file_name for one in kept], references) == (["mixed.ris"], 2)


def test_import_beside_a_running_server(tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, question_id = begin(tmp_path)
    monkeypatch.setenv("KUNNSKAPSBROEN_DATA", str(tmp_path))
    wiring.house()
    try:
        done = run(tmp_path, "import", files / "good.ris", "--question", question_id, "--json")
    finally:
        wiring.close_house()
    assert (done.code, told(done)["good.ris"]["new"]) == (0, 2)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["FIL", "--help"]),
        (["FILE"], ["--question", "--dry-run"]),
        (["FILE", "--question", "no-such"], ["no-such"]),
        (["FILE", "--question", "QUESTION", "--as", "nobody"], ["nobody"]),
        (["FILE", "--question", "QUESTION", "--source", "moon"], ["moon", "pubmed"]),
        (["FILE", "--question"], ["--question"]),
        (["FILE", "--dryrun"], ["--dryrun"]),
    ],
)
def test_import_refuses(example: tuple[Path, str], files: Path, arguments: list[str], words: list[str]) -> None:
    data, question_id = example
    known = {"FILE": str(files / "good.ris"), "QUESTION": question_id}
    run_here(data, "import", *(known.get(one, one) for one in arguments)).says(*words)


# -- who, and where


@pytest.mark.parametrize("command", [["questions"], ["jobs"], ["export", "x", "--to", "x.md"]])
def test_no_workbench_yet(tmp_path: Path, command: list[str]) -> None:
    data = tmp_path / "data"
    run_here(data, *command).says("Start arbeidsbenken")
    assert not data.exists()


def test_nobody_is_registered(tmp_path: Path) -> None:
    wiring.open_store(tmp_path / "kunnskapsbroen.sqlite").close()
    run(tmp_path, "questions").says("Ingen har sagt hvem de er", "Start arbeidsbenken")


@pytest.mark.parametrize("content", [b"", b"no database at all " * 400])
def test_what_is_no_database(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kunnskapsbroen.sqlite").write_bytes(content)
    run_here(tmp_path, "questions").says("kunnskapsbroen.sqlite")


@pytest.mark.parametrize("command", ["", "import", "dedupe", "export", "questions", "jobs"])
def test_help_is_bokmal_with_an_example(tmp_path: Path, command: str) -> None:
    done = run_here(tmp_path, *filter(None, [command]), "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("bruk: python -m pipeline")
    assert f"eksempel:\n  python -m pipeline {command}" in done.out
    assert not {"usage:", "options:", "show this help"} & set(done.out.splitlines())


def test_unknown_command(tmp_path: Path) -> None:
    run_here(tmp_path, "fly").says("fly", "import", "export")


# -- dedupe


def clusters(path: Path) -> dict[str, str]:
    """record_id -> cluster_id of a written table."""
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["record_id"]: row["cluster_id"] for row in csv.DictReader(handle)}


def test_dedupe_across_files(tmp_path: Path, files: Path) -> None:
    out = tmp_path / "out.csv"
    done = run(tmp_path, "dedupe", files / "good.ris", files / "pubmed.txt", "--out", out)
    assert (done.code, done.err) == (0, "")
    assert "3 poster. Det ble 2 grupper: én dublett. 0 par er tvilsomme." in done.out
    found = clusters(out)
    assert set(found) == {"good.ris#1", "good.ris#2", "pubmed.txt#1"}
    assert found["good.ris#1"] == found["pubmed.txt#1"] != found["good.ris#2"]


@pytest.mark.parametrize("packed", [False, True])
def test_dedupe_of_a_table_keeps_its_ids(tmp_path: Path, packed: bool) -> None:
    title = "Example trial of singing in choirs for older adults in nursing homes"
    text = "record_id,title,authors,year,journal,doi\n"
    text += f'a7,{title},"Example, Anna",2020,Example Journal,10.1000/example.7\n'
    text += f'b2,{title}.,"Example, A",2020,Example Journal,10.1000/example.7\n'
    text += 'c1,Another example on school lunches and wellbeing,"Sample, Bo",2011,Sample Journal,10.1000/example.7\n'
    path = tmp_path / ("table.csv.gz" if packed else "table.csv")
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    done = run(tmp_path, "dedupe", path, "--out", tmp_path / "out.csv", "--doubtful", tmp_path / "doubtful.csv")
    assert done.code == 0
    found = clusters(tmp_path / "out.csv")
    assert found["a7"] == found["b2"] != found["c1"]
    with (tmp_path / "doubtful.csv").open(encoding="utf-8", newline="") as handle:
        doubtful = list(csv.DictReader(handle))
    assert [(row["record_a"] in "a7b2", row["record_b"], row["code"]) for row in doubtful] == [
        (True, "c1", "dedupe_same_doi_other_title")
    ]
    assert doubtful[0]["reason"].endswith(".")


VERSIONS = """record_id,title,authors,year,journal,doi
v1,Example exercise for made-up falls,"Example, A",2014,Cochrane Database Syst Rev,10.1002/14651858.cd999999
v2,Example exercise for made-up falls,"Example, A",2020,Cochrane Database Syst Rev,10.1002/14651858.cd999999.pub2
v3,Example exercise for made-up falls.,"Example, A",2020,Cochrane Database Syst Rev,10.1002/14651858.cd999999.pub2
"""


@pytest.mark.parametrize(("chosen", "groups"), [([], 1), (["--versions", "together"], 1), (["--versions", "apart"], 2)])
def test_dedupe_tells_versions_and_why_it_merged(tmp_path: Path, chosen: list[str], groups: int) -> None:
    path = tmp_path / "table.csv"
    path.write_text(VERSIONS, encoding="utf-8")
    outs = {name: tmp_path / f"{name}.csv" for name in ("out", "linked", "merges")}
    done = run(tmp_path, "dedupe", path, *chosen, *(one for name in outs for one in (f"--{name}", outs[name])))
    assert (done.code, done.err) == (0, "")
    assert len(set(clusters(outs["out"]).values())) == groups
    linked, merges = (list(csv.DictReader(outs[name].read_text("utf-8").splitlines())) for name in ("linked", "merges"))
    assert [(row["record_a"], row["kind"]) for row in linked] == [("v1", "version")]
    assert [(row["record_a"], row["record_b"], row["reason"]) for row in merges] == [
        ("v2", "v3", "Samme DOI: 10.1002/14651858.cd999999.pub2.")
    ]


def test_dedupe_of_two_tables_names_the_rows_by_their_files(tmp_path: Path) -> None:
    text = "record_id,title,doi\na,Example title of a made-up study,10.1000/example.1\n"
    (tmp_path / "one.csv").write_text(text, encoding="utf-8")
    (tmp_path / "two.csv.gz").write_bytes(gzip.compress(text.encode()))
    done = run(tmp_path, "dedupe", tmp_path / "one.csv", tmp_path / "two.csv.gz", "--out", tmp_path / "out.csv")
    assert done.code == 0
    assert clusters(tmp_path / "out.csv") == {"one.csv#1": "c1", "two.csv.gz#1": "c1"}


def test_dedupe_tells_of_what_it_left_out(tmp_path: Path, files: Path) -> None:
    (files / "more").mkdir()
    (files / "more" / "good.ris").write_text(GOOD, encoding="utf-8")
    both = (files / "good.ris", files / "more" / "good.ris", files / "good.ris")
    done = run(tmp_path, "dedupe", *both, files / "mixed.ris", "--out", tmp_path / "out.csv")
    assert done.code == 0
    assert "mixed.ris: linje 10: Post 3" in done.err
    assert set(clusters(tmp_path / "out.csv")) == {
        *(f"{path}#{n}" for path in both for n in (1, 2)),
        *(f"mixed.ris#{n}" for n in (1, 2)),
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["good.ris", "letter.txt", "--out", "out.csv"], ["letter.txt"]),
        (["absent.ris", "--out", "out.csv"], ["absent.ris"]),
        (["twice.csv", "--out", "out.csv"], ["samme id"]),
        (["nameless.csv", "--out", "out.csv"], ["nameless.csv", "Linje 2"]),
        (["good.ris", "--out", "good.ris"], ["--out"]),
        (["good.ris", "--out", "out.csv", "--doubtful", "out.csv"], ["--doubtful"]),
        (["good.ris", "--out", "no/out.csv"], ["Mappen"]),
        (["good.ris", "--out", "."], ["mappe"]),
        (["good.ris"], ["--out"]),
    ],
)
def test_dedupe_writes_nothing_where_it_refuses(
    tmp_path: Path, files: Path, arguments: list[str], words: list[str]
) -> None:
    (files / "twice.csv").write_text("record_id,title\na,Example one\na,Example two\n", encoding="utf-8")
    (files / "nameless.csv").write_text("record_id,title\n,Example one\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in files.iterdir()}
    run_here(tmp_path, "dedupe", *(one if one.startswith("--") else files / one for one in arguments)).says(*words)
    assert {path.name: path.read_bytes() for path in files.iterdir()} == before


# -- export, questions, jobs


def test_questions_show_the_way_to_an_export(example: tuple[Path, str]) -> None:
    data, question_id = example
    done = run(data, "questions", "--text", "trening", "--json")
    assert done.code == 0
    assert [(one["id"], one["example"]) for one in json.loads(done.out)["questions"]] == [(question_id, True)]
    shown = run_here(data, "questions").out.splitlines()
    assert len(shown) == 3 and shown[1].startswith(question_id) and shown[1].endswith("(eksempel)")
    assert run_here(data, "questions", "--text", "no such words").out.startswith("Fant ingen")


def test_export_in_every_format(example: tuple[Path, str], tmp_path: Path) -> None:
    data, question_id = example
    for ending in (".docx", ".html", ".md", ".ris"):
        done = (run if ending == ".docx" else run_here)(data, "export", question_id, "--to", tmp_path / f"out{ending}")
        assert (done.code, done.err) == (0, ""), ending
        assert "out" + ending in done.out
    assert zipfile.is_zipfile(tmp_path / "out.docx")
    assert (tmp_path / "out.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "out.md").read_text(encoding="utf-8").lstrip("*").startswith(("#", "UTKAST"))
    reading = read_file((tmp_path / "out.ris").read_bytes())
    assert (reading.format, reading.taken) == ("ris", 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.docx", "out.html", "out.md", "out.ris"]


def test_export_overwrites_only_when_told(example: tuple[Path, str], tmp_path: Path) -> None:
    data, question_id = example
    target = tmp_path / "out.md"
    target.write_text("mine", encoding="utf-8")
    run_here(data, "export", question_id, "--to", target).says("out.md", "--force")
    assert target.read_text(encoding="utf-8") == "mine"
    assert run_here(data, "export", question_id, "--to", target, "--force").code == 0
    assert target.read_text(encoding="utf-8").lstrip("*").startswith(("#", "UTKAST"))


@pytest.mark.parametrize(
    ("question", "to", "words"),
    [
        ("no-such", "out.md", ["no-such"]),
        ("QUESTION", "out.odt", [".odt", ".docx", ".pdf"]),
        ("QUESTION", "out", ["out", ".docx"]),
        ("QUESTION", "no/such/out.md", ["Mappen"]),
        ("EMPTY", "out.ris", ["ingen inkluderte"]),
    ],
)
def test_export_refuses(example: tuple[Path, str], tmp_path: Path, question: str, to: str, words: list[str]) -> None:
    data, question_id = example
    all_ids = [one["id"] for one in json.loads(run_here(data, "questions", "--json").out)["questions"]]
    ids = {"QUESTION": question_id, "EMPTY": next(one for one in all_ids if one != question_id)}
    run_here(data, "export", ids.get(question, question), "--to", tmp_path / to).says(*words)
    assert list(tmp_path.iterdir()) == []


def test_a_question_with_nothing_in_it_can_be_exported(tmp_path: Path) -> None:
    _, question_id = begin(tmp_path)
    assert run(tmp_path, "export", question_id, "--to", tmp_path / "out.docx").code == 0


def test_jobs_are_shown_and_worked_off(tmp_path: Path) -> None:
    from pipeline.steps.search import start_import

    person_id, question_id = begin(tmp_path)
    assert run(tmp_path, "jobs").out.startswith("Ingenting venter")
    store = wiring.open_store(tmp_path / "kunnskapsbroen.sqlite")
    run_id = start_import(store, Actor(person_id), question_id, "good.ris", GOOD.encode(), "embase")
    store.close()
    assert run(tmp_path, "jobs").out.splitlines()[1].split()[:4] == [question_id, "lese", "en", "fil"]
    assert run(tmp_path, "jobs", "--work-off").out == "Arbeid som ble gjort: 2.\n"
    kept, references = runs(tmp_path, question_id, person_id)
    assert ([one.id for one in kept if one.state == "done"], references) == ([run_id], 2)


def test_a_fault_of_ours_is_one_sentence_and_a_log(tmp_path: Path) -> None:
    begin(tmp_path)
    (tmp_path / "kunnskapsbroen.sqlite.lock").unlink()
    (tmp_path / "kunnskapsbroen.sqlite.lock").mkdir()  # what nobody thought of
    run(tmp_path, "questions").says("--verbose")
    told_more = run(tmp_path, "questions", "--verbose")
    assert told_more.code == 2 and "Traceback" in told_more.err


@pytest.mark.parametrize("ending", [".ris", ".csv", ".xlsx", ".bib", ".json"])
def test_references_go_out_in_every_format(tmp_path: Path, files: Path, ending: str) -> None:
    _, question_id = begin(tmp_path)
    run_here(tmp_path, "import", files / "good.ris", "--question", question_id)
    out = tmp_path / f"out{ending}"
    assert run_here(tmp_path, "export", question_id, "--to", out).err.startswith("Spørsmålet har ingen inkluderte")
    done = run_here(tmp_path, "export", question_id, "--to", out, "--all", "--decisions")
    assert (done.code, done.out) == (0, f"Skrevet til {out}. Referanser: 2.\n")
    if ending != ".json":
        assert told(run_here(tmp_path, "import", "--dry-run", "--json", out))[out.name]["taken"] == 2
    if ending in (".ris", ".csv", ".bib", ".json"):
        assert "ikke vurdert ennå" in out.read_text(encoding="utf-8-sig")


def test_a_rejected_start_has_its_code_and_its_own_text(tmp_path: Path, files: Path) -> None:
    (one,) = told(run_here(tmp_path, "import", "--dry-run", "--json", files / "mixed.ris"))["mixed.ris"]["rejected"]
    assert (one["code"], one["line"]) == ("record_empty", 10)
    assert one["raw"].startswith("TY  - ")


def test_output_packs_what_is_called_gz_and_never_replaces_what_is_no_file(tmp_path: Path) -> None:
    with Output(tmp_path / "out.csv.gz") as out:
        out.write(b"record_id\n")
    assert gzip.decompress((tmp_path / "out.csv.gz").read_bytes()) == b"record_id\n"
    (tmp_path / "real.csv").write_text("old", "utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    with Output(tmp_path / "link.csv") as out:
        out.write(b"new")
    assert (tmp_path / "link.csv").is_symlink() and (tmp_path / "real.csv").read_bytes() == b"new"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    held = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    with Output(pipe) as out:
        out.write(b"through")
    assert (pipe.is_fifo(), os.read(held, 20)) == (True, b"through")
    os.close(held)
