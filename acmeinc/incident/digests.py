"""Digests of texts: SHA-256, by whatever is at hand.

`hashlib` loads OpenSSL, which takes a short command longer than all its digests together. Where something
else has loaded it already, it is the quicker one for much text.
"""

import sys
from typing import Any


def sha256(text: str) -> bytes:
    """Return the digest of `text`, 32 bytes."""
    content = text.encode("utf-8", "surrogatepass")
    loaded = sys.modules.get("hashlib")
    made: bytes = (loaded.sha256 if loaded else _small)(content).digest()
    return made


def _load() -> Any:
    for name in ("_sha2", "_sha256", "hashlib"):
        try:
            return __import__(name).sha256
        except ImportError:
            continue
    raise ImportError("this Python has no SHA-256")


_small = _load()
