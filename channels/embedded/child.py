"""Becomes a server: leaves the terminal, drops root, binds its life to the parent's, then runs the program.

Run as a script (`python -I -S child.py JSON`), so it imports the standard library alone. The order is the point:
the kernel clears the parent-death signal when the user changes, so it is set last, and a parent that died
before that is noticed by its pid.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38


def main() -> None:
    """Read what to become from the one argument and become it."""
    task = json.loads(sys.argv[1])
    os.setsid()
    os.umask(0o077)
    os.fchdir(task["folder_fd"])
    if task["drop_to"] is not None:
        uid, gid = task["drop_to"]
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
    libc = ctypes.CDLL(None, use_errno=True)
    for option, value in ((_PR_SET_NO_NEW_PRIVS, 1), (_PR_SET_PDEATHSIG, task["death_signal"])):
        if libc.prctl(option, value, 0, 0, 0) != 0:
            sys.exit(f"prctl {option}: {os.strerror(ctypes.get_errno())}")
    if os.getppid() != task["parent"]:
        sys.exit("the parent is gone")
    os.execve(task["command"][0], task["command"], task["environment"])  # noqa: S606


if __name__ == "__main__":
    main()
