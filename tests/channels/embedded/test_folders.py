"""Socket paths stay short and plain, and folders that are not ours alone are refused."""

import os
from pathlib import Path

import psycopg
import pytest

from channels.embedded import embedded_servers
from channels.embedded.account import Account
from channels.embedded.folders import Layout, open_folder, socket_path
from channels.setup_problem import SetupProblem

OURSELVES = Account(os.geteuid(), os.getegid(), is_dropped=False)


@pytest.mark.parametrize("name", ["x" * 120, "com espaço, vírgula e acento ação", "per%cent?and#hash"])
def test_servers_work_from_a_long_or_odd_path_and_tidy_their_short_one(tmp_path, name, monkeypatch):
    (tmp_path / "t").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t"))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    with embedded_servers(tmp_path / name) as servers:
        assert not servers.sockets.is_relative_to(tmp_path / name)
        assert len(os.fsencode(servers.sockets / ".s.PGSQL.5432")) < 107
        with psycopg.connect(servers.owner_url) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        with embedded_servers(tmp_path / name) as attached:
            assert attached.sockets == servers.sockets
            assert not attached.owned
    assert not servers.sockets.exists()


def test_a_short_path_keeps_its_sockets_with_the_data():
    assert str(socket_path(Layout(Path("/srv/noa")))) == "/srv/noa/run"


def test_two_long_paths_get_two_folders(tmp_path):
    first, second = (socket_path(Layout(tmp_path / (letter * 120))) for letter in "ab")
    assert first != second


def test_a_folder_that_others_may_enter_is_refused(tmp_path):
    (tmp_path / "run").mkdir(mode=0o755)
    with pytest.raises(SetupProblem, match="not ours alone"), open_folder(tmp_path / "run", OURSELVES):
        raise AssertionError


def test_a_link_is_never_followed(tmp_path):
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SetupProblem), open_folder(tmp_path / "run", OURSELVES):
        raise AssertionError
