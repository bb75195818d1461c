"""What stops the ledger: a stored part that contradicts what was signed."""

from __future__ import annotations

from core.errors import NoaError


class LedgerDamaged(NoaError):
    """Something stored contradicts what was signed; no more is signed for that tree until a person looked."""

    code = "ledger_damaged"


class NotInLedger(NoaError):
    """No tree holds it (yet): an event is integrated shortly after its transaction."""

    code = "not_in_ledger"
    status = 404
