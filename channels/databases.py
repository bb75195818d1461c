"""Addresses of the stores: who logs in where; pure functions over URLs, no connection is made here."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

APP_ROLE = "noa_app"
_PURPOSE = b"noa_app database password"


def app_password(secret: str) -> str:
    """The password of the service's own login, derived so that every replica with the same secret knows it."""
    return hmac.new(secret.encode(), _PURPOSE, hashlib.sha256).hexdigest()


def app_database_url(owner_url: str, secret: str) -> str:
    """The owner's URL with the service's own login instead of the owner's: same host, database and options.

    Behind Supabase's pooler a login is `role.project`: the project stays.
    """
    parts = urlsplit(owner_url)
    _, dot, project = (parts.username or "").partition(".")
    login = APP_ROLE + (dot + project if (parts.hostname or "").endswith(".pooler.supabase.com") else "")
    return _with_login(parts, login, app_password(secret))


def with_database(url: str, dbname: str) -> str:
    """The same login on another database of the same server."""
    return urlsplit(url)._replace(path="/" + quote(dbname, safe="")).geturl()


def with_login(url: str, user: str, password: str = "") -> str:
    """The same database as somebody else."""
    return _with_login(urlsplit(url), user, password)


def limits_url(redis_url: str, asynchronous: bool = True) -> str:
    """The Redis URL as the library `limits` spells it: it wants `redis+unix` and an `async+` in front."""
    spelled = "redis+" + redis_url if redis_url.startswith("unix:") else redis_url
    return ("async+" if asynchronous else "") + spelled


def _with_login(parts: SplitResult, user: str, password: str) -> str:
    host = parts.netloc.rpartition("@")[2]
    login = quote(user, safe="") + (":" + quote(password, safe="") if password else "")
    query = [(name, value) for name, value in parse_qsl(parts.query) if name not in {"user", "password"}]
    return parts._replace(netloc=f"{login}@{host}", query=urlencode(query, quote_via=quote)).geturl()
