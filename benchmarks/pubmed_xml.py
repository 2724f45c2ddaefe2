"""Seconds and peak memory for 20,000 articles of PubMed XML: ours beside a bare lxml iterparse, each in its own process.

    python -m benchmarks.pubmed_xml [FILE.xml ...] [--records 20000]

The articles are those of the files, or made-up ones of ordinary length with 40 cited papers, over and over with new
PMIDs. `bare` walks through the elements and looks at none; `ours` gives a record for each. Seconds are of the processor, the
least of the turns; "extra" is the peak beyond that of a process that has imported the same and read nothing.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from lxml import etree

from pipeline.formats import pubmed_xml
from pipeline.records import Parsed

READERS = ("nothing", "bare", "ours")
_PMID = re.compile(r"(<PMID[^>]*>)\d+(?=</PMID>)")


def synthetic(count: int = 200) -> list[str]:
    """Made-up articles of the length that ordinary ones have (about 12,000 characters)."""
    sentence = "Example participants were followed for a made-up number of weeks and nothing real was measured here. "
    parts = "".join(
        f'<AbstractText Label="{label}" NlmCategory="{label}">{sentence * 4}</AbstractText>'
        for label in ("BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS")
    )
    people = "".join(
        f'<Author ValidYN="Y"><LastName>Family{n}</LastName><ForeName>Given{n}</ForeName><Initials>G</Initials>'
        f"<AffiliationInfo><Affiliation>Made-up Institute {n}, Nowhere.</Affiliation></AffiliationInfo></Author>"
        for n in range(6)
    )
    mesh = "".join(
        f'<MeshHeading><DescriptorName UI="D{n:06}" MajorTopicYN="N">Example Heading {n}</DescriptorName>'
        f'<QualifierName UI="Q{n:06}" MajorTopicYN="Y">methods</QualifierName></MeshHeading>'
        for n in range(12)
    )
    cited = "".join(
        f"<Reference><Citation>Made-up citation {n}. J Made Ex. 2020;1:{n}.</Citation><ArticleIdList><ArticleId "
        f'IdType="pubmed">{n}</ArticleId><ArticleId IdType="doi">10.9999/cited.{n}</ArticleId></ArticleIdList></Reference>'
        for n in range(40)
    )
    return [
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{90_000_000 + number}</PMID>'
        "<DateRevised><Year>2024</Year><Month>09</Month><Day>03</Day></DateRevised><Article><Journal><ISSN>0000-0000</ISSN>"
        f"<JournalIssue><Volume>{number}</Volume><Issue>1</Issue><PubDate><Year>2024</Year><Month>Sep</Month></PubDate>"
        "</JournalIssue><Title>Journal of Made-up Examples</Title></Journal><ArticleTitle>Example trial of made-up "
        f"intervention <i>{number}</i> for home-dwelling older adults.</ArticleTitle><Pagination><MedlinePgn>1-9</MedlinePgn>"
        f"</Pagination><Abstract>{parts}</Abstract><AuthorList>{people}</AuthorList><Language>eng</Language>"
        "<PublicationTypeList><PublicationType>Journal Article</PublicationType></PublicationTypeList></Article>"
        f"<MeshHeadingList>{mesh}</MeshHeadingList></MedlineCitation><PubmedData><ArticleIdList><ArticleId "
        f'IdType="doi">10.9999/example.{number}</ArticleId></ArticleIdList><ReferenceList>{cited}</ReferenceList>'
        "</PubmedData></PubmedArticle>\n"
        for number in range(count)
    ]


def sampled(paths: Sequence[Path]) -> list[str]:
    """The articles of files as their own text."""
    found = []
    for path in paths:
        found += [f"{one.raw}\n" for one in pubmed_xml.parse(path.read_bytes()).parsed]
    if not found:
        raise SystemExit("the files hold no PubMed articles")
    return found


def write(articles: Sequence[str], records: int, path: Path) -> None:
    """So many articles in one set, each with a PMID of its own."""
    with path.open("w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<PubmedArticleSet>\n')
        for number in range(records):
            out.write(_PMID.sub(rf"\g<1>{10_000_000 + number}", articles[number % len(articles)], count=1))
        out.write("</PubmedArticleSet>\n")


def _bare(path: Path) -> int:
    found = 0
    options = {"no_network": True, "resolve_entities": False, "load_dtd": False}
    for _, element in etree.iterparse(
        str(path), events=("end",), tag=("PubmedArticle", "PubmedBookArticle"), **options
    ):
        found += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return found


def _ours(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(isinstance(one, Parsed) for one in pubmed_xml.records(stream))


def measure(reader: str, path: Path) -> dict[str, float]:
    """One reading in this process: records, seconds of the processor, peak MiB of the process."""
    read: dict[str, Callable[[Path], int]] = {"bare": _bare, "ours": _ours, "nothing": lambda path: 0}
    began = time.process_time()
    records = read[reader](path)
    seconds = time.process_time() - began
    return {"records": records, "seconds": seconds, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="PubMed XML to repeat; without any, made-up articles")
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--measure", choices=READERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure, options.files[0])))
        return
    articles = sampled(options.files) if options.files else synthetic()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.xml"
        write(articles, options.records, path)
        print(f"{options.records} articles, {path.stat().st_size / 2**20:.1f} MiB")
        print(f"{'reader':<10}{'records':>9}{'seconds':>9}{'x bare':>8}{'extra MiB':>11}")
        found: dict[str, dict[str, float]] = {}
        for reader in READERS:
            command = [sys.executable, "-m", "benchmarks.pubmed_xml", str(path), "--measure", reader]
            turns = [
                json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
                for _ in range(options.turns)
            ]
            one = found[reader] = min(turns, key=lambda turn: turn["seconds"])
            times = one["seconds"] / found["bare"]["seconds"] if "bare" in found else 0.0
            extra = one["mib"] - found["nothing"]["mib"]
            print(f"{reader:<10}{one['records']:>9}{one['seconds']:>9.2f}{times:>8.2f}{extra:>11.1f}")


if __name__ == "__main__":
    main()
