"""`acmeinc rules propose`: change one thing of the rules from a terminal, as a pull request."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.commands.proposal import Wanted, base_now, carry_out_proposal
from acmeinc.errors import NeedsAnswer
from acmeinc.process.rule_keys import TOP_KEYS, Setting, file_of, parse_key, parse_setting
from acmeinc.process.yaml_edit import value_at, with_value, without


def rules_propose_command(
    ctx: typer.Context,
    sets: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="set a value; repeat it")
    ] = None,
    unsets: Annotated[
        list[str] | None, typer.Option("--unset", metavar="KEY", help="take a value out; repeat it")
    ] = None,
    because: options.BecauseOption = None,
    branch: options.BranchOption = None,
    yes: options.ProposeOption = False,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Change severity.yaml or acmeinc.yaml in place, check it, and push it on a branch of its own.

    Comments, order and every other byte stay. The change is based on the default branch; what you have
    checked out, staged or edited is not touched. Refused where the rules would be wrong then. For who owns
    something: acmeinc owner --set.

    \b
    Examples:
      acmeinc rules propose
      acmeinc rules propose --set severities.SEV2.check_in=35m \\
        --set severities.SEV2.update=45m
      acmeinc rules propose --set 'severities.SEV1.conditions.no-pay=No payments'
      acmeinc rules propose --unset links.monitoring --because "it is gone"
    """
    app: App = ctx.obj
    given = [*map(parse_setting, sets or ()), *(Setting(parse_key(text), None) for text in unsets or ())]
    if not given and not app.can_ask:
        hint = "acmeinc rules propose --set severities.SEV2.update=55m"
        raise NeedsAnswer("rules propose needs to know what changes: --set, --unset", hint=hint)
    base = base_now(app, dry_run=dry_run)
    if not given:
        from acmeinc.commands.rule_questions import ask_setting
        from acmeinc.steps.proposing import fault_in
        from acmeinc.storage.rule_texts import texts_at

        texts = texts_at(app.repository.git, base.commit)

        def fault(setting: Setting) -> str | None:
            return fault_in(texts, lambda before: _edited(before, [setting]))

        given = [ask_setting(app.ask, texts, fault)]
        because = because or app.ask.text("Why? (it is recorded)")
    how = Wanted(because or "", branch or "", yes=yes, dry_run=dry_run, as_json=as_json)
    carry_out_proposal(app, base, lambda texts: _edited(texts, given), how)


def _edited(texts: Mapping[str, str], settings: list[Setting]) -> Mapping[str, str]:
    """Return the files that settings change."""
    trees: dict[str, Any] = {path: value_at(texts.get(path, ""), path, ()) for path in TOP_KEYS}
    files: dict[str, str] = {}
    for setting in settings:
        path = file_of(setting.key, trees)
        text = files.get(path, texts.get(path, ""))
        if setting.value is None:
            files[path] = without(text, path, setting.key)
        else:
            files[path] = with_value(text, path, setting.key, setting.typed)
    return files
