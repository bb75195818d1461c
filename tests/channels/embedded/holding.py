"""Starts holders, and looks at the machine for what they left."""

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOLDER = Path(__file__).with_name("holder.py")


@dataclass
class Holder:
    process: subprocess.Popen
    told: dict

    def leave(self):
        """End cleanly; the exit code must be 0."""
        self.process.stdin.close()
        assert self.process.wait(30) == 0

    def kill(self):
        self.process.kill()
        self.process.wait(30)


@contextmanager
def holder(data_dir, plain=None):
    """A holder as ourselves, or as the user of a PlainFolder."""
    python = plain.python if plain else [sys.executable]
    identity = plain.identity if plain else {"cwd": "/"}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([*python, HOLDER, str(data_dir)], **pipes, **identity) as process:
        try:
            line = process.stdout.readline()
            assert line, f"the holder ended with {process.wait(30)}"
            yield Holder(process, json.loads(line))
        finally:
            process.kill()


def server_processes(data_dir):
    """Ids of live processes that work anywhere in the data folder; a zombie has no working directory."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                works_in = (entry / "cwd").readlink()
            except OSError:
                continue
            if works_in.is_relative_to(Path(data_dir).resolve()):
                found.append(int(entry.name))
    return found


def seconds_until_gone(data_dir, limit=2.0):
    """How long until no server process is left; fails after the limit."""
    started = time.monotonic()
    while left := server_processes(data_dir):
        assert time.monotonic() - started < limit, f"still alive: {left}"
        time.sleep(0.01)
    return time.monotonic() - started
