"""Verifies the ledger from an export alone; shares no code with the writer and trusts nothing of it."""
