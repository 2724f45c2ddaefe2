"""Step 3 on the page: where to look first, the two databases, files, references by hand, and the account of it all."""

from __future__ import annotations

from pipeline.rows import Progress, Question
from ui import reader, safe
from ui.steps import duplicate_search, search_files, search_places, search_sources
from ui.words import _


def draw(question: Question, progress: Progress) -> None:
    """The pyramid from its top: reference works and guidelines, then reviews in the databases, then files and by hand."""
    safe.heading(2, _("1. Se etter et ferdig svar først"))
    search_places.draw(question.id)
    safe.heading(2, _("2. Søk i databasene"))
    search_sources.draw(question.id)
    may_add = reader.may("import.start") or reader.may("reference.add")
    safe.heading(2, _("3. Hent inn filer, eller legg inn for hånd") if may_add else _("3. Filer som er hentet inn"))
    search_files.draw(question.id)
    duplicate_search.draw(question.id, elsewhere=True)
