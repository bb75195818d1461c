"""Accounts and institutions, as the owner of the database maintains them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg

from channels.sign_in import PASSWORDS
from core.errors import NotFound
from core.sql import load_statements

SQL = load_statements("channels", "people.sql")

Owner = psycopg.Connection[Any]


def ensure_institution(owner: Owner, slug: str, name: str) -> UUID:
    """Return the id of an institution, made when missing."""
    return _one(owner, "ensure_institution", slug=slug, name=name)


def find_institution(owner: Owner, slug: str | None) -> UUID:
    """Return the id of an institution, or of the default one for None. Raises NotFound."""
    return _one(owner, "find_institution", slug=slug)


def declare_category(owner: Owner, institution_id: UUID, category: str, kind: str) -> None:
    """Declare a category `public` (patients may open it) or `teaching` (students may)."""
    owner.execute(SQL["ensure_category_rule"], {"institution_id": institution_id, "category": category, "kind": kind})


def add_user(
    owner: Owner, institution_id: UUID, email: str, user_type: str, password: str, name: str | None = None
) -> UUID:
    """Make or update an account with a profile, a membership and a password; return its id."""
    user_id = _one(owner, "ensure_user", email=email, type=user_type, name=name)
    owner.execute(SQL["ensure_membership"], {"institution_id": institution_id, "user_id": user_id})
    owner.execute(SQL["set_password"], {"user_id": user_id, "password_hash": PASSWORDS.hash(password)})
    return user_id


def set_type(owner: Owner, email: str, user_type: str) -> None:
    """Change somebody's profile, from their next turn on. Raises NotFound."""
    _one(owner, "set_type", email=email, type=user_type)


def disable(owner: Owner, institution_id: UUID, email: str) -> None:
    """End somebody's membership, from their next turn on. Raises NotFound."""
    _one(owner, "disable", institution_id=institution_id, email=email)


def _one(owner: Owner, statement: str, **parameters: Any) -> UUID:
    row = owner.execute(SQL[statement], parameters).fetchone()
    if row is None:
        raise NotFound
    found: UUID = row[0]
    return found
