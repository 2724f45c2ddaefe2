"""Seconds and peak memory for reading 20,000 records, ours beside a library, each in a process of its own.

    python -m benchmarks.formats [SAMPLE.ris] [--records 20000] [--kinds ris,pubmed_xml,nbib,bibtex] [--turns 3]

The records are those of SAMPLE (RIS), or made-up ones of the length of ordinary ones, repeated with altered titles and
numbers. `account`: every start is found, cut, told taken, rescued or rejected, as `import --dry-run` does; `tags`: the values
of every tag too, as rispy gives them; `records`: every field of every record. A library gives tags (rispy, Bio.Medline),
entries (bibtexparser) or bare elements (iterparse). Seconds are of the processor, the least of the turns; MiB are what the
process took above one that only holds the file.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pipeline.formats import decoding, pubmed_xml, ris, ris_pieces
from pipeline.formats.read import read_file
from pipeline.formats.write.entries import Entry
from pipeline.formats.write.writers import WRITERS
from pipeline.records import Record

SENTENCE = "Example participants were followed for a made-up number of weeks and nothing real was measured here. "


def record(number: int) -> Record:
    """A made-up record with the length of an ordinary one (an abstract of about 1,500 characters)."""
    abstract = f"BACKGROUND: {SENTENCE * 4}\nMETHODS: {SENTENCE * 5}\nRESULTS: {SENTENCE * 6}"
    return Record(
        title=f"Example trial of made-up intervention {number} for home-dwelling older adults",
        authors=tuple(f"Family{number}x{at}, Given{at}" for at in range(6)),
        year=1990 + number % 35,
        abstract=abstract.replace(" \n", "\n"),
        journal="Journal of Made-up Examples",
        volume=str(number % 80),
        issue=str(number % 12),
        pages=f"{number}-{number + 9}",
        doi=f"10.1000/example.{number}",
        pmid=str(10_000_000 + number),
        keywords=tuple(f"keyword {at}" for at in range(12)),
        languages=("eng",),
        url=f"https://example.org/{number}",
        source_id=f"EX{number}",
    )


def synthetic(count: int = 500) -> str:
    """RIS text of made-up records."""
    return ris.write(record(number) for number in range(count))


def repeated(sample: str, records: int) -> str:
    """The records of a RIS text over and over until there are `records`, each round with its own titles and numbers."""
    raws = [one.raw for one in ris.parse(sample).parsed]
    if not raws:
        raise SystemExit("the sample holds no RIS records")
    made: list[str] = []
    for at in range(records):
        turn, which = divmod(at, len(raws))
        raw = re.sub(r"^((?:TI|T1)  - .*)$", rf"\1 ({turn})", raws[which], flags=re.MULTILINE)
        raw = re.sub(r"^((?:DO|AN|U1)  - \S+)", rf"\g<1>.{turn}", raw, flags=re.MULTILINE)
        made.append(raw if re.search(r"^ER  -", raw, re.MULTILINE) else raw + "\nER  - ")
    return "\n\n".join(made) + "\n"


# -- files of the other formats, from the same made-up records


def _article(one: Record) -> str:
    people = "".join(
        f"<Author ValidYN='Y'><LastName>{name.partition(',')[0]}</LastName><ForeName>{name.partition(', ')[2]}</ForeName>"
        f"<AffiliationInfo><Affiliation>Example Institute, Exampleby.</Affiliation></AffiliationInfo></Author>"
        for name in one.authors
    )
    parts = "".join(
        f"<AbstractText Label='{line.partition(': ')[0]}'>{line.partition(': ')[2]}</AbstractText>"
        for line in one.abstract.split("\n")
    )
    mesh = "".join(
        f"<MeshHeading><DescriptorName UI='D0' MajorTopicYN='N'>{word}</DescriptorName></MeshHeading>"
        for word in one.keywords
    )
    cited = "".join(
        f"<Reference><Citation>Example A, Other B. {one.title}. J Made-up Ex. {at};1(2):3-4.</Citation><ArticleIdList>"
        f"<ArticleId IdType='pubmed'>{at}</ArticleId></ArticleIdList></Reference>"
        for at in range(30)
    )
    return (
        f"<PubmedArticle><MedlineCitation><PMID Version='1'>{one.pmid}</PMID><Article><Journal><JournalIssue>"
        f"<Volume>{one.volume}</Volume><PubDate><Year>{one.year}</Year></PubDate></JournalIssue><Title>{one.journal}</Title>"
        f"</Journal><ArticleTitle>{one.title}</ArticleTitle><Abstract>{parts}</Abstract><AuthorList>{people}</AuthorList>"
        f"<Language>eng</Language></Article><MeshHeadingList>{mesh}</MeshHeadingList></MedlineCitation><PubmedData>"
        f"<ArticleIdList><ArticleId IdType='doi'>{one.doi}</ArticleId></ArticleIdList><ReferenceList>{cited}</ReferenceList>"
        f"</PubmedData></PubmedArticle>\n"
    )


def _medline(one: Record) -> str:
    lines = [f"PMID- {one.pmid}", "OWN - NLM", f"DP  - {one.year} Jan", f"TI  - {one.title}"]
    words = one.abstract.replace("\n", " ").split(" ")
    rows = [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]
    lines += [f"AB  - {rows[0]}", *(f"      {row}" for row in rows[1:])]
    lines += [f"FAU - {name}" for name in one.authors] + [f"MH  - {word}" for word in one.keywords]
    return "\n".join([*lines, f"JT  - {one.journal}", f"AID - {one.doi} [doi]", "", ""])


def content(kind: str, sample: Path | None, records: int) -> Iterator[str]:
    """The text of a file of one kind, in parts."""
    made = (record(number) for number in range(records))
    if kind == "ris":
        yield repeated(decoding.decode(sample.read_bytes()).text if sample else synthetic(), records)
    elif kind == "pubmed_xml":
        yield "<?xml version='1.0' encoding='UTF-8'?>\n<PubmedArticleSet>\n"
        yield from map(_article, made)
        yield "</PubmedArticleSet>\n"
    elif kind == "nbib":
        yield from map(_medline, made)
    else:
        yield WRITERS[".bib"]([Entry(one) for one in made]).decode()


# -- readers: a path -> number of records


def _account(path: Path) -> int:
    return read_file(path.read_bytes()).taken


def _records(path: Path) -> int:
    return sum(bool(one.record.title) for one in read_file(path.read_bytes()).parsed)


def _tags(path: Path) -> int:
    text = decoding.decode(path.read_bytes()).text
    return sum(len(piece.fields()[0]) > 0 for piece in ris_pieces.pieces(text, ris_pieces.starts(text)))


def _streamed(path: Path) -> int:
    return sum(1 for _ in pubmed_xml.articles(path.read_bytes()))


def _iterparse(path: Path) -> int:
    from lxml import etree

    found = 0
    events = etree.iterparse(
        io.BytesIO(path.read_bytes()), tag="PubmedArticle", no_network=True, resolve_entities=False
    )
    for _, element in events:
        found += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return found


def _rispy(path: Path) -> int:
    import rispy

    return len(rispy.loads(path.read_text("utf-8")))


def _bio(path: Path) -> int:
    from Bio import Medline

    with path.open(encoding="utf-8") as lines:
        return len(list(Medline.parse(lines)))


def _bibtexparser(path: Path) -> int:
    import bibtexparser

    return len(bibtexparser.parse_string(path.read_text("utf-8")).entries)


def _nothing(path: Path) -> int:
    return len(path.read_bytes()) and 0


READERS: Mapping[str, Mapping[str, Callable[[Path], int]]] = {
    "ris": {"account": _account, "tags": _tags, "records": _records, "rispy": _rispy},
    "pubmed_xml": {"streamed": _streamed, "records": _records, "iterparse": _iterparse},
    "nbib": {"records": _records, "Bio.Medline": _bio},
    "bibtex": {"records": _records, "bibtexparser": _bibtexparser},
}


def measure(kind: str, reader: str, path: Path) -> dict[str, float]:
    """One reading in this process: records, seconds of the processor, peak MiB."""
    read = READERS[kind].get(reader, _nothing)
    began = time.process_time()
    records = read(path)
    seconds = time.process_time() - began
    return {"records": records, "seconds": seconds, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _in_its_own_process(kind: str, reader: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.formats", str(path), "--measure", kind, reader]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sample", nargs="?", type=Path, help="a RIS file to repeat; without it made-up records")
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--kinds", default=",".join(READERS))
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(*options.measure, options.sample)))
        return
    print(f"{'format':<12}{'reader':<14}{'records':>9}{'seconds':>9}{'MiB more':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for kind in options.kinds.split(","):
            path = Path(folder) / kind
            with path.open("w", encoding="utf-8") as out:
                out.writelines(content(kind, options.sample, options.records))
            held = _in_its_own_process(kind, "nothing", path)["mib"]
            for reader in READERS[kind]:
                turns = [_in_its_own_process(kind, reader, path) for _ in range(options.turns)]
                best = min(turns, key=lambda one: one["seconds"])
                print(
                    f"{kind:<12}{reader:<14}{best['records']:>9}{best['seconds']:>9.2f}{best['mib'] - held:>10.0f}",
                    flush=True,
                )
            print(f"{kind:<12}file of {path.stat().st_size / 2**20:.1f} MiB")
            path.unlink()


if __name__ == "__main__":
    main()
