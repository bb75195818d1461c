"""Narrows a list that was found: only what agrees with a year, an audience, a kind or any other word (plan §6.2)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from core.yaml_source import load_yaml
from retrieval.folding import stem, stems, tokens


def agrees(row: Mapping[str, Any], must: str) -> bool:
    """Whether every telling word of `must` stands in what is told of a row, its year, version and audience included."""
    if not must.strip():
        return True
    told = {stem(word) for word in tokens(_told(row))}
    return all(word in told for word in stems(must))


def _told(row: Mapping[str, Any]) -> str:
    audiences = [word for name in row["target_audience"] or () for word in _audiences().get(name, [name])]
    made = row["created_at"]
    parts = (row["title"], row["category"], row["told_summary"], row["version"], str(made.year) if made else "")
    return " ".join([*(part for part in parts if part), *audiences])


@cache
def _audiences() -> dict[str, list[str]]:
    return dict(load_yaml(files("retrieval") / "audiences.yaml"))
