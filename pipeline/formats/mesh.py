"""NLM's descriptor file, and a Norwegian translation of it, as a stream of headings.

Both are a `DescriptorRecordSet`. In NLM's own a name is "Dementia"; in a translation (`LanguageCode="nor"`) it is
"Demens[Dementia]", the English name in brackets, and terms without brackets are in that language. The file of a whole
year has about 30,000 records and 300 MB, so one record at a time is held. Nothing outside the file is fetched, and no
entity is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from pico.mesh import Heading, MeshTerm
from pipeline.errors import BadInput

_TRANSLATED = re.compile(r"(.+)\[([^\[\]]+)\]\s*$", re.DOTALL)
_LANGUAGES = {"nor": "nb", "nob": "nb", "nno": "nn"}


def read_mesh(stream: BinaryIO, file: str) -> Iterator[Heading]:
    """The headings of a descriptor file. BadInput: mesh_not_descriptors {file}, mesh_broken {file, records}."""
    language = ""
    count = 0
    try:
        for event, node in etree.iterparse(
            stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
        ):
            name = etree.QName(node).localname
            if event == "start":
                if not language:
                    if name != "DescriptorRecordSet":
                        raise BadInput("mesh_not_descriptors", file=file)
                    language = _LANGUAGES.get((node.get("LanguageCode") or "eng").lower(), "en")
                continue
            if name != "DescriptorRecord":
                continue
            heading = _heading(node, language)
            node.clear(keep_tail=False)
            while node.getprevious() is not None:
                del node.getparent()[0]
            if heading is not None:
                count += 1
                yield heading
    except etree.XMLSyntaxError as fault:
        raise BadInput("mesh_broken" if count else "mesh_not_descriptors", file=file, records=count) from fault
    if not count:
        raise BadInput("mesh_not_descriptors", file=file)


def _heading(node: etree._Element, language: str) -> Heading | None:
    ui = (node.findtext("DescriptorUI") or "").strip()
    own, english = _parted((node.findtext("DescriptorName/String") or "").strip(), language)
    if not ui or not english:
        return None
    terms: dict[tuple[str, str], MeshTerm] = {}
    for text in (own, *(one.text or "" for one in node.iterfind("ConceptList/Concept/TermList/Term/String"))):
        word, other = _parted(text.strip(), language)
        for term in (MeshTerm(word, language), MeshTerm(other, "en")):
            if term.text:
                terms.setdefault((term.text.lower(), term.language), term)
    trees = tuple((one.text or "").strip() for one in node.iterfind("TreeNumberList/TreeNumber"))
    return Heading(ui, english, tuple(terms.values()), tuple(filter(None, trees)))


def _parted(text: str, language: str) -> tuple[str, str]:
    """(the word in the file's language, the English word); each may be empty."""
    text = " ".join(text.split())
    if language == "en":
        return text, text
    if found := _TRANSLATED.match(text):
        return found[1].strip(), found[2].strip()
    return text, ""
