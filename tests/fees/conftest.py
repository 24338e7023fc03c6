"""The same registry as the courts room's tests, on each of the two databases."""

from tests.courts.conftest import registry

__all__ = ["registry"]
