"""What every command line here shares: a parser that speaks bokmål, one sentence for each error, files read and written whole."""

from __future__ import annotations

import argparse
import errno
import gzip
import logging
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from pipeline.errors import BadInput, Problem

log = logging.getLogger("kunnskapsbroen.command")

Say = Callable[[str, Mapping[str, str | int], str], str]  # code, params, language -> sentence
LANGUAGES = ("nb", "nn", "en")

# What argparse says, in English, about arguments that it cannot use -> code; the named groups are its parameters.
FAULTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"the following arguments are required: (?P<names>.+)"), "arguments_missing"),
    (re.compile(r"unrecognized arguments: (?P<names>.+)"), "arguments_unknown"),
    (re.compile(r"argument (?P<name>.+?): invalid choice: (?P<given>'.*?') \(choose from (?P<known>.+)\)"), "argument_not_known"),
    (re.compile(r"argument (?P<name>.+?): expected (?:one|at least one) argument"), "argument_without_value"),
)  # fmt: skip
HEADINGS = {"positional arguments": "argumenter", "options": "valg", "optional arguments": "valg"}
UNREADABLE: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, "file_missing"),
    (IsADirectoryError, "file_is_folder"),
    (PermissionError, "file_forbidden"),
    (OSError, "file_unreadable"),
)
UNWRITABLE: Mapping[int, str] = {
    errno.ENOENT: "output_no_folder",
    errno.ENOTDIR: "output_no_folder",
    errno.EACCES: "output_forbidden",
    errno.EPERM: "output_forbidden",
    errno.EROFS: "output_forbidden",
    errno.ENOSPC: "output_disk_full",
}


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help with bokmål headings, and descriptions as they were written."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "bruk: " if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        super().start_section(HEADINGS.get(heading or "", heading))


class Parser(argparse.ArgumentParser):
    """A parser whose errors are `BadInput`, and which knows what every command takes."""

    def __init__(self, prog: str | None = None, description: str | None = None, **kwargs: object) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=str(kwargs.get("epilog") or "") or None,
            formatter_class=_Help,
            add_help=False,
            allow_abbrev=False,
        )
        self.add_argument("-h", "--help", action="help", help="vis denne hjelpen")
        silent = argparse.SUPPRESS  # so that an option before the command is not undone behind it
        self.add_argument("--language", choices=LANGUAGES, default=silent, help="språk i svarene (uten: nb)")
        self.add_argument("--verbose", action="store_true", default=silent, help="vis også programmets logg")

    def error(self, message: str) -> NoReturn:
        """Raises `BadInput` with what argparse found wrong."""
        for pattern, code in FAULTS:
            if found := pattern.search(message):
                named = {name: value.replace("'", "") for name, value in found.groupdict().items()}
                raise BadInput(code, command=self.prog, **named)
        raise BadInput("arguments_wrong", command=self.prog)


def run(parser: Parser, arguments: Sequence[str] | None, say: Say) -> int:
    """Parse, do the command (`set_defaults(command=...)`: options -> exit code), and give the exit code.

    Whatever goes wrong is one sentence on the error stream and exit code 2. A fault of ours is in the log (`--verbose`).
    """
    chosen = argparse.Namespace()
    logging.getLogger("kunnskapsbroen").addHandler(logging.NullHandler())
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        parser.parse_args(arguments, chosen)
        if getattr(chosen, "verbose", False):
            logging.basicConfig(level=logging.INFO, stream=sys.stderr)
        code = int(chosen.command(chosen))
        sys.stdout.flush()
        return code
    except Problem as problem:
        code_, params = problem.code, problem.params
    except KeyboardInterrupt:
        code_, params = "command_stopped", {}
    except BrokenPipeError:  # whoever read what we print has gone: `... | head`
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:
        log.exception("the command broke")
        code_, params = "command_broke", {"fault": type(fault).__name__, "command": parser.prog}
    print(plain(say(code_, params, language_of(chosen))), file=sys.stderr)
    return 2


def language_of(chosen: argparse.Namespace) -> str:
    """The language that was asked for, else bokmål."""
    return str(getattr(chosen, "language", LANGUAGES[0]))


def read_bytes(path: Path, most: int) -> bytes:
    """The bytes of a file. Raises BadInput: file_missing, file_is_folder, file_forbidden, file_unreadable, file_too_large."""
    try:
        with path.open("rb") as handle:
            content = handle.read(most + 1)
    except OSError as failure:
        code = next(code for kind, code in UNREADABLE if isinstance(failure, kind))
        raise BadInput(code, file=path.name or str(path)) from failure
    if len(content) > most:
        raise BadInput("file_too_large", file=path.name, megabytes=_size(path, most) >> 20, largest=most >> 20)
    return content


def _size(path: Path, least: int) -> int:
    return max(path.stat().st_size, least + (1 << 20))


class Output:
    """A file to be written whole or not at all: its place is tried before the work is done, it gets its name at the end.

    One that is called `.gz` is packed. What is no file, as `/dev/stdout`, is written to and never replaced.
    """

    def __init__(self, path: Path, *, force: bool = True) -> None:
        """Raises BadInput: output_exists(file) unless `force`; see `write`."""
        self.path = path
        self._stream = path.exists() and not path.is_file() and not path.is_dir()  # /dev/stdout, a pipe
        path = path.resolve() if path.is_symlink() and not self._stream else path
        self._place = path
        self._half = path.with_name(f".{path.name}.{os.getpid()}.half")
        if path.is_dir():
            raise BadInput("file_is_folder", file=path.name)
        if path.exists() and not force:
            raise BadInput("output_exists", file=path.name)
        if self._stream:
            return
        try:
            self._half.write_bytes(b"")
        except OSError as failure:
            raise self._failed(failure) from failure

    def __enter__(self) -> Output:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._half.unlink()

    def write(self, content: bytes) -> None:
        """Give the file its content and its name. Raises BadInput: `UNWRITABLE`, output_not_writable(file, reason)."""
        if self.path.suffix.lower() == ".gz":
            content = gzip.compress(content, mtime=0)
        try:
            if self._stream:
                with self.path.open("wb") as handle:
                    handle.write(content)
                return
            with self._half.open("wb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle)
            os.replace(self._half, self._place)
        except OSError as failure:
            raise self._failed(failure) from failure

    def _failed(self, failure: OSError) -> BadInput:
        code = UNWRITABLE.get(failure.errno or 0, "output_not_writable")
        return BadInput(code, file=str(self.path), reason=failure.strerror or str(failure))


def plain(text: str) -> str:
    """Text for a terminal: one line, no signs that steer it."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def table(rows: Sequence[Sequence[str | int]]) -> str:
    """Rows as aligned columns; numbers stand to the right, as does the heading above them."""
    cells = [[plain(str(cell)) for cell in row] for row in rows]
    columns = range(len(rows[0]))
    widths = [max(len(row[at]) for row in cells) for at in columns]
    places = [str.rjust if isinstance(rows[-1][at], int) else str.ljust for at in columns]
    return "\n".join("  ".join(places[at](row[at], widths[at]) for at in columns).rstrip() for row in cells)
