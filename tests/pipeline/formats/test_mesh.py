"""MeSH files: NLM's own, a Norwegian translation, and what is no such file. Samples are made up."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.mesh import MeshTable
from pico.__main__ import main
from pico.mesh import Heading, proposals
from pipeline.errors import BadInput
from pipeline.formats.mesh import read_mesh, unpacked

RECORD = """<DescriptorRecord DescriptorClass="1"><DescriptorUI>{ui}</DescriptorUI>
<DescriptorName><String>{name}</String></DescriptorName><TreeNumberList><TreeNumber>C10.228</TreeNumber></TreeNumberList>
<ConceptList><Concept PreferredConceptYN="Y"><TermList>{terms}</TermList></Concept></ConceptList></DescriptorRecord>"""


def made(language: str, *records: tuple[str, str, tuple[str, ...]]) -> bytes:
    rows = "".join(
        RECORD.format(ui=ui, name=name, terms="".join(f"<Term><String>{one}</String></Term>" for one in terms))
        for ui, name, terms in records
    )
    return f'<?xml version="1.0"?><DescriptorRecordSet LanguageCode="{language}">{rows}</DescriptorRecordSet>'.encode()


ENGLISH = made(
    "eng",
    ("D000001", "Examplitis", ("Examplitis", "Example Disease")),
    ("D000002", "Pain, Made Up", ("Pain, Made Up",)),
)
NORWEGIAN = made("nor", ("D000001", "Eksempelsyke[Examplitis]", ("Eksempelsyke[Examplitis]", "Eksempelplage")))


def test_both_files_give_one_table(tmp_path: Path) -> None:
    table = MeshTable(tmp_path)
    assert table.state().headings == 0 and table.knows("Examplitis") is None and table.named("Examplitis") == ()
    assert table.load(read_mesh(io.BytesIO(ENGLISH), "desc.xml"), "desc.xml") == 2
    assert table.load(read_mesh(io.BytesIO(NORWEGIAN), "nor.xml"), "nor.xml") == 1
    assert table.knows("examplitis") is True and table.knows("Nonsense") is False
    assert [one.heading for one in table.named("EKSEMPELPLAGE")] == ["Examplitis"]
    assert [one.heading for one in table.beginning("exam")] == ["Examplitis"]
    assert table.named("Examplitis")[0].trees == ("C10.228",)
    assert (table.state().headings, table.state().norwegian) == (2, 2)


def test_a_file_that_breaks_off_changes_nothing(tmp_path: Path) -> None:
    table = MeshTable(tmp_path)
    table.load(read_mesh(io.BytesIO(ENGLISH), "desc.xml"), "desc.xml")
    with pytest.raises(BadInput, match="mesh_broken"):
        table.load(read_mesh(io.BytesIO(ENGLISH[:-60]), "desc.xml"), "desc.xml")
    assert table.state().headings == 2


@pytest.mark.parametrize("text", [b"", b"no xml", b"<html></html>", b"<DescriptorRecordSet></DescriptorRecordSet>"])
def test_what_is_no_such_file_is_named(text: bytes) -> None:
    with pytest.raises(BadInput, match="mesh_not_descriptors"):
        list(read_mesh(io.BytesIO(text), "x.xml"))


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + made("eng", ("D000001", "&a;", ()))[21:]
    with pytest.raises(BadInput):
        list(read_mesh(io.BytesIO(bomb), "x.xml"))


def test_proposals_say_where_they_come_from(tmp_path: Path) -> None:
    table = MeshTable(tmp_path)
    table.load(read_mesh(io.BytesIO(NORWEGIAN), "nor.xml"), "nor.xml")
    words = proposals(["eksempelplage"], table.named)
    assert [(one.text, one.kind, one.origin) for one in words] == [
        ("Examplitis", "mesh", "mesh_file"),
        ("examplitis", "text", "mesh_file"),
    ]


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "nor.xml"
    file.write_bytes(NORWEGIAN)
    assert main(["mesh", str(file), "--data", str(tmp_path)]) == 0
    assert main(["mesh", "--look", "eksempelsyke", "--data", str(tmp_path)]) == 0
    assert "D000001\tExamplitis" in capsys.readouterr().out
    assert main(["mesh", "--look", "finnes ikke", "--data", str(tmp_path)]) == 1
    assert main(["mesh", str(tmp_path / os.devnull.strip("/")), "--data", str(tmp_path)]) == 2


def packed(how: str, data: bytes) -> bytes:
    if how == "gz":
        return gzip.compress(data)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number in range(2 if how == "two" else 1):
            archive.writestr(f"example{number}.xml", data)
    return held.getvalue()


@pytest.mark.parametrize("how", ["gz", "zip"])
def test_a_packed_file_is_unpacked(how: str) -> None:
    with unpacked(io.BytesIO(packed(how, ENGLISH)), "desc") as stream:
        assert [one.ui for one in read_mesh(stream, "desc")] == ["D000001", "D000002"]


@pytest.mark.parametrize(
    "data", [packed("two", ENGLISH), b"PK\x03\x04 cut off", packed("gz", ENGLISH)[:-30], packed("zip", b"x")]
)
def test_a_packed_file_that_is_none_is_named(data: bytes) -> None:
    with pytest.raises(BadInput) as caught, unpacked(io.BytesIO(data), "desc") as stream:
        list(read_mesh(stream, "desc"))
    assert caught.value.code in ("mesh_not_descriptors", "mesh_broken")


HEAVY = [
    made("eng", ("D1", "A", ("b" * 9_000_000,))),
    made("eng", ("D1", "A", ("b",) * 400_000)),
    b'<?xml version="1.0"?><DescriptorRecordSet>' + b"<!-- nothing -->" * 600_000,
]


@pytest.mark.parametrize("data", HEAVY, ids=["one name", "one record", "no record"])
def test_a_file_is_read_within_bounds(data: bytes, tmp_path: Path) -> None:
    table = MeshTable(tmp_path)
    table.load(read_mesh(io.BytesIO(ENGLISH), "desc.xml"), "desc.xml")
    with (
        pytest.raises(BadInput, match="mesh_too_heavy"),
        unpacked(io.BytesIO(gzip.compress(data)), "heavy.gz") as stream,
    ):
        table.load(read_mesh(stream, "heavy.gz"), "heavy.gz")
    assert table.state().headings == 2, "the old one holds"


def test_entities_are_not_unfolded() -> None:
    bomb = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + ENGLISH.partition(b"?>")[2].replace(
        b"Example Disease", b"&b;"
    )
    found = list(read_mesh(io.BytesIO(bomb), "desc.xml"))
    assert all("aaaa" not in term.text for one in found for term in one.terms)


def test_one_language_is_taken_away_and_the_other_stays(tmp_path: Path) -> None:
    table = MeshTable(tmp_path)
    table.load(read_mesh(io.BytesIO(ENGLISH), "desc.xml"), "desc.xml")
    table.load(read_mesh(io.BytesIO(NORWEGIAN), "nor.xml"), "nor.xml")
    assert [(one.language, one.names, one.headings) for one in table.loads()] == [("en", 3, 2), ("nb", 2, 1)]
    assert table.remove("en") == 3
    assert table.knows("Pain, Made Up") is False and table.named("Eksempelplage")[0].heading == "Examplitis"
    assert table.remove("nb") == 2 and table.loads() == () and table.knows("Examplitis") is None


def test_one_load_at_a_time(tmp_path: Path) -> None:
    table = MeshTable(tmp_path)

    def second() -> Iterator[Heading]:
        with pytest.raises(BadInput, match="mesh_busy"):
            table.load(read_mesh(io.BytesIO(NORWEGIAN), "nor.xml"), "nor.xml")
        yield from read_mesh(io.BytesIO(ENGLISH), "desc.xml")

    assert table.load(second(), "desc.xml") == 2
    assert not (tmp_path / "mesh.new").exists()
