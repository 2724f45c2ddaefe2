"""Files that a killed program left half written, and how they are cleared at the next start.

Only names that this program gives, only beside the database and in its folder of copies, only those whose maker is gone:
a copy may be under way in another program while a server starts.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from data.backup import FOLDER

ASIDE = "kunnskapsbroen-"  # beginning of the folders that reading a copy makes among temporary files
OLD_S = 86_400  # nothing that we make takes a day
_HALF = re.compile(r".+\.(\d+)\.half(-journal|-wal|-shm)?")  # name.PID.half


def of_dead(path: Path) -> list[Path]:
    """The half-written files of programs that are gone: beside a database, among its copies, and in the temporary folder."""
    found = [
        one
        for folder in (path.parent, path.parent / FOLDER)
        for one in _names(folder)
        if (half := _HALF.fullmatch(one.name)) and _maker_gone(int(half[1]), one)
    ]
    temporary = (one for one in _names(Path(tempfile.gettempdir())) if one.name.startswith(ASIDE))
    return found + [one for one in temporary if _mine(one) and _age_s(one) > OLD_S]


def clear(path: Path) -> tuple[int, int]:
    """Take them away; gives how many are gone, and how many could not be taken away.

    Call it only with the lock of the running server held: then nobody restores either, and `.new` is a leftover too.
    """
    new = [one for one in _names(path.parent) if one.name in (f"{path.name}.new", f"{path.name}.new-journal")]
    found = of_dead(path) + new
    for one in found:
        with suppress(OSError):
            if one.is_dir() and not one.is_symlink():
                shutil.rmtree(one)
            else:
                one.unlink()
    left = sum(os.path.lexists(one) for one in found)
    return len(found) - left, left


def _names(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from folder.iterdir()


def _maker_gone(pid: int, half: Path) -> bool:
    """True where no process has this number, or the file is a day old: the number may be another's by now."""
    if _age_s(half) > OLD_S:
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:
        return False
    return False


def _age_s(path: Path) -> float:
    with suppress(OSError):
        return time.time() - path.lstat().st_mtime
    return 0.0


def _mine(path: Path) -> bool:
    with suppress(OSError):
        return path.is_dir() and not path.is_symlink() and path.lstat().st_uid == os.getuid()
    return False
