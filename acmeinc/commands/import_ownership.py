"""`acmeinc import ownership`: who owns what, as CODEOWNERS or a Backstage catalog has it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import unified_diff
from pathlib import PurePath
from typing import Annotated, Any

import typer

from acmeinc.app import App
from acmeinc.commands import imports, options
from acmeinc.commands.proposal import Wanted, base_now, carry_out_proposal
from acmeinc.errors import BadData, NotFound, Usage
from acmeinc.importing import backstage, codeowners
from acmeinc.importing.claims import Claim, Claims
from acmeinc.importing.owned import Ownership, owned
from acmeinc.incident.text import visible
from acmeinc.process.ownership_file import parse_ownership
from acmeinc.process.people_file import parse_people
from acmeinc.steps.owning import NAME, refuse_unless_here, save_owners
from acmeinc.storage.commit import commit_message
from acmeinc.storage.foreign import Foreign
from acmeinc.storage.rule_texts import texts_at, texts_here
from acmeinc.terminal.json_output import dump, row_json

FORMATS = ("codeowners", "backstage")


def import_ownership_command(
    ctx: typer.Context,
    path: imports.FromOption = None,
    file_format: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help=" | ".join(FORMATS) + " [by its name]")
    ] = None,
    branch: options.BranchOption = None,
    here: Annotated[
        bool, typer.Option("--here", help="commit on the branch that is checked out, instead of proposing it")
    ] = False,
    yes: options.ProposeOption = False,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Propose rows of ownership.csv for what a CODEOWNERS file or a Backstage catalog says is owned.

    Rows that are there stay byte for byte; what they have already is recognised, and another team for the
    same service is told, not written. Links and contact that all rows of a team share are filled in. As with
    acmeinc rules propose, the change is made on a branch of its own; --here is for a new repository.

    \b
    Examples:
      acmeinc import ownership --from ../shop/.github/CODEOWNERS --dry-run
      acmeinc import ownership --from ../catalog
      acmeinc import ownership --from CODEOWNERS --here
    """
    app: App = ctx.obj
    foreign = imports.source(path, "ownership --from CODEOWNERS")
    claims = _claims(foreign, imports.one_of(file_format, FORMATS))
    if here and branch:
        raise Usage("--here makes no branch", hint="leave out --here, or --branch")
    if here:
        _commit_here(app, claims, dry_run=dry_run, as_json=as_json)
        return
    base = base_now(app, dry_run=dry_run)
    found = _owned(texts_at(app.repository.git, base.commit), claims)
    _say(app, found, claims, as_json=as_json)
    how = Wanted(
        f"imported from {_name(foreign)}",
        branch or "",
        yes=yes,
        dry_run=dry_run,
        as_json=as_json,
        also=_json(found, claims),
    )
    carry_out_proposal(app, base, lambda _: {NAME: found.text} if found.rows else {}, how)


def _commit_here(app: App, claims: Claims, *, dry_run: bool, as_json: bool) -> None:
    """Commit the rows on the branch that is checked out, and print that; nobody pushes it."""
    refuse_unless_here(app.desk)
    texts = texts_here(app.repository)
    found = _owned(texts, claims)
    _say(app, found, claims, as_json=as_json)
    sha = save_owners(app.desk, found.text, _message(found)) if found.rows and not dry_run else ""
    if as_json:
        told = {"dry_run": dry_run, "branch": None, "commit": sha or None, **_json(found, claims)}
        app.console.out(dump(told, app.console.encoding))
    elif sha:
        app.console.out(f"{app.console.ink.green('✓')} {_count(found)} in {NAME}")
        app.console.out("  look at them: git show; then: git push")
    elif found.rows:
        app.console.out(visible(_diff(texts.get(NAME, ""), found.text)).rstrip("\n"))
        app.console.out(f"{_count(found)} to add. Nothing was written (--dry-run).")
    else:
        app.console.out("Nothing to add.")


def _claims(foreign: Foreign, file_format: str) -> Claims:
    """Return what the files of the format say; raises BadData with the faults of all of them."""
    names = _names(foreign, file_format or _format_of(foreign))
    if (file_format or _format_of(foreign)) == "backstage":
        found = backstage.read_backstage([(foreign.path(name), foreign.text(name)) for name in names])
        if found.problems:
            raise BadData(found.problems, hint=f"nothing was imported. {found.problems[0].hint}")
    else:
        found = codeowners.read_codeowners(foreign.text(names[0], any_encoding=True), foreign.path(names[0]))
    if not found.claims and not found.passed_over:
        raise NotFound(f"{foreign.label} names no owners", hint="--format codeowners, or --format backstage")
    return found


def _names(foreign: Foreign, file_format: str) -> Sequence[str]:
    """Return the files to read: all of a catalog, of CODEOWNERS the one that counts; raises NotFound."""
    if foreign.is_file:
        return foreign.names
    if file_format == "backstage":
        names = [name for name in foreign.names if name.rsplit("/", 1)[-1] in backstage.NAMES]
    else:
        names = [name for name in codeowners.NAMES if name in foreign.names][:1]
    if not names:
        known = backstage.NAMES if file_format == "backstage" else codeowners.NAMES
        raise NotFound(f"there is no {known[0]} in {foreign.label}", hint="--from names the file itself, too")
    return names


def _format_of(foreign: Foreign) -> str:
    """Return the format that a file, or what is in a folder, is of; raises Usage where it may be either."""
    if foreign.is_file:
        return "backstage" if foreign.names[0].endswith((".yaml", ".yml", ".json")) else "codeowners"
    kinds = {
        "codeowners": any(name in foreign.names for name in codeowners.NAMES),
        "backstage": any(name.rsplit("/", 1)[-1] in backstage.NAMES for name in foreign.names),
    }
    if all(kinds.values()):
        raise Usage(f"{foreign.label} has CODEOWNERS and a catalog", hint="say which: --format codeowners")
    return "backstage" if kinds["backstage"] else "codeowners"


def _owned(texts: Mapping[str, str], claims: Claims) -> Ownership:
    """Return `ownership.csv` with what is claimed; raises BadData where it, or people.csv, is faulty."""
    text, people = texts.get(NAME, ""), texts.get("people.csv", "")
    owners, problems = parse_ownership(text) if text.strip() else ((), [])
    known, others = parse_people(people) if people.strip() else ((), [])
    if faults := [problem for problem in (*problems, *others) if problem.level == "error"]:
        raise BadData(faults)
    return owned(text, owners, known, claims.claims)


def _message(found: Ownership) -> str:
    source = PurePath(found.rows[0].claim.where).name
    return commit_message(f"{NAME}: {_count(found)} imported", [("Source", source)])


def _name(foreign: Foreign) -> str:
    return PurePath(foreign.label).name or "elsewhere"


def _count(found: Ownership) -> str:
    return "1 row" if len(found.rows) == 1 else f"{len(found.rows)} rows"


def _say(app: App, found: Ownership, claims: Claims, *, as_json: bool) -> None:
    """Say what a person has to look at, each with its place in the source, and what makes no row."""
    for row in found.rows:
        for doubt in row.doubts:
            app.console.say(visible(f"! {_place(row.claim)}: {row.owner.service}: {doubt}"))
    for one in found.refused:
        app.console.say(visible(f"! {_place(one.claim)}: not written: {one.why}"))
    if found.lost:
        lost = ", ".join(found.lost)
        app.console.say(f"! {NAME} has no column {lost}: what belongs there was left out")
    if as_json:
        return
    told = [("known already", len(found.known)), ("not written", len(found.refused))]
    told += [(f"passed over: {why}", number) for why, number in Counter(claims.passed_over).most_common()]
    for what, number in told:
        if number:
            app.console.say(f"  {number} {what}")


def _place(claim: Claim) -> str:
    return f"{claim.where}:{claim.line}"


def _diff(before: str, after: str) -> str:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return "".join(unified_diff(old, new, f"a/{NAME}", f"b/{NAME}"))


def _json(found: Ownership, claims: Claims) -> dict[str, Any]:
    """Return what was found, row by row, with its place in the source."""
    return {
        "added": [
            {**row_json(row.owner), "source": _place(row.claim), "doubts": list(row.doubts)}
            for row in found.rows
        ],
        "known": [{"service": claim.service, "source": _place(claim)} for claim in found.known],
        "refused": [
            {"service": one.claim.service, "source": _place(one.claim), "why": one.why}
            for one in found.refused
        ],
        "passed_over": dict(Counter(claims.passed_over)),
        "columns_missing": list(found.lost),
    }
