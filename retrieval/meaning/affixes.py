"""What a model wants in front of questions and of what is searched, as its card says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, RootModel

from core.yaml_source import load_model


class Family(BaseModel):
    """Models whose names match a pattern, and what they want."""

    model_config = ConfigDict(extra="forbid")
    family: str
    pattern: str
    query: str = ""
    passage: str = ""


class Families(RootModel[list[Family]]):
    """The families file."""


@dataclass(frozen=True, slots=True)
class Affixes:
    """Text in front of a question and of what is searched."""

    query: str = ""
    passage: str = ""


def affixes_of(name: str, prompts: Mapping[str, str] | None = None) -> Affixes:
    """Return what the model of that name wants: its own prompts where it brings any, else those of its family."""
    own = {kind: text for kind, text in (prompts or {}).items() if text}
    if own:
        return Affixes(own.get("query", ""), own.get("document", own.get("passage", "")))
    for family in _families():
        if re.search(family.pattern, name, re.IGNORECASE):
            return Affixes(family.query, family.passage)
    return Affixes()


@cache
def _families() -> list[Family]:
    return load_model(files("retrieval.meaning") / "families.yaml", Families).root
