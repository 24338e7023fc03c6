"""What the room needs from outside: the entries of the help site that was published last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from api.guidance.states import Audience, HelpKind, HelpStanding, Language, NoticeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a page under a heading of its own; ``anchor`` is the heading's id."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One page, question, notice or term in one language.

    ``answer`` is the card of a question, the description of a page. ``url`` and ``short_url`` are
    relative to the site. ``fallback_of`` is the language its words are really in, where the site
    has none in ``language``. ``effective_to`` is the last day on which it holds.
    """

    id: str
    kind: HelpKind
    language: Language
    title: str
    answer: str
    url: str
    reviewed: date
    review_by: date
    short_url: str | None = None
    topic: str | None = None
    audience: Sequence[Audience] = ()
    applies_to: Sequence[str] = ()
    law: Sequence[str] = ()
    owner: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    change_note: str | None = None
    status: str = "current"
    withdrawn: date | None = None
    notice_kind: NoticeKind | None = None
    published: date | None = None
    fallback_of: Language | None = None
    derived_from: Language | None = None
    body_html: str | None = None
    text: str = ""
    sections: Sequence[Section] = ()
    hash: str = ""

    def __post_init__(self) -> None:
        """Refuse a question without its topic and answer, and a notice without kind and day."""
        needed = {
            HelpKind.FAQ: (self.topic, self.body_html),
            HelpKind.NOTICE: (self.notice_kind, self.published, self.body_html),
        }
        if None in needed.get(self.kind, ()):
            message = f"{self.id} ({self.language}) lacks what every {self.kind} has"
            raise ValueError(message)

    @property
    def published_on(self) -> date:
        """The day it was published; of what is no notice, the day it was last reviewed."""
        return self.published or self.reviewed

    @property
    def said_in(self) -> Language:
        """The language its words are really in."""
        return self.fallback_of or self.language

    def standing_on(self, day: date) -> HelpStanding:
        """Tell whether it holds on a day."""
        if self.status == "withdrawn" and (self.withdrawn is None or self.withdrawn <= day):
            return HelpStanding.WITHDRAWN
        if self.effective_from is not None and day < self.effective_from:
            return HelpStanding.NOT_YET
        if self.effective_to is not None and self.effective_to < day:
            return HelpStanding.ENDED
        return HelpStanding.CURRENT


@dataclass(frozen=True, kw_only=True, eq=False)
class Holdings:
    """All entries of one release of the site.

    ``digest`` is the SHA-256 of the file they came in. ``synonyms`` maps what readers say to what
    the site says. ``is_latest`` is false while a newer file lies there that cannot be used.
    """

    release: str
    digest: str
    entries: Sequence[Entry]
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    is_latest: bool = True


class Library(Protocol):
    """Keeps the entries that the help site published last."""

    def holdings(self) -> Holdings | None:
        """Hand out the last good release, the same object until there is another; None: never."""
        ...
