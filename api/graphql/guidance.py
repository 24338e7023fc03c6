"""The help site in the contract: questions, the search and notices.

All of it comes from the manifest of the published site, so that both say the same words.
"""

from datetime import date
from typing import Annotated, Any, Final

import strawberry

from api.graphql.context import Info, question, search
from api.graphql.describing import enumerated
from api.graphql.paging import Asked, Order, bounded, paged
from api.guidance import queries
from api.guidance.ports import Entry
from api.guidance.queries import FaqFilter, Found
from api.guidance.states import Audience, HelpKind, HelpStanding, Language, NoticeKind
from api.kernel.clock import day_of
from api.reading.connections import Connection

HELP: Final = "/help/"
USUAL_HITS: Final = 10
MOST_HITS: Final = 50
BY_ID: Final = Order("faqs", lambda entry: (entry.id,))
NEWEST_FIRST: Final = Order("notices", lambda n: (-n.published_on.toordinal(), n.id))
for _enum in (Language, HelpKind, Audience, NoticeKind, HelpStanding):
    enumerated(_enum)


@strawberry.type
class Faq:
    """A question that people ask, with the short answer and the full one, in one language."""

    id: strawberry.ID
    """Its permanent id, as "pay-02"; the same in every language. Cache it by id and language."""
    language: Language
    """The language of the words."""
    is_fallback: bool
    """Whether that is another language than you asked for, since there is no version in yours."""
    standing: HelpStanding
    """Whether it holds on the day asked about."""
    topic: str
    """What it is about: register, start, file, sign, time, pay and so on."""
    title: str
    """The question."""
    card: str
    """The short answer. It can be read out on the telephone."""
    body_html: str
    """The full answer. Addresses in it are relative to "/help/"."""
    url: str
    """Path of the question on the page of all questions."""
    short_url: str
    """Path to give away: a page without a script, in all languages."""
    audience: list[Audience]
    """Whom it is written for."""
    applies_to: list[str]
    """The types of proceeding it is about; none: all of them."""
    law: list[str]
    """Keys of the instruments it rests on, as the help site's law register lists them."""
    owner: str
    """The office or team that keeps it."""
    reviewed: date
    """When it was last checked."""
    review_by: date
    """When it will have been checked again."""
    effective_from: date | None
    """The first day on which it holds; null where it has no first day."""
    effective_to: date | None
    """The last day on which it holds; null where it has no last day."""
    withdrawn_on: date | None
    """The day it was taken back; null where it was not."""


@strawberry.type
class Notice:
    """A notice of the help site, in one language."""

    id: strawberry.ID
    """Its permanent id; the same in every language. Cache it by id and language."""
    language: Language
    """The language of the words."""
    is_fallback: bool
    """Whether that is another language than you asked for, since there is no version in yours."""
    kind: NoticeKind
    """What it is about."""
    title: str
    """Its headline."""
    card: str
    """What it says, in short."""
    body_html: str
    """The notice. Addresses in it are relative to "/help/"."""
    url: str
    """Path of its page."""
    short_url: str
    """Path of its page without a language."""
    published_on: date
    """The day it was published."""
    standing: HelpStanding
    """Whether what it tells of holds today."""
    effective_from: date | None
    """The first day of what it tells of; null where it has none."""
    effective_to: date | None
    """The last day of what it tells of; null where it has none."""


@strawberry.type
class HelpHit:
    """One thing that the search found."""

    id: strawberry.ID
    """Its permanent id; the same in every language. Cache it by id and language."""
    kind: HelpKind
    """What it is."""
    language: Language
    """The language it was found in."""
    is_fallback: bool
    """Whether that is another language than you asked for, since yours had no hit."""
    title: str
    """Its title; for a question, the question."""
    card: str
    """The short answer."""
    snippet: str
    """The words around what was asked for. Plain text."""
    url: str
    """Path of the place that says most about it."""
    short_url: str | None
    """Path to give away, without a language."""
    score: int
    """How well it fits; to be compared within one answer only."""


@strawberry.type
class HelpSearch:
    """What the search found, and in which release of the help site."""

    query: str
    """What was looked for."""
    release: str
    """The release of the help site that was searched."""
    hits: list[HelpHit]
    """What was found, best first."""


@strawberry.type
class HelpRelease:
    """The release of the help site from which the API answers."""

    release: str
    """Its name: a digest of all it says. The site's own manifest names the same."""
    manifest_sha256: str
    """SHA-256 of the manifest."""
    entries: int
    """How many entries it has, over all languages."""
    is_latest: bool
    """False while a newer manifest lies there that cannot be used."""


# --- showing --------------------------------------------------------------------------------------


def _told(entry: Entry, language: Language) -> dict[str, Any]:
    """What every entry tells of itself."""
    return {
        "id": strawberry.ID(entry.id),
        "language": entry.said_in,
        "is_fallback": entry.said_in is not language,
        "title": entry.title,
        "card": entry.answer,
        "url": HELP + entry.url,
        "short_url": HELP + (entry.short_url or entry.url),
    }


def _faq_of(entry: Entry, language: Language, on: date) -> Faq:
    return Faq(
        **_told(entry, language),
        standing=entry.standing_on(on),
        topic=entry.topic or "",
        body_html=entry.body_html or "",
        audience=list(entry.audience),
        applies_to=list(entry.applies_to),
        law=list(entry.law),
        owner=entry.owner,
        reviewed=entry.reviewed,
        review_by=entry.review_by,
        effective_from=entry.effective_from,
        effective_to=entry.effective_to,
        withdrawn_on=entry.withdrawn,
    )


def notice_of(entry: Entry, language: Language, on: date) -> Notice:
    """Show a notice."""
    return Notice(
        **_told(entry, language),
        kind=entry.notice_kind or NoticeKind.RELEASE,
        body_html=entry.body_html or "",
        published_on=entry.published_on,
        standing=entry.standing_on(on),
        effective_from=entry.effective_from,
        effective_to=entry.effective_to,
    )


def _hit_of(found: Found, language: Language) -> HelpHit:
    told: dict[str, Any] = {**_told(found.entry, language), "url": HELP + found.url}
    return HelpHit(**told, kind=found.entry.kind, snippet=found.snippet, score=found.score)


# --- questions ------------------------------------------------------------------------------------

ANSWERED_IN: Final = strawberry.argument(
    description="The language to answer in. Another is used, and said, where there is none in it."
)
ON: Final = strawberry.argument(description="The day in Hong Kong to judge by; today by default.")


def _today(info: Info) -> date:
    return day_of(info.context.building.works.clock())


@strawberry.type
class Query:
    """The help site as data: open to everybody."""

    @question
    def faq(
        self,
        info: Info,
        id: Annotated[
            strawberry.ID, strawberry.argument(description='Its id: "pay-02", or as read out.')
        ],
        language: Annotated[Language, ANSWERED_IN] = Language.EN,
        on: Annotated[date | None, ON] = None,
    ) -> Faq | None:
        """Public: one question with its answer, also one that is withdrawn; null for no such id."""
        held = queries.holdings_of(info.context.building.library)
        found = queries.faq_by_id(held, id, language)
        return _faq_of(found, language, on or _today(info)) if found else None

    @question
    def faqs(  # noqa: PLR0913, PLR0917 - arguments of GraphQL have names
        self,
        info: Info,
        topic: Annotated[
            str | None, strawberry.argument(description='Only about this: "pay".')
        ] = None,
        audience: Annotated[
            Audience | None, strawberry.argument(description="Only written for these readers.")
        ] = None,
        applies_to: Annotated[
            str | None, strawberry.argument(description='Only for this type of proceeding: "DCPI".')
        ] = None,
        language: Annotated[Language, ANSWERED_IN] = Language.EN,
        on: Annotated[date | None, ON] = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Faq]:
        """Public: the questions that hold on a day, by id."""
        held = queries.holdings_of(info.context.building.library)
        day = on or _today(info)
        wanted = FaqFilter(topic=topic, audience=audience, applies_to=applies_to)
        found = queries.faqs(held, language, day, wanted)
        asked = Asked(first, after, last, before)
        return paged(found, BY_ID, asked, lambda entry: _faq_of(entry, language, day), str)

    @search
    def help_search(
        self,
        info: Info,
        query: Annotated[
            str,
            strawberry.argument(
                description="Words, a question, or an id; in any of the three scripts."
            ),
        ],
        language: Annotated[Language, ANSWERED_IN] = Language.EN,
        first: Annotated[
            int | None, strawberry.argument(description="How many hits; at most 50, usually 10.")
        ] = None,
    ) -> HelpSearch:
        """Public: search the help site. The same words find the same first thing on its pages."""
        held = queries.holdings_of(info.context.building.library)
        most = bounded("first", first, MOST_HITS, USUAL_HITS)
        found = queries.search(held, query, language, most)
        return HelpSearch(
            query=query, release=held.release, hits=[_hit_of(one, language) for one in found]
        )

    @question
    def notices(  # noqa: PLR0913, PLR0917 - arguments of GraphQL have names
        self,
        info: Info,
        kind: Annotated[
            NoticeKind | None, strawberry.argument(description="Only about this.")
        ] = None,
        since: Annotated[
            date | None, strawberry.argument(description="Only published on this day or later.")
        ] = None,
        language: Annotated[Language, ANSWERED_IN] = Language.EN,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Notice]:
        """Public: the notices, newest first."""
        held = queries.holdings_of(info.context.building.library)
        found = queries.notices(held, language, kind=kind, since=since)
        today, asked = _today(info), Asked(first, after, last, before)

        def shown(entry: Entry) -> Notice:
            return notice_of(entry, language, today)

        return paged(found, NEWEST_FIRST, asked, shown, int, str)

    @question
    def help_release(self, info: Info) -> HelpRelease | None:
        """Public: the release of the help site that the API answers from; null for none."""
        held = info.context.building.library.holdings()
        return held and HelpRelease(
            release=held.release,
            manifest_sha256=held.digest,
            entries=len(held.entries),
            is_latest=held.is_latest,
        )
