"""What a verification found, and the words for it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from typing import Any

from runtime.verifier.note import Head

MOST_FAULTS = 20
LOCALES = ("pt-BR", "en")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a stable code, and exactly where."""

    code: str
    place: str
    detail: str = ""


@dataclass(slots=True)
class Report:
    """What was verified. `is_key_vouched`: the key came from outside, not with what it signed."""

    kind: str = "export"
    origin: str = ""
    is_key_vouched: bool = False
    checkpoints: int = 0
    leaves: int = 0
    nodes: int = 0
    erased: int = 0
    head: Head | None = None
    found_at: int | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Nothing is wrong."""
        return not self.faults

    @property
    def first(self) -> Fault | None:
        """The first thing that is wrong."""
        return self.faults[0] if self.faults else None

    def add(self, code: str, place: str, detail: str = "") -> None:
        """Note a fault; the first ones are told, the rest would say no more."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(code, place, detail))

    def as_json(self) -> dict[str, Any]:
        """The report for machines."""
        head = asdict(self.head) | {"root": self.head.root.hex()} if self.head else None
        return asdict(self) | {"head": head, "is_sound": self.is_sound}


def told(report: Report, locale: str) -> list[str]:
    """The report as lines for people."""
    words = json.loads(files("runtime.verifier").joinpath(f"words.{locale}.json").read_text(encoding="utf-8"))
    values = report.as_json() | {"size": report.head.size if report.head else 0}
    lines = [words[f"summary-{report.kind}"].format(**values)]
    if report.erased:
        lines.append(words["erased"].format(**values))
    if report.found_at is not None:
        lines.append(words["found"].format(**values))
    lines.append(words["vouched" if report.is_key_vouched else "unvouched"])
    lines += [
        words["fault"].format(place=each.place, what=words[each.code], detail=each.detail) for each in report.faults
    ]
    return [*lines, words["sound" if report.is_sound else "unsound"]]
