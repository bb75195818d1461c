"""What people mean: normalisation, the selection grammar and the deterministic classifier."""
