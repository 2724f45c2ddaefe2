"""Seconds and peak memory for reading 20,000 RIS records: ours beside rispy, each in its own process.

    python -m benchmarks.formats [SAMPLE.ris] [--records 20000] [--readers ours,rispy]

The records are those of SAMPLE, or of our own synthetic ones, repeated with altered titles and identifiers.
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
from collections.abc import Callable
from pathlib import Path

from pipeline.formats import decoding, ris
from pipeline.formats.read import read_file
from pipeline.records import Record

READERS = ("ours", "rispy", "nothing")


def synthetic(count: int = 500) -> str:
    """RIS text of made-up records with the length of ordinary ones (an abstract of about 1,500 characters)."""
    sentence = "Example participants were followed for a made-up number of weeks and nothing real was measured here. "
    return ris.write(
        Record(
            title=f"Example trial of made-up intervention {number} for home-dwelling older adults",
            authors=tuple(f"Family{number}x{at}, Given{at}" for at in range(6)),
            year=1990 + number % 35,
            abstract=f"BACKGROUND: {sentence * 4}\nMETHODS: {sentence * 5}\nRESULTS: {sentence * 6}".replace(
                " \n", "\n"
            ),
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
        for number in range(count)
    )


def repeated(sample: str, records: int) -> str:
    """The records of a RIS text over and over until there are `records`, each round with its own titles and numbers."""
    reading = ris.parse(sample)
    raws = [one.raw for one in reading.parsed]
    if not raws:
        raise SystemExit("the sample holds no RIS records")
    made: list[str] = []
    for at in range(records):
        turn, which = divmod(at, len(raws))
        raw = re.sub(r"^((?:TI|T1)  - .*)$", rf"\1 ({turn})", raws[which], flags=re.MULTILINE)
        raw = re.sub(r"^((?:DO|AN|U1)  - \S+)", rf"\g<1>.{turn}", raw, flags=re.MULTILINE)
        made.append(raw if re.search(r"^ER  -", raw, re.MULTILINE) else raw + "\nER  - ")
    return "\n\n".join(made) + "\n"


def _ours(path: Path) -> int:
    return read_file(path.read_bytes(), path.name).taken


def _rispy(path: Path) -> int:
    import rispy

    return len(rispy.loads(path.read_text("utf-8")))


def _nothing(path: Path) -> int:
    return len(path.read_text("utf-8")) and 0


def measure(reader: str, path: Path) -> dict[str, float]:
    """One reading in this process: records, seconds, peak MiB of the process."""
    read: dict[str, Callable[[Path], int]] = {"ours": _ours, "rispy": _rispy, "nothing": _nothing}
    began = time.perf_counter()
    records = read[reader](path)
    seconds = time.perf_counter() - began
    return {"records": records, "seconds": seconds, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sample", nargs="?", type=Path, help="a RIS file to repeat; without it synthetic records")
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--readers", default=",".join(READERS))
    parser.add_argument("--measure", choices=READERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure, options.sample)))
        return
    sample = decoding.decode(options.sample.read_bytes()).text if options.sample else synthetic()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.ris"
        path.write_text(repeated(sample, options.records), "utf-8")
        print(f"{options.records} records, {path.stat().st_size / 2**20:.1f} MiB")
        print(f"{'reader':<10}{'records':>9}{'seconds':>9}{'peak MiB':>10}")
        for reader in options.readers.split(","):
            command = [sys.executable, "-m", "benchmarks.formats", str(path), "--measure", reader]
            found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            print(f"{reader:<10}{found['records']:>9}{found['seconds']:>9.2f}{found['mib']:>10.0f}")


if __name__ == "__main__":
    main()
