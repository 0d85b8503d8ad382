"""`acmeinc-merge %O %A %B %P`: git's merge driver for incident documents.

It never stands in git's way: whatever is no incident document, or cannot be read as one, gets the union that
git would have made. git starts it once for each document, so it imports only what it needs.
"""

import gc
import os
import sys
from collections.abc import Sequence

TWO_INCIDENTS = 3
"""The exit code when the versions are of two incidents. 1 is what Python itself ends with when it fails."""

_MARK = b"<!-- acmeinc:"


def main() -> None:
    """Merge the versions that the command line names, and end the process."""
    # Nothing here is garbage before the process ends, a moment from now, what is imported least of all.
    gc.disable()
    sys.exit(merge_files(sys.argv[1:]))


def merge_files(arguments: Sequence[str]) -> int:
    """Put the merge of three files into the second and return the exit code: 0, or 3 for two incidents.

    `arguments` are the files of the common base, of ours and of theirs, and the document's path.
    """
    if len(arguments) != 4:
        sys.stderr.write("usage: acmeinc-merge %O %A %B %P (git runs it: see gitattributes)\n")
        return 2
    from acmeinc.incident.merge import TwoIncidents, merge

    base, ours, theirs, path = arguments
    try:
        versions = [_read(name) for name in (base, ours, theirs)]
        if not _is_incident(path, versions[1:]):
            return _union(base, ours, theirs)
        merged = merge(*(version.decode() for version in versions))
        _replace(ours, merged.text.encode())
    except TwoIncidents as error:
        sys.stderr.write(
            f"{path}: {error}; yours stays. Give this up (git merge --abort, or git rebase --abort), "
            "then let acmeinc keep both: acmeinc sync\n"
        )
        return TWO_INCIDENTS
    except Exception as error:
        sys.stderr.write(
            f"{path}: merged line by line only ({type(error).__name__}: {error}); "
            "the next acmeinc step puts it in order\n"
        )
        return _union(base, ours, theirs)
    return 0


def _is_incident(path: str, versions: Sequence[bytes]) -> bool:
    # The repository of incidents may be a folder of a larger one.
    is_below = "/incidents/" in f"/{path}"
    return is_below and path.endswith(".md") and any(_MARK in text for text in versions)


def _read(name: str) -> bytes:
    # pathlib takes longer to import than the three files take to read.
    with open(name, "rb") as file:  # noqa: PTH123
        return file.read()


def _replace(name: str, content: bytes) -> None:
    """Put `content` into the file, all or nothing: on a full disk the union still has our version."""
    temporary = f"{name}.tmp~"
    try:
        with open(temporary, "wb") as file:  # noqa: PTH123
            file.write(content)
        os.replace(temporary, name)  # noqa: PTH105
    except OSError:
        if os.path.exists(temporary):  # noqa: PTH110
            os.unlink(temporary)  # noqa: PTH108
        raise


def _union(base: str, ours: str, theirs: str) -> int:
    import subprocess

    return subprocess.run(["git", "merge-file", "-q", "--union", ours, base, theirs], check=False).returncode
