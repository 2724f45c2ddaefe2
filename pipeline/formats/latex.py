"""LaTeX in BibTeX values as plain text, and plain text as LaTeX that reads back to the same."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip
"""LaTeX accent -> combining character."""
_LETTERS = {
    "aa": "å", "AA": "Å", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "ss": "ß", "i": "i", "j": "j", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ",
    "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“",
    "textquotedblright": "”", "textquotesingle": "'", "textasciitilde": "~", "textbackslash": "\\",
    "textasciicircum": "^", "textunderscore": "_", "textbar": "|", "textless": "<", "textgreater": ">",
    "textregistered": "®", "texttrademark": "™", "textcopyright": "©", "textdegree": "°", "degree": "°",
    "ldots": "…", "dots": "…", "textellipsis": "…", "pm": "±", "textpm": "±", "times": "×", "geq": "≥", "ge": "≥",
    "leq": "≤", "le": "≤", "mu": "μ", "textmu": "µ", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ",
    "kappa": "κ", "lambda": "λ", "sigma": "σ", "omega": "ω", "chi": "χ", "S": "§", "P": "¶", "copyright": "©",
    "pounds": "£", "euro": "€", "texteuro": "€", "guillemotleft": "«", "guillemotright": "»", "flqq": "«",
    "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "tau": "τ", "phi": "φ", "varphi": "φ", "psi": "ψ", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ",
    "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
    "frqq": "»", "textbullet": "•", "cdot": "·", "sim": "∼", "approx": "≈", "infty": "∞", "rightarrow": "→",
}  # fmt: skip
"""LaTeX command without an argument -> character."""
_SIZES = frozenset({"Large", "LARGE", "Huge", "NoCaseChange", "MakeUppercase", "MakeLowercase", "Needspace"})
"""Commands with a capital that only set type. Of any other without an argument the name is the text (`\\BibTeX`)."""
_ACCENTED = re.compile(r"\\(?:([`'^~=.\"])\s*|([uvHcdbkr])(?:\s+|(?=\{)))\{?(\\[ij](?![A-Za-z])|[^\W\d_])\}?")
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?(?:\s+|(?![A-Za-z]))(?:\{\})?")
_ESCAPED = re.compile(r"\\([&%$#_{}~^ ,;:!/@-])")
_INLINE = re.compile(r"(?<!\\)\\[()]")
"""The signs around a formula in a line."""
_MATH = re.compile(r"(?<!\\)\$([^$\s\d\\][^$\s\\]{0,59}|\\[A-Za-z]{1,20}(?:[_^][^$\s\\]{1,20})?)\$")
"""A formula without blanks ("$H_2O$", "$\\beta$"); "$5 and $10" are sums of money."""
_RAISED = re.compile(r"[_^](?=[\w{+-])")
_MARK = "\ue000"  # private use: stands for a brace that is meant, until the others are gone


def to_text(value: str) -> str:
    """A BibTeX value as plain text: accents and symbols as characters, commands and braces gone. Never raises."""
    if "$" in value:
        value = _MATH.sub(lambda match: _RAISED.sub("", match[1]), value)
    if "\\" in value:
        value = _ACCENTED.sub(_accented, _INLINE.sub("{}", value))
        value = value.replace("\\{", _MARK + "(").replace("\\}", _MARK + ")").replace("\\\\", " ")
        value = _ESCAPED.sub(lambda match: " " if match[1] in " ,;:!/-" else match[1], value)
        value = value if "://" in value else value.replace("~", " ")
        value = _COMMAND.sub(_said, value)
    elif "~" in value and "://" not in value:
        value = value.replace("~", " ")
    if "{" in value or "}" in value:
        value = value.replace("{", "").replace("}", "")
    if _MARK in value:
        value = value.replace(_MARK + "(", "{").replace(_MARK + ")", "}")
    return value


def _said(match: re.Match[str]) -> str:
    """What a command says: its character, its name where that is one of its author's, or nothing."""
    name = match[1]
    if name in _LETTERS:
        return _LETTERS[name]
    own = any(map(str.isupper, name)) and name not in _SIZES and match.string[match.end() : match.end() + 1] != "{"
    return name + " " * match.group().endswith((" ", "\n")) if own else ""


def _accented(match: re.Match[str]) -> str:
    letter = match[3].lstrip("\\")
    return unicodedata.normalize("NFC", letter + _ACCENTS[match[1] or match[2]])


_SPECIAL = re.compile(r"[\\{}&%$#_~^]")
_WRITTEN = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def from_text(value: str) -> str:
    """Plain text as a BibTeX value without its braces; letters stay as they are (UTF-8)."""
    return _SPECIAL.sub(lambda match: _WRITTEN.get(match.group(), "\\" + match.group()), value)
