"""The shape of memory: plain SQL, forward only."""
