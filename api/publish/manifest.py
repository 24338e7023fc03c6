"""Write the manifest: what the site says, in a form from which the API can answer.

The addresses are relative to the site. It holds no time of building: the same sources give the same
bytes, and ``release`` is their digest.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from api.publish.frame import plain
from api.publish.words import LANGUAGES, Code

NAME: Final = "help-manifest.json"


def digest(text: str) -> str:
    """Take the SHA-256 of a text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def item(code: Code, path: str, url: str, meta: Mapping[str, Any], html: str) -> dict[str, Any]:
    """Describe one page in one language; ``answer`` is its short answer."""
    return {
        "id": meta["id"],
        "kind": "page",
        "language": code,
        "title": meta["title"],
        "answer": meta["description"],
        "url": url,
        "path": path,
        "reviewed": meta["reviewed"].isoformat(),
        "derivedFrom": "tc" if code == "sc" else None,
        "text": plain(html),
        "hash": digest(html),
    }


def write(site_dir: Path, items: list[dict[str, Any]]) -> None:
    """Write the manifest beside the pages, in a fixed order."""
    ordered = sorted(items, key=lambda each: (each["id"], each["language"]))
    hashes = "".join(each["hash"] for each in ordered)
    content = {
        "schema": 1,
        "release": digest(hashes)[:16],
        "languages": {each.code: each.tag for each in LANGUAGES},
        "items": ordered,
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    (site_dir / NAME).write_text(text + "\n", "utf-8")
