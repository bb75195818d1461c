"""Replies to word, made from the real words of the bundles."""

from importlib.resources import files
from uuid import UUID

from core.finding import Candidate
from core.reply import PendingNotice, Reply, Understood
from prompts.phrasebook import load_wording
from prompts.phrasing import Phraser

PHRASER = Phraser(load_wording(files("bundles")))
TITLES = ("Protocolo de Dosagem", "Diretriz de Prescrição Segura", "Manejo da Dor Crônica")
SUMMARY = "O óleo pode ajudar no sono de algumas pessoas. A dose começa em 2 gotas à noite e sobe aos poucos."


def candidates(titles):
    return tuple(
        Candidate(UUID(int=at), title, category="protocolo", version=f"{at}.0", year=2020 + at, openable=True)
        for at, title in enumerate(titles, 1)
    )


def listed(titles=TITLES, profile="professional", key="list", **arguments):
    """A list that asks."""
    return Reply(
        turn_id=UUID(int=99),
        key=key,
        bundle="documents",
        profile=profile,
        intent=Understood("DOC_SEARCH", 1.0, "deterministic"),
        candidates=candidates(titles),
        pending=PendingNotice(UUID(int=98), "DOC_OPEN_CONFIRMATION"),
        arguments={"count": len(titles), **arguments},
    )


def explained(titles=TITLES[:2]):
    """A list that starts with an explanation."""
    return listed(titles, "patient", "list-explained", title=titles[0], summary=SUMMARY)


def confirmed(title=TITLES[0]):
    """A choice that was just confirmed."""
    return Reply(
        turn_id=UUID(int=97),
        key="opened",
        bundle="documents",
        profile="professional",
        intent=Understood("SELECT", 1.0, "deterministic"),
        selection=1,
        arguments={"title": title},
        commands=({"kind": "noa_command"},),
    )


def refused():
    """A reply that no model ever words."""
    return Reply(
        turn_id=UUID(int=96),
        key="not-for-profile",
        bundle="",
        profile="patient",
        intent=Understood("DOC_SEARCH", 1.0, "deterministic"),
    )
