"""The files that a browser may fetch: read once, each with its media type and a tag of its content."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent

# Stated here because a machine's own MIME table may call a module text/plain, which browsers refuse to run.
_MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A body as it is sent, with its media type and its strong entity tag."""

    body: bytes
    media_type: str
    etag: str


def load_assets() -> Mapping[str, Asset]:
    """Everything under `static/`, and the word files under `messages/`, by path below `/static/`."""
    return {name: asset_of(path.read_bytes(), _MEDIA_TYPES[path.suffix]) for name, path in _files()}


def asset_of(body: bytes, media_type: str) -> Asset:
    """The body with the tag that its content gives it."""
    return Asset(body, media_type, f'"{hashlib.sha256(body).hexdigest()[:32]}"')


def _files() -> Iterator[tuple[str, Path]]:
    static = _HERE / "static"
    for path in static.rglob("*"):
        if path.suffix in _MEDIA_TYPES:
            yield path.relative_to(static).as_posix(), path
    for path in (_HERE / "messages").glob("*.json"):
        yield f"messages/{path.name}", path
