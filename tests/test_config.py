"""The settings of Streamlit are in force: what `.streamlit/config.toml` says, as Streamlit itself reads it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
CONFIG = ROOT / ".streamlit" / "config.toml"

# option, value, why
IN_FORCE = [
    ("server.address", "127.0.0.1", "the workbench answers on this machine only: there are no accounts yet"),
    ("server.headless", True, "no browser is opened and no e-mail address is asked for"),
    ("server.allowedHosts", ["localhost", "127.0.0.1"], "a foreign page cannot rebind its name to this machine"),
    ("server.maxUploadSize", 100, "the largest file of references, in MB"),
    ("server.fileWatcherType", "none", "a changed file would make a second pool and a second lock"),
    ("server.runOnSave", False, "as above"),
    ("server.enableStaticServing", False, "no folder is served as files"),
    ("server.enableAgentApi", False, "no second door beside the pages"),
    ("server.enableCORS", True, "a foreign page gets no answer"),
    ("server.enableXsrfProtection", True, "a foreign page cannot upload"),
    ("browser.gatherUsageStats", False, "nothing is told to anybody"),
    ("client.showErrorDetails", "none", "no traceback with texts and paths on the page"),
    ("client.showErrorLinks", False, "no links to search engines in errors"),
    ("client.toolbarMode", "minimal", "no menu for developers"),
    ("runner.postScriptGC", False, "a collection after every run costs seconds with 50 users; hidden option"),
    ("runner.magicEnabled", False, "a stray expression is never written to the page"),
    (
        "global.disableWidgetStateDuplicationWarning",
        True,
        "each field is given its text twice, as its state and as its beginning: see `standing` in ui/keeping.py",
    ),
    ("theme.font", "sans-serif", "the font that ships with Streamlit; none is fetched"),
    ("theme.fontFaces", None, "as above"),
    ("theme.linkUnderline", True, "a link is not told by colour alone"),
]

READ_OPTIONS = """
import json, sys
from streamlit import config
names = json.loads(sys.argv[1])
config.get_config_options(force_reparse=True)
known = set(config.get_config_options())
print(json.dumps({name: config.get_option(name) if name in known else "UNKNOWN" for name in names}))
"""

# foreground, background, least contrast: 4.5 for text and 3 for the edges of parts (WCAG 2.1, 1.4.3 and 1.4.11)
CONTRASTS = [
    ("textColor", "backgroundColor", 4.5),
    ("textColor", "secondaryBackgroundColor", 4.5),
    ("linkColor", "backgroundColor", 4.5),
    ("linkColor", "secondaryBackgroundColor", 4.5),
    ("WHITE", "primaryColor", 4.5),  # Streamlit writes white on its primary buttons, in light and dark
    ("primaryColor", "backgroundColor", 3.0),
    ("primaryColor", "secondaryBackgroundColor", 3.0),
    ("borderColor", "backgroundColor", 3.0),
    ("borderColor", "secondaryBackgroundColor", 3.0),
]
CAPTION_OPACITY = 0.6  # Streamlit writes captions in the text colour at this opacity


def read_options(folder: Path, home: Path, names: list[str]) -> tuple[dict[str, Any], str]:
    """What Streamlit, started in a folder, holds for some options, and what it complained of meanwhile."""
    done = subprocess.run(
        [sys.executable, "-c", READ_OPTIONS, json.dumps(names)],
        cwd=folder,
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout), done.stderr


@pytest.fixture(scope="module")
def in_force(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    return read_options(ROOT, tmp_path_factory.mktemp("home"), [name for name, _, _ in IN_FORCE])


@pytest.mark.parametrize(("name", "value", "why"), IN_FORCE, ids=[name for name, _, _ in IN_FORCE])
def test_option_is_in_force(in_force: tuple[dict[str, Any], str], name: str, value: object, why: str) -> None:
    assert in_force[0][name] == value, why


def test_streamlit_accepts_every_option(in_force: tuple[dict[str, Any], str]) -> None:
    """A hidden option, such as runner.postScriptGC, may be gone in the next version."""
    assert in_force[1] == ""


def test_an_option_that_is_gone_would_be_noticed(tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text("[runner]\nnoSuchOption = false\n")
    values, complaints = read_options(tmp_path, tmp_path, ["runner.noSuchOption"])
    assert values["runner.noSuchOption"] == "UNKNOWN"
    assert "runner.noSuchOption" in complaints


def test_nothing_is_fetched_from_outside() -> None:
    assert "://" not in CONFIG.read_text(encoding="utf-8")


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.1)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def blend(front: str, back: str, opacity: float) -> str:
    """The colour that comes out when `front` lies on `back` with an opacity of 0 to 1."""
    pairs = ((int(front[at : at + 2], 16), int(back[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(opacity * over + (1 - opacity) * under):02x}" for over, under in pairs)


@pytest.fixture(scope="module", params=["light", "dark"])
def colours(request: pytest.FixtureRequest) -> dict[str, str]:
    """The colours of one theme."""
    return {"WHITE": "#ffffff", **tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"][request.param]}


@pytest.mark.parametrize(("front", "back", "least"), CONTRASTS)
def test_contrast_is_enough(colours: dict[str, str], front: str, back: str, least: float) -> None:
    assert contrast(colours[front], colours[back]) >= least


def test_captions_are_readable(colours: dict[str, str]) -> None:
    background = colours["backgroundColor"]
    assert contrast(blend(colours["textColor"], background, CAPTION_OPACITY), background) >= 4.5


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_colours_are_written_out(colours: dict[str, str]) -> None:
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in colours.values())
