"""The fields of a search: one key each, and what PubMed, Ovid, Europe PMC, Cochrane and Epistemonikos call it.

PubMed's names are those of EInfo (db=pubmed) and of its user guide, with the older ones that still work.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One field. Empty = that database has none. `kind` says what stands in it."""

    key: str
    kind: str  # text | heading | date | name | code
    pubmed: str  # the tag we write
    names: str  # all that PubMed takes, comma separated
    ovid: str = ""  # the codes between the dots
    europepmc: str = ""
    cochrane: str = ""
    epistemonikos: str = ""  # fields to look in, by blank


_ROWS = (
    Field("all", "text", "all", "all, all fields", "af", "", "", "title abstract"),
    Field("tiab", "text", "tiab", "tiab, title/abstract", "ti,ab", "TITLE_ABS", "ti,ab", "title abstract"),
    Field("ti", "text", "ti", "ti, titl, title", "ti", "TITLE", "ti", "title"),
    Field("ab", "text", "ab", "ab, abstract", "ab", "ABSTRACT", "ab", "abstract"),
    Field("kw", "text", "ot", "ot, otrm, other term, other terms", "kf", "KW", "kw"),
    Field("tiabkw", "text", "tiab", "", "ti,ab,kf", "TITLE_ABS", "ti,ab,kw", "title abstract"),
    Field("tw", "text", "tw", "tw, word, text, text word, text words", "tw", "TITLE_ABS", "ti,ab,kw", "title abstract"),
    Field("mp", "text", "tw", "", "mp", "TITLE_ABS", "ti,ab,kw", "title abstract"),
    Field("tt", "text", "tt", "tt, transliterated title"),
    Field("mesh", "heading", "mh", "mh, mesh, mesh terms, mh terms, mesh heading", "/", "KW", "mh"),
    Field("majr", "heading", "majr", "majr, mesh major topic, major topic", "/", "KW", "mh"),
    Field("sh", "code", "sh", "sh, subh, subheading, mesh subheading, mesh subheadings", "fs"),
    Field("pt", "name", "pt", "pt, ptyp, publication type", "pt", "PUB_TYPE", "pt"),
    Field("la", "name", "la", "la, lang, language", "lg"),
    Field("dp", "date", "dp", "dp, pdat, date - publication, publication date", "(sa_year)", "PUB_YEAR"),
    Field("ppdat", "date", "ppdat", "ppdat, ppdt, print publication date"),
    Field("epdat", "date", "epdat", "epdat, epdt, electronic publication date"),
    Field("edat", "date", "edat", "edat, date - entry, date - entrez, entry date, entrez date", "ed"),
    Field("crdt", "date", "crdt", "crdt, create date, date - create", "dt"),
    Field("lr", "date", "lr", "lr, mdat, date - modification, modification date, date last revised"),
    Field("mhda", "date", "mhda", "mhda, mesh date, date - mesh"),
    Field("dcom", "date", "dcom", "dcom, cdat, date - completion, completion date"),
    Field("au", "name", "au", "au, auth, author, author name", "au", "AUTH", "au", "author"),
    Field("1au", "name", "1au", "1au, faut, author - first, first author, first author name", "1au"),
    Field("lastau", "name", "lastau", "lastau, laut, author - last, last author, last author name"),
    Field("fau", "name", "fau", "fau, full, author - full, full author name", "fa"),
    Field("auid", "name", "auid", "auid, author - identifier, author identifier"),
    Field("cn", "name", "cn", "cn, coln, author - corporate, corporate author", "ca"),
    Field("ir", "name", "ir", "ir, invr, investigator"),
    Field("fir", "name", "fir", "fir, finv, investigator - full, full investigator name"),
    Field("ad", "name", "ad", "ad, affl, affiliation", "in", "AFF"),
    Field("ta", "name", "ta", "ta, jo, jour, journal, journal title abbreviation", "jn", "JOURNAL", "so"),
    Field("jid", "code", "jid", "jid, nlm unique id"),
    Field("is", "code", "is", "is, issn", "is", "ISSN"),
    Field("isbn", "code", "isbn", "isbn"),
    Field("vi", "code", "vi", "vi, vol, volume", "vo"),
    Field("ip", "code", "ip", "ip, iss, issue", "ip"),
    Field("pg", "code", "pg", "pg, page, pagination", "pg"),
    Field("uid", "code", "pmid", "pmid, uid", "ui", "EXT_ID"),
    Field("pmcid", "code", "pmcid", "pmcid, pmc"),
    Field("aid", "code", "aid", "aid, article identifier, doi, pii, pid, publisher id", "", "DOI"),
    Field("lid", "code", "lid", "lid, location id"),
    Field("sb", "code", "sb", "sb, subset"),
    Field("filter", "code", "filter", "filter, filt"),
    Field("nm", "name", "nm", "nm, subs, supplementary concept, substance name", "nm"),
    Field("rn", "code", "rn", "rn, ecno, ec/rn number", "rn"),
    Field("pa", "name", "pa", "pa, papx, pharmacological action"),
    Field("ps", "name", "ps", "ps, subject - personal name, personal name as subject"),
    Field("gr", "code", "gr", "gr, grnt, grant number, grants and funding", "gi"),
    Field("si", "code", "si", "si, secondary source id", "si"),
    Field("cois", "text", "cois", "cois, conflict of interest statement, conflict of interest statements"),
    Field("pl", "name", "pl", "pl, cnty, place of publication, country", "cp"),
    Field("pubn", "name", "pubn", "pubn, publisher"),
    Field("ed", "name", "ed", "ed, editor"),
    Field("book", "name", "book", "book, book accession number"),
    Field("other", "code", "", "eid, extended pmid, dso, aucl, author cluster id, p1dat"),
)
FIELDS = {one.key: one for one in _ROWS}
TAGS = {name.strip(): one.key for one in _ROWS for name in one.names.split(",") if name.strip()}
TEXT_KEYS = frozenset(one.key for one in _ROWS if one.kind == "text") | {"auto"}
DATE_KEYS = frozenset(one.key for one in _ROWS if one.kind == "date")
HEADING_KEYS = ("mesh", "majr")
PROXIMITY_KEYS = ("tiab", "ti", "ad")  # the only ones in which PubMed takes `:~N`

# Ovid's codes, alone and in the pairs that people write -> key. Each code of a list must be known.
OVID_CODES = {
    "ti": "ti", "ab": "ab", "tw": "tw", "mp": "mp", "af": "all", "kf": "kw", "kw": "kw", "pt": "pt", "lg": "la",
    "la": "la", "au": "au", "jn": "ta", "jw": "ta", "jx": "ta", "in": "ad", "ui": "uid", "pm": "uid", "nm": "nm",
    "rn": "rn", "fs": "sh", "yr": "dp", "dp": "dp", "ed": "edat", "dt": "crdt", "sh": "mesh", "hw": "mp", "px": "all",
    "rs": "all", "ot": "tiab", "ox": "tiab", "fx": "kw", "bt": "tiab", "cp": "pl", "ca": "cn", "is": "is", "vo": "vi",
    "ip": "ip", "pg": "pg", "gi": "gr", "si": "si", "tx": "all", "kp": "kw", "ps": "ps", "sb": "sb", "do": "aid",
    "fa": "fau", "ia": "all", "id": "kw", "tn": "nm", "dm": "all",
    "m_titl": "ti", "ez": "edat", "da": "mhda", "up": "lr", "rd": "lr", "ep": "epdat", "oa": "ab", "rx": "all",
    "sy": "all", "ux": "all", "mx": "all", "os": "all", "pn": "ps", "xs": "sh", "ir": "ir", "if": "fir", "pb": "pubn",
    "es": "is", "il": "is", "jc": "jid", "nj": "ta", "oi": "aid", "no": "gr", "st": "sb", "ko": "kw", "ax": "au",
    "gs": "all", "cm": "all", "pu": "pubn",
}  # fmt: skip
OVID_LISTS = {
    frozenset(("ti", "ab")): "tiab",
    frozenset(("ti", "ab", "kf")): "tiabkw",
    frozenset(("ti", "ab", "kw")): "tiabkw",
    frozenset(("ti", "ab", "kf", "kw")): "tiabkw",
    frozenset(("ti", "ab", "tw")): "tw",
    frozenset(("tw", "kf")): "tw",
    frozenset(("tw", "kw")): "tw",
    frozenset(("tw", "kf", "kw")): "tw",
}


def ovid_key(codes: str) -> str | None:
    """The key of `ti,ab`; None where a code is not Ovid's."""
    listed = [one.strip() for one in codes.lower().split(",")]
    if any(one not in OVID_CODES for one in listed):
        return None
    if len(set(listed)) == 1:
        return OVID_CODES[listed[0]]
    return OVID_LISTS.get(frozenset(listed)) or ("tiab" if {"ti", "ab"} <= set(listed) else "mp")


def ovid_meant(codes: str) -> str | None:
    """What `.tiab.` or `.title.` is in Ovid: a code of PubMed or a whole word, as Ovid writes that field. None: not known."""
    bare = ",".join(one.strip() for one in codes.split(",") if one.strip())
    if bare and bare != codes and ovid_key(bare):
        return f".{bare}."
    key = TAGS.get(" ".join(codes.lower().split()))
    code = FIELDS[key].ovid if key else ""
    return f".{code}." if code.replace(",", "").isalnum() else None


# MeSH subheadings: NLM's two letters -> name.
QUALIFIERS = {
    code: name.strip()
    for code, name in (
        line.split(" ", 1)
        for line in """ab abnormalities;ad administration & dosage;ae adverse effects;ag agonists;aa analogs & derivatives
an analysis;ah anatomy & histology;ai antagonists & inhibitors;bi biosynthesis;bl blood;bs blood supply;cf cerebrospinal fluid
cs chemical synthesis;ci chemically induced;ch chemistry;cl classification;co complications;cn congenital;cy cytology
df deficiency;di diagnosis;dg diagnostic imaging;dh diet therapy;de drug effects;dt drug therapy;ec economics;ed education
em embryology;en enzymology;ep epidemiology;es ethics;eh ethnology;et etiology;ge genetics;gd growth & development;hi history
im immunology;in injuries;ir innervation;is instrumentation;ip isolation & purification;lj legislation & jurisprudence
ma manpower;me metabolism;mt methods;mi microbiology;mo mortality;nu nursing;og organization & administration;ps parasitology
py pathogenicity;pa pathology;pk pharmacokinetics;pd pharmacology;ph physiology;pp physiopathology;po poisoning
pc prevention & control;px psychology;re radiation effects;rt radiotherapy;rh rehabilitation;sc secondary;st standards
sn statistics & numerical data;sd supply & distribution;su surgery;tu therapeutic use;th therapy;to toxicity;tm transmission
tr transplantation;td trends;ul ultrastructure;ur urine;ut utilization;ve veterinary;vi virology""".replace(
            "\n", ";"
        ).split(";")
    )
}
_QUALIFIER_CODES = {name: code for code, name in QUALIFIERS.items()}


def qualifier(text: str) -> str:
    """A subheading as its two letters, else as it was written in small letters."""
    low = " ".join(text.lower().replace(" and ", " & ").split())
    return low if low in QUALIFIERS else _QUALIFIER_CODES.get(low, low)
