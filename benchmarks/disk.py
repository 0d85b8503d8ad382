"""Disk: what the history of a thousand incidents takes, each entry a commit, beside their plain text."""

from benchmarks.auditing import write_long_history
from benchmarks.figures import Figure
from benchmarks.scene import scene

INCIDENTS = 1000
ENTRIES = 60
GOAL = 5.0
_MB = 1_000_000


def measure() -> list[Figure]:
    """Return the size of git's objects after `git gc`."""
    with scene() as place:
        where = place.repository("long")
        write_long_history(where, INCIDENTS, ENTRIES)
        place.git(where, "gc", "--quiet")
        objects = [path for path in (where / ".git" / "objects").rglob("*") if path.is_file()]
        packed = sum(path.stat().st_size for path in objects) / _MB
        plain = sum(path.stat().st_size for path in (where / "incidents").rglob("*.md")) / _MB
    title = f"disk: {INCIDENTS:,} incidents, {ENTRIES} entries each, a commit an entry"
    return [Figure(title, packed, "MB", "the plain text", plain, GOAL)]
