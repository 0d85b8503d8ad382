"""What was worked out from documents, kept in the git folder: a cache that can be deleted at any time.

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


class KnownDocuments:
    """Remembers a value for each document that has not changed since. Never fails: it only saves time.

    `file` is kept in the git folder. `key` names what the values depend on beside the documents: with another
    one nothing is known. `paths` are those of all documents that are regular files behind no link.
    """

    def __init__(self, root: Path, file: str, key: str) -> None:
        self._path = cache_path(root, file)
        self._key = key
        self._stamps = _stamps(root)
        self.paths = self._stamps.keys()
        self._known = self._read()

    def recall(self, path: str) -> Any:
        """Return the value of a document, None when it is not known."""
        return self._known[path][1] if path in self._known else None

    def keep(self, values: Mapping[str, Any]) -> None:
        """Keep values of documents, by path, beside those that are known."""
        stamps = ((path, self._stamps.get(path, NO_STAMP)) for path in values)
        new = {path: (stamp, values[path]) for path, stamp in stamps if stamp != NO_STAMP}
        if new and self._path:
            content = json.dumps({"key": self._key, "values": self._known | new})
            with suppress(AcmeError, OSError):
                sweep(self._path)
                write_file(self._path, content.encode(), durable=False)

    def _read(self) -> dict[str, Any]:
        try:
            kept = json.loads(self._path.read_bytes()) if self._path else {}
            known = kept["values"] if kept["key"] == self._key else {}
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
