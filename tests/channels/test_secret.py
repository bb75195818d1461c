"""The signing secret is given or made, once, and kept to its owner."""

import pytest

from channels.secret import ledger_secret, signing_secret
from channels.settings import Settings
from channels.setup_problem import SetupProblem


def test_a_given_secret_is_used_and_nothing_is_written(tmp_path):
    settings = Settings.from_environment({"NOA_SECRET": "given-by-the-operator", "NOA_DATA_DIR": str(tmp_path / "x")})
    assert signing_secret(settings).get_secret_value() == "given-by-the-operator"
    assert not (tmp_path / "x").exists()


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    settings = Settings.from_environment({"NOA_DATA_DIR": str(tmp_path / "x")})
    made = signing_secret(settings).get_secret_value()
    assert len(made) == 43
    assert signing_secret(settings).get_secret_value() == made
    assert [(entry.name, entry.stat().st_mode & 0o777) for entry in (tmp_path / "x").iterdir()] == [("secret", 0o600)]


def test_an_empty_secret_file_stops_the_start(tmp_path):
    (tmp_path / "secret").write_text("")
    with pytest.raises(SetupProblem) as caught:
        signing_secret(Settings.from_environment({"NOA_DATA_DIR": str(tmp_path)}))
    assert "NOA_SECRET" in caught.value.in_locale("en")


def test_the_ledger_is_signed_alike_by_every_replica_with_the_same_secret(tmp_path):
    stores = {"NOA_DATABASE_URL": "postgresql://a@b/c", "NOA_REDIS_URL": "redis://b"}
    replicas = [
        Settings.from_environment(stores | {"NOA_SECRET": "x" * 32, "NOA_DATA_DIR": str(tmp_path / name)})
        for name in ("one", "two")
    ]
    first, second = map(ledger_secret, replicas)
    assert first == second
    assert len(first) == 32
    assert not (tmp_path / "one").exists()


def test_an_embedded_service_makes_the_ledgers_secret_once(tmp_path):
    settings = Settings.from_environment({"NOA_DATA_DIR": str(tmp_path)})
    assert ledger_secret(settings) == ledger_secret(settings)
    assert (tmp_path / "ledger.key").stat().st_mode & 0o077 == 0
