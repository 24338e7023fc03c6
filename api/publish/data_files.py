"""Register the data that scripts on the pages read: each function gives files by path.

A file stands at ``data/…json``, or as a script at ``assets/data/…js``, below the site's root; the
same sources give the same bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from api.publish import search_index, tool_data
from api.reference.loading import Published

Files = Mapping[str, str]

FROM_FACTS: Final[tuple[Callable[[Published], Files], ...]] = (tool_data.files,)
"""Made from the published facts."""

FROM_ITEMS: Final[tuple[Callable[[Sequence[dict[str, Any]]], Files], ...]] = (search_index.files,)
"""Made from the items of the manifest, in its order."""


def data_files(facts: Published, items: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Make every registered file, by its path below the site's root."""
    made: dict[str, str] = {}
    for from_facts in FROM_FACTS:
        made |= from_facts(facts)
    for from_items in FROM_ITEMS:
        made |= from_items(items)
    return made
