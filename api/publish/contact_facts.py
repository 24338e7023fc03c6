"""Write how to reach help: numbers and places as the Judiciary published them."""

from html import escape

from api.kernel.text import Text
from api.publish.tables import SOURCE, Row, sourced, stacked, table
from api.publish.words import Code, said
from api.reference.loading import Published
from api.reference.papers import Contact, ContactKind


def contact_value(contact: Contact, code: Code) -> str:
    """Write a place as text, a telephone number as a link that dials it."""
    value = escape(said(contact.value, code))
    if contact.kind is not ContactKind.TELEPHONE:
        return value
    digits = "".join(c for c in contact.value.en if c.isdigit())
    return f'<a href="tel:+852{digits}">{value}</a>'


def contact_table(facts: Published, code: Code) -> str:
    """List every contact: what it is for, its value, its hours, its source."""
    titles = (
        Text("Contact", "聯絡"),
        Text("Number or place", "電話或地點"),
        SOURCE,
    )
    unknown = said(Text("hours not found", "未能查得服務時間"), code)
    rows = [
        Row(
            (
                stacked(escape(said(contact.name, code)), escape(said(contact.purpose, code))),
                stacked(
                    contact_value(contact, code),
                    escape(said(contact.hours, code)) if contact.hours else unknown,
                ),
                sourced(facts, contact.source, contact.confidence, code),
            ),
            anchor=f"contact-{contact.code.lower().replace('_', '-')}",
        )
        for contact in facts.contacts.values()
    ]
    caption = said(Text("Numbers and places", "電話及地點"), code)
    return table(caption, [said(title, code) for title in titles], rows)


def contact_number(facts: Published, code: Code, which: str) -> str:
    """Write one contact's value. Refuses: LookupError for an unknown contact."""
    return contact_value(facts.contacts[which], code)
