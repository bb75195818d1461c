"""The ledger that proves: events become leaves of a Merkle tree per institution, whose heads are signed."""
