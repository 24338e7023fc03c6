"""What the sandbox remembers: charges and the messages it owes, in a SQLite file of its own."""

import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import orjson

_TABLES = """
CREATE TABLE IF NOT EXISTS charge (
    reference TEXT PRIMARY KEY,
    payment_id TEXT NOT NULL UNIQUE,
    idempotency_key TEXT NOT NULL UNIQUE,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    currency TEXT NOT NULL,
    description TEXT NOT NULL,
    return_url TEXT NOT NULL,
    outcome TEXT NOT NULL,
    occurred_at REAL NOT NULL,
    opened_at REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS message (
    id TEXT PRIMARY KEY,
    reference TEXT NOT NULL REFERENCES charge,
    body BLOB NOT NULL,
    due_at REAL,
    attempts INTEGER NOT NULL DEFAULT 0,
    made_at REAL NOT NULL
) STRICT;
"""
_COLUMNS = (
    "payment_id, idempotency_key, amount_cents, currency, description, return_url, reference, "
    "outcome, occurred_at, opened_at"
)


class Outcome(StrEnum):
    """What can become of a charge here."""

    PENDING = "PENDING"
    SUCCEEDED = "SUCCEEDED"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    FAILED = "FAILED"


class Telling(StrEnum):
    """How the receiver hears of an outcome; the odd ones are there to be tried."""

    AT_ONCE = "AT_ONCE"
    ONLY_WHEN_REPLAYED = "ONLY_WHEN_REPLAYED"
    WITH_A_WRONG_AMOUNT = "WITH_A_WRONG_AMOUNT"


class KeyReused(Exception):
    """One key or one payment came with two different bodies."""


@dataclass(frozen=True, slots=True)
class NewCharge:
    """A charge as asked for."""

    payment_id: str
    idempotency_key: str
    amount_cents: int
    currency: str
    description: str
    return_url: str

    @property
    def terms(self) -> tuple[str, str, int, str]:
        """What must be the same when a charge is asked for again."""
        return self.payment_id, self.idempotency_key, self.amount_cents, self.currency


@dataclass(frozen=True, slots=True)
class Charge(NewCharge):
    """A charge as kept. Times are seconds since 1970."""

    reference: str
    outcome: Outcome
    occurred_at: float
    opened_at: float

    @property
    def facts(self) -> dict[str, str | int]:
        """The charge as a message or an answer shows it."""
        return {
            "payment_id": self.payment_id,
            "reference": self.reference,
            "amount_cents": self.amount_cents,
            "currency": self.currency,
        }


@dataclass(frozen=True, slots=True)
class Message:
    """A message owed to the receiver."""

    id: str
    body: bytes
    attempts: int


class Charges:
    """The file and what may be done to it. Used by one thread; every change is on disk at once."""

    def __init__(self, file: Path, *, lifetime: timedelta) -> None:
        """Open the file; a charge nobody pays expires after ``lifetime``."""
        self._lifetime = lifetime.total_seconds()
        self._db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;" + _TABLES)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def open(self, new: NewCharge, at: float) -> Charge:
        """Make a charge ready, or find the one made before. Raises KeyReused."""
        known = self._find(
            "payment_id = ? OR idempotency_key = ?", new.payment_id, new.idempotency_key
        )
        if known is not None:
            if known.terms != new.terms:
                raise KeyReused
            return known
        reference = f"sbx_{secrets.token_urlsafe(18)}"
        row = (*_values(new), reference, Outcome.PENDING.value, at, at)
        marks = ", ".join("?" for _ in row)
        self._db.execute(f"INSERT INTO charge ({_COLUMNS}) VALUES ({marks})", row)  # noqa: S608 - our names
        return self._sure(reference)

    def of_payment(self, payment_id: str, at: float) -> Charge | None:
        """Find the charge of a payment as it stands now."""
        return self._now(self._find("payment_id = ?", payment_id), at)

    def named(self, reference: str, at: float) -> Charge | None:
        """Find a charge by its reference as it stands now."""
        return self._now(self._find("reference = ?", reference), at)

    def decide(self, charge: Charge, outcome: Outcome, at: float, telling: Telling) -> Charge:
        """Give a waiting charge its outcome and owe the message; a second decision is ignored.

        The file is asked again: since ``charge`` was read another may have decided.
        """
        charge = self._sure(charge.reference)
        if charge.outcome is not Outcome.PENDING:
            return charge
        return self.force(charge, outcome, at, telling)

    def force(self, charge: Charge, outcome: Outcome, at: float, telling: Telling) -> Charge:
        """Give a charge an outcome whatever it had before, and owe the message."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute(
            "UPDATE charge SET outcome = ?, occurred_at = ? WHERE reference = ?",
            (outcome.value, at, charge.reference),
        )
        decided = self._sure(charge.reference)
        due = None if telling is Telling.ONLY_WHEN_REPLAYED else at
        message_id = f"evt_{secrets.token_urlsafe(18)}"
        self._db.execute(
            "INSERT INTO message (id, reference, body, due_at, made_at) VALUES (?, ?, ?, ?, ?)",
            (message_id, charge.reference, _body(message_id, decided, telling), due, at),
        )
        self._db.execute("COMMIT")
        return decided

    def replay(self, charge: Charge, at: float) -> int:
        """Owe every message of a charge again, with the same ids; returns how many."""
        told = self._db.execute(
            "UPDATE message SET due_at = ?, attempts = 0 WHERE reference = ?",
            (at, charge.reference),
        )
        return told.rowcount

    def owed(self, at: float) -> list[Message]:
        """The messages due by now, oldest first."""
        rows = self._db.execute(
            "SELECT id, body, attempts FROM message WHERE due_at <= ? "
            "ORDER BY made_at, id LIMIT 50",
            (at,),
        )
        return [Message(*row) for row in rows]

    def owes(self, reference: str) -> bool:
        """Tell whether a message of a charge is still to be delivered."""
        found = self._db.execute(
            "SELECT 1 FROM message WHERE reference = ? AND due_at IS NOT NULL", (reference,)
        )
        return found.fetchone() is not None

    def delivered(self, message: Message) -> None:
        """Take down that the receiver has a message."""
        self._db.execute("UPDATE message SET due_at = NULL WHERE id = ?", (message.id,))

    def put_off(self, message: Message, until: float) -> None:
        """Take down that a message was sent in vain, and when to try again."""
        self._db.execute(
            "UPDATE message SET due_at = ?, attempts = attempts + 1 WHERE id = ?",
            (until, message.id),
        )

    def _now(self, charge: Charge | None, at: float) -> Charge | None:
        """Let a charge expire that nobody paid in its lifetime."""
        if charge is None or charge.outcome is not Outcome.PENDING:
            return charge
        if at < charge.opened_at + self._lifetime:
            return charge
        return self.decide(charge, Outcome.EXPIRED, at, Telling.AT_ONCE)

    def _find(self, where: str, *values: str) -> Charge | None:
        found = f"SELECT {_COLUMNS} FROM charge WHERE {where}"  # noqa: S608 - only names of ours
        row = self._db.execute(found, values).fetchone()
        if row is None:
            return None
        *_, outcome, occurred_at, opened_at = row
        return Charge(
            *row[:7], outcome=Outcome(outcome), occurred_at=occurred_at, opened_at=opened_at
        )

    def _sure(self, reference: str) -> Charge:
        charge = self._find("reference = ?", reference)
        if charge is None:
            raise LookupError(reference)
        return charge


def _values(new: NewCharge) -> tuple[str | int, ...]:
    """List a new charge's columns in the order of the table."""
    return (
        new.payment_id,
        new.idempotency_key,
        new.amount_cents,
        new.currency,
        new.description,
        new.return_url,
    )


def printed(seconds: float) -> str:
    """Print an instant as the wire has it: RFC 3339, UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


def _body(message_id: str, charge: Charge, telling: Telling) -> bytes:
    """Write a message once and for all: a replay sends the same bytes."""
    facts = charge.facts
    if telling is Telling.WITH_A_WRONG_AMOUNT:
        facts["amount_cents"] = charge.amount_cents + 100
    return orjson.dumps(
        {
            "id": message_id,
            "kind": charge.outcome.value,
            "occurred_at": printed(charge.occurred_at),
            "charge": facts,
        }
    )
