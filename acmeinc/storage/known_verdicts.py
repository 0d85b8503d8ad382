"""What a check found in documents, kept in the git folder: a cache that can be deleted at any time.

The index (`index.py`) is not asked: to bring that up to date takes as long as ten checks, and a clone that
only checks, as one for a pull request does, has none.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from time import time_ns
from typing import Any

from acmeinc.errors import AcmeError
from acmeinc.storage.caches import cache_path
from acmeinc.storage.files import sweep, write_file
from acmeinc.storage.stamps import INCIDENTS, NO_STAMP, Stamp, look_at_all


class KnownVerdicts:
    """Remembers a verdict for each document that has not changed since. Never fails: it only saves time.

    `key` names what verdicts depend on beside the documents: with another one nothing is known. `paths` are
    those of all documents that are regular files behind no link.
    """

    def __init__(self, root: Path, key: str) -> None:
        self._path = cache_path(root, "checked.json")
        self._key = key
        self._stamps = _stamps(root)
        self.paths = self._stamps.keys()
        self._known = self._read()

    def recall(self, path: str) -> Any:
        """Return the verdict on a document, None when it is not known."""
        return self._known[path][1] if path in self._known else None

    def keep(self, verdicts: Mapping[str, Any]) -> None:
        """Keep verdicts on documents, by path, beside those that are known."""
        stamps = ((path, self._stamps.get(path, NO_STAMP)) for path in verdicts)
        new = {path: (stamp, verdicts[path]) for path, stamp in stamps if stamp != NO_STAMP}
        if new and self._path:
            content = json.dumps({"key": self._key, "verdicts": self._known | new})
            with suppress(AcmeError, OSError):
                sweep(self._path)
                write_file(self._path, content.encode(), durable=False)

    def _read(self) -> dict[str, Any]:
        try:
            kept = json.loads(self._path.read_bytes()) if self._path else {}
            known = kept["verdicts"] if kept["key"] == self._key else {}
            stamps = {path: list(stamp) for path, stamp in self._stamps.items() if stamp != NO_STAMP}
            return {path: pair for path, pair in known.items() if pair[0] == stamps.get(path)}
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return {}


def _stamps(root: Path) -> dict[str, Stamp]:
    if (root / INCIDENTS).is_symlink():
        return {}
    looked = time_ns()
    with suppress(AcmeError):
        found = [folder.documents for folder in look_at_all(root)]
        return {path: stamp.kept(looked) for documents in found for path, stamp in documents}
    return {}
