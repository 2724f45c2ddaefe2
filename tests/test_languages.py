"""Everything that is shown can be read in bokmål, nynorsk and English: the catalogues below `locale/` are whole."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

import messages
from tests.languages import LONGEST_SAME, holes, words, wrong_language
from tools import catalogues

OTHERS = tuple(one for one in messages.LANGUAGES if one != "nb")
SOURCE = catalogues.template()
MAKE = "run `make messages`, and translate in the .po files what it names"
# Texts that are the same in English: names, signs, and words that the languages share.
SAME_IN_ENGLISH = frozenset(
    {
        *("PubMed", "Epistemonikos", "Cochrane Library", "Embase", "CINAHL", "PsycINFO", "Web of Science", "Scopus"),
        *("Europe PMC", "Crossref", "Region", "region {name}"),
        *("DOI", "PMID", "Id", "Format", "Program", "Status", "Database", "PDF", "Word", "administrator"),
        *("RIS", "RIS (EndNote, Zotero, Rayyan, Covidence)", "Excel", "Excel (XLSX)", "CSV", "BibTeX", "CSL-JSON"),
        "850 → 655 per 1000",
    }
)
# Of more words than LONGEST_SAME, these are the same in bokmål and nynorsk.
SAME_IN_NYNORSK = frozenset(
    {
        "Hent tilbake funnet du tok bort",
        "Trykk Ctrl+Enter for å lagre",
        "Svaret på inngangsspørsmål {items} taler imot artikkelen. {ask}",
        "Det er ingen «{person}» her. Utelat --as for å handle som den først registrerte, eller rett id-en.",
    }
)
NORWEGIAN_ANSWERS = {"restore_ask": "nei", "restore_not_confirmed": "ja"}  # what the command line waits for


@pytest.fixture(scope="module", params=OTHERS)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def catalogue(language: str) -> Catalog:
    return catalogues.read(catalogues.po_file(language), language)


def pairs(catalogue: Catalog) -> list[tuple[str, str]]:
    """Source and translation of every text that has one."""
    return [(str(one.id), str(one.string)) for one in catalogue if one.id and one.string]


def test_texts_are_found() -> None:
    """The search itself: pages and sentences."""
    found = catalogues.ids(SOURCE)
    assert len(found) > 700
    assert {"Hva lurer dere på?", messages.sentences()["need_empty"]} <= set(found)


def test_pages_show_their_texts_to_the_translators() -> None:
    assert [one for one in catalogues.page_texts() if isinstance(one, catalogues.Hidden)] == []


def test_the_template_is_that_of_the_source() -> None:
    assert sorted(catalogues.ids(catalogues.read(catalogues.TEMPLATE))) == sorted(catalogues.ids(SOURCE)), MAKE


def test_every_text_is_in_the_catalogue(catalogue: Catalog) -> None:
    assert sorted(catalogues.ids(catalogue)) == sorted(catalogues.ids(SOURCE)), MAKE


def test_every_text_is_translated(catalogue: Catalog) -> None:
    assert catalogues.untranslated(catalogue) == [], MAKE


def test_the_compiled_catalogue_is_that_of_the_text(catalogue: Catalog, language: str) -> None:
    compiled = read_mo(io.BytesIO(catalogues.po_file(language).with_suffix(".mo").read_bytes()))
    assert dict(pairs(compiled)) == dict(pairs(catalogue)), MAKE


def test_placeholders_are_the_same(catalogue: Catalog) -> None:
    assert [source for source, said in pairs(catalogue) if holes(said) != holes(source)] == []


def test_blanks_and_lines_are_the_same(catalogue: Catalog) -> None:
    """A text that is joined to another ends in a blank; lines are paragraphs."""

    def shape(text: str) -> tuple[bool, bool, int]:
        return text[:1].isspace(), text[-1:].isspace(), text.count("\n")

    assert [source for source, said in pairs(catalogue) if shape(said) != shape(source)] == []


def test_ends_are_the_same(catalogue: Catalog) -> None:
    """A question stays a question, and a sentence a sentence."""
    ends = re.compile(r"[.?!:…]$")
    different = [
        source for source, said in pairs(catalogue) if ends.findall(source.strip()) != ends.findall(said.strip())
    ]
    assert different == []


def test_every_text_is_in_its_language(catalogue: Catalog, language: str) -> None:
    found = {said: wrong_language(said, language) for _, said in pairs(catalogue)}
    assert {said: wrong for said, wrong in found.items() if wrong} == {}


def test_bokmaal_is_bokmaal() -> None:
    assert {text: wrong for text in catalogues.ids(SOURCE) if (wrong := wrong_language(text, "nb"))} == {}


def test_nothing_is_left_in_bokmaal(catalogue: Catalog, language: str) -> None:
    same = {source for source, said in pairs(catalogue) if said == source and words(source)}
    if language == "en":
        assert same - SAME_IN_ENGLISH == set()
    else:
        assert {one for one in same if len(words(one)) > LONGEST_SAME} - SAME_IN_NYNORSK == set()


def test_no_same_is_allowed_in_vain() -> None:
    assert (SAME_IN_ENGLISH | SAME_IN_NYNORSK) - set(catalogues.ids(SOURCE)) == set()


@pytest.mark.parametrize("code", NORWEGIAN_ANSWERS)
def test_an_answer_that_is_waited_for_is_named_in_every_language(code: str, language: str) -> None:
    assert NORWEGIAN_ANSWERS[code] in messages.text(code, language=language)


def test_codes_speak_the_language_that_is_asked_for() -> None:
    said = {one: messages.text("source_timeout", {"source": "PubMed"}, one) for one in messages.LANGUAGES}
    assert said == {
        "nb": "PubMed svarte ikke i tide. Prøv igjen om litt.",
        "nn": "PubMed svara ikkje i tide. Prøv igjen om litt.",
        "en": "PubMed did not answer in time. Try again in a moment.",
    }


def test_a_language_that_is_not_there_is_bokmaal() -> None:
    assert messages.text("source_timeout", {"source": "PubMed"}, "se").startswith("PubMed svarte")


# -- nothing on a page goes past the translator

SHOWN = re.compile(r"[æøåÆØÅ]|[^\W\d_]{2,}[,.:;]? [^\W\d_]{2,}|^[A-ZÆØÅ][a-zæøå]+[.:?!]?$")
MARKUP = re.compile(r"<[^>]*>?|^[^<]*=\"[^\"]*\"?>?|\{[^{}]*\}|[\w-]+: ?[\w-]+;")
# Names (languages are named in themselves), codes, parts of a citation.
NOT_SAID = frozenset({"Kunnskapsbroen", "Bokmål", "Nynorsk", "English", "Co", "et al."})


def not_translated(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of what a page may show without asking its translator: no docstring, text of `_()` or log entry."""
    tree = ast.parse(path.read_bytes(), str(path))
    known: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            known.add(id(node.value))
        elif isinstance(node, ast.Call) and (
            ast.unparse(node.func) == "_" or ast.unparse(node.func).startswith("log.")
        ):
            known |= {id(one) for one in ast.walk(node) if isinstance(one, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in known:
            text = MARKUP.sub(" ", node.value).strip()
            if text not in NOT_SAID and SHOWN.search(text):
                yield node.lineno, node.value


@pytest.mark.parametrize("path", catalogues.page_files(), ids=lambda path: path.stem)
def test_pages_say_nothing_past_the_translator(path: Path) -> None:
    assert list(not_translated(path)) == []
