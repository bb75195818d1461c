"""The demonstration: an invented institution with its library and five invented people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from uuid import UUID

from channels.people import Owner, add_user, declare_category, ensure_institution
from retrieval.importing import ImportReport, import_documents, read_catalogue
from retrieval.indexing import refresh

SLUG = "demo"
ACCOUNTS = {
    "paciente@demo.noa": ("paciente", "Paula Paciente (fictícia)"),
    "aluno@demo.noa": ("aluno", "Alan Aluno (fictício)"),
    "profissional@demo.noa": ("profissional", "Rita Profissional (fictícia)"),
    "admin@demo.noa": ("admin", "Aldo Administrador (fictício)"),
    "aprovador@demo.noa": ("admin", "Vera Aprovadora (fictícia)"),
}
CATEGORIES = (("educativo-publico", "public"), ("educativo-publico", "teaching"), ("aula", "teaching"))

Progress = Callable[[int, int | None], None]


def load_demo(owner: Owner, password: str, progress: Progress = lambda _done, _total: None) -> ImportReport:
    """Make or refresh the demonstration; every account gets `password`. Repeating it changes nothing else."""
    institution_id = ensure_institution(owner, SLUG, "Clínica Demonstração (fictícia)")
    for category, kind in CATEGORIES:
        declare_category(owner, institution_id, category, kind)
    for email, (profile, name) in ACCOUNTS.items():
        add_user(owner, institution_id, email, profile, password, name)
    owner.commit()
    report = import_library(owner, institution_id)
    refresh(owner, institution_id, progress)
    owner.commit()
    return report


def import_library(owner: Owner, institution_id: UUID) -> ImportReport:
    """Import the shelves of the demo library."""
    total = ImportReport()
    for shelf in _shelves():
        report = import_documents(owner, read_catalogue(shelf), institution_id)
        total.imported += report.imported
        total.bad += report.bad
    return total


def _shelves() -> Iterator[list[bytes]]:
    folder = files("bundles").joinpath("documents", "demo")
    for shelf in sorted(folder.iterdir(), key=lambda each: each.name):
        if shelf.name.endswith(".jsonl"):
            yield shelf.read_bytes().splitlines()
