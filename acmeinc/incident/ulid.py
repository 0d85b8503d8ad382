"""Identifiers that sort by time (ULID): 48 bits of milliseconds, 80 bits of anything.

The ids of hand edits are hashes, so that two clones that see the same edit agree (FORMAT.md, rule 5);
the merge driver may import nothing but the standard library, so these few lines are our own.
"""

from datetime import datetime

from acmeinc.incident.digests import sha256

PATTERN = "[0-7][0-9A-HJKMNP-TV-Z]{25}"
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_AS_BASE_32 = bytes.maketrans(DIGITS.encode(), b"0123456789ABCDEFGHIJKLMNOPQRSTUV")
_MAX_MS = (1 << 48) - 1


def milliseconds(moment: datetime) -> int:
    """Return the ULID time of an aware `moment`, in milliseconds since 1970."""
    return min(max(int(moment.timestamp() * 1000), 0), _MAX_MS)


def make(ms: int, tail: bytes) -> str:
    """Return the ULID of `ms` milliseconds and the first ten bytes of `tail`."""
    number = (min(ms, _MAX_MS) << 80) | int.from_bytes(tail[:10], "big")
    return "".join(DIGITS[(number >> shift) & 31] for shift in range(125, -1, -5))


def hashed(ms: int, seed: str) -> str:
    """Return the ULID that everyone computes alike from `ms` and `seed`."""
    return make(ms, sha256(seed))


def time_of(ulid: str) -> int:
    """Return the time part of `ulid`, in milliseconds since 1970."""
    return int(ulid[:10].encode().translate(_AS_BASE_32), 32)
