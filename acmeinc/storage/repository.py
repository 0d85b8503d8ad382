"""An incident repository: where its files are, and what stands in them (DESIGN §3)."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from acmeinc.errors import BadData, DiskFault, Failed, NotFound, Problem, disk_faults
from acmeinc.incident.names import folder_of
from acmeinc.storage.gitdir import GitDir, find_git_dir, find_work_tree
from acmeinc.storage.stamps import DOCUMENT

if TYPE_CHECKING:
    from acmeinc.storage.git import Git

MARK = "severity.yaml"
"""The file by which an incident repository is known."""


class Identity(NamedTuple):
    """Who commits, as git is told, and the rest of git's configuration (the last value of each key)."""

    name: str
    email: str
    config: Mapping[str, str] = MappingProxyType({})


class Repository(NamedTuple):
    """The incident repository in the folder `root` (absolute, without symbolic links)."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> "Repository":
        """Return the repository that `start` (default: the current folder) is in; raises `NotFound`."""
        try:
            folder = (start or Path.cwd()).resolve()
        except FileNotFoundError:
            raise NotFound("the current folder is gone", hint="cd to one that is there") from None
        for candidate in (folder, *folder.parents):
            if (candidate / MARK).is_file():
                return cls(candidate)
        raise NotFound(
            f"{start or 'this folder'} is in no incident repository: there is no {MARK} in it or above it",
            hint="acmeinc init incidents",
        )

    @property
    def git(self) -> "Git":
        """Return the door to git for this repository."""
        from acmeinc.storage.git import Git

        return Git(self.root)

    @property
    def git_folders(self) -> GitDir:
        """Return git's folders; raises `Failed` when the repository is not under git."""
        found = find_git_dir(self.root)
        if not found:
            raise Failed(f"{self.root} is not a git repository", hint=f"git -C {self.root} init -b main")
        return found

    @property
    def git_dir(self) -> Path:
        """Return the git folder of this work tree."""
        return self.git_folders.path

    @property
    def common_dir(self) -> Path:
        """Return the git folder that all work trees of the repository share."""
        return self.git_folders.common

    @property
    def work_tree(self) -> Path:
        """Return the top of the work tree, of which an incident repository may be a folder."""
        return find_work_tree(self.root) or self.root

    def read(self, path: Path) -> str:
        """Return the text of a file, byte for byte: newlines and a BOM stay.

        Raises `NotFound` when there is none, `BadData` naming the place where it is not UTF-8, `DiskFault`.
        """
        located = self.locate(path)
        try:
            content = located.read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise NotFound(f"there is no {self.relative(located)}") from None
        except OSError as error:
            raise DiskFault(error, f"{located} could not be read") from error
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadData([_not_utf8(self.relative(located), content, error.start)]) from None

    def salvaged(self, path: str) -> str:
        """Return what can be read of a damaged file, what is no UTF-8 replaced; "" where nothing can."""
        try:
            return self.locate(path).read_bytes().decode("utf-8", "replace")
        except (OSError, BadData):
            return ""

    def read_rule(self, name: str) -> str | None:
        """Return the text of a rules file (`severity.yaml`), or None when the repository has none.

        Raises `BadData` for what is there and no file: nobody is to take a broken link for "no owners".
        """
        path = self.locate(self.root / name)
        if path.is_file():
            return self.read(path)
        if os.path.lexists(path):
            raise _refused(name, "this is no regular file")
        return None

    def template(self, name: str) -> str:
        """Return the text of `templates/NAME`; raises `NotFound`."""
        path = self.locate(self.root / "templates" / name)
        if not path.is_file():
            raise NotFound(f"templates/{name} is missing", hint=f"git restore templates/{name}")
        return self.read(path)

    def locate(self, path: Path | str) -> Path:
        """Return the absolute path of a file of the repository, which need not exist yet.

        Raises `BadData` when it is outside the repository, or behind a symbolic link in `incidents/`, or one
        that leads out of `templates/`: what is made of a template may be public, and a document never is.
        """
        located = Path(os.path.normpath(self.root / path))
        real = Path(os.path.realpath(located))
        if not real.is_relative_to(self.root) or located == self.root:
            raise _refused(str(path), "it is outside the incident repository")
        top = located.relative_to(self.root).parts[0]
        if top == "incidents" and real != located:
            raise _refused(str(path), "it is, or is behind, a symbolic link")
        if top == "templates" and not real.is_relative_to(os.path.realpath(self.root / top)):
            raise _refused(str(path), "it is a symbolic link that leads out of templates/")
        return located

    def relative(self, path: Path) -> str:
        """Return a path of the repository as documents and git name it: `incidents/2026/11/inc-….md`."""
        return path.relative_to(self.root).as_posix()

    def incident_paths(self) -> list[Path]:
        """Return the documents of all incidents, newest first by the date in their names."""
        return self._documents("inc-")

    def bug_paths(self) -> list[Path]:
        """Return the records of all decisions that it was a bug, newest first."""
        return self._documents("bug-")

    def folder_for(self, name: str) -> Path:
        """Return the folder of an incident or bug, by the date in its id; raises `NotFound` for no id."""
        try:
            return self.root / "incidents" / folder_of(name)
        except ValueError:
            raise NotFound(f"{name} is not an incident's id", hint="acmeinc list") from None

    def path_of(self, name: str) -> Path:
        """Return where the document of an incident or bug is, or will be."""
        return self.folder_for(name) / f"{name}.md"

    def preflight(self) -> Identity:
        """Return who commits, if a commit can be made here now; the branch may have none yet.

        Raises `Failed` with the mend: no git repository, a merge or the like not ended, a detached HEAD,
        no name or address for the commit. Starts one git process.
        """
        return self.begin_preflight()()

    def begin_preflight(self) -> Callable[[], Identity]:
        """Begin to find out what `preflight` returns; what is returned waits for git, and both may raise."""
        folders = self.git_folders
        if what := folders.in_progress:
            raise Failed(f"a git {what} is not finished here", hint=folders.ending)
        if not folders.branch:
            raise Failed(
                "no branch is checked out (detached HEAD): what is committed now would be lost from sight",
                hint="git switch main (or the branch your team uses)",
            )
        asked = ask_settings(self.git)
        return lambda: identity_of(asked())

    def _documents(self, prefix: str) -> list[Path]:
        with disk_faults(f"{self.root / 'incidents'} could not be read"):
            found = [
                path
                for year in _subfolders(self.root / "incidents")
                for month in _subfolders(year)
                for path in _documents_in(month, prefix)
            ]
        return sorted(found, key=lambda path: path.name, reverse=True)


def identity_of(config: Mapping[str, str]) -> Identity:
    """Return who commits, and git's configuration; raises `Failed` where git does not know who."""
    author = person("author", config)
    committer = person("committer", config)
    if not all((*author, *committer)):
        raise Failed(
            "git does not know who you are, and a commit has to say",
            hint='git config --global user.name "Your Name"; git config --global user.email you@example.com',
        )
    return Identity(*author, config)


def person(role: str, config: Mapping[str, str]) -> tuple[str, str]:
    """Return name and address of the "author" or "committer" as git would take them from its `config`.

    "" for each that git would have to make up from the machine's name.
    """
    name, email = (
        os.environ.get(f"GIT_{role.upper()}_{key.upper()}", "").strip()
        or config.get(f"{role}.{key}", "").strip()
        or config.get(f"user.{key}", "").strip()
        for key in ("name", "email")
    )
    return name, email or os.environ.get("EMAIL", "").strip()


def settings_of(git: "Git", *, outside: bool = False) -> dict[str, str]:
    """Return git's configuration, the last value of each key; a key without a value is `true`.

    Raises `Failed` when git does not see the repository, unless it may be `outside` of every one: what is set
    up in it would be missing, not empty.
    """
    return ask_settings(git, outside=outside)()


def ask_settings(git: "Git", *, outside: bool = False) -> Callable[[], dict[str, str]]:
    """Ask git for its configuration, and return what waits for the answer and returns it as `settings_of`."""
    answer = git.ask("config", "--list", "-z", "--show-scope")
    return lambda: _settings_in(answer(), git, outside=outside)


def _settings_in(told: str, git: "Git", *, outside: bool) -> dict[str, str]:
    listed = told.split("\0")
    if not outside and "local" not in listed[::2]:
        raise Failed("git does not see its repository here", hint=f"git -C {git.root} status")
    pairs = (item.partition("\n") for item in listed[1::2])
    return {key: value if newline else "true" for key, newline, value in pairs}


def _subfolders(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            names = [e.name for e in entries if e.name.isdigit() and e.is_dir(follow_symlinks=False)]
    except (FileNotFoundError, NotADirectoryError):
        return
    yield from (folder / name for name in names)


def _documents_in(folder: Path, prefix: str) -> list[Path]:
    with os.scandir(folder) as entries:
        return [
            folder / entry.name
            for entry in entries
            if entry.name.startswith(prefix)
            and DOCUMENT.fullmatch(entry.name)
            and entry.is_file(follow_symlinks=False)
        ]


def _not_utf8(path: str, content: bytes, offset: int) -> Problem:
    before = content[:offset].removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    lines = re.split("\r\n|\r|\n", before)
    message, hint = f"byte {offset} is not UTF-8 text", f"save {path} as UTF-8"
    return Problem(path, len(lines), len(lines[-1]) + 1, message, hint, rule="file-encoding")


def _refused(path: str, why: str) -> BadData:
    hint = "put a regular file inside the repository instead"
    return BadData([Problem(path, 0, 0, why, hint, rule="file-kind")])
