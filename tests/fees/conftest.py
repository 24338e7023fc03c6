"""The same registry as the courts room's tests, on each of the two databases."""

from tests.courts.conftest import cluster, engine, registry

__all__ = ["cluster", "engine", "registry"]
