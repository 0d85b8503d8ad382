"""Whether the name of a document, its folder, its id and its uid are those of one incident, or bug."""

import re
import shlex
from collections.abc import Iterator, Sequence

from acmeinc.checks.sheet import TOP, Sheet
from acmeinc.errors import Problem
from acmeinc.incident import ulid
from acmeinc.incident.identity import uids_of
from acmeinc.incident.names import ID, path_of
from acmeinc.process.finding import Finding

_PLAIN = re.compile(r"[\w./-]+", re.ASCII)


def name_problems(sheet: Sheet) -> Iterator[Problem]:
    """Yield what does not belong together in the names of an incident."""
    declared = str(sheet.recorded.value("id"))
    uids = sorted(uids_of(sheet.account.entries))
    if not declared and not uids:
        told = "this is no incident's document: no entry declares it"
        yield sheet.error(
            TOP,
            told,
            "acmeinc declare makes one; a text of your own gets another name",
            rule="document-undeclared",
        )
        return
    yield from of_one(sheet, declared)
    if len(uids) > 1:
        told = f"two incidents stand in one document: {', '.join(uids)}"
        yield sheet.error(
            sheet.place_of("uid") or TOP, told, "acmeinc sync tells them apart", rule="document-two-incidents"
        )
    for uid in uids or [""]:
        yield from uid_problems(sheet, uid)


def unseen_findings(paths: Sequence[str]) -> list[Finding]:
    """Return which files in `incidents/` are called, or placed, so that no step sees them."""
    if not paths:
        return [Finding("files", "documents", "ok", "all are called, and placed, so that steps see them")]
    seen = "so that no step sees it"
    return [
        Finding(
            "files",
            "documents",
            "wrong",
            f"{path} is called or placed {seen}",
            "acmeinc check",
            required=False,
        )
        for path in paths
    ]


def of_one(sheet: Sheet, name: str) -> Iterator[Problem]:
    """Yield whether the file of the incident or bug `name` is called so, and is where it belongs."""
    place = sheet.place_of("id") or TOP
    if not ID.fullmatch(name):
        told = f"`{name}` is no id of an incident or a bug" if name else "the id is missing"
        yield sheet.error(
            place, told, "write an id such as inc-26-11-23-sev-1-login-is-down", rule="document-id"
        )
        return
    wanted = path_of(name)
    stem = sheet.path.rpartition("/")[2].removesuffix(".md")
    if stem != name:
        told = f"the file is called {stem}, and is the document of {name}"
        yield sheet.error(place, told, _move(sheet.path, wanted), rule="document-name")
    elif not f"/{sheet.path}".endswith(f"/{wanted}"):
        folder = wanted.rpartition("/")[0]
        told = f"the document belongs into {folder}, by the date in its name"
        yield sheet.error(TOP, told, _move(sheet.path, wanted), rule="document-folder")


def uid_problems(sheet: Sheet, uid: str) -> Iterator[Problem]:
    """Yield whether `uid` identifies anything."""
    if not re.fullmatch(ulid.PATTERN, uid):
        told = f"`{uid}` is no uid: 26 characters, no I, L, O or U" if uid else "the uid is missing"
        hint = "restore the one that the document was made with: git log -p"
        yield sheet.error(sheet.place_of("uid") or TOP, told, hint, rule="document-uid")


def _move(path: str, wanted: str) -> str:
    """Return the command that moves a file there, as a shell takes it whatever bytes the name holds."""
    if _PLAIN.fullmatch(path):
        return f"git mv {path} {wanted}"
    if path.isprintable():
        return f"git mv {shlex.quote(path)} {wanted}"
    raw = path.encode("utf-8", "surrogateescape")
    typed = "".join(
        chr(b) if chr(b).isprintable() and b < 128 and b not in b"'\\" else f"\\x{b:02x}" for b in raw
    )
    return f"git mv $'{typed}' {wanted}"
