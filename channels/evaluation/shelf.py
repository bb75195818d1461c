"""The documents of a scene: those that its lists show, and the library that its searches find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from uuid import UUID, uuid4

from channels.demo import CATEGORIES, import_library
from channels.people import Owner, declare_category
from core.pending import Option
from core.yaml_source import load_yaml
from retrieval.importing import import_documents
from retrieval.indexing import refresh

CATEGORY = "avaliação"
CANARY = "trecho-literal-da-avaliação"
"""Stands in the text of every listed document: an answer that shows it has shown literal text."""

LISTED = files("channels.evaluation").joinpath("listed.yaml")


def titles_of(source: Traversable = LISTED) -> tuple[str, ...]:
    """Return the titles that lists show, in order."""
    return tuple(load_yaml(source)["listed"])


@dataclass
class Shelf:
    """What a scratch institution holds; `listed` is what a list of five shows, in order."""

    owner: Owner
    institution_id: UUID
    listed: tuple[Option, ...]
    is_disturbed: bool = False

    def restore(self) -> None:
        """Put everything back that an event changed."""
        if self.is_disturbed:
            self.fill()
        self.is_disturbed = False

    def fill(self) -> None:
        """Load and index the listed documents and the library."""
        rows = [_row(position, option) for position, option in enumerate(self.listed, 1)]
        import_documents(self.owner, rows, self.institution_id)
        import_library(self.owner, self.institution_id)
        refresh(self.owner, self.institution_id)

    def add_corrupted(self, title: str) -> None:
        """Add a document that was damaged."""
        row = _row(0, Option(uuid4(), title)) | {"content": "\x01\ufffd" * 400}
        import_documents(self.owner, [row], self.institution_id)
        refresh(self.owner, self.institution_id)

    def refresh(self) -> None:
        """Let what changed be found."""
        self.is_disturbed = True
        refresh(self.owner, self.institution_id)


def open_shelf(owner: Owner, institution_id: UUID, titles: Sequence[str]) -> Shelf:
    """Fill the shelf of a new institution."""
    for category, kind in (*CATEGORIES, (CATEGORY, "public"), (CATEGORY, "teaching")):
        declare_category(owner, institution_id, category, kind)
    shelf = Shelf(owner, institution_id, tuple(Option(uuid4(), title) for title in titles))
    shelf.fill()
    return shelf


def _row(position: int, option: Option) -> dict[str, Any]:
    return {
        "id": str(option.id),
        "title": option.title,
        "category": CATEGORY,
        "target_audience": ["all"],
        "summary": f"Sobre {option.title.lower()}.",
        "content": f"{option.title}\n\nEste é o {CANARY} número {position}, escrito para avaliações.",
    }
