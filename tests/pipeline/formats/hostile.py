"""Hostile and odd texts, made of the words and signs that the readers look for: shared by the tests and the long runs."""

from __future__ import annotations

from hypothesis import strategies as st

RIS = "TY  - JOUR\nTI  - Example trial\nAU  - Example, A\nPY  - 2020\n"
END = "\nER  - \n"

REPEATED: dict[str, tuple[str, str, str]] = {
    "one letter": ("", "a", ""),
    "blanks": ("", " ", ""),
    "RIS starts": ("", "TY  - JOUR\n", ""),
    "RIS starts and ends": ("", "TY  - JOUR\nER  - \n", ""),
    "RIS ends": (RIS, "ER\n", ""),
    "RIS ends with text": (RIS, "ER  - x\n", ""),
    "RIS ends and blank lines": (RIS, "ER \n\n", ""),
    "RIS titles": ("", "TI  - x\n", ""),
    "indented starts": ("", "  TY - JOUR\n", ""),
    "glued starts": ("", "x TY  - JOUR\n", ""),
    "glued links": (RIS, "x LK  - y", ""),
    "blanks before a glued end": (RIS + "AB  - x", " ", "ER  -x"),
    "names by semicolon": (RIS + "AU  - ", "a;", END),
    "names by comma": (RIS + "AU  - ", "a,", END),
    "words of a name": (RIS + "AU  - ", "A ", END),
    "labels": (RIS + "AB  - ", "A. ABC: ", END),
    "capitals before a colon": (RIS + "AB  - ", "ABC ABC", ": x" + END),
    "unclosed tags": (RIS + "AB  - ", "<i ", END),
    "unclosed entities": (RIS + "AB  - ", "&a", END),
    "DOI brackets": (RIS + "DO  - 10.1000/", "a)", END),
    "DOI marks": (RIS + "DO  - 10.1000/a", "[doi]", END),
    "DOIs": (RIS + "DO  - ", "10.1000/", END),
    "links": (RIS + "UR  - ", "doi=%2f", END),
    "pages": (RIS + "SP  - ", "- ", END),
    "MEDLINE starts": ("", "PMID- 1\n", ""),
    "MEDLINE blocks": ("", "\n\nOWN - NLM\n", ""),
    "MEDLINE lines": ("PMID- 1\nTI  - x\n", "y\n", ""),
    "Web of Science starts": ("", "PT J\n", ""),
    "Web of Science authors": ("PT J\nAU A\n", "   B, C\n", ""),
    "Refer types": ("", "%0 A\n", ""),
    "Refer lines": ("%0 Book\n%X a\n", "b\n", ""),
    "Ovid starts": ("", "<1. >\n", ""),
    "Ovid labels": ("<1>\n", "Aa Bb Cc Dd Ee Ff\n", ""),
    "citations": ("<1. >\nTI  - x\nSO  - ", "1(2): ", "\n"),
    "BibTeX signs": ("", "@a{", ""),
    "BibTeX starts": ("", "\n@a{", ""),
    "BibTeX braces": ("@article{x,\n title={", "{", ""),
    "BibTeX fields unclosed": ("@article{x,\n", " a={b\n", ""),
    "BibTeX joints": ("@article{x, t = ", "{a} # ", ""),
    "BibTeX backslashes": ("@article{x, t = {", "\\", ""),
    "BibTeX accents": ("@article{x, title = {", "\\'{", "}}"),
    "BibTeX names": ("@article{x, author = {", "A and ", "}}"),
    "rows": ("Title,Year\n", "a,1\n", ""),
    "rows unclosed": ("Title,Year\n", '"a,1\n', ""),
    "quotes": ("Title,Year\n", '"a""b\n,', ""),
    "headings": ("", "Title,", ""),
    "wide rows": ("Title,", "a,", "\nx"),
    "authors in a cell": ('Title,Authors\nx,"', "Example A, ", '"\n'),
    "a list in a cell": ("Title,Authors\nx,\"['", "a', '", "']\"\n"),
    "a list unclosed": ("Title,Authors\nx,\"['", "a\\", "']\"\n"),
    "identifiers": ("", "12345678\n", ""),
    "DOIs with text": ("", "10.1000/a b\n", ""),
    "XML open": ("<a>", "<b>", ""),
    "XML comment": ("<!--", "-", ""),
    "EndNote records open": ("<xml><records>", "<record>", ""),
    "EndNote deep": ("<xml><records><record>", "<a>", ""),
    "PubMed articles open": ("", "<PubmedArticle>", ""),
    "XML attributes": ("<xml ", "a='1' ", ""),
    "PubMed summaries": ("", "1: A B. T. J. 2020;1:2. PMID: 1.\n\n", ""),
    "PubMed numbers": ("1: A B. T. J. 2020. PMID: 1.\n\n", "2. x\n\n", ""),
    "PubMed one entry": ("1. J. 2020;1:2.\n\nT.\n\n", "A B(1), ", ".\n\nPMID: 1\n"),
    "CSL items": ("[", '{"type": "book", "title": "x"},', "]"),
    "CSL open": ("[", '{"type": "book", "title": ', ""),
    "CSL broken": ("[", '{"type": "book", "title": x},', "]"),
    "CSL deep": ('[{"type": "book", "title": ', "[", ""),
    "CSL blanks": ('[{"type": "book"},', " ", ""),
    "small tags": ("", "ty  - JOUR\nti  - x\n", ""),
    "RIS without starts": ("", "TI  - x\nAU  - a\n\n", ""),
    "quoted lines": ("", '"TY  - JOUR"\n"TI  - x"\n', ""),
    "indented lines": ("", "  PT J\n  TI x\n  ER\n\n", ""),
    "RIS on one line": ("", "TY  - JOUR TI  - x ER  - ", ""),
    "colons": ("", "TY: JOUR\nTI: x\nER:\n", ""),
    "ProQuest documents": ("", "Document 1 of 2\nTitle: x\n", ""),
    "Embase records": ("", "RECORD 1\nTITLE\nx\n", ""),
    "framed rows": ("| Title | Year |\n", "| a | 1 |\n", ""),
    "rules of a frame": ("| Title | Year |\n", "|-", ""),
    "formats by turns": ("", RIS + "ER  - \n\nPMID- 1\nTI  - x\nFAU - A\n\n", ""),
    "starts by turns": ("", "@a{x,\n}\n\n%0 a\n\nPT J\nER\n\n<1>\n", ""),
}
"""What is repeated: (before it, it, behind it)."""


def long_text(name: str, length: int) -> bytes:
    """One of `REPEATED`, about `length` characters long."""
    before, again, behind = REPEATED[name]
    return (before + again * (length // len(again)) + behind).encode()


_PIECES = (
    "TY  - JOUR\n", "TY - JOUR\n", "ER  - \n", "ER\n", "TI  - Example\n", "AU  - A, B\n", "PY  - 2020\n", "AB  - ", "KW  - a;b\n",
    "LK  - http://x.example\n", "DO  - 10.1000/x\n", "PMID- 1\n", "OWN - NLM\n", "      more\n", "FAU - A, B\n", "PT J\n",
    "PT Journal\n", "AU A\n   B\n", "EF\n", "%0 Book\n", "%T Two\n", "%A A, B\n", "<1. >\n", "<2>\nTitle\n  x\n", "RT Book\n",
    "Record #1 of 2\n", "ID: CN-1\n", "@article{k,\n", "title={A {B}},\n", "author={A and B},\n", "}\n", "{", "}", "\\'e", "#",
    "Title,Authors,Year\n", "Title;DOI\n", '"', "'", ",", ";", "\t", '=""', "[\"a\", 'b']", "12345678\n", "10.1000/a\n",
    "<xml><records>", "<record>", "<titles><title>x</title></titles>", "</record>", "</records></xml>", "<PubmedArticleSet>",
    "<PubmedArticle><MedlineCitation><PMID>1</PMID></MedlineCitation></PubmedArticle>", "<?xml version='1.0'?>", "<!DOCTYPE a>",
    "<!ENTITY a 'b'>", "&a;", "&#0;", "\n\n", "\r", "\r\n", "\ufeff", "\x00", "\x85", "\u2028", "æ", "é", "\U0001f9ea", " ", "  ",
    "-", "–", "10.", "doi:", "PMID:", "(1)", "et al.", "x" * 300, "1999", "\x1f\x8b", "PK\x03\x04",
)  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=8)), max_size=60).map("".join)
files = st.one_of(
    texts.map(lambda text: text.encode("utf-8", "surrogatepass")),
    texts.map(lambda text: text.encode("utf-16", "surrogatepass")),
    texts.map(lambda text: text.encode("cp1252", "replace")),
    st.binary(max_size=400),
    st.tuples(texts, st.binary(max_size=20), texts).map(lambda three: three[0].encode("utf-8", "replace") + three[1]),
)
"""Bytes that may be anything, often nearly a reference file."""
