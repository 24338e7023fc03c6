"""Hold everything a build reads: pages, questions, glossary, notices and published facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from api.publish.faqs import Faq, read_faqs
from api.publish.glossary import Conversion, Term, conversion, read_terms
from api.publish.sources import AUTHORED, PageProblem, Source, read_sources
from api.publish.words import Code
from api.reference.loading import Published


@dataclass(frozen=True, slots=True)
class Library:
    """All sources of the site; ``converted`` makes Simplified, ``unread`` tells what is missing."""

    folder: Path
    facts: Published
    pages: Mapping[Code, Mapping[str, Source]]
    faqs: tuple[Faq, ...]
    terms: tuple[Term, ...]
    converted: Conversion
    unread: tuple[str, ...] = ()

    @property
    def asked(self) -> tuple[Faq, ...]:
        """The questions that are still answered."""
        return tuple(faq for faq in self.faqs if not faq.meta.withdrawn)

    def source(self, code: Code, path: str) -> Source | None:
        """Find a page as a reader of a language has it; Simplified is Traditional, converted."""
        if code != "sc":
            return self.pages[code].get(path)
        made_from = self.pages["tc"].get(path)
        if made_from is None:
            return None
        given = {key: _said(value, self.converted) for key, value in made_from.given.items()}
        return Source(f"sc/{path}", given, self.converted(made_from.body))

    def notices(self, code: Code) -> list[tuple[str, Source]]:
        """List the notices, newest first."""
        paths = [path for path, page in self.pages["en"].items() if page.meta.kind == "notice"]
        found = [(path, page) for path in paths if (page := self.source(code, path))]
        return sorted(found, key=lambda one: (str(one[1].meta.published), one[0]), reverse=True)


def _said(value: object, converted: Conversion) -> object:
    return converted(value) if isinstance(value, str) else value


def read_library(folder: Path, facts: Published) -> Library:
    """Read the folder ``site``; what cannot be read is left out and told in ``unread``."""
    unread: list[str] = []
    pages: dict[Code, Mapping[str, Source]] = {}
    for code in AUTHORED:
        try:
            pages[code] = read_sources(folder / "pages", code)
        except PageProblem as problem:
            unread.append(str(problem))
            pages[code] = {}
    faqs, problems = read_faqs(folder / "faq")
    terms: tuple[Term, ...] = ()
    try:
        terms = read_terms(folder)
    except PageProblem as problem:
        unread.append(str(problem))
    told = (*unread, *problems)
    return Library(folder, facts, pages, tuple(faqs), terms, conversion(terms), told)
