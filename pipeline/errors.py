"""The tree of errors. Each carries a code and its parameters; `messages.py` makes the sentence.

Problem
|-- BadInput          somebody gave something that cannot be used as it is
|-- Refused           this person may not do this
|-- NotThere          no such row, or none that this person may see
|-- Conflict          somebody else changed it first
|-- SourceFailed      a database out there did not answer as it should
`-- StoreFailed       our own database cannot take or give it now
"""

from __future__ import annotations


class Problem(Exception):
    """Root of every error that a person may meet.

    `code` is looked up in `messages.py`; `params` fill its sentence. Neither holds secrets or free text.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code


class BadInput(Problem):
    """Input that cannot be used as it is."""


class Refused(Problem):
    """The actor may not do this. `params["right"]` names the missing right."""


class NotThere(Problem):
    """No such row, or none that the actor may see (the two are never told apart)."""


class Conflict(Problem):
    """The value was changed by somebody else since it was shown. `params` holds both texts."""


class SourceFailed(Problem):
    """A source did not answer as it should. Never to be read as zero hits."""


class StoreFailed(Problem):
    """The embedded database cannot take or give the row now."""
