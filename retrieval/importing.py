"""Imports documents in the catalogue format: good rows are kept, bad ones are reported with their line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import Annotated, Any
from uuid import UUID, uuid5

import orjson
from psycopg import Connection, DatabaseError
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from core.sql import load_statements

SQL = load_statements("retrieval", "importing.sql")
BATCH = 200
Progress = Callable[[int], None]  # rows read so far

_AUDIENCES = {
    "paciente": "patient", "pacientes": "patient", "patients": "patient", "aluno": "student", "alunos": "student",
    "aluna": "student", "alunas": "student", "estudante": "student", "estudantes": "student", "students": "student",
    "profissional": "professional", "profissionais": "professional", "professionals": "professional",
    "administrador": "admin", "administradores": "admin", "administracao": "admin", "master": "admin",
    "todos": "all", "todas": "all", "publico": "all", "público": "all", "geral": "all", "public": "all",
}  # fmt: skip
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LIST_SEPARATORS = re.compile(r"\s*[|;,]\s*")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not imported, and why."""

    line: int
    reason: str


@dataclass(slots=True)
class ImportReport:
    """What became of the rows."""

    imported: int = 0
    bad: list[BadRow] = field(default_factory=list)


def _listed(value: object) -> object:
    return [part for part in _LIST_SEPARATORS.split(value.strip()) if part] if isinstance(value, str) else value


Texts = Annotated[list[str] | None, BeforeValidator(_listed)]


class CatalogueRow(BaseModel):
    """A row of the catalogue format; columns that documents do not have are left out."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)
    id: str
    title: str
    aliases: Texts = None
    content: str | None = None
    summary: str | None = None
    category: str | None = None
    type: str | None = None
    version: str | None = None
    tags: Texts = None
    keywords: Texts = None
    medical_terms: Texts = None
    embeddings: Any = None
    target_audience: Texts = None
    visibility_scope: str | None = None
    status: str | None = None
    is_published: bool = True
    is_featured: bool = False
    is_curated: bool = False
    isLinkedToAI: bool = False  # noqa: N815 - the column's own name
    aiRelevance: float = 0  # noqa: N815 - the column's own name
    author: str | None = None
    file_type: str | None = None
    file_size: int | None = None
    file_url: str | None = None
    downloads: int = 0
    uploaded_by: UUID | None = None
    integrity_hash: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


def import_documents(
    connection: Connection[Any],
    rows: Iterable[Mapping[str, Any] | BadRow],
    institution_id: UUID,
    progress: Progress = lambda _read: None,
) -> ImportReport:
    """Import `rows` into an institution, as the owner, in batches; a row that is there already is updated.

    A row may be a BadRow that `read_catalogue` made of a line that is no JSON. Index afterwards (`refresh`).
    """
    report = ImportReport()
    numbered = enumerate(rows, start=1)
    read = 0
    while batch := list(islice(numbered, BATCH)):
        _import_batch(connection, batch, institution_id, report)
        read += len(batch)
        progress(read)
    report.bad.sort(key=lambda bad: bad.line)
    return report


def read_catalogue(lines: Iterable[bytes]) -> Iterator[Mapping[str, Any] | BadRow]:
    """Yield the row of each line of a JSON lines file; a BadRow for one that is no JSON object. Empty lines are bad."""
    for line, text in enumerate(lines, start=1):
        try:
            row = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            yield BadRow(line, f"not JSON: {error.msg}")
            continue
        yield row if isinstance(row, dict) else BadRow(line, "not a JSON object")


def document_id(external: str, institution_id: UUID) -> tuple[UUID, str | None]:
    """Return the key of a row's id: the id itself where it is a uuid, else a stable one of this institution."""
    try:
        return UUID(external), None
    except ValueError:
        return uuid5(institution_id, external), external


def _import_batch(
    connection: Connection[Any], batch: list[tuple[int, Any]], institution_id: UUID, report: ImportReport
) -> None:
    made: dict[UUID, tuple[int, dict[str, Any]]] = {}
    problems = [problem for line, row in batch if (problem := _make(line, row, institution_id, made))]
    report.bad += [problem for problem in problems if problem not in report.bad]
    if not made:
        return
    try:
        kept = _insert(connection, [row for _, row in made.values()], institution_id)
        report.imported += len(kept)
        report.bad += [
            BadRow(line, "id: is another institution's") for key, (line, _) in made.items() if key not in kept
        ]
    except DatabaseError as error:
        if len(batch) == 1:
            report.bad.append(BadRow(batch[0][0], error.diag.message_primary or "refused by the database"))
            return
        for numbered in batch:  # some row is at fault: one by one, so that the good ones are kept
            if not isinstance(numbered[1], BadRow):
                _import_batch(connection, [numbered], institution_id, report)


def _make(line: int, row: Any, institution_id: UUID, made: dict[UUID, tuple[int, dict[str, Any]]]) -> BadRow | None:
    if isinstance(row, BadRow):
        return row
    try:
        values = CatalogueRow.model_validate(_storable(row)).model_dump(mode="json")
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        return BadRow(line, f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}")
    if not values["title"].strip():
        return BadRow(line, "title: is empty")
    key, external = document_id(values["id"], institution_id)
    values |= {"id": str(key), "external_id": external, "institution_id": str(institution_id)}
    values["target_audience"] = _audiences(values["target_audience"])
    if values["content"] and not values["integrity_hash"]:
        values["integrity_hash"] = sha256(values["content"].encode()).hexdigest()
    made[key] = (line, values)
    return None


def _insert(connection: Connection[Any], rows: list[dict[str, Any]], institution_id: UUID) -> set[UUID]:
    """Return the keys of the rows that were stored; those of another institution are not touched."""
    parameters = {"rows": orjson.dumps(rows).decode(), "institution": institution_id}
    with connection.transaction():
        return {key for (key,) in connection.execute(SQL["import_documents"], parameters).fetchall()}


def _audiences(words: list[str] | None) -> list[str] | None:
    if words is None:
        return None
    return list(dict.fromkeys(_AUDIENCES.get(word.strip().casefold(), word.strip().casefold()) for word in words))


def _storable(value: Any) -> Any:
    """Return `value` with what Postgres cannot keep in text (NUL, lone surrogates) as U+FFFD."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {_storable(key): _storable(part) for key, part in value.items()}
    return [_storable(part) for part in value] if isinstance(value, list) else value
