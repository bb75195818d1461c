"""A folder for a user who is not root, and a Python that he can run."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

NOBODY = 65534
ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class PlainFolder:
    path: Path
    python: list[str]
    uid: int = NOBODY
    identity: dict = field(default_factory=lambda: {"user": NOBODY, "group": NOBODY, "extra_groups": [], "cwd": "/"})


@pytest.fixture
def plain_folder():
    path = Path(tempfile.mkdtemp(prefix="noa-plain-"))
    os.chown(path, NOBODY, NOBODY)
    try:
        found = [folder for python in _pythons() if _works(folder := PlainFolder(path, python))]
        if not found:
            pytest.skip("the project, or every Python for it, lies in a folder that a plain user may not read")
        yield found[0]
    finally:
        shutil.rmtree(path)


def _pythons():
    """Ours; else the system's of the same version with our packages, for ours may lie in root's own folder."""
    packages = [entry for entry in sys.path if entry.endswith("site-packages")]
    system = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    yield [sys.executable]
    yield ["/usr/bin/env", "PYTHONPATH=" + ":".join([str(ROOT), *packages]), system]


def _works(folder):
    try:
        command = [*folder.python, "-c", "import channels.embedded"]
        return subprocess.run(command, capture_output=True, **folder.identity).returncode == 0
    except PermissionError:
        return False
