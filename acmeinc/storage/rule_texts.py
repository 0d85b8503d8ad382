"""The texts of all rules files and templates, of a commit or of the work tree, and a commit's documents."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from acmeinc.errors import Failed
from acmeinc.incident.names import incident_at
from acmeinc.storage.git import Git, text_of
from acmeinc.storage.repository import Repository
from acmeinc.storage.seed import RULES

_AS_READ = ("utf-8", "surrogateescape")


def texts_here(repository: Repository) -> dict[str, str]:
    """Return the texts of the work tree by path; bytes that are no UTF-8 are kept as lone surrogates."""
    texts = {}
    for path in _files(repository.root):
        with suppress(OSError):
            texts[repository.relative(path)] = text_of(path.read_bytes())
    return texts


def texts_at(git: Git, commit: str) -> dict[str, str]:
    """Return the texts that a commit has by path; of a link, those of the file it leads to."""
    return dict(files_at(git, commit, [path for path in _paths_at(git, commit, *RULES) if _is_rule(path)]))


def documents_at(git: Git, commit: str) -> Iterator[tuple[str, str]]:
    """Yield path and text of every incident document that a commit has, newest first by their names."""
    paths = [path for path in _paths_at(git, commit, "incidents") if incident_at(path)]
    yield from files_at(git, commit, sorted(paths, key=lambda path: path.rpartition("/")[2], reverse=True))


def files_at(git: Git, commit: str, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield files of a commit by path, "" for a link that leads nowhere; bytes that are no UTF-8 are kept."""
    asked = "".join(f"{commit}:./{path}\n" for path in paths)
    answers = git.run("cat-file", "--batch", "--follow-symlinks", stdin=asked).encode(*_AS_READ)
    for path in paths:
        head, _, rest = answers.partition(b"\n")
        words = head.split()
        size = int(words[-1]) if words and words[-1].isdigit() else 0
        is_file = len(words) == 3 and words[1] == b"blob"
        if not is_file and not words:
            raise Failed("git cat-file broke off", hint="git fsck")
        yield path, rest[:size].decode(*_AS_READ) if is_file else ""
        # What is missing is told in one line; where a link leads that is no good, in a second one.
        answers = rest if words[-1] == b"missing" else rest[size + 1 :]


def _paths_at(git: Git, commit: str, *names: str) -> list[str]:
    listed = git.run("ls-tree", "-r", "-z", "--name-only", commit, "--", *names)
    # A name with a line break in it cannot be asked for, and is none of ours.
    return [path for path in listed.split("\0") if path and "\n" not in path]


def _files(root: Path) -> Iterator[Path]:
    for name in RULES:
        path = root / name
        if path.is_dir():
            yield from (p for p in sorted(path.rglob("*")) if p.is_file() and _is_rule(p.name))
        elif path.is_file():
            yield path


def _is_rule(path: str) -> bool:
    """Return whether a path is no file that an editor left behind."""
    name = path.rpartition("/")[2]
    return not name.startswith(".") and not name.endswith("~")
