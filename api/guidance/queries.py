"""Reads of the guidance room: questions, notices, the search, and how the service stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from api.courts.models import Closure, CourtOffice
from api.courts.queries import deemed_at
from api.courts.rules import Deemed
from api.guidance.ports import Entry, Holdings, Library
from api.guidance.rules import (
    INSTEAD,
    LONGEST_QUERY,
    STOP,
    WORD,
    Hit,
    Index,
    Part,
    Unit,
    best_of,
    concepts_of,
    lexicon_of,
    reference_of,
    stem,
)
from api.guidance.states import Audience, HelpKind, HelpStanding, Language, NoticeKind
from api.kernel.refusals import Refusal, require_length
from api.kernel.text import Text

SNIPPET: Final = 160
BEFORE: Final = 40
"""How long a snippet is, and how much of it stands before what was asked for; in characters."""


class GuidanceNotPublished(Refusal):
    """No release of the help site was ever there to be read."""

    message = Text(
        "The help site is not published here, so nothing can be found in it.",
        "此處尚未發布使用說明，故未能查找。",
    )
    remedy = Text(
        "Whoever runs this server builds it with 'python -m api publish'.",
        "請由伺服器管理人以「python -m api publish」建立。",
    )


def holdings_of(library: Library) -> Holdings:
    """Hand out the release of the help site that is in use. Refuses: GuidanceNotPublished."""
    held = library.holdings()
    if held is None:
        raise GuidanceNotPublished
    return held


# --- questions and notices ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqFilter:
    """Which questions are asked for; what is None is not looked at."""

    topic: str | None = None
    audience: Audience | None = None
    applies_to: str | None = None


def faq_by_id(held: Holdings, id: str, language: Language) -> Entry | None:
    """Find a question by its id, also as it is read out (``PAY 2``); None where there is none."""
    wanted = reference_of(id.strip().lower())
    versions = [e for e in held.entries if e.id == wanted and e.kind is HelpKind.FAQ]
    return best_of(versions, language)


def faqs(held: Holdings, language: Language, on: date, wanted: FaqFilter) -> list[Entry]:
    """List the questions that hold on a day, each in the language that serves best, by id."""
    return [
        entry
        for entry in _each_in(held, HelpKind.FAQ, language)
        if entry.standing_on(on) is HelpStanding.CURRENT and _is_wanted(entry, wanted)
    ]


def _is_wanted(entry: Entry, wanted: FaqFilter) -> bool:
    """Tell whether a question matches; one that names no type of case applies to all."""
    return (
        wanted.topic in {None, entry.topic}
        and (wanted.audience is None or wanted.audience in entry.audience)
        and (
            wanted.applies_to is None
            or wanted.applies_to in (entry.applies_to or (wanted.applies_to,))
        )
    )


def notices(
    held: Holdings, language: Language, *, kind: NoticeKind | None = None, since: date | None = None
) -> list[Entry]:
    """List the notices that are not withdrawn, newest first."""
    found = [
        entry
        for entry in _each_in(held, HelpKind.NOTICE, language)
        if entry.status != "withdrawn"
        and kind in {None, entry.notice_kind}
        and (since is None or entry.published_on >= since)
    ]
    return sorted(found, key=lambda entry: (-entry.published_on.toordinal(), entry.id))


def outages_told(library: Library, language: Language, on: date) -> list[Entry]:
    """List the notices of an outage that hold on a day; none where there is no help site."""
    held = library.holdings()
    told = notices(held, language, kind=NoticeKind.OUTAGE) if held else []
    return [entry for entry in told if entry.standing_on(on) is HelpStanding.CURRENT]


def _each_in(held: Holdings, kind: HelpKind, language: Language) -> list[Entry]:
    """Every entry of a kind, each in the language that serves a reader best, by id."""
    versions: dict[str, list[Entry]] = {}
    for entry in held.entries:
        if entry.kind is kind:
            versions.setdefault(entry.id, []).append(entry)
    best = (best_of(group, language) for _, group in sorted(versions.items()))
    return [entry for entry in best if entry is not None]


# --- the search -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found: the entry, the words around what was asked for, its address, its score."""

    entry: Entry
    snippet: str
    url: str
    score: int


def search(held: Holdings, query: str, language: Language, most: int) -> list[Found]:
    """Find what answers a query; in another language only where this one has nothing.

    Refuses: Malformed, for a query that is too long.
    """
    require_length(query, LONGEST_QUERY, "query")
    for each in INSTEAD[language]:
        index = index_of(held, each)
        hits = index.search(query, most)
        if hits:
            return [_found(held, each, index, hit, query) for hit in hits]
    return []


BOOSTS: Final = {HelpKind.PAGE: 1.1, HelpKind.TERM: 0.55, HelpKind.NOTICE: 0.7}
SELDOM_MEANT: Final = 0.5
LISTS: Final = frozenset({"all-pages", "faq", "glossary", "home", "search"})
"""Pages that list other entries: found by their own names, not by those of what they list."""


def units_of(entries: Iterable[Entry], language: Language) -> list[Unit]:
    """List what can be found in one language, by id; withdrawn entries cannot.

    A part of a page that is an entry by itself, as a term on the glossary's page, is found as that
    entry.
    """
    here = [e for e in entries if e.language is language and e.status != "withdrawn"]
    ids = {entry.id for entry in here}
    return [_unit_of(entry, ids) for entry in sorted(here, key=lambda e: e.id)]


def _unit_of(entry: Entry, ids: set[str]) -> Unit:
    boost = BOOSTS.get(entry.kind, 1.0)
    if _is_for_developers(entry) or entry.id in LISTS:
        boost *= SELDOM_MEANT
    return Unit(
        entry.id, entry.kind, entry.title, entry.answer, entry.url, boost, _parts_of(entry, ids)
    )


def _parts_of(entry: Entry, ids: set[str]) -> list[Part]:
    """What a unit says besides its title and card, which the text of a question repeats."""
    if entry.id in LISTS:
        return []
    if not entry.sections:
        return [Part("", "", entry.text.replace(entry.answer, "").strip())]
    own = [section for section in entry.sections if section.anchor not in ids]
    if _is_for_developers(entry):
        return [Part(section.anchor, section.title, "") for section in own]
    return [Part(section.anchor, section.title, section.text) for section in own]


def _is_for_developers(entry: Entry) -> bool:
    """Tell whether nobody else is meant: such pages are found by their titles and headings."""
    return tuple(entry.audience) == (Audience.DEVELOPER,)


@lru_cache(maxsize=2 * len(Language))
def index_of(held: Holdings, language: Language) -> Index:
    """Index what can be found in one language; kept as long as the release is in use."""
    return Index(units_of(held.entries, language), lexicon_of(held.synonyms))


@lru_cache(maxsize=2 * len(Language))
def _entries_in(held: Holdings, language: Language) -> dict[str, Entry]:
    """The entries of one language by their ids."""
    return {entry.id: entry for entry in held.entries if entry.language is language}


def _found(held: Holdings, language: Language, index: Index, hit: Hit, query: str) -> Found:
    entry = _entries_in(held, language)[hit.unit.id]
    page = entry.url.partition("#")[0]
    url = f"{page}#{hit.anchor}" if hit.anchor else entry.url
    return Found(entry, snippet_of(index, hit, query), url, hit.score)


def snippet_of(index: Index, hit: Hit, query: str) -> str:
    """Cut the words around the first thing asked for out of the part found; else the card."""
    text = next((p.text for p in hit.unit.parts if p.anchor == hit.anchor), "")
    # Character by character, so that places in the folded text are places in the text.
    folded = "".join((index.lexicon.folded(character) or " ")[0] for character in text)
    typed = index.lexicon.folded(query)
    ways = (way for concept in concepts_of(typed, index.lexicon) for way, _ in concept)
    words = {word for word in WORD.findall(typed) if stem(word) not in STOP}
    asked = words.union(token for way in ways for token in way)
    places = [place for word in asked if (place := folded.find(word)) >= 0]
    if not places:
        return hit.unit.card
    start = max(min(places) - BEFORE, 0)
    cut = text[start : start + SNIPPET].strip()
    return f"{'…' if start else ''}{cut}{'…' if start + SNIPPET < len(text) else ''}"


# --- the service ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfficeStatus:
    """How an office stands at an instant: what reaches it then counts as ``deemed`` says."""

    office: CourtOffice
    deemed: Deemed
    hindrance: Closure | None
    is_open: bool


def offices_at(session: Session, at: datetime) -> list[OfficeStatus]:
    """Say of every office with hours whether it is open. Refuses: CalendarNotPublished."""
    offices = session.exec(select(CourtOffice).order_by(col(CourtOffice.code))).all()
    found: list[OfficeStatus] = []
    for office in offices:
        deemed, hindrance = deemed_at(session, office.code, at)
        found.append(OfficeStatus(office, deemed, hindrance, deemed.at == at))
    return found


def closures_from(session: Session, at: datetime) -> Sequence[Closure]:
    """List the closures that are not over at an instant, those announced for later included."""
    lasting = sa.or_(col(Closure.ends_at).is_(None), col(Closure.ends_at) > at)
    rows = select(Closure).where(lasting).order_by(col(Closure.starts_at), col(Closure.id))
    return session.exec(rows).all()
