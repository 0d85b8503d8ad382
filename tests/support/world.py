"""A repository to which anything happens that happens to repositories."""

import subprocess
import time
from pathlib import Path
from random import Random

from small_documents import Documents

from acmeinc.incident.reading import read
from acmeinc.storage.repository import Repository

AGE_S = 0.11
"""After so long what has changed before is known by its stamp."""


def put(repository: Repository, name: str, text: str) -> Path:
    """Write a document as a step does: beside it, then in its place."""
    path = repository.path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(".beside")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
    return path


class World:
    """The repository; `chance` says to which document it happens, and what exactly."""

    def __init__(self, repository: Repository, chance: Random) -> None:
        self.repository = repository
        self.chance = chance
        self.make = Documents()
        self.hides = False
        """Whether a settled document was edited in place, and that is not committed."""
        self.hides_from_git = False
        """Whether it was one that git does not know."""

    def git(self, *args: str) -> str:
        command = ["git", "-C", str(self.repository.root), *args]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    def wait(self) -> None:
        """Let so much time pass that a stamp is worth something."""
        time.sleep(AGE_S)

    def one(self) -> Path | None:
        paths = self.repository.incident_paths()
        return self.chance.choice(paths) if paths else None

    def declare(self) -> None:
        name = f"inc-26-{self.chance.randint(1, 12):02d}-23-sev-1-login-{self.chance.randint(1, 5)}"
        put(self.repository, name, self.make.new(name, self.chance.choice(["Replica lag", "Lag of it"])))

    def note(self) -> None:
        if path := self.one():
            text = self.repository.read(path)
            sets = self.chance.choice([{}, {"status": "closed"}, {"status": "identified"}])
            put(self.repository, path.stem, self.make.changed(text, "Replica", **sets))

    def edit(self) -> None:
        """Edit a document in place, as some editors do: of its folder nothing changes."""
        if path := self.one():
            text = path.read_text("utf-8")
            if read(text).incident.is_final:
                self.hides = True
                self.hides_from_git |= not self.git("ls-tree", "-r", "HEAD", "--", str(path))
            for old, new in (("lag", "LAG"), ("SEV1", "SEV3"), ("status: closed", "status: identified")):
                text = text.replace(old, new, 1)
            path.write_text(text, encoding="utf-8")

    def remove(self) -> None:
        if path := self.one():
            path.unlink()

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "as it is")
        self.hides = self.hides_from_git = False

    def switch(self) -> None:
        self.commit()
        branch = f"b{self.chance.randint(0, 3)}"
        self.git("switch", "-q", branch)
        self.git("switch", "-q", "-c", branch)

    def merge(self) -> None:
        self.commit()
        self.git("merge", "-q", "--no-edit", "-X", "theirs", f"b{self.chance.randint(0, 3)}")

    def damage(self) -> None:
        for path in (self.repository.root / ".git" / "acmeinc").rglob("*"):
            if path.is_file():
                path.write_bytes(path.read_bytes()[: self.chance.randint(0, 9000)])
