"""Checkpoints kept outside the database, where whoever owns the database cannot rewrite them."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Protocol
from urllib.parse import quote


class Kept(Protocol):
    """Remembers the last checkpoint of each tree; best in a place that others watch."""

    async def last(self, origin: str) -> str | None:
        """Return the last note that was kept for a tree."""
        ...

    async def keep(self, origin: str, note: str) -> None:
        """Keep a newer note; it must be safe when this returns."""
        ...


class CheckpointFolder:
    """One note for each tree in a folder; replaced as a whole, so that a crash leaves the old one or the new one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def last(self, origin: str) -> str | None:
        return await asyncio.to_thread(self._read, self._place(origin))

    async def keep(self, origin: str, note: str) -> None:
        await asyncio.to_thread(self._write, self._place(origin), note)

    def _place(self, origin: str) -> Path:
        return self._folder / (quote(origin, safe="") + ".note")

    def _read(self, place: Path) -> str | None:
        return place.read_text(encoding="utf-8") if place.exists() else None

    def _write(self, place: Path, note: str) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = place.with_suffix(f".{os.getpid()}")
        with draft.open("w", encoding="utf-8") as target:
            target.write(note)
            target.flush()
            os.fsync(target.fileno())
        draft.replace(place)
