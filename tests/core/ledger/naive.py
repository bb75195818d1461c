"""Merkle trees straight from RFC 6962 §2.1: slow, recursive, and by nobody's optimisation wrong."""

from hashlib import sha256


def root(entries):
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = split(len(entries))
    return sha256(b"\x01" + root(entries[:k]) + root(entries[k:])).digest()


def path(m, entries):
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*path(m, entries[:k]), root(entries[k:])]
    return [*path(m - k, entries[k:]), root(entries[:k])]


def proof(m, entries):
    return subproof(m, entries, True) if 0 < m < len(entries) else []


def subproof(m, entries, is_whole):
    if m == len(entries):
        return [] if is_whole else [root(entries)]
    k = split(len(entries))
    if m <= k:
        return [*subproof(m, entries[:k], is_whole), root(entries[k:])]
    return [*subproof(m - k, entries[k:], False), root(entries[:k])]


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k
