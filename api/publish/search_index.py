"""Write what the search on the pages reads: the same units and words as the API's search.

Two files a language, neither of which is large: what can be found, and the texts of the pages. They
are scripts and no JSON, because a page opened from a disk may run the one and not read the other.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from api.gateways.help_library import entries_of
from api.guidance.queries import units_of
from api.guidance.rules import STOP, Lexicon, Unit, lexicon_of
from api.guidance.states import HelpKind, Language
from api.publish.manifest import synonyms_of

SITE: Final = Path(__file__).resolve().parents[2] / "site"
FOUND: Final = "helpSearchIndexes"
TEXTS: Final = "helpSearchTexts"


def files(items: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Write both files of every language, by their paths in the site."""
    entries, lexicon = entries_of(items), lexicon_of(synonyms_of(SITE))
    made: dict[str, str] = {}
    for language in Language:
        units, code = units_of(entries, language), language.value
        made[f"assets/data/search.{code}.js"] = _script(FOUND, code, _index(units, lexicon))
        made[f"assets/data/search-texts.{code}.js"] = _script(TEXTS, code, _texts(units))
    return made


def _script(name: str, code: str, content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"(globalThis.{name} ||= {{}}).{code} = {text};\n"


def _index(units: Sequence[Unit], lexicon: Lexicon) -> dict[str, Any]:
    return {
        "fold": _fold(units, lexicon),
        "stop": sorted(STOP),
        "fillers": lexicon.fillers,
        "known": [[known.phrase, known.ways] for known in lexicon.known],
        "units": [_unit(unit) for unit in units],
    }


def _texts(units: Iterable[Unit]) -> dict[str, list[str]]:
    """The texts of the pages' parts, by the page's id."""
    return {u.id: [part.text for part in u.parts] for u in units if u.kind is HelpKind.PAGE}


def _fold(units: Iterable[Unit], lexicon: Lexicon) -> list[str]:
    """The characters to fold and what they become, as far as this file can meet them."""
    words = [*lexicon.fillers, *(known.phrase for known in lexicon.known)]
    met = {c for unit in units for c in lexicon.folded(_said_by(unit))} | set("".join(words))
    pairs = [(chr(a), b) for a, b in sorted(lexicon.fold.items()) if b in met]
    return ["".join(a for a, _ in pairs), "".join(b for _, b in pairs)]


def _said_by(unit: Unit) -> str:
    parts = [f"{part.title}{part.text}" for part in unit.parts]
    return "".join([unit.title, unit.card, *parts])


def _unit(unit: Unit) -> list[Any]:
    """A unit without names, which would be a third of the file, and without a page's texts."""
    is_page = unit.kind is HelpKind.PAGE
    parts = [[p.anchor, p.title, *([] if is_page else [p.text])] for p in unit.parts]
    return [unit.id, unit.kind.value, unit.title, unit.card, unit.url, unit.boost, parts]
