"""Other instruments in miniature, in words of our own: they show what the model can hold. None of them ships."""

from __future__ import annotations

HEAD = """\
id: {id}
version: "1"
languages: [nb, nn, en]
title: {{nb: "{title}", nn: "{title}", en: "{title}"}}
source: {{nb: Prøve, nn: Prøve, en: Sample}}
source_url: https://example.org/{id}
licence: MIT
text_kind: gist
fits: [{fits}]
"""


def _text(word: str) -> str:
    return f"{{nb: {word}, nn: {word}, en: {word}}}"


def _choices(kind: str, names: list[str], *, coloured: bool = False) -> str:
    colour = ', colour: "#00856a"' if coloured else ""
    return f"{kind}:\n" + "".join(
        f'  - {{id: {name}, label: {_text(name)}, symbol: "{at}"{colour}}}\n' for at, name in enumerate(names)
    )


def _part(part: str, items: list[str], number: int, extra: str = "", variants: str = "") -> str:
    lines = [f"  - id: {part}", f"    title: {_text(part)}"]
    lines += [f"    variants: [{variants}]"] if variants else []
    lines += ["    items:"]
    for at, item in enumerate(items, 1):
        words = f"text: {_text(item)}, help: {_text('h')}, look_for: {_text('l')}"
        lines.append(f'      - {{id: {item}, number: "{number}.{at}", {words}{extra}}}')
    return "\n".join(lines) + "\n"


def robins_i() -> str:
    """Seven domains; the worst decides; without information in a domain, unless one is serious or critical."""
    words = ["low", "moderate", "no_information", "serious", "critical"]
    text = HEAD.format(id="robins-i", title="ROBINS-I 2016", fits="cohort")
    text += _choices("answers", words) + _choices("judgements", words, coloured=True) + "parts:\n"
    text += "".join(_part(f"d{n}", [f"d{n}_risk"], n) for n in range(1, 8))
    offer = "{judgement: serious, at_least: 2, to: critical, text: " + _text("flere") + "}"
    return text + f"rule:\n  kind: worst_domain\n  offer: {offer}\n"


def jbi() -> str:
    """Yes, no, unclear, not applicable; people judge."""
    text = HEAD.format(id="jbi", title="JBI", fits="cross-sectional")
    text += _choices("answers", ["yes", "no", "unclear", "na"])
    text += _choices("judgements", ["include", "seek_more", "exclude"], coloured=True) + "parts:\n"
    return text + _part("all", [f"q{n}" for n in range(1, 10)], 1) + "rule: {kind: judgement}\n"


def casp() -> str:
    """Yes, no, can't tell; two gate questions; no score."""
    text = HEAD.format(id="casp", title="CASP", fits="qualitative")
    text += _choices("answers", ["yes", "cant_tell", "no"]) + _choices("judgements", ["good", "poor"], coloured=True)
    text += "gate:\n  answers: [no]\n  ask: " + _text("videre") + "\nparts:\n"
    text += _part("screening", ["aim", "suitable"], 1, ", gate: true")
    return text + _part("detail", [f"q{n}" for n in range(3, 11)], 2) + "rule: {kind: judgement}\n"


def mmat() -> str:
    """Two screening questions, then the five of the study's own design."""
    designs = ["qualitative", "randomised", "non_randomised", "descriptive", "mixed"]
    text = HEAD.format(id="mmat", title="MMAT", fits="mixed-methods")
    text += _choices("answers", ["yes", "no", "cant_tell"]) + _choices("judgements", ["good", "poor"], coloured=True)
    text += "gate:\n  answers: [no, cant_tell]\n  ask: " + _text("videre") + "\n"
    text += "variants:\n" + "".join(f"  - {{id: {one}, label: {_text(one)}}}\n" for one in designs) + "parts:\n"
    text += _part("screening", ["s1", "s2"], 9, ", gate: true")
    for n, one in enumerate(designs, 1):
        text += _part(one, [f"{one}_{q}" for q in range(1, 6)], n, variants=one)
    return text + "rule: {kind: judgement}\n"


def agree_ii() -> str:
    """23 items in six domains on a scale of seven; a share of each domain, never added up."""
    text = HEAD.format(id="agree-ii", title="AGREE II", fits="guideline")
    text += _choices("answers", [f"p{n}" for n in range(1, 8)])
    text += _choices("judgements", ["recommend", "with_changes", "not_recommend"], coloured=True) + "parts:\n"
    for n, count in enumerate((3, 3, 8, 3, 4, 2), 1):
        text += _part(f"d{n}", [f"d{n}_{q}" for q in range(1, count + 1)], n)
    points = ", ".join(f"p{n}: {n}" for n in range(1, 8))
    return text + f"rule:\n  kind: percent\n  points: {{{points}}}\n"


ALL = {"robins-i": robins_i, "jbi": jbi, "casp": casp, "mmat": mmat, "agree-ii": agree_ii}
