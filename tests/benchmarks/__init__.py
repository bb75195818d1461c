"""Benchmarks: what a turn costs, beside the least it could cost and beside a peer (see README.md)."""
