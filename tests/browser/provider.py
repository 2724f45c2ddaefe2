"""A real provider of sign-in on this machine (`oidc-provider-mock`), in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.browser.conftest import free_port

CLIENT = "kunnskapsbroen-test"


@dataclass(frozen=True)
class Provider:
    """Where it answers, and whom it knows."""

    issuer: str

    def knows(self, subject: str, **claims: object) -> None:
        """Let it know somebody."""
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=10).raise_for_status()

    def settings(self, folder: Path, **more: str) -> Mapping[str, str]:
        """The settings of an installation that trusts it."""
        lines = {
            "name": "Eksempelkommunen",
            "issuer": self.issuer,
            "client_id": CLIENT,
            "client_secret": "made-up",
            **more,
        }
        path = folder / "sign-in.toml"
        path.write_text(
            "[eksempel]\n" + "".join(f'{key} = "{value}"\n' for key, value in lines.items()), encoding="utf-8"
        )
        return {"KUNNSKAPSBROEN_SIGN_IN": str(path)}


@contextmanager
def provider(folder: Path) -> Iterator[Provider]:
    """A provider that runs until it is no longer needed."""
    port = free_port()
    log = (folder / "provider.log").open("wb")
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--host", "127.0.0.1"]
    process = subprocess.Popen(command, env=os.environ, stdout=log, stderr=log)
    one = Provider(f"http://127.0.0.1:{port}")
    try:
        until = time.monotonic() + 30
        while True:
            try:
                requests.get(f"{one.issuer}/jwks", timeout=2)
                break
            except requests.ConnectionError:
                if time.monotonic() > until or process.poll() is not None:
                    raise RuntimeError((folder / "provider.log").read_text()) from None
                time.sleep(0.1)
        yield one
    finally:
        process.terminate()
        process.wait(10)
        log.close()
