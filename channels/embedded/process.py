"""Processes: runs one server program as a child whose life is bound to ours."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from channels.embedded.account import Account
from channels.embedded.folders import Folder, Layout, open_file

_CHILD = Path(__file__).with_name("child.py")
_STOP_SECONDS = 20
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": "/"}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its process and where its log is."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals

    def ask_to_stop(self) -> None:
        """Ask for a clean end; does nothing when it has ended."""
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def wait_stopped(self) -> None:
        """Wait for the end; after twenty seconds insist, so that nothing of ours ever remains."""
        for insist in (signal.SIGQUIT, signal.SIGKILL):
            try:
                self.process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.send_signal(insist)
        self.process.wait()


def start(
    layout: Layout, name: str, command: Sequence[str], folder: Folder, stop_signal: signal.Signals, *also: Folder
) -> Server:
    """Start a program in `folder`; it inherits the server's lock and may see the folders `also`.

    `stop_signal` ends it cleanly and is what the kernel sends when we die.
    """
    log = layout.log(name)
    if log.exists():
        log.replace(log.with_suffix(".log.before"))
    with held(layout, name, folder.account) as lock, _opened(log, folder.account) as output:
        process = _spawn(command, folder, stop_signal, output, (lock, *(other.fd for other in also)))
    return Server(name, process, log, stop_signal)


def run(layout: Layout, name: str, command: Sequence[str], folder: Folder, lock: int) -> str | None:
    """Run a program to its end under a server's lock; returns the end of its output when it failed."""
    log = layout.log(name)
    with _opened(log, folder.account) as output:
        process = _spawn(command, folder, signal.SIGTERM, output, (lock,))
        return None if process.wait() == 0 else tail(log)


@contextmanager
def held(layout: Layout, name: str, account: Account) -> Iterator[int]:
    """Take the server's lock for a child to inherit: it is free when its last process has ended, however it ended."""
    fd = open_file(layout.server_lock(name), account, os.O_RDWR)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield fd
    finally:
        os.close(fd)


def tail(log: Path) -> str:
    """The last lines of a log, on one line."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return " | ".join(line.strip() for line in lines[-4:] if line.strip()) or "-"


@contextmanager
def _opened(log: Path, account: Account) -> Iterator[int]:
    fd = open_file(log, account, os.O_WRONLY | os.O_APPEND)
    try:
        yield fd
    finally:
        os.close(fd)


def _spawn(
    command: Sequence[str], folder: Folder, death_signal: signal.Signals, output: int, fds: tuple[int, ...]
) -> subprocess.Popen[bytes]:
    task = {
        "parent": os.getpid(),
        "folder_fd": folder.fd,
        "drop_to": folder.account.drop_to,
        "death_signal": int(death_signal),
        "command": list(command),
        "environment": _ENVIRONMENT | {name: os.environ[name] for name in ["LD_LIBRARY_PATH"] if name in os.environ},
    }
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", "-S", _CHILD, json.dumps(task)],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        pass_fds=(folder.fd, *fds),
    )
