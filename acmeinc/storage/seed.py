"""What a new incident repository starts with: the rules, the templates, and what git has to be told."""

from pathlib import Path

from acmeinc.errors import Failed, RulesSayNo
from acmeinc.storage.files import write_file
from acmeinc.storage.git import Git

RULES = ("severity.yaml", "ownership.csv", "vendors.csv", "people.csv", "acmeinc.yaml", "templates")
"""The files and the folder that say how incidents are run."""

SCHEMAS = "schemas"
"""The folder of what an editor has to know of the YAML files."""

SEED = (*RULES, SCHEMAS)
"""The names that are copied; the live `incidents/` beside them never are."""

_PACKAGE = Path(__file__).resolve().parents[1]

ATTRIBUTES = ".gitattributes"
"""Where git is told how documents merge."""

_LINES = {
    ATTRIBUTES: "incidents/**/*.md merge=union",
    ".gitignore": "*.tmp~",
}
_README = """\
# Incidents

This repository is where incidents are run and remembered. `incidents/` holds one document per incident,
the source of truth while it lasts and after. The rules are files beside it, changed by pull request:

| file | says |
|---|---|
| `severity.yaml` | what counts as which severity, and how often to communicate |
| `ownership.csv` | which team owns what, and how to page it |
| `vendors.csv` | whom to call when a vendor is the cause |
| `people.csv` | who can take part, and in which role |
| `acmeinc.yaml` | the organisation: time zone, links, channels |
| `templates/` | the incident document and every message |
| `schemas/` | what an editor shows while you change the two YAML files; from acmeinc, not to be changed |

Something looks wrong? Start here:

    acmeinc decide
"""


def seed_root() -> Path:
    """Return the folder that holds every name in `SEED`: inside an installed package, else the checkout."""
    for root in (_PACKAGE / "_seed", _PACKAGE.parent):
        if all((root / name).exists() for name in SEED):
            return root
    raise Failed(
        "the files of a new repository are missing from this installation", hint="install acmeinc again"
    )


def seed_for(target: Path) -> dict[str, bytes]:
    """Return everything that a new repository in `target` needs and does not have, by paths with `/`.

    A file that says the same already, and a README of one's own, are left alone. Raises `RulesSayNo` when a
    file would be overwritten.
    """
    wanted = {
        name: content for name, content in _contents(target).items() if not _says(target / name, content)
    }
    taken = [name for name in wanted if name not in _LINES and (target / name).exists()]
    if taken:
        raise RulesSayNo(
            f"already there, and different: {', '.join(taken)}",
            hint="move them away, or choose another folder: acmeinc init incidents",
        )
    return wanted


def start_git(target: Path) -> None:
    """Make `target` a git repository on branch `main`, if it is none yet."""
    if not (target / ".git").exists():
        Git(target).run("init", "--quiet", "--initial-branch=main")


def write_attributes(target: Path) -> None:
    """Write the line into `.gitattributes` that says how documents merge, behind whatever stands there."""
    write_file(target / ATTRIBUTES, _with_line(target / ATTRIBUTES, _LINES[ATTRIBUTES]))


def _contents(target: Path) -> dict[str, bytes]:
    root = seed_root()
    names = sorted(path.relative_to(root).as_posix() for name in SEED for path in _files(root / name))
    contents = {name: (root / name).read_bytes() for name in names}
    contents |= {name: _with_line(target / name, line) for name, line in _LINES.items()}
    contents["incidents/.gitkeep"] = b""
    if not (target / "README.md").exists():
        contents["README.md"] = _README.encode()
    return contents


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [file for file in path.rglob("*") if file.is_file() and not file.name.startswith(".")]


def _says(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _with_line(path: Path, line: str) -> bytes:
    """Return what `path` says now, with `line` at its end if it is not in it."""
    now = path.read_text(encoding="utf-8") if path.is_file() else ""
    if line in now.splitlines():
        return now.encode()
    return f"{now}{'' if not now or now.endswith(chr(10)) else chr(10)}{line}\n".encode()
