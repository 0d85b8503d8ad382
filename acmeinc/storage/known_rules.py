"""Rules read before, kept in the git folder: a cache that can be deleted at any time."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from acmeinc.errors import AcmeError
from acmeinc.process.known import fingerprint, from_plain, to_plain


class KnownRules:
    """Remembers what sound rules files were read into, by their content. Never fails: it only saves time."""

    def __init__(self, git_dir: Path) -> None:
        self._folder = git_dir / "acmeinc" / "rules"

    def recall(self, name: str, text: str) -> Any:
        """Return what the file `name` with this `text` was read into; None when that is not known."""
        try:
            kept = json.loads((self._folder / f"{name}.json").read_bytes())
            return from_plain(kept["rules"]) if kept["text"] == fingerprint(text) else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, name: str, text: str, rules: Any) -> None:
        """Keep what the file `name` with this `text` was read into."""
        from acmeinc.storage.files import sweep, write_file

        kept = {"text": fingerprint(text), "rules": to_plain(rules)}
        path = self._folder / f"{name}.json"
        with suppress(AcmeError, OSError):
            sweep(path)
            write_file(path, json.dumps(kept).encode())
