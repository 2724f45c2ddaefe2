"""Run the local sources by themselves: `python -m tests.local_sources --port 8900`. Ends with Ctrl-C or SIGTERM."""

from __future__ import annotations

import argparse
import json
import signal
import threading

from tests.local_sources.server import local_sources


def main() -> None:
    """Print the addresses as one line of JSON, then serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m tests.local_sources", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: any free one)")
    parser.add_argument("--records", type=int, default=60, help="made-up articles, up to 25,000 (default: 60)")
    parser.add_argument("--token", default="example-token", help="Epistemonikos token that is accepted")
    given = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with local_sources(given.records, given.port, given.token) as running:
        addresses = {"eutils": running.eutils_url, "epistemonikos": running.epistemonikos_url, "token": running.token}
        print(json.dumps(addresses), flush=True)
        stop.wait()


if __name__ == "__main__":
    main()
