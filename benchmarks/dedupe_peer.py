"""Run bib-dedupe on a labelled table: `PYTHON benchmarks/dedupe_peer.py RECORDS.csv.gz CLUSTERS.csv`.

PYTHON is an interpreter that has bib-dedupe; this file imports nothing of ours and is started by `benchmarks.dedupe`.
The columns are mapped as its documents ask: lower-case BibTeX types, and the container of what is no article in
`booktitle`. Only its certain answers count, as with ours.
"""

from __future__ import annotations

import csv
import sys

KINDS = {"journal article": "article", "": "article"}


def main(records: str, out: str) -> None:
    """Read the table, let bib-dedupe group it, write `record_id,cluster_id`."""
    import pandas as pd
    from bib_dedupe.bib_dedupe import block, cluster, match, prep  # type: ignore[import-not-found]

    table = pd.read_csv(records, dtype=str, keep_default_na=False)
    kind = table["entry_type"].str.lower().map(lambda name: KINDS.get(name, name))
    is_article = kind == "article"
    frame = pd.DataFrame(
        {
            "ID": table["record_id"],
            "ENTRYTYPE": kind,
            "title": table["title"],
            "author": table["authors"],
            "year": table["year"],
            "journal": table["journal"].where(is_article, ""),
            "booktitle": table["journal"].where(~is_article, ""),
            **{name: table[name] for name in ("volume", "number", "pages", "doi", "abstract")},
        }
    )
    prepared = prep(frame, verbosity_level=0)
    pairs = match(block(prepared, verbosity_level=0), verbosity_level=0)
    groups = cluster(pairs, verbosity_level=0)
    with open(out, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("record_id", "cluster_id"))
        writer.writerows((member, number) for number, group in enumerate(groups) for member in group)


if __name__ == "__main__":
    main(*sys.argv[1:])
