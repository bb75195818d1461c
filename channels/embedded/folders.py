"""Folders: what lies where in the data folder, each opened once and never followed through a link."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from channels.embedded.account import Account
from channels.setup_problem import SetupProblem, setup_problem

_LONGEST_SOCKET = ".s.PGSQL.5432"
_SOCKET_PATH_BYTES = 106
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._+-]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """The names inside one data folder (absolute, links resolved)."""

    root: Path

    @property
    def lock(self) -> Path:
        """Whoever holds this owns the servers."""
        return self.root / "owner.lock"

    @property
    def announcement(self) -> Path:
        """Holds the path of the socket folder while the servers are ready."""
        return self.root / "sockets"

    def server_lock(self, server: str) -> Path:
        """Held by the server's processes themselves, through an inherited descriptor, until the last one ended."""
        return self.root / f"{server}.lock"

    def log(self, server: str) -> Path:
        """What the server had to say since its last start; the start before is kept beside it."""
        return self.root / f"{server}.log"

    def data(self, server: str) -> Path:
        """The server's working directory."""
        return self.root / server


@dataclass(frozen=True, slots=True)
class Folder:
    """An open folder; servers of a dropped account see it through the descriptor, whatever its parents permit."""

    path: Path
    fd: int
    account: Account

    @property
    def seen_by_server(self) -> str:
        """The path to hand to the server; it needs no permission on any parent."""
        return f"/proc/self/fd/{self.fd}" if self.account.is_dropped else str(self.path)


def open_layout(data_dir: Path) -> Layout:
    """Make the data folder if need be (0700) and say clearly when it is not ours to use."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        layout = Layout(data_dir.resolve(strict=True))
        if not os.access(layout.root, os.R_OK | os.W_OK | os.X_OK):
            raise closed(layout.root, PermissionError(13, "permission denied"))
    except OSError as error:
        raise closed(data_dir, error) from error
    return layout


@contextmanager
def open_folder(path: Path, account: Account) -> Iterator[Folder]:
    """A folder that belongs to the account alone: made when missing, refused when it is somebody else's."""
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise closed(path, error) from error
    try:
        found = os.fstat(fd)
        if found.st_uid not in {os.geteuid(), account.uid} or stat.S_IMODE(found.st_mode) & 0o077:
            raise setup_problem("folder-unsafe", path=str(path))
        if found.st_uid != account.uid:
            os.fchown(fd, account.uid, account.gid)
        yield Folder(path, fd, account)
    finally:
        os.close(fd)


def open_file(path: Path, account: Account, flags: int) -> int:
    """Open or make a file (0600) of the account's, never through a link."""
    try:
        fd = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise closed(path, error) from error
    if account.is_dropped:
        os.fchown(fd, account.uid, account.gid)
    return fd


def socket_path(layout: Layout) -> Path:
    """Where the sockets go: in the data folder, or in a short private folder where its path is too long or odd."""
    inside = layout.root / "run"
    if _fits(inside):
        return inside
    name = "noa-" + hashlib.sha256(os.fsencode(layout.root)).hexdigest()[:16]
    bases = (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp")  # noqa: S108  checked on opening
    return next(path for base in bases if base and Path(base).is_dir() and _fits(path := Path(base, name)))


def closed(path: Path, error: OSError) -> SetupProblem:
    """The problem of a folder or file that we may not use."""
    return setup_problem("folder-closed", path=str(path), reason=error.strerror or str(error))


def _fits(folder: Path) -> bool:
    is_short = len(os.fsencode(folder / _LONGEST_SOCKET)) <= _SOCKET_PATH_BYTES
    return is_short and _PLAIN_PATH.fullmatch(str(folder)) is not None
