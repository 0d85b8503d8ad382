"""What acmeinc wrote last into each document, so that a hand's change is seen without asking git.

Only digests are kept, in git's folder. One that is missing or old costs a question to git and nothing else,
so nothing here is forced onto the disk.
"""

from contextlib import suppress
from pathlib import Path, PurePosixPath

from acmeinc.incident.digests import sha256


def remember(git_dir: Path, path: str, text: str) -> None:
    """Keep that `text` is what acmeinc wrote at `path` (relative to the repository)."""
    kept = _kept(git_dir, path)
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(_digest(text), encoding="utf-8")


def is_as_written(git_dir: Path, path: str, text: str) -> bool:
    """Return whether `text` is what acmeinc wrote last at `path`; False when that is not known."""
    try:
        return _kept(git_dir, path).read_text(encoding="utf-8") == _digest(text)
    except (OSError, UnicodeDecodeError):
        return False


def _kept(git_dir: Path, path: str) -> Path:
    return git_dir / "acmeinc" / "written" / PurePosixPath(path).stem


def _digest(text: str) -> str:
    return sha256(text).hex()
