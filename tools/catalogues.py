"""Brings the catalogues of the other languages in step with the source: `make messages`.

In: each text that a page gives its translator (`_("...")` in `ui/` and `app.py`) and each sentence of
`locale/sentences/`. Out, below `locale/`: `kunnskapsbroen.pot` with all of them, for each language a `.po` in which
people translate, and the `.mo` made of it, which `messages.py` reads. What is not translated is counted and named.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "locale"
DOMAIN = "kunnskapsbroen"
TEMPLATE = FOLDER / f"{DOMAIN}.pot"
TEAMS = {"nn": "Nynorsk", "en": "English"}
HEADER = "# The texts of Kunnskapsbroen, from bokmål. Translate in the .po; `make messages` makes the rest."


@dataclass(frozen=True, slots=True)
class Source:
    """One text in bokmål, and where it stands: its file, and its code if it is a sentence."""

    text: str
    file: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A call of the translator that does not show its text, so that nobody can translate it."""

    file: str
    line: int


def page_files() -> list[Path]:
    """The files in which pages are drawn."""
    return [ROOT / "app.py", *sorted((ROOT / "ui").rglob("*.py"))]


def spoken(node: ast.expr) -> Iterator[str | None]:
    """The texts that an argument may be; None for each part of it that only a run can tell."""
    if isinstance(node, ast.IfExp):
        yield from (*spoken(node.body), *spoken(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    else:
        yield None


def translator_calls(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls `_(...)` in a file, in the order of its lines."""
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "_"]
    yield from sorted(calls, key=lambda one: (one.lineno, one.col_offset))


def page_texts() -> Iterator[Source | Hidden]:
    """What the pages say."""
    for path in page_files():
        name = path.relative_to(ROOT).as_posix()
        for call in translator_calls(ast.parse(path.read_bytes(), name)):
            for text in spoken(call.args[0]) if call.args else (None,):
                yield Hidden(name, call.lineno) if text is None else Source(text, name)


def sentences() -> Iterator[Source]:
    """What codes say."""
    for path in sorted((FOLDER / "sentences").glob("*.yaml")):
        name = path.relative_to(ROOT).as_posix()
        for code, text in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            yield Source(text, name, code)


def template() -> Catalog:
    """Every text once, in the order of files, with all places where it stands."""
    made = Catalog(
        project="Kunnskapsbroen",
        version="0",
        header_comment=HEADER,
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
        fuzzy=False,
    )
    for one in (*page_texts(), *sentences()):
        if isinstance(one, Source) and one.text:
            made.add(one.text, locations=[(one.file, 0)], auto_comments=[one.code] if one.code else [])
    return made


def po_file(language: str) -> Path:
    """Where people translate."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(path: Path, language: str | None = None) -> Catalog:
    """A catalogue file. Raises `PoFileError` where it cannot be read."""
    return read_po(io.BytesIO(path.read_bytes()), locale=language, domain=DOMAIN, abort_invalid=True)


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts that lack a translation, or have one that nobody has confirmed."""
    return [str(one.id) for one in catalogue if one.id and (not one.string or one.fuzzy)]


def ids(catalogue: Catalog) -> list[str]:
    """The bokmål texts of a catalogue, in its order."""
    return [str(one.id) for one in catalogue if one.id]


def as_po(catalogue: Catalog) -> bytes:
    """The text of a `.pot` or `.po` file. It names files without lines, so that it changes only when texts do."""
    out = io.BytesIO()
    write_po(out, catalogue, width=118, include_lineno=False, ignore_obsolete=True)
    return out.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """The compiled catalogue."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def renewed_template() -> Catalog:
    """The template; its date is that of the last change of texts, so that a run without changes writes the same file."""
    made = template()
    if TEMPLATE.exists():
        old = read(TEMPLATE)
        if ids(old) == ids(made):
            made.creation_date = old.creation_date
    return made


def renewed(language: str, source: Catalog) -> Catalog:
    """The language's catalogue with the texts of the source: new ones empty, gone ones dropped, nothing guessed."""
    path = po_file(language)
    found = read(path, language) if path.exists() else Catalog(locale=language, domain=DOMAIN, fuzzy=False)
    found.update(deepcopy(source), no_fuzzy_matching=True)  # it takes over the very messages that it is given
    found.project, found.version, found.header_comment = source.project, source.version, HEADER
    found.last_translator, found.language_team, found.msgid_bugs_address = "-", TEAMS[language], "-"
    found.creation_date = found.revision_date = source.creation_date
    return found


def main() -> int:
    """Write every file anew; 0 where all is translated, 1 where something is left, which is named."""
    source, left = renewed_template(), 0
    TEMPLATE.write_bytes(as_po(source))
    for language in TEAMS:
        catalogue, path = renewed(language, source), po_file(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_po(catalogue))
        path.with_suffix(".mo").write_bytes(as_mo(catalogue))
        missing = untranslated(catalogue)
        left += len(missing)
        print(
            f"{language}: {len(ids(catalogue)) - len(missing)} of {len(ids(catalogue))} translated",
            *missing,
            sep="\n  ",
        )
    for one in page_texts():
        if isinstance(one, Hidden):
            left += 1
            print(f"{one.file}:{one.line}: the text must stand in the call of _()")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
