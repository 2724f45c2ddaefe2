"""EndNote XML: styles, dialects of Zotero and Bookends, damage, and XML that would do harm."""

from __future__ import annotations

import time

import pytest

from pipeline.formats.read import read_file

HEAD = '<?xml version="1.0" encoding="UTF-8"?><xml><records>'
ONE = """
<record><source-app name="EndNote" version="20.0">EndNote</source-app>
<ref-type name="Journal Article">17</ref-type>
<contributors><authors>
<author><style face="normal">Example, A. B.</style></author><author>Other, Bo</author>
</authors></contributors>
<titles><title><style face="normal">Example trial of </style><style face="italic">made-up</style> things</title>
<secondary-title>Journal of Examples</secondary-title></titles>
<pages>5-9</pages><volume>18</volume><number>2</number><dates><year>2020</year></dates>
<keywords><keyword>one</keyword><keyword>two</keyword></keywords>
<electronic-resource-num>10.1000/ex.1</electronic-resource-num>
<accession-num>10000001</accession-num><remote-database-provider>NLM</remote-database-provider>
<abstract>BACKGROUND: Made up.&#xD;RESULTS: None.</abstract></record>
"""
TAIL = "</records></xml>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_one_record(encoding: str) -> None:
    text = (HEAD + ONE + TAIL).replace("UTF-8", "UTF-16" if encoding == "utf-16" else "UTF-8")
    reading = read_file(text.encode(encoding))
    assert (reading.format, reading.record_starts, reading.taken) == ("endnote_xml", 1, 1)
    one = reading.parsed[0].record
    assert one.title == "Example trial of made-up things"
    assert (one.authors, one.year, one.kind) == (("Example, A. B.", "Other, Bo"), 2020, "article")
    assert (one.journal, one.volume, one.issue, one.pages) == ("Journal of Examples", "18", "2", "5-9")
    assert (one.doi, one.pmid, one.keywords) == ("10.1000/ex.1", "10000001", ("one", "two"))
    assert one.abstract == "BACKGROUND: Made up.\nRESULTS: None."
    assert reading.parsed[0].line == 2


def test_a_cut_file_keeps_what_is_whole() -> None:
    reading = read_file((HEAD + ONE * 3).encode()[:-200])
    assert (reading.record_starts, len(reading.parsed)) == (3, 2)
    assert [(one.code, one.line) for one in reading.rejected] == [("record_cut", 28)]


def test_one_broken_record_among_others() -> None:
    broken = ONE.replace("made-up", "made & up")
    reading = read_file((HEAD + ONE + broken + ONE + TAIL).encode())
    assert (reading.record_starts, reading.taken, reading.rescued) == (3, 2, 1)
    assert [one.repairs for one in reading.parsed] == [(), ("broken_file",), ()], "those behind it are whole"


@pytest.mark.parametrize("written", ["1990\x961995", "1990&#150;1995", "1990&#x96;1995"])
def test_control_characters_are_read_as_what_they_nearly_always_are(written: str) -> None:
    odd = ONE.replace("made-up", written)
    reading = read_file((HEAD + ONE + odd + ONE + TAIL).encode())
    assert [one.repairs for one in reading.parsed] == [(), ("control_characters",), ()]
    assert "1990–1995" in reading.parsed[1].record.title


def test_entities_are_refused() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><records>' + ONE + TAIL
    reading = read_file(bomb.encode())
    assert [(reading.format, one.code) for one in reading.rejected] == [(None, "file_unsafe_xml")]


def test_an_outer_file_is_not_fetched(tmp_path: object) -> None:
    outer = '<?xml version="1.0"?><!DOCTYPE xml SYSTEM "http://127.0.0.1:9/x.dtd"><xml><records>' + ONE + TAIL
    assert read_file(outer.encode()).taken == 1


def test_many_remarks_before_another_root_take_no_time() -> None:
    begun = time.monotonic()
    reading = read_file(b"<?xml version='1.0'?>\n" + b"<!-- a - remark -->\n" * 500 + b"<other/>")
    assert reading.format is None and time.monotonic() - begun < 2
