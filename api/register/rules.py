"""How the cause book is searched."""

import unicodedata
from collections.abc import Iterable


def searchable(*texts: str) -> str:
    """Fold texts for searching: compatibility forms, no case, single spaces.

    Works for any script: a Chinese name is found by any part of it.
    """
    return " ".join(unicodedata.normalize("NFKC", " ".join(texts)).casefold().split())


def searched_names(names: Iterable[str]) -> str:
    """Fold the names of the parties, each fenced so that a search never spans two of them."""
    return "\n".join(searchable(name) for name in names)
