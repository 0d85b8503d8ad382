"""How a proposal is called: its branch, the line of its commit, and of its notice."""

import pytest

from acmeinc.process.rule_changes import Change
from acmeinc.steps.proposing import branch_for, title_for, told

UPDATE = Change("severity", "severities.SEV2", "update", "1h", "45m")
NEW_ROW = Change("ownership", "Wiki / wiki", "", None, "owning team Platform, contact wiki@example.com")
LOST_ROW = NEW_ROW._replace(before=NEW_ROW.after, after=None)
NEW_LINK = Change("settings", "links", "runbook", None, "https://wiki.example.com")


@pytest.mark.parametrize(
    ("change", "branch", "title", "line"),
    [
        pytest.param(UPDATE, "rules-sev2-update-45m", "SEV2 update: 1h → 45m", None, id="changed"),
        pytest.param(
            NEW_ROW, "rules-wiki-wiki-new", "Wiki / wiki: new", f"Wiki / wiki: new, {NEW_ROW.after}", id="row"
        ),
        pytest.param(
            LOST_ROW,
            "rules-wiki-wiki-gone",
            "Wiki / wiki: gone",
            f"Wiki / wiki: gone, was {NEW_ROW.after}",
            id="lost-row",
        ),
        pytest.param(
            NEW_LINK,
            "rules-links-runbook-https-wiki-example-com",
            "links.runbook: new, https://wiki.example.com",
            None,
            id="new-value",
        ),
    ],
)
def test_names_of_a_change(change: Change, branch: str, title: str, line: str | None) -> None:
    """What is new or gone says so; of a whole row the title is its name alone, its cells stand below."""
    assert branch_for([change]) == branch
    assert title_for([change, UPDATE], ["severity.yaml"]) == f"{title}, and 1 more"
    assert told(change) == (line or title)
