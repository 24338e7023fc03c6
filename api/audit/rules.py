"""What the digest of an audit entry covers."""

import hashlib
from datetime import datetime

GENESIS = "0" * 64


def digest_of(  # noqa: PLR0913 - an entry's fields, each by name
    *, number: int, at: datetime, actor: str, event: str, subject_id: str, facts: str, previous: str
) -> str:
    """Digest an entry together with the one before it: SHA-256 over its fields, one a line."""
    lines = (str(number), at.isoformat(), actor, event, subject_id, facts, previous)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
