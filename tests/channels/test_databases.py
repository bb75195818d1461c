"""Addresses are rewritten without losing a host, an option or an odd character."""

import hashlib
import hmac

import pytest
from psycopg.conninfo import conninfo_to_dict

from channels.databases import app_database_url, app_password, limits_url, with_database, with_login

SECRET = "a signing secret"
PASSWORD = hmac.new(SECRET.encode(), b"noa_app database password", hashlib.sha256).hexdigest()


def test_the_service_logs_in_as_itself_on_the_same_host_and_database():
    url = app_database_url("postgresql://owner:p%40ss@db.example:6543/noa?sslmode=require", SECRET)
    assert conninfo_to_dict(url) == {
        "user": "noa_app",
        "password": PASSWORD,
        "host": "db.example",
        "port": "6543",
        "dbname": "noa",
        "sslmode": "require",
    }
    assert app_password(SECRET) == PASSWORD


def test_a_unix_socket_address_keeps_its_folder():
    told = conninfo_to_dict(app_database_url("postgresql://noa_owner@/noa?host=/data/a b/run", SECRET))
    assert (told["host"], told["user"], told["dbname"]) == ("/data/a b/run", "noa_app", "noa")


def test_a_login_in_the_query_gives_way():
    assert conninfo_to_dict(app_database_url("postgresql://h/d?user=owner&password=x", SECRET))["user"] == "noa_app"


def test_behind_the_supabase_pooler_the_project_stays():
    url = "postgresql://postgres.abcdef:x@aws-0-sa-east-1.pooler.supabase.com:5432/postgres"
    assert conninfo_to_dict(app_database_url(url, SECRET))["user"] == "noa_app.abcdef"
    assert conninfo_to_dict(app_database_url("postgresql://a.b:x@h/d", SECRET))["user"] == "noa_app"


def test_database_and_login_can_be_exchanged():
    url = "postgresql://noa_owner@/noa?host=/run/x"
    assert conninfo_to_dict(with_database(url, "a/b"))["dbname"] == "a/b"
    assert conninfo_to_dict(with_login(url, "noa_app"))["user"] == "noa_app"


@pytest.mark.parametrize(
    ("url", "spelled"),
    [
        ("unix:///x/redis.sock?db=1", "async+redis+unix:///x/redis.sock?db=1"),
        ("redis://h:1/0", "async+redis://h:1/0"),
    ],
)
def test_redis_addresses_are_spelled_for_limits(url, spelled):
    assert limits_url(url) == spelled
    assert limits_url(url, asynchronous=False) == spelled.removeprefix("async+")
