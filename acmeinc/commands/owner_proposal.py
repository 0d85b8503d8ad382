"""`acmeinc owner --set`: other cells for who owns something, proposed as a pull request."""

from collections.abc import Mapping
from functools import partial

from acmeinc.app import App
from acmeinc.commands.proposal import Wanted, base_now, carry_out_proposal
from acmeinc.errors import NeedsAnswer, NotFound
from acmeinc.process.owner_edit import COLUMNS, owners_called, with_owner
from acmeinc.process.ownership import Owner
from acmeinc.process.rule_set import OWNERS
from acmeinc.steps.proposing import fault_in
from acmeinc.storage.rule_texts import texts_at
from acmeinc.terminal.prompts import Choice


def propose_owner(app: App, name: str, cells: Mapping[str, str], how: Wanted) -> None:
    """Propose other `cells`, named as in `COLUMNS`, for the functionality or service called `name`.

    Asks for what is missing: which row, where several fit, and its cells, where none is given.
    """
    if not cells and not app.can_ask:
        flags = ", ".join(f"--{one}" for one in COLUMNS)
        raise NeedsAnswer(
            f"owner --set needs answers: one of {flags}", hint=f'acmeinc owner --set "{name}" --team …'
        )
    base = base_now(app, dry_run=how.dry_run)
    texts = texts_at(app.repository.git, base.commit)
    owner = _one_of(app, name, owners_called(texts.get(OWNERS, ""), name))
    if not cells:
        cells = _asked(app, texts, owner)
        how = how._replace(because=how.because or app.ask.text("Why? (it is recorded)"))
    carry_out_proposal(app, base, partial(_edited, owner, cells), how)


def _edited(owner: Owner, cells: Mapping[str, str], texts: Mapping[str, str]) -> Mapping[str, str]:
    """Return the table of owners with other cells."""
    tidy = {column: " ".join(value.split()) for column, value in cells.items()}
    return {OWNERS: with_owner(texts.get(OWNERS, ""), owner, tidy)}


def _one_of(app: App, name: str, owners: list[Owner]) -> Owner:
    if len(owners) == 1:
        return owners[0]
    names = [" / ".join(filter(None, (owner.functionality, owner.service))) for owner in owners]
    if not app.can_ask:
        told = f"{len(owners)} rows of {OWNERS} fit {name!r}: {', '.join(names)}"
        raise NotFound(
            told, hint="name the one that nothing else is called: its service, or its functionality"
        )
    picked = app.ask.choose("Which one?", [Choice(str(n), one) for n, one in enumerate(names)])
    return owners[int(picked)]


def _asked(app: App, texts: Mapping[str, str], owner: Owner) -> Mapping[str, str]:
    """Return what a person changes of a row: one cell; what a check refuses is told where it is typed."""
    row = owner._asdict() | {"public": "yes" if owner.public else "no"}
    options = [Choice(name, column, str(row[name])) for name, column in COLUMNS.items()]
    name = app.ask.choose("What changes?", options)

    def wrong(typed: str) -> str | None:
        return fault_in(texts, partial(_edited, owner, {name: typed}))

    return {name: app.ask.text(f"{name}: new value?", str(row[name]), validate=wrong)}
