"""Keep what the camera saw: small WebP files, and a manifest of their sizes and the day."""

import io
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from PIL import Image

QUALITY = 82
MADE = "# Made by `python tests/demonstrations`: the pictures' sizes in pixels, and the day."


def smallest(image: Image.Image) -> bytes:
    """Write an image as WebP both ways, and take the smaller."""
    kept = []
    for how in ({"lossless": True}, {"quality": QUALITY}):
        buffer = io.BytesIO()
        image.save(buffer, "WEBP", method=6, **how)
        kept.append(buffer.getvalue())
    return min(kept, key=len)


@dataclass
class Album:
    """The pictures of one run, by step and kind: ``wide`` for desktops, ``narrow`` for phones."""

    folder: Path
    taken: date
    sizes: dict[str, dict[str, list[int]]] = field(default_factory=dict)

    def add(self, step: str, kind: str, png: bytes) -> None:
        """Keep one picture."""
        image = Image.open(io.BytesIO(png)).convert("RGB")
        (self.folder / f"{step}-{kind}.webp").write_bytes(smallest(image))
        self.sizes.setdefault(step, {})[kind] = [image.width, image.height]

    def close(self) -> None:
        """Write the manifest, and throw away pictures that no step has any more."""
        wanted = {f"{step}-{kind}.webp" for step, kinds in self.sizes.items() for kind in kinds}
        for path in self.folder.glob("*.webp"):
            if path.name not in wanted:
                path.unlink()
        lines = [MADE, f"taken = {self.taken.isoformat()}", ""]
        for step, kinds in sorted(self.sizes.items()):
            lines += [f"[{step}]", *(f"{kind} = {size}" for kind, size in kinds.items()), ""]
        (self.folder / "pictures.toml").write_text("\n".join(lines), encoding="utf-8")
