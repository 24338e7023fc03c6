"""The same rooms as the filings room's tests, on each of the two databases."""

from tests.filings.conftest import rooms

__all__ = ["rooms"]
