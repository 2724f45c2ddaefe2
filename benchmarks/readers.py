"""Records found in each shared file: ours beside the libraries, and the same ten records as six systems export them.

    python -m benchmarks.readers FIXTURES [--files]

FIXTURES is the folder of shared fixtures, whose README gives the true counts. One line a format: files, records that the
README counts, and for each reader the files in which it finds exactly as many. "silent": files in which a reader says nothing
and yet gives fewer. Of ours also what `import --dry-run` tells: record starts, which taken, rescued and rejected add up to.
`--files` names the files in which ours differs. All readers run in this one process.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import logging
import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.formats.read import read_file
from pipeline.records import Reading, Record

GROUPS = (
    "ris",
    "epistemonikos",
    "nbib",
    "pubmed-xml",
    "endnote-xml",
    "wos",
    "ovid-text",
    "enw",
    "bib",
    "csv",
    "misc-txt",
)
TOLD = ("starts", "taken", "rescued", "rejected")
EXPORTS = ("embase", "zotero", "endnote", "mendeley", "eppireviewer", "covidence_endnote")
_ARTICLE = re.compile(rb"<Pubmed(?:Book)?Article[\s>]")
FIELDS = ("title", "year", "authors", "doi", "pmid", "abstract")


def counts(folder: Path, group: str) -> dict[str, int]:
    """File -> records, after the README. The 124 files of one article each stand there as one line; one of them is empty."""
    text = (folder / "README.md").read_text("utf-8")
    section = re.search(rf"^## {re.escape(group)} .*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    told = re.findall(r"^\| (\S+) \| (\d+) \|", section.group() if section else "", re.MULTILINE)
    found = {name: int(number) for name, number in told}
    if group == "pubmed-xml":
        single = (folder / group).glob("mp_*.xml")
        found |= {path.name: int(_ARTICLE.search(path.read_bytes()) is not None) for path in single}
    return found


# -- the libraries: bytes -> number of records; raising = the file is refused aloud


def _rispy(data: bytes) -> int:
    import rispy

    return len(rispy.loads(_text(data)))


def _medline(data: bytes) -> int:
    from Bio import Medline

    return sum(bool(one.get("PMID") or one.get("TI")) for one in Medline.parse(io.StringIO(_text(data))))


def _nbib(data: bytes) -> int:
    import nbib

    return len(nbib.read(_text(data)))


def _bibtexparser(data: bytes) -> int:
    import bibtexparser

    library = bibtexparser.parse_string(_text(data))
    if library.failed_blocks:
        raise ValueError(f"{len(library.failed_blocks)} blocks failed")
    return len(library.entries)


def _pybtex(data: bytes) -> int:
    from pybtex.database import parse_string

    return len(parse_string(_text(data), "bibtex").entries)


def _lxml(tag: str) -> Callable[[bytes], int]:
    from lxml import etree

    def read(data: bytes) -> int:
        events = etree.iterparse(io.BytesIO(data), tag=tag, no_network=True, resolve_entities=False, load_dtd=False)
        return sum(1 for _ in events)

    return read


def _csv(data: bytes) -> int:
    import csv

    text = _text(data)
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    return sum(any(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) - 1


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig")


LIBRARIES: Mapping[str, Mapping[str, Callable[[bytes], int]]] = {
    "ris": {"rispy": _rispy},
    "epistemonikos": {"rispy": _rispy},
    "nbib": {"Bio.Medline": _medline, "nbib": _nbib},
    "pubmed-xml": {"lxml": _lxml("{*}PubmedArticle")},
    "endnote-xml": {"lxml": _lxml("{*}record")},
    "bib": {"bibtexparser": _bibtexparser, "pybtex": _pybtex},
    "csv": {"csv": _csv},
}


@dataclass(slots=True)
class Tally:
    """What one reader made of the files of a group."""

    right: int = 0
    silent: list[str] = field(default_factory=list)  # fewer records, and not a word about it
    aloud: list[str] = field(default_factory=list)  # refused, or the missing are named
    more: list[str] = field(default_factory=list)

    def note(self, name: str, found: int, expected: int, named: int) -> None:
        """One file: records found, those expected, and starts or blocks named as not read."""
        if found == expected:
            self.right += 1
        elif found > expected:
            self.more.append(f"{name} {found}/{expected}")
        else:
            (self.aloud if found + named >= expected else self.silent).append(f"{name} {found}/{expected}")


def ours(reading: Reading) -> int:
    """Records of a reading that holds together."""
    if reading.format is not None:
        assert reading.record_starts == reading.taken + reading.rescued + len(reading.rejected)
    return len(reading.parsed)


def group_line(folder: Path, group: str, files: bool) -> Iterator[str]:
    """The lines of one group."""
    expected = counts(folder, group)
    tallies = {"ours": Tally(), **{name: Tally() for name in LIBRARIES.get(group, {})}}
    told: Counter[str] = Counter()
    for name, number in sorted(expected.items()):
        data = (folder / group / name).read_bytes()
        reading = read_file(data, name)
        told.update(
            starts=reading.record_starts, taken=reading.taken, rescued=reading.rescued, rejected=len(reading.rejected)
        )
        tallies["ours"].note(name, ours(reading), number, len(reading.rejected))
        for library, read in LIBRARIES.get(group, {}).items():
            try:
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                    found, named = read(data), 0
            except Exception:  # noqa: BLE001  a library may raise anything; that is what is counted
                found, named = 0, number
            tallies[library].note(name, found, number, named)
    total = sum(expected.values())
    for reader, one in tallies.items():
        what = f"{len(one.silent):>8}{len(one.aloud):>8}{len(one.more):>6}"
        mended = "".join(f"{told[name]:>9}" for name in TOLD) if reader == "ours" else ""
        yield f"{group:<15}{len(expected):>6}{total:>9}  {reader:<14}{one.right:>6}{what}{mended}"
        if files and reader == "ours":
            for kind in (one.silent, one.aloud, one.more):
                yield from (f"{'':<32}{each}" for each in kind)


# -- the same ten records


def words(text: str) -> str:
    """Letters and digits only, in lower case."""
    return " ".join(re.findall(r"\w+", text.lower()))


def families(authors: tuple[str, ...]) -> tuple[str, ...]:
    """The family names."""
    return tuple(words(name.partition(",")[0]) for name in authors)


def _value(record: Record, name: str) -> object:
    value = getattr(record, name)
    return families(value) if name == "authors" else words(value) if name in ("title", "abstract") else value


def field_lines(folder: Path) -> Iterator[str]:
    """For each export and field: in how many of the shared records it equals Embase's; below, each that does not."""
    exports = {
        name: {one.record.doi: one for one in read_file(path.read_bytes()).parsed}
        for name in EXPORTS
        if (path := folder / "ris" / f"cff_baseline_{name}.ris").exists()
    }
    base = exports["embase"]
    yield f"{'export':<20}{'shared':>7}" + "".join(f"{name:>10}" for name in FIELDS)
    different: Counter[str] = Counter()
    for export, records in exports.items():
        shared = sorted(set(records) & set(base))
        equal = dict.fromkeys(FIELDS, 0)
        for doi in shared:
            for name in FIELDS:
                mine, theirs = _value(records[doi].record, name), _value(base[doi].record, name)
                equal[name] += mine == theirs
                if mine != theirs and not mine and str(theirs) not in records[doi].raw:
                    different[f"{export}, {name}: the export does not hold it"] += 1
                elif mine != theirs:
                    different[f"{export}, {name}, {doi}: {_short(mine)} | embase: {_short(theirs)}"] += 1
        yield f"{export:<20}{len(shared):>7}" + "".join(f"{equal[name]:>10}" for name in FIELDS)
    yield from (f"  {number} x {what}" for what, number in different.items())


def _short(value: object) -> str:
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    return text if len(text) < 90 else f"{text[:60]} … ({len(text)} signs)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fixtures", type=Path)
    parser.add_argument("--files", action="store_true", help="name the files in which ours differs from the README")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    head = f"{'format':<15}{'files':>6}{'records':>9}  {'reader':<14}{'right':>6}{'silent':>8}{'aloud':>8}{'more':>6}"
    print(head + "".join(f"{name:>9}" for name in TOLD))
    for group in GROUPS:
        print(*group_line(options.fixtures, group, options.files), sep="\n")
        sys.stdout.flush()
    print()
    print(*field_lines(options.fixtures), sep="\n")


if __name__ == "__main__":
    main()
