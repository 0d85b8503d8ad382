"""What editors know of the rule files of a repository: the schemas of this version, or of another."""

from acmeinc.errors import RulesSayNo
from acmeinc.storage.changes import is_as_committed
from acmeinc.storage.commit import commit
from acmeinc.storage.files import write_file
from acmeinc.storage.intent import git_at_work
from acmeinc.storage.lock import locked
from acmeinc.storage.repository import Repository
from acmeinc.storage.seed import SCHEMAS, seed_root


def foreign_schemas(repository: Repository) -> dict[str, bytes]:
    """Return the schemas of this version that the repository does not have, or has from another, by path."""
    folder = seed_root() / SCHEMAS
    wanted = {f"{SCHEMAS}/{path.name}": path.read_bytes() for path in sorted(folder.glob("*.schema.json"))}
    return {name: content for name, content in wanted.items() if _text(repository, name) != content}


def renew_schemas(repository: Repository) -> list[str]:
    """Write and commit the schemas of this version where there are others, and return what was done.

    Raises RulesSayNo where one was changed and is not committed: no edit of a person is lost.
    """
    if not foreign_schemas(repository):
        return []
    with locked(repository.common_dir), git_at_work(repository.git_dir, "set-up"):
        wanted = foreign_schemas(repository)
        new = [name for name in wanted if not (repository.root / name).exists()]
        for name in wanted.keys() - new:
            if not is_as_committed(repository, name):
                raise RulesSayNo(f"{name} was changed here, and left as it is", hint=f"git restore {name}")
        for name, content in wanted.items():
            write_file(repository.root / name, content)
        commit(repository.git, list(wanted), "Renew what editors know of the rule files\n", new)
    return [f"{SCHEMAS}/ is that of this version, and is committed"]


def _text(repository: Repository, name: str) -> bytes:
    """Return a file with the newlines that git keeps, b"" where there is none."""
    path = repository.root / name
    return path.read_bytes().replace(b"\r\n", b"\n") if path.is_file() else b""
