"""Compare two languages of one text: same numbers and dates, and no published fact typed by hand.

Dates are compared as numbers: ``6 May 2022`` and ``2022年5月6日`` hold the same three.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from api.publish.sources import ANCHOR_AT, MARKER
from api.publish.words import Code, written_date, written_time
from api.reference.loading import Published
from api.reference.papers import ContactKind

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
NAMES: Final = "|".join(MONTHS)
MONTH: Final = re.compile(rf"(?<=\d )(?:{NAMES})\b|\b(?:{NAMES})(?= \d)")
BOTH: Final[tuple[Code, ...]] = ("en", "tc")
IGNORED: Final = re.compile(
    r"```.*?```|<!--.*?-->|<[^>]+>|\]\([^)]*\)|`[^`]*`|\{[^{}\n]*\}", re.DOTALL
)
LIST_NUMBER: Final = re.compile(r"^\s*\d+\. ", re.MULTILINE)
NUMBER: Final = re.compile(r"\d[\d,]*")
HOUR_SHARP: Final = re.compile(r"(?<=\d):00\b")
TELEPHONE: Final = re.compile(r"(?<![\d-])[23]\d{3}[ -]?\d{4}(?![\d-])")
AMOUNT: Final = re.compile(r"(?:HK)?\$ ?\d[\d,]*|(?<![\d年])\d[\d,]* ?(?:元|dollars\b)")


def bare(markdown: str) -> str:
    """Leave only the prose: no code, addresses, tags, markers or ids."""
    return IGNORED.sub(" ", ANCHOR_AT.sub(" ", MARKER.sub(" ", markdown)))


def numbers_in(markdown: str) -> set[int]:
    """Collect the numbers of a text, a month's name being its number."""
    text = LIST_NUMBER.sub("", bare(markdown))
    text = MONTH.sub(lambda m: str(MONTHS.index(m[0]) + 1), text)
    text = HOUR_SHARP.sub("", text)
    return {int(found.replace(",", "")) for found in NUMBER.findall(text)}


def differing_numbers(en: str, tc: str) -> str | None:
    """Say which numbers only one of two texts holds, if any."""
    one, other = numbers_in(en), numbers_in(tc)
    said = [
        f"only {code} says {', '.join(map(str, sorted(rest)))}"
        for code, rest in (("en", one - other), ("tc", other - one))
        if rest
    ]
    return "; ".join(said) or None


def fact_literals(facts: Published) -> frozenset[str]:
    """Write out the telephone numbers and hours that prose must not repeat."""
    numbers = {
        getattr(contact.value, code)
        for contact in facts.contacts.values()
        if contact.kind is ContactKind.TELEPHONE
        for code in BOTH
    }
    hours = {
        written_time(moment, code)
        for office in facts.hours
        for session in office.sessions
        for moment in (session.opens, session.closes)
        for code in BOTH
        if moment.minute
    }
    return frozenset(numbers | hours)


def coverage_days(facts: Published) -> frozenset[str]:
    """Write out the days of coverage and concessions, which only a notice may repeat."""
    days = {notice.begins for notice in facts.notices}
    days |= {concession.effective_from for concession in facts.concessions}
    days |= {concession.until - timedelta(days=1) for concession in facts.concessions}
    return frozenset(written_date(day, code) for day in days for code in BOTH)


def typed_facts(markdown: str, literals: Iterable[str]) -> list[str]:
    """List the published facts that are typed into prose."""
    text = bare(markdown)
    found = [*TELEPHONE.findall(text), *AMOUNT.findall(text)]
    return sorted({*found, *(one for one in literals if one in text)})
