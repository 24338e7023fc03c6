"""The words the help site sorts its entries by. Nothing here moves: a release is replaced whole."""

from enum import StrEnum


class Language(StrEnum):
    """A language of the help site."""

    EN = "en"
    """English, as authored."""
    TC = "tc"
    """Traditional Chinese, as authored."""
    SC = "sc"
    """Simplified Chinese, derived from the Traditional."""


class HelpKind(StrEnum):
    """What an entry of the help site is."""

    PAGE = "page"
    """A page."""
    FAQ = "faq"
    """A question and its answer."""
    NOTICE = "notice"
    """A notice."""
    TERM = "term"
    """A term of the glossary."""


class Audience(StrEnum):
    """Whom an entry is written for."""

    PUBLIC = "public"
    """Anybody."""
    LITIGANT = "litigant"
    """People who act for themselves."""
    LAWYER = "lawyer"
    """Law firms and their staff."""
    STAFF = "staff"
    """Staff who answer questions."""
    DEVELOPER = "developer"
    """Teams who build on the API."""


class NoticeKind(StrEnum):
    """What a notice is about."""

    OUTAGE = "outage"
    """The service is or will be interrupted."""
    LAW = "law"
    """The law or a practice direction changes."""
    RELEASE = "release"
    """The system changes."""
    FEE = "fee"
    """Fees change."""


class HelpStanding(StrEnum):
    """Whether an entry holds on a day, told by its dates."""

    CURRENT = "CURRENT"
    """It holds on that day."""
    NOT_YET = "NOT_YET"
    """It holds from a later day."""
    ENDED = "ENDED"
    """Its last day is past."""
    WITHDRAWN = "WITHDRAWN"
    """It was taken back; its page says why and where to look instead."""
