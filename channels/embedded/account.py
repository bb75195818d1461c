"""Account: who the servers run as; PostgreSQL refuses root, so root hands them to a user of their own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from channels.embedded.binaries import Program
from channels.setup_problem import setup_problem

_USER = "noa-embedded"
_COPIES = Path("/var/lib/noa-embedded")


@dataclass(frozen=True, slots=True)
class Account:
    """The user that owns the servers' folders; `is_dropped` when it is not the one we are."""

    uid: int
    gid: int
    is_dropped: bool

    @property
    def drop_to(self) -> tuple[int, int] | None:
        """What a child has to become before it runs a server."""
        return (self.uid, self.gid) if self.is_dropped else None

    def runnable(self, program: Program) -> Path:
        """The program where this account can run it: in place, or copied out of a folder that is closed to it."""
        if not self.is_dropped or _is_open(program.path):
            return program.path
        return _copied(program, self)


def account_for(folder: Path) -> Account:
    """Ourselves; for root the owner of an existing data folder, else a user of the servers' own."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), is_dropped=False)
    owner = folder.stat() if folder.is_dir() else None
    if owner is not None and owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid, is_dropped=True)
    user = _own_user()
    return Account(user.pw_uid, user.pw_gid, is_dropped=True)


def _own_user() -> pwd.struct_passwd:
    """`noa-embedded`, made when it can be; `nobody` where users cannot be made, as in many containers."""
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    for attempt in range(2):
        try:
            return pwd.getpwnam(_USER)
        except KeyError:
            if attempt == 0 and useradd is not None:
                options = ["--system", "--no-create-home", "--home-dir", "/", "--shell", "/usr/sbin/nologin"]
                subprocess.run([useradd, *options, _USER], capture_output=True, check=False, timeout=30)  # noqa: S603
    return pwd.getpwnam("nobody")


def _is_open(path: Path) -> bool:
    """Whether anybody may run a program, judged by permissions alone: too careful costs one copy."""
    real = path.resolve()
    return all(step.stat().st_mode & 0o001 for step in (real, *real.parents))


def _copied(program: Program, account: Account) -> Path:
    """A copy that everybody may run and only root may change; made once for each build of the program."""
    stat = program.path.stat()
    target = _COPIES / f"{program.home.name}-{stat.st_size}-{stat.st_mtime_ns}"
    libraries = program.home.with_name(program.home.name + ".libs")  # where wheels keep what the program links to
    try:
        if not target.exists():
            draft = target.with_name(f"{target.name}.{os.getpid()}")
            for source in (program.home, libraries):
                if source.is_dir():
                    shutil.copytree(source, draft / source.name, symlinks=True, ignore=_left_behind)
            _open_to_all(draft)
            draft.rename(target)
    except OSError as error:
        facts = {"path": str(program.home), "copy": str(_COPIES), "reason": error.strerror or str(error)}
        raise setup_problem("binaries-closed", user=str(account.uid), **facts) from error
    return target / program.home.name / program.path.relative_to(program.home)


def _left_behind(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name in {"include", "__pycache__"} or name.endswith((".a", ".py"))}


def _open_to_all(folder: Path) -> None:
    _COPIES.chmod(0o755)
    for root, _, names in os.walk(folder):
        os.chmod(root, 0o755)  # noqa: S103
        for path in (Path(root, name) for name in names):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
