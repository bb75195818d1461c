"""The prompts, as versioned files: templates/<name>.<locale>.md, a part for the system and one for the data."""

from __future__ import annotations

import json
import secrets
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from core.errors import ContractInvalid
from prompts.phrasebook import LOCALES
from prompts.privacy import Purpose, outgoing

_DATA = "\n---data---\n"


@dataclass(frozen=True, slots=True)
class Prompt:
    """What one request says. `secrets` are words that no answer may hold; `template` is name@version."""

    system: str
    user: str
    secrets: tuple[str, ...]
    template: str


@dataclass(frozen=True, slots=True)
class Template:
    """One prompt file: who it is, what the system says, and the frame around the data."""

    name: str
    version: int
    system: string.Template
    frame: string.Template


Templates = Mapping[tuple[Purpose, str], Template]


def load_templates() -> Templates:
    """Read the prompt of every purpose in every locale. Raises ContractInvalid naming the file that is wrong."""
    folder = files("prompts").joinpath("templates")
    return {
        (purpose, locale): _read(folder.joinpath(f"{purpose}.{locale}.md"), purpose, locale)
        for purpose in Purpose
        for locale in LOCALES
    }


def assemble(
    templates: Templates,
    purpose: Purpose,
    locale: str,
    facts: Mapping[str, Any],
    new_secret: Callable[[], str] = lambda: secrets.token_hex(8),
) -> Prompt:
    """Return the prompt for `facts`: as JSON, between two marks that nobody could know when the data was written."""
    template = templates[purpose, locale if locale in LOCALES else LOCALES[0]]
    canary, boundary = new_secret(), new_secret()
    data = json.dumps(outgoing(purpose, facts), ensure_ascii=False, indent=1)
    return Prompt(
        system=template.system.substitute(canary=canary, boundary=boundary),
        user=template.frame.substitute(boundary=boundary, data=data),
        secrets=(canary, boundary),
        template=f"{template.name}@{template.version}",
    )


def _read(file: Traversable, purpose: Purpose, locale: str) -> Template:
    try:
        _, head, body = file.read_text("utf-8").split("---\n", 2)
        told = yaml.safe_load(head)
        system, frame = body.strip().split(_DATA)
        template = Template(told["name"], int(told["version"]), string.Template(system), string.Template(frame))
        is_named = (told["name"], told["locale"]) == (purpose, locale)
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        raise ContractInvalid(f"prompts/templates/{file.name}: {type(error).__name__}") from error
    places = set(template.system.get_identifiers()), set(template.frame.get_identifiers())
    if not is_named or places != ({"canary", "boundary"}, {"boundary", "data"}):
        raise ContractInvalid(f"prompts/templates/{file.name}: name, locale or placeholders are wrong")
    return template
