"""The table "who may read literal text" said once more, in other words than the migrations use, to judge them by."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tests.migrations.world import OTHER, Actor

EVERYBODY = {"all", "todos", "public", "publico", "público"}
WORDS = {
    "patient": {"patient", "patients", "paciente", "pacientes"},
    "student": {"student", "students", "aluno", "alunos", "estudante", "estudantes"},
    "professional": {"professional", "professionals", "profissional", "profissionais"},
}
DECLARED = {("home", "publica"): "patient", ("home", "aula"): "student"}


@dataclass(frozen=True, slots=True)
class Row:
    """The properties of a document that decide."""

    id: UUID
    audience: list[str | None] | None
    category: str | None
    status: str | None
    is_published: bool | None
    scope: str | None
    institution: UUID | None


def is_listed(row: Row, actor: Actor, home: UUID) -> bool:
    """Whether this person is told that the document exists."""
    if (row.institution or home) != actor.institution:
        return False
    if actor.profile == "admin":
        return True
    return _circulates(row) and _is_for(row, str(actor.profile))


def is_openable(row: Row, actor: Actor, home: UUID) -> bool:
    """Whether this person may open its literal text, if it is sound."""
    if not is_listed(row, actor, home) or not _circulates(row):
        return False
    if actor.profile in ("professional", "admin"):
        return True
    if actor.institution == OTHER:  # which declares its category "interno" both public and teaching
        return row.category == "interno"
    return DECLARED.get(("home", row.category or "")) == actor.profile


def _circulates(row: Row) -> bool:
    return row.status == "ACTIVE" and row.is_published is True


def _is_for(row: Row, profile: str) -> bool:
    audience = {word.lower() for word in row.audience or [] if word}
    stated_for = bool(audience & (EVERYBODY | WORDS[profile])) or (profile == "professional" and not row.audience)
    scope = (row.scope or "").replace("|", " ").replace(",", " ").split()
    return stated_for and (not scope or bool(set(scope) & (EVERYBODY | WORDS[profile])))
