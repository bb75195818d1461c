"""Reads YAML data files so that words stay words and every value knows its file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from core.errors import ContractInvalid

Model = TypeVar("Model", bound=BaseModel)


class _Loader(yaml.CSafeLoader):
    """YAML 1.2's plain scalars: "no", "sim" and "on" are words, only true and false are booleans."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("tag:yaml.org,2002:float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", "-0123456789"),
    ("tag:yaml.org,2002:null", r"^(?:null|~|)$", ["n", "~", ""]),
):
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))


def load_yaml(source: Traversable) -> Any:
    """Return the data of a YAML file. Raises ContractInvalid naming file and line."""
    text = source.read_text(encoding="utf-8")
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
    except yaml.YAMLError as error:
        raise ContractInvalid(f"{_place(source, _line_of(error))}: {_problem(error)}") from error


def load_model(source: Traversable, model: type[Model]) -> Model:
    """Return the data of a YAML file as `model`. Raises ContractInvalid naming file and line of each fault."""
    data = load_yaml(source)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = [
            f"{_place(source, line_at(source, fault['loc']))}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}"
            for fault in error.errors(include_url=False, include_input=False)
        ]
        raise ContractInvalid("\n".join(faults)) from error


def line_at(source: Traversable, path: Iterable[str | int]) -> int:
    """Return the 1-based line where the value at `path` (keys and indexes) stands, or its nearest parent."""
    node = yaml.compose(source.read_text(encoding="utf-8"), Loader=_Loader)
    line = node.start_mark.line + 1 if node else 1
    for part in path:
        found = _child(node, part)
        if found is None:
            break
        line, node = found
    return line


def _child(node: yaml.Node | None, part: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        value = node.value[part]
        return value.start_mark.line + 1, value
    return None


def _line_of(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1


def _problem(error: yaml.YAMLError) -> str:
    return getattr(error, "problem", None) or "not valid YAML"


def _place(source: Traversable, line: int) -> str:
    return f"{source}:{line}"
