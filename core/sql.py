"""Loads named statements from the .sql files that stand beside the code that runs them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import LiteralString, cast

_NAME = re.compile(r"^-- name: (?P<name>[a-z_]+)[^\n]*\n", re.MULTILINE)


def load_statements(package: str, filename: str) -> Mapping[str, LiteralString]:
    """Return the statements of a file by name; each starts at a line `-- name: the_name  what it is for`.

    The text is trusted like code: it ships with the package and is never built from input.
    """
    text = files(package).joinpath(filename).read_text(encoding="utf-8")
    parts = _NAME.split(text)[1:]
    named = zip(parts[::2], parts[1::2], strict=True)
    return MappingProxyType({name: cast(LiteralString, body.strip().rstrip(";")) for name, body in named})
