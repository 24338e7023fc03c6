"""Say everything that is wrong with the sources, each with its file and what mends it."""

from collections import Counter
from collections.abc import Iterable, Iterator

from api.publish.faqs import Faq, card_problems
from api.publish.front_matter import FaqMeta, PageMeta
from api.publish.ids import lock_problems
from api.publish.library import Library
from api.publish.markers import filled
from api.publish.parity import coverage_days, differing_numbers, fact_literals, typed_facts
from api.publish.sources import (
    MARKER,
    PageProblem,
    Source,
    differences,
    joined,
    problems_of_page,
)
from api.publish.words import Code

COMMAND = "python -m api publish --translated"


def problems_in(library: Library) -> list[str]:
    """List everything that is wrong with the sources, not only the first."""
    found = [*library.unread, *_page_problems(library), *_faq_problems(library)]
    return [*found, *_id_problems(library)]


def _page_problems(library: Library) -> Iterator[str]:
    literals = fact_literals(library.facts)
    days = coverage_days(library.facts)
    en, tc = library.pages["en"], library.pages["tc"]
    yield from (f"tc/{path}: missing; en has it" for path in sorted(en.keys() - tc.keys()))
    yield from (f"en/{path}: missing; tc has it" for path in sorted(tc.keys() - en.keys()))
    for source in (*en.values(), *tc.values()):
        yield from problems_of_page(source)
        yield from _reference_problems(library, source.path, source.meta)
        known = literals if source.meta.kind == "notice" else literals | days
        yield from _typed(source.path, source.body, known)
    for path in sorted(en.keys() & tc.keys()):
        yield from differences(en[path], tc[path])
        yield from _translation(en[path], tc[path])


def _typed(path: str, text: str, literals: frozenset[str]) -> Iterator[str]:
    for one in typed_facts(text, literals):
        yield f"{path}: the fact {one!r} is typed in; put a marker in its place"


def _translation(en: Source, tc: Source) -> Iterator[str]:
    if tc.is_fallback:
        return
    wrong = differing_numbers(en.body, tc.body)
    if wrong:
        yield f"{tc.path}: other numbers or dates than {en.path}: {wrong}"
    if tc.meta.translated_from != en.english_hash:
        yield _stale(f"site/pages/{tc.path}", f"site/pages/{en.path}")


def _stale(file: str, source: str) -> str:
    return f"{file}: not the translation of this English: compare {source}, then {COMMAND} {file}"


def _reference_problems(library: Library, path: str, meta: PageMeta | FaqMeta) -> Iterator[str]:
    for key in meta.law:
        if key not in library.facts.law:
            yield f"{path}: law {key} is not in api/reference/law.toml"
    for kind in meta.kinds_of_case:
        if kind not in library.facts.proceeding_types:
            yield f"{path}: applies_to {kind} is no kind of case in api/reference"


def _faq_problems(library: Library) -> Iterator[str]:
    literals = fact_literals(library.facts) | coverage_days(library.facts)

    def put(text: str, code: Code) -> str:
        return filled(text if code == "en" else joined(text), library.facts, code, library)

    known = {faq.meta.id for faq in library.faqs}
    for faq in library.faqs:
        path = f"site/{faq.path}"
        yield from _reference_problems(library, path, faq.meta)
        try:
            yield from (f"site/{one}" for one in card_problems(faq, put))
        except PageProblem as problem:
            yield f"{path}: {problem}"
        yield from _faq_languages(faq, path)
        for text in (_whole(faq, "en"), _whole(faq, "tc")):
            yield from _typed(path, text, literals)
        yield from (
            f"{path}: see {one}: no such question" for one in faq.meta.see if one not in known
        )


def _faq_languages(faq: Faq, path: str) -> Iterator[str]:
    en, tc = _whole(faq, "en"), _whole(faq, "tc")
    wrong = differing_numbers(en, tc)
    if wrong:
        yield f"{path}: other numbers or dates in the two languages: {wrong}"
    if sorted(MARKER.findall(en)) != sorted(MARKER.findall(tc)):
        yield f"{path}: fact markers differ between the languages"
    if faq.meta.translated_from != faq.english_hash:
        yield _stale(path, "its English part")


def _whole(faq: Faq, code: Code) -> str:
    spoken = faq.meta.en if code == "en" else faq.meta.tc
    return "\n".join([spoken.question, spoken.card, faq.bodies["en" if code == "en" else "tc"]])


def ids_of(library: Library) -> list[str]:
    """List the permanent ids: those of pages and questions."""
    ids = [source.meta.id for source in library.pages["en"].values()]
    return [*ids, *(faq.meta.id for faq in library.faqs)]


def _id_problems(library: Library) -> Iterator[str]:
    ids = ids_of(library)
    yield from _doubles([*ids, *(term.id for term in library.terms)])
    yield from lock_problems(library.folder, ids)


def _doubles(ids: Iterable[str]) -> list[str]:
    return [f"id {one} is used {n} times" for one, n in sorted(Counter(ids).items()) if n > 1]
