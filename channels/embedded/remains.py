"""Remains: servers and files that an earlier run left; waits for the living, clears away after the dead."""

from __future__ import annotations

import fcntl
import os
import signal
import time
from pathlib import Path

from channels.embedded.folders import Folder, Layout
from channels.setup_problem import setup_problem

_GRACE_SECONDS = 5.0
_PATIENCE_SECONDS = 25.0
_PROGRAMS = ("postgres", "redis-server", "valkey-server", "initdb")
_STALE = {"postgres": ("postmaster.pid", ".s.PGSQL."), "redis": ("redis.sock",)}


def clear(layout: Layout, server: str, data: Folder, sockets: Folder) -> None:
    """Make way for a start. MUST be called by the owner, before the server starts.

    A process id in a left-over file proves nothing: it may be reused, or a zombie's. What proves life is the lock
    that the server's processes inherit, or a server program whose working directory is the folder.
    """
    _wait_for_end(layout, server, data)
    for folder in (data, sockets):
        for name in os.listdir(folder.fd):
            if name.startswith(_STALE[server]):
                os.unlink(name, dir_fd=folder.fd)


def living_process(folder: Folder) -> int | None:
    """The id of a live server program that works in the folder: the first of its family."""
    wanted = os.fstat(folder.fd)
    parents = {pid: parent for pid in _process_ids() if (parent := _server_parent(pid)) and _works_in(pid, wanted)}
    return next((pid for pid, parent in parents.items() if parent not in parents), None)


def _wait_for_end(layout: Layout, server: str, data: Folder) -> None:
    """The servers of an owner that was killed are on their way out; nudge them after a while, then give up."""
    started, nudged = time.monotonic(), False
    while _is_held(layout.server_lock(server)) or living_process(data) is not None:
        waited = time.monotonic() - started
        if waited > _PATIENCE_SECONDS:
            raise setup_problem("still-running", path=str(data.path), pid=living_process(data) or 0)
        if waited > _GRACE_SECONDS and not nudged and (pid := living_process(data)):
            os.kill(pid, signal.SIGINT)
            nudged = True
        time.sleep(0.02)


def _is_held(lock: Path) -> bool:
    try:
        fd = os.open(lock, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(fd)
    return False


def _process_ids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _server_parent(pid: int) -> int | None:
    """The parent's id, if the process is a server program and alive; a zombie is not."""
    try:
        told = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return None
    name, _, rest = told.partition(b"(")[2].rpartition(b")")
    state, parent = rest.split()[:2]
    return None if state in {b"Z", b"X"} or name.decode(errors="replace") not in _PROGRAMS else int(parent)


def _works_in(pid: int, wanted: os.stat_result) -> bool:
    try:
        return os.path.samestat(os.stat(f"/proc/{pid}/cwd"), wanted)
    except OSError:
        return False
