"""Pages cut out of sorted lists in Python, with cursors made by hand."""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

USUAL = 20


def page_of(model: Any, rows: list[Any], order: Sequence[str], args: dict[str, Any]) -> Any:
    """Cut one page out of a list. Every order of the contract runs one way."""
    names = [name.lstrip("-") for name in order]
    is_down = order[0].startswith("-")
    assert all(name.startswith("-") is is_down for name in order)

    def key(row: Any) -> tuple[Any, ...]:
        return tuple(getattr(row, name) for name in names)

    whole = sorted(rows, key=key, reverse=is_down)
    after, before = (_read(args.get(name), model, names) for name in ("after", "before"))

    def follows(one: Any, other: Any) -> bool:
        return one < other if is_down else one > other

    ahead = [row for row in whole if after is None or follows(key(row), after)]
    between = [row for row in ahead if before is None or follows(before, key(row))]
    last = args.get("last")
    size = last if last is not None else args.get("first")
    size = USUAL if size is None else size
    page = (between[-size:] if size else []) if last is not None else between[:size]
    is_more = len(between) > size
    is_passed = len(ahead) < len(whole)
    is_coming = before is not None and not all(follows(before, key(row)) for row in whole)
    mark = sha256(f"{model.__tablename__}:{','.join(order)}".encode()).hexdigest()[:8]
    cursors = [_cursor(mark, key(row)) for row in page]
    return {
        "totalCount": len(whole),
        "nodes": page,
        "edges": [{"cursor": c, "node": r} for c, r in zip(cursors, page, strict=True)],
        "pageInfo": {
            "hasNextPage": is_more if last is None else is_coming,
            "hasPreviousPage": is_passed if last is None else is_more,
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
        },
    }


def _cursor(mark: str, key: Sequence[Any]) -> str:
    """A cursor as the engine documents it: base 64 of the JSON of the order's mark and the key."""
    said = [mark, *map(_said, key)]
    return base64.b64encode(json.dumps(said, separators=(",", ":")).encode()).decode()


def _said(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return value.isoformat() if isinstance(value, date) else value


def _read(cursor: str | None, model: Any, names: Sequence[str]) -> tuple[Any, ...] | None:
    """A cursor's key, each value of its column's own type."""
    if cursor is None:
        return None
    said = json.loads(base64.b64decode(cursor))[1:]
    kinds: list[Any] = [model.model_fields[name].annotation for name in names]
    return tuple(
        kind.fromisoformat(value) if kind in (datetime, date) else value
        for kind, value in zip(kinds, said, strict=True)
    )
