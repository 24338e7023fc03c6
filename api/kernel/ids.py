"""Opaque, time-ordered, typed identifiers: ``flg_01J9Z3K4M5N6P7Q8R9S0T1V2W3``.

The first part says what kind of thing it names, so that one id can never be taken for another's.
The rest is 48 bits of milliseconds and 80 random bits (the ULID layout) in Crockford's base 32:
sorting by id sorts by time of making. An id is never a credential.
"""

import re
import secrets
from datetime import datetime

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SHAPE = re.compile(r"[a-z]{2,4}_[0-9A-HJKMNP-TV-Z]{26}")


def new_id(prefix: str, at: datetime) -> str:
    """Make an id of a kind at an instant."""
    number = (int(at.timestamp() * 1000) << 80) | secrets.randbits(80)
    digits = [_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5)]
    return f"{prefix}_{''.join(digits)}"


def is_id(text: str, prefix: str) -> bool:
    """Tell whether a text has the shape of an id of this kind."""
    return text.startswith(f"{prefix}_") and _SHAPE.fullmatch(text) is not None
