"""Reads what the help site published: the manifest beside its pages.

The site is built by another process, which empties its folder first and may be seen half-way. So a
file is taken only when all of it makes sense; until then the last good one stays in use.
"""

import json
import logging
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_snake

from api.guidance.ports import Entry, Holdings

NAME: Final = "help-manifest.json"
SHOWN: Final = 3
"""How many things wrong with a manifest are told."""
_log = logging.getLogger("api.gateways.help_library")


class UnusableManifest(ValueError):
    """The manifest is broken, half-written, or of another schema; the message says how."""


class _Manifest(BaseModel):
    """The file; what it holds besides is not needed here."""

    model_config = ConfigDict(frozen=True)

    schema_: Literal[2] = Field(alias="schema")
    release: Annotated[str, Field(min_length=1)]
    synonyms: Mapping[str, Sequence[str]] = {}
    items: Annotated[Sequence[Mapping[str, Any]], Field(min_length=1)]


_ENTRIES: Final = TypeAdapter(tuple[Entry, ...])


def entries_of(items: Iterable[Mapping[str, Any]]) -> tuple[Entry, ...]:
    """Read the items of a manifest. Refuses: UnusableManifest, naming what is wrong."""
    plain = [{to_snake(name): value for name, value in item.items()} for item in items]
    try:
        entries = _ENTRIES.validate_python(plain)
    except ValidationError as wrong:
        raise UnusableManifest(_told(wrong)) from wrong
    names = Counter(f"{entry.id} ({entry.language})" for entry in entries)
    doubles = sorted(name for name, times in names.items() if times > 1)
    if doubles:
        raise UnusableManifest(f"written twice: {', '.join(doubles[:SHOWN])}")
    return entries


def holdings_of(content: bytes) -> Holdings:
    """Read a whole manifest. Refuses: UnusableManifest."""
    if not content:
        raise UnusableManifest("it is missing or empty")
    try:
        manifest = _Manifest.model_validate(json.loads(content))
    except ValidationError as wrong:
        raise UnusableManifest(_told(wrong)) from wrong
    except ValueError as wrong:
        raise UnusableManifest(f"not JSON: {wrong}") from wrong
    return Holdings(
        release=manifest.release,
        digest=sha256(content).hexdigest(),
        entries=entries_of(manifest.items),
        synonyms=manifest.synonyms,
    )


def _told(wrong: ValidationError) -> str:
    errors = wrong.errors(include_url=False, include_input=False)
    said = (f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in errors[:SHOWN])
    more = f"; and {len(errors) - SHOWN} more" if len(errors) > SHOWN else ""
    return "; ".join(said) + more


class HelpLibrary:
    """The help site that stands in a folder, read again whenever its manifest changes.

    Looking costs one question to the file system. One thread reads a changed file while the others
    go on with what there is.
    """

    def __init__(self, site: Path) -> None:
        """Look into the folder of a built site, which need not be there yet."""
        self._path = site / NAME
        self._held: Holdings | None = None
        self._seen: tuple[int, ...] | None = None
        self._tried: str | None = None
        self._reading = threading.Lock()

    def holdings(self) -> Holdings | None:
        """Hand out the last good release, the same object until there is another; None: never."""
        if self._state() != self._seen and self._reading.acquire(blocking=self._held is None):
            try:
                self._read()
            finally:
                self._reading.release()
        return self._held

    def _state(self) -> tuple[int, ...]:
        """What changes when the file does; empty where there is none."""
        try:
            found = self._path.stat()
        except OSError:
            return ()
        return (found.st_ino, found.st_size, found.st_mtime_ns)

    def _read(self) -> None:
        """Take the file if it is new and good; say once of each file that cannot be used."""
        seen = self._state()
        try:
            content = self._path.read_bytes()
        except OSError:
            content = b""
        tried = sha256(content).hexdigest()
        if tried != self._tried:
            self._take(content)
        self._seen, self._tried = seen, tried

    def _take(self, content: bytes) -> None:
        held = self._held
        if held and held.digest == sha256(content).hexdigest():
            self._held = held if held.is_latest else replace(held, is_latest=True)
            return
        try:
            self._held = holdings_of(content)
        except UnusableManifest as wrong:
            kept = f"release {held.release} stays in use" if held else "there is no guidance"
            _log.warning("%s cannot be used, %s: %s", self._path, kept, str(wrong))
            self._held = held and replace(held, is_latest=False)
        else:
            size = len(self._held.entries)
            _log.info("help site: release %s, %d entries", self._held.release, size)
