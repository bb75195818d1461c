"""Root never runs a server itself, and programs it may not show in place are copied."""

import os
import stat
import subprocess

import pytest

from channels.embedded import account as accounts
from channels.embedded.account import Account, account_for
from channels.embedded.binaries import Program

SOMEBODY = Account(65534, 65534, is_dropped=True)


@pytest.fixture
def program(tmp_path):
    """A program whose parent folder is closed, with a library folder beside it as wheels have."""
    home = tmp_path / "closed" / "wheel"
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "say").write_text("#!/bin/sh\necho here\n")
    (home / "bin" / "say").chmod(0o700)
    (home / "include").mkdir()
    (tmp_path / "closed" / "wheel.libs").mkdir()
    (tmp_path / "closed" / "wheel.libs" / "lib.so").write_text("")
    (tmp_path / "closed").chmod(0o700)
    return Program(home / "bin" / "say", home)


def test_a_program_in_a_closed_folder_is_copied_once_with_its_libraries(program, tmp_path, monkeypatch):
    monkeypatch.setattr(accounts, "_COPIES", tmp_path / "copies")
    copy = SOMEBODY.runnable(program)
    assert copy.is_relative_to(tmp_path / "copies")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o755
    assert (copy.parents[2] / "wheel.libs" / "lib.so").exists()
    assert not (copy.parents[1] / "include").exists()
    assert subprocess.run([copy], capture_output=True, text=True).stdout == "here\n"
    made = copy.stat().st_mtime_ns
    assert SOMEBODY.runnable(program).stat().st_mtime_ns == made
    assert stat.S_IMODE((tmp_path / "closed").stat().st_mode) == 0o700


def test_our_own_account_runs_programs_in_place(program):
    assert Account(os.geteuid(), os.getegid(), is_dropped=False).runnable(program) == program.path


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands folders to others")
def test_root_becomes_the_owner_of_an_existing_data_folder(tmp_path):
    os.chown(tmp_path, 12345, 12345)
    assert account_for(tmp_path) == Account(12345, 12345, is_dropped=True)
    assert account_for(tmp_path / "missing").uid != 0
